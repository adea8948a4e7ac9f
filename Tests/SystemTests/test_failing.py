"""Notifications that fail, by a rate that is changed while everything runs."""

import signal

import contract
import pytest
from deadline import until
from follower import Follower
from ledger import Ledger, is_by
from load import order
from records import Tail, write
from settling import redis, settle

STARTED_WITH = 0.3
INSTANCES = {"notification-1", "notification-2"}


class FailRate:
    """FAIL_RATE, as somebody changes it with redis-cli."""

    def __init__(self, dojo, ledger):
        self.dojo = dojo
        self.ledger = ledger
        self.rate = STARTED_WITH

    def set(self, rate):
        """Returns once both instances decide by it."""
        redis(self.dojo, "hset", "settings", "failRate", str(rate))
        self._tell(rate)

    def reset(self):
        if self.rate != STARTED_WITH:
            redis(self.dojo, "hdel", "settings", "failRate")
            self._tell(STARTED_WITH)

    def _tell(self, rate):
        redis(self.dojo, "publish", "settings", "failRate")
        followers = set()

        def place():
            order = self.dojo.place(customerName="Una Probe", item="Tea", quantity=1, price=1)
            first = contract.order_event_id(order["id"], order["version"], "orders")
            outcome = contract.outcome_id(first)
            until(lambda: outcome in self.ledger.read().events, "the attempt is decided", within=30)
            decided = self.ledger.events[outcome].value
            new, old = (contract.decision(first, 0, by) for by in (rate, self.rate))
            if decided["action"] == new != old:
                followers.add(decided["instanceId"])
            return followers == INSTANCES

        until(place, f"both instances decide by {rate}", within=30)
        self.rate = rate


@pytest.fixture
def tail(dojo, follow):
    return follow(Tail, dojo)


@pytest.fixture
def fail_rate(dojo, tail):
    rate = FailRate(dojo, Ledger(tail))
    yield rate
    rate.reset()


def place(dojo, count, customer):
    return [dojo.place(**order(f"{customer} {number}"))["id"] for number in range(count)]


def test_it_is_changed_live_and_what_is_decided_stays(dojo, tail, fail_rate):
    processes = {name: dojo.pid(name) for name in INSTANCES}
    fail_rate.set(1)
    failed = place(dojo, 20, "Vic Fails")
    held = settle(dojo, failed, tail)
    for id in failed:
        assert held.outcomes()[id] == {"RETRY": 2, "DLQ": 1}
        assert held.letters()[id]["letter"] == 1
        attempts = [
            (record.value["action"], record.value["retryCount"])
            for record in held.events.values() if is_by(record, "notification-service") and record.order_id == id
        ]
        assert attempts == [("RETRY", 0), ("RETRY", 1), ("DLQ", 2)]

    fail_rate.set(0)
    notified = place(dojo, 20, "Wim Works")
    held = settle(dojo, notified, tail)
    assert all(held.outcomes()[id] == {"NOTIFIED": 1} for id in notified)

    # Everything that failed comes once more, as after a crash: it was decided, and what it led to is done.
    count, doubles = len(held.source.records), held.doubles
    again = [record for record in held.events.values() if record.topic == "orders" and record.order_id in failed]
    assert len(again) == 3 * len(failed)
    for record in again:
        write(dojo, record)
    until(lambda: Ledger(tail).read().doubles >= doubles + len(again), "the doubles are there")
    held = settle(dojo, failed, tail)
    assert all(held.outcomes()[id] == {"RETRY": 2, "DLQ": 1} for id in failed)
    assert held.doubles == doubles + len(again), "nothing was told twice but what was written twice"
    samples = sum(is_by(record, "analytics") for record in held.source.records[count:])
    assert len(held.source.records) - samples <= count + len(again)
    assert {name: dojo.pid(name) for name in INSTANCES} == processes


def test_a_deleted_order_stays_deleted_when_its_retries_arrive(dojo, tail, fail_rate, follow):
    fail_rate.set(1)
    live = follow(Follower, dojo)
    # Nobody tries before it is deleted.
    for name in INSTANCES:
        dojo.send_signal(name, signal.SIGSTOP)
    try:
        id = place(dojo, 1, "Xia Gone")[0]
        until(lambda: id in live.orders, "the list holds it")
        assert dojo.request("DELETE", f"/api/orders/{id}").status == 204
        until(lambda: id in live.deleted, "the list holds it no longer")
    finally:
        for name in INSTANCES:
            dojo.send_signal(name, signal.SIGCONT)
    held = settle(dojo, [id], tail, live)
    on_orders = [record for record in held.source.records if record.topic == "orders" and record.order_id == id]
    told = [(record.value["action"], record.retry_count) for record in sorted(on_orders, key=lambda record: record.offset)]
    assert told[:2] == [("created", 0), ("deleted", 0)]
    assert sorted(told[2:]) == [("created", 1), ("created", 2), ("deleted", 1), ("deleted", 2)]
    assert held.outcomes()[id] == {"RETRY": 4, "DLQ": 2}

    assert dojo.request("GET", f"/api/orders/{id}").status == 404
    assert dojo.request("PUT", f"/api/orders/{id}", order("Xia Back")).status == 404
    assert id not in {each["id"] for each in dojo.request("GET", "/api/orders?limit=200").json["orders"]}
    assert id not in live.orders, "who followed all of it does not list it"
    assert id not in follow(Follower, dojo).orders, "who comes now does not either"
