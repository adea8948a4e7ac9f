"""What everybody can use: names, roles, contrast, zoomed and narrow windows, both themes."""

import pytest
from selenium.webdriver.common.keys import Keys

from accessibility import LOW_CONTRAST, problems
from waiting import until

VIEWS = {
    "": "Dashboard", "orders": "Orders", "flow": "Flow", "audit": "Audit", "fraud": "Fraud", "dead-letters": "Dead letters",
    "analytics": "Analytics", "topics": "Topics", "health": "Health", "lab": "Lab",
    "learn": "Learn", "learn/without-kafka": "Learn", "learn/drills": "Learn", "room": "Room",
}

# Views that name who has ordered, once they are busy.
WITH_CUSTOMERS = {"", "orders", "audit", "fraud"}


@pytest.fixture
def busy(window):
    """A page on which every panel shows something."""
    window.place_order("Rex Rich", "Omakase for two")
    window.row("Orders", "Rex Rich")
    window.row("Fraud alerts", "Rex Rich")
    row = window.row("Orders", "Rex Rich")
    window.press("Edit the order of Rex Rich", within=row)
    window.fill("spinbutton", "Quantity", "0", within=row)
    window.press("Save", within=row)
    until(lambda: "must be" in row.text, "a problem is shown")
    return window


@pytest.fixture
def phone(window):
    """The page in a window as wide as a phone."""
    window.driver.set_window_size(500, 844)
    window.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True})
    yield window
    window.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    window.driver.set_window_size(1440, 1300)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_enough_contrast(busy, theme):
    assert low_contrast(busy, theme) == []


def test_whatever_can_be_used_has_a_name(busy):
    assert problems(busy) == []


def low_contrast(window, theme):
    window.script("document.documentElement.dataset.theme = arguments[0]", theme)
    # What has just changed is lit for a moment.
    until(lambda: window.script("return document.getAnimations().every((one) => one.playState !== 'running')"), "it is still")
    return window.script(LOW_CONTRAST)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_read_and_used_by_everybody(window, dojo, view):
    for _ in range(6):
        dojo.place(customerName="Una Used", item="Gold", quantity=1, price=150)
    window.open(view)
    main = window.driver.find_element("css selector", "main")
    until(lambda: "Una Used" in main.text or view not in WITH_CUSTOMERS, "it is busy")
    for summary in [one for one in window.driver.find_elements("css selector", "main summary") if one.is_displayed()][:2]:
        summary.click()
    assert problems(window) == []
    assert {theme: low_contrast(window, theme) for theme in ("light", "dark")} == {"light": [], "dark": []}


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_used_on_a_phone(phone, view):
    phone.open(view)
    assert problems(phone) == []


@pytest.mark.parametrize("view, heading", VIEWS.items())
def test_every_view_has_an_address_a_heading_and_a_mark_in_the_menu(window, view, heading):
    window.open(view)
    assert [one.text for one in window.driver.find_elements("css selector", "h1")] == [heading]
    assert window.driver.find_element("css selector", "nav [aria-current=page]").text.startswith(heading)


def test_the_menu_leads_to_the_views_and_the_heading_takes_the_focus(window):
    window.one("link", "Audit").click()
    until(lambda: window.driver.current_url.endswith("#/audit"), "the address follows")
    assert window.driver.switch_to.active_element.text == "Audit"
    window.driver.back()
    window.one("heading", "Dashboard")


def test_on_a_phone_a_menu_leads_to_the_views(phone):
    assert not phone.all("link", "Audit")
    phone.press("Menu")
    until(lambda: phone.all("link", "Audit"), "the menu is open")
    assert phone.driver.switch_to.active_element.text.startswith("Dashboard")
    phone.one("link", "Audit").click()
    phone.one("heading", "Audit")
    until(lambda: not phone.all("link", "Fraud"), "the menu has closed")
    phone.press("Menu")
    phone.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    until(lambda: not phone.all("link", "Fraud"), "the menu has closed")
    assert phone.driver.switch_to.active_element.accessible_name == "Menu"


@pytest.mark.parametrize("view", VIEWS)
def test_the_header_says_what_the_page_is_connected_to(window, dojo, view):
    window.open(view)
    dojo.place(customerName="Hans Header", item="Rice", quantity=1, price=1)
    header = window.driver.find_element("css selector", "app-header")
    until(lambda: all(text in header.text for text in ("Connected", "gateway-1", "lag ", "instructor")), "all is said")


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_a_phone(phone, view):
    phone.open(view)
    phone.script("for (const one of document.querySelectorAll('main details')) one.open = true")
    assert phone.script("return [innerWidth, document.documentElement.scrollWidth]") == [390, 390]


def test_the_theme_that_was_chosen_stays(window):
    was = window.script("return getComputedStyle(document.body).backgroundColor")
    window.press("Switch to the")
    now = window.script("return getComputedStyle(document.body).backgroundColor")
    assert now != was
    window.driver.refresh()
    window.until_connected()
    assert window.script("return getComputedStyle(document.body).backgroundColor") == now


def test_a_paused_feed_holds_still_and_loses_nothing(window):
    window.press("Pause")
    window.place_order("Sue Pause")
    window.row("Orders", "Sue Pause")
    until(lambda: window.all("button", "new)"), "the button counts what waits")
    assert window.rows("Live audit feed", "created", "Sue Pause") == []
    window.press("Resume")
    window.row("Live audit feed", "created", "Sue Pause")
