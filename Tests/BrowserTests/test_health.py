"""Who is ready and who is not, and why."""

import pytest

from lab import Lab
from page import PageDojo
from waiting import until
from window import Window

BACK_WITHIN = 60.0


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A dojo of these tests' own: they break it."""
    running = PageDojo(tmp_path_factory.mktemp("health"))
    yield running
    running.stop()


@pytest.fixture
def health(own, browsers):
    window = Window(browsers[0], own).open("health")
    until(lambda: "notification-1" in window.region("Instances").text, "the instances are there")
    yield window
    assert window.complaints() == []


def row(window, instance):
    return until(
        lambda: [line.text for line in window.driver.find_elements("css selector", "tbody tr") if instance in line.text],
        f"there is a row of {instance}")[0]


def test_every_instance_and_dependency_says_how_it_is(health):
    until(lambda: health.status("All is well"), "all is well", within=BACK_WITHIN)
    for instance in ("notification-1", "notification-2", "fraud-1", "analytics-1", "audit-1"):
        until(lambda: "running" in row(health, instance) and " MB" in row(health, instance), f"{instance} runs")
    dependencies = [item.text for item in health.all("listitem") if item.text.split("\n")[0] in ("Kafka", "Redis", "gateway-1")]
    assert len(dependencies) == 3
    assert all("up" in text or "ready" in text for text in dependencies)


def test_one_that_is_frozen_is_named_until_it_is_thawed(health, own):
    Lab(own).do("freeze", "fraud-1")
    until(lambda: health.status("fraud-1 (frozen)"), "it is named", within=30)
    assert "frozen" in row(health, "fraud-1")
    Lab(own).do("thaw", "fraud-1")
    until(lambda: health.status("All is well"), "all is well again", within=BACK_WITHIN)


def test_a_broker_that_is_away_is_named_until_it_is_back(health, own):
    Lab(own).broker("down")
    until(lambda: health.status("Kafka is away"), "it is named", within=30)
    Lab(own).broker("up")
    until(lambda: health.status("All is well"), "all is well again", within=BACK_WITHIN)


def test_an_instance_opens_with_all_that_is_known_of_it(health):
    health.one("link", "audit-1").click()
    dialog = until(lambda: health.driver.find_elements("css selector", "dialog[open]"), "details are there")[0]
    for fact in ("Group", "Lag", "Handled", "Memory", "Started", "Last heard of"):
        assert fact in dialog.text
    health.press("Close", within=dialog)
    until(lambda: health.driver.current_url.endswith("#/health"), "they are closed")
