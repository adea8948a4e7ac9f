"""`dojo up --watch`: a saved file is live at once, only what it touches is restarted, orders and offsets survive.

The project is a copy, and `swift` a program that notes what it is asked to build: compiling it all takes minutes.
"""

import os
import shutil

import pytest
from deadline import until
from dojo import ROOT, Dojo
from load import order
from records import Tail
from settling import settle

COMPILER = """#!/bin/sh
printf '%s\\n' "$*" >> "$0.log"
test ! -e "$0.broken" || { echo "error: no such thing"; exit 1; }
"""


class Project:
    def __init__(self, folder):
        self.folder = folder
        for name in ("redis", "web"):
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy(ROOT / "Package.swift", folder)
        for part in ("Services/Fraud", "Gateway", "State", "Kafka/Embedded"):
            (folder / "Sources" / part).mkdir(parents=True)
            (folder / "Sources" / part / "File.swift").write_text("// As it was.\n")
        self.swift = folder / "bin" / "swift"
        self.swift.parent.mkdir()
        self.swift.write_text(COMPILER)
        self.swift.chmod(0o755)

    @property
    def builds(self):
        log = self.swift.with_name("swift.log")
        return log.read_text().splitlines() if log.exists() else []

    def save(self, path, text):
        (self.folder / path).write_text(text)


@pytest.fixture(scope="module")
def project(folders):
    return Project(folders.mktemp("project"))


@pytest.fixture(scope="module")
def dojo(broker, folders, project):
    running = Dojo(
        folders.mktemp("watch"), "--watch", broker=broker, DOJO_HOME=str(project.folder),
        PATH=f"{project.swift.parent}:{os.environ['PATH']}")
    running.until_says("Watching Sources/, redis/ and web/")
    yield running
    running.stop(within=30)


def restarted(dojo, before, names):
    """Whether these and no others are new processes, and ready."""
    now = dojo.record["parts"]
    new = {name for name in before if name in now and now[name].get("identity") != before[name]["identity"]}
    assert new <= set(names), f"{new} were started again"
    return new == set(names) == {name for name in names if name in now and dojo.is_ready(name)}


def test_a_page_that_is_saved_is_served_at_once(dojo, project):
    before = dojo.record["parts"]
    page = dojo.request("GET", "/index.html").body
    project.save("web/index.html", page.decode() + "<!-- saved -->\n")
    until(lambda: dojo.request("GET", "/index.html").body.endswith(b"<!-- saved -->\n"), "it is served", within=5)
    dojo.until_says("web/ has changed: reload the page")
    assert restarted(dojo, before, [])
    assert project.builds == []


STATELESS = ["gateway-1", "notification-1", "notification-2", "fraud-1", "analytics-1", "audit-1"]


@pytest.mark.parametrize("path, product, names", [
    ("Sources/Services/Fraud/File.swift", " --product dojo", ["fraud-1"]),
    ("Sources/Gateway/File.swift", " --product gateway", ["gateway-1"]),
    ("redis/fraud_check.lua", None, ["fraud-1"]),
    ("redis/presence_list.lua", None, STATELESS),
])
def test_what_a_saved_file_touches_is_restarted_and_orders_survive(dojo, project, follow, path, product, names):
    tail = follow(Tail, dojo)
    kept = [dojo.place(**order(f"Kept {number}"))["id"] for number in range(10)]
    before = dojo.record["parts"]
    builds = len(project.builds)
    project.save(path, (project.folder / path).read_text() + ("-- Saved.\n" if path.endswith("lua") else "// Saved.\n"))
    until(lambda: restarted(dojo, before, names), lambda: f"{names} are new:\n{dojo.tail()}", within=30)
    built = project.builds[builds:]
    assert len(built) == (1 if product else 0)
    if product:
        assert built[0].startswith(f"build --package-path {project.folder}") and built[0].endswith(product)
    more = [dojo.place(**order(f"More {number}"))["id"] for number in range(10)]
    settle(dojo, kept + more, tail)
    assert dojo.request("GET", f"/api/orders/{kept[0]}").status == 200


def test_what_cannot_be_built_leaves_all_as_it_is(dojo, project):
    before = dojo.record["parts"]
    broken = project.swift.with_name("swift.broken")
    broken.touch()
    project.save("Sources/Services/Fraud/File.swift", "not Swift\n")
    dojo.until_says("cannot be built; what runs stays as it is")
    assert "error: no such thing" in dojo.console
    assert restarted(dojo, before, [])
    broken.unlink()
    project.save("Sources/Services/Fraud/File.swift", "// Mended.\n")
    until(lambda: restarted(dojo, before, ["fraud-1"]), lambda: f"fraud-1 is new:\n{dojo.tail()}", within=30)
