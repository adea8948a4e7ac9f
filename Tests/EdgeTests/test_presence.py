"""Who is there, over two gateways of which one is killed."""

import json
import signal
import time

import pytest
import websocket
from deadline import until
from private_redis import PrivateRedis

# A heartbeat lasts 6 s; the rest is for a machine that has far more to do than it can.
GONE_WITHIN = 40.0


class Person:
    """Says a name and keeps a list of who is there, by what it is told alone."""

    def __init__(self, gateway, name):
        url = f"ws://{gateway.host}:{gateway.port}/ws"
        self.socket = websocket.create_connection(url, subprotocols=["dojo.v1"], timeout=30)
        self.session = self.hear("welcome")["session"]
        self.people = {}
        self.socket.send(json.dumps({"type": "hello", "id": "h", "name": name}))
        self.hear("result")

    def hear(self, kind):
        while True:
            message = json.loads(self.socket.recv())
            if message["type"] == kind:
                return message

    def knows(self, names, within=GONE_WITHIN):
        """Listens until it knows exactly these, and returns how long that took."""
        start = time.monotonic()
        while sorted(person["name"] for person in self.people.values()) != sorted(names):
            assert time.monotonic() - start < within, f"{self.people} and not {names}"
            message = self.hear("presence")
            for person in message["left"]:
                del self.people[person["session"]]
            for person in message["joined"]:
                self.people[person["session"]] = person
            assert len(self.people) == message["count"]
        return time.monotonic() - start


def listed(gateway):
    status, body = gateway.get("/api/presence")
    assert status == 200
    return [person["name"] for person in json.loads(body)["people"]]


@pytest.fixture
def pair(folders, broker, start):
    """Two gateways that share a Redis."""
    redis = PrivateRedis(folders.mktemp("redis"))
    yield [start(broker, name=f"gateway-{number}", REDIS_URL=redis.url) for number in (1, 2)]
    redis.kill()


@pytest.fixture
def join():
    people = []

    def join(gateway, name):
        people.append(Person(gateway, name))
        return people[-1]

    yield join
    for person in people:
        person.socket.close()


def test_people_of_a_killed_gateway_are_gone_and_come_back_with_it(pair, join, tell):
    doomed, other = pair
    ann, bob, cy = join(other, "Ann"), join(doomed, "Bob"), join(doomed, "Cy")
    for person in (ann, bob, cy):
        person.knows(["Ann", "Bob", "Cy"])
    assert listed(doomed) == listed(other) == ["Ann", "Bob", "Cy"]

    doomed.stop(signal.SIGKILL)
    tell(f"people of a killed gateway were gone after {ann.knows(['Ann']):.1f} s")
    assert listed(other) == ["Ann"]

    doomed.start()
    again = join(doomed, "Bob")
    again.knows(["Ann", "Bob"])
    ann.knows(["Ann", "Bob"])


def test_people_of_a_stopped_gateway_are_gone_at_once(pair, join):
    leaving, other = pair
    ann, bob = join(other, "Ann"), join(leaving, "Bob")
    ann.knows(["Ann", "Bob"])
    bob.knows(["Ann", "Bob"])
    assert leaving.stop() == 0
    until(lambda: listed(other) == ["Ann"], "Bob is gone")
    ann.knows(["Ann"])
