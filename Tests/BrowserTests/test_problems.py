"""What a page says that gets no answer: why, never that there is nothing; and that it asks again, until it has one."""

import json

import pytest

from waiting import until

# Stands between the page and its gateway: refuses what is asked for, or keeps back what is to be subscribed to.
BETWEEN = """
(() => {
    const between = (window.between = ARGUMENTS);
    const refusal = { code: "redis.lost", message: "redis is away" };
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (text) {
        const { type, id } = JSON.parse(text);
        if (between.holds && type === "subscribe") return;
        if (!between.refuses || type !== "command") return send.call(this, text);
        const data = JSON.stringify({ type: "error", id, ...refusal });
        setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data })));
    };
    const { fetch } = window;
    window.fetch = (path, options) =>
        between.refuses && String(path).startsWith("/api/")
            ? Promise.resolve(new Response(JSON.stringify({ ...refusal, detail: refusal.message }), { status: 503 }))
            : fetch(path, options);
})();
"""


@pytest.fixture
def between(window):
    """Call it before a view is opened; what it returns lets everything through."""
    added = []

    def stand(**what):
        source = BETWEEN.replace("ARGUMENTS", json.dumps(what))
        added.append(window.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})["identifier"])
        return lambda: window.script("window.between.refuses = false")

    yield stand
    for identifier in added:
        window.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": identifier})


@pytest.mark.parametrize("view, seen", [("flow", "Consumer groups"), ("health", "Instances of services")])
def test_a_system_that_cannot_be_seen_is_asked_for_until_it_can(window, between, view, seen):
    let_through = between(refuses=True)
    window.open(view)
    until(lambda: window.status("The system cannot be seen"), "it is said")
    assert "Redis is away. The page asks again" in window.status("The system cannot be seen")[0].text
    let_through()
    window.one("heading", seen)


def test_groups_that_are_not_known_are_not_said_to_be_none(window, between):
    let_through = between(refuses=True)
    window.open("topics/orders")
    until(lambda: "not known yet" in window.region("Groups and their lag").text, "it is said")
    assert window.region("Messages").text.count("0 messages") == 0
    let_through()
    until(lambda: "notification-group" in window.region("Groups and their lag").text, "they are there")


def test_dead_letters_that_cannot_be_read_are_not_counted(window, between):
    let_through = between(refuses=True)
    window.open("dead-letters")
    until(lambda: window.all("alert", None, window.region("Dead letters")), "it is said")
    assert [button.text for button in window.all("button", None, window.one("group", "State"))] == [
        "All", "Waiting", "Redriven", "Discarded"]
    let_through()
    until(lambda: window.one("button", "Waiting").text != "Waiting", "they are counted")


def test_a_trace_that_cannot_be_read_is_asked_for_until_it_can(window, dojo, between):
    order = dojo.place(customerName="Tess Trace", item="Rice", quantity=1, price=1)
    let_through = between(refuses=True)
    window.open(f"orders/{order['id']}")
    until(lambda: "The trace cannot be read" in window.driver.find_element("css selector", "main").text, "it is said")
    let_through()
    until(lambda: "Tess Trace" in window.driver.find_element("css selector", "main").text, "it is there")


def test_a_room_that_cannot_be_seen_says_why(window, between):
    let_through = between(refuses=True)
    window.open("room")
    until(lambda: window.status("Redis is away"), "it is said")
    let_through()
    until(lambda: not window.status("Redis is away"), "it is over")


def test_a_page_that_follows_nothing_yet_does_not_say_that_nothing_has_happened(window, between):
    between(holds=True)
    window.driver.get("about:blank")
    window.driver.get(f"{window.url}/")
    window.until_connected()
    for waits_for in ("the list of orders", "the events", "the alerts", "the dead letters"):
        assert window.status(f"Waiting for {waits_for}")
    for claim in ("No orders yet", "Nothing has happened yet", "No alerts", "No dead letters"):
        assert claim not in window.driver.find_element("css selector", "main").text
