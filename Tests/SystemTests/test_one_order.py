"""One order through every service: each record to the letter, as kcat sees it."""

import json
import re

import contract
import pytest
from deadline import until
from ledger import Ledger
from records import Tail, kcat
from settling import redis

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = re.compile(r"[0-9a-f]{16}")


def test_test_vectors():
    order_id = "00000000-0000-4000-8000-000000000001"
    assert contract.order_event_id(order_id, 1770297077406, "orders") == "486305db-318b-5cd5-a377-f2c29eeb8b49"
    assert contract.retry_id("3f2504e0-4f89-41d3-9a0c-0305e82c3301", 2) == "c57bacfb-63f7-52c9-ad99-92b561da59f7"
    assert abs(contract.chance("3f2504e0-4f89-41d3-9a0c-0305e82c3301", 0) - 0.5752878755) < 1e-10


def test_the_topics_have_the_partitions_of_the_contract(dojo):
    topics = json.loads(kcat(dojo, "-L", "-J"))["topics"]
    found = {topic["topic"]: len(topic["partitions"]) for topic in topics}
    assert {name: found.get(name) for name in contract.PARTITIONS} == contract.PARTITIONS


# Who may be behind a source.
INSTANCES = {
    "order-service": ["gateway-1"], "notification-service": ["notification-1", "notification-2"],
    "fraud-service": ["fraud-1"],
}


