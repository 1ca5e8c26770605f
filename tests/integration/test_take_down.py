"""Audio that was taken down stays down, whatever else happens at that moment."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audio_service.app import create_app
from audio_service.context import WebContext
from cache.audio.paths import gone_path, track_path
from cache.audio.storage import Storage
from cache.narrations.edition import Basis
from cache.narrations.manifests import Manifest
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State, TrackRecord
from cache.settings import read_settings
from worker.jobs import speech_jobs
from worker.jobs.queues import Lane
from worker.jobs.speaker_context import SpeakerContext, open_speaker_context
from worker.settings import WorkerSettings

NAME = NarrationName("pier", "tone:220")
OLD, NEW = (TrackRecord(letter * 32, 12.5, "fp", Basis("r1", "s1"), 1) for letter in "ab")


@pytest.fixture
def desk(settings_env: dict[str, str]) -> WebContext:
    found: WebContext = create_app().extensions["listen"]
    return found


@pytest.fixture
def studio(settings_env: dict[str, str]) -> SpeakerContext:
    return open_speaker_context(read_settings(WorkerSettings), "w1", Lane.REST)


@pytest.fixture
def finish(desk: WebContext, studio: SpeakerContext) -> Callable[[TrackRecord, Narration], bool]:
    """Do what the end of `stitch` does with a track that has just been stored."""

    def go(track: TrackRecord, asked: Narration) -> bool:
        studio.storage.write(track_path(track.hash), b"mp3")
        return speech_jobs._publish(studio, asked.run, Manifest(NAME, track, {}, []))

    return go


def ask(desk: WebContext, revision: str = "r1") -> Narration:
    return desk.stores.holdings.ask_for(NAME, Basis(revision, "s1"), Priority.PLAY)


def is_down(storage: Storage, track: TrackRecord) -> bool:
    is_there = storage.size(track_path(track.hash)) is not None
    return not is_there and storage.size(gone_path(track.hash)) is not None


def test_a_track_that_is_finished_after_it_was_taken_down_stays_down(desk, finish) -> None:
    asked = ask(desk)
    desk.articles.intake.take_down(NAME.article_id)
    assert not finish(NEW, asked)
    assert desk.stores.holdings.recall(NAME).state is State.ABSENT
    assert is_down(desk.storage, NEW)


def test_a_track_that_is_finished_after_redis_was_emptied_is_kept(desk, finish) -> None:
    asked = ask(desk)
    desk.redis.flushall()
    finish(NEW, asked)
    assert desk.stores.holdings.recall(NAME).state is State.READY


def test_every_version_is_taken_down(desk, finish) -> None:
    assert finish(OLD, ask(desk))
    assert finish(replace(NEW, basis=Basis("r2", "s1")), ask(desk, "r2"))
    desk.articles.intake.take_down(NAME.article_id)
    assert is_down(desk.storage, OLD)
    assert is_down(desk.storage, NEW)


def test_a_run_that_was_overtaken_leaves_the_newer_track_live(desk, finish) -> None:
    slow = ask(desk)
    assert finish(NEW, ask(desk, "r2"))
    assert not finish(OLD, slow)
    assert desk.stores.manifests.find(NAME).track.hash == NEW.hash
    desk.articles.intake.take_down(NAME.article_id)
    assert is_down(desk.storage, NEW)


def test_a_record_that_is_recalled_meanwhile_does_not_stay(desk, finish, monkeypatch) -> None:
    assert finish(OLD, ask(desk))
    desk.redis.flushall()
    found = desk.stores.manifests.find(NAME)
    takes_down_after = iter([found, None])
    monkeypatch.setattr(type(desk.stores.manifests), "find", lambda *_: next(takes_down_after))
    desk.stores.holdings.recall(NAME)
    assert desk.stores.narrations.read(NAME).state is State.ABSENT


def test_a_track_that_was_lost_is_made_again(desk, finish) -> None:
    assert finish(OLD, ask(desk))
    desk.storage.delete(track_path(OLD.hash))
    app = create_app()
    assert app.test_client().get(f"/audio/tracks/{OLD.hash}.mp3").status_code == 404
    assert ask(desk).state is State.QUEUED


def test_storage_takes_any_folder_name(tmp_path: Path) -> None:
    folder = tmp_path / "my data é#1%20"
    Storage(folder.as_uri()).write("a/b", b"c")
    assert (folder / "a" / "b").read_bytes() == b"c"
