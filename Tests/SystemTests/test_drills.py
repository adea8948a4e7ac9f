"""Chaos by seed and drills, on processes that are really killed and frozen."""

import pytest
from deadline import until


@pytest.fixture
def dojo(start):
    return start()


def system(dojo):
    return dojo.request("GET", "/api/system").json


def running(dojo, service):
    return {
        instance["id"] for instance in system(dojo)["instances"]
        if instance["service"] == service and instance["state"] == "running" and instance.get("process") == "ready"
    }


def drill(dojo):
    return dojo.request("GET", "/api/drills/current").json["drill"]


def begin(dojo, seed):
    """Also right after another was stopped, whose fault is being mended."""
    answers = []

    def begun():
        answers.append(dojo.request("POST", "/api/drills", {"seed": seed}))
        return answers[-1].status == 200

    until(begun, lambda: f"a drill begins: {answers[-1].body}", within=30)


INSTANCES = {"notification": 2, "fraud": 1, "analytics": 1, "audit": 1}


def is_well(dojo):
    told = system(dojo)
    return told["broker"]["state"] == "up" and all(
        len(running(dojo, service)) == count for service, count in INSTANCES.items())


def seed_of(dojo, fault):
    """A seed that draws this fault where everything could be broken: what cannot be is drawn again."""
    for seed in range(200):
        until(lambda: is_well(dojo), "all is well", within=60)
        begin(dojo, seed)
        told = dojo.request("POST", "/api/drills/current/reveal").json["drill"]["debrief"]["id"]
        assert dojo.request("DELETE", "/api/drills/current").status == 200
        if told == fault:
            return seed
    raise AssertionError(f"no seed draws {fault}")


def test_killed_notifications_are_found_and_started_again(dojo, tell):
    seed = seed_of(dojo, "notification-killed")
    until(lambda: is_well(dojo), "all is well", within=60)
    before = len(dojo.request("GET", "/api/lab/log").json["entries"])  # what the search for the seed has left
    begin(dojo, seed)
    until(lambda: not running(dojo, "notification"), "they are gone", within=30)
    assert drill(dojo)["debrief"] is None
    told = system(dojo)
    assert {instance["desired"] for instance in told["instances"]} == {"running"}, "nothing says that somebody did it"
    assert {service["name"]: service["desired"] for service in told["services"]} == INSTANCES
    until(
        lambda: {one["process"] for one in system(dojo)["instances"] if one["service"] == "notification"} == {"failed"},
        "their processes have ended as if by themselves", within=30)
    written = dojo.request("GET", "/api/lab/log").json["entries"][before:]
    assert [(entry["by"], entry["action"]) for entry in written] == [("drill", "begin")], "nobody was told what"
    assert "notification" not in str(written) and "kill" not in str(written)

    wrong = dojo.request("POST", "/api/drills/current/guesses", {"fault": "slow", "place": "broker"}).json
    assert not wrong["right"] and wrong["drill"]["foundAt"] is None
    assert dojo.request("POST", "/api/drills/current/guesses", {"fault": "killed", "place": "notification"}).json["right"]
    assert drill(dojo)["repairedAt"] is None
    until(
        lambda: {one["desired"] for one in system(dojo)["instances"] if one["service"] == "notification"} == {"killed"},
        "who has found it sees what there is to mend", within=30)
    for number in (1, 2):
        assert dojo.request("POST", f"/api/lab/instances/notification-{number}/start").status == 200
    until(lambda: drill(dojo)["state"] == "over", "it is mended", within=60)
    over = drill(dojo)
    assert over["debrief"]["id"] == "notification-killed"
    tell(f"a drill was found after {over['secondsToFind']} s and mended after {over['secondsToRepair']} s")
    until(lambda: len(running(dojo, "notification")) == 2, "both run", within=60)


def test_a_changed_setting_shows_once_it_was_found_and_is_changed_back(dojo):
    seed = seed_of(dojo, "notifications-fail")
    until(lambda: dojo.request("GET", "/api/settings").json["failRate"] == 0.3, "it was changed back", within=30)
    until(lambda: is_well(dojo), "all is well", within=60)
    begin(dojo, seed)
    guess = {"fault": "slow", "place": "broker"}
    assert not dojo.request("POST", "/api/drills/current/guesses", guess).json["right"]
    assert dojo.request("GET", "/api/settings").json["failRate"] == 0.3
    assert system(dojo)["settings"]["failRate"] == 0.3
    assert dojo.request("PATCH", "/api/settings", {"fraudBurst": 50}).json["failRate"] == 0.3
    guess = {"fault": "failing", "place": "notification"}
    assert dojo.request("POST", "/api/drills/current/guesses", guess).json["right"]
    until(lambda: system(dojo)["settings"]["failRate"] == 1, "who has found it sees what there is to mend", within=30)
    assert dojo.request("DELETE", "/api/drills/current").status == 200
    until(lambda: dojo.request("GET", "/api/settings").json["failRate"] == 0.3, "it is as before", within=30)


def test_chaos_kills_and_starts_again(dojo):
    """The first step that kills somebody is found in the plan, and seen."""
    every = 6
    for seed in range(100):
        steps = dojo.request("GET", f"/api/lab/chaos?seed={seed}&everySeconds={every}&count=1").json["steps"]
        if steps[0]["action"] == "kill" and steps[0]["target"] == "audit-1":
            break
    pid = dojo.pid("audit-1")
    assert dojo.request("POST", "/api/lab/chaos", {"seed": seed, "everySeconds": every}).status == 200
    until(lambda: dojo.pid("audit-1") not in (None, pid), "it was killed and runs again", within=60)
    assert dojo.request("DELETE", "/api/lab/chaos").status == 200
    entries = [entry for entry in dojo.request("GET", "/api/lab/log").json["entries"] if entry["by"] == "chaos"]
    done = [(entry["action"], entry["target"]) for entry in entries]
    assert ("kill", "audit-1") in done and done.index(("kill", "audit-1")) < done.index(("undo", "audit-1"))
