"""Audio that was taken down stays down, whatever else happens at that moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.client import Pipeline

from audio_service.app import create_app
from audio_service.context import WebContext
from cache.audio.paths import gone_path, track_path
from cache.audio.storage import Storage
from cache.messages.tasks import Task
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State, TrackRecord
from cache.narrations.track_manifest import Manifest
from cache.narrations.transitions import removals
from cache.narrations.transitions.commands import delete_record
from cache.settings import read_settings
from worker.jobs import fetch_jobs, track_publishing
from worker.jobs.contexts.fetcher import FetcherContext, open_fetcher_context
from worker.jobs.contexts.speaker import SpeakerContext
from worker.model.article import Article
from worker.settings import WorkerSettings

NAME = NarrationName("pier", "tone:220")
OLD, NEW = (TrackRecord(letter * 32, 12.5, "fp", Basis("r1", "s1"), 1) for letter in "ab")


@pytest.fixture
def fetcher(settings_env: dict[str, str]) -> FetcherContext:
    return open_fetcher_context(read_settings(WorkerSettings), "f1")


@pytest.fixture
def finish(web: WebContext, context: SpeakerContext) -> Callable[[TrackRecord, Narration], bool]:
    """Do what the end of `stitch` does with a track that has just been stored."""

    def go(track: TrackRecord, asked: Narration) -> bool:
        context.storage.write(track_path(track.hash), b"mp3")
        return track_publishing.publish_track(context, asked.run, Manifest(NAME, track, {}, []))

    return go


def ask(web: WebContext, revision: str = "r1") -> Narration:
    return web.stores.repository.ask_for(NAME, Basis(revision, "s1"), Priority.PLAY)


def is_down(storage: Storage, track: TrackRecord) -> bool:
    is_there = storage.size(track_path(track.hash)) is not None
    return not is_there and storage.size(gone_path(track.hash)) is not None


def test_a_track_that_is_finished_after_it_was_taken_down_stays_down(web, finish) -> None:
    asked = ask(web)
    web.articles.intake.take_down(NAME.article_id)
    assert not finish(NEW, asked)
    assert web.stores.repository.recall(NAME).state is State.ABSENT
    assert is_down(web.storage, NEW)


def test_a_track_that_is_finished_after_redis_was_emptied_is_kept(web, finish) -> None:
    asked = ask(web)
    web.redis.flushall()
    finish(NEW, asked)
    assert web.stores.repository.recall(NAME).state is State.READY


def test_every_version_is_taken_down(web, finish) -> None:
    assert finish(OLD, ask(web))
    assert finish(replace(NEW, basis=Basis("r2", "s1")), ask(web, "r2"))
    web.articles.intake.take_down(NAME.article_id)
    assert is_down(web.storage, OLD)
    assert is_down(web.storage, NEW)


def test_a_run_that_was_overtaken_leaves_the_newer_track_live(web, finish) -> None:
    slow = ask(web)
    assert finish(NEW, ask(web, "r2"))
    assert not finish(OLD, slow)
    assert web.stores.manifests.find(NAME).track.hash == NEW.hash
    web.articles.intake.take_down(NAME.article_id)
    assert is_down(web.storage, NEW)


def test_what_was_taken_down_is_not_recalled_by_a_reader_who_had_seen_it(
    web, finish, monkeypatch
) -> None:
    assert finish(OLD, ask(web))
    found, read = web.stores.manifests.find(NAME), type(web.stores.narrations).restore
    web.redis.flushall()

    def restore_late(self, name, track):
        web.articles.intake.take_down(NAME.article_id)
        return read(self, name, track)

    monkeypatch.setattr(type(web.stores.narrations), "restore", restore_late)
    assert web.stores.repository.recall(NAME).state is State.ABSENT
    assert found
    assert web.stores.narrations.read(NAME).state is State.ABSENT


def test_a_removal_between_storing_a_track_and_publishing_it_wins_while_readers_ask(
    web, finish, monkeypatch
) -> None:
    asked, publish = ask(web), type(web.stores.narrations).publish

    def publish_late(self, *arguments):
        web.articles.intake.take_down(NAME.article_id)
        web.stores.repository.recall(NAME)
        happened = publish(self, *arguments)
        web.stores.repository.recall(NAME)
        return happened

    monkeypatch.setattr(type(web.stores.narrations), "publish", publish_late)
    assert not finish(NEW, asked)
    assert web.stores.repository.recall(NAME).state is State.ABSENT
    assert is_down(web.storage, NEW)


@pytest.mark.parametrize("step", ["publish", "settle"])
def test_what_a_killed_process_was_publishing_does_not_come_back(
    web, finish, monkeypatch, step
) -> None:
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    kind = type(web.stores.narrations if step == "publish" else web.stores.repository)
    asked = ask(web)
    with monkeypatch.context() as killed:
        killed.setattr(kind, step, die)
        with pytest.raises(Killed):
            finish(NEW, asked)
    web.articles.intake.take_down(NAME.article_id)
    web.redis.flushall()
    assert web.stores.repository.recall(NAME).state is State.ABSENT


def test_a_track_whose_process_was_killed_as_it_became_live_is_kept_by_the_sweep(
    web, finish, fetcher, monkeypatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    web.articles.store.put(Article(NAME.article_id, text="The pier is open."))
    with monkeypatch.context() as killed:
        killed.setattr(type(web.stores.manifests), "make_live", die)
        with pytest.raises(KeyboardInterrupt):
            finish(NEW, ask(web))
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    assert Task("air", NAME.article_id) in web.queues.lost_tasks({})
    assert web.stores.narrations.read(NAME).state is State.READY
    fetch_jobs.air(fetcher, NAME.article_id)
    fetcher.sweeper.sweep(datetime.now(UTC) + timedelta(days=3))
    assert web.storage.size(track_path(NEW.hash)) is not None
    web.redis.flushall()
    assert web.stores.repository.recall(NAME).state is State.READY


def test_a_removal_whose_process_was_killed_is_ended_by_another_and_harms_no_later_run(
    web, finish, monkeypatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    assert finish(OLD, ask(web))
    with monkeypatch.context() as killed:
        killed.setattr(type(web.stores.manifests), "remove_all", die)
        with pytest.raises(Killed):
            web.articles.intake.take_down(NAME.article_id)
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    [task] = [t for t in web.queues.lost_tasks({}) if t.kind == "take_down"]
    later = ask(web, "r2")
    web.articles.intake.end_take_down(task.about)
    assert web.stores.narrations.read(NAME).run == later.run
    web.stores.narrations.remove(NAME)
    web.articles.intake.end_take_down(task.about)
    assert is_down(web.storage, OLD)


def test_work_that_began_just_before_a_take_down_took_effect_starts_nothing(
    web: WebContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(web)
    began: list[int] = []

    def begin_work_and_delete(pipe: Pipeline, name: NarrationName) -> None:
        began.append(web.stores.repository.latest_run())
        delete_record(pipe, name)

    monkeypatch.setattr(removals, "delete_record", begin_work_and_delete)
    web.stores.narrations.remove(NAME)
    basis = Basis("r1", "s1")
    asked = web.stores.repository.ask_for(NAME, basis, Priority.PREGENERATE, wanted_at=began[0])
    assert asked.state is State.ABSENT
    later = web.stores.repository.latest_run()
    asked = web.stores.repository.ask_for(NAME, basis, Priority.PREGENERATE, wanted_at=later)
    assert asked.state is State.QUEUED


def test_applying_the_lexicon_undoes_no_removal(web, finish) -> None:
    assert finish(OLD, ask(web))
    web.articles.intake.take_down(NAME.article_id)
    renewed = web.stores.repository.renew(NAME, Basis("r1", "s2"), again=True)
    assert renewed.state is State.ABSENT
    assert web.stores.narrations.read(NAME).state is State.ABSENT


def test_an_old_address_harms_no_new_run(web, finish) -> None:
    assert finish(OLD, ask(web))
    new = ask(web, "r2")
    web.storage.delete(track_path(OLD.hash))
    assert web.stores.repository.forget_lost_track(OLD.hash) == NAME
    found = web.stores.narrations.read(NAME)
    assert (found.run, found.state, found.track) == (new.run, State.QUEUED, None)


def test_a_voice_that_hands_over_leaves_a_later_run_alone(web) -> None:
    queued = ask(web, "")
    web.stores.narrations.remove(NAME)
    later = ask(web, "r2")
    web.stores.narrations.hand_over(queued, Basis("r2", "s1"), "tone:440")
    assert web.stores.narrations.read(NAME).run == later.run


def test_a_track_that_was_lost_is_made_again(web, finish) -> None:
    assert finish(OLD, ask(web))
    web.storage.delete(track_path(OLD.hash))
    app = create_app()
    assert app.test_client().get(f"/audio/tracks/{OLD.hash}.mp3").status_code == 404
    assert ask(web).state is State.QUEUED


def test_storage_takes_any_folder_name(tmp_path: Path) -> None:
    folder = tmp_path / "my data é#1%20"
    Storage(folder.as_uri()).write("a/b", b"c")
    assert (folder / "a" / "b").read_bytes() == b"c"
