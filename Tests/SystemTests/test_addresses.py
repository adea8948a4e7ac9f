"""Everyday programs at the addresses that it prints: curl, any WebSocket client, kcat, redis-cli."""

import json
import re
import shlex
import subprocess
import threading

import pytest
from deadline import until
from follower import Follower


def curl(*arguments):
    result = subprocess.run(["curl", "-sS", "--max-time", "10", *arguments], capture_output=True, text=True, check=True)
    return result.stdout


def status_of(*arguments):
    return curl("-o", "/dev/null", "-w", "%{http_code}", *arguments)


def fields(**changes):
    return json.dumps({"customerName": "Pam Curl", "item": "Tea", "quantity": 1, "price": 3.5, **changes})


def test_curl_creates_reads_updates_and_deletes(dojo):
    orders = f"{dojo.url}/api/orders"
    created = json.loads(curl(orders, "-d", fields()))
    address = f"{orders}/{created['id']}"
    assert json.loads(curl(address)) == created
    assert json.loads(curl(f"{orders}?limit=1"))["orders"][0] == created

    updated = json.loads(curl("-X", "PUT", address, "-d", fields(quantity=3)))
    assert updated["quantity"] == 3 and updated["version"] > created["version"]
    stale = ["-H", f'If-Match: "{created["version"]}"']
    assert status_of("-X", "PUT", address, "-d", fields(), *stale) == "412"

    assert status_of("-X", "DELETE", address) == "204"
    assert status_of(address) == "404"
    assert json.loads(curl(address))["code"] == "order.unknown"


@pytest.mark.parametrize("arguments, status, code", [
    (["-d", "{"], 400, "json.malformed"),
    (["-d", fields(price=1.234)], 400, "order.invalid"),
    (["-d", fields(quantity=0)], 400, "order.invalid"),
    (["-d", fields(status="paid")], 400, "order.invalid"),
    (["-X", "PATCH", "-d", fields()], 405, "method.not-allowed"),
])
def test_curl_is_told_what_is_wrong(dojo, arguments, status, code):
    text = curl("-w", "\n%{http_code} %{content_type}", f"{dojo.url}/api/orders", *arguments)
    body, _, rest = text.rpartition("\n")
    assert rest == f"{status} application/problem+json"
    assert json.loads(body)["code"] == code


def test_a_body_over_64_kib_is_refused(dojo):
    assert dojo.request("POST", "/api/orders", b" " * (64 * 1024 + 1)).status == 413


def test_curl_shows_the_feed(dojo, follow):
    events = []
    feed = follow(Feed, f"{dojo.url}/events?from=latest", events)
    until(lambda: feed.is_open, "the feed is open")
    order = dojo.place(customerName="Quy Feed", item="Tea", quantity=1, price=3.5)
    wanted = {"created", "FRAUD_CHECK_PASSED", "FRAUD_ALERT", "NOTIFIED", "DLQ", "STREAM_STATS"}

    def actions():
        return {event["data"]["action"] for event in events if order["id"] in json.dumps(event)}

    until(lambda: len(actions() & wanted) >= 4, lambda: f"all of it is shown: {actions()}")
    types = {event["type"] for event in events}
    assert {"order", "audit"} <= types <= {"order", "audit", "dlq"}
    for event in events:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", event["timestamp"])
        assert re.fullmatch(r"[0-9a-f-]{36}", event["eventId"])


class Feed:
    """`curl -N` on a feed of Server-Sent Events."""

    def __init__(self, url, events):
        self.events = events
        self.is_open = False
        self.process = subprocess.Popen(
            ["curl", "-sSN", "-D", "/dev/stderr", url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        threading.Thread(target=self._headers, daemon=True).start()
        threading.Thread(target=self._read, daemon=True).start()

    def _headers(self):
        for line in self.process.stderr:
            if line.lower().startswith("content-type: text/event-stream"):
                self.is_open = True

    def _read(self):
        for line in self.process.stdout:
            if line.startswith("data: "):
                self.events.append(json.loads(line.removeprefix("data: ")))

    def close(self):
        self.process.kill()
        self.process.wait()


def test_a_websocket_client_does_all_of_it(dojo, follow):
    here, there = follow(Follower, dojo), follow(Follower, dojo)
    fields = {"customerName": "Rio Socket", "item": "Tea", "quantity": 1, "price": 3.5}
    order = here.command("order.create", **fields)["data"]
    until(lambda: order["id"] in there.orders, "the other one sees it")
    changed = here.command("order.update", id=order["id"], **{**fields, "quantity": 2})["data"]
    until(lambda: there.orders[order["id"]][1]["quantity"] == 2, "the other one sees the change")
    refused = here.command("order.delete", id=order["id"], version=order["version"])
    assert (refused["type"], refused["code"]) == ("error", "order.version")
    answer = here.command("order.delete", id=order["id"], version=changed["version"])
    assert answer["data"] == {"id": order["id"]}
    until(lambda: order["id"] not in there.orders, "the other one sees that it is gone")

    def actions():
        return {record.value["action"] for record in there.records if record.key == order["id"]}

    until(lambda: {"created", "updated", "deleted", "STREAM_STATS"} <= actions(), "the other one sees all of it")


def test_kcat_and_redis_cli_work_as_printed(dojo):
    order = dojo.place(customerName="Sam Tools", item="Tea", quantity=1, price=3.5)
    kcat = shlex.split(re.search(r"Kafka: (kcat .*)", dojo.console)[1])
    listing = subprocess.run(kcat, capture_output=True, text=True, timeout=10, check=True).stdout
    for topic in ("orders", "audit", "orders-dlq", "audit-dlq"):
        assert f'topic "{topic}"' in listing
    redis = shlex.split(re.search(r"Redis: (redis-cli .*)", dojo.console)[1])
    command = [*redis, "hget", f"order:{order['id']}", "customerName"]
    assert subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout == "Sam Tools\n"


def test_the_page_is_served(dojo):
    page = dojo.request("GET", "/")
    assert page.status == 200 and page.headers["Content-Type"].startswith("text/html")
    again = dojo.request("GET", "/", headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    metrics = dojo.request("GET", "/metrics")
    assert metrics.status == 200 and b"gateway_connections" in metrics.body
