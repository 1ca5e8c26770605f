"""The HTTP face and real worker processes, on a real Valkey, with a voice that hums."""

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mutagen.mp3
import pytest
import redis
import soundfile
from flask.testing import FlaskClient

from audio_service.app import create_app
from cache import keys
from cache.records import NarrationName
from tests.stand import Processes, fake_google, wait_for
from worker.articles.sources import DemoArticles

BODY = "<p>One is here. Two is here.</p><h2>Heading</h2><p>Three is last.</p>"
SENTENCES = ["The Title", "The dek.", "One is here.", "Two is here.", "Heading", "Three is last."]


class Face:
    """The HTTP face, asked as its callers ask."""

    def __init__(self, flask: FlaskClient) -> None:
        self.flask = flask

    def put(self, article_id: str, **fields: str) -> Any:
        given = {"title": "The Title", "dek": "The dek.", "html": BODY, **fields}
        return self.flask.put(f"/v1/articles/{article_id}", json=given)

    def press(self, article_id: str) -> Any:
        return self.flask.post(f"/v1/articles/{article_id}/audio")

    def look(self, article_id: str) -> Any:
        return self.flask.get(f"/v1/articles/{article_id}/audio").get_json()

    def until(self, article_id: str, state: str, seconds: float = 30) -> Any:
        def reached() -> Any:
            narration = self.look(article_id)
            return narration if narration["state"] == state else None

        return wait_for(reached, seconds=seconds)

    def ready(self, article_id: str) -> Any:
        self.press(article_id)
        return self.until(article_id, "ready")

    def mp3(self, narration: Any) -> bytes:
        answer = self.flask.get(narration["url"])
        assert answer.status_code == 200
        return bytes(answer.data)

    def spoken(self) -> int:
        """Return how many utterances were spoken so far."""
        time.sleep(1.3)  # workers add to the counters once a second
        return int(self.flask.get("/status").get_json()["speech"]["utterances"])


@pytest.fixture
def face(settings_env: dict[str, str]) -> Iterator[Face]:
    app = create_app()
    with app.test_client() as flask:
        yield Face(flask)


@pytest.fixture
def workers(processes: Processes, face: Face) -> Processes:
    processes.start_worker("first")
    processes.start_worker("rest")
    processes.start_worker("rest")
    processes.start_scheduler()
    wait_for(lambda: face.flask.get("/readyz").status_code == 200)
    return processes


def test_a_pressed_article_becomes_one_mp3_with_every_sentence_once_and_in_order(
    face: Face, workers: Processes
) -> None:
    assert face.put("pier").status_code == 201
    pressed = face.press("pier")
    assert pressed.status_code == 202
    assert pressed.get_json()["state"] == "queued"
    narration = face.until("pier", "ready")
    assert narration["progress"] == {"clips_done": 6, "clips_total": 6}
    cues = face.flask.get(narration["cues_url"]).get_json()
    assert [cue["written"] for cue in cues["cues"]] == SENTENCES
    starts = [cue["start_s"] for cue in cues["cues"]]
    assert starts == sorted(starts)
    mp3 = face.mp3(narration)
    assert mutagen.mp3.MP3(io.BytesIO(mp3)).info.length == pytest.approx(
        narration["duration_s"], abs=0.05
    )
    sound, rate_hz = soundfile.read(io.BytesIO(mp3))
    assert len(sound) / rate_hz == pytest.approx(narration["duration_s"], abs=0.001)
    assert face.spoken() == 6
    vtt = face.flask.get("/v1/articles/pier/audio/cues.vtt").get_data(as_text=True)
    assert vtt.startswith("WEBVTT\n")
    assert vtt.count(" --> ") == 6


def test_a_ready_narration_is_answered_from_the_cache(face: Face, workers: Processes) -> None:
    face.put("pier")
    narration = face.ready("pier")
    pressed = face.press("pier")
    assert pressed.status_code == 200
    assert pressed.get_json() == narration
    batch = face.flask.post("/v1/audio", json={"article_ids": ["pier", "pier"]})
    assert batch.status_code == 202
    assert batch.get_json() == {"items": [narration, narration]}


