"""The menu of voices in Chromium: an article that is ready in two voices of different pace."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.e2e.axe import violations
from tests.e2e.players import Player
from tests.stand import Service, wait_for
from worker.articles.lookup import DemoArticles

pytestmark = pytest.mark.browser

USUAL, OTHER = "tone:220", "tone:330"
ARTICLE, _, NEXT = [article.id for article in DemoArticles().all()]
IS_OPEN = "player.shadowRoot.querySelector('.menu').matches(':popover-open')"
MARKED = "[...(CSS.highlights?.get('listen-sentence') ?? [])].map(String).join('')"


@pytest.fixture(scope="module")
def two_voices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with an article in two voices, of which one is slower, and one in its usual one."""
    env = {"LISTEN_VOICES": f"{USUAL},{OTHER}", "LISTEN_VOICE_SPEEDS": f"{OTHER}=0.7"}
    started = Service(tmp_path_factory.mktemp("v"), env, module="tests.acting")
    try:
        started.start()
        for voice, ids in ((USUAL, [ARTICLE, NEXT]), (OTHER, [ARTICLE])):
            asked = {"article_ids": ids, "voice": voice, "priority": "pregenerate"}
            assert started.ask("POST", "/v1/audio", asked).status == 202
        wait_for(lambda: all(is_offered(started) for _ in range(8)))  # by every web process
        started.until(NEXT, "ready")
        yield started
    finally:
        started.stop()


def is_offered(service: Service) -> bool:
    """Return whether the process that answers knows that the article is ready in both voices."""
    return bool(service.narration(ARTICLE).get("voices") == [USUAL, OTHER])


class Choice:
    """A player and its menu of voices."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.player = Player(page)

    @property
    def voices(self) -> Locator:
        return self.player.host.get_by_role("group", name="Voice")

    def open_menu(self) -> None:
        self.player.host.locator("[part=more]").click()
        self.player.until(IS_OPEN)

    def shows(self, voice: str) -> bool:
        """Return whether the menu shows this voice, and no other one, as the one that is heard."""
        rows = self.voices.get_by_role("button", pressed=True)
        return [text.strip() for text in rows.all_inner_texts()] == [voice]

    @property
    def sentence(self) -> Any:
        """The place of the sentence that is heard, by the cues of the player."""
        return self.player.get(
            "player.listening.cues.list.find(({ end_s }) => end_s > player.sound.place)"
        )

    def marked(self) -> str:
        return " ".join(self.page.evaluate(MARKED).split())


def listen(page: Page, service: Service, article_id: str) -> Choice:
    page.goto(f"{service.url}/articles/{article_id}")
    choice = Choice(page)
    choice.player.host.scroll_into_view_if_needed()
    choice.player.until("!!player.sound.narration")
    return choice


def test_a_listener_changes_the_voice_at_the_same_sentence(
    two_voices: Service, page: Page, tmp_path: Path
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    choice = listen(page, two_voices, ARTICLE)
    assert len([url for url in asked if "/v1/" in url]) == 1
    player = choice.player
    player.hear()
    player.until("player.listening.cues.list.length > 20")
    choice.open_menu()
    wait_for(lambda: choice.shows("220"))  # it may have to ask for the voices first
    look_at_it(page, choice, tmp_path)
    player.get("player.seek(player.listening.cues.list[6].start_s + 0.8)")
    player.until("player.media.currentTime > player.listening.cues.list[6].start_s + 0.9")
    assert player.get(IS_OPEN)
    before = choice.sentence
    choice.voices.get_by_role("button", name="330").press("Enter")
    player.until("player.sound.voice === 'tone:330' && player.sound.state === 'playing'")
    player.until("player.sound.wanted === null && !player.media.paused")
    after = choice.sentence
    assert after["place"] == before["place"]
    assert after["start_s"] > before["start_s"] + 5  # the other voice is slower
    assert after["start_s"] - 0.1 <= player.time_s < after["start_s"] + 1.5
    wait_for(lambda: choice.marked() == " ".join(after["written"].split()))
    assert two_voices.url in player.get("player.media.src")
    choice.open_menu()
    wait_for(lambda: choice.shows("330"))


def look_at_it(page: Page, choice: Choice, tmp_path: Path) -> None:
    """Check the open menu in light and dark, wide and narrow; keep pictures of it."""
    pictures = Path(os.environ.get("MENU_PICTURES", tmp_path))
    shown: list[tuple[Any, int]] = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)]
    for scheme, width in shown:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.keyboard.press("Escape")
        choice.player.until(f"!{IS_OPEN}")
        choice.open_menu()
        assert violations(page) == [], (scheme, width)
        box = choice.voices.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        for row in choice.voices.get_by_role("button").all():
            found = row.bounding_box()
            assert found
            assert found["height"] >= 44
        page.screenshot(path=pictures / f"voices-{scheme}-{width}.png")


def test_the_choice_is_remembered_and_the_place_kept_by_its_sentence(
    two_voices: Service, page: Page
) -> None:
    choice = listen(page, two_voices, ARTICLE)
    player = choice.player
    player.hear()
    player.until("player.listening.cues.list.length > 20")
    player.get("player.seek(player.listening.cues.list[9].start_s + 0.5)")
    player.until("player.media.currentTime > player.listening.cues.list[9].start_s + 0.6")
    player.press()
    player.until("player.sound.state === 'paused'")
    left = choice.sentence
    page.evaluate(
        """(voice) => {
          const kept = JSON.parse(localStorage.getItem("listen-to-article"));
          localStorage.setItem("listen-to-article", JSON.stringify({ ...kept, voice }));
        }""",
        OTHER,
    )
    page.goto("about:blank")
    choice = listen(page, two_voices, ARTICLE)
    player = choice.player
    assert player.get("player.sound.narration.voice") == OTHER
    player.hear()
    player.until("player.listening.cues.list.length > 20 && player.sound.wanted === null")
    wait_for(lambda: choice.sentence["place"] == left["place"])
    other = listen(page, two_voices, NEXT)
    assert other.player.get("player.sound.narration.voice") == USUAL  # it is ready in no other one
    other.player.hear()
    other.open_menu()
    assert not other.voices.is_visible()
    kept = json.loads(page.evaluate("localStorage.getItem('listen-to-article')"))
    assert kept["voice"] == OTHER
