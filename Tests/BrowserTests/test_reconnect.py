"""A gateway that is killed under open pages: they come back by themselves and have missed nothing."""

import os
import signal

from waiting import until

# The supervisor restarts with backoff and the page comes back with jitter.
BACK_WITHIN = 30.0


def test_a_page_resumes_after_its_gateway_was_killed(windows, dojo, measured):
    here, there = windows
    here.place_order("Pia Before")
    for window in windows:
        window.row("Orders", "Pia Before")
    killed = dojo.children_named("gateway")
    assert killed, "there is a gateway"
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
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
    for pid in dojo.children_named("gateway"):
        os.kill(pid, signal.SIGKILL)
    until(lambda: not here.status("Connected"), "the page notices")
    here.place_order("Quin Patient")
    for window in windows:
        until(lambda: window.rows("Orders", "Quin Patient"), "the order is listed", within=BACK_WITHIN)
        until(lambda: window.rows("Live audit feed", "created", "Quin Patient"), "its event is shown")
        assert len(window.rows("Orders", "Quin Patient")) == 1
