"""What everybody can use: names, roles, contrast, zoomed and narrow windows, both themes."""

import pytest
from selenium.webdriver.common.keys import Keys

from waiting import until

VIEWS = {
    "": "Dashboard", "orders": "Orders", "flow": "Flow", "audit": "Audit", "fraud": "Fraud", "dead-letters": "Dead letters",
    "analytics": "Analytics", "topics": "Topics", "health": "Health",
}

# Contrast of every visible text with what is behind it, by WCAG 2.2; what is below AA is returned.
LOW_CONTRAST = """
const channels = (color) => color.match(/[\\d.]+/g).map(Number);
const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)); };
function ground(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(channels(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
}
function luminance(color) {
    const [r, g, b] = color.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const low = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, noscript")) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    const [a, b] = [luminance(over(channels(style.color), behind)), luminance(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24;
    if (ratio < (isLarge ? 3 : 4.5)) low.push(`${texts.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
}
return low;
"""

NAMELESS = "a[href], button, input, [role=region], [role=img], [tabindex='0']"


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
    busy.script("document.documentElement.dataset.theme = arguments[0]", theme)
    # What has just changed is lit for a moment.
    until(lambda: busy.script("return document.getAnimations().every((one) => one.playState !== 'running')"), "it is still")
    assert busy.script(LOW_CONTRAST) == []


def test_whatever_can_be_used_has_a_name(busy):
    for element in busy.driver.find_elements("css selector", NAMELESS):
        if element.is_displayed():
            assert element.accessible_name.strip(), element.get_attribute("outerHTML")[:200]


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
