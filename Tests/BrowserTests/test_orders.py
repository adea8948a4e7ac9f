"""The story of the page: an order and all that it causes, in two browsers at once."""

import pytest
from selenium.webdriver.common.keys import Keys

from page import PageDojo
from waiting import until
from window import Window

ENDS = ("NOTIFIED", "DLQ")


def test_an_order_is_seen_with_all_that_follows_in_both_windows(windows, measured):
    here, there = windows
    here.place_order("Ada Story", "Katsu curry", 2)
    with measured("order placed → in the list of both windows"):
        order_id, same_id = [window.order_id("Ada Story", "2 × Katsu curry", "$26.00") for window in windows]
    assert order_id == same_id
    with measured("… → created in the audit feed of both"):
        for window in windows:
            window.row("Live audit feed", "created", order_id)
    with measured("… → NOTIFIED or DLQ in both"):
        for window in windows:
            until(lambda: [end for end in ENDS if window.rows("Live audit feed", end, order_id)], "the outcome is shown")
    with measured("… → the fraud verdict in both"):
        for window in windows:
            window.row("Live audit feed", "FRAUD_", order_id)
    with measured("… → STREAM_STATS in both"):
        for window in windows:
            window.row("Live audit feed", "STREAM_STATS", "a minute")
            until(lambda: "–" not in window.region("Statistics").text, "the statistics show numbers")
    for window in windows:
        until(lambda: window.rows("Orders", "Ada Story", "Notified") or window.rows("Orders", "Ada Story", "Dead letter"),
              "the order says what became of its notification")


def test_a_change_is_seen_in_both_windows(windows, measured):
    here, there = windows
    here.place_order("Bo Change")
    for window in windows:
        window.row("Orders", "Bo Change")
    row = there.row("Orders", "Bo Change")
    there.press("Edit the order of Bo Change", within=row)
    there.fill("textbox", "Item", "Sencha tea", within=row)
    there.fill("spinbutton", "Quantity", "7", within=row)
    there.fill("spinbutton", "Price", "3.50", within=row)
    there.press("Save", within=row)
    with measured("order changed → in the list of both windows"):
        for window in windows:
            window.row("Orders", "Bo Change", "7 × Sencha tea", "$24.50")
    for window in windows:
        window.row("Live audit feed", "updated", "Bo Change", "7 × Sencha tea")


def test_a_deletion_is_seen_in_both_windows(windows, measured):
    here, there = windows
    here.place_order("Cy Delete")
    row = [window.row("Orders", "Cy Delete") for window in windows][0]
    here.press("Delete the order of Cy Delete", within=row)
    here.press("Delete", within=row)
    with measured("order deleted → gone from the list of both windows"):
        for window in windows:
            until(lambda: not window.rows("Orders", "Cy Delete"), "the order is gone")
    for window in windows:
        window.row("Live audit feed", "deleted", "Cy Delete")


def test_a_change_to_what_somebody_else_changed_says_so(windows):
    here, there = windows
    here.place_order("Di Race")
    rows = [window.row("Orders", "Di Race") for window in windows]
    for window, row, quantity in zip(windows, rows, ("2", "3")):
        window.press("Edit the order of Di Race", within=row)
        window.fill("spinbutton", "Quantity", quantity, within=row)
    here.press("Save", within=rows[0])
    there.row("Orders", "Di Race", "2 × Miso soup")
    there.press("Save", within=rows[1])
    until(lambda: [alert for alert in there.all("alert") if "Somebody changed this order" in alert.text], "it is said")
    there.press("Save", within=rows[1])
    here.row("Orders", "Di Race", "3 × Miso soup")


def test_an_order_that_is_deleted_while_somebody_changes_it_says_so(windows):
    here, there = windows
    here.place_order("Dee Gone")
    rows = [window.row("Orders", "Dee Gone") for window in windows]
    there.press("Edit the order of Dee Gone", within=rows[1])
    there.fill("textbox", "Item", "A long wish", within=rows[1])
    here.press("Delete the order of Dee Gone", within=rows[0])
    here.press("Delete", within=rows[0])
    until(lambda: there.status("The order of Dee Gone was deleted while you were changing it"), "it is said")
    assert not here.status("was deleted while"), "who has deleted it knows"


def test_an_order_can_be_placed_and_deleted_by_keyboard_alone(window):
    def tab_to(role, name, presses=80):
        for _ in range(presses):
            focused = window.driver.switch_to.active_element
            if focused.aria_role == role and name in focused.accessible_name:
                return focused
            focused.send_keys(Keys.TAB)
        raise AssertionError(f"Tab does not reach the {role} {name!r}")

    tab_to("textbox", "Your name").send_keys("Eve Keys")
    tab_to("button", "Sencha tea").send_keys(Keys.SPACE)
    tab_to("spinbutton", "Quantity").send_keys(Keys.CONTROL, "a")
    window.driver.switch_to.active_element.send_keys("4")
    window.driver.switch_to.active_element.send_keys(Keys.ENTER)
    window.row("Orders", "Eve Keys", "4 × Sencha tea")
    tab_to("button", "Delete the order of Eve Keys").send_keys(Keys.ENTER)
    assert window.driver.switch_to.active_element.accessible_name == "Delete"
    window.driver.switch_to.active_element.send_keys(Keys.ENTER)
    until(lambda: not window.rows("Orders", "Eve Keys"), "the order is gone")


