"""A client that does what clients do: comes, goes, stalls, comes back with a cursor, changes its mind."""

import collections
import json
import threading
import time

from numbered import Broken, Filter, View
from wire import CLOSE, PING, PONG, TEXT, Ended, Wire, frame

PARTITIONS = {"orders": (0, 1, 2), "audit": (0,)}


class Wanderer:
    """Everything that it does is drawn from `dice`; everything that it hears is checked."""

    CLOSES = {1001, 4200}

    def __init__(self, gateway, dice, name, pauses=(0.1, 0.5, 2.0, 5.0), everything=False):
        self.gateway = gateway
        self.name = name
        self.counts = collections.Counter()
        self.failure = None
        self.is_ending = threading.Event()
        self.is_done = threading.Event()
        self._dice = dice
        self._pauses = pauses
        self._wants_everything = everything
        self._filter = self._draw_filter()
        self._views = {}  # channel → View
        self._checkpoints = {channel: collections.deque(maxlen=30) for channel in PARTITIONS}
        self._asked = {}  # id → {channel: View}
        self._number = 0
        self._final = None
        self._history = collections.deque(maxlen=40)
        self._again = 0
        self.wire = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self, written):
        """From now on it only reads, until it has everything up to here."""
        self._final = written
        self.is_ending.set()

    def stop(self):
        self.is_done.set()
        self._thread.join(30)

    def __str__(self):
        where = {channel: view.expected for channel, view in self._views.items()}
        return f"{self.name} {self._filter} {self.failure or ''}: at {where}, after\n  " + "\n  ".join(map(str, self._history))

    # What it does

    def _run(self):
        try:
            while not self.is_done.is_set():
                if self.wire is None:
                    self._connect()
                    continue
                if self.is_ending.is_set() and self._has_all():
                    self.is_done.set()
                    return
                self._act()
        except Broken as failure:
            self.failure = failure
        except Exception as failure:  # whatever it is, the test has to say so
            self.failure = failure
            raise
        finally:
            if self.wire:
                self.wire.close()

    def _act(self):
        dice = self._dice
        if self.is_ending.is_set():
            self._read(0.2)
            if self._again and time.monotonic() > self._again:
                self._again = 0
                self._subscribe()
            return
        self._read(dice.uniform(0.02, 1.0))
        if self.wire is None:
            return
        choice = dice.random()
        if choice < 0.15:
            self._note("cuts the connection")
            self.counts["disconnects"] += 1
            self._drop()
        elif choice < 0.25:
            self._note("closes")
            try:
                self.wire.send(frame(CLOSE, b"\x03\xe8"))
                self.wire.until_close()
            except OSError:
                pass
            self._drop()
        elif choice < 0.45:
            pause = dice.choice(self._pauses)
            self._note(f"reads nothing for {pause} s")
            self.counts["pauses"] += 1
            self.is_ending.wait(pause)
        elif choice < 0.60:
            self._subscribe()
        elif choice < 0.65:
            self._filter = self._draw_filter()
            self._subscribe()
        elif choice < 0.70:
            self._note("unsubscribes")
            self._say(type="unsubscribe", id="u", channels=list(PARTITIONS))
            self._await("unsubscribed", id="u")
            if self.wire:
                self._subscribe()

    def _draw_filter(self):
        dice = self._dice
        if self._wants_everything:
            return Filter()
        keys = tuple(sorted(dice.sample(["k0", "k1", "k2", "k3", "k4"], dice.choice((1, 2)))))
        return dice.choice((Filter(), Filter(), Filter(keys=keys), Filter(kind=dice.randrange(3)),
                            Filter(keys=keys, kind=dice.randrange(3))))

    def _connect(self):
        wire = None
        try:
            wire = Wire(self.gateway, timeout=20, receive_buffer=self._dice.choice((4096, 65536)))
        except (OSError, Ended):
            pass
        if wire is None or wire.status != 101:
            if wire:
                wire.close()
            time.sleep(0.1)  # it is being started again; a proxy says so
            return
        self.wire = wire
        self._asked = {}
        if self._await("welcome"):
            self._subscribe()

    def _subscribe(self):
        """Goes on from a cursor that it has, mostly the newest; or begins anew."""
        self._number += 1
        ident = f"s{self._number}"
        asked, positions = {}, {}
        begins = not self.is_ending.is_set() and self._dice.random() < 0.1
        for channel, checkpoints in self._checkpoints.items():
            if not checkpoints or begins:
                asked[channel] = View(self._filter)
                continue
            newest = self.is_ending.is_set() or self._dice.random() < 0.7
            cursor, view = checkpoints[-1] if newest else self._dice.choice(list(checkpoints))
            positions[channel] = cursor
            asked[channel] = view.copy(self._filter)
            self.counts["resumes"] += 1
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3))
        start = self._dice.choice(("latest", "earliest", {"last": 50}, {"last": 2000}, {"since": since}))
        self._note(f"subscribes {ident} from {start} {positions} {self._filter}")
        self._asked[ident] = asked
        self._say(type="subscribe", id=ident, channels=list(PARTITIONS), positions=positions, **{"from": start},
                  **self._filter.fields)

    # What it hears

    def _say(self, **message):
        """Whoever is not connected says it again after connecting."""
        try:
            if self.wire:
                self.wire.say(**message)
        except OSError:
            self._drop()

    def _drop(self):
        if self.wire:
            self.wire.close()
        self.wire = None

    def _read(self, seconds):
        """Takes what comes for so long."""
        until = time.monotonic() + seconds
        while self.wire and not self.is_done.is_set() and (left := until - time.monotonic()) > 0:
            self._hear(left)

    def _await(self, kind, **fields):
        """Takes what comes until this does; None where the connection ends before."""
        deadline = time.monotonic() + 60
        while self.wire:
            message = self._hear(1.0)
            if message and message["type"] == kind and fields.items() <= message.items():
                return message
            if time.monotonic() > deadline:
                raise Broken(f"no {kind} came")
        return None

    def _hear(self, patience):
        wire = self.wire
        try:
            wire.socket.settimeout(max(patience, 0.01))
            found = wire.receive()
        except TimeoutError:
            return None
        except (OSError, Ended):
            self._note("is cut off")
            self._drop()
            return None
        if found.opcode == CLOSE:
            if found.code not in self.CLOSES:
                raise Broken(f"closed with {found.code} {found.payload[2:]!r}")
            self._note(f"is closed with {found.code}")
            self._drop()
        elif found.opcode == PING:
            try:
                wire.send(frame(PONG, found.payload))
            except OSError:
                self._drop()
        elif found.opcode == TEXT:
            message = json.loads(found.payload)
            self._take(message)
            return message
        return None

    def _take(self, message):
        channel = message.get("channel")
        match message["type"]:
            case "subscribed":
                view = self._asked[message["id"]].pop(channel)
                self._note(f"is subscribed: {message['id']} {channel} {message['cursor']}")
                self._views[channel] = view
                self._checkpoints[channel].append((message["cursor"], view.copy()))
            case "gap":
                if message["reason"] == "reset":
                    raise Broken(f"reset: {message}")
                self._note(f"is told {message}")
                self.counts[f"gap {message['reason']}"] += 1
                view = self._views[channel]
                view.gap(message["missed"], PARTITIONS[channel])
                self._checkpoints[channel].append((message["cursor"], view.copy()))
            case "events":
                view = self._views[channel]
                for event in message["events"]:
                    self._take_event(channel, view, event)
                self.counts["records"] += len(message["events"])
                self._checkpoints[channel].append((message["cursor"], view.copy()))
            case "error":
                if message["code"] not in ("history.busy", "history.failed"):
                    raise Broken(f"error: {message}")
                self._note(f"is told {message}")
                self.counts[message["code"]] += 1
                self._again = time.monotonic() + message.get("retryAfterMs", 500) / 1000
                if not self.is_ending.is_set():
                    time.sleep(message.get("retryAfterMs", 500) / 1000)
                    self._subscribe()

    def _take_event(self, channel, view, event):
        partition, value = event["partition"], event["value"]
        if event["offset"] != value["n"]:
            raise Broken(f"offset {event['offset']} holds number {value['n']}")
        try:
            view.take(partition, value["n"])
        except Broken as failure:
            raise Broken(f"{channel}: {failure}") from None

    def _has_all(self):
        if set(self._views) != set(PARTITIONS):
            return False
        for (channel, partition), end in self._final.items():
            view = self._views[channel]
            wanted = [number for number in range(max(0, end - 60), end) if view.filter.passes(partition, number)]
            if wanted and view.expected.get(partition, 0) <= wanted[-1]:
                return False
        return True

    def _note(self, text):
        self._history.append(f"{time.strftime('%H:%M:%S')} {text}")
