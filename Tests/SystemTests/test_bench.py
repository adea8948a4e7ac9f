"""`dojo bench`: that it measures and says so. How fast anything is depends on the machine, and is asserted nowhere."""

import json
import subprocess

import pytest
from dojo import binary, environment_for

FANOUT = {
    "deliveriesPerSecond", "offeredPerSecond", "p50Ms", "p99Ms", "serverCores", "deliveriesPerServerCpuSecond",
    "missing", "doubled", "gaps",
}


def bench(*arguments, folder, broker):
    """Runs it with few clients for a moment; what it wrote."""
    return subprocess.run(
        [binary(), "bench", *arguments, "--quiet"], cwd=folder, env=environment_for(broker, {}), capture_output=True,
        text=True, timeout=120, check=False)


def test_fan_out_is_measured_and_told_as_json(broker, folders):
    folder = folders.mktemp("bench")
    run = bench(
        "fanout", "--clients", "10", "--rate", "100", "--window", "1s", "--warm-up", "1s", "--json", folder=folder,
        broker=broker)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert report["broker"] == broker
    assert report.get("warmUpSeconds") == (1 if broker == "kafka" else None), "the embedded broker needs none"
    assert report["cores"] >= 1 and report["processor"] and report["build"] in ("debug", "release")
    [row] = report["rows"]
    assert "10 clients" in row["what"]
    assert row["figures"].keys() >= FANOUT and row["raw"].keys() >= FANOUT
    for figures in row["figures"], row["raw"]:
        assert figures["deliveriesPerSecond"] > 0
        assert figures["missing"] == figures["doubled"] == figures["gaps"] == 0, "each client gets each record once"
    assert set(row["ratios"]) == {"deliveries", "deliveriesPerServerCpuSecond"}
    assert row["reach"] and "isReached" not in row, "nothing is reached or missed at a rate that was given"


def test_compression_is_measured_against_the_same_without(broker, folders):
    folder = folders.mktemp("bench")
    run = bench(
        "compress", "--clients", "10", "--rate", "100", "--window", "1s", "--json", folder=folder, broker=broker)
    assert run.returncode == 0, run.stderr
    plain, compressed = json.loads(run.stdout)["rows"]
    for row in plain, compressed:
        assert row["figures"]["deliveriesPerSecond"] > 0
        assert row["figures"]["missing"] == row["figures"]["doubled"] == row["figures"]["gaps"] == 0
    assert compressed["figures"]["bytesPerDelivery"] < plain["figures"]["bytesPerDelivery"]
    assert set(compressed["ratios"]) == {"bytes", "serverCpu", "p99"}


def test_the_table_names_what_was_to_be_reached(broker, folders):
    if broker != "embedded":
        pytest.skip("the table does not depend on the broker")
    folder = folders.mktemp("bench")
    run = bench("idle", "--clients", "20", "--window", "500ms", folder=folder, broker=broker)
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert "broker: embedded" in lines[0]
    assert any(line.startswith("idle, 20 clients") for line in lines)
    assert any("to reach: ≤ 3,072 bytes" in line for line in lines)
    assert any(line.strip().startswith("measured") and "bytesPerConnection" in line for line in lines)
    assert any(line.strip().startswith("raw") for line in lines)


def test_a_row_that_is_none_is_refused(folders):
    run = bench("everything", folder=folders.mktemp("bench"), broker="embedded")
    assert run.returncode == 64
    assert "row: expected one of all, fanout" in run.stderr
