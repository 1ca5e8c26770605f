"""Piper voices in a directory: listed, spoken on request, loaded and unloaded."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import redis

from audio_service.operations.speech_figures import list_voices, voice_metrics
from cache.settings import read_settings
from tests.integration.face import Face
from tests.integration.speech.inline_worker import InlineWorker
from tests.voice_models import write_voice
from worker.jobs.contexts import loaded_voices
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.queue_names import Lane
from worker.narration.calibration import CALIBRATION_TEXTS
from worker.processes import voice_publishing
from worker.processes.voice_publishing import VoicePublisher
from worker.settings import WorkerSettings

TONE, HUM = "tone:220", "piper:en_US-hum-low"
LANGUAGES = {
    "en_US": "en-us", "en_GB": "en", "de_DE": "de", "fr_FR": "fr", "es_ES": "es",
    "it_IT": "it", "nl_NL": "nl", "pl_PL": "pl", "pt_BR": "pt-br",
}  # fmt: skip
VOICES = 20
BALLAST_BYTES = 16_000_000
LIMIT_MB = 110


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    found = tmp_path / "var" / "voices" / "piper"
    found.mkdir(parents=True)
    return found


@pytest.fixture(autouse=True)
def scanned_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for changed files at every call."""
    monkeypatch.setattr(voice_publishing, "SCANNED_EVERY_S", 0.0)
    monkeypatch.setattr("audio_service.listening.voice_list.VOICES_KNOWN_S", 0.0)


