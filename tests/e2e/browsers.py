"""Drivers for three browsers, and the sound card that they play to."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from marionette_driver.marionette import Marionette
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.forks import tied
from tests.stand import PATIENCE_S, end, wait_for

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RATE_HZ = 8_000
AUDIBLE = 300
"""Smallest sample value that counts as sound, out of 32,767."""


class Reader(Protocol):
    """A browser with one open page, and the actions of its reader."""

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page with `arguments`, and return its result."""

    def click(self, script: str) -> None:
        """Click the element that a function's body returns, as a mouse does."""


WITH_WINDOW = ("chromium", "chromium-browser")
WITHOUT_WINDOW = ("chromium-headless-shell", *WITH_WINDOW)
"""Names of the program, the headless one first: a page in it needs a fourth of the resources."""


def chromium_path(names: Sequence[str] = WITHOUT_WINDOW) -> str | None:
    """Return the path of Chromium, or None if it is not installed."""
    return next(filter(None, map(shutil.which, names)), None)


def launch_chromium(
    playwright: Playwright,
    sound_card: "SoundCard | None" = None,
    flags: Sequence[str] = (),
    names: Sequence[str] = WITHOUT_WINDOW,
) -> Browser:
    """Start Chromium without a window, and without sound if there is no sound card."""
    return playwright.chromium.launch(
        executable_path=chromium_path(names),
        args=[*CHROMIUM_FLAGS, *flags],
        ignore_default_args=["--mute-audio"] if sound_card else None,
        env={**os.environ, "PULSE_SERVER": sound_card.address} if sound_card else None,
    )


def launch_with_profile(playwright: Playwright, folder: Path) -> BrowserContext:
    """Start the full Chromium with a profile; the headless one opens no connection in advance."""
    return playwright.chromium.launch_persistent_context(
        folder, executable_path=chromium_path(WITH_WINDOW), args=CHROMIUM_FLAGS
    )


class Chromium:
    """Chromium, driven by Playwright."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @classmethod
    @contextmanager
    def started(cls, playwright: Playwright, sound_card: "SoundCard") -> Iterator[Reader]:
        """Start it, and end it after."""
        browser = launch_chromium(playwright, sound_card)
        try:
            yield cls(browser.new_page())
        finally:
            browser.close()

    def open(self, url: str) -> None:
        self._page.goto(url)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._page.evaluate(_as_function(script), list(arguments))

    def click(self, script: str) -> None:
        element = self._page.evaluate_handle(_as_function(script), []).as_element()
        assert element, f"nothing to click: {script}"
        element.click()


def _as_function(script: str) -> str:
    return f"(given) => (function () {{ {script} }}).apply(null, given)"


class Firefox:
    """Firefox, driven by Marionette, without a window."""

    def __init__(self, marionette: Any) -> None:
        self._marionette = marionette

    @classmethod
    @contextmanager
    def started(cls, log: Path) -> Iterator[Reader]:
        """Start it with a new profile, and end it after."""
        marionette = Marionette(
            host="127.0.0.1",
            port=0,
            bin=shutil.which("firefox-esr") or shutil.which("firefox"),
            headless=True,
            prefs={"media.volume_scale": "1.0"},  # Marionette's own is silence
            gecko_log=str(log),
            startup_timeout=PATIENCE_S,
            socket_timeout=PATIENCE_S,
        )
        try:
            marionette.start_session()
            yield cls(marionette)
            marionette.delete_session()
        finally:
            marionette.cleanup()

    def open(self, url: str) -> None:
        self._marionette.navigate(url)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._marionette.execute_script(script, script_args=arguments, sandbox=None)

    def click(self, script: str) -> None:
        element = self.run(script)
        if element.tag_name == "iframe":  # this driver's clicks do not reach into frames
            self._marionette.switch_to_frame(element)
            self.run("return button()").click()
            self._marionette.switch_to_frame()
        else:
            element.click()


class WebKit:
    """WebKitGTK, driven by Selenium, in a window on a virtual screen.

    It plays HLS like Safari only if an environment variable says so.
    """

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Reader]:
        """Start it with a new profile, and end it after."""
        options = Options()
        options.binary_location = str(_mini_browser())
        options.add_argument("--automation")
        driver = webdriver.WebKitGTK(options, Service(shutil.which("WebKitWebDriver")))
        try:
            yield cls(driver)
        finally:
            driver.quit()

    def open(self, url: str) -> None:
        self._driver.get(url)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._driver.execute_script(script, *arguments)

    def click(self, script: str) -> None:
        self.run(script).click()


def _mini_browser() -> Path:
    """Return the browser of the WebKitGTK package; Debian installs it outside of the path."""
    return next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))


@contextmanager
def screen() -> Iterator[str]:
    """Start an X server without a screen.

    Yields:
        Its address, for the environment variable DISPLAY.
    """
    server = subprocess.Popen(
        [*tied(), "Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert server.stdout
        with server.stdout as named:
            display = named.readline().decode().strip()
        yield f":{display}"
    finally:
        end(server)


@dataclass
class SoundCard:
    """A virtual sound card (PulseAudio) with the speed of a real one, and a recording of it."""

    directory: Path

    @property
    def address(self) -> str:
        """Value of the environment variable PULSE_SERVER for browsers."""
        return f"unix:{self.directory / 'native'}"

    @contextmanager
    def started(self) -> Iterator["SoundCard"]:
        """Start it, and end it after."""
        socket = f"module-native-protocol-unix auth-anonymous=1 socket={self.directory / 'native'}"
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--log-level=error"]
        quiet = {
            "HOME": str(self.directory),
            "XDG_RUNTIME_DIR": str(self.directory),
            "PATH": "/usr/bin:/bin",
        }
        server = subprocess.Popen(
            [*tied(), *command, "--exit-idle-time=-1", "-L", "module-null-sink", "-L", socket],
            env=quiet,
            stderr=subprocess.DEVNULL,
        )
        wait_for((self.directory / "native").exists)
        record = subprocess.Popen(
            [
                *(*tied(), "parec", f"--server={self.address}", "--device=null.monitor", "--raw"),
                *(f"--rate={RATE_HZ}", "--channels=1", "--format=s16le", "--latency-msec=50"),
                str(self.directory / "heard"),
            ],
            env=quiet,
        )
        try:
            yield self
        finally:
            end(record, server)

    def heard_s(self) -> float:
        """Return the number of seconds with sound since the start."""
        heard = self.directory / "heard"
        samples = np.fromfile(heard, np.int16) if heard.exists() else np.zeros(0)
        pieces = samples[: len(samples) // 160 * 160].reshape(-1, 160)
        return float((np.abs(pieces).max(axis=1, initial=0) > AUDIBLE).sum() * 160 / RATE_HZ)

    def is_heard(self, seconds: float = 0.5) -> None:
        """Wait until there has been further sound of some length."""
        before = self.heard_s()
        wait_for(lambda: self.heard_s() >= before + seconds)

    def is_silent(self) -> None:
        """Wait until the sound has stopped."""

        def rests() -> bool:
            before = self.heard_s()
            time.sleep(0.5)
            return self.heard_s() == before

        wait_for(rests)
