"""The same order without Kafka: the gateway calls the services itself, and fails with them."""

import signal
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
