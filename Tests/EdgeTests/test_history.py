"""What a gateway no longer has in memory, read through a process of its own: numbered records, each of them once."""

import http.client
import json
import re
import subprocess

import pytest
import websocket

PARTITIONS = 3
EACH = 300


@pytest.fixture(scope="module")
def records(broker):
    for partition in range(PARTITIONS):
        lines = "".join(f'k{number % 7}|{{"n":{number}}}\n' for number in range(EACH))
        subprocess.run(
            ["kcat", "-b", broker.bootstrap_servers, "-q", "-P", "-t", "orders", "-p", str(partition), "-K", "|"],
            input=lines, text=True, check=True, timeout=30)


@pytest.fixture
def short(start, broker, records):
    """One that keeps 50 records of the newest, in small pieces."""
    return start(broker, HISTORY_RECORDS="50", FRAME_LIMIT="4096")


def ask(gateway, path):
    status, body = gateway.get(path, timeout=30)
    assert status == 200, body
    return json.loads(body)


def check(events, numbers):
    """`numbers` of each partition, in this order and each once."""
    for partition in range(PARTITIONS):
        got = [event["value"]["n"] for event in events if event["partition"] == partition]
        assert got == list(numbers), f"partition {partition}"


def test_pages_hold_every_record_once(short):
    events, place, pages = [], "from=earliest", 0
    while True:
        page = ask(short, f"/api/topics/orders/records?limit=200&{place}")
        events += page["events"]
        place = f"from={page['cursor']}"
        pages += 1
        assert pages < 200
        if not page["more"]:
            break
    check(events, range(EACH))
    assert pages > 5
    found = ask(short, "/api/topics/orders/records?from=earliest&partition=1&where.value.n=7")["events"]
    assert [(event["partition"], event["offset"], event["key"]) for event in found] == [(1, 7, "k0")]


def test_a_feed_goes_back_further_than_memory(short):
    connection = http.client.HTTPConnection(short.host, short.port, timeout=30)
    connection.request("GET", "/events?channels=orders&from=earliest")
    answer = connection.getresponse()
    numbers = []
    while len(numbers) < PARTITIONS * EACH:
        line = answer.readline().decode()
        assert not line.startswith("event: gap"), line
        if line.startswith("data: "):
            numbers.append(json.loads(line[6:])["data"]["n"])
    connection.close()
    assert sorted(numbers) == sorted(list(range(EACH)) * PARTITIONS)


def test_a_crowd_that_comes_back_reads_kafka_once(short, tell):
    clients = [
        websocket.create_connection(f"ws://{short.host}:{short.port}/ws", subprotocols=["dojo.v1"], timeout=60)
        for _ in range(100)]
    for client in clients:
        client.send(json.dumps({"type": "subscribe", "channels": ["orders"], "from": "earliest"}))
    for client in clients:
        events = []
        while len(events) < PARTITIONS * EACH:
            message = json.loads(client.recv())
            assert message["type"] in ("welcome", "subscribed", "events"), message
            events += message.get("events", [])
        check(events, range(EACH))
    metrics = short.get("/metrics")[1].decode()
    ranges = {
        result: int(count)
        for result, count in re.findall(r'gateway_history_requests_total\{result="(\w+)"\} (\d+)', metrics)}
    assert ranges["read"] <= 12, ranges
    assert ranges["shared"] >= 80, ranges
    tell(f"100 clients back from the beginning, {PARTITIONS * EACH} records each: ranges {ranges}")
    for client in clients:
        client.close()
