import os

import pytest
from dojo import Dojo, binary

lines = []


@pytest.fixture(scope="session", params=["embedded", "kafka"] if os.environ.get("KAFKA_HOME") else ["embedded"])
def broker(request):
    """Every test runs on each kind of broker there is: first all on the one, then all on the other."""
    return request.param


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    if binary() is None:
        pytest.fail("there is no dojo to test: build it (make build) or set DOJO_BIN")
    return tmp_path_factory


@pytest.fixture(scope="session")
def dojo(broker, folders):
    """One for all tests that leave it as it was: each uses customers of its own, and many orders are no burst."""
    running = Dojo(folders.mktemp("shared"), broker=broker, FRAUD_BURST_LIMIT="100000")
    lines.append(f"{broker}: dojo up is ready in {running.started_in:.1f} s")
    yield running
    lines.append(f"{broker}: dojo up stops in {running.stop():.1f} s")


@pytest.fixture
def start(broker, folders):
    """Starts dojos that a test may break; they are stopped after it."""
    started = []

    def start(folder=None, **settings):
        started.append(Dojo(folder or folders.mktemp("own"), broker=broker, **settings))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop(within=30)


@pytest.fixture
def follow():
    """Opens WebSocket clients and Kafka consumers, and closes them after the test."""
    opened = []

    def follow(kind, *arguments, **options):
        opened.append(kind(*arguments, **options))
        return opened[-1]

    yield follow
    for each in opened:
        each.close()


@pytest.fixture
def tell(broker):
    """`tell("…")`: a line for the end of the run."""
    return lambda text: lines.append(f"{broker}: {text}")


def pytest_terminal_summary(terminalreporter):
    if lines:
        terminalreporter.section("measured in the system")
        for line in lines:
            terminalreporter.write_line(line)
