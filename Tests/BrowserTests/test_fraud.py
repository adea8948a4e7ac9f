"""The three rules of fraud, as the page shows them."""

from waiting import until


def test_six_quick_orders_by_one_customer_raise_a_high_velocity_alert(window, measured):
    window.place_order("Hal Quick")
    for placed in range(2, 7):
        window.press("Place order")
        until(lambda: len(window.rows("Orders", "Hal Quick")) == placed, f"{placed} orders are listed")
    with measured("sixth order → HIGH VELOCITY"):
        window.row("Fraud alerts", "HIGH", "VELOCITY", "Hal Quick")
    assert len(window.rows("Fraud alerts", "VELOCITY", "Hal Quick")) == 1


def test_more_than_twenty_orders_in_a_minute_raise_a_medium_burst_alert(window, dojo, measured):
    for number in range(21):
        dojo.place(customerName=f"Ida {number}", item="Rice", quantity=1, price=1)
    with measured("21st order → MEDIUM BURST"):
        window.row("Fraud alerts", "MEDIUM", "BURST", "Ida 20")


def test_an_order_above_a_hundred_dollars_raises_a_low_amount_alert(window, measured):
    window.place_order("Jo Rich", "Omakase for two")
    with measured("dear order → LOW AMOUNT"):
        window.row("Fraud alerts", "LOW", "AMOUNT", "Jo Rich")
    until(lambda: window.rows("Orders", "Jo Rich", "Fraud "), "the order says so")


def test_an_order_of_exactly_a_hundred_dollars_raises_no_amount_alert(window):
    window.fill("textbox", "Your name", "Kim Exact")
    window.fill("textbox", "Item", "Banquet")
    window.fill("spinbutton", "Quantity", "8")
    window.fill("spinbutton", "Price", "12.50")
    window.press("Place order")
    order_id = window.order_id("Kim Exact", "$100.00")
    window.row("Live audit feed", "FRAUD_", order_id)
    assert window.rows("Fraud alerts", "AMOUNT", "Kim Exact") == []


def test_the_windows_fill_against_their_limits_and_name_the_busiest(window, dojo):
    window.open("fraud")
    before = until(lambda: meter(window, "Everybody"), "the windows are there")
    for _ in range(7):
        dojo.place(customerName="Lin Busy", item="Rice", quantity=1, price=1)
    until(lambda: "7 orders of 5, over the limit" == said(meter(window, "Busiest customer")), "the customer is over the limit")
    assert int(said(meter(window, "Everybody")).split()[0].replace(",", "")) >= 7
    assert before
    until(lambda: [row for row in window.rows("Windows", "Lin Busy", "7 of 5")], "the customer is among the busiest")
    rules = window.region("Windows").text
    assert "More than 5 orders by one customer within 60 s" in rules and "One above $100.00" in rules


def test_alerts_are_chosen_by_severity(window, dojo):
    window.open("fraud")
    dojo.place(customerName="Meg Rich", item="Gold", quantity=1, price=500)
    window.row("Fraud alerts", "LOW", "AMOUNT", "Meg Rich")
    window.press("LOW")
    until(lambda: all("LOW" in row.text for row in window.rows("Fraud alerts")), "only those of the severity are shown")
    assert window.rows("Fraud alerts", "Meg Rich")
    window.press("HIGH")
    until(lambda: not window.rows("Fraud alerts", "Meg Rich"), "others are not")


def meter(window, name):
    return next(iter(window.all("meter", name)), None)


def said(element):
    return element.get_attribute("aria-valuetext") if element else None
