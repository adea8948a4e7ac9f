"""The real thing under test: `dojo up` on a free port, with a broker, a Redis and state of its own."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from waiting import until

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60.0
STOPS_WITHIN = 5.0


def binary():
    """$DOJO_BIN, else the newer of what was built."""
    if chosen := os.environ.get("DOJO_BIN"):
        return Path(chosen)
    built = [ROOT / ".build" / kind / "dojo" for kind in ("release", "debug")]
    return max((path for path in built if path.exists()), key=lambda path: path.stat().st_mtime, default=None)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Dojo:
    def __init__(self, folder, **settings):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "dojo.log"
        environment = {**os.environ, "PORT": str(self.port), "HOST": "127.0.0.1", **settings}
        with self.log.open("wb") as output:
            # A session of its own: an interrupt meant for the tests is not meant for it.
            self.process = subprocess.Popen(
                [binary(), "up"], cwd=folder, env=environment, stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, start_new_session=True)
        began = time.monotonic()
        try:
            until(self.is_ready, f"the dojo is ready\n{self.tail()}", within=STARTS_WITHIN)
        except AssertionError:
            self.process.kill()
            raise AssertionError(f"the dojo was not ready within {STARTS_WITHIN:g} s:\n{self.tail()}") from None
        self.started_in = time.monotonic() - began
        self.first_order_in = self.handle_first_order()

    def is_ready(self):
        assert self.process.poll() is None, f"the dojo ended with {self.process.returncode}:\n{self.tail()}"
        try:
            with urllib.request.urlopen(f"{self.url}/ready", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def handle_first_order(self):
        """Consumer groups take seconds to form, most of all on the embedded broker: tests begin when they have."""
        began = time.monotonic()
        self.place(customerName="The first", item="Tea", quantity=1, price=1)
        owed = {"notification-service", "fraud-service", "analytics"}
        with urllib.request.urlopen(f"{self.url}/events?channels=audit&from=earliest", timeout=STARTS_WITHIN) as feed:
            while owed:
                line = feed.readline().decode()
                if line.startswith("data:"):
                    event = json.loads(line.removeprefix("data:"))["data"]
                    # A retry is not the end of it.
                    owed -= {event["source"]} if event["action"] != "RETRY" else set()
                assert line and time.monotonic() < began + STARTS_WITHIN, f"no word from {owed}:\n{self.tail()}"
        return time.monotonic() - began

    def stop(self):
        """Interrupts it as Ctrl-C does. Returns how long it took, in seconds."""
        children = descendants(self.process.pid)
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"the dojo did not stop within {STOPS_WITHIN:g} s:\n{self.tail()}") from None
        took = time.monotonic() - began
        left = [pid for pid in children if is_alive(pid)]
        assert not left, f"the dojo left processes behind: {left}"
        return took

    def children_running(self, *command):
        """Processes of this dojo whose command line begins with these words, the program by its name."""
        def words(pid):
            program, *arguments = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            return [Path(program).name, *arguments]

        return [pid for pid in descendants(self.process.pid) if words(pid)[:len(command)] == list(command)]

    def place(self, **order):
        """Places an order over HTTP and returns it."""
        request = urllib.request.Request(
            f"{self.url}/api/orders", json.dumps(order).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:])


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


def descendants(pid):
    parents = {int(entry.name): found[0] for entry in Path("/proc").glob("[0-9]*") if (found := stat(entry.name))}
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [deeper for child in found for deeper in descendants(child)]
