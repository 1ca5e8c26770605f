"""Situations of publishers' front ends, in three browsers: all of `situations/`."""

import copy
from collections.abc import Iterator
from itertools import chain

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.e2e.browsers import Chromium, Reader
from tests.e2e.newsroom import Newsroom
from tests.e2e.situations import (
    Asked,
    Click,
    Press,
    Run,
    Situation,
    Step,
    Tell,
    Until,
    changing_pages,
    errors,
    layouts,
    leaving,
    places,
    playing,
    scripts,
    trees,
)
from tests.stand import PATIENCE_S, wait_for

pytestmark = pytest.mark.browser

GROUPS = (leaving, playing, places, changing_pages, layouts, trees, errors, scripts)
SITUATIONS = list(chain.from_iterable(group.SITUATIONS for group in GROUPS))
HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<script src="/words.js"></script>'
)


@pytest.fixture(scope="module")
def only_page(browser: Browser) -> Iterator[Page]:
    """One page for all situations, one after the other, as in the other browsers."""
    opened = browser.new_page()
    opened.set_default_timeout(PATIENCE_S * 1000)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def devtools(only_page: Page) -> CDPSession:
    return only_page.context.new_cdp_session(only_page)


@pytest.fixture
def page(only_page: Page, devtools: CDPSession, room: Newsroom) -> Iterator[Page]:
    """The same page without stored data; an error of its scripts fails the test."""
    errors: list[str] = []

    def note(error: Exception) -> None:
        errors.append(str(error))

    only_page.on("pageerror", note)
    yield only_page
    only_page.goto("about:blank")
    only_page.remove_listener("pageerror", note)
    for origin in (room.publisher, room.service):
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    assert errors == []


def happen(situation: Situation, reader: Reader, room: Newsroom) -> None:
    """Run all events of a situation, and wait for the expected results."""
    room.forget()
    room.articles.update(copy.deepcopy(situation.articles))
    has_own = "/player.js" in situation.page
    script = "" if has_own else f'<script type="module" src="{room.service}/player.js"></script>'
    html = f'<!doctype html><html lang="en">{HEAD}{script}{situation.page}'
    reader.open(room.publish(html, **situation.headers))
    for step in situation.steps:
        take(step, reader, room)


def take(step: Step, reader: Reader, room: Newsroom) -> None:
    match step:
        case Press(number):
            wait_for(lambda: reader.run(f"return !!button({number}) && !player({number}).hidden"))
            reader.click(f"return button({number})")
        case Click(element):
            reader.click(f"return {element}")
        case Run(script):
            reader.run(script)
        case Until(condition):
            wait_for(
                lambda: reader.run(f"try {{ return !!({condition}) }} catch {{ return false }}")
            )
        case Tell(change):
            change(room)
        case Asked(condition):
            wait_for(lambda: condition(room))


def test_there_are_enough_and_each_has_its_name() -> None:
    names = [situation.name for situation in SITUATIONS]
    assert len(names) == len(set(names)) >= 120


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_in_chromium(situation: Situation, page: Page, room: Newsroom) -> None:
    first, *others = situation.widths
    page.set_viewport_size({"width": first, "height": 800})
    happen(situation, Chromium(page), room)
    for width in others:
        page.set_viewport_size({"width": width, "height": 800})
        for step in situation.steps:
            take(step, Chromium(page), room)


def failing(browser: str, reader: Reader, room: Newsroom) -> Iterator[str]:
    """Yield the names of the situations that fail in a browser."""
    for situation in SITUATIONS:
        if browser in situation.browsers:
            try:
                happen(situation, reader, room)
            except AssertionError as error:
                yield f"{situation.name}: {error}"


@pytest.mark.parametrize("reader", ["firefox"], indirect=True)
def test_in_firefox(reader: Reader, room: Newsroom) -> None:
    assert list(failing("firefox", reader, room)) == []


@pytest.mark.parametrize("reader", ["webkit"], indirect=True)
def test_in_webkit(reader: Reader, room: Newsroom) -> None:
    assert list(failing("webkit", reader, room)) == []
