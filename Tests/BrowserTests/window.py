"""One browser window, found through as people and screen readers find: by role and name, by visible text."""

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from page import RESOLVING, SECURE
from waiting import until

# Where elements of a role can be; the browser itself then says role and name.
CANDIDATES = {
    "button": "button, [role=button]",
    "link": "a[href]",
    "textbox": "input, textarea",
    "spinbutton": "input[type=number]",
    "region": "section, [role=region]",
    "status": "[role=status]",
    "alert": "[role=alert]",
    "heading": "h1, h2, h3",
    "listitem": "li, [role=listitem]",
    "form": "form",
    "searchbox": "input[type=search]",
    "combobox": "select",
    "meter": "[role=meter]",
    "progressbar": "progress, [role=progressbar]",
    "image": "[role=img], canvas",
    "group": "[role=group], fieldset, details",
}

# Sorts out in one round trip what cannot be meant: elements that are not shown, or whose labels and text lack the name.
MENTIONING = """
const [root, selector, name] = arguments;
const byIds = (ids) => (ids ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
const words = (element) => [
    element.getAttribute("aria-label"), element.textContent, element.placeholder,
    ...byIds(element.getAttribute("aria-labelledby")), ...[...(element.labels ?? [])].map((label) => label.textContent),
].join(" ");
return [...root.querySelectorAll(selector)].filter(
    (element) => element.checkVisibility() && (name === null || words(element).includes(name)));
"""

SHOWING = """
const [root, selector, texts] = arguments;
return [...root.querySelectorAll(selector)].filter((element) => texts.every((text) => element.textContent.includes(text)));
"""


def open_browser(width=1440, height=1300, host=SECURE):
    """A browser whose windows reach the page under the name `host`."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    switches = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--window-size={width},{height}"]
    for switch in (*switches, RESOLVING):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    browser.host = host
    return browser


class Window:
    def __init__(self, driver, dojo):
        self.driver = driver
        self.url = dojo.page(driver.host)

    def open(self, view=""):
        """Opens the page as somebody who was never here, and waits until it is live."""
        self.driver.get("about:blank")
        self.driver.get(f"{self.url}/#/{view}")
        self.driver.execute_script("localStorage.clear()")
        self.until_connected()
        until(lambda: not self.status("Waiting for the list"), "the list of orders is there")
        return self

    def until_connected(self):
        until(lambda: self.status("Connected"), "the page is connected")

    # Finding

    def all(self, role, name=None, within=None):
        """Elements of a role whose accessible name contains `name`, as far as they are shown."""
        root = within or self.driver.find_element(By.TAG_NAME, "body")
        return [
            element for element in self.script(MENTIONING, root, CANDIDATES[role], name)
            if element.aria_role == role and (name is None or name in element.accessible_name)
        ]

    def one(self, role, name, within=None):
        def find():
            found = self.all(role, name, within)
            exact = [element for element in found if element.accessible_name == name]
            return (exact or found)[0] if found else None

        return until(find, f"there is a {role} named {name!r}")

    def status(self, text):
        return [element for element in self.all("status") if text in element.text]

    def region(self, name):
        return self.one("region", name)

    def rows(self, region, *texts):
        """List items of a region that show every one of the texts."""
        return self.script(SHOWING, self.region(region), CANDIDATES["listitem"], texts)

    def row(self, region, *texts):
        found = until(lambda: self.rows(region, *texts), f"{region} shows {' and '.join(map(repr, texts))}")
        return found[0]

    def order_id(self, *texts):
        """The short id of the one order in the list that shows the texts."""
        return until(
            lambda: self.script("return arguments[0]?.querySelector('.id').textContent", self.row("Orders", *texts)),
            "the order has an id")

    # Acting

    def fill(self, role, name, text, within=None):
        field = self.one(role, name, within)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(Keys.BACKSPACE)
        field.send_keys(text)
        return field

    def press(self, name, within=None):
        # A button that was drawn anew after it was found was not pressed.
        until(lambda: [self.one("button", name, within).click()], f"{name!r} is pressed")

    def choose(self, name, option, within=None):
        """Chooses an option of a list by what it says."""
        Select(self.one("combobox", name, within)).select_by_visible_text(option)

    def place_order(self, customer, dish="Miso soup", quantity=1):
        self.fill("textbox", "Your name", customer)
        self.press(dish)
        self.fill("spinbutton", "Quantity", str(quantity))
        self.press("Place order")

    # Looking

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def seen(self, most=3_000):
        """Address and text of the page, for somebody who wants to know why a test failed."""
        try:
            return f"{self.driver.current_url}\n{self.script('return document.body.innerText')[:most]}"
        except WebDriverException as error:
            return f"nothing: {error.msg}"

    def complaints(self):
        """Errors in the console, other than of a gateway that the test itself took away."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] == "SEVERE" and "WebSocket connection" not in entry["message"]]
