"""The controls of the player, in Chromium."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.newsroom import Newsroom
from tests.e2e.players import TALL, Player, tag
from tests.e2e.told import DURATION_S, SLOT_S, Told
from tests.stand import wait_for

pytestmark = pytest.mark.browser


def test_a_shared_link_begins_at_its_time(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told()
    player = listen(fragment="#listen=6")
    expect(player.card.locator("[part=note]")).to_have_text("Continue at 0:06")
    assert player.get("player.media.paused")
    player.hear()
    assert 5.9 < player.began_s < 8


def test_a_link_to_this_moment_is_copied(room: Newsroom, browser: Browser) -> None:
    room.articles["pier"] = Told()
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(room.publish(tag()))
    player = Player(page)
    player.hear()
    player.get("(player.pause(), player.seek(5))")
    player.named("More").click()
    player.host.get_by_role("button", name="Share from 0:05").click()
    expect(player.card.get_by_role("status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{room.publisher}/page#listen=5"
    context.close()


def test_the_mp3_is_saved_under_the_title(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen(tag(more='headline="Ferry: a/b"'))
    player.hear()
    player.named("More").click()
    with page.expect_download() as download:
        player.host.get_by_role("link", name="Download MP3").click()
    assert download.value.suggested_filename == "Ferry a b.mp3"


def test_speed_is_kept_for_the_next_article(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen()
    player.hear()
    player.named("Speed", "combobox").select_option("1.5")
    assert player.get("player.media.playbackRate") == 1.5
    assert player.get("player.media.preservesPitch")
    page.reload()
    player.hear()
    player.until("player.media.playbackRate === 1.5")


def test_keys_work_within_the_player_and_only_there(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    player = listen(tag() + "<input id=other>")
    player.button.focus()
    page.keyboard.press("Enter")
    player.until("player.listening && player.media.currentTime > 0.05")
    page.keyboard.press("k")
    player.until("player.media.paused")
    page.keyboard.press("l")
    player.until(f"player.media.currentTime > {DURATION_S - 1}")
    page.keyboard.press("j")
    player.until("player.media.currentTime < 1")
    page.keyboard.press("]")
    assert player.get("player.media.playbackRate") == 1.25
    page.keyboard.press("<")
    page.keyboard.press("[")
    assert player.get("player.media.playbackRate") == 0.75
    page.keyboard.press("m")
    assert player.get("player.media.muted")
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    assert player.get("player.media.volume") == pytest.approx(0.9)
    page.locator("#other").focus()
    page.keyboard.press("k")
    assert player.get("player.media.paused")
    player.named("Position", "slider").focus()
    page.keyboard.press("Space")
    player.until("!player.media.paused")


def test_paragraphs_are_skipped(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen()
    player.hear()
    player.until("player.listening.cues.list.length === 12")
    player.named("Next paragraph").click()
    player.until(f"player.media.currentTime >= {3 * SLOT_S}")
    player.get(f"(player.pause(), player.seek({3 * SLOT_S + 0.1}))")
    player.named("Next paragraph").click()
    assert player.time_s == pytest.approx(6 * SLOT_S + 0.05, abs=0.1)
    player.named("Previous paragraph").click()
    assert player.time_s == pytest.approx(3 * SLOT_S + 0.05, abs=0.1)


def test_intro_and_outro_are_skipped_like_paragraphs(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told(framed=True)
    player = listen()
    player.hear()
    player.until("player.listening.cues.list.length === 12")
    player.get("(player.pause(), player.seek(0))")
    forward, back = player.named("Next paragraph"), player.named("Previous paragraph")
    heard = []
    for _ in range(5):
        forward.click()
        heard.append(round(player.time_s / SLOT_S))
    for _ in range(3):
        back.click()
        heard.append(round(player.time_s / SLOT_S))
    assert heard == [1, 3, 6, 9, 11, 6, 3, 0]


def test_the_bar_is_a_slider_that_says_its_time(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told()
    player = listen()
    player.hear()
    player.get("(player.pause(), player.seek(3.5))")
    bar = player.named("Position", "slider")
    expect(bar).to_have_attribute("aria-valuetext", "3 seconds of 15 seconds")
    bar.fill("9")
    player.until("player.media.currentTime >= 9")


def test_one_of_ten_players_sounds_at_a_time(room: Newsroom, listen: Any, page: Page) -> None:
    ids = [f"A.b_c:{number}-z" for number in range(10)]
    room.articles.update({article_id: Told() for article_id in ids})
    listen("".join(tag(article_id) for article_id in ids))
    first, last = Player(page, 0), Player(page, 9)
    first.hear()
    last.host.scroll_into_view_if_needed()
    last.hear()
    first.until("player.media.paused")
    wait_for(lambda: "POST audio" in room.of(ids[9]))
    assert "POST audio" not in room.of(ids[4])


def test_it_speaks_arabic_from_right_to_left(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen(f'<div lang="ar" dir="rtl">{tag()}</div>')
    expect(player.card.locator("[part=title]")).to_have_text("استمع إلى المقال")
    expect(player.card.locator("[part=note]")).to_have_text("صوت اصطناعي")
    player.hear()
    back, forward = player.card.locator("[part=back]"), player.card.locator("[part=forward]")
    left_of = "(element) => element.getBoundingClientRect().left"
    assert back.evaluate(left_of) > forward.evaluate(left_of)
    player.get("(player.pause(), player.seek(3))")
    player.named("الموضع", "slider").focus()
    page.keyboard.press("ArrowLeft")
    player.until("player.media.currentTime > 14")
    right_of = "(element) => element.getBoundingClientRect().right"
    rail, played = (player.card.locator(f"[part={part}]").first for part in ("rail", "played"))
    assert rail.evaluate(right_of) == pytest.approx(played.evaluate(right_of), abs=1)


@pytest.mark.parametrize("language", ["es", "fr", "de", "pt"])
def test_it_speaks_the_language_of_the_page_or_english(
    room: Newsroom, listen: Any, language: str
) -> None:
    room.articles["pier"] = Told()
    player = listen(tag(more=f'lang="{language}"'))
    titles = {"es": "Escuchar el artículo", "fr": "Écouter l’article", "de": "Artikel anhören"}
    expect(player.card.locator("[part=title]")).to_have_text(
        titles.get(language, "Listen to article")
    )


def test_a_small_player_stays_in_view_while_it_sounds(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    player = listen(tag(more='headline="Ferry Captains"') + TALL + '<a href="#" id=end>End</a>')
    player.hear()
    mini = player.host.locator("[part=mini]")
    expect(mini).to_be_hidden()
    page.mouse.wheel(0, 1500)
    expect(mini).to_be_visible()
    expect(mini).to_contain_text("Ferry Captains")
    wait_for(lambda: mini.evaluate("(e) => e.getBoundingClientRect().bottom === innerHeight"))
    page.locator("#end").focus()
    page.wait_for_function(
        "document.activeElement.getBoundingClientRect().bottom <= innerHeight - 40"
        " || document.querySelector('listen-to-article').shadowRoot.querySelector('.mini.aside')"
    )
    page.evaluate("document.activeElement.blur()")
    page.mouse.wheel(0, -4000)
    expect(mini).to_be_hidden()
    page.mouse.wheel(0, 1500)
    mini.get_by_role("button", name="Close").click()
    expect(mini).to_be_hidden()
    player.until("player.media.paused")


def test_the_lock_screen_shows_and_steers_it(room: Newsroom, listen: Any, page: Page) -> None:
    page.add_init_script(
        """window.actions = {};
        navigator.mediaSession.setActionHandler = (name, act) => { actions[name] = act; }"""
    )
    room.articles["pier"] = Told()
    player = listen(tag(more='headline="Ferry Captains"'))
    player.hear()
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Ferry Captains"
    page.evaluate("actions.seekto({seekTime: 7})")
    player.until("player.media.currentTime >= 7")
    page.evaluate("actions.seekbackward({})")
    player.until("player.media.currentTime < 3")
    page.evaluate("actions.pause()")
    player.until("player.media.paused")


@pytest.mark.parametrize("address", ["https://[", "data:,x"])
def test_a_picture_that_is_none_is_left_out(room: Newsroom, listen: Any, address: str) -> None:
    room.articles["pier"] = Told()
    player = listen(f'<meta property="og:image" content="{address}">' + tag())
    player.hear()
    assert player.get("navigator.mediaSession.metadata.artwork.length") == 0


def test_it_plays_in_a_browser_without_popovers(room: Newsroom, listen: Any, page: Page) -> None:
    page.add_init_script("delete HTMLElement.prototype.popover")
    room.articles["pier"] = Told()
    player = listen(tag() + TALL)
    player.hear()
    expect(player.named("More")).to_have_count(0)
    page.mouse.wheel(0, 1500)
    player.until("player.media.currentTime > 0.5")
