"""The topics as they lie in Kafka: by partition, place and time, what is found in them, and records written by hand."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from producing import produce
from waiting import until


def messages(window, *texts):
    return window.rows("Messages of the topic", *texts)


def choose(window, label, value):
    field = window.driver.find_element(By.XPATH, f"//label[normalize-space(text())='{label}']//select")
    Select(field).select_by_visible_text(value)


def record_of(dojo, order_id):
    """Of an order, once it lies in Kafka."""

    def read():
        return dojo.request("GET", f"/api/topics/orders/records?key={order_id}").json["events"]

    return until(read, "the order lies in Kafka")[0]


def alerts(window, text):
    return [alert for alert in window.all("alert") if text in alert.text]


def search(window, find, text):
    choose(window, "Find", find)
    window.fill("searchbox", "Search", text)
    window.press("Show")


@pytest.fixture
def topics(window, dojo):
    """The messages of orders, with an order of somebody whom a test can find."""

    def place(customer):
        return dojo.place(customerName=customer, item="Rice", quantity=1, price=1)["id"]

    window.place = place
    window.open("topics/orders")
    until(lambda: window.region("Messages of the topic"), "the messages are there")
    return window


def test_a_record_shows_up_live_and_opens_with_key_headers_and_value(topics):
    order_id = topics.place("Tess Topic")
    # A notification that is tried again is a newer record about the same order.
    row = until(lambda: messages(topics, "Tess Topic"), "the record is there")[-1]
    row.find_element(By.TAG_NAME, "button").click()
    text = until(lambda: row.text if "correlationId" in row.text else None, "the record is open")
    assert order_id in text
    assert "Header source\norder-service" in text
    assert '"customerName": "Tess Topic"' in text
    row.find_element(By.TAG_NAME, "button").click()
    until(lambda: "correlationId" not in row.text, "the record is closed")


def test_a_paused_topic_holds_still_and_loses_nothing(topics):
    topics.press("Pause")
    topics.place("Paul Paused")
    until(lambda: topics.all("button", "new)"), "the button counts what waits")
    assert messages(topics, "Paul Paused") == []
    topics.press("Resume")
    until(lambda: messages(topics, "Paul Paused"), "it is there")


def test_a_partition_has_only_its_own_records(topics, dojo):
    order_id = topics.place("Pat Partition")
    home = record_of(dojo, order_id)["partition"]
    for partition in range(3):
        topics.open(f"topics/orders/{partition}")
        if partition == home:
            until(lambda: messages(topics, "Pat Partition"), "its partition has it")
        else:
            until(lambda: not topics.all("status", "Reading"), "it has been read")
            assert messages(topics, "Pat Partition") == []


def test_records_are_shown_from_the_beginning_from_an_offset_and_from_a_time(topics, dojo):
    order_id = topics.place("Otto Offset")
    found = record_of(dojo, order_id)
    choose(topics, "Where", "From the beginning")

    def first_says(*texts):
        # What was shown before stays until the answer is there.
        shown = messages(topics)
        return shown and any(text in shown[0].text for text in texts)

    until(lambda: first_says("offset\n·\n0", "· 0"), "the first message is the first", within=30)
    topics.open(f"topics/orders/{found['partition']}?from=offset&offset={found['offset']}")
    until(lambda: first_says("Otto Offset"), "the first message is the one at the offset", within=30)
    topics.open("topics/orders?from=time&since=2100-01-01T00:00")
    until(lambda: "No messages here" in topics.region("Messages of the topic").text, "nothing was written then")


def test_a_key_and_a_field_are_found_by_the_gateway_and_a_text_by_the_page(topics):
    order_id = topics.place("Fay Found")
    topics.place("Gil Other")

    def finds(find, text, wanted, other):
        """Whether a search shows the one and not the other, which it may do a moment later."""
        search(topics, find, text)
        try:
            return until(lambda: messages(topics, wanted) and not messages(topics, other), "it is found")
        except AssertionError:
            return False

    # A record comes to Kafka a moment after its order was accepted.
    until(lambda: finds("Key is", order_id, "Fay Found", "Gil Other"), "the key is found", within=40)
    assert topics.status("found by the gateway")
    until(lambda: finds("Text", "gil other", "Gil Other", "Fay Found"), "the text is found", within=40)
    assert topics.status("looked at")
    search(topics, "Field is", "action=nothing-does-this")
    until(lambda: "Nothing found" in topics.region("Messages of the topic").text, "it is said")
    search(topics, "Field is", "nonsense")
    until(lambda: alerts(topics, "Write a field"), "it is said what to write")


def test_the_newest_are_there_where_records_are_large(topics, dojo):
    """A page of the gateway's holds fewer of them than the view asks for."""
    filler = "x" * 2_000
    produce(dojo, "playground", [{"note": f"large-{n:03}", "filler": filler} for n in range(100)])
    topics.open("topics/playground?find=text&text=large-099")
    until(lambda: messages(topics, "large-099"), "the newest is found", within=30)


def test_an_instructor_writes_a_record_by_hand(topics):
    topics.open("topics/audit")
    form = topics.region("Write a record")
    topics.fill("textbox", "Key", "by-hand", within=form)
    topics.fill("textbox", "Value", '{"action": "WRITTEN_BY_HAND"}', within=form)
    topics.fill("textbox", "Headers", "mood: curious", within=form)
    topics.press("Write the record", within=form)
    until(lambda: topics.status("Written to audit 0 at offset"), "it is written")
    row = until(lambda: messages(topics, "WRITTEN_BY_HAND", "by-hand"), "it is there")[0]
    row.find_element(By.TAG_NAME, "button").click()
    until(lambda: "Header mood\ncurious" in row.text, "its header is there")
    topics.fill("textbox", "Value", "{", within=form)
    topics.press("Write the record", within=form)
    until(lambda: topics.status("This is not JSON"), "it is said what is wrong")


def test_a_topic_that_does_not_exist_is_said_to_be_so(window):
    window.open("topics/nowhere")
    until(lambda: alerts(window, "could not be read"), "it is said")
    window.open("topics")
    until(lambda: window.driver.current_url.endswith("#/topics/orders"), "the first topic is shown")
    # The browser itself complains of the answer 404; reading what it says takes it out of its log.
    assert all("404" in complaint for complaint in window.complaints())
