"""Thousands of WebSockets in one thread."""

import json
import selectors
import socket
import time

from wire import TEXT, frame, request


class Crowd:
    """Connects, subscribes each, and keeps them; they come from several addresses, as ports are few.

    `handshake` is what each begins with, `more` what it sends after it has subscribed."""

    AT_A_TIME = 200
    PER_ADDRESS = 2500

    def __init__(self, gateway, count, channel, handshake=None, more=b""):
        self._channel = channel
        self._sockets = []
        subscribe = frame(TEXT, json.dumps({"type": "subscribe", "id": "s", "channels": [channel]}))
        for start in range(0, count, self.AT_A_TIME):
            some = []
            for index in range(start, min(start + self.AT_A_TIME, count)):
                some.append(self._connect(gateway, f"127.0.0.{2 + index // self.PER_ADDRESS}"))
                some[-1].sendall((handshake or request()) + subscribe + more)
            self._sockets += some
            self.until_heard(b'"type":"subscribed"', some)

    @staticmethod
    def _connect(gateway, source):
        connection = socket.socket()
        connection.settimeout(30)
        # The port is chosen at connect, so that those of another address may be taken, too.
        connection.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
        connection.bind((source, 0))
        connection.connect((gateway.host, gateway.port))
        return connection

    def until_heard(self, text, sockets=None, within=30.0):
        """Reads until each has been sent this; returns how long that took."""
        began = time.monotonic()
        waiting = {connection: b"" for connection in sockets or self._sockets}
        with selectors.EpollSelector() as selector:
            for connection in waiting:
                selector.register(connection, selectors.EVENT_READ)
            while waiting:
                assert time.monotonic() - began < within, f"{len(waiting)} have not heard {text}"
                for key, _ in selector.select(1.0):
                    connection = key.fileobj
                    data = connection.recv(65536)
                    assert data, "a connection was closed"
                    heard = waiting[connection] + data
                    if text in heard:
                        selector.unregister(connection)
                        del waiting[connection]
                    else:
                        waiting[connection] = heard[-len(text):]
        return time.monotonic() - began

    def leave(self):
        for connection in self._sockets:
            connection.close()
        self._sockets = []
