"""The gateway as a WebSocket server, by RFC 6455; every test names the sections that it is written from."""

import json
import random

import pytest
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Wire, accept_of, frame, head, request

PING_MESSAGE = {"type": "ping", "id": "p"}


@pytest.fixture
def open_wire(gateway):
    opened = []

    def open_wire(handshake=None, **options):
        opened.append(Wire(gateway, handshake, **options))
        return opened[-1]

    yield open_wire
    for wire in opened:
        wire.close()


@pytest.fixture
def wire(open_wire):
    """An open WebSocket that has been welcomed."""
    found = open_wire()
    assert found.status == 101
    assert found.hear()["type"] == "welcome"
    return found


def message(**fields):
    return json.dumps({**PING_MESSAGE, **fields}).encode()


def assert_answers(wire, ident="p"):
    assert wire.hear("pong")["id"] == ident


def assert_failed(wire, code):
    """§7.1.7: a close frame that says why, and the end of the connection."""
    found = wire.until_close()
    assert found is not None, "no close frame came"
    assert found.code == code, found
    found.payload[2:].decode()
    assert wire.until_end() == b""


# 4. The opening handshake


def test_the_handshake_is_answered(open_wire):
    """§4.2.2: status line, Upgrade, Connection, Sec-WebSocket-Accept."""
    wire = open_wire()
    assert wire.status == 101
    assert wire.headers["upgrade"].lower() == "websocket"
    assert wire.headers["connection"].lower() == "upgrade"
    assert wire.headers["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert "sec-websocket-protocol" not in wire.headers
    assert "sec-websocket-extensions" not in wire.headers


def test_the_key_is_what_is_proved(open_wire):
    """§4.2.2, 5.4: any 16 bytes."""
    for key in ("AAAAAAAAAAAAAAAAAAAAAA==", "/+/+/+/+/+/+/+/+/+/+/w=="):
        assert open_wire(request(Sec_WebSocket_Key=key)).headers["sec-websocket-accept"] == accept_of(key)


@pytest.mark.parametrize("change", [
    {"Upgrade": "WebSocket"}, {"Connection": "keep-alive, Upgrade"}, {"Connection": "upgrade"},
    {"Connection": "a, " * 60 + "Upgrade"},
    {"Sec_WebSocket_Extensions": "permessage-deflate; client_max_window_bits, x-unknown"},
    {"Sec_WebSocket_Protocol": "dojo.v1"}, {"Origin": None}, {"X_Unknown": "x" * 4000}, {"version": "HTTP/1.1"},
], ids=str)
def test_handshakes_that_are_right(open_wire, change):
    """§4.2.1: header values compare without case, lists may hold more, what is unknown is passed over (§9.1)."""
    wire = open_wire(request(**change))
    assert wire.status == 101
    assert wire.headers.get("sec-websocket-protocol") == change.get("Sec_WebSocket_Protocol")
    wire.send(frame(TEXT, message()))
    assert_answers(wire)


@pytest.mark.parametrize("status, change", [
    (400, {"Sec_WebSocket_Key": None}), (400, {"Sec_WebSocket_Key": "c2hvcnQ="}),
    (400, {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ"}), (400, {"Sec_WebSocket_Key": "not base64 at all!!!!!=="}),
    (400, {"Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZSB0b28gbG9uZw=="}),
    (426, {"Sec_WebSocket_Version": None}), (426, {"Sec_WebSocket_Version": "12"}),
    (426, {"Sec_WebSocket_Version": "8, 7"}), (400, {"Connection": None}), (400, {"Connection": "close"}),
    (400, {"Host": None}), (400, {"method": "POST", "Content_Length": "0"}), (400, {"method": "DELETE"}),
    (400, {"Sec_WebSocket_Protocol": "chat, superchat"}), (400, {"Sec_WebSocket_Protocol": "DOJO.V1"}),
    (404, {"path": "/"}), (404, {"path": "/ws2"}), (404, {"path": "/api/orders"}),
], ids=str)
def test_handshakes_that_are_wrong(open_wire, status, change):
    """§4.2.1, §4.2.2: each is answered with an HTTP status, and nothing is upgraded."""
    wire = open_wire(request(**change))
    assert wire.status == status
    if status == 426:
        assert wire.headers["sec-websocket-version"] == "13"  # §4.4


def test_a_request_without_upgrade_is_no_websocket(open_wire):
    """§4.2.1, 3: without the Upgrade header it is an ordinary request."""
    assert open_wire(request(Upgrade=None, Connection="close")).status in (400, 404, 426)


def test_a_subprotocol_is_chosen_from_those_offered(open_wire):
    """§4.2.2, /subprotocol/: one of the client's, in its spelling."""
    assert open_wire(request(Sec_WebSocket_Protocol="chat, dojo.v1")).headers["sec-websocket-protocol"] == "dojo.v1"


def test_a_handshake_comes_byte_by_byte(open_wire, gateway):
    """§4.1 says nothing of segments: TCP may cut anywhere."""
    wire = open_wire(handshake=False)
    for byte in request():
        wire.send(bytes([byte]))
    assert wire.response()[0] == 101
    assert wire.hear()["type"] == "welcome"


@pytest.mark.parametrize("early", [0, 1, 2, 3, 4, 5, 60])
def test_frames_in_one_segment_with_the_handshake(open_wire, early):
    """The same; `early` bytes of the handshake's end come together with two frames."""
    data = request()
    wire = open_wire(handshake=False)
    if len(data) > early:
        wire.send(data[:len(data) - early])
    ping = frame(TEXT, message(id="\r\n\r\n early"))
    wire.send(data[len(data) - early:] + ping + frame(PING, b"x"))
    assert wire.response()[0] == 101
    assert_answers(wire, "\r\n\r\n early")
    assert wire.receive().payload == b"x"


# 5.2 Base framing


def test_what_comes_is_framed_right(wire):
    """§5.1, §5.2: a server's frames have no mask, no reserved bit, the shortest length."""
    for size in (10, 100, 200, 1000):
        wire.send(frame(TEXT, message(id="i" * size)))
        found = wire.receive()
        assert (found.opcode, found.final, found.reserved, found.masked) == (TEXT, True, 0, False)
        assert json.loads(found.payload)["id"] == "i" * size


@pytest.mark.parametrize("size", [0, 1, 124, 125, 126, 127, 128, 1000, 4095, 4096, 16383, 16384])
def test_lengths(wire, size):
    """§5.2, payload length: 7 and 16 bits."""
    wire.send(frame(BINARY, b"\xff" * size) + frame(TEXT, message()))
    assert_answers(wire)


@pytest.mark.parametrize("size", [16385, 65535, 65536, 1 << 31, (1 << 63) - 1])
def test_lengths_beyond_the_limit(wire, size):
    """§5.2, §7.4.1: 1009 as soon as the length is there, whatever follows."""
    wire.send(head(BINARY, size) + b"mask")
    assert_failed(wire, 1009)


@pytest.mark.parametrize("size, form", [(0, 16), (125, 16), (0, 64), (125, 64), (126, 64), (4000, 64)])
def test_lengths_longer_than_needed(wire, size, form):
    """§5.2: "the minimal number of bytes MUST be used"."""
    wire.send(frame(TEXT, b" " * size, form=form))
    assert_failed(wire, 1002)


def test_a_length_of_64_bits(wire):
    """§5.2: "the most significant bit MUST be 0"."""
    wire.send(head(BINARY, 1 << 63, form=64) + b"mask")
    assert_failed(wire, 1002)


@pytest.mark.parametrize("opcode", [TEXT, BINARY, CONTINUATION, PING, PONG, CLOSE])
def test_frames_without_a_mask(wire, opcode):
    """§5.1: "The server MUST close the connection upon receiving a frame that is not masked"."""
    wire.send(frame(opcode, message(), masked=False))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("mask", [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\x01"])
def test_masks_of_all_kinds(wire, mask):
    """§5.3: the key is unpredictable; any is right."""
    wire.send(frame(TEXT, message(), mask=mask))
    assert_answers(wire)


@pytest.mark.parametrize("reserved", range(1, 8))
@pytest.mark.parametrize("opcode", [TEXT, BINARY, PING, CLOSE])
def test_reserved_bits(wire, reserved, opcode):
    """§5.2: without an extension RSV1 to RSV3 are 0."""
    wire.send(frame(opcode, b"", reserved=reserved))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
def test_reserved_opcodes(wire, opcode):
    """§5.2: "If an unknown opcode is received …", §11.8."""
    wire.send(frame(TEXT, message()) + frame(opcode, b""))
    assert_answers(wire)
    assert_failed(wire, 1002)


# 5.4 Fragmentation


@pytest.mark.parametrize("pieces", [2, 3, 40])
def test_a_message_in_fragments(wire, pieces):
    """§5.4: text, continuations, FIN on the last; fragments may be empty."""
    text = message()
    size = len(text) // pieces + 1
    parts = [text[start:start + size] for start in range(0, len(text), size)] + [b""] * (pieces == 40)
    for index, part in enumerate(parts):
        wire.send(frame(TEXT if index == 0 else CONTINUATION, part, final=index == len(parts) - 1))
    assert_answers(wire)


def test_control_frames_between_fragments(wire):
    """§5.4, §5.5: "Control frames themselves MUST NOT be fragmented" but may come in the middle."""
    text = message()
    wire.send(frame(TEXT, text[:5], final=False) + frame(PING, b"one") + frame(CONTINUATION, text[5:9], final=False))
    wire.send(frame(PONG, b"") + frame(PING, b"two") + frame(CONTINUATION, text[9:]))
    assert [wire.receive().payload for _ in range(2)] == [b"one", b"two"]
    assert_answers(wire)


@pytest.mark.parametrize("final", [True, False])
def test_a_continuation_of_nothing(wire, final):
    """§5.4: a continuation follows an unfinished frame."""
    wire.send(frame(TEXT, message()) + frame(CONTINUATION, b"x", final=final))
    assert_answers(wire)
    assert_failed(wire, 1002)


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_new_message_within_another(wire, opcode):
    """§5.4: "The fragments of one message MUST NOT be interleaved"."""
    wire.send(frame(TEXT, b"{", final=False) + frame(opcode, b"}"))
    assert_failed(wire, 1002)


def test_fragments_beyond_the_limit(wire):
    """§7.4.1, 1009: the limit is for the message, not for a frame."""
    wire.send(frame(TEXT, b" " * 10_000, final=False) + frame(CONTINUATION, b" " * 6385, final=False))
    assert_failed(wire, 1009)


# 5.5 Control frames


@pytest.mark.parametrize("payload", [b"", b"x", b"\xff\x00\xfe", b"\x81\x00", bytes(range(125))])
def test_a_ping_is_answered_with_its_payload(wire, payload):
    """§5.5.3: "identical Application data"."""
    wire.send(frame(PING, payload))
    found = wire.receive()
    assert (found.opcode, found.payload, found.final) == (PONG, payload, True)


def test_many_pings_are_answered_in_order(wire):
    """§5.5.2, §5.5.3: only the most recent must be answered; here all are."""
    wire.send(b"".join(frame(PING, bytes([n])) for n in range(100)))
    assert [wire.receive().payload for _ in range(100)] == [bytes([n]) for n in range(100)]


def test_a_pong_that_nobody_asked_for(wire):
    """§5.5.3: "unsolicited Pong … a response is not expected"."""
    wire.send(frame(PONG, b"hello") + frame(PONG, b"") + frame(TEXT, message()))
    assert wire.receive().opcode == TEXT


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
def test_control_frames_that_are_too_long(wire, opcode):
    """§5.5: "MUST have a payload length of 125 bytes or less"."""
    wire.send(frame(opcode, b"\x03\xe8" + b"x" * 124))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
def test_control_frames_in_fragments(wire, opcode):
    """§5.5: "MUST NOT be fragmented"."""
    wire.send(frame(opcode, b"\x03\xe8", final=False))
    assert_failed(wire, 1002)


# 7. Closing


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
                                  4000, 4999])
@pytest.mark.parametrize("reason", ["", "bye", "é" * 61])
def test_a_close_is_answered(wire, code, reason):
    """§5.5.1, §7.1.1, §7.4: echoed, then the server closes the TCP connection first."""
    wire.send(frame(CLOSE, code.to_bytes(2, "big") + reason.encode()))
    assert wire.until_close().code == code
    assert wire.until_end() == b""


def test_a_close_without_a_code(wire):
    """§7.1.5: 1005 is never sent."""
    wire.send(frame(CLOSE))
    assert wire.until_close().payload == b""
    assert wire.until_end() == b""


def test_a_close_code_of_one_byte(wire):
    """§5.5.1: a body begins with two bytes."""
    wire.send(frame(CLOSE, b"\x03"))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("code", [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
def test_close_codes_that_must_not_be_sent(wire, code):
    """§7.4.1, §7.4.2."""
    wire.send(frame(CLOSE, code.to_bytes(2, "big")))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("reason", [b"\xc3", b"\xff", b"ok \xed\xa0\x80"])
def test_a_close_reason_that_is_not_utf8(wire, reason):
    """§5.5.1, §8.1."""
    wire.send(frame(CLOSE, b"\x03\xe8" + reason))
    assert_failed(wire, 1007)


@pytest.mark.parametrize("after", [frame(TEXT, message()), frame(PING, b"x"), frame(CLOSE, b"\x03\xe9"), b"\xff" * 2000])
def test_nothing_counts_after_a_close(wire, after):
    """§5.5.1, §1.4: what follows a close frame is dropped."""
    wire.send(frame(CLOSE, b"\x03\xe8") + after)
    found = wire.receive()
    assert (found.opcode, found.code) == (CLOSE, 1000)
    assert wire.until_end() == b""


def test_a_close_within_a_message(wire):
    """§5.4, §5.5.1: a control frame like the others."""
    wire.send(frame(TEXT, b"{", final=False) + frame(CLOSE, b"\x03\xe8"))
    assert wire.until_close().code == 1000
    assert wire.until_end() == b""


def test_a_connection_that_just_ends(gateway, open_wire):
    """§7.1.1, §7.2.1: nobody else notices."""
    for _ in range(20):
        open_wire().close()
    wire = open_wire()
    wire.send(frame(TEXT, message()))
    assert_answers(wire)


# 8. UTF-8

VALID = ["", "κόσμε", "\u07ff\u0800\uffff", "\U00010000\U0010ffff", "\ud7ff\ue000\ufffd", "\ufffe\uffff"]
INVALID = [
    b"\x80", b"\xbf", b"\xc0\xaf", b"\xc1\xbf", b"\xe0\x80\xaf", b"\xe0\x9f\xbf", b"\xf0\x80\x80\xaf", b"\xf0\x8f\xbf\xbf",
    b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfe",
    b"\xff", b"a\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xc3(", b"\xe2\x82("]


@pytest.mark.parametrize("text", VALID)
def test_text_in_utf8(wire, text):
    """§5.6, §8.1, RFC 3629."""
    wire.send(frame(TEXT, message(id=f"-{text}-")))
    assert_answers(wire, f"-{text}-")


@pytest.mark.parametrize("text", VALID)
def test_text_cut_within_characters(wire, text):
    """§5.6: "a particular text frame might include a partial UTF-8 sequence"."""
    data = json.dumps({**PING_MESSAGE, "id": f"-{text}-"}, ensure_ascii=False).encode()
    for index, byte in enumerate(data):
        wire.send(frame(CONTINUATION if index else TEXT, bytes([byte]), final=index == len(data) - 1))
    assert_answers(wire, f"-{text}-")


@pytest.mark.parametrize("text", INVALID)
def test_text_that_is_not_utf8(wire, text):
    """§8.1: 1007."""
    wire.send(frame(TEXT, text))
    assert_failed(wire, 1007)


@pytest.mark.parametrize("text", INVALID)
def test_text_in_fragments_that_is_not_utf8(wire, text):
    """§8.1: the same over the borders of fragments."""
    for index, byte in enumerate(text):
        wire.send(frame(CONTINUATION if index else TEXT, bytes([byte]), final=index == len(text) - 1))
    assert_failed(wire, 1007)


def test_wrong_text_fails_at_once(wire):
    """§8.1: at the first byte that is wrong, with the message far from complete."""
    wire.send(frame(TEXT, b"fine", final=False))
    wire.send(frame(CONTINUATION, b"\xed\xa0" + b"x" * 1000, final=False)[:10])
    assert_failed(wire, 1007)


def test_binary_messages_may_hold_anything(wire):
    """§5.6."""
    wire.send(frame(BINARY, b"\xff\xfe\x80") + frame(TEXT, message()))
    assert_answers(wire)


# Segments


def test_frames_come_byte_by_byte(wire):
    """§5.2: a frame is what its head says, however TCP delivers it."""
    text = message(id="é" * 70)
    for byte in frame(TEXT, text[:100], final=False) + frame(PING, b"p") + frame(CONTINUATION, text[100:]):
        wire.send(bytes([byte]))
    assert wire.receive().payload == b"p"
    assert_answers(wire, "é" * 70)


def test_many_frames_in_one_segment(wire):
    """The same."""
    wire.send(b"".join(frame(TEXT, message(id=str(n))) for n in range(200)))
    assert [wire.hear("pong")["id"] for _ in range(200)] == [str(n) for n in range(200)]


def test_frames_cut_anywhere(wire):
    """The same."""
    dice = random.Random(5)
    data = b"".join(frame(TEXT, message(id="x" * n), form=None) for n in range(0, 400, 7))
    while data:
        size = dice.randint(1, 300)
        wire.send(data[:size])
        data = data[size:]
    for n in range(0, 400, 7):
        assert_answers(wire, "x" * n)
