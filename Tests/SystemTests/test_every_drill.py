"""Every fault that a drill may inject: that it is really there, that nobody is told, that only its name is taken for it
and only its repair mends it, and that nothing of it is left for the next."""

import pytest
from deadline import until
from dojo import Dojo
from load import order
from settling import list_orders, redis

# What each seed draws where everything can be broken, and what the room has to say it is.
FAULTS = {
    "analytics-slow": (0, "slow", "analytics"),
    "hot-order": (1, "flooded", "orders"),
    "notification-killed": (2, "killed", "notification"),
    "audit-gone": (4, "gone", "audit"),
    "fraud-frozen": (5, "frozen", "fraud"),
    "without-kafka": (6, "synchronous", "gateway"),
    "notifications-fail": (9, "failing", "notification"),
    "fraud-limits": (11, "limits", "fraud"),
    "broker-slow": (14, "slow", "broker"),
    "notification-slow": (27, "slow", "notification"),
}
INSTANCES = {"notification": 2, "fraud": 1, "analytics": 1, "audit": 1}
# Customers that order once each: with the usual limit there is no alert about them.
COUNTS = ("One", "Another", "A Third", "A Fourth", "A Fifth", "A Sixth")
PATIENCE = 60.0


@pytest.fixture(scope="module")
def dojo(broker, folders):
    """One for all of them, one after another: what one leaves behind, the next one finds."""
    running = Dojo(folders.mktemp("drills"), broker=broker, FAIL_RATE="0.2", FRAUD_BURST_LIMIT="100000")
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def all_is_well(dojo):
    yield
    dojo.request("DELETE", "/api/drills/current")
    until_well(dojo)


def system(dojo):
    return dojo.request("GET", "/api/system").json


def until_well(dojo):
    """Everybody runs, nobody is a group's unheard member, and nothing is left to be undone."""

    def is_well():
        told = system(dojo)
        running = [one["service"] for one in told["instances"] if (one["state"], one.get("process")) == ("running", "ready")]
        return sorted(running) == sorted(name for name, count in INSTANCES.items() for _ in range(count)) and (
            told["broker"]["state"] == "up" and redis(dojo, "hlen", "lab:undo") == ["0"])

    until(is_well, lambda: f"all is well: {system(dojo)}", PATIENCE, pause=0.2)


def drill(dojo):
    return dojo.request("GET", "/api/drills/current").json["drill"]


def begin(dojo, name):
    until_well(dojo)
    answer = dojo.request("POST", "/api/drills", {"seed": FAULTS[name][0]})
    assert answer.status == 200, answer.body


def guess(dojo, fault, place):
    return dojo.request("POST", "/api/drills/current/guesses", {"fault": fault, "place": place}).json["right"]


def done(answer):
    assert answer.status in (200, 204), answer.body


def set_to(dojo, name, value):
    done(dojo.request("PATCH", "/api/settings", {name: value}))


def start(dojo, *instances):
    for instance in instances:
        done(dojo.request("POST", f"/api/lab/instances/{instance}/start"))


def flood(dojo):
    return [one for one in list_orders(dojo) if one["customerName"] == "Rush Hour"]


def held(dojo):
    """What is desired and what is set, as Redis has it: nobody disguises that."""

    def fields(key):
        words = redis(dojo, "hgetall", key)
        return dict(zip(words[::2], words[1::2]))

    return {**fields("lab:desired"), **fields("settings")}


# How a room mends it, by the lab's means.
REPAIRS = {
    "analytics-slow": lambda dojo: set_to(dojo, "delayAnalytics", 0),
    "hot-order": lambda dojo: [done(dojo.request("DELETE", f"/api/orders/{one['id']}")) for one in flood(dojo)],
    "notification-killed": lambda dojo: start(dojo, "notification-1", "notification-2"),
    "audit-gone": lambda dojo: done(dojo.request("PUT", "/api/lab/services/audit", {"count": 1})),
    "fraud-frozen": lambda dojo: done(dojo.request("POST", "/api/lab/instances/fraud-1/thaw")),
    "without-kafka": lambda dojo: set_to(dojo, "mode", "kafka"),
    "notifications-fail": lambda dojo: set_to(dojo, "failRate", 0.2),
    "fraud-limits": lambda dojo: set_to(dojo, "fraudVelocity", 5),
    "broker-slow": lambda dojo: done(dojo.request("PUT", "/api/lab/broker", {"state": "up"})),
    "notification-slow": lambda dojo: set_to(dojo, "delayNotification", 0),
}


def others(name):
    """Two that mend something else."""
    rest = [other for other in ("fraud-limits", "analytics-slow", "without-kafka") if other != name]
    return [REPAIRS[other] for other in rest[:2]]


def lag(dojo, group):
    groups = system(dojo).get("groups", [])
    return sum(place["lag"] for one in groups if one["name"] == group for place in one["partitions"])


def log(dojo):
    return dojo.request("GET", "/api/lab/log").json["entries"]


def newest(dojo, topic):
    """Few enough for one page."""
    return dojo.request("GET", f"/api/topics/{topic}/records?last=40&limit=40").json["events"]


