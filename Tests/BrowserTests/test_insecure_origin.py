"""A phone in the room's network opens the page by a name or an address that is no secure context: no random UUIDs of the
browser, no subtle cryptography, no clipboard. Everything works there all the same."""

import pytest

from dojo import Dojo
from waiting import until
from window import Window, open_browser

VIEWS = ["", "orders", "flow", "audit", "fraud", "dead-letters", "analytics", "topics", "health", "lab", "learn", "room"]


@pytest.fixture(scope="module")
def phone(tmp_path_factory):
    """A window on a page that the browser does not call secure."""
    dojo = Dojo(tmp_path_factory.mktemp("phone"), ALLOW_HOST="dojo.test")
    browser = open_browser(1440, 1300, "--host-resolver-rules=MAP dojo.test 127.0.0.1")
    window = Window(browser, f"http://dojo.test:{dojo.port}").open()
    window.dojo = dojo
    yield window
    browser.quit()
    dojo.stop()


def test_the_origin_is_not_secure(phone):
    assert phone.script("return [isSecureContext, typeof crypto.randomUUID, typeof crypto.subtle, typeof navigator.clipboard]") == [
        False, "undefined", "undefined", "undefined"]


def test_an_order_is_placed_changed_and_followed_to_its_end(phone):
    phone.open("orders")
    phone.place_order("Wim Phone", "Katsu curry", 2)
    row = phone.row("Orders", "Wim Phone", "2 × Katsu curry")
    phone.press("Edit the order of Wim Phone", within=row)
    phone.fill("spinbutton", "Quantity", "3", within=row)
    phone.press("Save", within=row)
    phone.row("Orders", "Wim Phone", "3 × Katsu curry")
    phone.one("link", "Wim Phone").click()
    phone.one("heading", "Wim Phone · 3 × Katsu curry")
    until(lambda: phone.rows("Record by record", "FRAUD_"), "its verdict is in the trace")
    assert phone.complaints() == []


def test_a_rush_is_placed(phone):
    phone.open("orders")
    for name, value in (("Orders", "20"), ("A second", "20"), ("Customers", "2")):
        phone.fill("spinbutton", name, value, within=phone.region("Rush"))
    phone.press("Start the rush")
    until(lambda: phone.status("20 of 20 orders placed in"), "all are placed", within=30)
    assert phone.complaints() == []


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens(phone, view):
    phone.open(view)
    assert phone.driver.find_element("css selector", "h1").is_displayed()
    assert phone.complaints() == []
