"""A gateway alone in front of an embedded broker, without a supervisor: for what only its edge shows."""

import http.client
import os
import signal
import socket
import subprocess
from pathlib import Path

from deadline import until
from dojo import ROOT, binary, free_port

# Of a machine that has far more to do than it can.
STARTS_WITHIN = 60.0


class EmbeddedBroker:
    def __init__(self, folder, **settings):
        self.control = Path(folder) / "broker.sock"
        self.log = Path(folder) / "broker.log"
        environment = {**os.environ, **settings}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [binary(), "broker", "--control", str(self.control), "--topics"], env=environment, cwd=folder,
                stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        until(lambda: self._says("bootstrap servers: "), "the broker has started", STARTS_WITHIN)
        self.bootstrap_servers = self.log.read_text().split("bootstrap servers: ")[1].split("\n")[0]

    def _says(self, text):
        assert self.process.poll() is None, self.log.read_text()
        return f"{text}" in self.log.read_text() and self.log.read_text().endswith("\n")

    def stop(self):
        self.process.kill()
        self.process.wait()


class Gateway:
    """Runs until it is stopped; `start` brings it back on the same port. Without REDIS_URL it does without Redis."""

    def __init__(self, folder, broker, *arguments, name="gateway", files=None, topics="orders,audit", **settings):
        self.folder = Path(folder)
        self.host = "127.0.0.1"
        self.port = int(settings.pop("PORT", 0)) or free_port()
        self.log = self.folder / f"{name}-{self.port}.log"
        self.arguments = arguments
        self.files = files
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("KAFKA_HOME", "REDIS_URL")},
            "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers, "KAFKA_CONTROL": str(broker.control),
            "TOPICS": topics, "PORT": str(self.port), "INSTANCE_ID": name, "DOJO_HOME": str(ROOT), **settings}
        self.process = None
        self.start()

    def start(self):
        with self.log.open("ab") as output:
            command = [binary("gateway"), *self.arguments]
            if self.files:
                command = ["prlimit", f"--nofile={self.files}", *command]
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=self.folder, stdout=output, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, start_new_session=True)
        until(self.is_ready, lambda: f"the gateway is ready:\n{self.tail()}", STARTS_WITHIN)

    def is_ready(self):
        assert self.process.poll() is None, f"the gateway ended with {self.process.returncode}:\n{self.tail()}"
        try:
            return self.get("/ready")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path, timeout=5):
        """Status and body."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def connect(self, timeout=30.0, source=None, receive_buffer=None):
        """A bare TCP connection to it."""
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(timeout)
        if source:
            connection.bind((source, 0))
        connection.connect((self.host, self.port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    @property
    def pid(self):
        return self.process.pid

    @property
    def memory(self):
        """Resident, in bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])

    def stop(self, number=signal.SIGTERM, within=20.0):
        if self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(within)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the gateway did not stop within {within:g} s:\n{self.tail()}") from None
        return self.process.returncode
