"""Ten thousand connections at a time, most of which do nothing."""

import resource
import subprocess

import pytest
from crowd import Crowd
from deadline import until

COUNT = 10_000


@pytest.fixture
def many_files():
    """Sockets enough for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = COUNT + 1000
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.fail(f"{wanted} file descriptors are needed, the hard limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def produce(broker, number):
    subprocess.run(
        ["kcat", "-b", broker.bootstrap_servers, "-q", "-P", "-t", "audit", "-p", "0"], input=f'{{"n":"crowd {number}"}}\n',
        text=True, check=True, timeout=30)


def test_ten_thousand_are_connected_and_hear_one_event(broker, start, many_files, tell):
    gateway = start(broker, MAX_CONNECTIONS_PER_ADDRESS="3000", SHARDS="2", files=COUNT + 1000)
    memory = []
    descriptors = gateway.descriptors
    for round in range(2):
        before = gateway.memory
        crowd = Crowd(gateway, COUNT, "audit")
        memory.append(gateway.memory)
        produce(broker, round)
        took = crowd.until_heard(f'"crowd {round}"'.encode())
        if round == 0:
            each = (memory[0] - before) / COUNT
            tell(f"{COUNT} idle connections: {each / 1024:.2f} KiB each (debug build), one event to all in {took:.2f} s")
            assert each < 8 * 1024
        crowd.leave()
        until(lambda: b"gateway_connections{shard=\"0\"} 0\n" in (page := gateway.get("/metrics")[1])
              and b"gateway_connections{shard=\"1\"} 0\n" in page, "all connections are gone", within=30)
        until(lambda: gateway.descriptors <= descriptors + 2, lambda: f"{gateway.descriptors} are open", within=30)
    # What the allocator keeps after the first crowd is enough for the second: nothing has leaked.
    assert memory[1] - memory[0] < 4 << 20, memory
