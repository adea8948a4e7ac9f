"""Records as `kcat` sees them."""

import dataclasses
import json
import subprocess
import threading

TOPICS = ("orders", "audit", "orders-dlq")


@dataclasses.dataclass(frozen=True)
class Record:
    topic: str
    partition: int
    offset: int
    timestamp: int
    key: str
    headers: tuple
    """Pairs, in their order."""
    payload: str
    """The value's text as it is in Kafka; None where it was read elsewhere."""
    value: dict

    def header(self, name):
        return dict(self.headers).get(name)

    @property
    def event_id(self):
        return self.header("eventId")

    @property
    def retry_count(self):
        return int(self.header("retryCount") or 0)

    @property
    def order_id(self):
        return self.value["orderId"] if self.topic == "audit" else self.value["order"]["id"]

    def is_same_event(self, other):
        """Whether the two are one event that was written twice: all is the same but the place."""
        return (self.topic, self.key, self.headers, self.value) == (other.topic, other.key, other.headers, other.value)


def from_kcat(line):
    record = json.loads(line)
    headers = record.get("headers", [])
    return Record(
        record["topic"], record["partition"], record["offset"], record["ts"], record["key"],
        tuple(zip(headers[::2], headers[1::2])), record["payload"], json.loads(record["payload"]))


def from_websocket(channel, event):
    return Record(
        channel, event["partition"], event["offset"], event["timestamp"], event["key"],
        tuple(event["headers"].items()), None, event["value"])


def kcat(dojo, *arguments, **options):
    """Runs kcat to its end and returns what it printed."""
    command = ["kcat", "-b", dojo.bootstrap_servers, "-q", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False, **options)
    assert result.returncode == 0, result.stderr
    return result.stdout


def read(dojo, *topics):
    """All records of the topics, from first to last."""
    arguments = ["-C", "-o", "beginning", "-e", "-J", "-X", "fetch.wait.max.ms=10"]
    lines = [line for topic in topics or TOPICS for line in kcat(dojo, *arguments, "-t", topic).splitlines()]
    return [from_kcat(line) for line in lines]


def write(dojo, record):
    """Writes a record once more: key, value and headers as they are."""
    headers = [word for name, value in record.headers for word in ("-H", f"{name}={value}")]
    kcat(dojo, "-P", "-t", record.topic, "-k", record.key, *headers, input=record.payload)


class Tail:
    """All records of the topics, from the first on, as they come. Lives through a broker that is away for a while."""

    def __init__(self, dojo, *topics):
        self.records = []
        self.processes = [
            subprocess.Popen(
                ["kcat", "-b", dojo.bootstrap_servers, "-C", "-t", topic, "-o", "beginning", "-J", "-q", "-u", "-E",
                 "-X", "fetch.wait.max.ms=50", "-X", "reconnect.backoff.max.ms=500"],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            for topic in topics or TOPICS
        ]
        for process in self.processes:
            threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process):
        for line in process.stdout:
            self.records.append(from_kcat(line))

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()
