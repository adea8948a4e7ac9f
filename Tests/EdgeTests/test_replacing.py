"""There is one subscription a channel: another `subscribe` replaces it, also one that has not begun yet."""

import json
import subprocess

from deadline import until
from wire import TEXT, Wire, frame


def produce(broker, text):
    subprocess.run(
        ["kcat", "-b", broker.bootstrap_servers, "-q", "-P", "-t", "audit", "-p", "0"], input=f'{{"n":"{text}"}}\n',
        text=True, check=True, timeout=30)


def subscribe(ident, **fields):
    return frame(TEXT, json.dumps({"type": "subscribe", "id": ident, "channels": ["audit"], **fields}))


def test_a_subscription_that_is_replaced_before_it_begins_says_nothing(broker, start):
    gateway = start(broker, HISTORY_RECORDS="1")
    for number in range(3):
        produce(broker, f"before {number}")
        # One by one: what is read at once is kept together, and then the gateway knows by itself where `since` begins.
        read = b"\ngateway_records_total %d\n" % (number + 1)
        until(lambda: read in gateway.get("/metrics")[1], "the gateway has read it")
    with Wire(gateway) as wire:
        # Where `since` begins has to be asked of Kafka; the other is answered at once.
        wire.send(subscribe("old", **{"from": {"since": "2020-01-01T00:00:00Z"}}) + subscribe("new"))
        assert wire.hear("subscribed")["id"] == "new"
        for number in range(3):
            produce(broker, f"after {number}")
            message = wire.hear()
            assert message["type"] == "events", message
            assert [event["value"]["n"] for event in message["events"]] == [f"after {number}"]
