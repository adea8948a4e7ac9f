"""`--compress`: permessage-deflate by RFC 7692, and RFC 6455 where it says so; every test names the sections that it is
written from."""

import json
import random
import subprocess
import zlib

import pytest
from crowd import Crowd
from edge import Gateway
from wire import (
    BINARY, CLOSE, COMPRESSED, CONTINUATION, PING, PONG, TAIL, TEXT, Wire, deflate, frame, head, inflate, request)

OFFER = "permessage-deflate"
AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
RSV1 = COMPRESSED


def message(**fields):
    return json.dumps({"type": "ping", "id": "p", **fields})


def read(found):
    """What a frame says, compressed or not."""
    assert (found.opcode, found.final, found.masked) == (TEXT, True, False), found
    return json.loads(found.text)


def assert_answers(wire, ident="p"):
    assert read(wire.receive()) == {"type": "pong", "id": ident}


def assert_failed(wire, code):
    """RFC 6455 §7.1.7."""
    found = wire.until_close()
    assert found is not None, "no close frame came"
    assert found.code == code, found
    assert found.reserved == 0, "§6.1: a control frame is never compressed"
    assert wire.until_end() == b""


@pytest.fixture(scope="module")
def gateway(folders, broker):
    running = Gateway(folders.mktemp("gateway"), broker, "--compress", MAX_MESSAGES_PER_SECOND="0")
    yield running
    assert running.process.poll() is None, f"the gateway died:\n{running.tail()}"
    assert running.stop() == 0, running.tail()


@pytest.fixture
def open_wire(gateway):
    opened = []

    def open_wire(extensions=OFFER, **options):
        opened.append(Wire(gateway, request(Sec_WebSocket_Extensions=extensions), **options))
        return opened[-1]

    yield open_wire
    for wire in opened:
        wire.close()


@pytest.fixture
def wire(open_wire):
    """An open WebSocket that agreed upon compression, and has been welcomed."""
    found = open_wire()
    assert (found.status, found.headers["sec-websocket-extensions"]) == (101, AGREED)
    assert read(found.receive())["type"] == "welcome"
    return found


# 5, 7.1 Negotiation


@pytest.mark.parametrize("offer, answer", [
    ("permessage-deflate", AGREED),
    ("permessage-deflate; client_max_window_bits", AGREED),  # Chromium's
    ("permessage-deflate; client_max_window_bits=12", AGREED),
    ("permessage-deflate; server_no_context_takeover; client_no_context_takeover", AGREED),
    ("permessage-deflate;server_max_window_bits=10", AGREED + "; server_max_window_bits=10"),
    ('permessage-deflate; server_max_window_bits="15"', AGREED + "; server_max_window_bits=15"),
    ("x-webkit-deflate-frame, permessage-deflate; client_max_window_bits", AGREED),
    ("permessage-deflate; server_max_window_bits=8, permessage-deflate", AGREED),
])
def test_offers_that_are_taken(open_wire, offer, answer):
    """§7.1: a server may ask for no context takeover whatever was offered, and answers a window of its own."""
    wire = open_wire(offer)
    assert (wire.status, wire.headers.get("sec-websocket-extensions")) == (101, answer)
    wire.hear("welcome")
    wire.send(frame(TEXT, deflate(message()), reserved=RSV1))
    assert_answers(wire)


@pytest.mark.parametrize("offer", [
    "x-unknown", "permessage-deflate; x-unknown", "permessage-deflate; server_max_window_bits",
    "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=8",
    "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=08",
    "permessage-deflate; server_no_context_takeover=1",
    "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
])
def test_offers_that_are_declined(open_wire, offer):
    """§7.1, §5.2: the connection goes on without; then RSV1 is what it was (RFC 6455 §5.2)."""
    wire = open_wire(offer)
    assert wire.status == 101
    assert "sec-websocket-extensions" not in wire.headers
    wire.hear("welcome")
    wire.send(frame(TEXT, message(id="x" * 1000)))
    found = wire.receive()
    assert found.reserved == 0
    assert read(found)["id"] == "x" * 1000
    wire.send(frame(TEXT, deflate(message()), reserved=RSV1))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("offer", ["permessage-deflate;", "permessage-deflate; =1", "permessage-deflate; a b",
                                   'permessage-deflate; server_max_window_bits="1', "a=b", "é"])
