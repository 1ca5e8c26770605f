"""Removals that are interrupted or overlap with presses: removed audio is gone, new audio stays."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from audio_service.context import WebContext
from cache.audio.paths import gone_path, slot_path, track_path
from cache.messages.tasks import Task
from cache.narrations.basis import Basis
from cache.narrations.manifests import Manifests
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State
from cache.narrations.transitions import requests
from cache.settings import read_settings
from tests.stand import opened
from worker.articles.store import ArticleStore
from worker.jobs import fetch_jobs, run_records, speech_jobs
from worker.jobs.contexts.fetcher import FetcherContext, open_fetcher_context
from worker.jobs.contexts.speaker import SpeakerContext
from worker.model.article import Article
from worker.model.slot import Slot
from worker.narration.clips import obtain_slot
from worker.publication.rules import Choices, Narrate
from worker.settings import WorkerSettings

NAME = NarrationName("pier", "tone:220")
ARTICLE = Article(NAME.article_id, html="<p>The pier is open.</p>", language="en-US")


class KilledError(BaseException):
    """Error that stands for the death of a process in the middle of its work."""


def die(*_: object, **__: object) -> None:
    raise KilledError


@pytest.fixture
def flask(settings_env: dict[str, str]) -> Iterator[FlaskClient]:
    with opened() as client:
        yield client


@pytest.fixture
def web(flask: FlaskClient) -> WebContext:
    found: WebContext = flask.application.extensions["listen"]
    return found


@pytest.fixture
def fetcher(settings_env: dict[str, str]) -> FetcherContext:
    return open_fetcher_context(read_settings(WorkerSettings), "f1")


@pytest.fixture
def press(web: WebContext, context: SpeakerContext) -> Callable[[], Narration]:
    """Press the article, which is stored before the first press."""
    web.articles.intake.take_in(ARTICLE)
    edition = web.articles.store.edition(NAME.article_id)
    assert edition
    basis = Basis(edition.revision, context.sound(NAME.voice))
    return lambda: web.stores.repository.ask_for(NAME, basis, Priority.PLAY)


@pytest.fixture
def speak(context: SpeakerContext, press: Callable[[], Narration]) -> Callable[[], list[Slot]]:
    """Press the article, speak its only sentence, and return its slot."""

    def go() -> list[Slot]:
        speech_jobs.narrate(context, *NAME, press().run)
        return list(map(Slot.from_json, context.stores.progress.slots(NAME).values()))

    return go


@pytest.fixture
def finish(context: SpeakerContext, speak: Callable[[], list[Slot]]) -> Callable[[], str]:
    """Press the article, have it narrated, and return the hash of its track."""

    def go() -> str:
        speak()
        speech_jobs.stitch(context, *NAME, context.stores.narrations.read(NAME).run)
        track = context.stores.narrations.read(NAME).track
        assert track
        return track.hash

    return go


def lost_tasks(web: WebContext, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Return the tasks that a killed process has left, without the usual grace period."""
    with monkeypatch.context() as patch:
        patch.setattr("cache.messages.tasks.GRACE_S", 0.0)
        return web.queues.lost_tasks({})


def complete(fetcher: FetcherContext, tasks: list[Task]) -> None:
    for task in tasks:
        getattr(fetch_jobs, task.kind)(fetcher, task.about)


def is_there(web: WebContext, slot: Slot) -> bool:
    return web.storage.size(slot_path(slot.hash)) is not None


def test_a_press_between_the_removal_of_record_and_files_loses_no_slot(
    web, speak, finish, monkeypatch
) -> None:
    finish()
    remove, spoken = Manifests.remove_all, list[Slot]()
    presser = threading.Thread(target=lambda: spoken.extend(speak()))

    def remove_late(self, *arguments, **options):
        presser.start()
        presser.join(0.5)  # it goes on only when the files are deleted
        return remove(self, *arguments, **options)

    monkeypatch.setattr(Manifests, "remove_all", remove_late)
    web.articles.intake.take_down(NAME.article_id)
    presser.join()
    assert [is_there(web, slot) for slot in spoken] == [True]


def test_a_press_does_not_wait_long_for_a_removal_that_hangs(web, press, monkeypatch) -> None:
    monkeypatch.setattr(requests, "REMOVAL_TAKES_S", 0.05)
    press()
    web.stores.narrations.remove(NAME, has_audio=True)
    assert press().state is State.QUEUED


def test_tracks_that_a_killed_removal_has_left_are_deleted_though_a_later_run_has_begun(
    web, finish, press, fetcher, monkeypatch
) -> None:
    old = finish()
    with monkeypatch.context() as killed:
        killed.setattr(Manifests, "remove_all", die)
        with pytest.raises(KilledError):
            web.articles.intake.take_down(NAME.article_id)
    monkeypatch.setattr(requests, "REMOVAL_TAKES_S", 0.05)
    later = press()
    complete(fetcher, lost_tasks(web, monkeypatch))
    assert web.storage.size(track_path(old)) is None
    assert web.stores.manifests.is_gone(old)
    assert web.stores.narrations.read(NAME).run == later.run
    assert web.stores.manifests.find(NAME) is None


