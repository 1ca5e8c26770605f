"""Presses on articles that are not fetched yet: open ones play, closed ones disclose nothing."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import redis

from audio_service.access.signed_urls import sign
from tests.integration.asking import problem
from tests.integration.face import Face
from tests.stand import Processes, wait_for
from tests.upstreams.wordpress import WordPressSite

pytestmark = pytest.mark.slow

SIGNING_KEY = "a-key-for-signatures-of-32-characters"
RULES = """
[[rules]]
section = "Secret"
narrate = "never"

[[rules]]
section = "Paid"
access = "signed"

[[rules]]
section = "Elsewhere"
voice = "tone:440"
"""
PRESSED = 200
STRANGERS = 100
PUBLIC = ("/feed.xml", "/feed/coast.xml", "/", "/articles/river-pact-nears-end")
DELAYS_S = (0.0, 0.005, 0.02, 0.1)
KINDS = ("stream.mp3", "stream.m3u8", "cues.json")
AUDIO = ("audio/mpeg", "application/vnd.apple.mpegurl")


@pytest.fixture
def site() -> Iterator[WordPressSite]:
    with WordPressSite() as site:
        yield site


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path, site: WordPressSite) -> dict[str, str]:
    """Settings of a service that fetches from a site, and narrates nothing of it by itself."""
    file = tmp_path / "publication.toml"
    file.write_text(f'{site.table}narrate = "press"\n{RULES}')
    return env | {
        "LISTEN_PUBLICATION_FILE": str(file),
        "LISTEN_PRIVATE_HOSTS": "127.0.0.1",
        "LISTEN_SIGNING_KEY": SIGNING_KEY,
        "LISTEN_VOICES": "tone:220, tone:440",
    }


@pytest.fixture
def staff(face: Face, processes: Processes) -> Processes:
    for number in range(2):
        processes.start("fetcher", "--name", f"fetcher-{number}")
    processes.start_worker("first")
    processes.start_worker("rest")
    wait_for(lambda: len(face.flask.get("/v1/voices").get_json()["items"]) == 2)
    return processes


def publish(site: WordPressSite, **said: Any) -> str:
    return site.publish(datetime.now(UTC) - timedelta(days=1), **said)


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


@pytest.mark.parametrize("section", ["Coast", "Elsewhere"])
def test_the_first_press_of_an_open_article_is_heard_at_once(
    face: Face, staff: Processes, site: WordPressSite, section: str
) -> None:
    for kind in ("stream_url", "hls_url"):
        article_id = publish(site, section=section)
        pressed = face.press(article_id).get_json()
        assert pressed["state"] == "queued"
        answer = face.flask.get(pressed[kind])
        assert answer.status_code == 200, answer.text
        if kind == "stream_url":
            assert len(answer.data) > 10_000
            continue
        segments = [line for line in answer.text.splitlines() if not line.startswith("#")]
        assert segments
        assert all(face.flask.get(each).status_code == 200 for each in segments)
        assert "signature" not in answer.text


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"section": "Secret"}, "not-narrated"),
        ({"section": "Paid"}, "signature-needed"),
        ({"published_at": "tomorrow"}, "article-not-found"),
    ],
)
def test_a_closed_article_says_nothing_and_its_run_ends(
    face: Face,
    staff: Processes,
    site: WordPressSite,
    client: redis.Redis,
    said: dict[str, Any],
    code: str,
) -> None:
    if "published_at" in said:
        said = {"published_at": tomorrow()}
    article_id = publish(site, **said)
    pressed = face.press(article_id).get_json()
    assert "signature" not in str(pressed)
    assert problem(face.flask.get(pressed["stream_url"]))[1] == code
    assert problem(face.press(article_id))[1] == code
    assert problem(face.flask.get(pressed["hls_url"]))[1] == code
    wait_for(lambda: not client.smembers("listen:unfinished"))
    assert not face.spoken()
    assert not list((face.data_dir / "audio").rglob("*.mp3"))


def test_a_track_that_a_deletion_has_not_reached_yet_says_nothing(
    face: Face, staff: Processes, site: WordPressSite
) -> None:
    article_id = publish(site, section="Coast")
    face.ready(article_id)
    intake = face.flask.application.extensions["listen"].articles.intake
    intake.cached_editions.forget(article_id)
    assert intake.store.delete(article_id)
    intake.cached_editions.forget(article_id)
    for part in ("", "/cues.json", "/cues.vtt", "/chapters.json", "/stream.mp3", "/stream.m3u8"):
        answer = face.flask.get(f"/v1/articles/{article_id}/audio{part}")
        assert problem(answer) == (404, "article-not-found"), part


def test_a_subscriber_who_presses_first_is_heard_and_strangers_are_not(
    face: Face, staff: Processes, site: WordPressSite
) -> None:
    article_id = publish(site, section="Paid")
    signature = sign(SIGNING_KEY, article_id, int(time.time()) + 600)
    face.press(article_id)
    path = f"/v1/articles/{article_id}/audio?signature={signature}"
    pressed = face.flask.post(path).get_json()
    answer = face.flask.get(pressed["stream_url"])
    assert answer.status_code == 200, answer.text
    assert answer.cache_control.no_store
    assert len(answer.data) > 10_000
    bare = pressed["stream_url"].partition("signature=")[0].rstrip("?&")
    assert problem(face.flask.get(bare)) == (403, "signature-needed")


def test_not_a_byte_is_told_of_closed_articles_however_fast_one_asks(
    face: Face, staff: Processes, site: WordPressSite, client: redis.Redis
) -> None:
    said = ({"section": "Secret"}, {"section": "Paid"}, {"published_at": tomorrow()})
    article_ids = [publish(site, **said[number % 3]) for number in range(PRESSED)]
    app = face.flask.application

    def ask(article_id: str, kind: str, pressed_at: float, delay_s: float) -> str:
        time.sleep(max(0.0, pressed_at + delay_s - time.monotonic()))
        answer = app.test_client().get(f"/v1/articles/{article_id}/audio/{kind}")
        if answer.status_code == 200 and kind == "cues.json":
            return "" if answer.get_json()["cues"] == [] else answer.text
        return answer.text if answer.mimetype in AUDIO else ""

    def press(article_id: str) -> list[str]:
        pressed_at = time.monotonic()
        assert app.test_client().post(f"/v1/articles/{article_id}/audio").status_code == 202
        wishes = list(product(KINDS, DELAYS_S))
        with ThreadPoolExecutor(len(wishes)) as asking:
            told = [asking.submit(ask, article_id, k, pressed_at, delay) for k, delay in wishes]
            return [each.result() for each in told]

    with ThreadPoolExecutor(4) as pressing:
        told = [each for answers in pressing.map(press, article_ids) for each in answers]
    assert len(told) == PRESSED * len(KINDS) * len(DELAYS_S)
    assert [each for each in told if each] == []
    wait_for(lambda: not client.smembers("listen:unfinished"))
    assert not face.spoken()
    assert not list((face.data_dir / "audio").rglob("*.mp3"))


def test_no_public_list_changes_with_what_strangers_press(
    face: Face, staff: Processes, site: WordPressSite, client: redis.Redis
) -> None:
    intake = face.flask.application.extensions["listen"].articles.intake
    listed, *others = [publish(site, section="Coast") for _ in range(STRANGERS + 1)]
    intake.fetch(listed)
    face.ready(listed)
    stranger = face.flask.application.test_client()
    wait_for(lambda: listed in stranger.get("/feed.xml").text)
    before = {path: stranger.get(path).data for path in PUBLIC}
    for article_id in others:
        assert face.press(article_id).status_code == 202
    wait_for(lambda: not client.smembers("listen:unfinished"))
    assert {face.look(article_id)["state"] for article_id in others} == {"ready"}
    assert {path: stranger.get(path).data for path in PUBLIC} == before
    intake.fetch(others[0])
    wait_for(lambda: others[0] in stranger.get("/feed.xml").text)
