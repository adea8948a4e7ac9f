"""What a role may not do is not offered, and the page says why."""

import secrets

import pytest

from jwt import token
from page import PageDojo
from waiting import until
from window import Window


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A dojo that wants tokens; `guarded.tokens` has one for each role."""
    folder = tmp_path_factory.mktemp("guarded")
    secret = secrets.token_hex(32).encode()
    (folder / "secret").write_bytes(secret)
    running = PageDojo(folder, JWT_SECRET_FILE=str(folder / "secret"), FAIL_RATE="1")
    running.tokens = {role: token(secret, role) for role in ("viewer", "participant", "instructor")}
    yield running
    running.stop()


@pytest.fixture
def as_role(guarded, browsers):
    """`as_role("viewer", "orders")`: a view of the page as somebody of that role, who came by a ready link."""
    opened = []

    def open_as(role, view=""):
        browser = browsers[0]
        forget(browser)
        window = Window(browser, guarded)
        browser.get(f"{window.url}/#token={guarded.tokens[role]}")
        window.until_connected()
        opened.append(window)
        return window.open(view)

    yield open_as
    for window in opened:
        assert window.complaints() == []
        forget(window.driver)


def forget(browser):
    """Leaves the page, then the session: what the page would ask for without one is nobody's fault."""
    browser.get("about:blank")
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})


@pytest.fixture
def order(guarded):
    body = {"customerName": "Rob Role", "item": "Rice", "quantity": 1, "price": 1}
    headers = {"Authorization": f"Bearer {guarded.tokens['instructor']}", "Content-Type": "application/json"}
    answer = guarded.request("POST", "/api/orders", body, headers)
    assert answer.status == 201, answer
    return answer.json


def test_a_viewer_sees_orders_and_is_told_who_may_place_them(as_role, order):
    window = as_role("viewer", "orders")
    until(lambda: window.rows("Orders", "Rob Role"), "the order is there")
    assert not window.all("button", "Edit the order") and not window.all("button", "Delete the order")
    for name in ("Place order", "Start the rush"):
        assert not window.one("button", name).is_enabled()
    assert len(window.status("orders are placed by participants")) == 2


def test_a_participant_may_order_and_not_redrive(as_role, order):
    window = as_role("participant", "orders")
    until(lambda: window.rows("Orders", "Rob Role"), "the order is there")
    assert window.all("button", "Edit the order of Rob Role")
    assert window.one("button", "Place order").is_enabled()
    window.open("dead-letters")
    until(lambda: window.rows("Dead letters", "Rob Role"), "the letter is there")
    letters = window.one("region", "Letters")
    assert not window.all("button", "Redrive", within=letters) and not window.all("button", "Discard", within=letters)
    assert not window.all("button", "Redrive all")
    assert "Only the instructor can do this" in window.region("Dead letters").text


def test_an_instructor_may_redrive(as_role, order):
    window = as_role("instructor", "dead-letters")
    row = until(lambda: window.rows("Dead letters", "Rob Role", "Waiting"), "the letter is there")[0]
    assert window.all("button", "Redrive", within=row) and window.all("button", "Discard", within=row)


def test_everybody_is_told_that_ordering_is_paused_as_far_as_it_concerns_them(as_role, guarded):
    def set_ordering(state):
        headers = {"Authorization": f"Bearer {guarded.tokens['instructor']}", "Content-Type": "application/json"}
        assert guarded.request("PATCH", "/api/settings", {"ordering": state}, headers).status == 200

    set_ordering("paused")
    try:
        window = as_role("participant", "orders")
        until(lambda: window.status("Ordering is paused: the instructor lets it go on"), "participants are told")
        window.place_order("Pat Paused")
        until(lambda: [one for one in window.all("alert") if "paused" in one.text], "an order is refused with the reason")
        assert not window.rows("Orders", "Pat Paused")
        window = as_role("instructor", "orders")
        until(lambda: window.status("Ordering is paused for participants, not for you"), "the instructor is told")
        window.place_order("Ina Structor")
        window.row("Orders", "Ina Structor")
    finally:
        set_ordering("open")
    window.open("orders")
    until(lambda: not window.status("Ordering is paused"), "it goes on")
