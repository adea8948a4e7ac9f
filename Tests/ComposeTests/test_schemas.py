"""What a running dojo says, against docs/asyncapi.yaml and docs/openapi.yaml."""

import json
import subprocess
import urllib.error
import urllib.request

import jsonschema
import pytest
import websocket
import yaml
from dojo import ROOT, Dojo, binary

ASYNC = yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text())
OPEN = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
MESSAGES = ASYNC["components"]["messages"]
ORDER = {"customerName": "Ann", "item": "Tonkotsu ramen", "quantity": 2, "price": 14.5}
FROM_CLIENT = {"auth", "hello", "ping", "subscribe", "unsubscribe", "command", "history", "publish"}


@pytest.fixture(scope="module")
def dojo(tmp_path_factory):
    """One in which every notification fails, so that there are dead letters."""
    if binary() is None:
        pytest.fail("there is no dojo to test: build it (make build) or set DOJO_BIN")
    running = Dojo(tmp_path_factory.mktemp("dojo"), FAIL_RATE="1")
    yield running
    running.stop(within=30)  # How soon it stops is asked elsewhere.


def check(schema, value, document, Validator):
    """References in a schema are to its document."""
    validator = Validator({**schema, "components": document["components"]}, format_checker=jsonschema.FormatChecker())
    problems = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(value)]
    assert not problems, f"{problems} in {json.dumps(value)[:500]}"


class Client:
    """Says things over a WebSocket and checks everything that it hears."""

    def __init__(self, url):
        self.socket = websocket.create_connection(
            url.replace("http", "ws", 1) + "/ws", subprotocols=["dojo.v1"], timeout=20)
        self.heard = []
        self.records = []

    def say(self, **message):
        check(MESSAGES[message["type"]]["payload"], message, ASYNC, jsonschema.Draft7Validator)
        self.socket.send(json.dumps(message))

    def hear(self, until):
        while True:
            message = json.loads(self.socket.recv())
            check(MESSAGES[message["type"]]["payload"], message, ASYNC, jsonschema.Draft7Validator)
            self.heard.append(message)
            if message["type"] == "events":
                self.records += [(message["channel"], record) for record in message["events"]]
            if until(message):
                return message


def kind(channel, record):
    """Which message of docs/asyncapi.yaml a record is; none is the one that the test itself writes."""
    if channel == "orders" and record["key"] == "key":
        return None
    if "dlq-original-topic" in record["headers"]:
        return "poison"
    if channel != "audit":
        return {"orders": "orderEvent", "orders-dlq": "deadLetter"}[channel]
    return {
        "order-service": "orderAudit",
        "notification-service": "notificationAudit",
        "fraud-service": "fraudAudit",
        "analytics": "streamStats",
    }[record["value"]["source"]]


