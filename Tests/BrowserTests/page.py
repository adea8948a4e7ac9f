"""How the page is reached: under a name that a browser calls secure, and under one that it does not."""

from dojo import Dojo

SECURE = "127.0.0.1"
# What a phone in the room's network has: no random UUIDs of the browser, no subtle cryptography, no clipboard.
INSECURE = "dojo.test"

# For a browser that has to find the second one.
RESOLVING = f"--host-resolver-rules=MAP {INSECURE} {SECURE}"


class PageDojo(Dojo):
    """A dojo whose page opens under both names."""

    def __init__(self, folder, *arguments, **settings):
        super().__init__(folder, *arguments, ALLOW_HOST=INSECURE, **settings)

    def page(self, host):
        return f"http://{host}:{self.port}"