def test_offers_that_break_the_grammar(open_wire, offer):
    """RFC 6455 §9.1: such a handshake fails."""
    wire = open_wire(offer)
    assert wire.status == 400
    assert "Sec-WebSocket-Extensions" in wire.until_end().decode()


def test_offers_in_two_headers(gateway):
    """RFC 6455 §9.1: as if they were one."""
    data = request(Sec_WebSocket_Extensions="permessage-deflate; x-unknown")
    data = data[:-2] + b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    with Wire(gateway, data) as wire:
        assert wire.headers["sec-websocket-extensions"] == AGREED


def test_without_an_offer(gateway):
    """§5.1: nobody is sent what they did not ask for."""
    with Wire(gateway) as wire:
        assert "sec-websocket-extensions" not in wire.headers
        wire.hear("welcome")
        wire.send(frame(TEXT, message(id="x" * 1000)))
        assert wire.receive().reserved == 0
        wire.send(frame(TEXT, deflate(message()), reserved=RSV1))
        assert_failed(wire, 1002)


def test_without_the_flag_an_offer_is_passed_over(broker, start):
    plain = start(broker)
    for offer in (OFFER, "permessage-deflate; client_max_window_bits", "permessage-deflate; =broken"):
        with Wire(plain, request(Sec_WebSocket_Extensions=offer)) as wire:
            assert wire.status == 101
            assert "sec-websocket-extensions" not in wire.headers
            wire.hear("welcome")
            wire.send(frame(TEXT, message(id="x" * 1000)))
            assert wire.receive().reserved == 0
            wire.send(frame(TEXT, deflate(message()), reserved=RSV1))
            assert_failed(wire, 1002)


# 6, 7.2 Messages


def test_what_is_long_comes_compressed(wire):
    """§6.1, §7.2.1: RSV1 on the frame, the tail left out; what is short comes as it is."""
    for size in (1, 100, 1000, 10_000):
        wire.send(frame(TEXT, message(id="i" * size)))
        found = wire.receive()
        assert found.reserved == (RSV1 if size >= 1000 else 0)
        assert len(found.payload) < 200
        assert not found.reserved or not found.payload.endswith(TAIL)
        assert read(found)["id"] == "i" * size


def test_what_does_not_become_shorter_comes_as_it_is(wire):
    """§6.1: whether a message is compressed is the sender's choice, each time."""
    characters = [chr(code) for code in (*range(0x20, 0x7F), *range(0xA1, 0x800)) if chr(code) not in '"\\']
    ident = "".join(random.Random(7).sample(characters, 125))
    wire.send(frame(TEXT, json.dumps({"type": "ping", "id": ident}, ensure_ascii=False)))
    found = wire.receive()
    assert len(found.payload) > 256
    assert found.reserved == 0
    assert read(found)["id"] == ident


def test_nothing_is_taken_over_by_the_server(wire):
    """§7.1.1.1: each message can be read alone; the same one is the same bytes."""
    payloads = set()
    for _ in range(5):
        wire.send(frame(TEXT, message(id="once more " * 100)))
        found = wire.receive()
        assert read(found)["id"] == "once more " * 100
        payloads.add(found.payload)
    assert len(payloads) == 1


@pytest.mark.parametrize("bits", range(9, 16))
def test_a_window_of_the_server_is_kept(open_wire, bits):
    """§7.1.2.1: a client with no more than this can read everything."""
    wire = open_wire(f"permessage-deflate; server_max_window_bits={bits}")
    wire.hear("welcome")
    ident = json.dumps([number * number for number in range(1000)])
    wire.send(frame(TEXT, message(id=ident)))
    found = wire.receive()
    assert found.reserved == RSV1
    assert json.loads(inflate(found.payload, bits))["id"] == ident


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
@pytest.mark.parametrize("options", [
    {"level": 0}, {"level": 1}, {"level": 9}, {"window": 9}, {"flush": zlib.Z_FULL_FLUSH}], ids=str)
def test_messages_compressed_in_any_way(wire, opcode, options):
    """§7.2.1: "an endpoint MAY use any DEFLATE blocks"."""
    for size in (0, 1, 125, 126, 5000):
        wire.send(frame(opcode, deflate(message(id="x" * size), **options), reserved=RSV1))
        if opcode == TEXT:
            assert read(wire.receive())["id"] == "x" * size
    wire.send(frame(TEXT, message()))
    assert_answers(wire)


