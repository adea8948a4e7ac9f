"""What the views say while what they ask cannot be answered: what is away, in whole sentences, and nothing that is not so."""

import signal

import pytest

from page import PageDojo
from waiting import until
from window import Window

# What is away is noticed when a request has waited for it in vain.
NOTICED = 45.0
AWAY = "Redis cannot be reached"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A dojo of these tests' own: they take away what it stands on."""
    running = PageDojo(tmp_path_factory.mktemp("failing"))
    yield running
    running.stop()


@pytest.fixture
def frozen(own):
    """`frozen("redis")` has a process answer nobody until the test is over."""
    stopped = []

    def freeze(name):
        own.send_signal(name, signal.SIGSTOP)
        stopped.append(name)

    def thaw():
        for name in stopped:
            own.send_signal(name, signal.SIGCONT)
        stopped.clear()

    freeze.thaw = thaw
    yield freeze
    thaw()


@pytest.fixture
def window(own, browsers):
    opened = Window(browsers[0], own).open()
    yield opened
    # A console tells of each answer that is no success: here they are what the test is about.
    assert [one for one in opened.complaints() if "Failed to load resource" not in one] == []


def go(window, view):
    """By the address, as a link does it: the page stays as it is."""
    window.script("location.hash = arguments[0]", f"#/{view}")
    until(lambda: window.script("return document.body.dataset.view") == view.split("/")[0], f"{view} is shown")


def shown(window):
    return window.script("return document.querySelector('main').innerText")


def says(window, text, within=NOTICED):
    until(lambda: text in shown(window), lambda: f"the page says {text!r}:\n{shown(window)}", within)


# By view: what is said of what cannot be read, and of Redis.
READINGS = {
    "fraud": "The windows cannot be read right now. " + AWAY,
    "analytics": "The numbers cannot be read right now. " + AWAY,
    "room": AWAY,
    "health": "Redis is away, where instances say that they are there.",
    "lab": "Redis is away: who runs, and who is to run, is known when it is back.",
}


def test_without_redis_every_view_says_so_and_goes_on_when_it_is_back(window, frozen):
    frozen("redis")
    for view, sentence in READINGS.items():
        go(window, view)
        says(window, sentence)
        text = shown(window)
        assert AWAY not in text or "try again." in text, "it ends as a sentence does"
        assert "Nobody here starts and stops processes" not in text
        assert "Start one in the lab" not in text
    go(window, "health")
    until(lambda: window.status("1 thing is not as it should be."), "it is one thing", NOTICED)
    frozen.thaw()
    for view, sentence in READINGS.items():
        go(window, view)
        until(lambda: sentence not in shown(window), f"{view} goes on", NOTICED)


@pytest.fixture
def block(window):
    """`block("*/api/…")`: what matches comes to nothing on its way, as in a network that has gone."""

    def set_to(*urls):
        window.driver.execute_cdp_cmd("Network.enable", {})
        window.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": list(urls)})

    yield set_to
    set_to()


def test_what_cannot_be_asked_is_said_to_be_so_and_asked_again(window, own, block):
    own.place(customerName="Ned Net", item="Rice", quantity=1, price=1)
    block("*/api/*")
    away = "The gateway cannot be reached right now."
    for view, sentence in {
        "topics/audit": away, "fraud": f"The windows cannot be read right now. {away}",
        "analytics": f"The numbers cannot be read right now. {away}",
    }.items():
        go(window, view)
        says(window, sentence)
    block()
    go(window, "fraud")
    until(lambda: away not in shown(window), "the windows are read", NOTICED)
    go(window, "topics/audit")
    until(lambda: window.rows("Messages", "Ned Net") or "created" in shown(window), "the topic is read", NOTICED)
    assert away not in shown(window)


def test_what_takes_long_says_that_it_is_under_way(window, own, frozen):
    own.place(customerName="Sue Slow", item="Rice", quantity=1, price=1)
    go(window, "orders")
    row = window.row("Orders", "Sue Slow")
    window.press("Edit the order of Sue Slow", within=row)
    frozen("redis")
    window.place_order("Sue Waits")
    until(lambda: window.status("Placing the order…"), "the order is on its way")
    window.press("Save", within=row)
    until(lambda: window.one("button", "Save", within=row).get_attribute("aria-busy") == "true", "the change is on its way")
    assert not window.one("button", "Save", within=row).is_enabled(), "it is not sent twice"
    until(lambda: window.one("button", "Save", within=row).get_attribute("aria-busy") is None, "it has come to its end", NOTICED)
    frozen("gateway-1")
    go(window, "topics/orders")
    until(lambda: window.status("Reading…"), "the topic is being read")


def test_the_lab_says_that_what_it_shows_is_old_while_its_gateway_is_away(window, frozen):
    go(window, "lab")
    says(window, "fraud-1")
    assert "this is how it was at" not in shown(window)
    frozen("gateway-1")
    says(window, "Not connected: this is how it was at ")
    assert "fraud-1" in shown(window), "what was known is still to be seen"
    frozen.thaw()
    until(lambda: "this is how it was at" not in shown(window), "it is current again", NOTICED)
