"""The real thing under test: `dojo up` on a free port, with a broker, a Redis and state of its own."""

import dataclasses
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

from deadline import until

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60.0
# What is promised, and what a machine gets that has far more to do than it can.
STOPS_WITHIN = 5.0 if os.getloadavg()[0] < 4 * os.cpu_count() else 15.0
READY = "Kafka Dojo is ready: "


def binary(name="dojo"):
    """$DOJO_BIN and what lies beside it, else the newer of what was built."""
    if chosen := os.environ.get("DOJO_BIN"):
        return Path(chosen).with_name(name)
    built = [ROOT / ".build" / kind / name for kind in ("release", "debug")]
    return max((path for path in built if path.exists()), key=lambda path: path.stat().st_mtime, default=None)


def free_port():
    """A port that is nobody's, and below those that the system gives to whoever asks for any, as services do."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


@dataclasses.dataclass
class Answer:
    """Of an HTTP request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


def environment_for(broker, settings):
    """Of a dojo on the embedded broker, on a real Kafka (both by name), or on what the environment says (None)."""
    environment = {**os.environ, **settings}
    if broker == "embedded":
        environment.pop("KAFKA_HOME", None)
    return environment


class Dojo:
    def __init__(self, folder, *arguments, broker=None, waits=True, **settings):
        """Starts one and, unless told otherwise, waits until it says that it is ready.

        `settings` are environment variables; `folder` holds its output, its sockets and its state.
        """
        self.broker = broker
        self.folder = Path(folder)
        self.port = int(settings.setdefault("PORT", str(free_port())))
        self.host = settings.setdefault("HOST", "127.0.0.1")
        self.url = f"http://{self.host}:{self.port}"
        self.redis_url = settings.get("REDIS_URL")
        self.log = self.folder / f"dojo-{self.port}.log"
        with self.log.open("wb") as output:
            # A session of its own: an interrupt meant for the tests is not meant for it.
            self.process = subprocess.Popen(
                [binary(), "up", *arguments], cwd=folder, env=environment_for(broker, settings), stdout=output,
                stderr=output, stdin=subprocess.DEVNULL, start_new_session=True)
        if not waits:
            return
        began = time.monotonic()
        try:
            self.until_ready(within=STARTS_WITHIN)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        self.started_in = time.monotonic() - began

    # What it says

    @property
    def console(self):
        return self.log.read_text(errors="replace")

    def tail(self):
        return "\n".join(self.console.splitlines()[-40:])

    def until_says(self, text, within=30.0):
        until(lambda: text in self.console, lambda: f"the dojo says {text!r}:\n{self.tail()}", within)

    def until_ready(self, times=1, within=STARTS_WITHIN):
        """Waits until it has said so; the second time is after it was started afresh."""

        def is_ready():
            assert self.process.poll() is None, f"the dojo ended with {self.process.returncode}:\n{self.tail()}"
            return self.console.count(READY) >= times

        until(is_ready, lambda: f"the dojo is ready:\n{self.tail()}", within)

    # What runs

    @property
    def run_folder(self):
        return self.folder / ".dojo" / str(self.port)

    @property
    def record(self):
        """What it keeps about its parts for the next start."""
        return json.loads((self.run_folder / "run.json").read_text())

    @property
    def bootstrap_servers(self):
        return self.record["bootstrapServers"]

    @property
    def redis_socket(self):
        """Of its private Redis."""
        return self.run_folder / "redis.sock"

    @property
    def redis_address(self):
        """As redis-cli takes it."""
        return ["-u", self.redis_url] if self.redis_url else ["-s", str(self.redis_socket)]

    @property
    def broker_name(self):
        return "kafka" if "kafka" in self.record["parts"] else "broker"

    def pid(self, instance):
        """Of what runs under this name at the moment; None when nothing does."""
        return self.record["parts"].get(instance, {}).get("identity", {}).get("pid")

    def send_signal(self, instance, number):
        """Sends a signal to an instance; returns its process id."""
        pid = self.pid(instance)
        assert pid, f"{instance} does not run"
        os.kill(pid, number)
        return pid

    def until_replaced(self, instance, pid, within=30.0):
        """Waits until another process runs in place of `pid`, and is ready."""
        until(lambda: self.pid(instance) not in (None, pid), f"{instance} is started again", within)
        until(lambda: self.is_ready(instance), f"{instance} is ready again", within)

    def report(self, instance):
        """What an instance says at `/ready`: status and body; None where nobody answers."""
        port = self.record["parts"].get(instance, {}).get("healthPort")
        if not port:
            return None
        try:
            answer = self.request("GET", "/ready", port=port, timeout=2)
        except (OSError, http.client.HTTPException):
            return None
        return answer.status, answer.json

    def is_ready(self, instance):
        report = self.report(instance)
        return report is not None and report[0] == 200

    # What it serves

    def request(self, method, path, body=None, headers=None, port=None, timeout=10):
        """`body` is sent as JSON unless it is bytes already."""
        host = self.host if port in (None, self.port) else "127.0.0.1"
        connection = http.client.HTTPConnection(host, port or self.port, timeout=timeout)
        try:
            connection.request(method, path, encoded(body), headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def place(self, **order):
        """Places an order over HTTP and returns it."""
        answer = self.request("POST", "/api/orders", order)
        assert answer.status == 201, answer
        return answer.json

    def change(self, order, **fields):
        """Changes an order over HTTP and returns it as it is then."""
        body = {name: order[name] for name in ("customerName", "item", "quantity", "price")} | fields
        answer = self.request("PUT", f"/api/orders/{order['id']}", body)
        assert answer.status == 200, answer
        return answer.json

    # Its end

    def processes(self):
        """The ids of all that it has started, and of what they started."""
        mark = f"DOJO_RUN={self.record['run']}".encode()
        marked = [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if mark in environment_of(entry)]
        return {*marked, *descendants(self.process.pid)}

    def stop(self, number=signal.SIGINT, within=STOPS_WITHIN):
        """Interrupts it as Ctrl-C does. Returns how long it took, in seconds."""
        children = self.processes()
        began = time.monotonic()
        self.process.send_signal(number)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the dojo did not stop within {within:g} s:\n{self.tail()}") from None
        took = time.monotonic() - began
        assert self.process.returncode == 0, f"the dojo ended with {self.process.returncode}:\n{self.tail()}"
        left = [pid for pid in children if is_alive(pid)]
        assert not left, f"the dojo left processes behind: {left}"
        return took


def encoded(body):
    return body if body is None or isinstance(body, bytes) else json.dumps(body).encode()


def stat(pid):
    """Parent and state of a process; None when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(fields[1]), fields[0]


def is_alive(pid):
    found = stat(pid)
    return found is not None and found[1] != "Z"


def environment_of(entry):
    try:
        return (entry / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def descendants(pid):
    parents = {int(entry.name): found[0] for entry in Path("/proc").glob("[0-9]*") if (found := stat(entry.name))}
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [deeper for child in found for deeper in descendants(child)]
