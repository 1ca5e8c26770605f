"""Presses on the player, in Chromium, with a service that follows a test's script."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.newsroom import Newsroom
from tests.e2e.players import leave_waiting
from tests.e2e.told import DURATION_S, SLOT_S, Told
from tests.stand import wait_for

pytestmark = pytest.mark.browser


def test_a_press_on_a_ready_narration_plays_it_and_asks_no_leave(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    player = listen()
    expect(player.card).to_have_attribute("aria-label", re.compile("^Listen to article"))
    player.hear()
    expect(player.named("Pause").first).to_be_visible()
    wait_for(lambda: page.evaluate("1") and "POST audio" in room.of("pier"))  # after the sound
    assert not [m for m, _, _ in room.asked if m == "OPTIONS"]
    player.press()
    expect(player.named("Play").first).to_be_visible()
    assert player.get("player.media.paused")


def test_a_ready_track_is_played_before_the_press_is_answered(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told()
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    page.route("**/v1/articles/pier/audio", leave_waiting)
    player.hear()
    assert player.get("player.sound.kind") == "track"


def test_an_article_that_was_edited_since_the_first_look_is_heard_anew(
    room: Newsroom, listen: Any
) -> None:
    told = room.articles["pier"] = Told()
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    told.made, told.has_old_track, told.held = 4, True, "track"
    player.hear()
    assert player.get("player.sound.kind") == "stream"
    told.held = ""


def test_a_player_names_the_voice_that_it_plays_so_that_no_other_takes_over(
    room: Newsroom, listen: Any, page: Page
) -> None:
    room.articles["pier"] = Told(made=4)

    def requested(what: str) -> list[str]:
        fetched = "performance.getEntriesByType('resource').map(({ name }) => name)"
        return [url for url in page.evaluate(fetched) if f"/v1/articles/pier/{what}" in url]

    player = listen()
    player.hear()
    wait_for(lambda: [url for url in requested("audio?") if "heard=tones" in url], every=0.1)
    wait_for(lambda: [url for url in requested("audio/cues") if "heard=tones" in url], every=0.1)


@pytest.mark.parametrize("status", [403, 410])
def test_an_article_that_was_taken_down_since_the_first_look_falls_silent_and_says_so(
    room: Newsroom, listen: Any, status: int
) -> None:
    told = room.articles["pier"] = Told()
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    told.press_status = status  # a cache may still have its track
    player.press()
    expect(player.named("Try again")).to_be_visible()
    assert player.get("player.sound.failure.status") == status
    assert player.get("player.media.paused")


def test_a_track_plays_on_if_the_press_cannot_be_told(room: Newsroom, listen: Any) -> None:
    told = room.articles["pier"] = Told()
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    told.press_status = 503
    player.hear()
    wait_for(lambda: player.time_s > 0.5)
    assert player.get("player.sound.state") == "playing"


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


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "too-many-requests"), (503, "too-busy"), (503, "budget-spent")],
)
def test_a_press_that_may_begin_nothing_now_says_so_and_can_be_repeated(
    room: Newsroom, listen: Any, status: int, code: str
) -> None:
    told = room.articles["pier"] = Told(made=3, press_status=status, code=code)
    player = listen()
    expect(player.card.locator("[part=length]")).to_have_text("1 min")
    player.press()
    expect(player.card.get_by_role("status")).to_have_text("No new audio right now. Try later.")
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
    assert player.get("player.sound.spare") is None


def test_a_track_that_cannot_be_loaded_at_once_takes_over_later(
    room: Newsroom, listen: Any
) -> None:
    told = room.articles["pier"] = Told(made=4, track_status=503)
    player = listen()
    player.hear()
    told.made = None
    wait_for(lambda: [path for _, path, _ in room.asked].count("/audio/tracks/pier.mp3") > 1)
    told.track_status = 200
    wait_for(lambda: player.get("player.sound.kind") == "track")


def test_what_is_not_made_yet_is_gone_to_when_it_is(room: Newsroom, listen: Any) -> None:
    told = room.articles["pier"] = Told(made=4)
    player = listen()
    player.hear()
    player.get("player.seek(10)")
    expect(player.card.locator("[part=note]")).to_have_text("Jumps to 0:10 when it is ready")
    assert player.time_s < 6
    player.get(
        """{
          const { sound } = player;
          const begins = ({ played }) =>
            [...Array(played.length).keys()].map((n) => played.start(n));
          const takeOver = sound.takeOver;
          sound.takeOver = () => {
            window.streamed = begins(sound.media);
            takeOver.call(sound);
          };
          window.begun = () => [...window.streamed, ...begins(sound.media)];
        }"""
    )
    told.made = None
    player.until("player.sound.kind === 'track' && player.media.currentTime > 10")
    begun = player.get("window.begun()")  # of the stream, or of the track
    assert min(each for each in begun if each > 7) == pytest.approx(10, abs=0.1)


def test_a_stream_that_breaks_off_goes_on_from_the_track(room: Newsroom, listen: Any) -> None:
    told = room.articles["pier"] = Told(made=3)
    player = listen()
    player.hear()
    told.breaks_at = 3
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
    expect(player.card.locator("[part=note]")).to_have_text("Jumps to 0:06 when it is ready")
    told.made = 10
    player.until("player.media.currentTime > 6")
    assert player.get("player.sound.kind") == "stream"
