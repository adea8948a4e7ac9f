"""What an instructor does to the system, over HTTP."""


class Lab:
    def __init__(self, dojo):
        self.dojo = dojo

    def scale(self, service, count):
        self._ask("PUT", f"/api/lab/services/{service}", {"count": count})

    def do(self, what, instance):
        """`kill`, `freeze`, `thaw`, `stop`, `start` or `restart`."""
        self._ask("POST", f"/api/lab/instances/{instance}/{what}")

    def broker(self, state):
        self._ask("PUT", "/api/lab/broker", {"state": state})

    def _ask(self, method, path, body=None):
        answer = self.dojo.request(method, path, body if body is not None else {})
        assert answer.status < 300, answer
        return answer
