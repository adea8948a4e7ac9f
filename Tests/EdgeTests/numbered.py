"""A producer that numbers its records, and what a client may conclude from the numbers that it has seen."""

import dataclasses
import subprocess
import threading
import time

KEYS = 5
KINDS = 3


def key_of(partition, number):
    return f"k{(number * 7 + partition) % KEYS}"


def kind_of(partition, number):
    return (number // 2 + partition) % KINDS


@dataclasses.dataclass(frozen=True)
class Filter:
    """What a client asks for; every record's key and kind follow from its number, so the test knows what passes."""

    keys: tuple = ()
    kind: int | None = None

    def passes(self, partition, number):
        return (not self.keys or key_of(partition, number) in self.keys) and self.kind in (
            None, kind_of(partition, number))

    @property
    def fields(self):
        fields = {"keys": list(self.keys)} if self.keys else {}
        return fields if self.kind is None else {**fields, "where": {"value.kind": self.kind}}


class Producer:
    """Writes to each partition its own numbers, from 0 on, at a rate that changes."""

    PLACES = (("orders", 0), ("orders", 1), ("orders", 2), ("audit", 0))

    def __init__(self, broker, dice, rate=500, padding=1200):
        self.written = {place: 0 for place in self.PLACES}
        self._dice = dice
        self._rate = rate
        self._padding = "." * padding
        self._kcat = {
            (topic, partition): subprocess.Popen(
                ["kcat", "-b", broker.bootstrap_servers, "-q", "-P", "-t", topic, "-p", str(partition), "-K", "|",
                 "-X", "queue.buffering.max.ms=2", "-X", "enable.idempotence=true"],
                stdin=subprocess.PIPE, text=True)
            for topic, partition in self.PLACES}
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _write(self, place):
        number = self.written[place]
        partition = place[1]
        self._kcat[place].stdin.write(
            f'{key_of(partition, number)}|{{"n":{number},"kind":{kind_of(partition, number)},"x":"{self._padding}"}}\n')
        self._kcat[place].stdin.flush()
        self.written[place] = number + 1

    def _run(self):
        while not self._is_over.is_set():
            for _ in range(self._dice.choice((1, 1, 5, 40))):
                self._write(self._dice.choice(self.PLACES))
            time.sleep(self._dice.choice((5, 10, 20)) / self._rate)

    def finish(self):
        """Writes no more; everything written is in Kafka on return."""
        self._is_over.set()
        self._thread.join()
        for _ in range(20):  # so that every filter lets something through at the very end
            for place in self.PLACES:
                self._write(place)
        for process in self._kcat.values():
            process.stdin.close()
            assert process.wait(60) == 0

    def close(self):
        self._is_over.set()
        self._thread.join()
        for process in self._kcat.values():
            process.kill()
            process.wait()


class Broken(AssertionError):
    """A client was lied to."""


@dataclasses.dataclass
class View:
    """What a client knows of one channel at one moment: what it may expect, and what it was told that it missed."""

    filter: Filter
    expected: dict = dataclasses.field(default_factory=dict)
    """Partition → the number that it has everything up to; missing while it has seen nothing of it."""
    exact: set = dataclasses.field(default_factory=set)
    """Partitions whose next record is known."""
    allowance: float = 0
    """Records that it has been told are missing, and that have not been found to be missing yet."""
    unsettled: set = dataclasses.field(default_factory=set)
    """Partitions of which nothing has come since it was told so."""

    def copy(self, other=None):
        view = dataclasses.replace(
            self, expected=dict(self.expected), exact=set(self.exact), unsettled=set(self.unsettled))
        if other is not None and other != self.filter:
            # The cursor has passed over what the old filter left out, and nobody knows how far.
            view.filter = other
            view.exact = set()
        return view

    def gap(self, missed, partitions):
        self.allowance += float("inf") if missed is None else missed
        self.unsettled = set(partitions)

    def take(self, partition, number):
        expected = self.expected.get(partition)
        if not self.filter.passes(partition, number):
            raise Broken(f"{number} of partition {partition} is not what was asked for")
        if expected is not None and number < expected:
            raise Broken(f"{number} of partition {partition} came after {expected - 1}")
        if expected is not None and partition in self.exact:
            missing = sum(self.filter.passes(partition, each) for each in range(expected, number))
            if missing > self.allowance:
                raise Broken(
                    f"{missing} records before {number} of partition {partition} are missing, from {expected} on; "
                    f"{self.allowance} were told")
            self.allowance -= missing
        self.expected[partition] = number + 1
        self.exact.add(partition)
        self.unsettled.discard(partition)
        if not self.unsettled:
            self.allowance = 0
