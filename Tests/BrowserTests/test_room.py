"""Who is here, how to join, and what the instructor may do about it."""

import pytest
from pyzbar import pyzbar

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


def test_an_order_and_a_name_are_taken_off_all_screens_and_come_back(two):
    here, there = two
    there.place_order("Otto Off", "Katsu curry")
    order_id = there.order_id("Otto Off")
    there.press("Hide the order of Otto Off", within=there.row("Orders", "Otto Off"))
    for view, region in (("orders", "Orders"), ("", "Orders"), ("audit", "Live audit feed")):
        here.open(view)
        until(lambda: here.rows(region, order_id), f"{region} shows the order")
        row = here.row(region, order_id, "hidden")
        assert "Otto Off" not in row.text and "Katsu curry" not in row.text
    there.press("Show the order of hidden", within=there.row("Orders", order_id, "hidden"))
    there.row("Orders", order_id, "Otto Off", "Katsu curry")
    # Who has said no name looks for itself whether that has changed, every 15 s.
    until(lambda: here.rows("Live audit feed", order_id, "Otto Off"), "the feed shows the name again", within=40)
    here.open("room")
    here.press("Hide Otto Off", within=here.row("Who is here", "Otto Off"))
    there.row("Orders", order_id, "hidden", "Katsu curry")
    here.press("Projector")
    until(lambda: here.rows("Who is here", "hidden") and not here.rows("Who is here", "Otto Off"), "the wall does not show the name")
    here.press("Projector")
    here.press("Show Otto Off", within=here.row("Who is here", "Otto Off"))
    there.row("Orders", order_id, "Otto Off")


def test_what_others_do_is_said_quietly(two, dojo):
    here, there = two
    there.open("health")
    there.one("heading", "Instances of services")
    dojo.request("POST", "/api/lab/instances/audit-1/restart")
    until(lambda: there.status("restart audit-1"), "it is said")
    toast = there.status("restart audit-1")[0]
    assert not toast.find_elements("css selector", "button")
    assert there.script("return getComputedStyle(arguments[0]).pointerEvents", toast) == "none"
    until(lambda: not there.status("restart audit-1"), "it goes by itself")
    until(lambda: dojo.is_ready("audit-1"), "the instance is back", within=60)


# What a camera would see of an image: its pixels from black to white, row by row.
PIXELS = """
const image = document.querySelector(".room-code img");
if (!image?.complete || image.naturalWidth === 0) return null;
const canvas = new OffscreenCanvas(image.width, image.height);
const context = canvas.getContext("2d");
context.drawImage(image, 0, 0, canvas.width, canvas.height);
const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
return [Array.from({ length: data.length / 4 }, (_, at) => data[4 * at]), canvas.width, canvas.height];
"""


def scanned(window):
    """What the QR code on the page says to whoever scans it."""
    pixels, width, height = until(lambda: window.script(PIXELS), "the code is drawn")
    return [code.data.decode() for code in pyzbar.decode((bytes(pixels), width, height))]


def test_whoever_scans_the_code_gets_the_address_to_join_at(two, dojo):
    here, _ = two
    assert scanned(here) == [here.script("return document.querySelector('.room-url a').href")]
    assert scanned(here) == [f"{dojo.url}/"]
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
