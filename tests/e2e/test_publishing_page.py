"""The player as a part of the publisher's page, in Chromium: policies, playlists, statistics."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.e2e.newsroom import Newsroom
from tests.e2e.players import TALL, Player, tag
from tests.e2e.told import DURATION_S, Told
from tests.stand import wait_for

pytestmark = pytest.mark.browser


HOSTILE = "</script><img src=x onerror=alert(1)>&amp;<b>“T”"


def test_a_hostile_title_is_text(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    attribute = HOSTILE.replace("&", "&amp;").replace('"', "&quot;")
    player = listen(tag(more=f'headline="{attribute}"') + TALL)
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    player.hear()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(player.host.locator(".mini-title")).to_have_text(HOSTILE)
    assert player.get("player.shadowRoot.querySelectorAll('img, b').length") == 0
    block = page.locator("script[data-listen-article=pier]").evaluate(
        "(e) => JSON.parse(e.textContent)"
    )
    assert block["name"] == HOSTILE
    assert dialogs == []


def test_a_strict_policy_is_not_violated(room: Newsroom, listen: Any, page: Page) -> None:
    told = room.articles["pier"] = Told(made=3)
    service = room.service
    policy = (
        f"default-src 'none'; script-src {service}; style-src 'self'; connect-src {service}; "
        f"media-src {service} data:"
    )
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "olicy" in message.text else None,
    )
    player = listen(Content_Security_Policy=policy)
    player.hear()
    told.made = None
    player.until("player.sound.kind === 'track'")
    player.named("More").click()
    block = page.locator("script[data-listen-article=pier]")
    expect(block).to_have_count(1)
    found = block.evaluate("(e) => JSON.parse(e.textContent)")
    assert found["@type"] == "AudioObject"
    assert found["contentUrl"] == f"{service}/audio/tracks/pier.mp3"
    assert found["duration"] == "PT15S"
    assert complaints == []


def test_a_policy_without_data_urls_only_costs_time(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told(made=3)
    service = room.service
    policy = f"default-src 'none'; script-src {service}; connect-src {service}; media-src {service}"
    listen(Content_Security_Policy=policy).hear()


def test_the_playlist_goes_on_by_itself(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles.update(pier=Told(), second=Told(), third=Told())
    player = listen(
        tag(more='playlist=".more [data-article-id]"')
        + '<ul class=more><li data-article-id="second"> The <b>second</b></li>'
        + '<li data-article-id="third">Third</li></ul>'
    )
    player.hear()
    player.get(f"player.seek({DURATION_S - 4})")
    expect(player.card.locator("[part=note]")).to_have_text("Up next: \u2068The second\u2069")
    player.get(f"player.seek({DURATION_S - 0.3})")
    player.until(
        "player.item.id === 'second' && player.media.currentTime > 0.05"
        " && player.sound.state === 'playing'"
    )
    expect(player.card.locator("[part=title]")).to_have_text("The second")
    player.named("More").click()
    expect(player.host.locator("button.share")).to_be_hidden()
    player.host.get_by_role("button", name="Third").click()
    player.until("player.item.id === 'third' && player.sound.state === 'playing'")
    assert room.events("second") == ["started"]


def test_the_next_article_sounds_in_its_own_tag_from_the_elements_that_were_pressed(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles.update(pier=Told(), second=Told())
    player = listen(tag(more='playlist="second"') + tag("second"))
    player.hear()
    page.evaluate("window.pressed = document.querySelector('listen-to-article').media")
    player.get(f"player.seek({DURATION_S - 0.3})")
    heir = Player(page, 1)
    heir.until("player.sound.state === 'playing' && player.media.currentTime > 0.05")
    assert heir.get("player.media === window.pressed")
    player.hear()
    heir.until("player.sound.state === 'paused'")


def test_the_playlist_waits_where_it_is_told_to(room: Newsroom, listen: Any) -> None:
    room.articles.update(pier=Told(), second=Told())
    player = listen(tag(more='playlist="second" autonext="off"'))
    player.hear()
    player.get(f"player.seek({DURATION_S - 0.3})")
    player.until("player.sound.state === 'ended'")
    expect(player.card.locator("[part=note]")).to_have_text("Up next: \u2068Next article\u2069")
    assert player.get("player.item.id") == "pier"


def test_the_publisher_learns_how_far_it_is_heard(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen()
    page.evaluate(
        """window.events = [];
        for (const name of ["play", "pause", "progress", "ended", "error"])
          document.addEventListener(`listen:${name}`, (e) => events.push([e.type, e.detail]))"""
    )
    player.hear()
    player.get("player.sound.speed = 3")
    player.until("player.sound.state === 'ended'")
    wait_for(lambda: room.events("pier") == ["started", "25", "50", "75", "100"])
    kinds = page.evaluate("events.map(([name]) => name)")
    assert kinds[0] == "listen:play"
    assert kinds[-1] == "listen:ended"
    assert "listen:progress" in kinds
    assert page.evaluate("events[0][1].articleId") == "pier"
    assert page.evaluate("events.at(-1)[1].duration") == pytest.approx(DURATION_S, abs=0.01)


def test_every_request_for_a_subscribers_article_shows_the_signature(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    listen(tag(more='signature="1.ab"')).hear()
    wait_for(lambda: page.evaluate("1") and any("/plays" in url for url in asked))
    of_article = [url for url in asked if "/v1/articles/pier/" in url]
    assert [url for url in of_article if "signature=1.ab" not in url] == []


@pytest.mark.parametrize("how", ["no-analytics", "doNotTrack", "globalPrivacyControl"])
def test_the_publisher_learns_nothing_of_who_does_not_want_it(
    room: Newsroom, listen: Any, page: Page, how: str
) -> None:
    room.articles["pier"] = Told()
    value = "'1'" if how == "doNotTrack" else "true"
    if how != "no-analytics":
        page.add_init_script(f"Object.defineProperty(navigator, '{how}', {{value: {value}}})")
    player = listen(tag(more="no-analytics" if how == "no-analytics" else ""))
    player.hear()
    player.until("player.media.currentTime > 0.5")
    assert room.events("pier") == []


def test_search_engines_are_told_before_a_press(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    listen()
    expect(page.locator("script[data-listen-article=pier]")).to_have_count(1)


def test_what_the_publishers_server_tells_search_engines_is_left(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    data = f'{{"contentUrl": "{room.service}/audio/tracks/pier.mp3", "name": "Richer"}}'
    kind = 'type="application/ld+json" data-listen-article="pier"'
    player = listen(f"<script {kind}>{data}</script>" + tag())
    player.hear()
    block = page.locator("script[data-listen-article=pier]")
    expect(block).to_have_count(1)
    assert block.text_content() == data


@pytest.mark.parametrize("more", ["", "no-click-to-play no-auto-scroll"])
def test_the_article_follows_and_takes_clicks_unless_told_not_to(
    room: Newsroom, listen: Any, page: Page, more: str
) -> None:
    room.articles["pier"] = Told()
    text = "".join(f'<p id=s{n} style="margin: 0 0 900px">Sentence {n}.</p>' for n in range(12))
    player = listen(tag(more=f'content=".body" {more}') + f"<div class=body>{text}</div>")
    player.hear()
    player.press()
    player.until("player.media.paused && player.listening.cues.list.length === 12")
    player.get("player.seek(8)")
    marked = "[...(CSS.highlights.get('listen-sentence') ?? [])].join('')"
    wait_for(lambda: page.evaluate(marked) == "Sentence 6.")
    if more:
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300)))")
        assert page.evaluate("scrollY") == 0
    else:
        page.wait_for_function("scrollY > 3000")
    page.locator("#s2").click()
    if more:
        page.evaluate("new Promise((done) => setTimeout(done, 600))")
        assert player.time_s == pytest.approx(8, abs=0.1)
    else:
        player.until("!player.media.paused && player.media.currentTime < 8")
        assert 2.4 < player.began_s < 4.4


def test_a_theme_changes_nothing_else(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told()
    player = listen()
    player.hear()
    player.named("Speed", "combobox").focus()
    player.get("player.setAttribute('theme', 'dark')")
    expect(player.named("Speed", "combobox")).to_be_focused()


def test_a_removed_player_falls_silent(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen()
    player.hear()
    page.evaluate("window.media = document.querySelector('listen-to-article').media")
    page.evaluate("document.querySelector('listen-to-article').remove()")
    page.wait_for_function("media.paused")


def test_the_article_can_be_changed(room: Newsroom, listen: Any) -> None:
    room.articles.update(pier=Told(), second=Told())
    player = listen()
    player.hear()
    player.get("player.setAttribute('article-id', 'second')")
    player.until("player.sound.state === 'idle' && player.sound.narration")
    player.hear()
    wait_for(lambda: "POST audio" in room.of("second"))
