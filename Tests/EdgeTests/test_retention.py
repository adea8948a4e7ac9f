"""What Kafka itself no longer has: said, with the place where the rest begins."""

import re
import subprocess

from deadline import until
from wire import Wire

COUNT = 2500  # of 4 KB: twice what the embedded broker keeps of a partition


def produce(broker):
    lines = "".join(f'{{"n":{number},"x":"{"." * 4000}"}}\n' for number in range(COUNT))
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
