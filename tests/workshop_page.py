"""What several test files ask of the page's own files."""

from __future__ import annotations

import json
from importlib import resources

from trustgame.workshop import page

LIVE = ("match", "league", "selection", "map", "play", "deal")
PARTS = resources.files("trustgame.workshop").joinpath("parts")


def facts_of(deal):
    """Return what the page's script is told of a deal."""
    return json.loads(page._data(deal, page._language()))


BETS = {
    "match": ["bet-match"],
    "league": ["bet-league-1", "bet-league-0"],
    "selection": ["bet-selection-1", "bet-selection-0"],
    "map": ["bet-map"],
}


class Browser:
    """A page that is open, and what one does with it."""

    def __init__(self, driver, folder):
        self.driver, self.folder, self.pages = driver, folder, {}

    def open(self, deal, view="match", more="", theme=None):
        """Open the page of a deal at a view, afresh."""
        key = deal, theme
        if key not in self.pages:
            path = self.folder / f"page-{len(self.pages)}.html"
            path.write_text(page.page(deal, [], theme=theme), encoding="utf-8")
            self.pages[key] = path.as_uri()
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get(f"{self.pages[key]}#view={view}{more}")
        self.wait()
        return self

    def go(self, view):
        """Go to a view by its tab, and open its answers."""
        self.run("document.getElementById(`to-${arguments[0]}`).click()", view)
        return self.see(view)

    def wait(self):
        """Wait until what was changed is drawn."""
        self.driver.execute_async_script(
            "const done = arguments[0];"
            "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30)))"
        )

    def run(self, script, *given):
        """Run a script, wait, and return what it says."""
        said = self.driver.execute_script(script, *given)
        self.wait()
        return said

    def find(self, css):
        """Return the elements of a selector."""
        return self.driver.find_elements("css selector", css)

    def click(self, css):
        """Click on an element as a person does."""
        (element,) = self.find(css)
        element.click()
        self.wait()

    def set(self, css, value, event="input"):
        """Give a control a value, as moving or typing does."""
        self.run(
            "const e = document.querySelector(arguments[0]); e.value = arguments[1];"
            "e.dispatchEvent(new Event(arguments[2], {bubbles: true}));",
            css,
            value,
            event,
        )

    def text(self, css="main"):
        """Return what can be read there."""
        return " ".join(" ".join(e.text for e in self.find(css)).split())

    def see(self, view):
        """Open all answers of a view without a bet."""
        for bet in BETS.get(view, []):
            self.run("document.getElementById(arguments[0])?.click()", f"{bet}-skip")
        return self

    def errors(self):
        """Return what the browser complains of."""
        return [line["message"] for line in self.driver.get_log("browser")]

    def narrow(self, width=360, height=740):
        """Look at it on a phone."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.wait()
        return self

    @property
    def address(self):
        """What the address bar says behind the file."""
        return self.driver.execute_script("return location.hash")
