"""Fixtures: all processes of `make run`, and browsers."""

import os
import shutil
from collections.abc import Iterator
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


@pytest.fixture(scope="package")
def sound_card(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundCard]:
    """A virtual sound card for browsers; the machine has none."""
    need("pulseaudio", "parec")
    with SoundCard(tmp_path_factory.mktemp("p")).started() as card:
        yield card


@pytest.fixture
def chromium(playwright: Playwright, sound_card: SoundCard) -> Iterator[Reader]:
    with Chromium.started(playwright, sound_card) as reader:
        yield reader


@pytest.fixture
def firefox(
    sound_card: SoundCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Reader]:
    need("firefox-esr")
    monkeypatch.setenv("PULSE_SERVER", sound_card.address)
    monkeypatch.setenv("HOME", str(tmp_path))
    with Firefox.started(tmp_path / "gecko.log") as reader:
        yield reader


@pytest.fixture
def webkit(sound_card: SoundCard, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """WebKitGTK with its default settings, which plays no HLS."""
    need("WebKitWebDriver", "Xvfb")
    monkeypatch.setenv("PULSE_SERVER", sound_card.address)
    with screen() as display:
        monkeypatch.setenv("DISPLAY", display)
        with WebKit.started() as reader:
            yield reader


@pytest.fixture
def webkit_with_hls(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Reader:
    """WebKitGTK playing HLS by itself, as Safari does."""
    monkeypatch.setenv("WEBKIT_GST_ENABLE_HLS_SUPPORT", "1")
    return request.getfixturevalue("webkit")  # type: ignore[no-any-return]  # by its name


@pytest.fixture(params=["chromium", "firefox", "webkit"])
def reader(request: pytest.FixtureRequest) -> Reader:
    """Each browser in turn."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]  # by its name


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
