"""Two who lead at once, and contradict each other: each is answered, and what runs is what was said last."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from deadline import until


@pytest.fixture
def dojo(start):
    return start()


def at_once(dojo, *requests):
    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(lambda request: dojo.request(*request, timeout=30), requests))


def act(verb, instance):
    return "POST", f"/api/lab/instances/{instance}/{verb}"


def scale(service, count):
    return "PUT", f"/api/lab/services/{service}", {"count": count}


def until_as_desired(dojo):
    def told():
        answer = dojo.request("GET", "/api/system")
        return answer.json if answer.status == 200 else None

    def is_so():
        system = told()
        if system is None:
            return False
        running = [
            one["service"] for one in system["instances"]
            if one["process"] == "ready" and one["state"] == "running" and one["desired"] == "running"
        ]
        return all(running.count(service["name"]) == service["desired"] for service in system["services"])

    until(is_so, lambda: f"what is desired runs: {told()}", within=90)
    return told()


def test_who_speaks_last_is_right(dojo):
    answers = at_once(dojo, scale("fraud", 3), scale("fraud", 2), scale("fraud", 3))
    assert {answer.status for answer in answers} == {200}
    system = until_as_desired(dojo)
    assert next(one["desired"] for one in system["services"] if one["name"] == "fraud") in (2, 3)

    answers = at_once(
        dojo, act("restart", "notification-1"), act("kill", "notification-1"), act("freeze", "notification-2"),
        act("thaw", "notification-2"), act("restart", "fraud-1"), act("restart", "fraud-1"))
    assert {answer.status for answer in answers} == {200}
    answers = at_once(dojo, act("start", "notification-1"), act("start", "notification-2"))
    assert {answer.status for answer in answers} == {200}
    until_as_desired(dojo)

    replay = ("POST", "/api/lab/replay", {"group": "fraud-group", "from": "beginning"})
    assert {answer.status for answer in at_once(dojo, replay, replay)} == {200}
    until(lambda: dojo.request("GET", "/api/lab/replays").json["replays"] == [], "they are over", within=60)


def test_one_thing_goes_on_at_a_time_and_a_reset_ends_it(dojo):
    chaos = ("POST", "/api/lab/chaos", {"seed": 3, "everySeconds": 5})
    drill = ("POST", "/api/drills", {"seed": 3})
    answers = at_once(dojo, chaos, drill, chaos, drill)
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    assert {answer.json["code"] for answer in answers if answer.status == 409} == {"lab.busy"}
    answers = at_once(dojo, ("POST", "/api/lab/reset"), ("POST", "/api/lab/reset"), act("kill", "fraud-1"))
    assert {answer.status for answer in answers} <= {200, 503}
    dojo.until_ready(times=2)

    def is_over():
        try:
            answer = dojo.request("GET", "/api/system")
        except OSError:
            return False
        told = answer.json if answer.status == 200 else {}
        return told.get("managed") and "chaos" in told and told["chaos"] is None and told["drill"] is None

    until(is_over, "nothing goes on", within=60)
    until_as_desired(dojo)
    assert dojo.request("POST", "/api/drills/current/reveal").json["code"] == "drill.none"
