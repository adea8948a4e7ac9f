"""A WebSocket client, as docs/protocol.md says that one is to be written."""

import json
import threading

import websocket
from deadline import until
from records import TOPICS, from_websocket


class Follower:
    """Follows channels from `start`: records, gaps, cursors, and the orders that a list would show."""

    def __init__(self, dojo, channels=TOPICS, start="latest", positions=None):
        self.records = []
        self.gaps = []
        self.cursors = {}
        self.orders = {}  # id → (version, order), as a list shows them
        self.deleted = {}  # id → version
        self.answers = {}
        self.close_code = None
        self._snapshots = set()
        self._subscribed = set()
        self.socket = websocket.create_connection(
            f"ws://{dojo.host}:{dojo.port}/ws", subprotocols=["dojo.v1"], timeout=30)
        threading.Thread(target=self._read, daemon=True).start()
        self.say(type="subscribe", id="s1", channels=list(channels), **{"from": start}, positions=positions or {})
        until(lambda: self._subscribed == set(channels), "everything is subscribed")
        if start == "latest" and "orders" in channels and "orders" not in (positions or {}):
            until(lambda: "orders" in self._snapshots, "the snapshot is complete")

    def say(self, **message):
        self.socket.send(json.dumps(message))

    def command(self, name, **data):
        """Runs a command and returns its answer."""
        number = f"c{len(self.answers)}"
        self.say(type="command", id=number, name=name, data=data)
        return until(lambda: self.answers.get(number), f"{name} is answered")

    def _read(self):
        while True:
            try:
                opcode, data = self.socket.recv_data()
            except (OSError, websocket.WebSocketException):
                self.close_code = self.close_code or 1006
                return
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                self.close_code = int.from_bytes(data[:2], "big")
            elif opcode == websocket.ABNF.OPCODE_TEXT:
                self._take(json.loads(data))

    def _take(self, message):
        channel = message.get("channel")
        if "cursor" in message:
            self.cursors[channel] = message["cursor"]
        match message["type"]:
            case "snapshot":
                for entry in message["data"]:
                    self._hold(entry["order"], entry["version"])
                for entry in message.get("deleted", []):
                    self.deleted[entry["id"]] = entry["version"]
                if message.get("last"):
                    self._snapshots.add(channel)
            case "events":
                for event in message["events"]:
                    self._follow(from_websocket(channel, event))
            case "gap":
                self.gaps.append(message)
                if message["reason"] == "reset":
                    self.orders.clear()
                    self.deleted.clear()
            case "subscribed":
                self._subscribed.add(channel)
            case "result" | "error" | "pong":
                self.answers[message["id"]] = message

    def _follow(self, record):
        if record.topic == "orders":
            version = int(record.header("orderVersion"))
            self._hold(record.value["order"], version, is_deleted=record.value["action"] == "deleted")
        self.records.append(record)

    def _hold(self, order, version, is_deleted=False):
        """An event is applied only if it is newer than what is held of the order, or was seen deleted."""
        held = max(self.orders.get(order["id"], (0,))[0], self.deleted.get(order["id"], 0))
        if version <= held:
            return
        if is_deleted:
            self.orders.pop(order["id"], None)
            self.deleted[order["id"]] = version
        else:
            self.orders[order["id"]] = (version, order)

    def close(self):
        self.socket.close()