def alerts(dojo, customer):
    values = [one["value"] for one in newest(dojo, "audit")]
    return [one for one in values if one.get("action") == "FRAUD_ALERT" and one["customerName"] == customer]


# Those that show in groups, and so in the broker. The others are settings and orders.
OF_GROUPS = {"notification-killed", "audit-gone", "fraud-frozen"}

# That it is really there: what a room sees of it when an order is placed.
SIGNS = {
    "analytics-slow": lambda dojo: lag(dojo, "analytics-group") > 0,
    "hot-order": lambda dojo: any(one["quantity"] > 1 for one in flood(dojo)),
    "notification-killed": lambda dojo: lag(dojo, "notification-group") > 0,
    "audit-gone": lambda dojo: lag(dojo, "audit-group") > 0,
    "fraud-frozen": lambda dojo: lag(dojo, "fraud-group") > 0,
    "without-kafka": lambda dojo: any("sync" in one["headers"] for one in newest(dojo, "orders")),
    "notifications-fail": lambda dojo: newest(dojo, "orders-dlq"),
    "fraud-limits": lambda dojo: alerts(dojo, "Just One fraud-limits"),
    "broker-slow": lambda dojo: held(dojo).get("broker") == "slow:1500",
    "notification-slow": lambda dojo: lag(dojo, "notification-group") > 0,
}


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_there_unseen_and_only_its_repair_mends_it(dojo, broker, name, tell):
    if broker != "embedded" and name not in OF_GROUPS:
        pytest.skip("it is the same on every broker, or only the embedded one can be slow")
    _, fault, place = FAULTS[name]
    until_well(dojo)
    before, past = held(dojo), log(dojo)
    told = system(dojo)
    begin(dojo, name)
    for number in range(len(COUNTS)):
        dojo.place(**order(f"Just {COUNTS[number]} {name}"))
    until(lambda: SIGNS[name](dojo), f"{name} is there: {held(dojo)}", PATIENCE, pause=0.2)

    now = system(dojo)
    assert now["settings"] == told["settings"] == dojo.request("GET", "/api/settings").json
    assert now["services"] == told["services"] and now["broker"] == told["broker"]
    assert {one["desired"] for one in now["instances"]} == {"running"}
    [begun] = [entry for entry in log(dojo) if entry not in past]
    assert (begun["action"], begun["detail"]) == ("begin", "something is wrong now: find it"), "nobody is told more"
    assert fault not in str(now["drill"]) and drill(dojo)["debrief"] is None

    for wrong in [("killed", place), (fault, "analytics" if place != "analytics" else "fraud")]:
        if wrong != (fault, place):
            assert not guess(dojo, *wrong), wrong
    for mend in others(name):
        mend(dojo)
    assert guess(dojo, fault, place)
    # The director has looked at it since: it looks twice a second.
    seen = drill(dojo)
    until(lambda: seen["foundAt"] + 1500 < system(dojo)["time"], "some time goes by", within=10)
    seen = drill(dojo)
    assert (seen["state"], seen["repairedAt"], seen["debrief"]) == ("running", None, None), "nobody has mended it"

    REPAIRS[name](dojo)
    until(lambda: drill(dojo)["state"] == "over", lambda: f"it is mended: {held(dojo)}", PATIENCE)
    over = drill(dojo)
    assert over["debrief"]["id"] == name and (over["debrief"]["fault"], over["debrief"]["place"]) == (fault, place)
    assert 0 <= over["secondsToFind"] <= over["secondsToRepair"]
    tell(f"{name}: found after {over['secondsToFind']} s, mended after {over['secondsToRepair']} s")
    until_well(dojo)
    left = {key: value for key, value in held(dojo).items() if before.get(key) != value}
    assert set(left) <= MENDED, f"nothing is left but what was set by hand: {left}"


# What the repairs set: to what holds anyhow.
MENDED = {
    "delayAnalytics", "delayNotification", "failRate", "fraudVelocity", "mode", "count:audit", "broker",
    "instance:notification-1", "instance:notification-2", "instance:fraud-1"}


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_undone_when_the_drill_is_stopped(dojo, broker, name):
    if broker != "embedded" and name not in OF_GROUPS:
        pytest.skip("it is the same on every broker, or only the embedded one can be slow")
    until_well(dojo)
    before = held(dojo)
    begin(dojo, name)
    assert held(dojo) != before or flood(dojo), "something is broken"
    assert dojo.request("DELETE", "/api/drills/current").json == {"drill": None}
    until_well(dojo)
    assert held(dojo) == before and not flood(dojo)


def test_who_stands_still_goes_on_when_others_have_taken_over(dojo):
    begin(dojo, "fraud-frozen")
    assert guess(dojo, "frozen", "fraud")
    done(dojo.request("PUT", "/api/lab/services/fraud", {"count": 2}))
    until(lambda: drill(dojo)["state"] == "over", "another mends it", PATIENCE)
    until(
        lambda: {one["process"] for one in system(dojo)["instances"] if one["service"] == "fraud"} == {"ready"},
        "the first goes on as well", PATIENCE)
    done(dojo.request("PUT", "/api/lab/services/fraud", {"count": 1}))
    until_well(dojo)