def test_a_later_track_stays_when_a_killed_removal_is_completed(
    web, finish, fetcher, monkeypatch
) -> None:
    old = finish()
    with monkeypatch.context() as killed:
        killed.setattr(Manifests, "remove_all", die)
        with pytest.raises(KilledError):
            web.articles.intake.take_down(NAME.article_id)
    monkeypatch.setattr(requests, "REMOVAL_TAKES_S", 0.05)
    web.articles.intake.take_in(Article(NAME.article_id, html="<p>It is shut.</p>", language="en"))
    new = finish()
    complete(fetcher, lost_tasks(web, monkeypatch))
    kept = web.stores.manifests.find(NAME)
    assert kept.track.hash == new
    assert web.stores.manifests.tracks_of(NAME) == (new,)
    assert all(web.storage.size(slot_path(slot["hash"])) for slot in kept.slots.values())
    assert old == new or web.storage.size(track_path(old)) is None


@pytest.mark.parametrize("is_withdrawn", [False, True], ids=["deleted", "withdrawn"])
@pytest.mark.parametrize("died", ["before", "after"])
def test_an_article_whose_removal_was_killed_around_its_commit_is_removed_in_seconds(
    web, finish, fetcher, monkeypatch, is_withdrawn, died
) -> None:
    track, verb = finish(), "withdraw" if is_withdrawn else "delete"
    commit = getattr(ArticleStore, verb)

    def commit_and_die(self, *arguments):
        if died == "after":
            commit(self, *arguments)
        raise KilledError

    with monkeypatch.context() as killed:
        killed.setattr(ArticleStore, verb, commit_and_die)
        with pytest.raises(KilledError):
            getattr(web.articles.intake, verb)(NAME.article_id)
    complete(fetcher, lost_tasks(web, monkeypatch))
    is_removed = web.stores.narrations.read(NAME).state is State.ABSENT
    assert is_removed == (died == "after")
    assert web.stores.manifests.is_gone(track) == is_removed
    assert lost_tasks(web, monkeypatch) == []


def test_an_article_that_a_fetch_stores_again_while_it_is_deleted_is_not_narrated(
    web, monkeypatch
) -> None:
    wanted_at, delete = web.stores.repository.latest_run(), ArticleStore.delete
    monkeypatch.setattr(ArticleStore, "choices", lambda *_: Choices(Narrate.ALWAYS))

    def delete_and_store(self, article_id):
        found = delete(self, article_id)
        web.articles.intake.take_in(ARTICLE, wanted_at=wanted_at)
        return found

    monkeypatch.setattr(ArticleStore, "delete", delete_and_store)
    web.articles.intake.delete(NAME.article_id)
    assert web.articles.store.edition(NAME.article_id)
    assert web.stores.narrations.read(NAME).state is State.ABSENT


def test_a_slot_of_a_worker_that_was_killed_after_a_deletion_answers_no_more_and_is_swept(
    web, flask, speak, fetcher, monkeypatch
) -> None:
    [slot] = speak()
    [address] = web.stores.segments.of(NAME.article_id, [(slot.hash, 1.0)])
    assert flask.get(address).status_code == 200
    web.articles.intake.take_down(NAME.article_id)
    assert flask.get(address).status_code == 410

    def store_late_and_die(*arguments: Any, **options: Any) -> None:
        web.articles.intake.take_down(NAME.article_id)
        obtain_slot(*arguments, **options)
        raise KilledError

    with monkeypatch.context() as killed:
        killed.setattr(run_records, "obtain_slot", store_late_and_die)
        with pytest.raises(KilledError):
            speak()
    assert is_there(web, slot)
    assert flask.get(address).status_code == 410
    fetcher.sweeper.sweep(datetime.now(UTC) + timedelta(days=2))
    assert not is_there(web, slot)
    assert is_there(web, *speak())
    assert flask.get(address).status_code == 200


def test_a_track_of_a_worker_that_was_killed_after_a_deletion_answers_no_more(
    web, flask, finish, context
) -> None:
    track = finish()
    found, manifest = context.storage.read(track_path(track)), web.stores.manifests.of_track(track)
    address = f"/audio/tracks/{track}.mp3"
    assert flask.get(address).status_code == 200
    web.articles.intake.take_down(NAME.article_id)
    context.storage.write(track_path(track), found)
    web.stores.manifests.write(manifest)
    assert flask.get(address).status_code == 410
    assert web.storage.size(gone_path(track)) is not None
    assert manifest.slots
    again = finish()
    assert flask.get(f"/audio/tracks/{again}.mp3").status_code == 200
