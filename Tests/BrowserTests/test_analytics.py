"""The last 15 minutes in figures and charts, live and after a reload."""

from waiting import until


def figure(window, name):
    region = window.region("The last 15 minutes")
    return next(term.find_element("xpath", "following-sibling::dd").text
                for term in region.find_elements("tag name", "dt") if term.text == name)


def number(text):
    return float("".join(character for character in text if character in "0123456789."))


def test_orders_are_counted_live_and_still_there_after_a_reload(window, dojo):
    window.open("analytics")
    dojo.place(customerName="Nat Numbers", item="Caviar for the count", quantity=3, price=2.5)
    until(lambda: figure(window, "Orders") != "–", "there are numbers")
    orders, revenue = number(figure(window, "Orders")), number(figure(window, "Revenue"))
    for _ in range(2):
        dojo.place(customerName="Nat Numbers", item="Caviar for the count", quantity=3, price=2.5)
    until(lambda: number(figure(window, "Orders")) >= orders + 2, "both are counted")
    until(lambda: number(figure(window, "Revenue")) >= revenue + 15, "so is what they cost")
    until(lambda: "%" in figure(window, "Success rate") and "ms" in figure(window, "Average latency"), "outcomes are counted")
    until(lambda: "Caviar for the count" in window.region("Top items").text, "the item is among those ordered most")

    held = number(figure(window, "Orders"))
    window.driver.refresh()
    window.until_connected()
    until(lambda: figure(window, "Orders") != "–" and number(figure(window, "Orders")) >= held, "the numbers are there again")


def test_every_chart_says_its_numbers_and_all_are_in_a_table(window, dojo):
    dojo.place(customerName="Ole Chart", item="Rice", quantity=1, price=1)
    window.open("analytics")
    for title in ("Orders a minute", "Outcomes a minute", "Success rate", "Latency", "Revenue a minute"):
        image = until(lambda: next(iter(window.all("image", title)), None), f"there is a chart of {title}")
        assert "This minute:" in image.accessible_name
    window.driver.find_element("css selector", ".analytics-table summary").click()
    rows = until(lambda: window.region("Minutes as a table").find_elements("css selector", "tbody tr"), "the table is open")
    assert len(rows) == 15