def test_the_last_block_may_say_so(wire):
    """§7.2.3.4: BFINAL is allowed; an empty block follows it, of which one byte is left."""
    wire.send(frame(TEXT, deflate(message(), flush=zlib.Z_FINISH) + b"\0", reserved=RSV1))
    assert_answers(wire)


def test_an_empty_message(wire):
    """§7.2.3.6: one byte."""
    wire.send(frame(BINARY, b"\0", reserved=RSV1) + frame(TEXT, deflate(message()), reserved=RSV1))
    assert_answers(wire)


def test_messages_may_come_as_they_are(wire):
    """§6: compressed or not, message by message."""
    for index in range(10):
        text = message(id=str(index))
        wire.send(frame(TEXT, deflate(text), reserved=RSV1) if index % 2 else frame(TEXT, text))
        assert_answers(wire, str(index))


@pytest.mark.parametrize("pieces", [2, 3, 40])
def test_a_compressed_message_in_fragments(wire, pieces):
    """§6.1, §6.2: RSV1 on the first only; fragments may be cut anywhere, and be empty; control frames between them."""
    data = deflate(message(id="".join(map(str, range(200)))))
    size = len(data) // pieces + 1
    parts = [b"", *(data[start:start + size] for start in range(0, len(data), size)), b""]
    for index, part in enumerate(parts):
        wire.send(frame(CONTINUATION if index else TEXT, part, final=index == len(parts) - 1,
                        reserved=0 if index else RSV1))
        if index == 1:
            wire.send(frame(PING, b"between"))
    found = wire.receive()
    assert (found.opcode, found.payload, found.reserved) == (PONG, b"between", 0)
    assert read(wire.receive())["id"] == "".join(map(str, range(200)))


def test_frames_come_byte_by_byte(wire):
    """RFC 6455 §5.2: however TCP delivers it."""
    for byte in frame(TEXT, deflate(message(id="é" * 70)), reserved=RSV1):
        wire.send(bytes([byte]))
    assert_answers(wire, "é" * 70)


# What is wrong


@pytest.mark.parametrize("opcode", [PING, PONG, CLOSE])
def test_compressed_control_frames(wire, opcode):
    """§6.1: "MUST NOT set the RSV1 bit of control frames"."""
    wire.send(frame(opcode, b"", reserved=RSV1))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("first", [0, RSV1])
def test_compressed_continuations(wire, first):
    """§6.1: "MUST NOT set … non-first fragments"."""
    wire.send(frame(TEXT, b"", final=False, reserved=first) + frame(CONTINUATION, b"", reserved=RSV1))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("reserved", [1, 2, 3, 5, 6, 7])
def test_reserved_bits(wire, reserved):
    """RFC 6455 §5.2: RSV2 and RSV3 are nobody's still."""
    wire.send(frame(TEXT, deflate(message()), reserved=reserved))
    assert_failed(wire, 1002)


@pytest.mark.parametrize("data", [
    b"", b"\x07", b"\xff" * 20, b'{"type":"ping"}', deflate(message())[:-3], deflate(message()) + b"\x07",
    deflate(message(), flush=zlib.Z_FINISH), b"\x00\x05\x00\xfb\xff" + b"hello\0",
], ids=lambda data: data[:8].hex() or "nothing")
def test_data_that_cannot_be_read(wire, data):
    """§7.2.2, RFC 6455 §7.4.1: 1007, "not consistent with the type of the message"."""
    wire.send(frame(TEXT, message()) + frame(TEXT, data, reserved=RSV1))
    assert_answers(wire)
    assert_failed(wire, 1007)


