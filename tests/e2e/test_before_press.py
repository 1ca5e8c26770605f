"""The player before a press, in Chromium: what it shows, and what it requests and loads."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.e2e.browsers import launch_with_profile
from tests.e2e.newsroom import Newsroom
from tests.e2e.players import TALL, Player, leave_waiting, tag
from tests.e2e.told import Told
from tests.stand import ROOT, wait_for

pytestmark = pytest.mark.browser

PAGE = (ROOT / "docs" / "player.md").read_text("utf-8")


def paths(room: Newsroom) -> list[str]:
    return [path for _, path, _ in room.asked]


def tracks(room: Newsroom) -> list[str]:
    return [path for path in paths(room) if path.startswith("/audio/tracks/")]


def test_nothing_is_asked_before_it_is_in_view_and_one_thing_then(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    player = listen(TALL + tag())
    page.wait_for_function("!!customElements.get('listen-to-article')")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert room.of("pier") == []
    player.host.scroll_into_view_if_needed()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    page.mouse.wheel(0, -2000)
    page.mouse.wheel(0, 3000)
    assert room.of("pier") == ["GET audio"]
    assert {path for _, path, _ in room.asked if path.startswith("/player")} == {"/player.js"}


def test_the_connection_is_warmed_each_time_that_the_pointer_comes_near(
    room: Newsroom, playwright: Playwright, tmp_path: Path
) -> None:
    room.articles["pier"] = Told()
    with launch_with_profile(playwright, tmp_path) as context:
        page = context.new_page()
        page.goto(room.publish(tag()))
        player = Player(page)
        expect(player.card.locator("[part=length]")).to_have_text("1 min")
        for _ in range(2):
            page.mouse.move(0, 0)
            room.server.hang_up()
            player.host.hover()
            wait_for(lambda: page.evaluate("1") and room.server.connections)
    assert room.of("pier") == ["GET audio"]


def test_the_beginning_of_a_ready_track_is_loaded_while_the_pointer_stays(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    player.host.hover()
    player.until("player.media.readyState > 0")
    assert player.get("[player.sound.state, player.media.paused]") == ["idle", True]
    assert room.of("pier") == ["GET audio"]
    before = len(tracks(room))
    player.hear()
    assert player.get("player.sound.kind") == "track"
    assert len(tracks(room)) - before <= 1  # at most for the rest of it


def test_a_focused_player_loads_the_beginning_too(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    player.button.focus()
    player.until("player.media.readyState > 0")


def test_a_pointer_that_passes_loads_no_sound(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    player.get("player.dispatchEvent(new PointerEvent('pointerenter'))")  # and it is gone already
    wait_for(lambda: page.evaluate("1") and "/player/listening.js" in paths(room))  # is later
    assert tracks(room) == []
    assert not player.get("player.media.src")


def test_an_article_that_was_edited_while_the_pointer_stayed_is_heard_anew(
    room: Newsroom, listen: Any
) -> None:
    told = room.articles["pier"] = Told()
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    player.host.hover()
    player.until("player.media.readyState > 0")
    told.made, told.has_old_track, told.held = 4, True, "track"
    player.press()
    player.until("player.sound.kind === 'stream' && player.sound.state === 'playing'")
    assert player.time_s < 1
    told.held = ""


def test_nothing_on_the_page_moves(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    line = re.search(r"listen-to-article:not\(:defined\) \{.*\}", PAGE)
    assert line
    css = f"<style>{line[0]}</style>"
    for width in (280, 479, 520, 900):
        page.set_viewport_size({"width": width, "height": 700})
        url = room.publish(f"{css}<body style='margin:0'>{tag()}<p id=below>Text</p>")
        page.route("**/player.js", leave_waiting, times=1)
        page.goto(url, wait_until="commit")
        before = page.locator("#below").bounding_box()
        page.unroute_all()
        page.goto(url)
        player = Player(page)
        shown = page.locator("#below").bounding_box()
        player.hear()
        assert before == shown == page.locator("#below").bounding_box(), width
        page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("status", [403, 404, 410, 422])
def test_there_is_nothing_where_there_is_nothing_to_hear(
    room: Newsroom, listen: Any, status: int
) -> None:
    room.articles["pier"] = Told(status=status)
    player = listen()
    expect(player.host).to_be_hidden()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_first_look_that_fails_is_repeated(room: Newsroom, listen: Any, status: int) -> None:
    room.articles["pier"] = Told(status=status, refusals=1, retry_after_s=1)
    player = listen()
    expect(player.host).to_be_visible()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    assert room.of("pier") == ["GET audio"] * 2


def test_a_service_that_cannot_be_reached_is_asked_again(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    page.route("**/v1/**", lambda route: route.abort())
    player = listen()
    expect(player.host).to_be_visible()
    page.unroute_all()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")


def test_what_the_publisher_hides_stays_hidden(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told()
    player = listen(tag(more="hidden"))
    player.until("player.shadowRoot")
    expect(player.host).to_be_hidden()


def test_a_press_shortly_before_an_article_opens_waits_and_plays_by_itself(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told(
        status=403, press_status=403, code="not-published-yet", opens_in_s=1
    )
    player = listen()
    player.press()
    wait_for(lambda: page.evaluate("1") and room.of("pier").count("POST audio") >= 2)
    assert player.get("player.sound.state") == "preparing"
    room.articles["pier"] = Told()
    player.until("player.sound.state === 'playing' && player.media.currentTime > 0.05")
