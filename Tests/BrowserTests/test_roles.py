"""What a role may not do is not offered, and the page says why."""

import secrets

import pytest

from dojo import Dojo
from jwt import token
from waiting import until
from window import Window


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A dojo that wants tokens; `guarded.tokens` has one for each role."""
    folder = tmp_path_factory.mktemp("guarded")
    secret = secrets.token_hex(32).encode()
    (folder / "secret").write_bytes(secret)
    running = Dojo(folder, JWT_SECRET_FILE=str(folder / "secret"))
    running.tokens = {role: token(secret, role) for role in ("viewer", "participant", "instructor")}
    yield running
    running.stop()


@pytest.fixture
def as_role(guarded, browsers):
    """`as_role("viewer", "orders")`: a view of the page as somebody of that role, who came by a ready link."""
    opened = []

    def open_as(role, view=""):
        browser = browsers[0]
        browser.delete_all_cookies()
        browser.get("about:blank")
        browser.get(f"{guarded.url}/#token={guarded.tokens[role]}")
        window = Window(browser, guarded.url)
        window.until_connected()
        opened.append(window)
        return window.open(view)

    yield open_as
    for window in opened:
        window.driver.delete_all_cookies()
        assert window.complaints() == []


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


def test_a_participant_may_order(as_role, order):
    window = as_role("participant", "orders")
    until(lambda: window.rows("Orders", "Rob Role"), "the order is there")
    assert window.all("button", "Edit the order of Rob Role")
    assert window.one("button", "Place order").is_enabled()
