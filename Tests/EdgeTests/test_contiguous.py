"""A client is never lied to: what it gets has no hole, no double and no other order, or it is told how much it missed.

Clients come, go, stall and come back with cursors, at random; the gateway is stopped and killed meanwhile; its memory
holds half a second. What a run does follows from its seed, which it prints (`DOJO_SEED=…` runs it again, as far as the
machine's own timing allows).
"""

import collections
import os
import random
import signal
import time

from deadline import until
from numbered import Producer
from wanderer import Wanderer

SECONDS = float(os.environ.get("DOJO_PROPERTY_SECONDS", "45"))
CLIENTS = 12


def test_every_client_is_contiguous_or_told(empty_broker, start, tell):
    seed = int(os.environ.get("DOJO_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"DOJO_SEED={seed}")
    dice = random.Random(seed)
    gateway = start(empty_broker, HISTORY_RECORDS="250", SHARDS="2", FRAME_LIMIT="16384", STOP_DEADLINE="1s")
    producer = Producer(empty_broker, random.Random(seed + 1))
    clients = [Wanderer(gateway, random.Random(seed + 2 + n), f"client {n}") for n in range(CLIENTS)]
    # They sleep until the ring has gone past them.
    clients += [
        Wanderer(gateway, random.Random(seed - 1 - n), f"sleeper {n}", pauses=(8.0,), everything=True) for n in range(3)]
    try:
        over = time.monotonic() + SECONDS
        restarts = 0
        while time.monotonic() < over:
            pause = time.monotonic() + SECONDS / 5 * dice.uniform(0.8, 1.2)
            while time.monotonic() < min(pause, over):
                assert_nobody_complains(clients, seed)
                time.sleep(0.1)
            if time.monotonic() < over:
                gateway.stop(signal.SIGKILL if restarts % 2 else signal.SIGTERM)
                gateway.start()
                restarts += 1
        producer.finish()
        for client in clients:
            client.end(dict(producer.written))

        def everyone_has_all():
            assert_nobody_complains(clients, seed)
            return all(client.is_done.is_set() for client in clients)

        until(everyone_has_all, lambda: f"DOJO_SEED={seed}: everybody has everything:\n" + "\n".join(
            str(client) for client in clients if not client.is_done.is_set()), within=180)
    finally:
        producer.close()
        for client in clients:
            client.stop()
    assert_nobody_complains(clients, seed)
    counts = sum((client.counts for client in clients), collections.Counter())
    total = sum(producer.written.values())
    tell(f"contiguous or told, seed {seed}: {total} records to {len(clients)} clients over {restarts} restarts: {dict(counts)}")
    assert counts["records"] > total and counts["resumes"] > CLIENTS


def assert_nobody_complains(clients, seed):
    for client in clients:
        assert client.failure is None, f"DOJO_SEED={seed}: {client.failure!r}\n{client}"
