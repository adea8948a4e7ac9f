"""Dead letters: why and from where, sent back or discarded, and what came of it."""

import subprocess

import pytest

from page import PageDojo
from waiting import until
from window import Window

LETTERS = "Dead letters"


@pytest.fixture(scope="module")
def failing(tmp_path_factory):
    """A dojo whose every notification fails, until a test says otherwise."""
    running = PageDojo(tmp_path_factory.mktemp("failing"), FAIL_RATE="1")
    yield running
    running.stop()


@pytest.fixture
def window(failing, browsers):
    opened = Window(browsers[0], failing).open("dead-letters")
    yield opened
    assert opened.complaints() == []
    opened.driver.get("about:blank")  # What it asks for once its dojo has gone is nobody's fault.


def set_fail_rate(dojo, rate):
    answer = dojo.request("PATCH", "/api/settings", {"failRate": rate}, {"Content-Type": "application/json"})
    assert answer.status == 200, answer


def letter(window, *texts):
    return window.row(LETTERS, *texts)


def test_a_letter_says_why_it_is_dead_and_where_it_came_from(window, failing):
    order = failing.place(customerName="Lou Letter", item="Rice", quantity=2, price=3)
    row = letter(window, "Lou Letter", "Waiting", "Max retries exceeded", "3 attempts", "notification-group", "Given up")
    until(lambda: "2 × Rice · $6.00" in row.text and "orders" in row.text, "all of it is there")
    assert row.find_element("link text", order["id"][:8])
    row.find_element("css selector", "summary").click()
    until(lambda: '"customerName": "Lou Letter"' in letter(window, "Lou Letter").text, "its value is shown")


def test_a_letter_that_is_redriven_gets_through_once_the_fault_is_gone(window, failing):
    failing.place(customerName="Mia Redrive", item="Rice", quantity=1, price=1)
    row = letter(window, "Mia Redrive", "Waiting")
    set_fail_rate(failing, 0)
    try:
        window.press("Redrive", within=row)
        letter(window, "Mia Redrive", "Redriven", "Notified")
    finally:
        set_fail_rate(failing, 1)
    assert not window.all("button", "Discard", within=letter(window, "Mia Redrive"))


def test_a_letter_that_fails_again_says_so(window, failing):
    failing.place(customerName="Ned Again", item="Rice", quantity=1, price=1)
    window.press("Redrive", within=letter(window, "Ned Again", "Waiting"))
    letter(window, "Ned Again", "Redriven", "Dead again")
    letter(window, "Ned Again", "Waiting")


def test_a_letter_is_discarded_after_a_second_thought(window, failing):
    failing.place(customerName="Oda Discard", item="Rice", quantity=1, price=1)
    row = letter(window, "Oda Discard", "Waiting")
    window.press("Discard", within=row)
    window.press("Really discard", within=letter(window, "Oda Discard"))
    letter(window, "Oda Discard", "Discarded")
    window.press("Discarded")
    until(lambda: window.rows(LETTERS) and all("Discarded" in row.text for row in window.rows(LETTERS)), "only such are shown")


def test_all_that_wait_are_redriven_at_once(window, failing):
    for number in range(3):
        failing.place(customerName=f"Pat All {number}", item="Rice", quantity=1, price=1)
    for number in range(3):
        letter(window, f"Pat All {number}", "Waiting")
    set_fail_rate(failing, 0)
    try:
        window.press("Redrive all waiting")
        for number in range(3):
            letter(window, f"Pat All {number}", "Redriven", "Notified")
    finally:
        set_fail_rate(failing, 1)
    until(lambda: not window.all("button", "Redrive all waiting"), "none waits")


def test_a_record_that_nobody_can_parse_is_shown_byte_by_byte(window, failing):
    subprocess.run(["kcat", "-P", "-q", "-b", failing.bootstrap_servers, "-t", "orders"], input=b"{not json\xff\n", check=True,
                   timeout=30)
    row = letter(window, "Unparsable", "notification-group")
    row.find_element("css selector", "summary").click()
    until(lambda: "7b 6e 6f 74 20 6a 73 6f 6e ff" in letter(window, "Unparsable", "notification-group").text, "its bytes are shown")
