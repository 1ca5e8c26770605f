"""Accessibility of the player: keyboard, screen reader, dark mode."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.axe import violations
from tests.e2e.newsroom import Newsroom
from tests.e2e.players import TALL, Player, tag
from tests.e2e.told import Told
from tests.stand import wait_for

pytestmark = pytest.mark.browser

PAGE = "<main><h1>Pier</h1>{player}<p>The words.</p>{more}</main>"

Reach = Callable[[Player], None]


def before(player: Player) -> None:
    player.until("player.shell.play.isConnected")


def preparing(player: Player) -> None:
    player.press()
    player.until("player.sound.state === 'preparing' && !!player.listening")


def playing(player: Player) -> None:
    player.hear()


def waiting(player: Player) -> None:
    player.hear()
    player.until("player.sound.state === 'playing' && player.sound.isWaiting")


def paused(player: Player) -> None:
    player.hear()
    player.press()
    player.until("player.sound.state === 'paused'")


def ended(player: Player) -> None:
    player.hear()
    player.get("player.seek(player.sound.duration - 0.3)")
    player.until("player.sound.state === 'ended'")


def resumed(player: Player) -> None:
    player.get("player.seek(5)")
    player.until("player.shell.note.textContent.includes('0:05')")


def failed(player: Player) -> None:
    player.press()
    player.until("player.sound.state === 'failed' && !!player.listening")


def with_menu(player: Player) -> None:
    player.hear()
    player.host.locator("[part=more]").click()
    player.until("player.shadowRoot.querySelector('.menu').matches(':popover-open')")


def out_of_view(player: Player) -> None:
    player.hear()
    player.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    player.until("player.shadowRoot.querySelector('.mini').matches(':popover-open')")


STATES: list[Reach] = [
    before, resumed, preparing, playing, waiting, paused, ended, failed, with_menu, out_of_view,
]  # fmt: skip
TOLD = {preparing: Told(made=0), waiting: Told(made=2), failed: Told(made=3, press_status=503)}
"""Behavior of the service in the states without a finished track."""


@pytest.fixture
def reach(room: Newsroom, request: pytest.FixtureRequest) -> Reach:
    """Function that opens a page and brings its player to a state."""
    room.articles["pier"] = replace(TOLD.get(request.param, Told()))
    found: Reach = request.param
    return found


every_state = pytest.mark.parametrize(
    "reach", STATES, ids=lambda reach: reach.__name__, indirect=True
)


LOOKS = {"ltr": [("light", 1280), ("dark", 320)], "rtl": [("light", 320), ("dark", 1280)]}
"""Color schemes and widths of the window, by the direction of the page."""


@pytest.mark.parametrize("direction", LOOKS)
@every_state
def test_no_state_of_the_player_keeps_anybody_out(
    listen: Any, page: Page, reach: Reach, direction: str
) -> None:
    language = "ar" if direction == "rtl" else "en"
    player = listen(PAGE.format(player=tag(more=f'lang="{language}"'), more=TALL))
    page.evaluate("([dir]) => Object.assign(document, {dir, title: 'Pier'})", [direction])
    page.set_viewport_size({"width": LOOKS[direction][0][1], "height": 700})
    reach(player)
    for scheme, width in LOOKS[direction]:
        shown: Any = scheme
        page.emulate_media(color_scheme=shown)
        page.set_viewport_size({"width": width, "height": 700})
        assert violations(page) == [], (scheme, width)


FOCUSED = """(() => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  const rings = [];  // around it, or around what it is all of
  for (let place = found; place; place = place.parentElement) rings.push(getComputedStyle(place));
  return {
    name: found.ariaLabel || found.labels?.[0]?.textContent || found.textContent.trim(),
    inPlayer: found.getRootNode() instanceof ShadowRoot,
    isSeen: rings.some(
      (ring) => ring.outlineStyle === "solid" && parseFloat(ring.outlineWidth) > 1),
  };
})()"""

CONTROLS = """(player) => [...player.shadowRoot.querySelectorAll('button, input, select, a[href]')]
  .filter((found) => found.checkVisibility({visibilityProperty: true}) && !found.disabled)
  .map((found) => found.ariaLabel || found.textContent.trim())"""


def walk(page: Page) -> list[Any]:
    """Return the elements of the player that get the focus by Tab, in order."""
    walked: list[Any] = []
    page.keyboard.press("Tab")
    focused = page.evaluate(FOCUSED)
    while focused["inPlayer"]:
        assert len(walked) < 50, "the focus does not leave the player"
        walked.append(focused)
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
    return walked


@pytest.mark.parametrize("reach", [before, paused], ids=lambda r: r.__name__, indirect=True)
def test_every_control_is_reached_by_tab_and_shows_it(
    listen: Any,
    page: Page,
    reach: Reach,
) -> None:
    player = listen(PAGE.format(player=tag(), more=""))
    reach(player)
    page.evaluate("document.activeElement.blur?.()")
    page.locator("h1").click()
    walked = walk(page)
    assert [control["name"] for control in walked] == player.host.evaluate(CONTROLS)
    assert all(control["name"] for control in walked)
    assert [control["name"] for control in walked if not control["isSeen"]] == []


def test_it_is_played_and_paused_by_keyboard(
    room: Newsroom,
    listen: Any,
    page: Page,
) -> None:
    room.articles["pier"] = Told()
    player = listen(PAGE.format(player=tag(), more=""))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    player.until("player.sound.state === 'playing'")
    page.keyboard.press("Space")
    player.until("player.sound.state === 'paused'")


@every_state
def test_nothing_moves_for_those_whom_it_disturbs(
    listen: Any,
    page: Page,
    reach: Reach,
) -> None:
    page.emulate_media(reduced_motion="reduce")
    player = listen(PAGE.format(player=tag(), more=TALL))
    reach(player)
    running = "player.shadowRoot.getAnimations().length + document.getAnimations().length"
    wait_for(lambda: player.get(running) == 0)
