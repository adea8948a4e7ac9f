"""examples/: several gateways behind nginx and behind HAProxy, as their files say it; only the ports are others, and
the number of connections that is more than a small machine may open."""

import http.client
import random
import signal
import subprocess
import time

import pytest
from deadline import until
from dojo import ROOT, free_port
from edge import Gateway
from numbered import Filter, Producer
from wanderer import Wanderer
from wire import Ended, Wire, request

CLIENTS = 8
LIMIT = 20


class Proxy:
    """Runs an example's file; clients connect to it as to a gateway."""

    connect = Gateway.connect
    get = Gateway.get

    def __init__(self, kind, folder, gateways):
        self.host, self.port = "127.0.0.1", free_port()
        text = (ROOT / "examples" / {"nginx": "nginx.conf", "haproxy": "haproxy.cfg"}[kind]).read_text()
        for said, meant in (("8080", self.port), ("3001", gateways[0].port), ("3002", gateways[1].port)):
            assert f"127.0.0.1:{said}" in text
            text = text.replace(f"127.0.0.1:{said}", f"127.0.0.1:{meant}")
        text = text.replace("maxconn 20000", "maxconn 1000")
        # Where nginx may write without being root.
        places = "".join(f"{what}_temp_path {folder}; " for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        file = folder / "proxy.conf"
        file.write_text(text.replace("http {", f"http {{ access_log off; {places}", 1) if kind == "nginx" else text)
        commands = {
            "nginx": ["/usr/sbin/nginx", "-p", folder, "-e", "stderr", "-g", f"daemon off; pid {folder}/pid;", "-c", file],
            "haproxy": ["/usr/sbin/haproxy", "-f", file]}
        self.log = folder / "proxy.log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                commands[kind], stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            until(self.is_ready, lambda: f"{kind} serves:\n{self.log.read_text()}", within=30)
        except BaseException:
            self.stop()
            raise

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.get("/ready")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


class Faithful(Wanderer):
    """Only follows, and comes back when it is cut off."""

    instance = None

    def _draw_filter(self):
        return Filter()

    def _act(self):
        self._read(0.1)

    def _take(self, message):
        super()._take(message)
        if message["type"] == "welcome":
            self.instance = message["instance"]


@pytest.fixture(params=["nginx", "haproxy"])
def proxied(request, empty_broker, start, folders):
    """A proxy and its two gateways."""
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "MAX_CONNECTIONS_PER_ADDRESS": str(LIMIT), "SHARDS": "1"}
    gateways = [start(empty_broker, name=f"gateway-{number}", **settings) for number in (1, 2)]
    proxy = Proxy(request.param, folders.mktemp(request.param), gateways)
    yield proxy, gateways
    proxy.stop()


def test_clients_go_on_at_the_other_gateway(proxied, empty_broker, tell):
    proxy, gateways = proxied
    producer = Producer(empty_broker, random.Random(1), rate=200, padding=100)
    clients = [Faithful(proxy, random.Random(number), f"client {number}") for number in range(CLIENTS)]

    def all_of_them(condition):
        """Whether it holds for each client; complains as soon as one of them does."""
        for client in clients:
            assert client.failure is None, f"{client.failure!r}\n{client}"
        return all(condition(client) for client in clients)

    def say_where_they_are():
        return "they all do:\n" + "\n".join(map(str, clients))

    try:
        until(lambda: all_of_them(lambda client: client.counts["records"]), say_where_they_are, within=90)
        assert {client.instance for client in clients} == {"gateway-1", "gateway-2"}
        slowest = 0
        for number, gone, other in ((signal.SIGKILL, 0, 1), (signal.SIGTERM, 1, 0)):
            there = gateways[other].environment["INSTANCE_ID"]
            heard = {client: client.counts["records"] for client in clients}
            began = time.monotonic()
            gateways[gone].stop(number)
            until(lambda: all_of_them(
                lambda client: client.instance == there and client.counts["records"] > heard[client] + 50),
                say_where_they_are, within=90)
            slowest = max(slowest, time.monotonic() - began)
            gateways[gone].start()
            until(proxy.is_ready, "the proxy serves")
        producer.finish()
        for client in clients:
            client.end(dict(producer.written))
        until(lambda: all_of_them(lambda client: client.is_done.is_set()), say_where_they_are, within=90)
    finally:
        producer.close()
        for client in clients:
            client.stop()
    for client in clients:
        assert not any(name.startswith("gap") for name in client.counts), f"{client.counts}\n{client}"
    tell(f"{proxy.process.args[0]}: {sum(producer.written.values())} records to {CLIENTS} clients, a gateway killed and "
         f"one stopped, nothing missed; all were back within {slowest:.1f} s")


def test_the_gateways_see_who_comes(proxied):
    """The limit is for each address of a client, and nobody talks himself out of it."""
    proxy, gateways = proxied
    gateways[1].stop()
    until(proxy.is_ready, "the proxy serves")
    opened = []
    try:
        for address in ("127.0.0.8", "127.0.0.9"):
            for number in range(LIMIT):
                opened.append(Wire(proxy, request(X_Forwarded_For=f"10.0.0.{number}"), source=address))
                assert opened[-1].hear()["type"] == "welcome"
            one_more = Wire(proxy, request(X_Forwarded_For="10.1.1.1"), source=address)
            opened.append(one_more)
            with pytest.raises(Ended, match="4103"):
                one_more.hear()
    finally:
        for wire in opened:
            wire.close()