class Story:
    """Places an order and knows every record that has to follow."""

    def __init__(self, dojo, **order):
        headers = {"X-Correlation-Id": "story-1", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        answer = dojo.request("POST", "/api/orders", order, headers)
        assert answer.status == 201
        self.order = answer.json
        self.version = self.order.pop("version")
        self.id = self.order["id"]
        self.created_at = self.order["createdAt"]

    def common_headers(self, event_id, source):
        return [
            ("eventId", event_id), ("correlationId", "story-1"), ("schemaVersion", "1"), ("source", source),
            ("orderVersion", str(self.version)),
        ]

    def check(self, record, event_id, source, value, *more_headers, last_headers=()):
        """Everything about a record but where it is."""
        assert record.key == self.id
        assert record.payload == json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        headers = list(record.headers)
        traceparent = next(value for name, value in headers if name == "traceparent")
        version, trace, span, flags = traceparent.split("-")
        assert (version, trace, flags) == ("00", TRACE, "01") and SPAN.fullmatch(span)
        instance = record.value.get("instanceId") or next(value for name, value in headers if name == "instance")
        assert instance in INSTANCES[source]
        assert headers == [
            *self.common_headers(event_id, source), ("traceparent", traceparent), *more_headers, ("instance", instance),
            *last_headers]


def notification(story, record, action, retry_count):
    return {
        "source": "notification-service", "action": action, "orderId": story.id,
        "instanceId": record.value["instanceId"], "retryCount": retry_count,
        "timestamp": contract.iso(record.timestamp),
    }


def test_every_record_about_an_order_is_to_the_letter(dojo, follow):
    source = follow(Tail, dojo)
    ledger = Ledger(source)
    story = Story(dojo, customerName="Ída \"Öl\" /日本", item="Tonkotsu ramen", quantity=20, price=14.5)
    until(lambda: ledger.is_complete([story.id]), lambda: ledger.progress([story.id]), within=30)
    events = ledger.events

    first = contract.order_event_id(story.id, story.version, "orders")
    created = events[first]
    assert created.topic == "orders"
    assert created.timestamp == story.version, "the version of a new order is the time at which it was accepted"
    assert contract.iso(created.timestamp) == story.created_at
    story.check(
        created, first, "order-service", {"action": "created", "order": story.order, "timestamp": story.created_at})

    audit_id = contract.order_event_id(story.id, story.version, "audit")
    audited = events[audit_id]
    assert (audited.topic, audited.timestamp) == ("audit", created.timestamp)
    story.check(audited, audit_id, "order-service", {
        "source": "order-service", "action": "created", "orderId": story.id, "order": story.order,
        "timestamp": story.created_at})

    cause = created
    for attempt in range(contract.MAXIMUM_RETRIES + 1):
        action = check_attempt(story, events, cause, attempt)
        if action != "RETRY":
            break
        cause = events[contract.retry_id(first, attempt + 1)]
        assert (cause.topic, cause.partition) == ("orders", created.partition)
        story.check(
            cause, cause.event_id, "notification-service", created.value,
            ("retryCount", str(attempt + 1)), ("firstEventId", first))
        assert cause.payload == created.payload

    check_verdict(story, events[contract.verdict_id(story.id)], created, ledger)
    check_statistics(story, until(lambda: statistics_after(ledger.read(), story), "statistics follow"))
    mine = [record for record in events.values() if record.order_id == story.id]
    statistics = [record for record in mine if record.value.get("action") == "STREAM_STATS"]
    assert len(mine) - len(statistics) == 4 + attempt * 2 + (action == "DLQ"), "there is nothing else"


def check_attempt(story, events, cause, attempt):
    """What the notification service makes of a record; returns what it has decided."""
    record = events[contract.outcome_id(cause.event_id)]
    action = record.value["action"]
    assert action in ("NOTIFIED", "RETRY" if attempt < contract.MAXIMUM_RETRIES else "DLQ")
    assert record.topic == "audit"
    assert record.value["instanceId"] in ("notification-1", "notification-2")
    story.check(record, record.event_id, "notification-service", notification(story, record, action, attempt))
    if action == "DLQ":
        letter = events[contract.outcome_id(cause.event_id, "orders-dlq")]
        assert (letter.topic, letter.timestamp) == ("orders-dlq", record.timestamp)
        story.check(letter, letter.event_id, "notification-service", {
            "action": "created", "order": story.order, "reason": "Max retries exceeded",
            "instanceId": record.value["instanceId"], "timestamp": contract.iso(letter.timestamp)},
            last_headers=[("origin", f"orders/{cause.partition}/{cause.offset}")])
    return action


def check_verdict(story, verdict, created, ledger):
    assert verdict.topic == "audit"
    count = sum(
        created.timestamp - 60_000 < record.timestamp <= created.timestamp
        for record in ledger.events.values()
        if record.topic == "orders" and record.value["action"] == "created" and not record.retry_count)
    alerts = [{
        "type": "AMOUNT",
        "reason": "the order is worth $290.00 (limit $100.00; 1 of this customer within 60 s)",
        "severity": "LOW",
    }]
    story.check(verdict, verdict.event_id, "fraud-service", {
        "source": "fraud-service", "action": "FRAUD_ALERT", "orderId": story.id,
        "customerName": story.order["customerName"], "instanceId": "fraud-1", "alerts": alerts,
        "windowStats": {"customerOrdersInWindow": 1, "globalOrdersInWindow": count},
        "timestamp": contract.iso(verdict.timestamp)})


def statistics_after(ledger, story):
    found = [
        record for record in ledger.events.values()
        if record.topic == "audit" and record.order_id == story.id and record.value["action"] == "STREAM_STATS"
    ]
    return found and found[-1]


def check_statistics(story, record):
    value = record.value
    assert list(value) == ["source", "action", "orderId", "stats", "timestamp"]
    assert (value["source"], value["orderId"]) == ("analytics", story.id)
    assert value["timestamp"] == contract.iso(record.timestamp)
    stats = value["stats"]
    assert list(stats) == ["ordersPerMinute", "notificationSuccessRate", "notificationOutcomes", "avgNotificationLatencyMs"]
    outcomes = stats["notificationOutcomes"]
    assert list(outcomes) == ["NOTIFIED", "RETRY", "DLQ"]
    assert all(type(number) is int for number in [*outcomes.values(), stats["ordersPerMinute"], stats["avgNotificationLatencyMs"]])
    assert re.fullmatch(r"\d{1,3}\.\d%", stats["notificationSuccessRate"])
    names = [name for name, _ in record.headers]
    assert names == ["eventId", "correlationId", "schemaVersion", "source", "traceparent", "instance"]
    assert (record.header("correlationId"), record.header("source")) == ("story-1", "analytics")


def test_a_small_order_passes_the_fraud_check(dojo, follow):
    ledger = Ledger(follow(Tail, dojo))
    order = dojo.place(customerName="Jon Small", item="Tea", quantity=1, price=0.05)
    verdict_id = contract.verdict_id(order["id"])
    verdict = until(lambda: ledger.read().events.get(verdict_id), "the verdict is there").value
    assert list(verdict) == ["source", "action", "orderId", "customerName", "instanceId", "windowStats", "timestamp"]
    assert verdict["action"] == "FRAUD_CHECK_PASSED"


@pytest.mark.parametrize("verb", ["PUT", "DELETE"])
def test_a_change_is_told_on_both_topics(dojo, follow, verb):
    ledger = Ledger(follow(Tail, dojo))
    order = dojo.place(customerName="Kai Changes", item="Tea", quantity=1, price=3)
    old = order.pop("version")
    fields = {"customerName": "Kai Changed", "item": "Soup", "quantity": 2, "price": 4.25}
    answer = dojo.request(verb, f"/api/orders/{order['id']}", fields if verb == "PUT" else None)
    action = {"PUT": "updated", "DELETE": "deleted"}[verb]
    if verb == "PUT":
        order.update(fields)
        version = answer.json["version"]
    else:
        assert answer.status == 204 and answer.body == b""
        version = int(redis(dojo, "hget", f"order:{order['id']}", "version")[0])
    assert version > old
    ids = [contract.order_event_id(order["id"], version, topic) for topic in ("orders", "audit")]
    until(lambda: ledger.read().events.keys() >= set(ids), f"{action} is on both topics")
    on_orders, on_audit = (ledger.events[id] for id in ids)
    time = contract.iso(on_orders.timestamp)
    assert on_orders.value == {"action": action, "order": order, "timestamp": time}
    assert on_audit.value == {
        "source": "order-service", "action": action, "orderId": order["id"], "order": order, "timestamp": time}
    for record in (on_orders, on_audit):
        assert record.header("orderVersion") == str(version)
    until(lambda: ledger.is_complete([order["id"]]), lambda: ledger.progress([order["id"]]))
    assert ledger.verdicts()[order["id"]].total() == 1, "only what is created is checked"


def test_the_audit_service_logs_every_event_once(dojo, follow):
    ledger = Ledger(follow(Tail, dojo))
    order = dojo.place(customerName="Lea Logged", item="Tea", quantity=1, price=3)
    until(lambda: ledger.is_complete([order["id"]]), lambda: ledger.progress([order["id"]]))
    mine = {
        record.event_id: record.value for record in ledger.events.values()
        if record.topic == "audit" and record.order_id == order["id"] and record.value["action"] != "STREAM_STATS"
    }

    def logged():
        lines = [line.split(" | ", 1)[1] for line in dojo.console.splitlines() if line.startswith("audit-1 ")]
        events = [json.loads(line) for line in lines if line.startswith("{") and order["id"] in line]
        return [event for event in events if event["action"] != "STREAM_STATS"]

    until(lambda: len(logged()) >= len(mine), "all of it is logged")
    for event in logged():
        value = mine.pop(event.pop("eventId"))
        assert event == {
            name: value[name] for name in ("source", "action", "orderId", "instanceId", "timestamp") if name in value}
    assert not mine
