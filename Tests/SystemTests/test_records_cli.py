"""The same on the command line: tables for people, and JSON."""

import base64
import json
import re
import subprocess

from deadline import until
from dojo import binary
from load import order
from settling import settle
from shell import run, table


def test_topics_and_groups(dojo):
    settle(dojo, [dojo.place(**order("Gil Groups"))["id"]])
    rows = table(run(dojo, "topics"))
    assert {row[0] for row in rows} >= {"orders", "audit", "orders-dlq", "audit-dlq"}
    assert [int(row[3]) - int(row[2]) for row in rows] == [int(row[4]) for row in rows]
    assert json.loads(run(dojo, "topics", "--json"))["topics"][0]["name"] == "orders"
    # notification and fraud read three partitions, analytics these and audit, audit one.
    until(lambda: len(table(run(dojo, "groups"))) == 3 + 3 + 4 + 1, "all partitions of all groups", within=60, pause=0.5)
    found = json.loads(run(dojo, "groups", "--json"))["groups"]
    assert [group["name"] for group in found] == ["notification-group", "fraud-group", "analytics-group", "audit-group"]


def test_tail(dojo):
    id = dojo.place(**order("Hal Tail"))["id"]
    settle(dojo, [id])
    lines = run(dojo, "tail", "audit", "--key", id, "--once").splitlines()
    assert len(lines) >= 3 and all(id in line for line in lines)
    records = [json.loads(line) for line in run(dojo, "tail", "audit", "--key", id, "--once", "--json").splitlines()]
    assert len(records) == len(lines)
    assert {record["value"]["orderId"] for record in records} == {id}
    assert "there is no channel nothing" in run(dojo, "tail", "nothing", "--once", status=1)
    # From a place on, and only what is asked for.
    created = ["--where", "value.action=created", "--where", "header.source=order-service"]
    first = json.loads(run(dojo, "tail", "audit", "--key", id, *created, "--once", "--json"))
    place = ["--partition", str(first["partition"]), "--offset", str(first["offset"])]
    assert json.loads(run(dojo, "tail", "audit", *place, "--count", "1", "--json")) == first
    assert id in run(dojo, "tail", "audit", "--since", first["value"]["timestamp"], "--once")
    oldest = run(dojo, "tail", "audit", "--from-beginning", "--count", "2").splitlines()
    assert len(oldest) == 2 and " 0/0  " in oldest[0]
    assert "of which --partition?" in run(dojo, "tail", "audit", "--offset", "1", status=64)
    assert "One of --last" in run(dojo, "tail", "audit", "--last", "1", "--from-beginning", status=64)
    assert "not 'noon'" in run(dojo, "tail", "audit", "--since", "noon", status=64)
    assert "not 'source=x'" in run(dojo, "tail", "audit", "--where", "source=x", status=64)
    assert "has no partition 77" in run(dojo, "tail", "audit", "--partition", "77", "--once", status=1)
    # What comes later is shown, too.
    follower = subprocess.Popen(
        [binary(), "tail", "orders", "--last", "1", "--url", dojo.url], stdout=subprocess.PIPE, text=True)
    try:
        assert follower.stdout.readline()
        later = dojo.place(**order("Ida Later"))["id"]
        line = follower.stdout.readline()
        while later not in line:
            assert line
            line = follower.stdout.readline()
    finally:
        follower.kill()
        follower.wait()


def test_a_record_by_hand(dojo):
    def written(*words):
        said = re.fullmatch(r"written to playground, partition (\d+), offset (\d+)\n", run(dojo, "produce", *words))
        place = ["--partition", said[1], "--offset", said[2]]
        return json.loads(run(dojo, "tail", "playground", *place, "--count", "1", "--json"))

    headers = ["--header", "unit=C", "--header", "seen=a=b", "--header", "seen=c"]
    record = written("playground", "--key", "Höhe +1", "--value", '{"celsius": 21.50}', *headers)
    assert (record["key"], record["value"]) == ("Höhe +1", {"celsius": 21.5})
    assert (record["headers"]["unit"], record["headers"]["seen"]) == ("C", ["a=b", "c"])
    poison = written("playground", "--text", "no JSON ☂")
    assert (poison["encoding"], base64.b64decode(poison["value"]).decode()) == ("base64", "no JSON ☂")
    assert written("playground", "--tombstone", "--key", "Höhe +1")["value"] is None
    # The key as it is, through the query of an address.
    assert len(run(dojo, "tail", "playground", "--key", "Höhe +1", "--once").splitlines()) == 2
    answer = json.loads(run(dojo, "produce", "playground", "--value", "1", "--json"))
    assert sorted(answer) == ["eventId", "offset", "partition"]

    assert "this is not JSON" in run(dojo, "produce", "playground", "--value", "{", status=64)
    assert "what is to be written?" in run(dojo, "produce", "playground", status=64)
    assert "what is to be written?" in run(dojo, "produce", "playground", "--value", "1", "--text", "2", status=64)
    assert "needs the --key" in run(dojo, "produce", "playground", "--tombstone", status=64)
    assert "expected name=value" in run(dojo, "produce", "playground", "--value", "1", "--header", "x", status=64)
    assert "by the gateway alone" in run(dojo, "produce", "audit", "--value", "1", "--header", "eventId=1", status=1)
    assert "there is no channel nothing" in run(dojo, "produce", "nothing", "--value", "1", status=1)


