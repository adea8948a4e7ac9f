"""Orders in numbers, over HTTP connections that stay open."""

import http.client
import itertools
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from dojo import encoded


def order(customer, item="Rice", quantity=1, price=1):
    return {"customerName": customer, "item": item, "quantity": quantity, "price": price}


class NoAnswer(Exception):
    """Nobody answered for longer than a client was ready to wait."""


class Client:
    """One connection; comes back when it is lost, and repeats what was not answered, as whoever wants to be sure does."""

    def __init__(self, dojo, patience=30.0):
        self.dojo = dojo
        self.patience = patience
        self.connection = None
        self.lost = 0

    def place(self, body):
        """Places an order, whatever it takes; returns it."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        deadline = time.monotonic() + self.patience
        while True:
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(self.dojo.host, self.dojo.port, timeout=10)
                self.connection.request("POST", "/api/orders", encoded(body), headers)
                answer = self.connection.getresponse()
                text = answer.read()
                assert answer.status == 201, f"{answer.status} {text}"
                return text
            except (OSError, http.client.HTTPException):
                self.lost += 1
                self.close()
                if time.monotonic() > deadline:
                    raise NoAnswer(f"for {self.patience:g} s") from None
                time.sleep(0.05)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


def place_all(dojo, bodies, connections=8):
    """Places orders as fast as this script can. Returns their texts as answered, and the seconds it took."""
    shares = [bodies[start::connections] for start in range(connections)]

    def place(share):
        client = Client(dojo)
        try:
            return [client.place(body) for body in share]
        finally:
            client.close()

    began = time.monotonic()
    with ThreadPoolExecutor(connections) as pool:
        answers = [answer for answers in pool.map(place, shares) for answer in answers]
    return answers, time.monotonic() - began


class Load:
    """Places orders at a steady rate, in the background, for as long as the `with` lasts."""

    def __init__(self, dojo, customer, rate=100):
        self.answers = []
        self.failure = None
        self.client = Client(dojo)
        self._customer = customer
        self._pause = 1 / rate
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            for number in itertools.count():
                if self._is_over.wait(self._pause):
                    return
                self.answers.append(self.client.place(order(f"{self._customer} {number % 20}")))
        except (AssertionError, NoAnswer) as failure:
            self.failure = failure

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *failure):
        self._is_over.set()
        self._thread.join()
        self.client.close()
        if self.failure:
            raise self.failure
