import pytest
from dojo import binary
from edge import EmbeddedBroker, Gateway

lines = []


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    if binary("gateway") is None:
        pytest.fail("there is no gateway to test: build it (make build) or set DOJO_BIN")
    return tmp_path_factory


@pytest.fixture(scope="module")
def broker(folders):
    running = EmbeddedBroker(folders.mktemp("broker"))
    yield running
    running.stop()


@pytest.fixture
def empty_broker(folders):
    """One in which nothing has been written."""
    running = EmbeddedBroker(folders.mktemp("broker"))
    yield running
    running.stop()


@pytest.fixture
def start(folders):
    """Starts gateways that a test may do anything with; they are stopped after it."""
    started = []

    def start(broker, *arguments, **settings):
        started.append(Gateway(folders.mktemp("gateway"), broker, *arguments, **settings))
        return started[-1]

    yield start
    for gateway in started:
        gateway.stop()


@pytest.fixture(scope="module")
def gateway(folders, broker):
    """One for all tests of a file, which leave it as it was. It takes messages however fast they come."""
    running = Gateway(folders.mktemp("gateway"), broker, MAX_MESSAGES_PER_SECOND="0")
    yield running
    assert running.process.poll() is None, f"the gateway died:\n{running.tail()}"
    assert running.stop() == 0, running.tail()


@pytest.fixture
def tell():
    """`tell("…")`: a line for the end of the run."""
    return lines.append


def pytest_terminal_summary(terminalreporter):
    if lines:
        terminalreporter.section("measured at the edge")
        for line in lines:
            terminalreporter.write_line(line)