def test_windows_and_minutes(dojo):
    for _ in range(3):
        id = dojo.place(**order("Fay Window"))["id"]
    settle(dojo, [id])
    assert run(dojo, "fraud").startswith("IN 60 S")
    windows = json.loads(run(dojo, "fraud", "--json"))
    assert windows["global"]["count"] >= 3
    rows = table(run(dojo, "analytics", "--minutes", "5"))
    assert len(rows) == 5 and sum(int(row[1]) for row in rows) >= 3
    assert len(json.loads(run(dojo, "analytics", "--json"))["minutes"]) == 15
    assert "expected 1 to 1440" in run(dojo, "analytics", "--minutes", "0", status=64)


def test_dead_letters_and_replay(start):
    dojo = start(FAIL_RATE="1")
    assert run(dojo, "dlq", "list") == "There are no dead letters.\n"
    orders = [dojo.place(**order(f"Jim {number}"))["id"] for number in range(3)]
    until(lambda: len(table(run(dojo, "dlq", "list"))) == 3, "three dead letters", within=60, pause=0.5)
    ids = [letter["id"] for letter in json.loads(run(dojo, "dlq", "list", "--json"))["letters"]]
    assert run(dojo, "dlq", "discard", ids[0]) == "1 discarded\n"
    assert dojo.request("PATCH", "/api/settings", {"failRate": 0}).status == 200
    assert run(dojo, "dlq", "redrive", *ids[:2]) == "1 redriven, 1 left as they are\n"
    assert run(dojo, "dlq", "redrive", "--all") == "1 redriven, 2 left as they are\n"
    assert json.loads(run(dojo, "dlq", "redrive", "--all", "--again", "--json")) == {"redriven": 3, "skipped": 0}
    assert "Either their ids, or --all" in run(dojo, "dlq", "redrive", status=64)
    assert len(orders) == 3
    said = run(dojo, "replay", "--group", "fraud-group", "--from-beginning")
    assert said.startswith("fraud-group is to read 3 partitions again from the beginning")
    assert run(dojo, "replays").startswith("GROUP ")
    assert "there is no group nobody" in run(dojo, "replay", "--group", "nobody", "--from-beginning", status=1)
    assert "ISO 8601" in run(dojo, "replay", "--group", "fraud-group", "--from", "noon", status=64)


def test_trace(dojo):
    id = dojo.place(**order("Kim Trace"))["id"]
    settle(dojo, [id])
    rows = table(run(dojo, "trace", id))
    assert rows[0][1] == "orders" and rows[0][4] == "created" and int(rows[0][0]) == 0
    assert {row[5] for row in rows[1:]} >= {"order-service", "notification-service", "fraud-service"}
    told = json.loads(run(dojo, "trace", id, "--json"))
    assert told["orderId"] == id and len(told["records"]) == len(rows)
    assert "no record on any channel" in run(dojo, "trace", "nobody", status=1)
    assert "which one?" in run(dojo, "trace", status=64)


def test_chaos_drills_and_reset(start):
    dojo = start()
    steps = json.loads(run(dojo, "chaos", "plan", "--seed", "7", "--json"))["steps"]
    assert [row[2:4] for row in table(run(dojo, "chaos", "plan", "--seed", "7"))] == [
        [step["action"], step["target"]] for step in steps
    ]
    assert run(dojo, "chaos", "start", "--seed", "7", "--every", "600").startswith("every 600 s something breaks")
    assert "chaos or a drill is going on" in run(dojo, "drill", "start", status=1)
    assert run(dojo, "chaos", "stop").startswith("there is no chaos any more")

    assert run(dojo, "drill") == "There is no drill: dojo drill start\n"
    assert run(dojo, "drill", "start", "--seed", "3").startswith("Drill 3, running\nFound     not yet\n")
    assert "killed" in run(dojo, "drill", "guess") and "where?" in run(dojo, "drill", "guess", "slow", status=64)
    told = json.loads(run(dojo, "drill", "reveal", "--json"))["drill"]
    assert told["debrief"]["what"] in run(dojo, "drill")
    assert run(dojo, "drill", "stop").startswith("there is no drill any more")
    assert "there is no drill" in run(dojo, "drill", "reveal", status=1)

    dojo.place(**order("Lou Gone"))
    assert run(dojo, "reset").startswith("everything is stopped")
    dojo.until_ready(times=2)
    until(lambda: dojo.request("GET", "/api/orders").json["orders"] == [], "all is empty", within=30)
