"""Waiting until nothing is under way any more, and asking Redis."""

import subprocess
from urllib.parse import quote

from deadline import until
from ledger import Fixed, Ledger
from records import read

# For everything that was placed to come to its end: on a busy machine, and over a rebalance of the embedded broker.
WITHIN = 60.0


def redis(dojo, *words):
    """What redis-cli answers, as lines."""
    command = ["redis-cli", "--no-auth-warning", *dojo.redis_address, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.splitlines()


def list_orders(dojo):
    """All orders, page by page, newest first."""
    orders, cursor = [], ""
    while cursor is not None:
        page = dojo.request("GET", f"/api/orders?limit=200{cursor and '&cursor=' + quote(cursor)}").json
        orders += page["orders"]
        cursor = page["next"]
    return orders


def is_idle(dojo):
    """Whether nothing is owed to Kafka, and every service has done all that there is."""
    if redis(dojo, "xlen", "outbox") != ["0"]:
        return False
    services = [name for name in dojo.record["parts"] if name.split("-")[0] in SERVICES]
    reports = [dojo.report(name) for name in services]
    return all(
        report and report[0] == 200 and not any(partition.get("lag") for partition in report[1]["partitions"])
        for report in reports)


SERVICES = ("notification", "fraud", "analytics", "audit")


def settle(dojo, orders, *sources, within=WITHIN):
    """Waits until all about these orders has come to its end, as each source sees it and as Kafka holds it, and verifies
    that it is what the contract says; and so is all that Kafka holds. Returns that."""
    for ledger in map(Ledger, sources):
        until(lambda: ledger.is_complete(orders), lambda: ledger.progress(orders), within, pause=0.1)
        ledger.verify(orders)
    until(lambda: is_idle(dojo), "everything is idle", within, pause=0.1)
    held = Ledger(Fixed(read(dojo))).read()
    held.verify(held.created() | set(orders))
    return held
