"""The lab as an instructor uses it: scale, kill, freeze, settings, output, and what was done."""

import pytest

from page import PageDojo
from waiting import until
from window import Window

# A group is given out anew some ten seconds after one of it was killed, later on a busy machine.
PATIENCE = 60.0


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A dojo to break: the others' is left alone."""
    running = PageDojo(tmp_path_factory.mktemp("lab"))
    yield running
    running.stop()


@pytest.fixture
def lab(broken, browsers):
    window = Window(browsers[0], broken).open("lab")
    until(lambda: instance(window, "fraud-1", "running"), "the lab shows who is there", PATIENCE)
    yield window
    assert window.complaints() == []


# Tells the page again and again of the system as it is now.
STALE = """
import("/state/store.js").then(({ store }) => {
    const data = store.state.system;
    const telling = setInterval(() => {
        if (window.isFresh) clearInterval(telling);
        else store.dispatch({ type: "system", data: { ...data } });
    }, 50);
});
"""


def instance(window, name, *texts):
    return [row for row in window.rows("Services", name, *texts) if row.get_attribute("data-instance") == name]


def test_fraud_scaled_to_four_has_three_at_work_and_one_idle_and_is_scaled_back(lab):
    for wanted in (2, 3, 4):
        lab.press("One fraud more")
        until(lambda: instance(lab, f"fraud-{wanted}"), f"fraud-{wanted} is there", PATIENCE)
    names = [f"fraud-{number}" for number in range(1, 5)]

    def idle():
        return [name for name in names if instance(lab, name, "idle")]

    def busy():
        return [name for name in names if instance(lab, name, "owns orders/")]

    until(lambda: len(idle()) == 1 and len(busy()) == 3, "three own a partition each and one none", PATIENCE)
    for _ in range(3):
        lab.press("One fraud less")
        until(lambda: not lab.one("button", "One fraud less").get_attribute("aria-busy"), "it is done")
    until(lambda: not instance(lab, "fraud-2") and instance(lab, "fraud-1", "orders/0", "orders/1", "orders/2"),
          "the first one has all of it again", PATIENCE)


def test_the_next_press_counts_from_the_one_before_whatever_is_told_meanwhile(lab):
    """A system that was on its way while an instance more was asked for still tells of one less."""
    lab.script(STALE)
    for wanted in ("3", "4"):
        lab.press("One notification more")
        until(lambda: not lab.one("button", "One notification more").get_attribute("aria-busy"), "it is done")
        assert lab.script("return document.querySelector('[data-service=notification] output').textContent") == wanted
    lab.script("window.isFresh = true")
    for _ in range(2):
        lab.press("One notification less")
        until(lambda: not lab.one("button", "One notification less").get_attribute("aria-busy"), "it is done")
    until(lambda: not instance(lab, "notification-3"), "two are left", PATIENCE)
    assert instance(lab, "notification-2")


def test_a_killed_instance_stays_dead_until_somebody_starts_it(lab, broken):
    lab.press("Kill -9 notification-2")
    until(lambda: instance(lab, "notification-2", "killed"), "it is dead", PATIENCE)
    lab.row("What was done", "kill", "notification-2")
    until(lambda: instance(lab, "notification-1", "orders/0", "orders/1", "orders/2"), "the other has all of it", PATIENCE)
    lab.press("Start notification-2")
    until(lambda: instance(lab, "notification-2", "running"), "it is back", PATIENCE)


def test_a_frozen_instance_is_thawed(lab):
    lab.press("Freeze audit-1")
    until(lambda: instance(lab, "audit-1", "frozen"), "it is frozen", PATIENCE)
    lab.press("Thaw audit-1")
    until(lambda: instance(lab, "audit-1", "running"), "it runs again", PATIENCE)


def test_the_fail_rate_is_live_and_the_output_of_an_instance_can_be_read(lab, broken):
    field = lab.fill("spinbutton", "FAIL_RATE", "1")
    field.send_keys("\t")
    until(lambda: lab.status("FAIL_RATE is 1 now"), "it is said")
    lab.row("What was done", "set", "failRate", "0.3 → 1", "instructor")
    broken.place(customerName="Flo Fails", item="Tea", quantity=1, price=2)
    lab.open("dead-letters")
    lab.row("Dead letters", "Flo Fails")
    lab.open("lab")
    until(lambda: instance(lab, "audit-1", "running"), "the lab is there", PATIENCE)
    lab.press("Output of audit-1")
    until(lambda: "Flo Fails" in lab.driver.find_element("css selector", "dialog[open] pre").text
          or "DLQ" in lab.driver.find_element("css selector", "dialog[open] pre").text, "its lines are shown", PATIENCE)
    lab.press("Close")
    field = lab.fill("spinbutton", "FAIL_RATE", "2")
    field.send_keys("\t")
    lab_alerts = until(lambda: lab.all("alert"), "what cannot be is refused")
    assert any("failRate" in alert.text or "0 to 1" in alert.text for alert in lab_alerts)
    field = lab.fill("spinbutton", "FAIL_RATE", "0.3")
    field.send_keys("\t")


def test_the_broker_goes_down_and_comes_back(lab, broken):
    lab.press("Down")
    until(lambda: lab.rows("What was done", "down", "broker"), "it is in the log", PATIENCE)
    order = broken.place(customerName="Ola Outage", item="Tea", quantity=1, price=2)
    assert order["id"]
    lab.press("Up")
    lab.open("audit")
    lab.row("Live audit feed", "created", order["id"][:8])


def test_a_group_reads_again_from_a_time_that_somebody_says(lab):
    replay = lab.one("form", "Replay")
    lab.choose("Group", "analytics-group", within=replay)
    lab.choose("From", "a time…", within=replay)
    field = replay.find_element("css selector", "input[type=datetime-local]")
    assert field.get_attribute("value"), "it begins with now"
    lab.script("arguments[0].value = '2026-01-01T12:00:00'", field)
    lab.press("Read again", within=replay)
    said = ("analytics-group goes back", "analytics-group: ")
    until(lambda: [text for text in said if lab.status(text)], "it goes back", PATIENCE)
    lab.row("What was done", "replay", "analytics-group", "reads again from 2026-01-01T")
    lab.driver.refresh()
    lab.row("What was done", "replay", "analytics-group", "reads again from 2026-01-01T")
