"""A gateway that is killed under open pages: they come back by themselves and have missed nothing."""

import signal

from page import PageDojo
from waiting import until
from window import Window

# The supervisor restarts with backoff and the page comes back with jitter.
BACK_WITHIN = 30.0


def test_a_page_resumes_after_its_gateway_was_killed(windows, dojo, measured):
    here, there = windows
    here.place_order("Pia Before")
    for window in windows:
        window.row("Orders", "Pia Before")
    dojo.send_signal("gateway-1", signal.SIGKILL)
    with measured("gateway killed → both pages connected again"):
        until(lambda: not here.status("Connected"), "the page notices")
        for window in windows:
            until(lambda: window.status("Connected"), "the page is connected again", within=BACK_WITHIN)
    here.place_order("Pia After")
    for window in windows:
        window.row("Orders", "Pia After")
        window.row("Live audit feed", "created", "Pia After")
        assert len(window.rows("Orders", "Pia Before")) == 1
        assert len(window.rows("Live audit feed", "created", "Pia Before")) == 1
        assert not window.status("started afresh")


def test_an_order_placed_while_the_gateway_is_away_goes_through_once(windows, dojo):
    here, there = windows
    dojo.send_signal("gateway-1", signal.SIGKILL)
    until(lambda: not here.status("Connected"), "the page notices")
    here.place_order("Quin Patient")
    for window in windows:
        until(lambda: window.rows("Orders", "Quin Patient"), "the order is listed", within=BACK_WITHIN)
        until(lambda: window.rows("Live audit feed", "created", "Quin Patient"), "its event is shown")
        assert len(window.rows("Orders", "Quin Patient")) == 1


def test_a_page_says_that_the_dojo_was_started_afresh_and_shows_what_is_there_now(tmp_path, browsers, measured):
    dojo = PageDojo(tmp_path, broker="embedded")
    try:
        window = Window(browsers[0], dojo).open()
        window.place_order("Ray Lost")
        window.row("Live audit feed", "created", "Ray Lost")
        dojo.send_signal("broker", signal.SIGKILL)
        with measured("broker killed → the page says that all was started afresh"):
            until(lambda: window.status("started afresh"), "it is said", within=BACK_WITHIN)
        until(lambda: not window.rows("Orders", "Ray Lost"), "the list is that of the new dojo")
        assert window.rows("Live audit feed", "Ray Lost") == []
        until(lambda: window.status("Connected"), "the page is connected", within=BACK_WITHIN)
        window.place_order("Sky New")
        until(lambda: window.rows("Orders", "Sky New"), "orders can be placed", within=BACK_WITHIN)
        assert window.complaints() == []
    finally:
        dojo.stop()
