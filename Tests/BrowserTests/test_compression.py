"""The page with a gateway that compresses: the browser offers it by itself, and compresses what it sends, too."""

from page import PageDojo
from waiting import until
from window import Window

AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"


def saved(dojo):
    """Bytes that the gateway has not had to send."""
    page = dojo.request("GET", "/metrics").body.decode()
    return sum(float(line.split()[-1]) for line in page.splitlines() if line.startswith("gateway_saved_bytes_total{"))


def test_the_page_works_over_a_compressed_connection(tmp_path, browsers, measured):
    dojo = PageDojo(tmp_path, COMPRESS="true")
    try:
        window = Window(browsers[0], dojo).open()
        address = f"{window.url}/ws".replace("http", "ws", 1)
        extensions = window.driver.execute_async_script(
            "const done = arguments[1], socket = new WebSocket(arguments[0], 'dojo.v1');"
            "socket.onopen = () => { done(socket.extensions); socket.close(); }", address)
        assert extensions == AGREED
        before = saved(dojo)
        window.place_order("Zoe Short", "Katsu curry", 2)
        with measured("order placed, compressed → in the list"):
            order_id = window.order_id("Zoe Short", "2 × Katsu curry", "$26.00")
        window.row("Live audit feed", "created", order_id)
        window.row("Live audit feed", "FRAUD_", order_id)
        until(lambda: saved(dojo) > before, "events came compressed")
        row = window.row("Orders", "Zoe Short")
        window.press("Delete the order of Zoe Short", within=row)
        window.press("Delete", within=row)
        until(lambda: not window.rows("Orders", "Zoe Short"), "the order is gone")
        assert window.complaints() == []
    finally:
        dojo.stop()
