"""A WebSocket client made of bytes, that can do everything wrong."""

import base64
import dataclasses
import hashlib
import json
import struct
import zlib

TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 1, 2, 8, 9, 10, 0
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
HANDSHAKE = {
    "Host": "localhost", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13"}


def accept_of(key):
    """RFC 6455 §4.2.2."""
    return base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()


def request(path="/ws", method="GET", version="HTTP/1.1", **changes):
    """The bytes of a handshake. Headers by name with `_` for `-`; None leaves one out."""
    headers = {**HANDSHAKE, **{name.replace("_", "-"): value for name, value in changes.items()}}
    lines = [f"{method} {path} {version}", *(f"{name}: {value}" for name, value in headers.items() if value is not None)]
    return "\r\n".join([*lines, "", ""]).encode()


def head(opcode, length, final=True, masked=True, reserved=0, form=None):
    """A frame's first bytes, without the mask. `form` is 7, 16 or 64 bits of length; by default the fewest that do."""
    form = form or (7 if length < 126 else 16 if length < 65536 else 64)
    first = (0x80 if final else 0) | reserved << 4 | opcode
    mask = 0x80 if masked else 0
    if form == 7:
        return struct.pack(">BB", first, mask | length)
    return struct.pack(">BBH" if form == 16 else ">BBQ", first, mask | (126 if form == 16 else 127), length)


def frame(opcode, payload=b"", final=True, masked=True, reserved=0, form=None, mask=b"\x12\x34\x56\x78"):
    payload = payload.encode() if isinstance(payload, str) else payload
    start = head(opcode, len(payload), final, masked, reserved, form)
    if not masked:
        return start + payload
    return start + mask + bytes(byte ^ mask[index & 3] for index, byte in enumerate(payload))


# RFC 7692 §7.2: RSV1, and what every message ends with and is left out.
COMPRESSED = 4
TAIL = b"\0\0\xff\xff"


def deflate(text, level=9, window=15, flush=zlib.Z_SYNC_FLUSH):
    """RFC 7692 §7.2.1."""
    text = text.encode() if isinstance(text, str) else text
    compressor = zlib.compressobj(level, zlib.DEFLATED, -window)
    return (compressor.compress(text) + compressor.flush(flush)).removesuffix(TAIL)


def inflate(data, window=15):
    """RFC 7692 §7.2.2, each message by itself: a reference to another one fails."""
    decompressor = zlib.decompressobj(-window)
    text = decompressor.decompress(data + TAIL)
    assert not decompressor.unconsumed_tail and not decompressor.unused_data
    return text


@dataclasses.dataclass
class Frame:
    opcode: int
    payload: bytes
    final: bool = True
    reserved: int = 0
    masked: bool = False

    @property
    def text(self):
        """What it says, compressed or not."""
        return inflate(self.payload) if self.reserved == COMPRESSED else self.payload

    @property
    def code(self):
        """Of a close frame; 1005 where it says none."""
        return int.from_bytes(self.payload[:2], "big") if self.payload else 1005


class Ended(Exception):
    """The gateway has closed the connection."""


class Wire:
    def __init__(self, gateway, handshake=None, **options):
        self.socket = gateway.connect(**options)
        self.buffer = b""
        if handshake is not False:
            self.socket.sendall(handshake or request())
            self.status, self.headers = self.response()

    # HTTP

    def response(self):
        """Status and headers (names in lower case) of an answer."""
        while b"\r\n\r\n" not in self.buffer:
            self._fill()
        text, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        first, *lines = text.decode().split("\r\n")
        return int(first.split()[1]), {name.lower(): value.strip() for name, _, value in (l.partition(":") for l in lines)}

    # Frames

    def send(self, data):
        self.socket.sendall(data)

    def say(self, **message):
        self.send(frame(TEXT, json.dumps(message)))

    def receive(self):
        """The next frame. After a timeout it may be called again: a frame is taken whole or not at all."""
        start = 2
        self._need(start)
        first, second = self.buffer[:2]
        length = second & 0x7F
        if length >= 126:
            start = 4 if length == 126 else 10
            self._need(start)
            length = int.from_bytes(self.buffer[2:start], "big")
        self._need(start + length)
        payload, self.buffer = self.buffer[start:start + length], self.buffer[start + length:]
        return Frame(first & 15, payload, bool(first & 0x80), first >> 4 & 7, bool(second & 0x80))

    def hear(self, kind=None, **fields):
        """The next message, or the next of this type with these fields; frames of control are passed over."""
        while True:
            found = self.receive()
            if found.opcode == CLOSE:
                raise Ended(found.code)
            if found.opcode != TEXT:
                continue
            message = json.loads(found.text)
            if kind is None or (message["type"] == kind and fields.items() <= message.items()):
                return message

    def until_close(self):
        """The close frame, whatever comes before it; None if the connection ends without."""
        try:
            while True:
                found = self.receive()
                if found.opcode == CLOSE:
                    return found
        except (Ended, ConnectionError):
            return None

    def until_end(self):
        """Reads on until the gateway has closed; returns what still came. A reset is an end, too."""
        rest = self.buffer
        try:
            while data := self.socket.recv(65536):
                rest += data
        except ConnectionError:
            pass
        return rest

    def _need(self, count):
        while len(self.buffer) < count:
            self._fill()

    def _fill(self):
        data = self.socket.recv(1 << 16)
        if not data:
            raise Ended("no more bytes")
        self.buffer += data

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.close()
