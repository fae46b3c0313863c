"""What the tests of the page share: its engine, in Node and in a real Chromium."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import resources
from pathlib import Path

import pytest
from workshop_page import Browser

PARTS = resources.files("trustgame.workshop").joinpath("parts")
ENGINE = (
    "engine.js",
    "values.js",
    "answers.js",
    "luck.js",
    "sitting.js",
    "words.js",
    "toml.js",
    "deal.js",
    "time.js",
)
ASKS = (Path(__file__).parent / "asks.js").read_text(encoding="utf-8")


def sources(names=ENGINE):
    """Return the page's scripts, one after the other."""
    return "\n".join(PARTS.joinpath(name).read_text(encoding="utf-8") for name in names)


class Node:
    """The engine in Node: one question a line, one answer a line."""

    def __init__(self, folder):
        script = folder / "engine.js"
        script.write_text(
            sources() + ASKS + "require('readline').createInterface({input: process.stdin})"
            ".on('line', (line) => console.log(answer(line)));\n",
            encoding="utf-8",
        )
        self.process = subprocess.Popen(
            [shutil.which("node"), str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, what, **given):
        """Return the engine's answer."""
        self.process.stdin.write(json.dumps({"what": what, **given}) + "\n")
        self.process.stdin.flush()
        return read_answer(self.process.stdout.readline())

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


class Chromium:
    """The engine in Chromium."""

    def __init__(self, driver):
        self.driver = driver
        driver.get("about:blank")
        driver.execute_script(sources() + ASKS + "window.answer = answer;")

    def ask(self, what, **given):
        """Return the engine's answer."""
        line = json.dumps({"what": what, **given})
        return read_answer(self.driver.execute_script("return answer(arguments[0])", line))


def read_answer(line):
    """Return what an answer says, or raise what went wrong there."""
    found = json.loads(line)
    if "wrong" in found:
        raise AssertionError(found["wrong"])
    return found["said"]


def new_driver(downloads=None):
    """Return a driver of a headless Chromium that asks nothing of any network."""
    options_of = pytest.importorskip("selenium.webdriver.chrome.options")
    service_of = pytest.importorskip("selenium.webdriver.chrome.service")
    chrome = pytest.importorskip("selenium.webdriver.chrome.webdriver")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    path = shutil.which("chromedriver")
    if browser is None or path is None:
        pytest.skip("no Chromium with its driver is installed here")
    options = options_of.Options()
    options.binary_location = browser
    for flag in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
        "disable-background-networking", "disable-component-update", "disable-sync",
        "disable-dev-shm-usage", "force-color-profile=srgb",
    ):  # fmt: skip
        options.add_argument(f"--{flag}")
    if downloads is not None:
        options.add_experimental_option(
            "prefs", {"download.default_directory": str(downloads)}
        )
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return chrome.WebDriver(options=options, service=service_of.Service(path))


@pytest.fixture(scope="session")
def downloads(tmp_path_factory):
    """Where the browser saves files."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session")
def driver(downloads):
    """A headless Chromium; skipped where none is installed."""
    made = new_driver(downloads)
    yield made
    made.quit()


@pytest.fixture(scope="session", params=["node", "chromium"])
def engine(request, tmp_path_factory):
    """The page's engine, wherever there is something to run it."""
    if request.param == "node":
        if shutil.which("node") is None:
            pytest.skip("no Node is installed here")
        made = Node(tmp_path_factory.mktemp("node"))
        yield made
        made.close()
    else:
        own = new_driver()
        yield Chromium(own)
        own.quit()


@pytest.fixture(scope="session")
def browser(driver, tmp_path_factory):
    """A browser for the pages of this file."""
    driver.set_window_size(1400, 900)
    driver.set_script_timeout(20)
    return Browser(driver, tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="session")
def sample_session():
    """The session of the sample deal: a coarse map, few settings of each claim."""
    from trustgame.deals import Deal
    from trustgame.workshop import order
    from trustgame.workshop.session import session

    file = Path(__file__).parents[2] / "deals" / "consulting.toml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_MAP_SIDE", 5)
        return session(Deal.from_toml(file), tries=4)