def test_every_message_and_every_record_fits_its_schema(dojo):
    client = Client(dojo.url)
    client.hear(lambda message: message["type"] == "welcome")
    client.say(type="subscribe", id="s", channels=["orders", "audit", "orders-dlq"])
    client.hear(lambda message: message["type"] == "snapshot" and message["last"])
    client.say(type="hello", id="h", name="Ann")
    client.say(type="ping", id="p")
    client.say(type="command", id="c1", name="order.create", data=ORDER, idempotencyKey="k")
    order = client.hear(lambda message: message.get("id") == "c1")["data"]
    changed = {**ORDER, "quantity": 3, "id": order["id"], "version": order["version"]}
    client.say(type="command", id="c2", name="order.update", data=changed)
    client.hear(lambda message: message.get("id") == "c2")
    client.say(type="command", id="c3", name="order.update", data={**changed, "item": " "})
    assert client.hear(lambda message: message.get("id") == "c3")["code"] == "order.invalid"
    client.say(type="command", id="c4", name="order.delete", data={"id": order["id"]})
    assert client.hear(lambda message: message.get("id") == "c4")["data"] == {"id": order["id"]}
    kcat = ["kcat", "-P", "-b", dojo.bootstrap_servers, "-t", "orders", "-k", "key"]
    subprocess.run(kcat, input=b"not JSON", check=True, timeout=20)

    wanted = {"orderEvent", "orderAudit", "notificationAudit", "fraudAudit", "streamStats", "deadLetter", "poison"}
    client.hear(lambda _: wanted <= {kind(channel, record) for channel, record in client.records})
    client.say(type="subscribe", id="r", channels=["orders"], **{"from": "another.0-1"})
    client.hear(lambda message: message["type"] == "gap")
    chosen = {"keys": [order["id"]], "where": {"value.action": "DLQ", "header.source": "notification-service"}}
    client.say(type="subscribe", id="f", channels=["audit"], **{"from": "earliest"}, conflate=True, **chosen)
    client.hear(lambda message: message.get("id") == "f")
    letters = client.hear(lambda message: message["type"] == "events" and message["channel"] == "audit")["events"]
    assert {(record["key"], record["value"]["action"]) for record in letters} == {(order["id"], "DLQ")}
    client.say(type="history", id="y", channel="audit", **{"from": {"last": 5}}, **chosen)
    page = client.hear(lambda message: message.get("id") == "y")["data"]
    check(ASYNC["components"]["schemas"]["recordPage"], page, ASYNC, jsonschema.Draft7Validator)
    assert all(letter in page["events"] for letter in letters)
    dead = next(record for channel, record in client.records if kind(channel, record) == "deadLetter")
    client.say(
        type="publish", id="w", channel="orders-dlq", key=dead["key"], value=dead["value"], headers={"by": "hand"})
    written = client.hear(lambda message: message.get("id") == "w")["data"]
    check(ASYNC["components"]["schemas"]["publishedRecord"], written, ASYNC, jsonschema.Draft7Validator)
    client.say(type="command", id="v", name="system.watch", data={"on": True})
    system = client.hear(lambda message: message["type"] == "system")["data"]
    check(OPEN["components"]["schemas"]["System"], system, OPEN, jsonschema.Draft202012Validator)
    client.say(type="command", id="r", name="readiness.watch", data={"on": True})
    ready = client.hear(lambda message: message["type"] == "readiness")["data"]
    check(OPEN["components"]["schemas"]["Readiness"], ready, OPEN, jsonschema.Draft202012Validator)
    client.hear(lambda message: message["type"] == "system")  # from here on what is done is told, too
    client.say(type="command", id="l", name="lab.restart", data={"instance": "audit-1"})
    client.hear(lambda message: message["type"] == "lab")
    # The letter of what could not be parsed, too: whatever is there.
    client.say(type="command", id="d", name="deadletters.redrive", data={"all": True})
    client.hear(lambda message: message["type"] == "deadletters")
    client.say(type="command", id="q", name="room.pause", data={"state": "paused"})
    client.hear(lambda message: message["type"] == "room")
    client.say(type="unsubscribe", id="u", channels=["orders"])
    client.hear(lambda message: message["type"] == "unsubscribed")

    described = set(ASYNC["channels"]["webSocket"]["messages"]) - FROM_CLIENT
    assert {message["type"] for message in client.heard} == described
    for name, record in [(kind(channel, record), record) for channel, record in client.records]:
        if name is None:
            continue
        schemas = MESSAGES[name]
        check(schemas["headers"], record["headers"], ASYNC, jsonschema.Draft7Validator)
        if "encoding" not in record:
            check(schemas["payload"], record["value"], ASYNC, jsonschema.Draft7Validator)


