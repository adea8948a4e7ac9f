"""Orders and the room on the command line."""

import json

import pytest
from deadline import until
from follower import Follower
from load import order
from shell import run, table


def test_an_order_is_placed_changed_and_deleted(dojo):
    said = run(dojo, "order", "place", "--customer", "Mia Shell", "--item", "Miso soup", "--price", "4.2")
    id = said.split()[0]
    assert said == f"{id} is placed; dojo trace {id} shows what becomes of it\n"
    placed = json.loads(run(dojo, "orders", id, "--json"))
    assert [placed[name] for name in ("customerName", "item", "quantity", "price")] == ["Mia Shell", "Miso soup", 1, 4.2]
    assert id in run(dojo, "orders", "--limit", "5")
    assert table(run(dojo, "order", "change", id, "--quantity", "3"))[0][-2:] == ["3", "$4.20"]
    changed = json.loads(run(dojo, "order", "change", id, "--item", "Tea", "--price", "3.5", "--json"))
    assert [changed[name] for name in ("customerName", "item", "quantity", "price")] == ["Mia Shell", "Tea", 3, 3.5]
    assert run(dojo, "order", "delete", id) == f"{id} is deleted\n"
    assert "no order with this id" in run(dojo, "orders", id, status=1)


def test_what_is_wrong_with_an_order_is_said(dojo):
    said = run(dojo, "order", "place", status=64)
    assert "who orders?" in said and "what is ordered?" in said and "what does one cost?" in said
    fields = ["--customer", "Mia", "--item", "Tea"]
    said = run(dojo, "order", "place", *fields, "--price", "1.234", status=64)
    assert "at most two decimals" in said and "what does one cost?" not in said
    assert "quantity" in run(dojo, "order", "place", *fields, "--price", "1", "--quantity", "1001", status=1)
    assert "which one?" in run(dojo, "order", "change", "--quantity", "2", status=64)
    assert "what is to be changed?" in run(dojo, "order", "change", "x", status=64)
    assert "no order with this id" in run(dojo, "order", "change", "x", "--quantity", "2", status=1)
    assert "which one?" in run(dojo, "order", "delete", status=64)
    assert "no order with this id" in run(dojo, "order", "delete", "x", status=1)


def test_a_rush(dojo):
    words = ["order", "rush", "30", "--rate", "100", "--customers", "7"]
    before = json.loads(run(dojo, "orders", "--json"))["total"]
    assert run(dojo, *words) == "30 of 30 placed, 0 refused\n"
    orders = json.loads(run(dojo, "orders", "--limit", "30", "--json"))
    assert orders["total"] == before + 30
    assert {one["customerName"] for one in orders["orders"]} == {f"Guest {number}" for number in range(1, 8)}
    assert json.loads(run(dojo, "order", "rush", "1", "--json")) == {"placed": 1, "refused": 0}
    for count in ([], ["0"], ["many"], ["5001"]):
        assert "how many, 1 to 5000?" in run(dojo, "order", "rush", *count, status=64)


def test_a_rush_that_is_refused_is_given_up(start):
    dojo = start()
    assert dojo.request("PUT", "/api/lab/services/notification", {"count": 0}).status == 200
    assert dojo.request("PATCH", "/api/settings", {"mode": "sync"}).status == 200

    def is_refused():
        return dojo.request("POST", "/api/orders", order("Mia")).status == 502

    until(is_refused, "nothing can be ordered without notification", within=30)
    said = run(dojo, "order", "rush", "200", "--rate", "200", status=69)
    assert "notification" in said


@pytest.fixture
def guest(dojo, follow):
    one = follow(Follower, dojo)
    one.say(type="hello", id="h1", name="Nele Guest")
    until(lambda: "Nele Guest" in run(dojo, "room"), "she is in the room", pause=0.2)
    return one


def test_the_room(dojo, guest):
    room = json.loads(run(dojo, "room", "--json"))
    assert any(person["name"] == "Nele Guest" and person["here"] for person in room["people"])
    assert "Ordering  open\n" in run(dojo, "room")
    assert run(dojo, "room", "pause").startswith("ordering is paused")
    assert "Ordering  paused\n" in run(dojo, "room")
    assert run(dojo, "room", "resume") == "ordering is open\n"
    assert "Ordering  open\n" in run(dojo, "room")

    id = dojo.place(**order("Nele Guest"))["id"]
    assert run(dojo, "room", "hide", "Nele Guest") == "Nele Guest is on no screen any more, until dojo room show\n"
    hidden = json.loads(run(dojo, "room", "hide", "--order", id, "--json"))["hidden"]
    assert id in hidden["orders"] and len(hidden["names"]) == 1
    assert "Hidden    names: " in run(dojo, "room") and f"Hidden    orders: {id}\n" in run(dojo, "room")
    run(dojo, "room", "show", "Nele Guest")
    run(dojo, "room", "show", "--order", id)
    assert "Hidden" not in run(dojo, "room")
    for words in (["hide"], ["show"], ["hide", "Nele", "--order", id]):
        assert "Either a name, or --order" in run(dojo, "room", *words, status=64)


def test_somebody_is_sent_away(dojo, guest):
    assert run(dojo, "room", "disconnect", "Nele Guest") == "1 connection of Nele Guest closed\n"
    until(lambda: guest.close_code == 4004, "she is told so")
    assert run(dojo, "room", "disconnect", "Nele Guest") == "0 connections of Nele Guest closed\n"
    assert "who?" in run(dojo, "room", "disconnect", status=64)


def test_what_was_done_in_the_lab(start):
    dojo = start()
    assert run(dojo, "lab", "log") == "Nothing was done yet.\n"
    run(dojo, "scale", "audit", "2")
    assert table(run(dojo, "lab", "log"))[-1][1:4] == ["instructor", "scale", "audit"]
    assert json.loads(run(dojo, "lab", "log", "--json"))["entries"][-1]["action"] == "scale"
    assert "expected 1 to 1000" in run(dojo, "lab", "log", "--limit", "0", status=64)


def test_what_the_room_has_seen(dojo):
    assert dojo.request("PUT", "/api/learning/retry").status == 200
    assert table(run(dojo, "learn"))[-1][-1] == "retry"
    assert "retry" in json.loads(run(dojo, "learn", "--json"))["seen"]
    assert run(dojo, "learn", "start-over") == "nothing is ticked off any more, on any page\n"
    assert json.loads(run(dojo, "learn", "--json"))["seen"] == {}
