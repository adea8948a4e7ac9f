"""Waiting for something to be true of a page that changes while it is looked at."""

import deadline
from selenium.common.exceptions import StaleElementReferenceException

# What the issue promises is a second; a busy machine gets ten, and the time taken is printed.
DEADLINE = 10.0


def until(condition, what, within=DEADLINE):
    """Returns the first true result of `condition()`; the failure says what was waited for."""

    def attempt():
        try:
            return condition()
        except StaleElementReferenceException:
            return None  # The page has drawn it anew: look again.

    return deadline.until(attempt, what, within)
