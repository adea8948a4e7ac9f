"""All tests here run twice: on an origin that a browser calls secure, and on one as a phone in the room's network has."""

from page import SECURE

MISSING_ON_A_PHONE = "return [typeof crypto.randomUUID, typeof crypto.subtle, typeof navigator.clipboard]"


def test_the_origin_is_as_secure_as_its_name_says(window, host):
    assert window.script("return isSecureContext") == (host == SECURE)
    there = ["function", "object", "object"] if host == SECURE else ["undefined"] * 3
    assert window.script(MISSING_ON_A_PHONE) == there
