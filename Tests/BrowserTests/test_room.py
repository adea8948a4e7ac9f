"""Who is here, how to join, and what the instructor may do about it."""

import pytest

from waiting import until


@pytest.fixture
def two(windows):
    here, there = windows
    here.open("room")
    there.open("orders")
    return here, there


def test_whoever_orders_is_listed_with_their_orders_and_can_be_taken_off_the_screen(two):
    here, there = two
    there.place_order("Ria Room")
    there.row("Orders", "Ria Room")
    row = here.row("Who is here", "Ria Room", "1 order")
    here.press("Hide Ria Room", within=row)
    here.row("Who is here", "Ria Room", "hidden")
    here.press("Show Ria Room", within=here.row("Who is here", "Ria Room"))
    until(lambda: not here.rows("Who is here", "Ria Room", "hidden"), "the name is back")


def test_the_code_to_join_is_a_picture_that_loads(two):
    here, _ = two
    loaded = "const image = document.querySelector('.room-code img'); return image?.complete && image.naturalWidth > 0"
    until(lambda: here.script(loaded), "the code is drawn")
    assert "QR code" in here.script("return document.querySelector('.room-code img').alt")


def test_ordering_is_paused_and_resumed(two):
    here, _ = two
    here.press("Pause ordering")
    until(lambda: here.status("Ordering is paused"), "it is said")
    here.press("Resume ordering")
    until(lambda: not here.status("Ordering is paused"), "it goes on")


def test_the_projector_shows_the_room_alone(two):
    here, _ = two
    here.press("Projector")
    until(lambda: not here.script("return document.querySelector('app-nav').checkVisibility()"), "the menu is gone")
    here.press("Projector")
    until(lambda: here.script("return document.querySelector('app-nav').checkVisibility()"), "the menu is back")
