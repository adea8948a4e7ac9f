"""The same order without Kafka: the gateway calls the services itself, and fails with them."""

import signal
import threading
import time

import pytest
from deadline import until
from load import order
from settling import redis


@pytest.fixture
def dojo(start):
    return start(FAIL_RATE="0")


def switch(dojo, mode):
    """Returns once the gateway goes by it."""
    redis(dojo, "hset", "settings", "mode", mode)
    redis(dojo, "publish", "settings", "mode")

    def goes_by_it():
        answer = dojo.request("POST", "/api/orders", order("Una Probe"), timeout=20)
        return (b'"sync"' in answer.body or answer.status == 502) == (mode == "sync")

    until(goes_by_it, f"the gateway is in mode {mode}", within=30)


def total(dojo):
    return dojo.request("GET", "/api/orders?limit=1").json["total"]


def test_calls_add_up_and_a_service_that_is_gone_stops_ordering(dojo, tell):
    switch(dojo, "sync")
    began = time.monotonic()
    answer = dojo.request("POST", "/api/orders", order("Ann Waits"))
    took = (time.monotonic() - began) * 1000
    assert answer.status == 201
    calls = answer.json["sync"]
    assert [call["service"] for call in calls] == ["notification", "analytics", "audit"]
    # Each works for 200 ms; notification and analytics wait for audit to work, too.
    assert [len(call.get("calls", [])) for call in calls] == [1, 1, 0]
    assert calls[0]["ms"] >= 400 and calls[1]["ms"] >= 400 and calls[2]["ms"] >= 200
    assert took >= sum(call["ms"] for call in calls)
    assert calls[0]["attempts"] == 1
    tell(f"an order without Kafka takes {took:.0f} ms")
    assert dojo.request("GET", f"/api/orders/{answer.json['id']}").status == 200

    # Both at once, and not started anew: they stand still, as if they were gone.
    before = total(dojo)
    for name in ("notification-1", "notification-2"):
        dojo.send_signal(name, signal.SIGSTOP)
    try:
        refused = dojo.request("POST", "/api/orders", order("Ann Fails"), timeout=20)
        assert refused.status == 502 and refused.json["code"] == "sync.dependency", refused.body
        assert "notification" in refused.json["detail"] and total(dojo) == before

        switch(dojo, "kafka")
        accepted = dojo.request("POST", "/api/orders", order("Ann Ordered"))
        assert accepted.status == 201 and "sync" not in accepted.json
    finally:
        for name in ("notification-1", "notification-2"):
            dojo.send_signal(name, signal.SIGCONT)


def test_a_service_that_stands_still_is_named_and_found_again(dojo):
    switch(dojo, "sync")
    dojo.send_signal("analytics-1", signal.SIGSTOP)
    try:
        refused = dojo.request("POST", "/api/orders", order("Bob Waits"), timeout=20)
        assert refused.status == 502
        assert refused.json["details"][0]["field"] == "analytics", refused.body
        assert "did not answer within 2 s" in refused.json["detail"] or "no live instance" in refused.json["detail"]

        def is_missed():
            return "no live instance" in dojo.request("POST", "/api/orders", order("Bob Probes"), timeout=20).json["detail"]

        until(is_missed, "it counts as gone", within=30)
    finally:
        dojo.send_signal("analytics-1", signal.SIGCONT)
    until(
        lambda: dojo.request("POST", "/api/orders", order("Bob Again"), timeout=20).status == 201,
        "it is found again", within=30)


def customers(dojo, topic):
    records = dojo.request("GET", f"/api/topics/{topic}/records?from=earliest&limit=1000").json["events"]
    return [record["value"].get("order", {}).get("customerName") for record in records]


@pytest.mark.parametrize("service", ["notification", "analytics", "audit"])
def test_an_order_whose_service_is_killed_in_the_middle_leaves_nothing(dojo, service):
    assert dojo.request("PUT", "/api/lab/services/notification", {"count": 1}).status == 200
    assert dojo.request("PATCH", "/api/settings", {"workTime": 600}).status == 200
    switch(dojo, "sync")
    until(
        lambda: [one["id"] for one in dojo.request("GET", "/api/system").json["instances"]
                 if one["service"] == "notification"] == ["notification-1"], "one is left", within=30)
    until(
        lambda: dojo.request("POST", "/api/orders", order("Kai Before"), timeout=20).status == 201,
        "orders are taken", within=30)
    before, answers = total(dojo), []
    caller = threading.Thread(
        target=lambda: answers.append(dojo.request("POST", "/api/orders", order("Kai Killed"), timeout=20)))
    caller.start()
    # Notification works for 600 ms, and waits for audit for as long; then it is the turn of analytics.
    time.sleep(0.3)
    assert dojo.request("POST", f"/api/lab/instances/{service}-1/kill").status == 200
    caller.join(timeout=30)
    assert answers and answers[0].status == 502 and answers[0].json["code"] == "sync.dependency", answers
    assert service in answers[0].json["detail"], answers[0].body
    assert total(dojo) == before

    assert dojo.request("POST", f"/api/lab/instances/{service}-1/start").status == 200
    until(
        lambda: dojo.request("POST", "/api/orders", order("Kai After"), timeout=20).status == 201,
        "orders are taken again", within=60)
    until(lambda: "Kai After" in customers(dojo, "orders"), "its event is there", within=30)
    assert "Kai Killed" not in customers(dojo, "orders") + customers(dojo, "audit")
    assert "Kai Killed" not in [one["customerName"] for one in dojo.request("GET", "/api/orders").json["orders"]]
