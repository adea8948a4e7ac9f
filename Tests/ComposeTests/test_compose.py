"""docker-compose.yml as Debian's docker-compose understands it; no daemon and no image is needed."""

import pathlib
import re
import subprocess
import tempfile

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKERS = {"notification", "fraud", "analytics", "audit"}
OURS = WORKERS | {"gateway", "topics"}


def compose_config(**variables):
    with tempfile.NamedTemporaryFile() as no_dot_env:
        command = ["/usr/bin/docker-compose", "--env-file", no_dot_env.name, "--file", "docker-compose.yml", "config"]
        result = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return yaml.safe_load(result.stdout)


@pytest.fixture(scope="module")
def services():
    return compose_config()["services"]


def published(service):
    return [port.removesuffix("/tcp") for port in service.get("ports", [])]


def test_everything_is_there(services):
    assert set(services) == OURS | {"kafka", "redis", "kafka-ui"}
    assert services["kafka"]["image"].startswith("apache/kafka:4.")


def test_what_the_host_reaches_is_on_loopback_unless_asked_for(services):
    assert {name: published(service) for name, service in services.items() if published(service)} == {
        "kafka": ["127.0.0.1:9092:9092"],
        "kafka-ui": ["127.0.0.1:8080:8080"],
        "gateway": ["127.0.0.1:3001:3001"],
    }
    moved = compose_config(PORT="3005", HOST="0.0.0.0")["services"]["gateway"]
    assert published(moved) == ["0.0.0.0:3005:3001"]
    others = compose_config(KAFKA_PORT="19092", KAFKA_UI_PORT="18080")["services"]
    assert published(others["kafka"]) == ["127.0.0.1:19092:9092"]
    assert others["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].endswith("HOST://localhost:19092")
    assert published(others["kafka-ui"]) == ["127.0.0.1:18080:8080"]
    assert int(moved["environment"]["PORT"]) == 3001, "inside, the port stays where the health check looks"


def test_kafka_tells_each_side_an_address_it_can_reach(services):
    environment = services["kafka"]["environment"]
    assert environment["KAFKA_ADVERTISED_LISTENERS"] == "INSIDE://kafka:19092,HOST://localhost:9092"
    for name in OURS:
        assert services[name]["environment"]["KAFKA_BOOTSTRAP_SERVERS"] == "kafka:19092"


def test_settings_reach_the_containers(services):
    """Those of orders, topics, groups and rules are for several of them, so each is told."""
    example = (ROOT / ".env.example").read_text()
    sections = re.split(r"^## (.*)$", example, flags=re.MULTILINE)
    shared = dict(zip(sections[1::2], sections[2::2], strict=True))
    wanted = {}
    for section in ["Topics", "Logging", "Orders", "Consumer groups", "Rules, until settings in Redis say otherwise"]:
        wanted |= dict(re.findall(r"^([A-Z_]+)=(.*)$", shared[section], re.MULTILINE))
    wanted.pop("TOPICS_DEADLINE")  # of the container that makes them: it waits for the broker before it starts
    assert len(wanted) > 15
    for name in OURS:
        assert {key: str(services[name]["environment"].get(key)) for key in wanted} == wanted, name
    moved = compose_config(**dict.fromkeys(wanted, "7"))["services"]
    for name in OURS:
        assert {key: str(moved[name]["environment"][key]) for key in wanted} == dict.fromkeys(wanted, "7"), name


def test_everything_that_stays_has_a_health_check(services):
    for name, service in services.items():
        assert ("healthcheck" in service) == (name != "topics"), name
    for name in WORKERS:
        port = services[name]["environment"]["HEALTH_PORT"]
        assert services[name]["healthcheck"]["test"][-1] == f"http://127.0.0.1:{port}/health"


def test_the_start_is_ordered(services):
    assert services["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert services["topics"]["command"] == ["dojo", "topics", "create"]
    for name in WORKERS | {"gateway"}:
        assert services[name]["depends_on"] == {
            "topics": {"condition": "service_completed_successfully"},
            "redis": {"condition": "service_healthy"},
        }


def test_workers_can_be_scaled(services):
    assert services["notification"]["deploy"]["replicas"] == 2
    for name, service in services.items():
        assert "container_name" not in service, name
        assert "develop" not in service, name
    for name in WORKERS:
        assert not published(services[name]), "a published port belongs to one container"


def test_a_watcher_sees_the_sources_and_shares_one_build(services):
    for name in WORKERS | {"gateway"}:
        assert services[name]["command"][:3] == ["dojo", "watch", "--"]
        mounts = [volume.split(":") for volume in services[name]["volumes"]]
        assert {target for _, target, *_ in mounts} == {
            "/dojo/Package.swift", "/dojo/Sources", "/dojo/Tests", "/dojo/redis", "/dojo/web", "/dojo/.build"
        }
        for source, target, *_ in mounts:
            assert source == "build" or pathlib.Path(source).exists(), f"{target} is mounted from nowhere"


def test_redis_keeps_what_it_is_told():
    lines = (ROOT / "redis/redis.conf").read_text().splitlines()
    assert {"appendonly yes", "appendfsync everysec", "maxmemory-policy noeviction"} <= set(lines)


def test_the_image_is_built_from_what_the_context_lets_in():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^FROM .* AS (\w+)$", dockerfile, re.MULTILINE) == ["toolchain", "builder", "dev", "runtime"]
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for source in re.findall(r"^COPY (?!--from)(\S+) ", dockerfile, re.MULTILINE):
        assert source == "." or source in let_in, source
    assert "libwebsockets-evlib-uv" in dockerfile.split("AS runtime")[1], "loaded at run time, so no linker misses it"
