"""The workshop's steps tick themselves off when the page has really seen what they are about."""

import pytest

from page import PageDojo
from waiting import until
from window import Window

PATIENCE = 60.0


@pytest.fixture(scope="module")
def class_room(tmp_path_factory):
    running = PageDojo(tmp_path_factory.mktemp("learn"))
    yield running
    running.stop()


@pytest.fixture
def learn(class_room, browsers):
    # What the room has seen in the test before is none of this one's business.
    assert class_room.request("DELETE", "/api/learning").status == 200
    window = Window(browsers[0], class_room).open("learn")
    window.driver.refresh()
    window.until_connected()
    window.one("heading", "Topic, record, key, partition, offset")
    yield window
    assert window.complaints() == []


def ticked(window, text):
    return [item for item in window.driver.find_elements("css selector", "[data-check].done") if text in item.text]


def order_until(window, text, what):
    """Orders until a check is ticked: a setting reaches every process within moments, not at once."""

    def attempt():
        button = window.one("button", "Place an order now")
        if not button.get_attribute("disabled"):
            button.click()
        return ticked(window, text)

    until(attempt, what, PATIENCE)


def test_an_order_and_the_three_experiments_tick_off_the_basics(learn, class_room):
    assert not ticked(learn, "became a record")
    class_room.place(customerName="Lea Learns", item="Tea", quantity=1, price=2)
    until(lambda: ticked(learn, "became a record"), "the first check is ticked")
    for button, finding in (("With keys", "each key always on the same one"), ("Without a key", "no two are sure"),
                            ("One hot key", "All 30 records are on 1 partition")):
        learn.press(button)
        until(lambda: learn.status(finding), f"{button}: {finding}", PATIENCE)
        until(lambda: not learn.one("button", "With keys").get_attribute("disabled"), "the next may be tried")
    assert len(ticked(learn, "30 records")) == 3
    learn.driver.refresh()
    until(lambda: ticked(learn, "30 records"), "a reload keeps what was seen", PATIENCE)
    learn.press("Start over")
    until(lambda: not ticked(learn, "30 records"), "nothing is ticked any more")


def test_what_one_page_has_seen_is_ticked_on_all_until_the_room_starts_over(learn, class_room, browsers):
    other = Window(browsers[1], class_room).open("learn")
    assert not ticked(other, "one hot key")
    learn.press("One hot key")
    until(lambda: ticked(learn, "one hot key"), "who has tried it sees it ticked", PATIENCE)
    until(lambda: ticked(other, "one hot key"), "and so does the other", PATIENCE)
    assert "Seen in the room at" in ticked(other, "one hot key")[0].text
    assert "Seen in the room" not in ticked(learn, "one hot key")[0].text, "who was there has more to say"
    other.script("localStorage.clear()")
    other.driver.refresh()
    until(lambda: ticked(other, "one hot key"), "a page that comes anew sees it, too", PATIENCE)
    other.press("Start over")
    for window in (other, learn):
        until(lambda: not ticked(window, "one hot key"), "nothing is ticked any more, on either", PATIENCE)
    learn.driver.refresh()
    learn.until_connected()
    learn.one("heading", "Topic, record, key, partition, offset")
    assert not ticked(learn, "one hot key"), "nor comes it back"
    assert other.complaints() == []


def test_without_kafka_the_times_add_up_and_one_dead_service_stops_all_orders(learn, class_room):
    learn.open("learn/without-kafka")
    learn.press("Without Kafka")
    until(lambda: learn.one("button", "Without Kafka").get_attribute("aria-pressed") == "true", "it is switched", PATIENCE)
    order_until(learn, "times of all calls", "the times are told")
    for number in (1, 2):
        class_room.request("POST", f"/api/lab/instances/notification-{number}/kill")
    until(lambda: class_room.request("POST", "/api/orders", {
        "customerName": "Nia No", "item": "Tea", "quantity": 1, "price": 2}).status == 502, "orders are refused", PATIENCE)
    order_until(learn, "nobody can order", "the refusal is seen")
    learn.press("With Kafka")
    until(lambda: learn.one("button", "With Kafka").get_attribute("aria-pressed") == "true", "it is switched back", PATIENCE)
    order_until(learn, "the order is taken", "with Kafka it is accepted")
    for number in (1, 2):
        class_room.request("POST", f"/api/lab/instances/notification-{number}/start")


def test_every_step_can_be_reached_and_leads_on(learn):
    titles = []
    while True:
        titles.append(learn.driver.find_element("css selector", ".learn-step h2").text)
        onward = learn.all("link", "Next:")
        if not onward:
            break
        onward[0].click()
        until(lambda: learn.driver.find_element("css selector", ".learn-step h2").text != titles[-1], "the next step is shown")
    assert titles[0].startswith("Topic") and titles[-1] == "Five questions" and len(titles) == 12
    learn.one("link", "three attempts in one trace").click()
    learn.one("heading", "Retries")


def test_the_five_questions_say_what_was_seen_of_each(learn, class_room):
    def proof(question):
        return learn.script("return [...document.querySelectorAll('dt')].find((dt) => dt.textContent === arguments[0])"
                            "?.nextElementSibling.querySelector('.learn-proof').textContent", question)

    learn.open("learn/questions")
    until(lambda: proof("Why Kafka?") == "Not seen yet.", "nothing was seen")
    class_room.request("PUT", "/api/learning/retry")
    until(lambda: "Seen, 1 of" in proof("How do retries work?"), "what the room has seen stands below its question", PATIENCE)
    assert "A notification failed and was tried again" in proof("How do retries work?")
    assert proof("Why Kafka?") == "Not seen yet."