@pytest.fixture(autouse=True)
def measured_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure new voices with two sentences."""
    monkeypatch.setattr(loaded_voices, "CALIBRATION_TEXTS", CALIBRATION_TEXTS[:2])


@pytest.fixture
def publisher(directory: Path, context: SpeakerContext) -> VoicePublisher:
    return VoicePublisher(context)


def listed(face: Face) -> dict[str, Any]:
    return {item["name"]: item for item in face.flask.get("/v1/voices").get_json()["items"]}


def press(face: Face, article_id: str, voice: str) -> Any:
    return face.flask.post(f"/v1/articles/{article_id}/audio", json={"voice": voice})


def test_a_voice_in_the_directory_is_listed_and_read_only_on_request(
    face: Face, publisher: VoicePublisher, client: redis.Redis, directory: Path
) -> None:
    write_voice(directory, "en_US-hum-low")
    write_voice(directory, "de_DE-duo-low", espeak="de", speakers=["anna", "bob"])
    publisher.warm()
    publisher.publish()
    context = publisher._context
    assert context.speakers.models.names == [], "they are published without being loaded"
    voices = listed(face)
    assert list(voices) == [TONE, "piper:de_DE-duo-low/anna", "piper:de_DE-duo-low/bob", HUM]
    assert (
        voices[HUM].items()
        >= {
            "name": HUM,
            "engine": "piper",
            "language": "en-US",
            "rate_hz": 22050,
            "kind": "instant",
            "quality": "low",
            "license": "CC0",
            "default": False,
            "on_request": True,
        }.items()
    )
    assert (voices[TONE]["default"], voices[TONE]["on_request"]) == (True, False)
    worker = _work_without_publishing(client, context)
    for article_id, language in (("pier", "en"), ("quay", "de")):
        face.put(article_id, language=language)
    assert face.press("pier").get_json()["voice"] == TONE
    assert face.press("quay").status_code == 422, "no voice of the settings speaks German"
    for article_id, voice in (("pier", HUM), ("quay", "piper:de_DE-duo-low/bob")):
        assert press(face, article_id, voice).status_code == 202
        worker.work()
        answer = press(face, article_id, voice)
        assert (answer.status_code, answer.get_json()["voice"]) == (200, voice)
    assert context.speakers.models.names == [HUM, "piper:de_DE-duo-low"]
    unknown = press(face, "pier", "piper:de_DE-duo-low/carl")
    assert (unknown.status_code, unknown.get_json()["code"]) == (422, "no-such-voice")


def _work_without_publishing(client: redis.Redis, context: SpeakerContext) -> InlineWorker:
    """Return a worker that leaves the published voices as they are."""
    published = context.voices.all()
    worker = InlineWorker(client, context)
    context.voices.publish(published)
    return worker


def test_files_that_are_added_changed_and_removed_need_no_restart(
    face: Face, publisher: VoicePublisher, directory: Path
) -> None:
    publisher.warm()
    publisher.publish()
    assert list(listed(face)) == [TONE]
    model = write_voice(directory, "en_US-hum-low")
    publisher.publish()
    assert list(listed(face)) == [TONE, HUM]
    sound = publisher._context.describe_voice(HUM).sound
    write_voice(directory, "en_US-hum-low", ballast_bytes=4096)
    publisher.publish()
    assert publisher._context.describe_voice(HUM).sound != sound
    model.unlink()
    publisher.publish()
    assert list(listed(face)) == [TONE]
    write_voice(directory, "en_US-hum-low", ballast_bytes=4096)
    publisher.publish()
    assert list(listed(face)) == [TONE, HUM]


def test_a_voice_that_comes_while_others_are_described_is_listed_next_time(
    face: Face, publisher: VoicePublisher, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speakers = publisher._context.speakers
    requestable = speakers.requestable

    def copying(_: object) -> list[str]:
        there = requestable()
        if not there:
            write_voice(directory, "en_US-hum-low")
        return there

    monkeypatch.setattr(type(speakers), "requestable", copying)
    publisher.warm()
    publisher.publish()
    assert list(listed(face)) == [TONE, HUM]


def test_a_voice_that_is_complete_when_its_error_is_known_is_listed_next_time(
    face: Face, publisher: VoicePublisher, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = publisher._context
    model = write_voice(directory, "en_US-hum-low")
    whole = model.read_bytes()
    model.write_bytes(whole[:-100])
    describe = type(context).describe_voice

    def copying(self: SpeakerContext, name: str) -> Any:
        try:
            return describe(self, name)
        finally:
            if name == HUM:
                model.write_bytes(whole)

    monkeypatch.setattr(type(context), "describe_voice", copying)
    publisher.warm()
    publisher.publish()
    assert list(listed(face)) == [TONE, HUM]


def test_a_damaged_voice_is_logged_once_and_hinders_no_other(
    face: Face, publisher: VoicePublisher, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_voice(directory, "en_US-hum-low")
    damaged = write_voice(directory, "en_US-broken-low")
    damaged.write_bytes(damaged.read_bytes()[:-50])
    with caplog.at_level(logging.ERROR):
        publisher.warm()
        for _ in range(3):
            publisher.publish()
    assert list(listed(face)) == [TONE, HUM]
    [line] = [record.getMessage() for record in caplog.records]
    assert "piper:en_US-broken-low cannot be used: engine-unavailable" in line
    assert "is not a Piper voice" in line
    write_voice(directory, "en_US-broken-low")
    publisher.publish()
    assert list(listed(face)) == [TONE, "piper:en_US-broken-low", HUM]


def test_a_file_whose_name_cannot_be_that_of_a_voice_is_logged_with_the_reason(
    face: Face, publisher: VoicePublisher, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_voice(directory, "en_US-my hum-low")
    with caplog.at_level(logging.ERROR):
        publisher.warm()
        publisher.publish()
    assert list(listed(face)) == [TONE]
    assert [record.getMessage() for record in caplog.records] == [
        "piper:en_US-my hum-low cannot be used: no-such-voice: voice 'piper:en_US-my hum-low': the "
        "name of a file with a Piper voice may contain only A-Z, a-z, 0-9, '_', '.' and '-'"
    ]


def test_the_first_sound_of_a_cold_voice_is_told_apart_from_that_of_a_warm_one(
    face: Face, publisher: VoicePublisher, client: redis.Redis, directory: Path
) -> None:
    write_voice(directory, "en_US-hum-low")
    publisher.publish()
    context = publisher._context
    worker = _work_without_publishing(client, context)

    def figures() -> Any:
        context.counters.flush()
        counters, clips = context.counters.read(), context.counters.first_clips()
        shown = list_voices(context.voices.all(), counters, {}, clips, {})
        return next(voice for voice in shown if voice["name"] == HUM)

    for article_id in ("pier", "quay"):
        face.put(article_id, title=f"About the {article_id}", language="en")
        assert press(face, article_id, HUM).status_code == 202
        worker.work()
    told = figures()
    assert (told["first_clip_cold"]["count"], told["first_clip"]["count"]) == (1, 1)
    assert told["loads"] == 1
    cold, warm = sorted(context.counters.first_clips(), key=lambda clip: clip.asked_at)
    assert cold.loading_s > told["loading_s"] / 2 > 0, "the voice was measured, too"
    assert cold.announced_at - cold.asked_at > cold.loading_s + cold.synthesis_s
    assert warm.loading_s == 0
    context.speakers.models.idle_s = -1.0
    context.speakers.models.unload_idle()
    assert context.speakers.models.names == []
    face.put("dock", title="About the dock", language="en")
    press(face, "dock", HUM)
    worker.work()
    told = figures()
    assert (told["first_clip_cold"]["count"], told["loads"]) == (2, 2)
    metrics = {family.name: family for family in voice_metrics(context.counters.read(), {})}
    loads = {each.labels["voice"]: each.value for each in metrics["listen_voice_loads"].samples}
    assert loads[HUM] == 2


def test_twenty_voices_in_many_languages_speak_within_the_memory_limit(tmp_path: Path) -> None:
    directory, names = tmp_path / "piper", []
    model = write_voice(directory, "en_US-v0-low", ballast_bytes=BALLAST_BYTES)
    for number in range(VOICES):
        region, espeak = list(LANGUAGES.items())[number % len(LANGUAGES)]
        name = f"{region}-v{number}-low"
        names.append(f"piper:{name}")
        if number:
            write_voice(directory, name, espeak=espeak).unlink()
            os.link(model, directory / f"{name}.onnx")  # saves the time to write them all
    answer = subprocess.run(
        [sys.executable, "-m", "tests.many_voices", directory, tmp_path, str(LIMIT_MB), *names],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    spoken = told["spoken"]
    assert all(each["samples"] > 0 for each in spoken)
    assert len({name.partition("-")[0] for name in names}) >= 8
    default = names[0]
    for each in spoken:
        assert default in each["loaded"], "the default voice is always ready"
        assert each["loaded"][-1] == each["voice"], "the voice that spoke last"
    assert spoken[0]["loaded"] == [default]
    most = max(len(each["loaded"]) for each in spoken)
    assert 2 <= most <= 4
    rest = [each["loaded"] for each in spoken[most:VOICES]]
    for number, loaded in enumerate(rest, most):
        latest = names[number - most + 2 : number + 1]
        assert loaded == [default, *latest], "the least recently used one was unloaded"
    base = spoken[0]["resident_bytes"]
    assert told["peak_bytes"] - base < LIMIT_MB * 1_000_000
    assert told["idle"]["loaded"] == [default]
    assert told["idle"]["resident_bytes"] < base + 30_000_000, "memory is given back"


def test_unchanged_files_are_not_read_again(
    publisher: VoicePublisher, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_voice(directory, "en_US-many-low", speakers=[f"p{number}" for number in range(100)])
    publisher.publish()
    context = publisher._context
    assert context.voices.count() == 101
    with monkeypatch.context() as patched:
        patched.setattr(context.speakers, "card", None)
        publisher.publish()
    context.voices.publish([])
    publisher.publish()
    assert context.voices.count() == 101, "as after Redis was emptied"


def test_a_default_voice_that_cannot_be_loaded_leaves_the_others(
    settings_env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    directory: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = write_voice(directory, "en_US-broken-low")
    model.write_bytes(model.read_bytes().replace(b"LeakyRelu", b"LeakyRule"))
    monkeypatch.setenv("LISTEN_VOICES", f"piper:en_US-broken-low,{TONE}")
    context = open_speaker_context(read_settings(WorkerSettings), "w1", Lane.REST)
    publisher = VoicePublisher(context)
    with caplog.at_level(logging.ERROR):
        publisher.warm()
        publisher.publish()
    assert [record.name for record in context.voices.all()] == [TONE]
    [line] = [record.getMessage() for record in caplog.records]
    assert "piper:en_US-broken-low cannot be used: engine-unavailable" in line