def test_a_reference_to_the_message_before(wire):
    """§7.1.1.2: client_no_context_takeover was agreed upon; what refers to an earlier message cannot be read."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    texts = [compressor.compress(message(id="again " * 20).encode()) + compressor.flush(zlib.Z_SYNC_FLUSH)
             for _ in range(2)]
    wire.send(frame(TEXT, texts[0].removesuffix(TAIL), reserved=RSV1))
    assert_answers(wire, "again " * 20)
    wire.send(frame(TEXT, texts[1].removesuffix(TAIL), reserved=RSV1))
    assert_failed(wire, 1007)


@pytest.mark.parametrize("text", [b"\xff", b"a\xc3", b"\xed\xa0\x80", b"\xf0\x9f\x98"])
def test_text_that_is_not_utf8(wire, text):
    """RFC 6455 §8.1: of what it stands for."""
    wire.send(frame(BINARY, deflate(text), reserved=RSV1) + frame(TEXT, deflate(text), reserved=RSV1))
    assert_failed(wire, 1007)


@pytest.mark.parametrize("size", [16_385, 100_000, 10 << 20])
def test_messages_that_are_too_long_when_they_are_read(gateway, wire, size):
    """RFC 6455 §7.4.1, 1009: the limit is for what it becomes, and reading stops there."""
    data = deflate(b" " * size)
    assert len(data) < 16_384
    before = gateway.memory
    wire.send(frame(TEXT, data, reserved=RSV1))
    assert_failed(wire, 1009)
    assert gateway.memory - before < 4 << 20


def test_a_message_of_the_limit(wire):
    """The same: 16,384 bytes are not too long."""
    wire.send(frame(BINARY, deflate(b" " * 16_384), reserved=RSV1) + frame(TEXT, deflate(message()), reserved=RSV1))
    assert_answers(wire)


def test_compressed_messages_that_are_too_long_as_they_come(wire):
    """The same, as soon as the length is there."""
    wire.send(head(TEXT, 16_385, reserved=RSV1) + b"mask")
    assert_failed(wire, 1009)


# Many


def produce(broker, text):
    subprocess.run(
        ["kcat", "-b", broker.bootstrap_servers, "-q", "-P", "-t", "audit", "-p", "0"], input=text + "\n", text=True,
        check=True, timeout=30)


def test_events_are_the_same_bytes_for_all_and_metrics_say_what_they_spare(broker, gateway, open_wire):
    """§7.1.1: what nothing is taken over into is the same for everybody at one place."""
    wires = [open_wire() for _ in range(3)] + [open_wire("permessage-deflate; server_max_window_bits=11"), open_wire(None)]
    for wire in wires:
        wire.send(frame(TEXT, json.dumps({"type": "subscribe", "id": "s", "channels": ["audit"]})))
        wire.hear("subscribed")
    produce(broker, json.dumps({"n": "compressed", "padding": "many words " * 200}))
    frames = [wire.receive() for wire in wires]
    assert [found.reserved for found in frames] == [RSV1] * 4 + [0]
    assert frames[0].payload == frames[1].payload == frames[2].payload
    assert {json.dumps(read(found)) for found in frames} == {json.dumps(json.loads(frames[4].payload))}
    assert read(frames[0])["events"][0]["value"]["n"] == "compressed"
    page = gateway.get("/metrics")[1].decode()
    saved = sum(float(line.split()[-1]) for line in page.splitlines() if line.startswith("gateway_saved_bytes_total{"))
    assert saved >= 4 * (len(frames[4].payload) - len(frames[3].payload))


def test_memory_does_not_grow_with_those_who_compress(broker, start, tell):
    """A window and the tables of DEFLATE are some 300 KB for whoever keeps them for each connection: here they belong to
    a shard."""
    count = 2000
    gateway = start(broker, "--compress", SHARDS="2")
    offers = request(Sec_WebSocket_Extensions=OFFER)
    pings = frame(TEXT, deflate(message(id="x" * 1000)), reserved=RSV1)

    def grown(number, handshake, *more):
        """Bytes that a connection holds while all of them are there, have spoken and been spoken to."""
        before = gateway.memory
        crowd = Crowd(gateway, number, "audit", handshake, b"".join(more))
        with Wire(gateway, handshake) as wire:
            wire.hear("welcome")
            wire.say(type="subscribe", id="s", channels=["audit"])
            wire.hear("subscribed")
            produce(broker, json.dumps({"n": number, "padding": "many words " * 300}))
            # All stand at the same place, so this is what everybody gets.
            payload = wire.receive().payload
        crowd.until_heard(payload)
        growth = gateway.memory - before
        crowd.leave()
        return growth

    grown(20, offers, pings)  # makes what is made once
    each = grown(count, offers, pings) / count
    tell(f"{count} connections that compress: {each / 1024:.2f} KiB each (debug build)")
    assert each < 8 * 1024
