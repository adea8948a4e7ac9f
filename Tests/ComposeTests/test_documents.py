"""The documents against the code: what they list is there, and what is there is listed."""

import pathlib
import re
import urllib.parse

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
APIS = ["openapi.yaml", "asyncapi.yaml"]

# How the path of each case of `Route` begins.
PATHS = {
    "orders": "/api/orders",
    "order": "/api/orders/{id}",
    "events": "/events",
    "records": "/api/topics/{topic}/records",
    "session": "/api/session",
    "joinCode": "/api/room/join.svg",
    "webSocket": "/ws",
    "health": "/health",
    "ready": "/ready",
    "metrics": "/metrics",
    "page": "/{file}",
    "command": "/api/{anything}",
}
METHODS = {"get", "post", "put", "patch", "delete"}


def named(path):
    return str(path.relative_to(ROOT))


def api(name):
    return yaml.safe_load((ROOT / "docs" / name).read_text())


def swift(*folders):
    for folder in folders:
        for path in sorted((ROOT / "Sources" / folder).rglob("*.swift")):
            yield path.read_text()


def nodes(value):
    """Every mapping in a document."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)


def resolve(document, reference):
    for part in reference.removeprefix("#/").split("/"):
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document


@pytest.mark.parametrize("name", APIS)
def test_every_reference_leads_somewhere(name):
    document = api(name)
    references = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    assert references
    for reference in references:
        assert reference.startswith("#/"), reference
        assert resolve(document, reference) is not None, reference


@pytest.mark.parametrize("name", APIS)
def test_everything_that_is_shared_is_used(name):
    document = api(name)
    used = {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}
    text = (ROOT / "docs" / name).read_text()
    for kind, parts in document["components"].items():
        for part in parts:
            reference = f"#/components/{kind}/{part}"
            # The feed's events are text to OpenAPI; their schemas are named in its description.
            assert reference in used or text.count(part) > 1, reference


def test_every_route_is_described():
    source = (ROOT / "Sources/Gateway/API/Route.swift").read_text()
    cases = set(re.findall(r"^    case (\w+)", source, re.MULTILINE))
    assert cases == set(PATHS), "a route came or went: docs/openapi.yaml has to know"
    assert set(api("openapi.yaml")["paths"]) == set(PATHS.values()) | {path for _, path in commands().values() if path}


def commands():
    """Method and path of every entry of the table, by name: `Command("x.y", .get("/api/…")`."""
    found = {}
    for text in swift("Gateway"):
        for name, method, path in re.findall(r'(?:Command|command)\(\s*"([a-z.-]+)"(?:,\s*\.(\w+)\("([^"]+)"\))?', text):
            found[name] = (method, path)
    assert {"settings.get", "order.create"} <= set(found), "the search misses some"
    return found


def test_every_command_is_described():
    paths = api("openapi.yaml")["paths"]
    protocol = (ROOT / "docs/protocol.md").read_text()
    for name, (method, path) in commands().items():
        assert f"| `{name}` |" in protocol, name
        assert not path or method in paths[path], f"{name}: docs/openapi.yaml has no {method} {path}"
    routes = {route for route in commands().values() if route[1]}
    for path in {path for _, path in routes}:
        assert {(method, path) for method in METHODS & set(paths[path])} == {route for route in routes if route[1] == path}
    socket = api("asyncapi.yaml")["components"]["messages"]["command"]["payload"]["properties"]["name"]["enum"]
    assert sorted(socket) == sorted(commands())


def test_every_method_of_orders_is_described():
    source = (ROOT / "Sources/Gateway/API/Shard+HTTP.swift").read_text()
    paths = api("openapi.yaml")["paths"]
    allowed = [set(re.findall(r'"(\w+)"', list_)) for list_ in re.findall(r"notAllowed\(\[(.*?)\]\)", source)]
    described = [
        {method.upper() for method in paths[path] if method in ("get", "post", "put", "delete")} | {"HEAD"}
        for path in ("/api/orders", "/api/orders/{id}")
    ]
    assert allowed == described


def problem_codes():
    """Codes in `Problem(400, "x.y", …)`, `self.init(404, "x.y", …)` and `code: "x.y"`."""
    codes = set()
    for text in swift("Gateway", "WebServer"):
        codes |= set(re.findall(r'\(\s*\d{3},\s*"([a-z][a-z.-]*)"', text))
        codes |= set(re.findall(r'\bcode: "([a-z][a-z.-]*)"', text))
    return codes


def test_every_problem_code_is_documented():
    codes = problem_codes()
    assert {"order.invalid", "http.timeout", "message.invalid", "broker.lost"} <= codes, "the search misses some"
    http = set(api("openapi.yaml")["components"]["schemas"]["Problem"]["properties"]["code"]["enum"])
    socket = set(api("asyncapi.yaml")["components"]["messages"]["error"]["payload"]["properties"]["code"]["enum"])
    assert codes == http | socket
    protocol = (ROOT / "docs/protocol.md").read_text()
    for code in socket:
        assert f"`{code}`" in protocol, code
    openapi = (ROOT / "docs/openapi.yaml").read_text()
    for code in http - {code for code in http if code.startswith("http.")}:
        assert f"`{code}`" in openapi, f"{code}: no answer of docs/openapi.yaml names it"


def test_every_message_is_documented():
    sent = set()
    for text in swift("Gateway/Sessions", "Fanout"):
        sent |= set(re.findall(r'field\("type", "(\w+)"\)', text))
    client = (ROOT / "Sources/Gateway/Sessions/ClientMessage.swift").read_text()
    types = re.search(r"switch wire\.type \{(.*?)default:", client, re.DOTALL)
    received = set(re.findall(r'case "(\w+)"', types[1]))
    assert "events" in sent and "subscribe" in received, "the search misses some"
    described = api("asyncapi.yaml")["channels"]["webSocket"]["messages"]
    assert sent | received == set(described)
    protocol = (ROOT / "docs/protocol.md").read_text()
    for message in described:
        assert f"`{message}`" in protocol, message


def test_every_close_code_is_documented():
    source = (ROOT / "Sources/Gateway/Sessions/CloseCode.swift").read_text()
    codes = re.findall(r"case \.\w+: (\d{4})", source)
    assert codes
    protocol = (ROOT / "docs/protocol.md").read_text()
    for code in codes:
        assert f"| {code} |" in protocol, code


def test_every_metric_is_documented():
    names = set()
    for text in swift("Gateway", "Services", "Telemetry"):
        names |= set(re.findall(r'"((?:gateway|dojo|process)_[a-z_]+)"', text))
        names |= {f"dojo_records_{name}_total" for name in re.findall(r'perTopic\("(\w+)"', text)}
    assert {"gateway_connections", "dojo_records_consumed_total"} <= names, "the search misses some"
    operations = (ROOT / "docs/operations.md").read_text()
    missing = {name for name in names if f"`{name}" not in operations}
    assert not missing


def test_every_key_of_redis_is_documented():
    keys = set()
    for path in sorted((ROOT / "redis").glob("*.lua")):
        for line in path.read_text().splitlines():
            keys |= set(re.findall(r"^-- KEYS\[\S+\s+([a-z]+(?:[:-][a-z-]+)*)", line))
    assert {"outbox", "orders:by-created", "settings"} <= keys, "the search misses some"
    architecture = (ROOT / "docs/architecture.md").read_text()
    missing = {key for key in keys if f"`{key}" not in architecture}
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_lead_to_files(path):
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = path.parent / urllib.parse.unquote(target) if target else path
        assert file.exists(), f"{named(path)} links to {link}"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text()), f"{named(path)} links to {link}"


def anchors(text):
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_files_that_are_named_exist(path):
    """What stands in backquotes and looks like a path of the project is one."""
    for name in re.findall(r"`((?:Sources|Tests|redis|web|docs|scripts)/[\w./+-]*)`", path.read_text()):
        assert (ROOT / name).exists(), f"{named(path)} names {name}"


def test_settings_that_are_named_exist_and_have_these_defaults():
    example = dict(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    # The containers have some of their own. Properties of librdkafka have no line each; the rest are no settings.
    compose = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    others = {
        "KAFKA_SASL_USERNAME", "KAFKA_ENABLE_IDEMPOTENCE", "KAFKA_SOCKET_TIMEOUT_MS", "FRAUD_ALERT", "FRAUD_CHECK_PASSED",
        "STREAM_STATS"}
    for path in (ROOT / "README.md", ROOT / "docs/operations.md"):
        for variable in re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+|PORT|HOST|SHARDS|PACE)`", path.read_text()):
            assert variable in {*example, *others, *compose}, f"{named(path)} names {variable}"
    table = re.findall(r"^\| (`[A-Z].*?) \| (.*?) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    for variables, defaults in table:
        names = re.findall(r"`(\w+)`", variables)
        for name, default in zip(names, re.findall(r"`(.+?)`", defaults)):
            assert example[name] == default, name


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_targets_of_make_exist(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    code = re.findall(r"```.*?```|`[^`\n]+`", path.read_text(), re.DOTALL)
    for target in re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(code)):
        assert target in targets, f"{named(path)} has make {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_commands_of_dojo_exist(path):
    commands = {"service"}
    for text in swift("DojoCommand/Commands", "DojoCommand/Client"):
        commands |= {name.split()[0] for name in re.findall(r'(?:commandName|word) = "([^"]+)"', text)}
    assert {"up", "doctor", "topics"} <= commands, "the search misses some"
    code = re.findall(r"```(?:sh|console).*?```|`[^`\n]+`", path.read_text(), re.DOTALL)
    for command in re.findall(r"\bdojo ([a-z][a-z-]*)", "\n".join(code)):
        assert command in commands, f"{named(path)} has dojo {command}"


# What only a page needs: its cookie, its picture of a code, and to tell what it has seen. Who is there is in `dojo room`.
FOR_PAGES = {"/api/session", "/api/learning/{check}", "/api/presence", "/api/room/join.svg", "/api/{anything}"}


def test_every_route_has_a_command():
    """`dojo` has the powers of the page: a route of the API that no command asks has none."""
    texts = {path for source in swift("DojoCommand/Client") for path in re.findall(r'"(/api/[^"]*)"', source)}
    asked = [re.sub(r"\\\([^)]*\)", "*", text).split("/") for text in texts]

    def is_asked(path):
        parts = path.split("/")
        return any(len(one) == len(parts) and all(a in ("*", b) for a, b in zip(one, parts)) for one in asked)

    routes = {path for path in api("openapi.yaml")["paths"] if path.startswith("/api/")}
    assert {path for path in routes if not is_asked(path)} == FOR_PAGES


def test_every_command_for_a_running_dojo_is_explained():
    text = (ROOT / "docs/operations.md").read_text()
    lab = text[text.index("## The lab"):text.index("## Who may come in")]
    sources = "\n".join(swift("DojoCommand/Client"))
    names = re.findall(r'static let (?:commandName|word) = "([a-z ]+)"', sources)
    assert len(names) > 30
    rows = [line for line in lab.splitlines() if line.startswith("| `dojo ")]
    # A row names the first in full and of others the last word: `dojo stop`, `start`.
    missing = [name for name in names if not any(f"{name.split()[-1]}" in re.split(r"[` ,]+", row) for row in rows)]
    assert not missing
