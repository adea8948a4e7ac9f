"""Processes that are killed while they work: no count of distinct event ids changes."""

import json
import signal
import time

import pytest
from deadline import until
from dojo import Dojo
from follower import Follower
from ledger import Fixed, Ledger, is_by
from load import Load, order, place_all
from records import Tail
from settling import list_orders, redis, settle


@pytest.fixture(scope="module")
def dojo(broker, folders):
    running = Dojo(folders.mktemp("crashes"), broker=broker, FRAUD_INSTANCES="2")
    yield running
    running.stop(within=30)


def ids(answers):
    return [json.loads(answer)["id"] for answer in answers]


@pytest.mark.parametrize("victim", ["fraud-1", "notification-2"])
def test_a_service_killed_under_load_is_replaced(dojo, follow, tell, victim):
    tail = follow(Tail, dojo)
    ledger = Ledger(tail)
    with Load(dojo, f"Killed {victim}", rate=30) as load:
        began = time.time() * 1000

        def has_spoken():
            return any(
                record.value.get("instanceId") == victim and record.timestamp >= began
                for record in ledger.read().events.values())

        until(has_spoken, f"{victim} is at work", within=30)
        killed = time.monotonic()
        pid = dojo.send_signal(victim, signal.SIGKILL)
        dojo.until_replaced(victim, pid)
        replaced = time.monotonic() - killed
    orders = ids(load.answers)
    held = settle(dojo, orders, tail)
    tell(
        f"{victim} killed under load: {len(orders)} orders, one end and one verdict each, {held.doubles} doubles; the "
        f"longest wait was {longest_wait(held, orders):.1f} s, a new one had joined after {replaced:.1f} s")


def longest_wait(held, orders):
    """From an order to the last that was said of it, in seconds."""
    times = {id: [] for id in orders}
    for record in held.events.values():
        if record.order_id in times and not is_by(record, "analytics"):
            times[record.order_id].append(record.timestamp)
    return max(max(each) - min(each) for each in times.values()) / 1000


def test_the_gateway_killed_under_load_loses_nothing_and_doubles_nothing(dojo, follow, tell):
    tail = follow(Tail, dojo)
    with Load(dojo, "Impatient", rate=100) as load:
        until(lambda: len(load.answers) > 50, "there is load")
        pid = dojo.send_signal("gateway-1", signal.SIGKILL)
        dojo.until_replaced("gateway-1", pid)
        count = len(load.answers)
        until(lambda: len(load.answers) > count + 50, "orders are accepted again", within=30)
    orders = ids(load.answers)
    assert load.client.lost > 0, "it was killed under load"
    listed = [each["id"] for each in list_orders(dojo) if each["customerName"].startswith("Impatient")]
    assert sorted(listed) == sorted(orders), "what was repeated was accepted once"
    held = settle(dojo, orders, tail)
    tell(f"gateway killed under load: {len(orders)} orders, none lost; doubles with the same event id: {held.doubles}")


def test_the_gateway_killed_between_accepting_and_relaying_brings_it_all_to_kafka(dojo, follow):
    before = follow(Follower, dojo)
    tail = follow(Tail, dojo)
    dojo.send_signal(dojo.broker_name, signal.SIGSTOP)
    try:
        answers, _ = place_all(dojo, [order(f"Between {number}") for number in range(30)])
        orders = ids(answers)
        for id in orders[:10]:
            assert dojo.request("PUT", f"/api/orders/{id}", order("Between changed")).status == 200
        for id in orders[:5]:
            assert dojo.request("DELETE", f"/api/orders/{id}").status == 204
        assert redis(dojo, "xlen", "outbox") == ["90"], "Kafka is owed two events for each change"
        pid = dojo.send_signal("gateway-1", signal.SIGKILL)
        until(lambda: dojo.pid("gateway-1") not in (None, pid), "it is started again")
    finally:
        dojo.send_signal(dojo.broker_name, signal.SIGCONT)
    dojo.until_replaced("gateway-1", pid, within=60)
    # A client that comes back goes on where it was.
    after = follow(Follower, dojo, positions=before.cursors)
    assert after.gaps == []
    held = settle(dojo, orders, tail)
    until(
        lambda: Ledger(Fixed(before.records + after.records)).is_complete(orders), "the client has all of it, too",
        within=30, pause=0.1)
    check_order(held, orders)


def check_order(held, orders):
    """What was done to an order is in Kafka in that order."""
    for id in orders:
        mine = [
            record for record in held.source.records
            if record.topic == "orders" and record.key == id and not record.retry_count
        ]
        versions = [int(record.header("orderVersion")) for record in sorted(mine, key=lambda record: record.offset)]
        first_seen = list(dict.fromkeys(versions))
        assert first_seen == sorted(first_seen), id
