"""Fallback chains: if a voice cannot finish an article, another voice reads it."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import redis
import soundfile

from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State
from cache.redis import keys
from cache.upstreams.budget import Budget
from cache.upstreams.circuit_breaker import WINDOW, BreakerState, CircuitBreaker
from cache.upstreams.request_budget import RequestBudget
from tests.contract.speech_engines import open_gtts
from tests.integration.face import Face
from tests.integration.speech.inline_worker import InlineWorker
from tests.speech_servers import SpeechServer, fake_google
from worker.errors import EngineUnavailableError
from worker.jobs import fetch_jobs
from worker.jobs.contexts import loaded_voices
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.jobs.contexts.speaker import SpeakerContext
from worker.model.article import Article
from worker.model.voice import VoiceMeasures
from worker.narration.calibration import measure_voice
from worker.processes.serverless_narration import record_article
from worker.speech.engine import Voice
from worker.speech.tone import ToneEngine, ToneVoice
from worker.speech.upstream import calls

FIRST_VOICE, SECOND_VOICE = "gtts:en", "tone:220"
SENTENCES = 6
"""Utterances of the article; gTTS packs two of them into one."""


@pytest.fixture(scope="module")
def measured() -> dict[str, VoiceMeasures]:
    """The measurements of both voices, made once."""
    with fake_google() as server:
        voices: list[Voice] = [open_gtts(server.url).load("en"), ToneEngine().load("220")]
        return {voice.name: measure_voice(voice) for voice in voices}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, measured: dict[str, VoiceMeasures]) -> None:
    """Retry without a pause, with voices that were measured before."""
    monkeypatch.setattr(calls, "FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr(loaded_voices, "measure_voice", lambda voice, *_: measured[voice.name])


@pytest.fixture
def google(env: dict[str, str]) -> Iterator[SpeechServer]:
    """In `env`, Google is the first voice, and a tone the second."""
    with fake_google() as server:
        env.update(LISTEN_VOICES=f"{FIRST_VOICE},{SECOND_VOICE}", LISTEN_GTTS_BASE_URL=server.url)
        yield server


@pytest.fixture
def worker(google: SpeechServer, client: redis.Redis, context: SpeakerContext) -> InlineWorker:
    return InlineWorker(client, context)


def recorded(worker: InlineWorker, voice: str, article_id: str = "pier") -> Narration:
    return worker.context.stores.narrations.read(NarrationName(article_id, voice))


def retry_later(worker: InlineWorker) -> None:
    """Do the periodic job that tries failed pre-generations again, and the jobs that follow."""
    fetch_jobs.retry(open_fetcher_context(worker.context.settings, "f1"))
    worker.work()


def test_a_narration_that_its_voice_cannot_finish_starts_over_with_the_next(
    google: SpeechServer, face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    google.behavior = 503
    assert face.press("pier").get_json()["voice"] == FIRST_VOICE
    worker.work()
    narration = face.look("pier")
    assert (narration["voice"], narration["state"]) == (SECOND_VOICE, "ready")
    assert narration["progress"]["clips_done"] == SENTENCES
    answer = face.press("pier")
    assert (answer.status_code, answer.get_json()) == (200, narration)
    failed = recorded(worker, FIRST_VOICE)
    assert (failed.state, failed.fallback) == (State.FAILED, SECOND_VOICE)
    assert failed.failure
    assert failed.failure.code == "engine-unavailable"


def test_a_voice_that_fails_in_the_middle_leaves_no_clip_in_the_track(
    google: SpeechServer, face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    face.press("pier")
    worker.work_once(jobs=1)
    assert recorded(worker, FIRST_VOICE).clips_done >= 1
    google.behavior = 503
    worker.work()
    ready = recorded(worker, SECOND_VOICE)
    manifest = worker.context.stores.manifests.find(ready.name)
    assert manifest
    assert {slot["rate_hz"] for slot in manifest.slots.values()} == {22050}
    assert len(manifest.slots) == SENTENCES


def test_the_preferred_voice_is_tried_again_later_and_replaces_the_other(
    google: SpeechServer, face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    google.behavior = 503
    face.press("pier")
    worker.work()
    instead = face.press("pier").get_json()
    google.behavior = 200
    worker.context.redis.delete(keys.breaker("gtts"))
    retry_later(worker)
    now = face.press("pier").get_json()
    assert (now["voice"], now["state"]) == (FIRST_VOICE, "ready")
    assert recorded(worker, FIRST_VOICE).fallback == ""
    assert face.mp3(instead)  # listeners of the other track can hear it to its end
    assert worker.context.stores.narrations.retryable() == {}


def test_while_the_preferred_voice_is_tried_again_the_other_is_heard(
    google: SpeechServer, face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    google.behavior = 503
    face.press("pier")
    worker.work()
    stores = worker.context.stores
    name = NarrationName("pier", FIRST_VOICE)
    stores.repository.renew(name, stores.narrations.read(name).basis)
    again = recorded(worker, FIRST_VOICE)
    assert (again.state, again.priority) == (State.QUEUED, Priority.PREGENERATE)
    assert face.press("pier").get_json()["voice"] == SECOND_VOICE
    worker.work()
    assert recorded(worker, FIRST_VOICE).state is State.FAILED
    assert face.press("pier").get_json()["voice"] == SECOND_VOICE


def test_the_preferred_voice_is_not_tried_again_while_its_server_is_paused(
    google: SpeechServer, face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    open_breaker(client)
    face.put("pier")
    face.press("pier")
    worker.work()
    before = worker.context.stores.narrations.retryable()
    retry_later(worker)
    assert worker.context.stores.narrations.retryable() == before != {}
    client.delete(keys.breaker("gtts"))
    retry_later(worker)
    assert face.press("pier").get_json()["voice"] == FIRST_VOICE


def test_an_edited_article_is_read_by_the_preferred_voice(
    google: SpeechServer, face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    google.behavior = 503
    face.press("pier")
    worker.work()
    google.behavior = 200
    worker.context.redis.delete(keys.breaker("gtts"))
    face.put("pier", title="Another Title")
    assert face.press("pier").get_json()["voice"] == FIRST_VOICE
    worker.work()
    narration = face.look("pier")
    assert (narration["voice"], narration["state"]) == (FIRST_VOICE, "ready")


def test_a_text_that_one_voice_refuses_is_read_by_the_next_and_not_tried_again(
    google: SpeechServer, face: Face, worker: InlineWorker
) -> None:
    face.put("pier")
    google.behavior = 400
    face.press("pier")
    worker.work()
    assert face.press("pier").get_json()["voice"] == SECOND_VOICE
    assert recorded(worker, FIRST_VOICE).failure
    assert worker.context.stores.narrations.retryable() == {}


@pytest.mark.parametrize("priority", ["play", "pregenerate"])
def test_a_listener_who_waits_for_the_first_sound_waits_for_one_retry_only(
    google: SpeechServer, face: Face, worker: InlineWorker, priority: str
) -> None:
    google.behavior = 503
    face.put("pier")
    asked = {"article_ids": ["pier"], "priority": priority}
    assert face.flask.post("/v1/audio", json=asked).status_code == 202
    worker.work()
    assert face.press("pier").get_json()["state"] == "ready"
    for_one_retry = 2 * calls.ATTEMPTS
    assert (len(google.texts) == for_one_retry) == (priority == "play")


def test_an_open_breaker_hands_over_at_once(
    google: SpeechServer, face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    google.texts.clear()
    open_breaker(client)
    face.put("pier")
    face.press("pier")
    worker.work_once()  # no retry is scheduled
    assert face.press("pier").get_json()["state"] == "ready"
    assert google.texts == []


def open_breaker(client: redis.Redis) -> None:
    breaker = CircuitBreaker(client, "gtts")
    for _ in range(WINDOW):
        breaker.report(breaker.admit(1.0), succeeded=False)
    client.hset(keys.breaker("gtts"), "open_until", "9999999999")


def test_presses_are_served_while_the_server_is_down_and_the_breaker_closes_by_itself(
    google: SpeechServer, face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    breaker = CircuitBreaker(client, "gtts")
    google.behavior = 503
    for number in range(8):
        face.put(f"pier-{number}", title=f"Pier {number}")
        face.press(f"pier-{number}")
        worker.work()
        now = face.press(f"pier-{number}").get_json()
        assert (now["voice"], now["state"]) == (SECOND_VOICE, "ready")
    assert breaker.read().state is not BreakerState.CLOSED
    assert len(google.texts) < 2 * WINDOW  # and not three for each attempt of each job
    google.behavior = 200
    client.hset(keys.breaker("gtts"), "open_until", "1")  # its pause is over
    retry_later(worker)
    assert breaker.read().state is BreakerState.CLOSED
    voices = {face.press(f"pier-{number}").get_json()["voice"] for number in range(8)}
    assert voices == {FIRST_VOICE}


def test_a_pregeneration_waits_for_the_budget_and_keeps_its_voice(
    google: SpeechServer, face: Face, worker: InlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.speech.upstream.shared_gate.BUDGET_PATIENCE_S", 0.05)
    budget = RequestBudget(worker.context.redis, "gtts", Budget(concurrent=4))
    face.put("pier")
    asked = {"article_ids": ["pier"], "priority": "pregenerate"}
    assert face.flask.post("/v1/audio", json=asked).status_code == 202
    with ExitStack() as others:
        for _ in range(4):
            others.enter_context(budget.spend(1.0, 600.0))
        for _ in range(12):  # more often than a failing job is tried again
            worker.work_once()
            worker.hasten()
        assert google.texts == []
    worker.work()
    now = face.press("pier").get_json()
    assert (now["voice"], now["state"]) == (FIRST_VOICE, "ready")


def test_if_every_voice_fails_the_press_fails_and_the_next_one_tries_again(
    google: SpeechServer, face: Face, worker: InlineWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EngineUnavailableError("out of order")

    google.behavior = 503
    face.put("pier")
    with monkeypatch.context() as broken:
        broken.setattr(ToneVoice, "say", fail)
        face.press("pier")
        worker.work()
    failed = face.look("pier")
    assert (failed["state"], failed["voice"]) == ("failed", FIRST_VOICE)
    assert recorded(worker, SECOND_VOICE).state is State.FAILED
    again = face.press("pier").get_json()
    assert (again["state"], again["voice"]) == ("queued", FIRST_VOICE)
    worker.work()
    assert face.press("pier").get_json()["voice"] == SECOND_VOICE


def test_a_voice_that_the_request_names_has_no_fallback_but_says_its_error(
    google: SpeechServer, face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    open_breaker(client)
    face.put("pier")
    face.press("pier")
    worker.work()
    named = face.flask.get(f"/v1/articles/pier/audio?voice={FIRST_VOICE}").get_json()
    assert (named["state"], named["error"]["code"]) == ("failed", "engine-paused")
    assert face.press("pier").get_json()["voice"] == SECOND_VOICE


def test_several_articles_in_one_request_are_each_answered_in_the_voice_that_reads_them(
    google: SpeechServer, face: Face, worker: InlineWorker
) -> None:
    ids = ["pier", "quay"]
    face.put("pier")
    google.behavior = 503
    face.press("pier")
    worker.work()
    google.behavior = 200
    worker.context.redis.delete(keys.breaker("gtts"))
    face.put("quay")
    face.press("quay")
    worker.work()
    answer = face.flask.post("/v1/audio", json={"article_ids": ids}).get_json()
    assert [item["voice"] for item in answer["items"]] == [SECOND_VOICE, FIRST_VOICE]
    assert {item["state"] for item in answer["items"]} == {"ready"}


def test_a_listener_who_waits_for_the_first_sound_hears_the_next_voice(
    google: SpeechServer, face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    open_breaker(client)
    face.put("pier")
    pressed = face.press("pier").get_json()
    heard: list[Any] = []

    def listen() -> None:
        with face.flask.application.test_client() as listener:
            heard.append(listener.get(pressed["stream_url"], follow_redirects=True).data)

    listener = threading.Thread(target=listen)
    listener.start()
    worker.work()
    listener.join(60)
    assert b"".join(heard).endswith(face.mp3(face.look("pier"))[-1_000:])


def test_the_command_narrate_starts_over_with_the_next_voice_too(
    google: SpeechServer, worker: InlineWorker, tmp_path: Path
) -> None:
    google.behavior = 503
    output = tmp_path / "pier.mp3"
    article = Article("pier", title="The Pier", text="It is long.", language="en")

    def record(wanted: str | None) -> None:
        record_article(article, wanted, output, worker.context.settings, lambda *_: None)

    with pytest.raises(EngineUnavailableError):
        record(FIRST_VOICE)
    assert not output.exists()
    record(None)
    assert soundfile.info(output).samplerate == 22050
