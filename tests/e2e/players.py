"""A player on an open page, with the actions of a listener."""

from typing import Any

from playwright.sync_api import Locator, Page, Route

from tests.stand import wait_for

TAG = '<listen-to-article article-id="{id}" {more}></listen-to-article>'
NOTE_BEGINNING = """
document.addEventListener("listen:play", ({ detail }) => (window.beganS = detail.seconds));
"""
TALL = '<p style="height: 3000px">…</p>'


def tag(article_id: str = "pier", more: str = "") -> str:
    return TAG.format(id=article_id, more=more)


def leave_waiting(route: Route) -> None:
    """Answer nothing."""


class Player:
    """A tag on an open page."""

    def __init__(self, page: Page, number: int = 0) -> None:
        self.page = page
        self.host = page.locator("listen-to-article").nth(number)

    @property
    def button(self) -> Locator:
        return self.host.locator("[part=play]")

    @property
    def card(self) -> Locator:
        return self.host.locator("section.card")

    def named(self, name: str, role: Any = "button") -> Locator:
        return self.card.get_by_role(role, name=name)

    def get(self, expression: str) -> Any:
        return self.host.evaluate(f"(player) => {expression}")

    def until(self, expression: str) -> None:
        wait_for(lambda: self.get(expression), every=0.05)

    def press(self) -> None:
        self.button.click()

    def hear(self) -> None:
        """Press, and wait for the controls and for sound that moves."""
        self.press()
        self.until(
            "player.listening && player.sound.state === 'playing'"
            " && player.media.currentTime > 0.05"
        )

    @property
    def time_s(self) -> float:
        return float(self.get("player.media.currentTime"))

    @property
    def began_s(self) -> float:
        """Position at which it last began to play, in seconds."""
        return float(self.page.evaluate("window.beganS"))
