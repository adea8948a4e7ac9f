"""Everything anew: orders, what was made of them, settings, the lab and the topics."""

from deadline import until
from follower import Follower
from load import order
from settling import redis


def test_everything_begins_anew(start, follow, tell):
    dojo = start()
    live = follow(Follower, dojo)
    ids = [dojo.place(**order(f"Ann {number}"))["id"] for number in range(5)]
    until(lambda: set(ids) <= set(live.orders), "the list holds them", within=30)
    assert dojo.request("PATCH", "/api/settings", {"failRate": 1, "ordering": "paused"}).status == 200
    assert dojo.request("PUT", "/api/lab/services/fraud", {"count": 2}).status == 200
    until(lambda: dojo.pid("fraud-2"), "fraud-2 runs", within=60)
    secret = redis(dojo, "get", "gateway:secret")
    processes = {name: dojo.pid(name) for name in ("redis", "gateway-1")}

    assert dojo.request("POST", "/api/lab/reset").json == {"reset": True}
    dojo.until_ready(times=2, within=120)
    assert dojo.request("GET", "/api/orders").json["total"] == 0
    settings = dojo.request("GET", "/api/settings").json
    assert settings["failRate"] == 0.3 and settings["ordering"] == "open"
    assert dojo.pid("fraud-2") is None
    log = dojo.request("GET", "/api/lab/log").json["entries"]
    assert [(entry["by"], entry["action"]) for entry in log] == [("dojo", "reset")], "the log begins anew, too"
    assert redis(dojo, "get", "gateway:secret") == secret, "links and sessions stay good"
    assert dojo.pid("redis") == processes["redis"] and dojo.pid("gateway-1") != processes["gateway-1"]
    for topic in ("orders", "audit", "orders-dlq"):
        page = dojo.request("GET", f"/api/topics/{topic}/records?from=earliest").json
        assert page["events"] == [], topic

    # What comes now is as in a new dojo, and is seen by who was there before.
    new = dojo.place(**order("Bob New"))["id"]
    fresh = follow(Follower, dojo)
    until(lambda: new in fresh.orders, "the new order is listed", within=60)
    assert not set(ids) & set(fresh.orders)
    keys = redis(dojo, "--scan", "--pattern", "decision:*")
    assert all(id not in keys for id in ids)
