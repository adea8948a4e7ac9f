"""What people type: refused field by field, and never taken for markup."""

from waiting import until


def problems(window):
    """The problem shown at each field, by the field's label."""
    fields = window.all("textbox") + window.all("spinbutton")
    return {
        field.accessible_name: window.script(
            "return document.getElementById(arguments[0].getAttribute('aria-describedby')).textContent", field)
        for field in fields if field.get_attribute("aria-invalid") == "true"
    }


def test_every_wrong_field_says_what_is_wrong_with_it(window):
    window.fill("textbox", "Your name", " ")
    window.fill("textbox", "Item", "x" * 101)
    window.fill("spinbutton", "Quantity", "0")
    window.fill("spinbutton", "Price", "1.234")
    window.press("Place order")
    shown = until(lambda: problems(window), "problems are shown")
    assert set(shown) == {"Your name", "Item", "Quantity", "Price"}
    assert "1 to 100 characters" in shown["Your name"]
    assert "1 to 100 characters" in shown["Item"]
    assert "whole number from 1 to 1000" in shown["Quantity"]
    assert "two decimals" in shown["Price"]
    assert window.driver.switch_to.active_element.accessible_name == "Your name"
    window.fill("textbox", "Your name", "Lea")
    assert "Your name" not in problems(window)


def test_an_empty_number_is_asked_for(window):
    window.fill("textbox", "Your name", "Max Empty")
    window.fill("spinbutton", "Quantity", "")
    window.press("Place order")
    assert until(lambda: problems(window), "a problem is shown") == {"Quantity": "Quantity is required."}


def test_a_wrong_edit_shows_its_problems_in_the_row(window):
    window.place_order("Nia Edit")
    row = window.row("Orders", "Nia Edit")
    window.press("Edit the order of Nia Edit", within=row)
    window.fill("spinbutton", "Quantity", "1001", within=row)
    window.press("Save", within=row)
    until(lambda: "must be a whole number from 1 to 1000" in row.text, "the problem is shown")
    assert window.rows("Orders", "Nia Edit", "1 × Miso soup")


def test_markup_in_a_name_is_shown_and_not_run(windows):
    here, _ = windows
    name = "<img src=x onerror=\"document.title='taken'\"><b>Oz</b>"
    here.place_order(name, "Omakase for two")
    for window in windows:
        window.row("Orders", name)
        window.row("Live audit feed", "created", name)
        window.row("Fraud alerts", "AMOUNT", name)
        assert window.script("return document.querySelectorAll('img, main b').length") == 0
        assert window.driver.title == "Kafka Dojo"
