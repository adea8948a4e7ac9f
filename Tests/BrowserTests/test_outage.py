"""Kafka or Redis is away: every view says so, and what it means for orders, until it is back."""

import os
import signal

import pytest

from lab import Lab
from page import PageDojo
from waiting import until
from window import Window

KAFKA = "Kafka is away. Orders are still taken"
REDIS = "Redis cannot be used. Orders can be neither placed nor changed"
# How long until it is missed, and until everything is well again.
MISSED_WITHIN = 30.0
BACK_WITHIN = 60.0


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A dojo of these tests' own: they break it."""
    running = PageDojo(tmp_path_factory.mktemp("outage"))
    yield running
    running.stop()


@pytest.fixture
def without_kafka(own):
    """Takes the broker away, and brings it back in the end, whatever has become of the test."""
    yield lambda: Lab(own).broker("down")
    Lab(own).broker("up")
    until(lambda: own.request("GET", "/ready").status == 200, "the gateway is ready again", BACK_WITHIN)


@pytest.fixture
def page(own, browsers):
    window = Window(browsers[0], own).open()
    assert not window.status(KAFKA)
    yield window
    assert window.complaints() == []


def go_to(window, view, title):
    window.driver.get(f"{window.url}/#/{view}")
    window.one("heading", title)


@pytest.mark.parametrize(("view", "title"), [("", "Dashboard"), ("orders", "Orders")])
def test_an_order_without_kafka_waits_and_has_its_outcome_afterwards(view, title, page, own, without_kafka, browsers):
    customer = f"Wim {title}"
    go_to(page, view, title)
    without_kafka()
    until(lambda: page.status(KAFKA), "the page says that Kafka is away", MISSED_WITHIN)
    page.place_order(customer)
    row = page.row("Orders", customer, "Miso soup")
    assert not any(word in row.text for word in ("Notified", "Dead letter", "Retry"))
    # Who comes only now sees the same: the order is stored, and nothing is known of it yet.
    late = Window(browsers[1], own).open(view)
    until(lambda: late.status(KAFKA), "who comes now is told, too")
    late.row("Orders", customer)
    assert own.request("GET", "/ready").status == 503
    Lab(own).broker("up")
    for window in (page, late):
        until(lambda: not window.status(KAFKA), "nothing is said any more", BACK_WITHIN)
        until(lambda: window.rows("Orders", customer, "Notified") or window.rows("Orders", customer, "Dead letter"),
              "the order has its outcome", BACK_WITHIN)
    assert late.complaints() == []


def test_every_view_says_it_once(page, without_kafka):
    without_kafka()
    until(lambda: page.status(KAFKA), "the page says that Kafka is away", MISSED_WITHIN)
    titles = {"flow": "Flow", "audit": "Audit", "fraud": "Fraud", "dead-letters": "Dead letters", "analytics": "Analytics",
              "topics": "Topics", "lab": "Lab", "learn": "Learn", "room": "Room"}
    for view, title in titles.items():
        go_to(page, view, title)
        said = [status for status in page.all("status") if "Kafka is away." in status.text]
        assert len(said) == 1, view
    # There the first thing that the view says is how everything is.
    go_to(page, "health", "Health")
    assert not page.status(KAFKA)
    until(lambda: page.status("Kafka is away."), "health says it in its own way")


def test_without_redis_it_is_said_that_orders_are_refused(page, own):
    go_to(page, "orders", "Orders")
    redis = own.send_signal("redis", signal.SIGSTOP)
    try:
        until(lambda: page.status(REDIS), "the page says that Redis is away", MISSED_WITHIN)
    finally:
        os.kill(redis, signal.SIGCONT)
    until(lambda: not page.status(REDIS), "nothing is said any more", BACK_WITHIN)
    page.place_order("Xia Redis")
    page.row("Orders", "Xia Redis")
