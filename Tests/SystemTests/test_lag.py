"""How far groups have come, and how much is still ahead of them: of what there still is, and the same wherever it is told."""

import json

import pytest
from deadline import until
from records import kcat
from shell import run

GROUPS = ("notification-group", "fraud-group", "analytics-group")
READERS = {"notification": 1, "fraud": 1, "analytics": 1}
PATIENCE = 60.0

CHANGE = {
    "action": "updated",
    "order": {
        "id": "11111111-1111-4111-8111-111111111111", "customerName": "Lag", "item": "x" * 300, "quantity": 1, "price": 1,
        "status": "created", "createdAt": "2026-11-21T00:00:00.000Z"},
    "timestamp": "2026-11-21T00:00:00.000Z"}


def write(dojo, count, *arguments):
    """So many records into partition 0 of orders."""
    lines = "".join(f"{json.dumps(CHANGE)}\n" for _ in range(count))
    kcat(dojo, "-P", "-t", "orders", "-p", "0", "-X", "linger.ms=5", *arguments, input=lines)


def scale(dojo, counts):
    for service, count in counts.items():
        assert dojo.request("PUT", f"/api/lab/services/{service}", {"count": count}).status == 200


def places(groups):
    """By group, of partition 0 of orders."""
    return {
        group["name"]: place for group in groups if group["name"] in GROUPS for place in group["partitions"]
        if (place["topic"], place["partition"]) == ("orders", 0)}


def told(dojo):
    """By the API, by the document that the page shows, and by the command line."""
    system = dojo.request("GET", "/api/system").json.get("groups", [])
    line = json.loads(run(dojo, "groups", "--json"))
    return [places(groups) for groups in (dojo.request("GET", "/api/groups").json["groups"], system, line["groups"])]


def own_lag(dojo, instance):
    """Of partition 0 of orders, by what the instance says of itself, and by its metrics."""
    report = dojo.report(instance)
    if report is None:
        return None
    mine = [one.get("lag") for one in report[1]["partitions"] if (one["topic"], one["partition"]) == ("orders", 0)]
    port = dojo.record["parts"][instance]["healthPort"]
    page = dojo.request("GET", "/metrics", port=port).body.decode()
    lines = [line for line in page.splitlines() if line.startswith("dojo_consumer_lag_records{")]
    gauge = [line for line in lines if 'topic="orders"' in line and 'partition="0"' in line]
    return mine, [float(line.split()[1]) for line in gauge]


@pytest.fixture
def dojo(start):
    return start(FAIL_RATE="0")


def test_lag_is_what_there_still_is_when_the_broker_has_let_go_of_what_nobody_read(dojo, broker):
    if broker != "embedded":
        pytest.skip("a real Kafka keeps all of it")
    scale(dojo, dict.fromkeys(READERS, 0))
    until(lambda: not any(place["instance"] for place in told(dojo)[0].values()), "nobody reads", PATIENCE)
    write(dojo, 25_000)

    def held():
        topic = next(one for one in dojo.request("GET", "/api/topics").json["topics"] if one["name"] == "orders")
        return topic["partitions"][0]["begin"], topic["partitions"][0]["end"]

    # What is told of it may be a second old.
    until(lambda: held()[1] >= 25_000, "all is written", PATIENCE)
    begin, end = held()
    assert 0 < begin < end, "something is gone"
    until(lambda: all(place["end"] == end for place in told(dojo)[1].values()), "it is known", PATIENCE)
    for groups in told(dojo):
        assert {name: place["lag"] for name, place in groups.items()} == dict.fromkeys(GROUPS, end - begin)
        assert all((place["position"] or 0) < begin for place in groups.values())
    # It is worked off to nothing, and all agree.
    scale(dojo, READERS)
    until_nothing_is_left(dojo, end)


def test_what_a_transaction_leaves_at_the_end_is_no_lag(dojo, broker):
    if broker == "embedded":
        pytest.skip("it writes no markers of transactions")
    transaction = ("-X", "transactional.id=lag", "-X", "acks=all")
    write(dojo, 3, *transaction)
    until(lambda: places(dojo.request("GET", "/api/groups").json["groups"])["fraud-group"]["end"] >= 4, "it is there", PATIENCE)
    until_nothing_is_left(dojo, 4)
    # Nor is it where nobody is left who could tell.
    scale(dojo, dict.fromkeys(READERS, 0))
    until(lambda: not any(place["instance"] for place in told(dojo)[0].values()), "nobody reads", PATIENCE)
    until_nothing_is_left(dojo, 4, readers=())


def until_nothing_is_left(dojo, end, readers=tuple(READERS)):
    def is_so():
        return all(
            place["lag"] == 0 and place["position"] == place["end"] >= end for groups in told(dojo) for place in groups.values())

    until(is_so, lambda: f"nothing is left: {told(dojo)}", PATIENCE, pause=0.2)
    # Which of notification has this partition is its group's to say.
    for service in (one for one in readers if one != "notification"):
        until(
            lambda: own_lag(dojo, f"{service}-1") == ([0], [0.0]), lambda: f"{service}: {own_lag(dojo, f'{service}-1')}",
            PATIENCE)
