"""A replay doubles no alert; a drill shows nothing but its symptoms until it is found, and is mended in the lab."""

import pytest

from page import PageDojo
from waiting import until
from window import Window

PATIENCE = 60.0


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    running = PageDojo(tmp_path_factory.mktemp("drill"), FAIL_RATE="0")
    yield running
    running.stop()


@pytest.fixture
def window(own, browsers):
    opened = Window(browsers[0], own).open()
    yield opened
    assert opened.complaints() == []


def go(window, view):
    """By the address, as a link does it: the page stays as it is."""
    window.script("location.hash = arguments[0]", f"#/{view}")


def test_a_replay_doubles_no_alert(window, own):
    for _ in range(6):
        own.place(customerName="Rea Quick", item="Rice", quantity=1, price=1)
    window.row("Fraud alerts", "VELOCITY", "Rea Quick")
    go(window, "lab")
    until(lambda: "fraud-group" in window.one("combobox", "Group").text, "the groups can be chosen", PATIENCE)
    window.choose("Group", "fraud-group")
    window.press("Read again")
    until(lambda: window.status("fraud-group"), "the group goes back", PATIENCE)
    until(lambda: own.request("GET", "/api/lab/replays").json["replays"] == [], "all is read again", PATIENCE)
    # What comes after it is seen, so that nothing of it is still on its way.
    own.place(customerName="Rea Dear", item="Omakase", quantity=1, price=150)
    go(window, "")
    window.row("Fraud alerts", "AMOUNT", "Rea Dear")
    assert len(window.rows("Fraud alerts", "VELOCITY", "Rea Quick")) == 1


def test_a_drill_is_found_and_mended(window, own):
    def shown(name, *texts):
        return [row for row in window.rows("Services", *texts) if row.get_attribute("data-instance") == name]

    go(window, "learn/drills")
    window.fill("spinbutton", "Seed", "3")
    window.press("Start a drill")
    until(lambda: window.status("Something is wrong now"), "it begins", PATIENCE)
    go(window, "lab")
    for name in ("notification-1", "notification-2"):
        until(lambda name=name: shown(name, "failed"), f"{name} looks as if it had failed by itself", PATIENCE)
    go(window, "learn/drills")
    window.choose("Where?", "Notification")
    window.choose("What is it?", "It stands still")
    window.press("Guess")
    until(lambda: window.status("No, that is not it"), "it is something else", PATIENCE)
    window.choose("What is it?", "Its processes were killed")
    window.press("Guess")
    until(lambda: window.status("Right. Now repair it."), "it is found", PATIENCE)
    go(window, "lab")
    for name in ("notification-1", "notification-2"):
        until(lambda name=name: shown(name, "killed"), f"{name} is shown as it is", PATIENCE)
        window.press(f"Start {name}")
    go(window, "learn/drills")
    until(
        lambda: "What it was: Its processes were killed" in window.region("The drill").text, "the debrief is there",
        PATIENCE)
    window.press("Close the drill")
    window.one("button", "Start a drill")
