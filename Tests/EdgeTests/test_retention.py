"""What Kafka itself no longer has: said, with the place where the rest begins."""

import os
import re
import signal
import subprocess

from deadline import until
from wire import Wire

COUNT = 2500  # of 4 KB: twice what the embedded broker keeps of a partition


def produce(broker, begin=0, end=COUNT):
    lines = "".join(f'{{"n":{number},"x":"{"." * 4000}"}}\n' for number in range(begin, end))
    subprocess.run(["kcat", "-b", broker.bootstrap_servers, "-q", "-P", "-t", "audit", "-p", "0"], input=lines, text=True,
                   check=True, timeout=60)


def seen(gateway):
    """How many records the gateway has read, or found gone."""
    page = gateway.get("/metrics")[1].decode()
    return sum(int(count) for count in re.findall(r"^gateway_records(?:_lost)?_total (\d+)", page, re.MULTILINE))


def resume(wire, cursor):
    """The first gap and the first record after a place."""
    wire.hear("welcome")
    wire.say(type="subscribe", id="s", channels=["audit"], **{"from": cursor})
    gap = None
    while (message := wire.hear())["type"] != "events":
        gap = message if message["type"] == "gap" else gap
    return gap, message["events"][0]["value"]["n"]


def test_the_cursor_of_a_gap_is_where_the_rest_begins(empty_broker, start):
    gateway = start(empty_broker, HISTORY_RECORDS="10")
    with Wire(gateway) as wire:
        wire.hear("welcome")
        wire.say(type="subscribe", id="s", channels=["audit"])
        beginning = wire.hear("subscribed")["cursor"]
    produce(empty_broker)
    until(lambda: seen(gateway) >= COUNT, "the gateway has come to the end")
    with Wire(gateway) as wire:
        gap, first = resume(wire, beginning)
    assert gap["reason"] == "retention" and gap["missed"] == first > 0
    # Who has got no further than the gap gets all the rest.
    with Wire(gateway) as wire:
        assert resume(wire, gap["cursor"]) == (None, first)


def test_who_is_still_on_the_way_to_the_ring_is_never_told_a_place_ahead(empty_broker, start):
    """It would come back there, and miss what it had not been given yet."""
    gateway = start(empty_broker, HISTORY_RECORDS="10")
    kept = 1_200
    produce(empty_broker, 0, kept)
    until(lambda: seen(gateway) >= kept, "the gateway has read them")
    with Wire(gateway, receive_buffer=4096) as wire:
        wire.hear("welcome")
        wire.say(type="subscribe", id="s", channels=["audit"], **{"from": "earliest"})
        wire.hear("events")  # Its socket is full long before the others have gone.
        os.kill(gateway.process.pid, signal.SIGSTOP)
        produce(empty_broker, kept, kept + COUNT)
        os.kill(gateway.process.pid, signal.SIGCONT)
        until(lambda: seen(gateway) >= kept + COUNT, "the gateway has come to the end")
        places = []  # Of each gap: its cursor, and the record that came next.
        last = -1
        while last < kept + COUNT - 1:
            message = wire.hear()
            if message["type"] == "gap":
                places.append((message["cursor"], None))
            elif message["type"] == "events":
                numbers = [event["value"]["n"] for event in message["events"]]
                assert numbers[0] > last
                places = [(cursor, numbers[0] if first is None else first) for cursor, first in places]
                last = numbers[-1]
    assert places
    for cursor, first in places:
        with Wire(gateway) as wire:
            # Or before that, where it was overrun a moment after it had been told.
            assert resume(wire, cursor)[1] <= first
