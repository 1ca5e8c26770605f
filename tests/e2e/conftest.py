"""Fixtures: all processes of `make run`, and browsers."""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.e2e.browsers import (
    Chromium,
    Firefox,
    Reader,
    SoundCard,
    WebKit,
    chromium_path,
    launch_chromium,
    screen,
)
from tests.e2e.newsroom import Newsroom, newsroom
from tests.e2e.players import NOTE_BEGINNING, Player, tag
from tests.e2e.reading import Reading
from tests.stand import PATIENCE_S, Service

expect.set_options(timeout=PATIENCE_S * 1000)


def need(*commands: str) -> None:
    """Skip the test if one of these programs is not there; with CI=true, fail it."""
    for command in commands:
        if shutil.which(command) is None:
            if os.environ.get("CI"):
                pytest.fail(f"there is no {command}, and CI=true")
            pytest.skip(f"there is no {command}; `make test` as root on Debian installs it")


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service as `make run` starts it, with its own voice, for all tests of this folder."""
    started = Service(tmp_path_factory.mktemp("s"), {})
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="package")
def acting_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service as `make run` starts it, with a voice that halts and fails on demand."""
    directory = tmp_path_factory.mktemp("a")
    started = Service(directory, {"LISTEN_VOICES": "tone:220"}, module="tests.acting")
    started.start()
    yield started
    started.stop()


@pytest.fixture
def go_on(acting_service: Service) -> Path:
    """The file that the voice waits for."""
    found = acting_service.data_dir / "go-on"
    found.unlink(missing_ok=True)
    return found


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    need(Path(chromium_path() or "chromium").name)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium, for all tests of this folder."""
    with launch_chromium(playwright) as launched:
        yield launched


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page; an error of its scripts fails the test."""
    opened = browser.new_page()
    opened.set_default_timeout(PATIENCE_S * 1000)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


@pytest.fixture(scope="module")
def sound_card(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundCard]:
    """A virtual sound card for browsers; the machine has none."""
    need("pulseaudio", "parec")
    with SoundCard(tmp_path_factory.mktemp("p")).started() as card:
        yield card


@contextmanager
def firefox(card: SoundCard, directory: Path) -> Iterator[Reader]:
    need("firefox-esr")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PULSE_SERVER", card.address)
        patch.setenv("HOME", str(directory))
        with Firefox.started(directory / "gecko.log") as started:
            yield started


@contextmanager
def webkit(card: SoundCard, *, plays_hls: bool) -> Iterator[Reader]:
    """Start WebKitGTK, which plays HLS only on demand; Safari does by itself."""
    need("WebKitWebDriver", "Xvfb")
    with pytest.MonkeyPatch.context() as patch, screen() as display:
        patch.setenv("PULSE_SERVER", card.address)
        patch.setenv("DISPLAY", display)
        if plays_hls:
            patch.setenv("WEBKIT_GST_ENABLE_HLS_SUPPORT", "1")
        with WebKit.started() as started:
            yield started


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def reader(
    request: pytest.FixtureRequest,
    sound_card: SoundCard,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Reader]:
    """Each browser in turn, started once for the tests of a file; also `webkit_with_hls`."""
    opening: AbstractContextManager[Reader]
    if request.param == "chromium":
        opening = Chromium.started(request.getfixturevalue("playwright"), sound_card)
    elif request.param == "firefox":
        opening = firefox(sound_card, tmp_path_factory.mktemp("f"))
    else:
        opening = webkit(sound_card, plays_hls=request.param == "webkit_with_hls")
    with opening as started:
        yield started


@pytest.fixture(scope="package")
def opened_room() -> Iterator[Newsroom]:
    with newsroom() as opened:
        yield opened


@pytest.fixture
def room(opened_room: Newsroom) -> Newsroom:
    opened_room.forget()
    return opened_room


@pytest.fixture
def listen(room: Newsroom, page: Page) -> Any:
    """Open a page with the player, and return it."""

    page.add_init_script(NOTE_BEGINNING)

    def open_page(body: str | None = None, fragment: str = "", **headers: str) -> Player:
        page.goto(room.publish(body or tag(), **headers) + fragment)
        return Player(page)

    return open_page


@pytest.fixture
def reading(page: Page) -> Reading:
    return Reading(page)
