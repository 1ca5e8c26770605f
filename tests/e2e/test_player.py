"""The player on a publisher's page, in Chromium, with a service that does as it is told."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, Route, expect

from tests.e2e.newsroom import DURATION_S, SLOT_S, Newsroom, Told, newsroom
from tests.stand import ROOT, wait_for

pytestmark = pytest.mark.browser

TAG = '<listen-to-article article-id="{id}" {more}></listen-to-article>'
README = (ROOT / "README.md").read_text("utf-8")
NOTE_BEGINNING = """
document.addEventListener("listen:play", ({ detail }) => (window.beganS = detail.seconds));
"""
TALL = '<p style="height: 3000px">…</p>'


@pytest.fixture(scope="module")
def opened_room() -> Iterator[Newsroom]:
    with newsroom() as opened:
        yield opened


@pytest.fixture
def room(opened_room: Newsroom) -> Newsroom:
    opened_room.forget()
    return opened_room


def tag(article_id: str = "pier", more: str = "") -> str:
    return TAG.format(id=article_id, more=more)


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
        """Where it was when it last began to sound."""
        return float(self.page.evaluate("window.beganS"))


@pytest.fixture
def listen(room: Newsroom, page: Page) -> Any:
    """Open a page with the player, and return it."""

    page.add_init_script(NOTE_BEGINNING)

    def open_page(body: str | None = None, fragment: str = "", **headers: str) -> Player:
        page.goto(room.publish(body or tag(), **headers) + fragment)
        return Player(page)

    return open_page


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


def test_a_press_on_a_ready_narration_plays_it_and_asks_no_leave(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    player = listen()
    expect(player.card).to_have_attribute("aria-label", re.compile("^Listen to article"))
    player.hear()
    expect(player.named("Pause").first).to_be_visible()
    assert "POST audio" in room.of("pier")
    assert not [m for m, _, _ in room.asked if m == "OPTIONS"]
    player.press()
    expect(player.named("Play").first).to_be_visible()
    assert player.get("player.media.paused")


def leave_waiting(route: Route) -> None:
    """Answer nothing."""


def test_nothing_on_the_page_moves(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    line = re.search(r"listen-to-article:not\(:defined\) \{.*\}", README)
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


@pytest.mark.parametrize("status", [404, 422, 503])
def test_there_is_nothing_where_there_is_nothing_to_hear(
    room: Newsroom, listen: Any, status: int
) -> None:
    room.articles["pier"] = Told(status=status)
    player = listen()
    expect(player.host).to_be_hidden()


def test_there_is_nothing_where_the_service_cannot_be_reached(
    room: Newsroom, listen: Any, page: Page
) -> None:
    page.route("**/v1/**", lambda route: route.abort())
    expect(listen().host).to_be_hidden()


def test_what_the_publisher_hides_stays_hidden(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told()
    player = listen(tag(more="hidden"))
    player.until("player.shadowRoot")
    expect(player.host).to_be_hidden()


def test_a_press_that_fails_says_so_and_the_next_one_tries_again(
    room: Newsroom, listen: Any
) -> None:
    told = room.articles["pier"] = Told(made=3, press_status=503)
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    player.press()
    expect(player.card.get_by_role("status")).to_have_text("The audio could not be loaded.")
    told.press_status = 200
    player.named("Try again").click()
    player.until("player.media.currentTime > 0.2")


def test_a_press_on_what_cannot_be_read_says_so(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told(made=3, press_status=422)
    player = listen()
    player.press()
    expect(player.card.get_by_role("status")).to_have_text("There is no audio for this article.")


def test_a_narration_is_heard_while_it_is_made_and_the_track_takes_over_unnoticed(
    room: Newsroom, listen: Any, page: Page
) -> None:
    told = room.articles["pier"] = Told(made=5)
    player = listen()
    player.hear()
    assert player.get("player.sound.kind") == "stream"
    player.get(
        """{
          const { sound } = player;
          const takeOver = sound.takeOver;
          sound.takeOver = () => {
            window.moved = [sound.media.currentTime, sound.spare.currentTime];
            takeOver.call(sound);
          };
        }"""
    )
    told.made = None
    player.until("player.sound.kind === 'track' && player.media.currentTime > 3")
    before_s, after_s = page.evaluate("window.moved")
    assert abs(after_s - before_s) < 0.2, "the time line jumped"
    assert (after_s - 0.05) % SLOT_S > 0.84, "it was not in a pause"
    assert player.get("player.sound.spare.hasAttribute('src')") is False


def test_what_is_not_made_yet_is_gone_to_when_it_is(room: Newsroom, listen: Any) -> None:
    told = room.articles["pier"] = Told(made=4)
    player = listen()
    player.hear()
    player.get("player.seek(10)")
    expect(player.card.locator("[part=note]")).to_have_text("Goes to 0:10 once that is made")
    assert player.time_s < 6
    told.made = None
    player.until("player.sound.kind === 'track' && player.media.currentTime > 10")
    assert player.get("player.media.played.start(0)") == pytest.approx(10, abs=0.1)


def test_a_stream_that_breaks_off_goes_on_from_the_track(room: Newsroom, listen: Any) -> None:
    told = room.articles["pier"] = Told(made=3, breaks_at=3)
    player = listen()
    player.hear()
    player.until("player.sound.isWaiting && player.media.currentTime > 2")
    expect(player.card).to_have_class(re.compile("busy"))
    told.made = None
    player.until("player.sound.kind === 'track' && player.sound.state === 'playing'")
    assert player.time_s > 2


def test_a_track_that_was_taken_down_is_a_failure_with_another_try(
    room: Newsroom, listen: Any
) -> None:
    told = room.articles["pier"] = Told(track_status=410)
    player = listen()
    player.press()
    expect(player.named("Try again")).to_be_visible()
    told.track_status = 200
    player.named("Try again").click()
    player.until("player.media.currentTime > 0.1")


def test_an_old_track_is_heard_where_a_new_one_failed(room: Newsroom, listen: Any) -> None:
    room.articles["pier"] = Told(made=0, state="failed", has_old_track=True)
    player = listen()
    player.hear()
    assert player.get("player.sound.kind") == "track"


def test_a_track_that_always_breaks_off_is_not_asked_for_without_end(
    room: Newsroom, listen: Any
) -> None:
    room.articles["pier"] = Told()
    player = listen()
    player.hear()
    player.get(
        """{
          const breakOff = () => {
            Object.defineProperty(player.media, "error", { value: {}, configurable: true });
            player.media.dispatchEvent(new Event("error"));
          };
          player.media.addEventListener("playing", breakOff);
          breakOff();
        }"""
    )
    expect(player.named("Try again")).to_be_visible()
    assert room.of("pier").count("POST audio") == 4


def test_a_track_of_another_text_goes_on_about_where_the_stream_was(
    room: Newsroom, listen: Any
) -> None:
    told = room.articles["pier"] = Told(made=6, fingerprint="before")
    player = listen()
    player.hear()
    player.until("player.sound.fingerprint === 'before' && player.media.currentTime > 2")
    player.get("(player.first = player.media, player.sound.takeOver = () => { throw Error(); })")
    told.fingerprint = "after"
    told.made = None
    player.until("player.sound.kind === 'track' && player.sound.state === 'playing'")
    player.until("player.media.currentTime > 3 && player.listening.cues.list.length === 12")
    assert player.get("player.media === player.first")


def test_a_sound_that_is_left_does_not_disturb_the_next_one(room: Newsroom, listen: Any) -> None:
    left = room.articles["pier"] = Told(made=5)
    told = room.articles["second"] = Told(made=5)
    player = listen()
    player.hear()
    left.held = "track"
    left.made = None
    wait_for(lambda: any(path == "/audio/tracks/pier.mp3" for _, path, _ in room.asked))
    player.get("player.setAttribute('article-id', 'second')")
    player.hear()
    left.held = ""
    told.made = None
    player.until("player.sound.kind === 'track' && player.media.currentTime > 3")
    assert player.get("player.media.currentSrc.endsWith('/second.mp3')")


def test_a_late_answer_about_a_sound_that_was_left_does_nothing(
    room: Newsroom, listen: Any
) -> None:
    left = room.articles["pier"] = Told(made=12)
    room.articles["second"] = Told()
    player = listen()
    player.hear()
    left.held = "look"
    player.get("player.sound.speed = 3")
    player.until("player.media.ended")
    player.get("player.setAttribute('article-id', 'second')")
    left.held = ""
    player.hear()
    player.until("player.media.currentTime > 2")
    assert room.of("pier").count("POST audio") == 1
    assert player.get("player.sound.state") == "playing"


def test_a_listener_resumes_where_they_left(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen()
    player.hear()
    player.press()
    player.until("player.media.paused")
    player.get("player.seek(8)")
    page.reload()
    expect(player.card.locator("[part=note]")).to_have_text("Continue at 0:08")
    player.hear()
    assert 7.9 < player.began_s < 10


def test_what_was_heard_to_the_end_begins_anew(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    player = listen()
    player.hear()
    player.get(f"player.seek({DURATION_S - 0.3})")
    player.until("player.sound.state === 'ended'")
    page.reload()
    player.hear()
    assert player.began_s < 2


@pytest.mark.parametrize("made", [None, 3])
def test_a_time_beyond_the_end_is_forgotten(
    room: Newsroom, listen: Any, page: Page, made: int | None
) -> None:
    told = room.articles["pier"] = Told(made=made)
    player = listen(fragment="#listen=900")
    player.until("player.sound.narration")
    told.made = None
    player.hear()
    assert player.began_s < 2
    page.evaluate("location.hash = '#listen=901'")
    player.until("location.hash === '#listen=901' && player.sound.state === 'playing'")
    assert player.time_s < DURATION_S - 1


def test_a_link_into_what_is_being_made_says_so_and_goes_there_once_it_can(
    room: Newsroom, listen: Any
) -> None:
    told = room.articles["pier"] = Told(made=3)
    player = listen(fragment="#listen=6")
    player.hear()
    expect(player.card.locator("[part=note]")).to_have_text("Goes to 0:06 once that is made")
    told.made = 10
    player.until("player.media.currentTime > 6")
    assert player.get("player.sound.kind") == "stream"


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
    player.get("player.pause()")
    player.named("Next paragraph").click()
    assert player.time_s == pytest.approx(6 * SLOT_S + 0.05, abs=0.1)
    player.named("Previous paragraph").click()
    assert player.time_s == pytest.approx(3 * SLOT_S + 0.05, abs=0.1)


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
    assert "POST audio" in room.of(ids[9])
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


HOSTILE = "</script><img src=x onerror=alert(1)>&amp;<b>“T”"


def test_a_hostile_title_is_text(room: Newsroom, listen: Any, page: Page) -> None:
    room.articles["pier"] = Told()
    attribute = HOSTILE.replace("&", "&amp;").replace('"', "&quot;")
    player = listen(tag(more=f'headline="{attribute}"'))
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    player.hear()
    page.evaluate("document.body.style.paddingTop = '3000px'")
    page.evaluate("scrollTo(0, 0)")
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
    assert "POST audio" in room.of("second")