def ask(dojo, method, path, body=None, headers=None):
    """Status, headers and text of an answer, whatever its status."""
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(dojo.url + path, data, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read().decode()


@pytest.fixture(scope="module")
def order(dojo):
    return dojo.place(**ORDER)


@pytest.mark.parametrize(
    "method, path, body, headers, status, code",
    [
        ("GET", "/api/orders", None, {}, 200, None),
        ("GET", "/api/orders?limit=0", None, {}, 400, "limit.invalid"),
        ("GET", "/api/orders?cursor=x", None, {}, 400, "cursor.invalid"),
        ("POST", "/api/orders", ORDER, {}, 201, None),
        ("POST", "/api/orders", {**ORDER, "price": 1.234}, {}, 400, "order.invalid"),
        ("POST", "/api/orders", b"no", {}, 400, "json.malformed"),
        ("POST", "/api/orders", ORDER, {"Idempotency-Key": "a b"}, 400, "idempotency.invalid"),
        ("POST", "/api/orders", ORDER, {"Idempotency-Key": "one"}, 201, None),
        ("POST", "/api/orders", {**ORDER, "quantity": 9}, {"Idempotency-Key": "one"}, 422, "idempotency.mismatch"),
        ("POST", "/api/orders", b"x" * 70_000, {}, 413, "http.body-too-large"),
        ("GET", "/api/orders/{id}", None, {}, 200, None),
        ("GET", "/api/orders/nobody", None, {}, 404, "order.unknown"),
        ("PUT", "/api/orders/{id}", ORDER, {"If-Match": '"1"'}, 412, "order.version"),
        ("PUT", "/api/orders/{id}", ORDER, {}, 200, None),
        ("DELETE", "/api/orders/{id}", None, {"If-Match": "x"}, 412, "order.version"),
        ("DELETE", "/api/orders/{id}", None, {}, 204, None),
        ("GET", "/api/presence", None, {}, 200, None),
        ("GET", "/api/topics/{topic}/records?last=3", None, {}, 200, None),
        ("GET", "/api/topics/{topic}/records?limit=0", None, {}, 400, "limit.invalid"),
        ("GET", "/api/topics/{topic}/records?offset=1", None, {}, 400, "query.invalid"),
        ("GET", "/api/topics/{topic}/records?from=x", None, {}, 400, "cursor.invalid"),
        ("GET", "/api/topics/{topic}/records?from=another.0-1", None, {}, 410, "history.reset"),
        ("GET", "/api/topics/{topic}/records?partition=99", None, {}, 404, "partition.unknown"),
        ("POST", "/api/topics/{topic}/records", {"key": "key", "value": None}, {}, 201, None),
        ("POST", "/api/topics/{topic}/records", {"value": None}, {}, 400, "publish.invalid"),
        ("POST", "/api/topics/{topic}/records", {"value": 1, "headers": {"source": "x"}}, {}, 400, "publish.invalid"),
        ("POST", "/api/topics/{topic}/records", b"no", {}, 400, "json.malformed"),
        ("GET", "/api/{anything}", None, {}, 404, "route.unknown"),
        ("GET", "/events?channels=none", None, {}, 404, "channel.unknown"),
        ("GET", "/events?from=nowhere", None, {}, 400, "cursor.invalid"),
        ("GET", "/ws", None, {}, 426, "upgrade.required"),
        ("GET", "/health", None, {}, 200, None),
        ("GET", "/ready", None, {}, 200, None),
        ("GET", "/metrics", None, {}, 200, None),
        ("GET", "/{file}", None, {}, 404, "route.unknown"),
    ],
)
def test_answers_are_as_described(dojo, order, method, path, body, headers, status, code):
    got, answered, text = ask(dojo, method, path.replace("{id}", order["id"]).replace("{topic}", "orders"), body, headers)
    assert got == status, text
    template = path.split("?")[0].replace("nobody", "{id}")
    response = OPEN["paths"][template][method.lower()]["responses"][str(status)]
    if "$ref" in response:
        response = OPEN["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
    assert answered["X-Correlation-Id"]
    if status == 204:
        assert text == ""
        return
    media = answered["Content-Type"].split(";")[0]
    schema = response["content"][media]["schema"]
    if media.endswith("json"):
        check(schema, json.loads(text), OPEN, jsonschema.Draft202012Validator)
    if code:
        assert json.loads(text)["code"] == code
        assert f"`{code}`" in response["description"]


def test_methods_that_are_not_there_are_refused(dojo):
    for path in ("/api/orders", "/health", "/metrics", "/events", "/"):
        status, headers, text = ask(dojo, "OPTIONS", path)
        assert (status, json.loads(text)["code"]) == (405, "method.not-allowed")
        assert "GET" in headers["Allow"]
