"""Groups that read again: everything is read, and nothing is told twice."""

import datetime

from deadline import until
from ledger import Ledger
from load import order
from records import Tail
from settling import settle


def replay(dojo, group, start):
    return dojo.request("POST", "/api/lab/replay", {"group": group, "from": start})


def handled(dojo, service):
    """Records that its instances have done."""
    names = [name for name in dojo.record["parts"] if name.split("-")[0] == service]
    return sum(dojo.report(name)[1]["handled"] for name in names)


def groups(dojo):
    return {group["name"]: group["partitions"] for group in dojo.request("GET", "/api/groups").json["groups"]}


def ends(dojo, topic):
    topics = {each["name"]: each["partitions"] for each in dojo.request("GET", "/api/topics").json["topics"]}
    return [partition["end"] for partition in topics[topic]]


def is_over(dojo):
    return dojo.request("GET", "/api/lab/replays").json["replays"] == []


def test_a_replay_alerts_and_notifies_nobody_twice(start, follow):
    dojo = start(FAIL_RATE="0.3")
    tail = follow(Tail, dojo)
    # Enough for a burst, and for some customers too many.
    orders = [dojo.place(**order(f"Cat {number % 4}"))["id"] for number in range(40)]
    settle(dojo, orders, tail)
    alerts = [record for record in Ledger(tail).read().events.values() if record.value.get("action") == "FRAUD_ALERT"]
    assert alerts
    doubles = Ledger(tail).read().doubles
    for service, group in [("fraud", "fraud-group"), ("notification", "notification-group"), ("analytics", "analytics-group")]:
        before = handled(dojo, service)
        records = sum(place["end"] for place in groups(dojo)[group])
        answer = replay(dojo, group, "beginning")
        assert answer.status == 200, answer
        assert answer.json["group"] == group
        until(lambda: handled(dojo, service) >= before + records, f"{group} reads all of it again", within=60)
        until(lambda: is_over(dojo), "it is over", within=30)
    held = settle(dojo, orders, tail)
    assert held.doubles == Ledger(tail).read().doubles == doubles, "nothing was told twice"
    again = [record for record in Ledger(tail).read().events.values() if record.value.get("action") == "FRAUD_ALERT"]
    assert len(again) == len(alerts)


def test_from_a_time_on_only_what_came_since(start):
    dojo = start(FAIL_RATE="0")
    early = [dojo.place(**order(f"Dan {number}"))["id"] for number in range(6)]
    settle(dojo, early)
    time = max(
        record["timestamp"] for id in early
        for record in dojo.request("GET", f"/api/orders/{id}/trace").json["records"]) + 1
    settle(dojo, [dojo.place(**order(f"Eve {number}"))["id"] for number in range(4)])
    before = handled(dojo, "notification")
    text = datetime.datetime.fromtimestamp(time / 1000, datetime.timezone.utc).isoformat(timespec="milliseconds")
    assert replay(dojo, "notification-group", text).status == 200
    until(lambda: handled(dojo, "notification") >= before + 4, "what came since is read again", within=30)
    until(lambda: is_over(dojo), "it is over", within=30)
    assert handled(dojo, "notification") == before + 4


def test_topics_and_groups_tell_how_far_all_have_come(dojo):
    settle(dojo, [dojo.place(**order("Fay Far"))["id"]])
    found = groups(dojo)
    assert found.keys() == {"notification-group", "fraud-group", "analytics-group", "audit-group"}
    orders = ends(dojo, "orders")
    for group in ("notification-group", "fraud-group"):

        def has_caught_up():
            places = groups(dojo)[group]
            return [place["position"] for place in places] == [end or None for end in orders] or all(
                place["lag"] == 0 for place in places)

        until(has_caught_up, f"{group} has come to the end", within=30)
        places = groups(dojo)[group]
        assert [place["end"] for place in places] == orders
        assert all(place["instance"].startswith(group.split("-")[0]) for place in places)


def test_what_makes_no_sense_is_refused(dojo):
    assert replay(dojo, "nobody", "beginning").json["code"] == "group.unknown"
    assert replay(dojo, "fraud-group", "yesterday").json["code"] == "input.invalid"
    assert dojo.request("POST", "/api/lab/replay", {}).json["code"] == "input.invalid"
