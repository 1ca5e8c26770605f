"""Audio that was taken down stays down, whatever else happens at that moment."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audio_service.app import create_app
from audio_service.context import WebContext
from cache.audio.paths import gone_path, track_path
from cache.audio.storage import Storage
from cache.narrations.basis import Basis
from cache.narrations.manifests import Manifest
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State, TrackRecord
from cache.settings import read_settings
from worker.jobs import speech_jobs
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.lanes import Lane
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


def test_what_was_taken_down_is_not_recalled_by_a_reader_who_had_seen_it(
    desk, finish, monkeypatch
) -> None:
    assert finish(OLD, ask(desk))
    found, read = desk.stores.manifests.find(NAME), type(desk.stores.narrations).restore
    desk.redis.flushall()

    def restore_late(self, name, track):
        desk.articles.intake.take_down(NAME.article_id)
        return read(self, name, track)

    monkeypatch.setattr(type(desk.stores.narrations), "restore", restore_late)
    assert desk.stores.holdings.recall(NAME).state is State.ABSENT
    assert found
    assert desk.stores.narrations.read(NAME).state is State.ABSENT


def test_a_removal_between_storing_a_track_and_publishing_it_wins_while_readers_ask(
    desk, finish, monkeypatch
) -> None:
    asked, publish = ask(desk), type(desk.stores.narrations).publish

    def publish_late(self, *arguments):
        desk.articles.intake.take_down(NAME.article_id)
        desk.stores.holdings.recall(NAME)
        happened = publish(self, *arguments)
        desk.stores.holdings.recall(NAME)
        return happened

    monkeypatch.setattr(type(desk.stores.narrations), "publish", publish_late)
    assert not finish(NEW, asked)
    assert desk.stores.holdings.recall(NAME).state is State.ABSENT
    assert is_down(desk.storage, NEW)


@pytest.mark.parametrize("step", ["publish", "settle"])
def test_what_a_killed_process_was_publishing_does_not_come_back(
    desk, finish, monkeypatch, step
) -> None:
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    kind = type(desk.stores.narrations if step == "publish" else desk.stores.holdings)
    asked = ask(desk)
    with monkeypatch.context() as killed:
        killed.setattr(kind, step, die)
        with pytest.raises(Killed):
            finish(NEW, asked)
    desk.articles.intake.take_down(NAME.article_id)
    desk.redis.flushall()
    assert desk.stores.holdings.recall(NAME).state is State.ABSENT


def test_a_removal_whose_process_was_killed_is_ended_by_another_and_harms_no_later_run(
    desk, finish, monkeypatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    assert finish(OLD, ask(desk))
    with monkeypatch.context() as killed:
        killed.setattr(type(desk.stores.manifests), "remove_all", die)
        with pytest.raises(Killed):
            desk.articles.intake.take_down(NAME.article_id)
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    [task] = [t for t in desk.queues.lost_errands({}) if t.kind == "take_down"]
    later = ask(desk, "r2")
    desk.articles.intake.end_take_down(task.about)
    assert desk.stores.narrations.read(NAME).run == later.run
    desk.stores.narrations.remove(NAME)
    desk.articles.intake.end_take_down(task.about)
    assert is_down(desk.storage, OLD)


def test_applying_the_lexicon_undoes_no_removal(desk, finish) -> None:
    assert finish(OLD, ask(desk))
    desk.articles.intake.take_down(NAME.article_id)
    renewed = desk.stores.holdings.renew(NAME, Basis("r1", "s2"), again=True)
    assert renewed.state is State.ABSENT
    assert desk.stores.narrations.read(NAME).state is State.ABSENT


def test_an_old_address_harms_no_new_run(desk, finish) -> None:
    assert finish(OLD, ask(desk))
    new = ask(desk, "r2")
    desk.storage.delete(track_path(OLD.hash))
    assert desk.stores.holdings.forget_lost_track(OLD.hash) == NAME
    found = desk.stores.narrations.read(NAME)
    assert (found.run, found.state, found.track) == (new.run, State.QUEUED, None)


def test_a_voice_that_hands_over_leaves_a_later_run_alone(desk) -> None:
    queued = ask(desk, "")
    desk.stores.narrations.remove(NAME)
    later = ask(desk, "r2")
    desk.stores.narrations.hand_over(queued, Basis("r2", "s1"), "tone:440")
    assert desk.stores.narrations.read(NAME).run == later.run


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
