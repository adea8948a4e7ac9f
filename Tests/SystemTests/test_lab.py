"""The lab of a running dojo: what is desired over HTTP or the command line is what runs a moment later."""

import json
import os
import subprocess

import pytest
from deadline import until
from dojo import Dojo, binary, is_alive, stat
from private_redis import PrivateRedis


@pytest.fixture(scope="module")
def dojo(broker, folders):
    running = Dojo(folders.mktemp("lab"), broker=broker, FAIL_RATE="0")
    yield running
    running.stop(within=30)


def system(dojo):
    return dojo.request("GET", "/api/system").json


def instances(dojo, service):
    return [instance for instance in system(dojo)["instances"] if instance["service"] == service]


def instance(dojo, name):
    return next((one for one in system(dojo)["instances"] if one["id"] == name), None)


def act(dojo, name, action):
    answer = dojo.request("POST", f"/api/lab/instances/{name}/{action}")
    assert answer.status == 200, answer
    return answer.json


def scale(dojo, service, count):
    answer = dojo.request("PUT", f"/api/lab/services/{service}", {"count": count})
    assert answer.status == 200, answer


def until_shared(dojo, service, running, topic="orders"):
    """Waits until these instances run and hold all partitions of a topic, each partition once."""

    def is_shared():
        found = {one["id"]: one for one in instances(dojo, service)}
        if not all(name in found and found[name]["state"] == "running" for name in running):
            return False
        held = [held["partition"] for name in running for held in found[name]["partitions"] if held["topic"] == topic]
        return sorted(held) == [0, 1, 2]

    until(is_shared, lambda: f"{running} share {topic}: {instances(dojo, service)}", 60)


