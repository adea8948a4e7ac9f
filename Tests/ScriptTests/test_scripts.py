"""The scripts that `make` begins with, on machines that lack something: without Swift, without root, without Debian.

What is missing is imitated by a PATH of a few programs, some of which only say what they were asked."""

import os
import pty
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
REAL = ["bash", "env", "head", "sed", "sort"]
NOBODY = 65534


class Machine:
    def __init__(self, folder):
        self.folder = folder
        folder.chmod(0o755)  # pytest's own folders are for their owner only
        self.log = folder / "log"
        self.log.touch()
        self.log.chmod(0o666)
        (folder / "bin").mkdir()
        for name in REAL:
            (folder / "bin" / name).symlink_to(shutil.which(name))
        shutil.copytree(SCRIPTS, folder / "scripts")

    def has(self, name, script):
        """A program that notes how it was called, then does what `script` says."""
        program = self.folder / "bin" / name
        program.write_text(f'#!/bin/bash\necho "{name} $*" >>{self.log}\n{script}\n')
        program.chmod(0o755)

    def run(self, script, *arguments, is_root=False, stdin=subprocess.DEVNULL):
        identity = {} if is_root or os.geteuid() else {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return subprocess.run(
            [self.folder / "scripts" / script, *arguments], env={"PATH": str(self.folder / "bin")}, stdin=stdin,
            capture_output=True, text=True, timeout=20, cwd="/", **identity)

    @property
    def calls(self):
        return self.log.read_text().splitlines()


@pytest.fixture
def machine():
    with tempfile.TemporaryDirectory() as folder:
        yield Machine(Path(folder))


@pytest.fixture
def debian(machine):
    """One on which nothing is installed."""
    machine.has("dpkg-query", "exit 1")
    machine.has("apt-get", "")
    return machine


@pytest.fixture
def terminal():
    ours, theirs = pty.openpty()
    yield theirs
    os.close(ours)
    os.close(theirs)


def is_told_the_line(result):
    lines = result.stderr.splitlines()
    assert result.returncode == 1, result
    assert lines[-1].startswith("apt-get install --no-install-recommends "), result.stderr
    assert "librdkafka-dev" in lines[-1] and "libxml2" in lines[-1]
    return True


# check-toolchain


def test_a_missing_toolchain_is_said_in_a_sentence(machine):
    result = machine.run("check-toolchain")
    assert result.returncode == 1
    assert "there is no `swift` here. Get it from https://www.swift.org/install/linux/" in result.stderr


@pytest.mark.parametrize("version, status", [("6.2.3", 1), ("5.10", 1), ("6.3", 0), ("6.3.1", 0), ("6.10", 0), ("x", 1)])
def test_an_old_toolchain_is_said_in_a_sentence(machine, version, status):
    machine.has("swift", f'echo "Swift version {version} (swift-{version}-RELEASE)"')
    result = machine.run("check-toolchain")
    assert result.returncode == status, result
    assert ("version 6.3 or newer, and `swift` here is" in result.stderr) == bool(status)


CANNOT_RUN = 'echo "swift: error while loading shared libraries: libxml2.so.2" >&2; exit 127'


def test_a_toolchain_that_lacks_a_library_says_which_and_how_to_get_it(debian):
    debian.has("swift", CANNOT_RUN)
    result = debian.run("check-toolchain")
    assert "`swift` here does not run:\nswift: error while loading shared libraries: libxml2.so.2" in result.stderr
    assert is_told_the_line(result)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gets packages installed without a password")
def test_root_gets_what_the_toolchain_lacks(debian):
    debian.has("swift", f"[[ -e {debian.folder}/mended ]] || {{ {CANNOT_RUN}; }}; echo Swift version 6.3.1")
    debian.has("apt-get", f"[[ $1 != install ]] || : >{debian.folder}/mended")
    debian.has("service", "")
    debian.has("update-rc.d", "")
    assert debian.run("check-toolchain", is_root=True).returncode == 0
    assert [call for call in debian.calls if call.startswith("apt-get install")]


def test_a_toolchain_that_never_runs_ends_it_all_the_same(machine):
    machine.has("swift", "echo no such thing >&2; exit 3")
    machine.has("apt-get", "")
    machine.has("dpkg-query", 'for package in "${@:4}"; do printf " installed:$package "; done')
    result = machine.run("check-toolchain")
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "no such thing"
    assert not [call for call in machine.calls if call.startswith("apt-get")]


# install-packages


def test_where_nothing_is_missing_nothing_is_done(machine):
    machine.has("apt-get", "")
    machine.has("dpkg-query", 'for package in "${@:4}"; do printf " installed:$package "; done')
    result = machine.run("install-packages", "test")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert [call.split()[0] for call in machine.calls] == ["dpkg-query"]


def test_elsewhere_than_on_debian_the_containers_are_named(machine):
    result = machine.run("install-packages", "run")
    assert result.returncode == 1
    assert "docker compose up --build" in result.stderr


def test_without_root_and_sudo_the_line_is_printed(debian):
    assert is_told_the_line(debian.run("install-packages", "run"))
    assert not [call for call in debian.calls if call.startswith("apt-get")]


def test_a_sudo_that_wants_a_password_is_not_asked_where_nobody_sits(debian):
    debian.has("sudo", "exit 1")
    assert is_told_the_line(debian.run("install-packages", "run"))
    assert [call for call in debian.calls if call.startswith("sudo")] == ["sudo -n true"]


def test_a_sudo_that_refuses_leaves_the_line(debian, terminal):
    debian.has("sudo", 'echo "you are not in the sudoers file" >&2; exit 1')
    assert is_told_the_line(debian.run("install-packages", "run", stdin=terminal))
    assert not [call for call in debian.calls if call.startswith("apt-get")]


@pytest.mark.parametrize("sudo", ['[[ $1 == -n ]] || "$@"', '[[ $1 == -n ]] && exit 1; [[ $1 == -v ]] || "$@"'])
def test_a_sudo_that_lets_us_installs(debian, terminal, sudo):
    debian.has("sudo", sudo)
    debian.has("service", "")
    debian.has("update-rc.d", "")
    result = debian.run("install-packages", "run", stdin=terminal)
    assert result.returncode == 0, result
    assert [call.split()[:2] for call in debian.calls if call.startswith("apt-get")] == [
        ["apt-get", "update"], ["apt-get", "install"]]
