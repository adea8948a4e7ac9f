"""Redis or the broker away for a while: what is promised meanwhile, and that all goes on by itself."""

import json
import signal
import socket
import time
import uuid

import pytest
from deadline import until
from dojo import Dojo
from follower import Follower
from load import order, place_all
from private_redis import PrivateRedis
from records import Tail
from settling import list_orders, settle

BACK_WITHIN = 30.0


@pytest.fixture(scope="module")
def redis_server(broker, folders):
    server = PrivateRedis(folders.mktemp("redis"))
    yield server
    server.thaw()
    server.kill()


@pytest.fixture(scope="module")
def dojo(broker, folders, redis_server):
    running = Dojo(
        folders.mktemp("outages"), broker=broker, REDIS_URL=redis_server.url, REDIS_DEADLINE="500ms",
        FRAUD_BURST_LIMIT="100000")
    yield running
    running.stop(within=30)


def ids(answers):
    return [json.loads(answer)["id"] for answer in answers]


def troubles(dojo):
    """Why the gateway is not ready; empty where it is."""
    status, report = dojo.report("gateway-1")
    assert status == (503 if report["troubles"] else 200)
    return report["troubles"]


# Redis


@pytest.mark.parametrize("way", ["frozen", "killed"])
def test_without_redis_changes_are_refused_with_a_reason_and_then_all_goes_on(dojo, redis_server, follow, tell, way):
    tail, live = follow(Tail, dojo), follow(Follower, dojo)
    answers, _ = place_all(dojo, [order(f"Before {way} {number}") for number in range(50)])
    # At once: services are in the middle of it.
    redis_server.freeze() if way == "frozen" else redis_server.kill()
    try:
        kept = ids(answers)
        began = time.monotonic()
        key = {"Idempotency-Key": str(uuid.uuid4())}
        refused = dojo.request("POST", "/api/orders", order(f"While {way}"), key)
        assert refused.status == 503
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json["code"] == "redis.unavailable" and refused.json["detail"]
        assert time.monotonic() - began < 3, "it is said soon"
        for method, path in [("GET", f"/api/orders/{kept[0]}"), ("DELETE", f"/api/orders/{kept[0]}"), ("GET", "/api/orders")]:
            assert dojo.request(method, path).json["code"] == "redis.unavailable"
        error = live.command("order.create", **order("While by WebSocket"))
        assert (error["type"], error["code"]) == ("error", "redis.unavailable")

        until(lambda: "Redis" in troubles(dojo).get("redis", ""), "it is said what is wrong")
        assert dojo.request("GET", "/health").status == 200
    finally:
        back = time.monotonic()
        redis_server.thaw() if way == "frozen" else redis_server.start()
    services = [name for name in dojo.record["parts"] if name != dojo.broker_name]
    until(lambda: all(map(dojo.is_ready, services)), "everything is ready again", BACK_WITHIN)
    tell(f"Redis {way} and back: everything is ready after {time.monotonic() - back:.1f} s")

    again = dojo.request("POST", "/api/orders", order(f"While {way}"), key)
    assert again.status == 201, again
    listed = list_orders(dojo)
    assert [each["customerName"] for each in listed].count(f"While {way}") == 1
    assert {each["id"] for each in listed} >= set(kept) - {kept[0]}, "what was accepted is there"
    more, _ = place_all(dojo, [order(f"After {way} {number}") for number in range(20)])
    settle(dojo, [*kept, again.json["id"], *ids(more)], tail, live)


# The broker


def control(dojo, **request):
    """Tells the embedded broker something, over its control socket."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(dojo.run_folder / "broker.sock"))
        connection.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(connection.makefile().readline())
        assert answer["ok"], answer


class Frozen:
    """It is there, and says nothing."""

    def __init__(self, dojo):
        dojo.send_signal(dojo.broker_name, signal.SIGSTOP)
        self.dojo = dojo

    def end(self):
        self.dojo.send_signal(self.dojo.broker_name, signal.SIGCONT)


class Down:
    """Connections to it are closed and refused; what it holds stays."""

    def __init__(self, dojo):
        self.dojo = dojo
        if dojo.broker == "embedded":
            control(dojo, do="down")
        else:
            self.pid = dojo.send_signal("kafka", signal.SIGKILL)

    def end(self):
        if self.dojo.broker == "embedded":
            control(self.dojo, do="up")
        else:
            until(lambda: self.dojo.pid("kafka") not in (None, self.pid), "Kafka is started again", BACK_WITHIN)


@pytest.mark.parametrize("outage", [Frozen, Down])
def test_without_a_broker_orders_are_accepted_and_flow_in_order_when_it_is_back(dojo, follow, tell, outage):
    tail = follow(Tail, dojo)
    first, _ = place_all(dojo, [order(f"Before {outage.__name__} {number}") for number in range(50)])
    away = outage(dojo)
    try:
        began = time.monotonic()
        orders = []
        for number in range(20):
            answer = dojo.request("POST", "/api/orders", order(f"While {outage.__name__} {number}"))
            assert answer.status == 201
            orders.append(answer.json["id"])
        for id in orders[:10]:
            assert dojo.request("PUT", f"/api/orders/{id}", order("Changed meanwhile", quantity=7)).status == 200
        for id in orders[:5]:
            assert dojo.request("DELETE", f"/api/orders/{id}").status == 204
        assert time.monotonic() - began < 5, "nobody waits for Kafka"
        assert dojo.request("GET", f"/api/orders/{orders[5]}").json["quantity"] == 7
        if outage is Down and dojo.broker == "embedded":
            until(lambda: "Kafka" in troubles(dojo).get("kafka", ""), "it is said what is wrong")
    finally:
        back = time.monotonic()
        away.end()
    held = settle(dojo, [*ids(first), *orders], tail)
    services = [name for name in dojo.record["parts"] if name != dojo.broker_name]
    until(lambda: all(map(dojo.is_ready, services)), "everything is ready again", BACK_WITHIN)
    tell(f"broker {outage.__name__.lower()} and back: all was settled after {time.monotonic() - back:.1f} s")
    for id, actions in [(orders[0], ["created", "updated", "deleted"]), (orders[7], ["created", "updated"])]:
        mine = [record for record in held.events.values() if record.topic == "orders" and record.key == id]
        done = sorted((record for record in mine if not record.retry_count), key=lambda record: record.offset)
        assert [record.value["action"] for record in done] == actions
