"""Waiting for a condition: never for a fixed time, always with a deadline."""

import time


def until(condition, what, within=10.0, pause=0.02):
    """Returns the first true result of `condition()`.

    `what` is what was waited for, as the failure says it; where that is known only then, a function.
    """
    deadline = time.monotonic() + within
    while True:
        if result := condition():
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within:g} s until {what() if callable(what) else what}")
        time.sleep(pause)
