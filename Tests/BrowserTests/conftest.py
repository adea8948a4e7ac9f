import os
import time

import pytest

from dojo import binary
from page import INSECURE, SECURE, PageDojo
from waiting import DEADLINE
from window import Window, open_browser

measurements = []


@pytest.fixture(scope="session", params=[SECURE, INSECURE])
def host(request):
    """The name that the page is opened under. All tests run under the one, then all under the other."""
    return request.param


@pytest.fixture(scope="session")
def dojo(tmp_path_factory, host):
    """One dojo for all tests under a name: each uses customers of its own."""
    if binary() is None:
        pytest.fail("there is no dojo to test: build it (make build) or set DOJO_BIN")
    running = PageDojo(tmp_path_factory.mktemp("dojo"))
    measurements.append(("the dojo starts", running.started_in))
    yield running
    measurements.append(("the dojo stops", running.stop()))


@pytest.fixture(scope="session")
def browsers(host):
    """Two browsers that share nothing."""
    opened = [open_browser(host=host), open_browser(host=host)]
    yield opened
    for browser in opened:
        browser.quit()


@pytest.fixture
def windows(dojo, browsers):
    """The page, open in two browsers. What a test leaves in a console as an error fails it."""
    opened = [Window(browser, dojo).open() for browser in browsers]
    yield opened
    for window in opened:
        assert window.complaints() == []


@pytest.fixture
def window(dojo, browsers):
    opened = Window(browsers[0], dojo).open()
    yield opened
    assert opened.complaints() == []


@pytest.fixture
def measured():
    """`with measured("what"):` prints at the end how long it took, which is a second at most unless the machine has far
    more to do than it can."""
    promised = 1.0 if os.getloadavg()[0] < os.cpu_count() else DEADLINE

    class Measured:
        def __init__(self, what):
            self.what = what

        def __enter__(self):
            self.began = time.monotonic()

        def __exit__(self, failure, *_):
            if failure is None:
                took = time.monotonic() - self.began
                measurements.append((self.what, took))
                assert took <= promised, f"{self.what} took {took:.2f} s"

    return Measured


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """What the pages showed when a test failed, beside the failure."""
    report = (yield).get_result()
    if report.when == "call" and report.failed:
        for name in ("window", "windows", "topics"):
            shown = item.funcargs.get(name, [])
            for number, window in enumerate(shown if isinstance(shown, list) else [shown]):
                report.sections.append((f"what {name} {number} showed", window.seen()))


def pytest_terminal_summary(terminalreporter):
    if not measurements:
        return
    terminalreporter.section("measured in the browser")
    for what, seconds in measurements:
        terminalreporter.write_line(f"{seconds * 1000:7.0f} ms  {what}")
