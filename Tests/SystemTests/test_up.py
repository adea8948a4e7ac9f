"""`dojo up` as whoever starts it sees it: what it says, when it refuses, how it ends."""

import contextlib
import re
import signal
import socket
import subprocess

import pytest
from deadline import until
from dojo import READY, Dojo, binary, environment_for, free_port, is_alive
from load import Load, NoAnswer

SERVICES = ["notification-1", "notification-2", "fraud-1", "analytics-1", "audit-1"]


def run(*arguments, folder, program="dojo", broker="embedded", **settings):
    """Runs a command that ends by itself."""
    return subprocess.run(
        [binary(program), *arguments], cwd=folder, env=environment_for(broker, settings), capture_output=True,
        text=True, timeout=30, check=False)


def is_plain(text):
    """Whether it is meant for people: a few lines, and no trace of a crash."""
    return 0 < len(text.splitlines()) <= 3 and not re.search(r"Fatal|Thread|Stack|0x[0-9a-f]{6}", text)


# Start


def test_it_says_a_line_for_each_part_and_then_the_url(dojo):
    ready = re.findall(r"^  (\S+) +ready in [\d.]+ s", dojo.console, re.MULTILINE)
    state = ["redis", dojo.broker_name, "topics"]
    assert sorted(ready) == sorted([*state, "gateway-1", *SERVICES])
    assert set(ready[:3]) == set(state) and ready[2] == "topics", "what holds state comes first"
    ours = [line for line in dojo.console.splitlines() if " | " not in line]
    url = ours.index(READY + dojo.url)
    assert all(" ready in " not in line for line in ours[url:])
    assert f"  Kafka: kcat -b {dojo.bootstrap_servers} -L" in ours[:url]
    assert f"  Redis: redis-cli -s {dojo.redis_socket}" in ours[:url]


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run("up", folder=tmp_path, PORT=str(port), HOST="127.0.0.1")
    assert result.returncode == 75
    assert f"Port {port} on 127.0.0.1 is taken" in result.stderr and is_plain(result.stderr)
    assert result.stdout == ""


def test_one_that_runs_already_is_said_with_its_url(dojo):
    result = run("up", folder=dojo.folder, PORT=str(dojo.port), HOST=dojo.host)
    assert result.returncode == 75
    assert "already running" in result.stderr and dojo.url in result.stderr and is_plain(result.stderr)
    assert dojo.request("GET", "/ready").status == 200, "the first one is not disturbed"


def test_from_another_folder_the_port_is_taken_all_the_same(dojo, tmp_path):
    result = run("up", folder=tmp_path, PORT=str(dojo.port), HOST=dojo.host)
    assert (result.returncode, is_plain(result.stderr)) == (75, True), result.stderr


@pytest.mark.parametrize("settings, status, words", [
    ({"KAFKA_HOME": "/nowhere"}, 69, "KAFKA_HOME=/nowhere is no Kafka distribution"),
    ({"PATH": "/nowhere"}, 69, "redis-server is not installed"),
    ({"HOST": "192.0.2.1"}, 64, "192.0.2.1 is not an address of this machine"),
    ({"DOJO_RUN_DIR": "/proc/nothing"}, 73, "cannot make the folder"),
    ({"REDIS_URL": "rediss://127.0.0.1:1"}, 64, "stunnel"),
    ({"PORT": "many"}, 64, "PORT"),
])
def test_what_is_missing_is_said_in_a_sentence(tmp_path, settings, status, words):
    settings = {"PORT": str(free_port()), "HOST": "127.0.0.1", **settings}
    result = run("up", folder=tmp_path, broker=None if "KAFKA_HOME" in settings else "embedded", **settings)
    assert (result.returncode, is_plain(result.stderr)) == (status, True), result.stderr
    assert words in result.stderr


def test_two_stand_side_by_side_each_on_its_address(dojo, start):
    other = start(dojo.folder, HOST="127.0.0.2")
    assert READY + f"http://127.0.0.2:{other.port}" in other.console
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", other.port))
    mine = dojo.place(customerName="Mia Here", item="Tea", quantity=1, price=3)
    yours = other.place(customerName="Noa There", item="Tea", quantity=1, price=3)
    for here, there, order in [(dojo, other, mine), (other, dojo, yours)]:
        assert here.request("GET", f"/api/orders/{order['id']}").status == 200
        assert there.request("GET", f"/api/orders/{order['id']}").status == 404
    other.stop(within=30)
    assert dojo.request("GET", "/ready").status == 200


# End


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_under_load_and_nothing_is_left(start, tell, number):
    running = start()
    before = running.processes()
    assert len(before) >= 8
    load = Load(running, "Stopped", rate=200)
    load.client.patience = 0
    with contextlib.suppress(NoAnswer), load:
        until(lambda: len(load.answers) > 20, "there is load")
        took = running.stop(number)
    tell(f"{number.name} ends it in {took:.1f} s under load")
    assert not [pid for pid in before if is_alive(pid)]
    assert [entry.name for entry in running.run_folder.iterdir() if entry.suffix in (".sock", ".json")] == []
    with socket.create_server((running.host, running.port)):
        pass  # The port is free again.


def test_a_signal_ends_it_while_it_starts(broker, folders):
    running = Dojo(folders.mktemp("early"), broker=broker, waits=False)
    running.until_says("redis ")
    running.stop()
    assert READY not in running.console


def test_what_a_killed_one_leaves_behind_dies_and_the_next_one_starts(start, broker):
    killed = start()
    children = killed.processes()
    killed.process.kill()
    killed.process.wait()
    until(lambda: not any(map(is_alive, children)), "everything that it had started has ended", within=5)
    again = Dojo(killed.folder, broker=broker, PORT=str(killed.port))
    again.place(customerName="Oda Again", item="Tea", quantity=1, price=3)
    again.stop(within=30)


# Commands


def commands():
    text = subprocess.run([binary(), "help"], capture_output=True, text=True, check=True).stdout
    names = [name.strip() for name in re.findall(r"^  (\w[\w -]{15})", text, re.MULTILINE)]
    services = re.search(r"Runs one: (.*)\.", text)[1].split(", ")
    return [*(name for name in names if name != "service"), *(f"service {name}" for name in services)]


def test_every_command_helps(tmp_path):
    names = commands()
    assert {"up", "broker", "topics create", "topics list", "watch", "service fraud"} <= set(names)
    for name in names:
        result = run(*name.split(), "--help", folder=tmp_path)
        assert (result.returncode, result.stderr) == (0, ""), name
        assert f"dojo {name}" in result.stdout and "--help" in result.stdout, name
    gateway = run("--help", folder=tmp_path, program="gateway")
    assert gateway.returncode == 0 and "PORT" in gateway.stdout and "3001" in gateway.stdout


def test_what_is_not_understood_is_refused_with_a_hint(tmp_path):
    for arguments in ([], ["dance"], ["topics", "dance"], ["service", "dance"]):
        result = run(*arguments, folder=tmp_path)
        assert result.returncode == 64, arguments
        assert re.search(r"help|[Tt]here (is|are)", result.stderr), (arguments, result.stderr)
    for name in commands():
        result = run(*name.split(), "--no-such", folder=tmp_path)
        assert result.returncode == 64, name
        assert "--no-such" in result.stderr and f"{name} --help" in result.stderr, (name, result.stderr)
    assert run("--no-such", folder=tmp_path, program="gateway").returncode == 64


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    result = run("up", "--port", "many", "--fraud-instances", "99", "--bogus", folder=tmp_path)
    assert result.returncode == 64
    for word in ("--port", "--fraud-instances", "--bogus", "--help"):
        assert word in result.stderr