def test_many_presses_at_once_make_one_narration(face: Face, workers: Processes) -> None:
    face.put("pier")
    statuses: list[int] = []
    barrier = threading.Barrier(100)
    app = face.flask.application

    def press() -> None:
        with app.test_client() as flask:
            barrier.wait()
            statuses.append(flask.post("/v1/articles/pier/audio").status_code)

    threads = [threading.Thread(target=press) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(statuses) == 100
    assert set(statuses) <= {200, 202}
    face.until("pier", "ready")
    assert face.spoken() == 6
    assert face.flask.get("/status").get_json()["narrations_ready"] == 1


def test_an_edited_sentence_is_spoken_alone_while_the_old_url_lives(
    face: Face, workers: Processes
) -> None:
    face.put("pier")
    old = face.ready("pier")
    before = face.spoken()
    face.put("pier", html=BODY.replace("Two is here.", "Two has changed."))
    pressed = face.press("pier").get_json()
    assert pressed["url"] == old["url"]
    new = face.until("pier", "ready")
    assert face.spoken() == before + 1
    assert new["url"] != old["url"]
    face.mp3(old)
    face.mp3(new)


def test_an_edit_that_nobody_hears_speaks_nothing(face: Face, workers: Processes) -> None:
    face.put("pier")
    old = face.ready("pier")
    before = face.spoken()
    face.put("pier", html=BODY + "<figure><figcaption>New caption</figcaption></figure>")
    assert face.press("pier").status_code == 202
    assert face.until("pier", "ready")["url"] == old["url"]
    assert face.press("pier").status_code == 200
    assert face.spoken() == before


def test_an_edit_that_is_undone_finds_its_old_track(face: Face, workers: Processes) -> None:
    face.put("pier")
    old = face.ready("pier")
    face.put("pier", html="<p>Another text.</p>")
    face.ready("pier")
    face.put("pier")
    before = face.spoken()
    assert face.ready("pier")["url"] == old["url"]
    assert face.spoken() == before


def test_redis_may_be_emptied_at_any_time(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    face.put("pier")
    narration = face.ready("pier")
    before = face.spoken()
    client.flushall()
    pressed = face.press("pier")
    assert pressed.status_code == 200
    assert {**pressed.get_json(), "updated_at": ""} == {**narration, "updated_at": ""}
    client.flushall()
    face.put("pier", html=BODY.replace("Two is here.", "Two has changed."))
    wait_for(lambda: client.exists(keys.VOICES))
    face.ready("pier")
    assert face.spoken() == 1
    assert before == 6


def test_redis_emptied_in_the_middle_stops_nobody_for_long(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    standard = DemoArticles().all()[0].id
    face.press(standard)
    wait_for(lambda: face.look(standard)["progress"]["clips_done"] > 2)
    client.flushall()
    assert face.press(standard).status_code == 202
    face.until(standard, "ready")


def test_audio_that_is_taken_down_is_gone(face: Face, workers: Processes) -> None:
    face.put("pier")
    narration = face.ready("pier")
    desk = face.flask.application.extensions["listen"]
    manifest = desk.manifests.find(NarrationName("pier", "tone:220"))
    clip_url = f"/audio/clips/{next(iter(manifest.slots.values()))['hash']}.mp3"
    assert face.flask.get(clip_url).status_code == 200
    assert face.flask.delete("/v1/articles/pier/audio").status_code == 204
    for url in (narration["url"], clip_url):
        answer = face.flask.get(url)
        assert (answer.status_code, answer.get_json()["code"]) == (410, "audio-gone")
    assert face.look("pier")["state"] == "absent"
    again = face.ready("pier")
    face.mp3(again)


def test_an_article_that_is_deleted_takes_its_audio_with_it(face: Face, workers: Processes) -> None:
    face.put("pier")
    narration = face.ready("pier")
    assert face.flask.delete("/v1/articles/pier").status_code == 204
    assert face.flask.get(narration["url"]).status_code == 410
    assert face.press("pier").status_code == 404


def test_slots_that_storage_lost_are_made_again(
    face: Face, workers: Processes, env: dict[str, str]
) -> None:
    face.put("pier")
    old = face.ready("pier")
    before = face.spoken()
    audio = Path(env["LISTEN_DATA_DIR"]) / "audio"
    for number, slot in enumerate(sorted((audio / "slots").rglob("*.mp3"))):
        if number % 2:
            slot.unlink()
        else:
            slot.write_bytes(b"damaged")
    face.put("pier", title="Another Title")
    new = face.ready("pier")
    assert new["duration_s"] > 0
    assert len(face.mp3(new)) == pytest.approx(len(face.mp3(old)), rel=0.2)
    assert face.spoken() == before + 1  # the title; all else comes from stored clips


def test_an_article_with_nothing_to_read_fails_and_says_so_until_it_changes(
    face: Face, workers: Processes
) -> None:
    face.put("pier", title="", dek="", html="<figure><figcaption>Words</figcaption></figure>")
    face.press("pier")
    failed = face.until("pier", "failed")
    assert failed["error"]["code"] == "nothing-to-read"
    assert not failed["error"]["retryable"]
    again = face.press("pier")
    assert (again.status_code, again.get_json()["code"]) == (422, "nothing-to-read")
    face.put("pier")
    face.ready("pier")


def test_pregeneration_is_made_too(face: Face, workers: Processes) -> None:
    ids = []
    for number in range(5):
        face.put(f"pier-{number}", title=f"Title {number}")
        ids.append(f"pier-{number}")
    asked = face.flask.post("/v1/audio", json={"article_ids": ids, "priority": "pregenerate"})
    assert asked.status_code == 202
    for article_id in ids:
        face.until(article_id, "ready")


@pytest.mark.slow
def test_an_engine_that_is_down_is_tried_again_then_fails_and_a_later_press_tries_again(
    face: Face, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_google() as google:
        more = {"LISTEN_VOICES": "gtts:en", "LISTEN_GTTS_BASE_URL": google.url}
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        started = Processes({**env, **more})
        try:
            for lane in ("first", "rest"):
                started.start_worker(lane)
            started.start_scheduler()
            other = Face(create_app().test_client())
            wait_for(lambda: other.flask.get("/readyz").status_code == 200)
            other.put("pier")
            google.behavior = 503
            other.press("pier")
            failed = other.until("pier", "failed", seconds=45)
            assert failed["error"]["code"] == "engine-unavailable"
            assert failed["error"]["retryable"]
            assert len(google.texts) >= 4
            google.behavior = 200
            assert other.press("pier").status_code == 202
            other.until("pier", "ready", seconds=30)
        finally:
            started.stop()


@pytest.mark.slow
def test_the_third_death_over_one_utterance_fails_that_article_and_no_other(
    face: Face, processes: Processes
) -> None:
    living: dict[str, Any] = {}
    stopping = threading.Event()

    def keep_alive() -> None:
        while not stopping.wait(0.05):
            for slot, lane in (("a", "first"), ("b", "rest"), ("c", "rest")):
                if slot not in living or living[slot].poll() is not None:
                    living[slot] = processes.start_worker(lane, "tests.deadly")

    supervisor = threading.Thread(target=keep_alive)
    supervisor.start()
    try:
        wait_for(lambda: face.flask.get("/status").get_json()["workers"])
        face.put("bad", html="<p>Fine so far. This one is deadly. Never heard.</p>")
        face.put("good")
        face.press("bad")
        face.press("good")
        face.until("good", "ready", seconds=50)
        failed = face.until("bad", "failed", seconds=50)
        assert failed["error"]["code"] == "deadly-job"
    finally:
        stopping.set()
        supervisor.join()
