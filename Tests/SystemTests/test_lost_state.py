"""What holds state in memory dies: everything starts empty, and everybody is told."""

import http.client
import json
import signal
import time

import pytest
from deadline import until
from dojo import READY, Dojo
from follower import Follower
from load import order, place_all
from records import Tail
from settling import list_orders, settle

LOST = "is gone: starting again, empty."


@pytest.fixture(params=["broker", "redis"])
def lost(request, broker, start):
    """A dojo, and the part of it that is to be lost. A real Kafka keeps its log, so it can only be away."""
    if (broker, request.param) == ("kafka", "broker"):
        pytest.skip("a real Kafka keeps what it holds")
    return start(), request.param


def test_everything_starts_empty_and_everybody_is_told(lost, follow, tell):
    dojo, victim = lost
    before = follow(Follower, dojo)
    answers, _ = place_all(dojo, [order(f"Lost {number}") for number in range(20)])
    orders = [json.loads(answer)["id"] for answer in answers]
    settle(dojo, orders, before)
    processes = dojo.record["parts"]
    began = time.monotonic()
    dojo.send_signal(victim, signal.SIGKILL)

    refusals = set()

    def is_ready_again():
        if dojo.console.count(READY) == 2:
            return True
        try:
            answer = dojo.request("POST", "/api/orders", order("In between"))
        except (OSError, http.client.HTTPException):
            return False  # The gateway is being started anew, too.
        if answer.status != 201:
            refusals.add((answer.status, answer.json["code"]))
        return False

    until(is_ready_again, lambda: f"it is ready again:\n{dojo.tail()}", within=60)
    tell(f"{victim} killed: everything runs again, empty, after {time.monotonic() - began:.1f} s")
    assert refusals <= {(503, "broker.lost"), (503, "redis.unavailable")}
    said = [line for line in dojo.console.splitlines() if line.startswith(f"{victim} ") and line.endswith(LOST)]
    assert len(said) == 1 and "signal 9" in said[0], dojo.tail()
    again = dojo.record["parts"]
    assert processes.keys() == again.keys()
    assert all(processes[name] != again[name] for name in processes), "each of them is a new one"

    assert not {each["id"] for each in list_orders(dojo)} & set(orders)
    until(lambda: before.close_code, "the client was disconnected")
    assert before.close_code in (4200, 1006)
    tail = follow(Tail, dojo)
    after = follow(Follower, dojo, positions=before.cursors)
    until(lambda: len(after.gaps) == 3, "it is told about each channel")
    assert {(gap["channel"], gap["reason"]) for gap in after.gaps} == {
        (channel, "reset") for channel in ("orders", "audit", "orders-dlq")}
    more, _ = place_all(dojo, [order(f"New {number}") for number in range(10)])
    settle(dojo, [json.loads(answer)["id"] for answer in more], tail, after)
    assert not after.orders.keys() & set(orders)


def test_while_the_embedded_broker_is_gone_changes_are_refused(folders):
    """Its process is gone, and nobody starts it again: the supervisor is held still."""
    dojo = Dojo(folders.mktemp("gone"), broker="embedded")
    try:
        dojo.process.send_signal(signal.SIGSTOP)
        dojo.send_signal("broker", signal.SIGKILL)

        def refusal():
            answer = dojo.request("POST", "/api/orders", order("Nowhere to go"))
            return answer if answer.status != 201 else None

        answer = until(refusal, "changes are refused")
        assert (answer.status, answer.json["code"]) == (503, "broker.lost")
        assert answer.headers["Retry-After"] == "1"
        assert dojo.request("GET", "/api/orders").status == 200, "what is there can be read"
        until(lambda: not dojo.is_ready("gateway-1"), "the gateway is not ready")
        assert "broker" in dojo.report("gateway-1")[1]["troubles"]["kafka"]
        dojo.process.send_signal(signal.SIGCONT)
        dojo.until_ready(times=2)
        assert dojo.request("POST", "/api/orders", order("Somewhere")).status == 201
    finally:
        dojo.process.send_signal(signal.SIGCONT)
        dojo.stop(within=30)
