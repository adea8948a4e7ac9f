"""Every view by keyboard alone: whatever can be used is reached by Tab, shows that it has the focus, and does its work."""

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from page import PageDojo
from test_accessibility import VIEWS
from waiting import until
from window import Window

# What Tab should lead to. Of radio buttons and the like one is enough: arrows lead on to the others.
USABLE = """
const usable = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
    (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.tabIndex >= 0
        && !element.closest("[inert]") && element.type !== "radio");
window.reached = new Set();
window.unreached = () => usable.filter((element) => element.isConnected && element.checkVisibility() && !element.disabled && !reached.has(element));
document.activeElement.blur();
return usable.length;
"""

STEP = """
const element = document.activeElement;
const isNew = element !== document.body && !reached.has(element);
reached.add(element);
const style = getComputedStyle(element);
const box = element.getBoundingClientRect();
return {
    isNew,
    name: element.outerHTML.slice(0, 120),
    isMarked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
};
"""

# Far more than a view with a few orders has to be reached.
MOST_STEPS = 400


@pytest.fixture(scope="module")
def dojo(tmp_path_factory):
    """A dojo of these tests' own, where nobody else orders: who goes through a list by Tab is in it for a while."""
    running = PageDojo(tmp_path_factory.mktemp("keyboard"))
    for price in (4.2, 108):
        running.place(customerName="Kim Keyboard", item="Miso soup", quantity=1, price=price)
    yield running
    running.stop()


@pytest.fixture
def window(dojo, browsers):
    opened = Window(browsers[0], dojo).open()
    yield opened
    assert opened.complaints() == []


def press(window, *keys):
    ActionChains(window.driver).send_keys(*keys).perform()


def tab_to(window, role, name):
    for _ in range(MOST_STEPS):
        focused = window.driver.switch_to.active_element
        if focused.aria_role == role and name in focused.accessible_name:
            return focused
        press(window, Keys.TAB)
    raise AssertionError(f"Tab does not reach the {role} {name!r}")


@pytest.mark.parametrize("view", VIEWS)
def test_tab_leads_to_whatever_can_be_used_and_shows_where_it_is(window, view):
    window.open(view)
    window.one("heading", VIEWS[view])
    assert window.script(USABLE) > 10
    for _ in range(MOST_STEPS):
        press(window, Keys.TAB)
        step = window.script(STEP)
        if not step["isNew"]:
            break
        assert step["isMarked"] and step["isSeen"], step["name"]
    assert window.script("return unreached().map((element) => element.outerHTML.slice(0, 120))") == []


def test_ordering_is_paused_and_goes_on_by_the_same_key(window):
    """A control that is disabled while it works has the focus again after it."""
    window.open("room")
    until(lambda: window.one("button", "Pause ordering").is_enabled(), "the room is there")
    tab_to(window, "button", "Pause ordering")
    press(window, Keys.ENTER)
    until(lambda: window.status("Ordering is paused"), "it is paused")
    until(lambda: window.driver.switch_to.active_element.accessible_name == "Resume ordering", "the focus is there again")
    press(window, Keys.ENTER)
    until(lambda: not window.status("Ordering is paused"), "it goes on")


def test_a_drill_is_begun_guessed_and_ended(window):
    window.open("learn/drills")
    window.one("button", "Start a drill")
    tab_to(window, "spinbutton", "Seed")
    press(window, "9", Keys.ENTER)  # every notification fails: harmless to the other tests for so short
    window.one("button", "Guess")
    tab_to(window, "combobox", "What is it?")
    press(window, "It stands")
    tab_to(window, "button", "Guess")
    press(window, Keys.ENTER)
    until(lambda: window.status("No, that is not it"), "it is something else")
    until(lambda: "1 guess" in window.region("The drill").text, "it is counted")
    until(lambda: window.driver.switch_to.active_element.accessible_name == "Guess", "the next guess is one key away")
    tab_to(window, "button", "End the drill")
    press(window, Keys.ENTER)
    window.one("button", "Start a drill")


def test_a_feed_is_paused_a_topic_read_and_a_service_scaled(window, dojo):
    dojo.place(customerName="Kay Keys", item="Rice", quantity=1, price=1)
    window.open("audit")
    window.row("Live audit feed", "Kay Keys")
    tab_to(window, "button", "Pause")
    press(window, Keys.SPACE)
    window.one("button", "Resume")
    press(window, Keys.SPACE)
    window.one("button", "Pause")
    window.open("topics")
    tab_to(window, "link", "orders")
    press(window, Keys.ENTER)
    window.row("Messages", "Kay Keys") if window.rows("Messages", "Kay Keys") else window.one("heading", "Messages")
    window.open("lab")
    tab_to(window, "button", "One audit more")
    press(window, Keys.ENTER)
    until(lambda: dojo.request("GET", "/api/system").json["services"][3]["desired"] == 2, "there are to be two")
    tab_to(window, "button", "One audit less")
    press(window, Keys.ENTER)
    until(lambda: dojo.request("GET", "/api/system").json["services"][3]["desired"] == 1, "there is to be one")
