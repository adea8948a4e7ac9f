"""The page's own module tests (web/tests), run in the browser without a gateway."""

import functools
import http.server
import threading

import pytest
from selenium.webdriver.common.by import By

from dojo import ROOT
from page import SECURE
from waiting import until
from window import open_browser


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def files():
    handler = functools.partial(Quiet, directory=ROOT / "web")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_the_modules_pass_their_tests(files, host):
    browser = open_browser(1440, 900, host)
    try:
        browser.get(f"http://{host}:{files}/tests/")
        assert browser.execute_script("return isSecureContext") == (host == SECURE)
        result = until(lambda: browser.execute_script("return document.documentElement.dataset.result"), "the tests ended")
        assert result == "passed", browser.find_element(By.ID, "results").text
    finally:
        browser.quit()
