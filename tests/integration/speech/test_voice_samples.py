"""Samples of voices: one sentence in each, made in the background."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import redis

from cache.audio.paths import sample_path
from cache.operations.voice_figures import CHARACTERS, voice_counter
from cache.redis import keys
from cache.settings import read_settings
from tests.integration.face import Face
from tests.integration.records import jobs
from tests.integration.speech.inline_worker import InlineWorker
from worker.errors import EngineUnavailableError
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.jobs.contexts.speaker import open_speaker_context
from worker.jobs.queue_names import PREGENERATE, STUDIO, Lane
from worker.narration.voice_samples import SENTENCES, sample_fingerprint, sample_text
from worker.processes.voice_publishing import request_samples
from worker.settings import WorkerSettings
from worker.speech.tone import ToneEngine, ToneVoice

pytestmark = pytest.mark.usefixtures("voices_are_read_again")

VOICES = ("tone:220", "tone:330/fr", "tone:440/tlh")
STUDIO_VOICE = "tone:550"


@pytest.fixture
def env(env: dict[str, str]) -> dict[str, str]:
    return {
        **env,
        "LISTEN_VOICES": ",".join(VOICES),
        "LISTEN_STUDIO_VOICE": STUDIO_VOICE,
        "LISTEN_VOICE_SAMPLES": "yes",
    }


def request(worker: InlineWorker) -> None:
    """Publish the voices and request their samples, as a worker does with each heartbeat."""
    worker.publish(worker.context.settings.all_voices)
    request_samples(worker.context, worker.context.voices.all())


def sample_urls(face: Face) -> dict[str, str | None]:
    """Return the URL of each voice's sample, as the list of voices shows it now."""
    items = face.flask.get("/v1/voices").get_json()["items"]
    return {item["name"]: item["sample_url"] for item in items}


def allow_again(client: redis.Redis) -> None:
    """Let the time pass after which a sample is requested again."""
    client.delete(*client.keys(f"{keys.PREFIX}lock:sample:*"))


def test_each_voice_gets_a_sample_in_its_language_behind_all_other_work(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    request(worker)
    assert set(sample_urls(face).values()) == {None}
    assert (len(jobs(client, PREGENERATE)), len(jobs(client, STUDIO))) == (2, 1)
    worker.work()
    found = sample_urls(face)
    assert found.pop("tone:440/tlh") is None  # there is no sentence in its language
    for url in found.values():
        assert url
        answer = face.flask.get(url)
        assert (answer.status_code, answer.content_type) == (200, "audio/mpeg")
        assert "immutable" in answer.headers["Cache-Control"]
        assert face.flask.get(url, headers={"Range": "bytes=0-99"}).status_code == 206
        tag = answer.headers["ETag"]
        assert face.flask.get(url, headers={"If-None-Match": tag}).status_code == 304
    assert len(set(found.values())) == len(found)


def test_a_sample_is_made_once_and_found_again_after_redis_was_emptied(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    request(worker)
    worker.work()
    before = sample_urls(face)
    counters, counted = worker.context.counters, voice_counter("tone:220", CHARACTERS)
    assert counters.added(counted) == len(sample_text("en"))
    allow_again(client)
    request(worker)
    assert not jobs(client, PREGENERATE)
    client.flushall()
    request(worker)
    worker.work()
    assert sample_urls(face) == before
    assert counters.added(counted) == len(sample_text("en"))


def test_other_settings_of_a_voice_make_another_sample_and_the_old_one_is_swept(
    face: Face, worker: InlineWorker, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    request(worker)
    worker.work()
    before = sample_urls(face)["tone:220"]
    monkeypatch.setenv("LISTEN_LOUDNESS_LUFS", "-23")
    changed = open_speaker_context(read_settings(WorkerSettings), "w2", Lane.REST)
    louder = InlineWorker(client, changed)
    request(louder)
    louder.work()
    after = sample_urls(face)["tone:220"]
    assert after
    assert after != before
    sweeper = open_fetcher_context(read_settings(WorkerSettings), "f1").sweeper
    swept = sweeper.sweep(datetime.now(UTC) + timedelta(days=2))
    assert swept.counts["samples of earlier voices"] == 3
    assert face.flask.get(after).status_code == 200
    assert face.flask.get(before).status_code == 404


def test_a_damaged_sample_is_not_sent_and_is_made_again(
    face: Face, worker: InlineWorker, client: redis.Redis
) -> None:
    request(worker)
    worker.work()
    url = sample_urls(face)["tone:220"]
    name = re.sub(r".*/|\.mp3$", "", url or "")
    worker.context.storage.write(sample_path(name), b"something else")
    assert face.flask.get(url).status_code == 404
    assert sample_urls(face)["tone:220"] is None
    allow_again(client)
    request(worker)
    worker.work()
    assert face.flask.get(sample_urls(face)["tone:220"]).status_code == 200


def test_a_voice_that_fails_has_no_sample_and_is_not_requested_at_once_again(
    face: Face, worker: InlineWorker, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EngineUnavailableError("the engine does not answer")

    monkeypatch.setattr(ToneVoice, "say", fail)
    request(worker)
    worker.work()
    request(worker)
    assert not jobs(client, PREGENERATE)
    assert set(sample_urls(face).values()) == {None}


def test_no_sample_is_requested_if_the_settings_forbid_it(
    client: redis.Redis, settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_VOICE_SAMPLES", "no")
    context = open_speaker_context(read_settings(WorkerSettings), "w2", Lane.REST)
    request(InlineWorker(client, context))
    assert not jobs(client, PREGENERATE)
    assert not jobs(client, STUDIO)


def test_of_very_many_voices_those_in_the_settings_get_samples_first(
    worker: InlineWorker, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.processes.voice_publishing.MOST_SAMPLES", 2)
    worker.publish(worker.context.settings.all_voices)
    usual = worker.context.voices.all()
    others = [
        replace(usual[0], name=f"tone:{number}", sample=f"{number:032}", on_request=True)
        for number in range(3)
    ]
    request_samples(worker.context, [*others, *usual])
    waiting = [*jobs(client, PREGENERATE), *jobs(client, STUDIO)]
    assert len(waiting) == 2
    assert not {f"sample-{voice.sample}" for voice in others} & set(waiting)


def test_a_sample_depends_on_everything_that_changes_its_sound() -> None:
    engine = ToneEngine()
    voices = [engine.load("220"), engine.load("330"), engine.load("220/fr")]
    found = {sample_fingerprint(voice, lufs) for voice in voices for lufs in (-19.0, -23.0)}
    assert len(found) == 6
    assert sample_fingerprint(engine.load("220/tlh"), -19.0) == ""


def test_no_sentence_needs_reading_rules_or_several_calls() -> None:
    assert not [text for text in SENTENCES.values() if re.search(r"[\d\[\]]", text)]
    assert max(map(len, SENTENCES.values())) <= 80
