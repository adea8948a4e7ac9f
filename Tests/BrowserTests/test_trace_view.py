"""An order's trace: every record that it caused, on every topic, live."""

from waiting import until


def records(window, *texts):
    return window.rows("Record by record", *texts)


def test_an_order_opens_its_trace_with_every_record_on_every_topic(window, dojo):
    order = dojo.place(customerName="Tia Trace", item="Rice", quantity=2, price=1.5)
    window.open("orders")
    window.row("Orders", "Tia Trace")
    window.one("link", "Tia Trace").click()
    window.one("heading", "Tia Trace · 2 × Rice · $3.00")
    assert window.driver.current_url.endswith(f"#/orders/{order['id']}")
    until(lambda: records(window, "created", "orders", "partition", "offset"), "the order's record is there")
    until(lambda: records(window, "created", "audit"), "what audit says of it is there")
    until(lambda: records(window, "FRAUD_", "audit", "fraud-1"), "the verdict is there, with its instance")
    until(lambda: records(window, "NOTIFIED") or records(window, "DLQ"), "the outcome is there")
    times = window.script(
        "return [...document.querySelectorAll('.trace-record time')].map((time) => Date.parse(time.dateTime))")
    assert times == sorted(times)
    first = records(window)[0]
    assert "+0 ms" in first.text and "orders" in first.text and "gateway-1" in first.text
    until(lambda: [image for image in window.all("image", "instances within")], "who did what when is drawn")

    details = first.find_element("css selector", "summary")
    details.click()
    until(lambda: all(text in first.text for text in ("correlationId", "eventId", '"customerName": "Tia Trace"')), "all is shown")


def test_a_trace_is_live_and_leads_back_to_where_one_was(window, dojo):
    order = dojo.place(customerName="Ugo Live", item="Rice", quantity=1, price=1)
    window.open("orders")
    window.row("Orders", "Ugo Live")
    window.one("link", "Ugo Live").click()
    until(lambda: records(window, "created"), "the trace is there")
    dojo.change(order, quantity=7)
    until(lambda: records(window, "updated", "7 × Rice"), "the change is seen while the trace is open")
    window.one("heading", "Ugo Live · 7 × Rice")
    window.one("link", "All orders").click()
    window.row("Orders", "Ugo Live", "7 × Rice")
    assert window.driver.switch_to.active_element.text.startswith("Ugo Live")


def test_an_order_that_nobody_knows_says_so(dojo, browsers):
    from window import Window

    window = Window(browsers[0], dojo).open("orders/00000000-0000-4000-8000-000000000000")
    until(lambda: "No trace" in window.driver.find_element("css selector", "main").text, "it is said")
    window.one("link", "All orders").click()
    window.one("heading", "New order")
    window.complaints()  # What is not there is logged by the browser, too.


def test_the_audit_feed_leads_to_the_trace_of_an_order(window, dojo):
    window.open("audit")
    order = dojo.place(customerName="Amy Audit", item="Rice", quantity=1, price=1)
    row = window.row("Live audit feed", "created", "Amy Audit")
    row.find_element("link text", order["id"][:8]).click()
    window.one("heading", "Amy Audit · 1 × Rice")
