"""A Redis of a test's own, outside of any dojo; it keeps every write, also over a SIGKILL."""

import signal
import subprocess

from deadline import until
from dojo import free_port


class PrivateRedis:
    PASSWORD = "sesame"

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://default:{self.PASSWORD}@127.0.0.1:{self.port}"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--requirepass", self.PASSWORD, "--dir",
             self.folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            until(self.answers, "Redis answers")
        except AssertionError:
            self.kill()
            raise

    def answers(self):
        ping = ["redis-cli", "--no-auth-warning", "-u", self.url, "ping"]
        return subprocess.run(ping, capture_output=True, timeout=5, check=False).stdout == b"PONG\n"

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait()