def command(dojo, *words, status=0):
    environment = {**os.environ, "PORT": str(dojo.port)}
    environment.pop("REDIS_URL", None)
    done = subprocess.run(
        [binary(), *words], cwd=dojo.folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout if status == 0 else done.stderr


def test_of_four_three_hold_a_partition_and_one_says_why_it_is_idle(dojo):
    scale(dojo, "fraud", 4)
    names = [f"fraud-{number}" for number in range(1, 5)]
    until_shared(dojo, "fraud", names)
    found = instances(dojo, "fraud")
    assert [one["id"] for one in found] == names
    assert sorted(len(one["partitions"]) for one in found) == [0, 1, 1, 1]
    assert [one["idle"] for one in found if not one["partitions"]] == ["There are more instances than partitions."]
    assert all(one["desired"] == "running" and one["process"] == "ready" for one in found)
    scale(dojo, "fraud", 1)
    until_shared(dojo, "fraud", ["fraud-1"])
    until(lambda: [one["id"] for one in instances(dojo, "fraud")] == ["fraud-1"], "only the first is left", 30)
    assert dojo.pid("fraud-2") is None


def test_what_is_killed_stays_so_and_its_partitions_move(dojo):
    until_shared(dojo, "notification", ["notification-1", "notification-2"])
    pid = dojo.pid("notification-2")
    act(dojo, "notification-2", "kill")
    until(lambda: not is_alive(pid), "it is dead", 10)
    until_shared(dojo, "notification", ["notification-1"])

    def what_is_said():
        gone = instance(dojo, "notification-2")
        return gone["desired"], gone["process"], gone["state"]

    # What it said of itself last is kept for six seconds; a group may know better before.
    until(lambda: what_is_said() == ("killed", "stopped", "gone"), what_is_said, 30)
    assert "signal 9" in instance(dojo, "notification-2")["lastExit"]
    act(dojo, "notification-2", "start")
    until_shared(dojo, "notification", ["notification-1", "notification-2"])
    assert instance(dojo, "notification-2")["restarts"] == 1


def test_what_is_frozen_stands_still_until_it_is_thawed(dojo):
    pid = dojo.pid("audit-1")
    act(dojo, "audit-1", "freeze")
    until(lambda: stat(pid)[1] == "T", "it stands still", 10)
    until(lambda: instance(dojo, "audit-1")["process"] == "frozen", "it is told to be frozen", 10)
    act(dojo, "audit-1", "thaw")
    until(lambda: stat(pid)[1] != "T", "it goes on", 10)
    until(lambda: instance(dojo, "audit-1")["state"] == "running", "it is well again", 60)
    assert dojo.pid("audit-1") == pid


def test_a_restart_is_another_process_of_the_same_name(dojo):
    pid = dojo.pid("analytics-1")
    act(dojo, "analytics-1", "restart")
    dojo.until_replaced("analytics-1", pid)
    until(lambda: instance(dojo, "analytics-1")["state"] == "running", "it works", 60)


def test_the_broker_goes_down_and_comes_back(dojo):
    assert dojo.request("PUT", "/api/lab/broker", {"state": "down"}).status == 200
    until(lambda: system(dojo)["broker"]["state"] == "down", "it is told to be down", 10)
    try:
        until(lambda: not system(dojo)["broker"]["reachable"], "the gateway misses it", 60)
        order = dojo.place(customerName="Ann", item="Soup", quantity=1, price=4.5)
    finally:
        assert dojo.request("PUT", "/api/lab/broker", {"state": "up"}).status == 200
    until(lambda: system(dojo)["broker"]["reachable"], "the gateway reads again", 90)
    until(lambda: outcome(dojo, order["id"]) == "NOTIFIED", "the order gets through", 90)


def outcome(dojo, order):
    answer = dojo.request(
        "GET", f"/api/topics/audit/records?last=200&key={order}&where.header.source=notification-service")
    records = answer.json["events"] if answer.status == 200 else []
    return records[-1]["value"]["action"] if records else None


def test_settings_hold_at_once(dojo):
    answer = dojo.request("PATCH", "/api/settings", {"failRate": 1})
    assert answer.json["failRate"] == 1
    try:
        order = dojo.place(customerName="Ann", item="Soup", quantity=1, price=4.5)
        until(lambda: outcome(dojo, order["id"]) == "DLQ", "every attempt fails", 60)
    finally:
        dojo.request("PATCH", "/api/settings", {"failRate": None})
    until(lambda: dojo.request("GET", "/api/settings").json["failRate"] == 0, "what it was started with holds", 10)


def test_what_an_instance_wrote_can_be_read(dojo):
    answer = dojo.request("GET", "/api/lab/instances/fraud-1/output").json
    assert any("ready" in line["text"] for line in answer["lines"]), answer
    assert answer["next"] == answer["lines"][-1]["number"]
    again = dojo.request("GET", f"/api/lab/instances/fraud-1/output?after={answer['next']}").json
    assert again["lines"] == [] or again["lines"][0]["number"] == answer["next"] + 1


def test_what_was_done_is_written_down(dojo):
    act(dojo, "fraud-1", "restart")
    entries = dojo.request("GET", "/api/lab/log").json["entries"]
    assert (entries[-1]["action"], entries[-1]["target"], entries[-1]["by"]) == ("restart", "fraud-1", "instructor")
    command(dojo, "set", "failRate", "0.75")
    command(dojo, "set", "failRate", "default")
    command(dojo, "replay", "--group", "analytics-group", "--from-beginning")
    entries = dojo.request("GET", "/api/lab/log").json["entries"][-3:]
    assert [" ".join((entry["by"], entry["action"], entry["target"], entry["detail"])) for entry in entries] == [
        "instructor set failRate 0 → 0.75", "instructor set failRate 0.75 → 0",
        "instructor replay analytics-group reads again from the beginning"]
    until_shared(dojo, "fraud", ["fraud-1"])


def test_the_command_line_has_the_same_powers(dojo, broker):
    table = command(dojo, "status")
    assert "INSTANCE" in table and "notification-2" in table
    assert ("embedded, up" if broker == "embedded" else "local, up") in table
    assert json.loads(command(dojo, "status", "--json"))["managed"] is True
    assert "2 are to run" in command(dojo, "scale", "audit", "2")
    until(lambda: len(instances(dojo, "audit")) == 2, "there are two", 30)
    assert command(dojo, "kill", "audit-2") == "audit-2 is killed, and stays so until dojo start\n"
    until(lambda: instance(dojo, "audit-2")["process"] == "stopped", "it is dead", 30)
    assert json.loads(command(dojo, "scale", "audit", "1", "--json")) == {"service": "audit", "count": 1}
    until(lambda: len(instances(dojo, "audit")) == 1, "there is one", 30)
    assert "failRate" in command(dojo, "set")
    assert json.loads(command(dojo, "set", "failRate", "0.25", "--json"))["failRate"] == 0.25
    command(dojo, "set", "failRate", "default")
    assert "ready" in command(dojo, "logs", "fraud-1")
    if broker == "embedded":
        assert command(dojo, "kafka", "slow", "20") == "the broker answers 20 ms late\n"
        until(lambda: system(dojo)["broker"].get("delayMs") == 20, "it is slow", 10)
    else:
        assert "only the embedded broker can be slow" in command(dojo, "kafka", "slow", "20", status=1)
    command(dojo, "kafka", "up")


def test_the_command_line_says_what_is_wrong(dojo, tmp_path):
    assert "there is no instance fraud-9; there are" in command(dojo, "kill", "fraud-9", status=1)
    assert "which one?" in command(dojo, "kill", status=64)
    assert "failRate is a number from 0 to 1" in command(dojo, "set", "failRate", "2", status=1)
    nowhere = subprocess.run(
        [binary(), "status"], cwd=tmp_path, env={**os.environ, "PORT": "1"}, capture_output=True, text=True)
    assert nowhere.returncode == 69 and "no dojo runs here" in nowhere.stderr


def test_the_command_line_needs_no_token_on_the_machine_itself(start):
    running = start(HOST="0.0.0.0")
    running.host = "127.0.0.1"
    assert running.request("GET", "/api/system").status == 401
    assert "notification-1" in command(running, "status")
    command(running, "scale", "audit", "0")
    until(lambda: "audit-1" not in command(running, "status"), "it goes", 30)


def test_what_is_desired_outlives_the_dojo_where_redis_does(start, tmp_path):
    redis = PrivateRedis(tmp_path)
    try:
        first = start(REDIS_URL=redis.url)
        scale(first, "fraud", 2)
        act(first, "audit-1", "kill")
        until(lambda: len(instances(first, "fraud")) == 2, "there are two", 30)
        until(lambda: instance(first, "audit-1")["process"] == "stopped", "it is dead", 30)
        act(first, "fraud-1", "freeze")
        until(lambda: instance(first, "fraud-1")["process"] == "frozen", "it is frozen", 60)
        first.stop(within=30)
        second = start(REDIS_URL=redis.url)
        until(lambda: instance(second, "fraud-1")["process"] == "frozen", "it is frozen again", 60)
        assert second.pid("fraud-2") and not second.pid("audit-1")
        # What it said of itself holds for six seconds.
        until(lambda: instance(second, "audit-1")["state"] == "gone", "it is not heard of", 30)
        audit = instance(second, "audit-1")
        assert (audit["desired"], audit["process"]) == ("killed", "stopped")
        act(second, "audit-1", "start")
        until(lambda: instance(second, "audit-1")["state"] == "running", "it runs", 60)
        second.stop(within=30)
    finally:
        redis.kill()
