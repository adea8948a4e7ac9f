"""The gateway alone, in front of topics of somebody's own: no project folder, no Redis, nothing else of the dojo."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request

import pytest
import websocket
from deadline import until
from dojo import binary, free_port


def environment():
    """This process's, without what would lead to a dojo."""
    names = ("KAFKA_", "TOPIC", "DOJO_", "REDIS_", "CHANNELS_", "PORT", "HOST", "LD_PRELOAD")
    return {name: value for name, value in os.environ.items() if not name.startswith(names)}


@contextlib.contextmanager
def process(*command, folder, log):
    with open(log, "w") as output:
        started = subprocess.Popen(
            [str(part) for part in command], cwd=folder, env=environment(), stdout=output, stderr=output)
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        try:
            started.wait(15)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
            pytest.fail(f"{command[0]} did not stop:\n{pathlib.Path(log).read_text()}")


class Broker:
    """`dojo broker`, asked over its control socket."""

    def __init__(self, folder):
        self.control = str(folder / "broker.sock")

    def ask(self, **request):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10)
            connection.connect(self.control)
            connection.sendall(json.dumps(request).encode() + b"\n")
            return json.loads(connection.makefile().readline())

    @property
    def is_there(self):
        try:
            return self.ask(do="ping")["ok"]
        except OSError:
            return False

    @property
    def servers(self):
        return self.ask(do="cluster")["bootstrapServers"]


@pytest.fixture
def own_broker(tmp_path):
    broker = Broker(tmp_path)
    with process(binary(), "broker", "--control", broker.control, folder=tmp_path, log=tmp_path / "broker.log"):
        until(lambda: broker.is_there, "the broker is there")
        yield broker


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()
    except OSError:
        return 0, ""


def write(broker, topic, *records):
    subprocess.run(
        ["kcat", "-b", broker.servers, "-P", "-t", topic, "-p", "0", "-K", "\t"], check=True,
        input="\n".join(f"{key}\t{value}" for key, value in records), text=True, timeout=30)


class Client:
    def __init__(self, port):
        self.socket = websocket.create_connection(f"ws://127.0.0.1:{port}/ws", subprotocols=["dojo.v1"], timeout=30)
        self.welcome = self.hear("welcome")

    def say(self, **message):
        self.socket.send(json.dumps(message))

    def hear(self, kind):
        message = json.loads(self.socket.recv())
        assert message["type"] == kind, message
        return message


def test_a_gateway_serves_topics_of_somebody_elses(own_broker, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    for topic in ("clicks", "prices"):
        assert own_broker.ask(do="create", topic=topic, partitions=1)["ok"]
    write(own_broker, "clicks", ("ann", '{"n":0}'), ("bob", '{"n":1}'))
    port = free_port()
    log = tmp_path / "gateway.log"
    with process(
            binary("gateway"), "--brokers", own_broker.servers, "--topics", "clicks,prices,missing", "--port", port,
            "--kafka-control", own_broker.control, folder=empty, log=log):
        until(lambda: get(port, "/ready")[0] == 200, lambda: f"it is ready: {get(port, '/ready')} {log.read_text()}")
        assert json.loads(get(port, "/ready")[1])["troubles"] == {"channel missing": "there is no topic missing"}
        assert "without Redis" in log.read_text()
        assert "/ws " in get(port, "/")[1]
        status, body = get(port, "/api/orders")
        assert (status, json.loads(body)["code"]) == (404, "orders.unavailable")
        metrics = get(port, "/metrics")[1]
        assert 'gateway_channel_ready{channel="clicks"} 1' in metrics
        assert 'gateway_channel_ready{channel="missing"} 0' in metrics

        client = Client(port)
        client.say(type="subscribe", id="s", channels=["clicks"], **{"from": "earliest"})
        client.hear("subscribed")
        assert [event["value"]["n"] for event in client.hear("events")["events"]] == [0, 1]
        write(own_broker, "clicks", ("ann", '{"n":2}'))
        message = client.hear("events")
        assert message["events"][0]["key"] == "ann"
        client.say(type="command", id="c", name="order.create", data={})
        assert client.hear("error")["code"] == "command.unavailable"
        client.say(type="subscribe", id="m", channels=["missing"])
        refused = client.hear("error")
        assert refused["code"] == "channel.unavailable" and refused["retryAfterMs"] > 0

        back = Client(port)
        back.say(type="subscribe", id="s", channels=["clicks"], **{"from": message["cursor"]})
        back.hear("subscribed")
        write(own_broker, "clicks", ("bob", '{"n":3}'))
        assert [event["value"]["n"] for event in back.hear("events")["events"]] == [3]
    assert not any(empty.iterdir()), "it has written into the folder"


def test_a_file_says_what_channels_there_are(own_broker, tmp_path):
    assert own_broker.ask(do="create", topic="prices", partitions=1)["ok"]
    write(own_broker, "prices", ("a", '{"price":1}'), ("b", '{"price":2}'), ("a", '{"price":3}'))
    channels = tmp_path / "channels.json"
    channels.write_text(json.dumps({"channels": [{"topic": "prices", "snapshot": "compacted"}]}))
    port = free_port()
    log = tmp_path / "gateway.log"
    with process(
            binary("gateway"), "--brokers", own_broker.servers, "--channels-file", channels, "--port", port,
            "--kafka-control", own_broker.control, folder=tmp_path, log=log):
        until(lambda: get(port, "/ready")[0] == 200, lambda: f"it is ready: {log.read_text()}")
        client = Client(port)
        client.say(type="subscribe", id="s", channels=["prices"])
        subscribed = client.hear("subscribed")
        snapshot = client.hear("snapshot")
        assert snapshot["last"] and snapshot["cursor"] == subscribed["cursor"]
        assert {row["key"]: row["value"]["price"] for row in snapshot["data"]} == {"a": 3, "b": 2}


def test_a_file_that_is_wrong_is_refused_by_field(tmp_path):
    channels = tmp_path / "channels.json"
    channels.write_text(json.dumps({"channels": [{"topic": "t", "snapshot": "all", "reed": "viewer"}, {"read": "x"}]}))
    refused = subprocess.run(
        [binary("gateway"), "--channels-file", channels], cwd=tmp_path, env=environment(), capture_output=True, text=True,
        timeout=30)
    assert refused.returncode == 64
    assert re.search(r"channels\[0\]\.snapshot: expected one of none, orders, compacted", refused.stderr)
    assert re.search(r"channels\[0\]\.reed: unknown; allowed are topic, ", refused.stderr)
    assert re.search(r"channels\[1\]\.topic: expected a topic", refused.stderr)


def test_a_broker_that_is_away_is_waited_for(tmp_path):
    port = free_port()
    log = tmp_path / "gateway.log"
    with process(
            binary("gateway"), "--brokers", f"127.0.0.1:{free_port()}", "--topics", "clicks", "--port", port, folder=tmp_path,
            log=log) as running:
        until(lambda: "cannot be used" in get(port, "/ready")[1], lambda: f"it says so: {get(port, '/ready')}")
        assert get(port, "/ready")[0] == 503 and get(port, "/health")[0] == 200
        assert running.poll() is None
        assert get(port, "/events?channels=clicks")[0] == 503
