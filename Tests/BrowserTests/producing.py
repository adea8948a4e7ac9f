"""Records written to a topic past the gateway, as another producer would."""

import json
import subprocess
import threading
import time


def kcat(dojo, topic):
    return subprocess.Popen(
        ["kcat", "-P", "-q", "-b", dojo.bootstrap_servers, "-t", topic, "-X", "linger.ms=5"],
        stdin=subprocess.PIPE)


def produce(dojo, topic, values):
    """Writes values, and returns once the broker has them."""
    process = kcat(dojo, topic)
    process.communicate("".join(f"{json.dumps(value)}\n" for value in values).encode(), timeout=60)
    assert process.returncode == 0


class Stream:
    """`with Stream(dojo, "audit", valueOf, 1000):` writes so many values a second until it is left."""

    def __init__(self, dojo, topic, value_of, per_second):
        self.process = kcat(dojo, topic)
        self.value_of = value_of
        self.per_second = per_second
        self.sent = 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        began = time.monotonic()
        while not self.is_over.wait(0.02):
            due = int((time.monotonic() - began) * self.per_second)
            lines = "".join(f"{json.dumps(self.value_of(number))}\n" for number in range(self.sent, due))
            self.process.stdin.write(lines.encode())
            self.process.stdin.flush()
            self.sent = due

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
        self.process.communicate(timeout=60)
