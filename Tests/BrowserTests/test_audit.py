"""The audit feed: live, paused without loss, filtered."""

from producing import produce
from waiting import until

FEED = "Live audit feed"


def test_a_pause_of_thousands_of_events_loses_none(window, dojo):
    """More than the page holds: what it has no longer comes from the gateway, from the cursor on."""
    window.open("audit")
    dojo.place(customerName="Abe Before", item="Rice", quantity=1, price=1)
    window.row(FEED, "created", "Abe Before")
    window.press("Pause")
    count = 3_000
    produce(dojo, "audit", [{"source": "a-test", "action": "COUNTED", "orderId": f"counted-{n:04}"} for n in range(count)])
    until(lambda: window.all("button", "new)"), "the button counts what waits")
    until(lambda: int(window.one("button", "Resume").text.split("(")[1].split()[0].replace(",", "")) >= count,
          "all have come", within=60)
    assert not window.rows(FEED, "COUNTED")
    assert window.rows(FEED, "created", "Abe Before")
    window.press("Resume")
    window.fill("searchbox", "Order", "counted-")
    until(lambda: f"{count:,} events pass" in window.region(FEED).text, "all of them are there", within=60)
    for wanted in ("counted-0000", "counted-1500", "counted-2999"):
        window.fill("searchbox", "Order", wanted)
        until(lambda: len(window.rows(FEED, "COUNTED")) == 1, f"{wanted} is there once")
    assert window.script("return document.querySelectorAll('audit-feed li').length") < 100


def test_the_feed_is_filtered_by_source_action_order_and_customer(window, dojo):
    window.open("audit")
    order = dojo.place(customerName="Bea Filter", item="Rice", quantity=1, price=1)
    dojo.place(customerName="Cai Filter", item="Rice", quantity=1, price=1)
    window.row(FEED, "created", "Cai Filter")
    window.fill("searchbox", "Customer", "bea f")
    until(lambda: window.rows(FEED, "FRAUD_", order["id"][:8]), "what others say of the customer's order passes")
    # What was shown before the filter stays until the list is drawn again.
    until(lambda: not window.rows(FEED, "Cai Filter"), "what is said of another does not pass")
    assert window.rows(FEED, "FRAUD_", order["id"][:8])
    window.choose("Action", "created")
    until(lambda: len(window.rows(FEED)) == 1 and window.rows(FEED, "Bea Filter"), "one event passes")
    assert "customer=bea+f" in window.driver.current_url and "action=created" in window.driver.current_url
    window.press("Clear")
    window.row(FEED, "Cai Filter")
    window.fill("searchbox", "Order", order["id"][:8])
    window.choose("Source", "fraud-service")
    until(lambda: len(window.rows(FEED)) == 1 and window.rows(FEED, "FRAUD_"), "one verdict passes")


def test_a_filter_is_in_the_address(window, dojo):
    order = dojo.place(customerName="Dee Link", item="Rice", quantity=1, price=1)
    window.open(f"audit?order={order['id']}&action=created")
    until(lambda: len(window.rows(FEED)) == 1 and window.rows(FEED, "Dee Link"), "the filter is set")


def test_older_events_are_looked_for_in_the_topic(window, dojo):
    order = dojo.place(customerName="Eli Older", item="Rice", quantity=1, price=1)
    window.row("Live audit feed", "created", "Eli Older")
    produce(dojo, "audit", [{"source": "a-test", "action": "FILLER", "orderId": f"filler-{n}"} for n in range(600)])
    window.row("Live audit feed", "FILLER")
    window.open(f"audit?order={order['id']}&action=created")
    until(lambda: "0 events pass" in window.region(FEED).text, "the order is further back")
    window.press("Look further back")
    window.row(FEED, "created", "Eli Older")
