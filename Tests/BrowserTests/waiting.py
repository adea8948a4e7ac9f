"""Waiting for a condition: never for a fixed time, always with a deadline."""

import time

from selenium.common.exceptions import StaleElementReferenceException

# What the issue promises is a second; a busy machine gets ten, and the time taken is printed.
DEADLINE = 10.0


def until(condition, what, within=DEADLINE):
    """Returns the first true result of `condition()`; the failure says what was waited for."""
    deadline = time.monotonic() + within
    while True:
        try:
            if result := condition():
                return result
        except StaleElementReferenceException:
            pass  # The page has drawn it anew: look again.
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within:g} s until {what}")
        time.sleep(0.02)
