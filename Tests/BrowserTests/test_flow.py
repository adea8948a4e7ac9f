"""The living picture: who owns which partition, who is idle, and what happens when somebody is killed."""

import pytest
from selenium.webdriver.common.keys import Keys

from lab import Lab
from page import PageDojo
from waiting import until
from window import Window

# A group notices a death only when its session has timed out.
REBALANCED_WITHIN = 60.0

LIT = """
const canvas = document.querySelector(".flow-stage canvas");
return canvas.width > 0 && canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0);
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A dojo of these tests' own: they break it."""
    running = PageDojo(tmp_path_factory.mktemp("flow"))
    yield running
    running.stop()


@pytest.fixture
def flow(own, browsers):
    window = Window(browsers[0], own).open("flow")
    until(lambda: window.all("button", "fraud-1"), "the picture is there")
    yield window
    assert window.complaints() == []


def names(window, text):
    return [button.accessible_name for button in window.all("button", text)]


def readers(window, service):
    """Those of a service that read a partition of orders, and those that are idle."""
    found = names(window, f"{service}-")
    return [name for name in found if "Reads orders" in name], [name for name in found if ": idle." in name]


def place(dojo, customer):
    return dojo.place(customerName=customer, item="Rice", quantity=1, price=1)["id"]


def verdicts(dojo):
    """The orders that fraud has looked at."""
    page = dojo.request("GET", "/api/topics/audit/records?last=1000&limit=1000&where.header.source=fraud-service").json
    return {event["value"]["orderId"] for event in page["events"]}


def test_three_of_four_own_a_partition_and_one_is_idle_and_says_why(flow, own):
    Lab(own).scale("fraud", 4)
    until(lambda: [len(found) for found in readers(flow, "fraud")] == [3, 1], "three read and one is idle",
          within=REBALANCED_WITHIN)
    _, [idle] = readers(flow, "fraud")
    assert "There are more instances than partitions." in idle
    assert "There are more instances than partitions." in flow.region("Consumer groups").text
    assert "fraud-group shares out its partitions" in flow.region("What has happened").text


def test_the_partitions_of_one_that_is_killed_move_and_no_order_is_lost(flow, own):
    Lab(own).scale("fraud", 4)
    until(lambda: len(readers(flow, "fraud")[0]) == 3, "three read", within=REBALANCED_WITHIN)
    victim = readers(flow, "fraud")[0][0].split(":")[0]
    orders = {place(own, f"Kay {number}") for number in range(10)}
    Lab(own).do("kill", victim)
    orders |= {place(own, f"Kay {number}") for number in range(10, 20)}
    until(lambda: [name for name in names(flow, victim) if ": killed." in name], "it is seen to be killed", within=30)
    until(lambda: len(readers(flow, "fraud")[0]) == 3 and victim not in "".join(readers(flow, "fraud")[0]),
          "the others own its partition", within=REBALANCED_WITHIN)
    until(lambda: orders <= verdicts(own), "each order has its verdict", within=REBALANCED_WITHIN)
    assert f"{victim} was killed." in flow.region("What has happened").text
    Lab(own).do("start", victim)
    until(lambda: not [name for name in names(flow, victim) if ": killed." in name], "it is back", within=REBALANCED_WITHIN)


def test_one_that_is_frozen_looks_so_until_it_is_thawed(flow, own):
    Lab(own).do("freeze", "audit-1")
    until(lambda: [name for name in names(flow, "audit-1") if ": frozen." in name], "it is seen to be frozen", within=30)
    Lab(own).do("thaw", "audit-1")
    until(lambda: [name for name in names(flow, "audit-1") if ": running." in name], "it is seen to run",
          within=REBALANCED_WITHIN)


def test_records_move_and_ends_rise(flow, own):
    def ends():
        return [int(link.text.split()[1].replace(",", "")) for link in flow.all("link", "orders, partition")]

    before = ends()
    place(own, "Mo Moves")
    until(lambda: flow.script(LIT), "a record is on its way")
    until(lambda: sum(ends()) > sum(before), "a partition has grown")


def test_less_motion_is_numbers_only(flow, own):
    flow.driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
    try:
        until(lambda: not flow.script(LIT), "what was under way has arrived")
        for number in range(3):
            place(own, f"Lea Still {number}")
        until(lambda: "/s" in flow.region("Topics").text, "the records are counted")
        assert not flow.script(LIT)
    finally:
        flow.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_an_instance_opens_with_its_details_and_a_partition_with_its_messages(flow):
    flow.all("button", "notification-1:")[0].send_keys(Keys.ENTER)
    dialog = until(lambda: [one for one in flow.driver.find_elements("css selector", "dialog[open]")], "details are there")[0]
    for fact in ("Group", "Lag", "Memory", "Restarts", "99 of 100 take at most"):
        assert fact in dialog.text
    assert "running" in dialog.text
    assert flow.driver.current_url.endswith("#/flow/notification-1")
    flow.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    until(lambda: flow.driver.current_url.endswith("#/flow"), "they are closed")
    assert "notification-1" in flow.driver.switch_to.active_element.accessible_name
    flow.all("link", "orders, partition 2")[0].send_keys(Keys.ENTER)
    flow.one("heading", "Topics")
    assert flow.driver.current_url.endswith("#/topics/orders/2")


def test_without_kafka_the_calls_are_drawn_and_told(flow, own):
    assert own.request("PATCH", "/api/settings", {"mode": "sync", "failRate": 0}).status < 300
    try:
        until(lambda: flow.status("the gateway calls notification, analytics and audit one after another"), "it is said")
        relay = flow.all("group", "Gateway relay")[0]
        until(lambda: "Calls notification, then analytics, then audit" in relay.accessible_name, "the gateway is said to call")
        assert len(flow.driver.find_elements("css selector", ".flow-behind path")) == 3
        place(own, "Syl Sync")
        log = lambda: flow.driver.find_element("css selector", "[role=log]").text
        until(lambda: "1 order went without Kafka: notification, analytics and audit" in log(), "the order is told", within=30)
    finally:
        own.request("PATCH", "/api/settings", {"mode": "kafka", "failRate": 0.3})
    until(lambda: not flow.driver.find_elements("css selector", ".flow-behind path"), "nobody is called any more")
