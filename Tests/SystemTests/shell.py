"""The commands of `dojo` for a dojo that runs, as a shell sees them."""

import subprocess

from dojo import binary


def run(dojo, *words, status=0):
    """What `dojo …` writes to its output, or to its errors where it is to fail."""
    result = subprocess.run([binary(), *words, "--url", dojo.url], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == status, (words, result.stdout, result.stderr)
    return result.stdout if status == 0 else result.stderr


def table(text):
    """Rows as words, without the headings."""
    return [line.split() for line in text.splitlines()[1:]]
