"""Piper voices whose files are replaced while an article is read with them."""

from pathlib import Path
from typing import Any

import pytest
import redis

from cache.narrations.name import NarrationName
from cache.redis.keys import lock
from tests.integration.face import Face
from tests.integration.speech.inline_worker import InlineWorker
from tests.voice_models import write_voice
from worker.jobs import changed_voices
from worker.jobs.contexts import loaded_voices
from worker.jobs.contexts.speaker import SpeakerContext
from worker.model.fingerprint import fingerprint_of
from worker.narration.calibration import CALIBRATION_TEXTS

NAME = "en_US-hum-low"
HUM = f"piper:{NAME}"


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of Piper voices with one voice, which is measured with two sentences."""
    monkeypatch.setattr(loaded_voices, "CALIBRATION_TEXTS", CALIBRATION_TEXTS[:2])
    monkeypatch.setattr("audio_service.listening.voice_list.VOICES_KNOWN_S", 0.0)
    found = tmp_path / "var" / "voices" / "piper"
    write_voice(found, NAME)
    return found


@pytest.fixture
def worker(directory: Path, client: redis.Redis, context: SpeakerContext) -> InlineWorker:
    found = InlineWorker(client, context)
    found.publish(["tone:220", HUM])
    return found


def press(face: Face) -> Any:
    return face.flask.post("/v1/articles/pier/audio", json={"voice": HUM})


def look(face: Face) -> Any:
    return face.flask.get(f"/v1/articles/pier/audio?voice={HUM}").get_json()


def begin(face: Face, worker: InlineWorker) -> None:
    """Read the beginning of an article."""
    face.put("pier")
    assert press(face).status_code == 202
    while look(face)["progress"]["clips_done"] < 2:
        assert worker.work_once(jobs=1)


def finish(face: Face, worker: InlineWorker) -> Any:
    worker.work()
    narration = look(face)
    assert narration["state"] == "ready"
    worker.context.speakers.forget_changed()
    worker.publish(["tone:220", HUM])
    return narration


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changed files are used at once."""
    monkeypatch.setattr(changed_voices, "SETTLED_S", 0.0)


@pytest.mark.usefixtures("settled")
def test_a_narration_begins_again_when_its_voice_is_replaced(
    face: Face, worker: InlineWorker, directory: Path
) -> None:
    begin(face, worker)
    write_voice(directory, NAME, ballast_bytes=4096)
    narration = finish(face, worker)
    answer = press(face)
    assert answer.status_code == 200, "all of it has the sound of the new voice"
    assert answer.get_json()["url"] == narration["url"]


@pytest.mark.usefixtures("settled")
def test_a_narration_begins_again_once_at_most_and_never_has_two_voices(
    face: Face, worker: InlineWorker, directory: Path, client: redis.Redis
) -> None:
    begin(face, worker)
    write_voice(directory, NAME, ballast_bytes=4096)
    worker.context.speakers.forget_changed()
    version = worker.context.speakers.voice(HUM).version
    client.set(lock(f"begin-again:pier|{HUM}:{fingerprint_of(version)}"), 1, px=10_000)
    worker.work_once(jobs=1)
    assert worker.hasten() == 1, "it is tried again, perhaps by a process that has the old voice"
    assert look(face)["state"] == "speaking"
    client.delete(*client.keys(lock("begin-again:*")))
    finish(face, worker)
    assert press(face).status_code == 200


def test_a_loaded_voice_speaks_on_while_its_file_is_being_copied(
    face: Face, worker: InlineWorker, directory: Path
) -> None:
    begin(face, worker)
    model = directory / f"{NAME}.onnx"
    whole = model.read_bytes()
    model.write_bytes(whole[:-1000])
    worker.work()
    assert look(face)["state"] == "ready"
    model.write_bytes(whole)
    finish(face, worker)
    assert press(face).status_code == 200


def test_a_narration_that_begins_while_its_voice_is_being_copied_waits(
    face: Face, worker: InlineWorker, directory: Path
) -> None:
    face.put("pier")
    model = directory / f"{NAME}.onnx"
    whole = model.read_bytes()
    model.write_bytes(whole[:-1000])
    assert press(face).status_code == 202
    worker.work_once()
    assert look(face)["state"] == "queued"
    model.write_bytes(whole)
    finish(face, worker)


def test_a_narration_planned_with_the_new_voice_is_not_spoken_with_the_old_one(
    face: Face, worker: InlineWorker, directory: Path
) -> None:
    speakers = worker.context.speakers
    old = speakers.voice(HUM), speakers.stamp(HUM)
    write_voice(directory, NAME, ballast_bytes=4096)
    speakers.forget_changed()
    begin(face, worker)
    run = worker.context.stores.narrations.read(NarrationName("pier", HUM)).run
    speakers._voices[HUM], speakers._stamps[HUM] = old
    finish(face, worker)
    assert speakers.voice(HUM) is not old[0]
    assert worker.context.stores.narrations.read(NarrationName("pier", HUM)).run == run
