"""Whatever strangers send: the readers of it under libFuzzer, and a live gateway that gets damaged requests, frames and
messages. Both print a seed (`DOJO_SEED=…` runs it again)."""

import json
import os
import random
import socket
import subprocess
import time

from deadline import until
from dojo import ROOT
from wire import CONTINUATION, PING, TEXT, Ended, Wire, frame, request

SECONDS = float(os.environ.get("DOJO_FUZZ_SECONDS", "12"))


def draw_seed():
    seed = int(os.environ.get("DOJO_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"DOJO_SEED={seed}")
    return seed


def test_readers_of_frames_json_and_cursors(tell):
    """scripts/fuzz: what must hold is in Tests/Fuzz/Targets.swift."""
    seed = draw_seed()
    run = subprocess.run(
        [ROOT / "scripts" / "fuzz", str(int(SECONDS)), f"-seed={seed}"], capture_output=True, text=True, errors="replace",
        timeout=600, check=False)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-6000:]
    tell(run.stderr.strip().splitlines()[-1])


MESSAGES = [
    {"type": "ping", "id": "p"},
    {"type": "hello", "id": "h", "name": "Ann"},
    {"type": "auth", "id": "a", "token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA"},
    {"type": "subscribe", "id": "s", "channels": ["orders", "audit"], "from": "earliest"},
    {"type": "subscribe", "id": "s", "channels": ["audit"], "from": {"last": 5}, "conflate": True},
    {"type": "subscribe", "id": "s", "channels": ["audit"], "from": {"since": "2026-02-05T12:30:00.000Z"}},
    {"type": "subscribe", "id": "s", "channels": ["orders"], "positions": {"orders": "9f3c.0-c-mla8x2k1.1-7"},
     "keys": ["a", "b"], "where": {"value.kind": 1, "header.source": "x", "value.text": None}},
    {"type": "unsubscribe", "id": "u", "channels": ["orders"]},
    {"type": "history", "id": "h", "channel": "audit", "partition": 0, "from": "earliest", "limit": 10, "keys": ["a"]},
    {"type": "command", "id": "c", "name": "order.create", "data": {"customerName": "Di", "quantity": 1, "price": 1.5}},
    {"type": "publish", "id": "p", "channel": "audit", "key": "k", "value": {"a": [1, None]}, "headers": {"x": "y"}},
]
REQUESTS = [
    request(), request(Sec_WebSocket_Protocol="dojo.v1, bearer.eyJ"), request(method="POST", Content_Length="2") + b"{}",
    b"GET /events?channels=audit&from=earliest HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: audit=9f3c.0-1\r\n\r\n",
    b"GET /api/topics/audit/records?from=earliest&limit=2 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n" + b"{" * 20,
    b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health HTTP/1.0\r\n\r\n",
    b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 40,
]
BYTES = [b"\0", b"\xff", b"\x80", b"\r\n", b"\n", b" ", b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b"-1", b"1e999",
         b"9" * 30, b"null", b"\\ud800", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"A" * 5000, b"../" * 20, b"%00", b"?"]


class Mutator:
    """Damages what is right, a little."""

    def __init__(self, dice):
        self.dice = dice

    def damage(self, data):
        dice = self.dice
        data = bytearray(data)
        for _ in range(dice.choice((0, 1, 1, 2, 5))):
            at = dice.randrange(len(data) + 1)
            match dice.randrange(5):
                case 0: data[at:at + dice.randint(0, 8)] = b""
                case 1: data[at:at] = dice.choice(BYTES)
                case 2: data[at:at + 1] = bytes([dice.randrange(256)])
                case 3: data[at:at + 4] = dice.choice(BYTES)
                case 4: data[at:at] = data[:dice.randrange(40)]
        return bytes(data)

    def message(self):
        return self.damage(json.dumps(self.dice.choice(MESSAGES)).encode())

    def frames(self):
        dice = self.dice
        parts = []
        for _ in range(dice.randint(1, 12)):
            text = self.message()
            match dice.randrange(4):
                case 0: parts.append(self.damage(frame(TEXT, text)))
                case 1:
                    at = dice.randrange(len(text) + 1)
                    parts.append(frame(TEXT, text[:at], final=False) + frame(PING, b"x") + frame(CONTINUATION, text[at:]))
                case 2:
                    parts.append(frame(dice.randrange(16), text[:200], dice.random() < 0.8, dice.random() < 0.9,
                                       dice.choice((0, 0, 0, 1, 4)), dice.choice((None, None, 16, 64))
                                       if len(text[:200]) < 126 else None))
                case 3: parts.append(frame(TEXT, text))
        return b"".join(parts)

    def request(self):
        return self.damage(self.dice.choice(REQUESTS))

    def pieces(self, data):
        """The same bytes, in segments of any size."""
        while data:
            size = self.dice.choice((1, 7, 100, 2000, 100_000))
            yield data[:size]
            data = data[size:]


def torment(gateway, mutator):
    """One connection that behaves as badly as it can. A refusal or an end is as good an answer as any."""
    dice = mutator.dice
    try:
        if dice.random() < 0.3:
            with Wire(gateway, handshake=False, timeout=3) as wire:
                for piece in mutator.pieces(mutator.request() + (mutator.request() if dice.random() < 0.5 else b"")):
                    wire.send(piece)
                if dice.random() < 0.7:
                    wire.socket.shutdown(socket.SHUT_WR)
                    wire.until_end()
        else:
            with Wire(gateway, timeout=3) as wire:
                for piece in mutator.pieces(mutator.frames()):
                    wire.send(piece)
                if dice.random() < 0.7:
                    wire.send(frame(8, b"\x03\xe8"))
                    wire.until_close()
    except (OSError, Ended):
        pass


def test_a_live_gateway(broker, start, tell):
    """It goes on serving, its memory settles, and it logs nothing about a defect."""
    seed = draw_seed()
    mutator = Mutator(random.Random(seed))
    gateway = start(broker, SHARDS="2", MAX_MESSAGES_PER_SECOND="0")
    descriptors = gateway.descriptors
    witness = Wire(gateway)
    witness.hear("welcome")
    count, warm = 0, None
    began = time.monotonic()
    while (passed := time.monotonic() - began) < SECONDS or count < 200:
        torment(gateway, mutator)
        count += 1
        if warm is None and passed > SECONDS / 2:
            warm = gateway.memory
        if count % 50 == 0:
            assert gateway.process.poll() is None, f"DOJO_SEED={seed}: the gateway died:\n{gateway.tail()}"
            witness.say(type="ping", id=str(count))
            assert witness.hear("pong")["id"] == str(count)
    assert gateway.get("/ready")[0] == 200
    witness.close()
    until(lambda: gateway.descriptors <= descriptors + 2, lambda: f"{gateway.descriptors} are open", within=30)
    tell(f"{count} damaged connections, seed {seed}; memory {warm / 2**20:.1f} MiB half way, then {gateway.memory / 2**20:.1f}")
    assert gateway.memory < warm + (24 << 20), f"DOJO_SEED={seed}"
    log = gateway.log.read_text(errors="replace").lower()
    for word in ("fatal", "crash", "precondition", "internal", "assert"):
        assert word not in log, f"DOJO_SEED={seed}: {word} in\n{gateway.tail()}"