def test_an_edit_given_up_by_escape_changes_nothing_and_returns_the_focus(window):
    window.place_order("Flo Escape")
    row = window.row("Orders", "Flo Escape")
    window.press("Edit the order of Flo Escape", within=row)
    window.fill("spinbutton", "Quantity", "9", within=row).send_keys(Keys.ESCAPE)
    assert window.driver.switch_to.active_element.accessible_name == "Edit the order of Flo Escape"
    assert window.rows("Orders", "Flo Escape", "1 × Miso soup")


def test_older_orders_are_fetched_when_asked_for_and_few_are_in_the_document(window, dojo):
    customers = [f"Page {number:03}" for number in range(230)]
    for customer in customers:
        dojo.place(customerName=customer, item="Rice", quantity=1, price=1)
    window.row("Orders", "Page 229")
    window.open("orders")
    window.fill("searchbox", "Find", "Page ")
    assert not window.rows("Orders", "Page 000")
    until(lambda: window.all("button", "Show older orders"), "there are older ones")
    while window.all("button", "Show older orders"):
        window.press("Show older orders")
        until(lambda: not window.all("button", "Fetching"), "they were fetched")
    until(lambda: "230 of the newest" in window.region("Orders").text, "the list says how many pass")
    assert len(window.rows("Orders", "Page ")) < 60
    window.script("document.querySelector('order-list .panel-scroll').scrollTop = 1e6")
    window.row("Orders", "Page 000")


def test_orders_are_found_by_what_they_are_and_what_became_of_them(window, dojo):
    for customer, item in (("Uta Filter", "Rice"), ("Uwe Filter", "Tea"), ("Vic Filter", "Rice")):
        order = dojo.place(customerName=customer, item=item, quantity=1, price=1)
    window.open("orders")
    window.fill("searchbox", "Find", "u filter")
    until(lambda: "No order passes the filter" in window.region("Orders").text, "it says that there is none")
    window.fill("searchbox", "Find", "filter")
    for customer in ("Uta", "Uwe", "Vic"):
        window.row("Orders", f"{customer} Filter")
    window.fill("searchbox", "Find", order["id"])
    until(lambda: [row.text.split()[0] for row in window.rows("Orders")] == ["Vic"], "the id finds one order")
    window.fill("searchbox", "Find", "filter")
    dojo.change(order, quantity=5)
    window.choose("Status", "Changed")
    until(lambda: [row.text.split()[0] for row in window.rows("Orders")] == ["Vic"], "one was changed")
    window.choose("Status", "All")
    window.choose("Outcome", "Notified")
    until(lambda: all("Notified" in row.text for row in window.rows("Orders")), "only those that were notified are shown")


def test_a_rush_places_its_orders_says_how_far_it_is_and_goes_on_in_other_views(window):
    window.open("orders")
    for name, value in (("Orders", "60"), ("A second", "20"), ("Customers", "3")):
        window.fill("spinbutton", name, value, within=window.region("Rush"))
    window.press("Start the rush")
    until(lambda: window.all("progressbar", "Orders of the rush"), "its progress is shown")
    window.one("link", "Audit").click()
    window.one("heading", "Live audit feed")
    window.one("link", "Orders").click()
    until(lambda: window.status("60 of 60 orders placed in"), "all are placed", within=60)
    window.fill("searchbox", "Find", "Aiko")
    until(lambda: "20 of the newest" in window.region("Orders").text, "a third is by the first customer")


def test_a_rush_can_be_stopped(window):
    window.open("orders")
    for name, value in (("Orders", "1000"), ("A second", "2"), ("Customers", "1")):
        window.fill("spinbutton", name, value, within=window.region("Rush"))
    window.press("Start the rush")
    until(lambda: window.status("of 1,000 orders placed, 2 a second"), "it runs")
    window.press("Stop")
    until(lambda: window.status("Stopped:"), "it has stopped")
    said = window.status("Stopped:")[0].text
    assert window.one("button", "Start the rush") == window.driver.switch_to.active_element
    window.fill("spinbutton", "A second", "0")
    window.press("Start the rush")
    until(lambda: "must be a whole number from 1 to 80" in window.region("Rush").text, "what is wrong is said")
    assert window.status("Stopped:")[0].text == said


@pytest.fixture
def failing(tmp_path):
    """A dojo whose every notification fails."""
    running = PageDojo(tmp_path, FAIL_RATE="1")
    yield running
    running.stop()


def test_an_order_that_fails_three_times_is_a_dead_letter(failing, browsers, measured):
    window = Window(browsers[0], failing).open()
    window.place_order("Gus Fails")
    with measured("order placed → a dead letter, after three attempts"):
        window.row("Dead letters", "Max retries exceeded", "Gus Fails")
    order_id = window.order_id("Gus Fails")
    for attempt in ("Attempt 1 failed, sent again", "Attempt 2 failed, sent again", "Attempt 3 failed, given up"):
        assert len(window.rows("Live audit feed", attempt, order_id)) == 1
    until(lambda: window.rows("Orders", "Gus Fails", "Dead letter"), "the order says so")
    assert window.complaints() == []
