"""A single-page application: routes that are replaced while their articles are streaming."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.newsroom import Newsroom
from tests.e2e.players import TALL, Player, tag
from tests.e2e.told import Told
from tests.stand import wait_for

pytestmark = pytest.mark.browser

ROUTES = 20
COUNT = "function () { return this.filter((one) => !Object.hasOwn(one, 'constructor')).length }"
"""Counts elements; prototypes are found too."""

SHOW = "(html) => { document.querySelector('#place').innerHTML = html }"


def show(page: Page, html: str) -> None:
    """Replace the current view by another one, as a router does."""
    page.evaluate(SHOW, html)


def media_elements(page: Page) -> int:
    """Return the number of media elements that are left after a garbage collection."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("HeapProfiler.collectGarbage")
    kind = devtools.send("Runtime.evaluate", {"expression": "HTMLMediaElement.prototype"})
    of_it = {"prototypeObjectId": kind["result"]["objectId"]}
    found = devtools.send("Runtime.queryObjects", of_it)["objects"]
    count = devtools.send(
        "Runtime.callFunctionOn",
        {
            "objectId": found["objectId"],
            "functionDeclaration": COUNT,
            "returnByValue": True,
        },
    )
    devtools.detach()
    return int(count["result"]["value"])


def test_each_of_many_routes_sounds_and_one_connection_is_left(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles.update({f"route-{number}": Told(made=4) for number in range(ROUTES)})
    listen("<div id=place></div>")
    for number in range(ROUTES):
        show(page, tag(f"route-{number}"))
        Player(page).hear()
    wait_for(lambda: room.streams == 1)
    wait_for(lambda: media_elements(page) == 1)


def test_one_media_element_is_left_after_the_track_has_taken_over(
    room: Newsroom, listen: Any, page: Page
) -> None:
    told = room.articles["pier"] = Told(made=6)
    player = listen()
    player.hear()
    told.made = None
    player.until("player.sound.kind === 'track'")
    wait_for(lambda: media_elements(page) == 1)


def test_nothing_of_a_removed_player_is_kept(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles.update({f"route-{number}": Told(made=4) for number in range(8)})
    listen(f"<div id=place></div>{TALL}")
    for number in range(8):
        page.evaluate("scrollTo(0, 0)")
        show(page, tag(f"route-{number}"))
        player = Player(page)
        player.hear()
        player.host.locator("[part=speed]").select_option("1.5")
        player.host.locator("[part=more]").click()
        page.evaluate("scrollTo(0, 2000)")
        player.until("player.shadowRoot.querySelector('.mini:popover-open')")
    show(page, "")
    assert page.evaluate("document.documentElement.style.scrollPaddingBottom") == ""
    wait_for(lambda: media_elements(page) == 0)
    assert room.streams == 0
