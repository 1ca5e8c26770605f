"""Clocks that are set forward or back: nothing hangs, and nothing is lost."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Priority, State
from cache.operations.alert_times import AlertTimes
from cache.operations.counters import FIRST_CLIP_S, Counters, Times
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import WorkerActivity
from cache.redis import keys
from worker.articles.article_table import TakeIn
from worker.articles.database import Database
from worker.articles.store import ArticleStore
from worker.jobs.queues import Queues
from worker.jobs.rq_worker import Worker, WorkerAssignment
from worker.model.article import Article
from worker.model.fetched_article import FetchedArticle
from worker.publication.publication import Publication

NAME = NarrationName("pier", "tone:220")
BASIS = Basis("r1", "s1")
HOUR_S = 3600.0


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the clock of this process ahead of the real time, or behind it."""
    real = time.time

    def go(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + seconds)

    return go


def test_a_removal_that_was_interrupted_is_completed_though_the_clock_was_set_back(
    web, set_clock, monkeypatch
) -> None:
    def die(*_: object, **_fields: object) -> None:
        raise KeyboardInterrupt

    web.stores.repository.ask_for(NAME, BASIS, Priority.PLAY)
    set_clock(-HOUR_S)
    monkeypatch.setattr("cache.messages.tasks.GRACE_S", 0.0)
    with monkeypatch.context() as killed:
        killed.setattr(type(web.stores.repository), "take_down", die)
        with pytest.raises(KeyboardInterrupt):
            web.articles.intake.take_down(NAME.article_id)
    [task] = [task for task in web.queues.lost_tasks({}) if task.kind == "take_down"]
    web.articles.intake.end_take_down(task.about)
    assert web.stores.narrations.read(NAME).state is State.ABSENT


def test_a_run_that_is_begun_after_a_removal_is_later_though_the_clock_was_set_back(
    web, set_clock
) -> None:
    latest = web.stores.repository.latest_run()
    set_clock(-HOUR_S)
    assert web.stores.repository.ask_for(NAME, BASIS, Priority.PLAY).run > latest


def test_run_numbers_grow_though_the_clock_of_redis_was_set_back(
    client: redis.Redis, narrations: Narrations
) -> None:
    ahead = round((time.time() + HOUR_S) * 1000)
    client.set(keys.LAST_RUN, ahead)
    numbers = [narrations.next_number() for _ in range(3)]
    assert numbers == [ahead + 1, ahead + 2, ahead + 3]


def test_an_idle_worker_obeys_though_the_clock_was_set_back(
    client: redis.Redis, narrations: Narrations, queues: Queues, monkeypatch
) -> None:
    class Flags(OperatorFlags):
        asked = 0

        def is_draining(self, worker: str) -> bool:  # noqa: ARG002  # as it is called
            self.asked += 1
            return self.asked > 1

    moments = [datetime.now(UTC)]

    def now() -> datetime:
        moments.append(moments[-1] - timedelta(hours=1))
        return moments[-1]

    assignment = WorkerAssignment(
        "w1", ("play",), narrations, Flags(client), WorkerActivity("w1"), None, queues.give_way
    )
    worker = Worker(
        ["play"], name="w1", connection=client, serializer=JSONSerializer, assignment=assignment
    )
    monkeypatch.setattr("rq.worker.base.now", now)
    with pytest.raises(StopRequested):
        worker.dequeue_job_and_maintain_ttl(None)


@pytest.fixture
def store(tmp_path) -> ArticleStore:
    publication = Publication.model_validate({"sources": {"store": {"quiet_min": 5}}})
    return ArticleStore(Database(f"sqlite:///{tmp_path / 'articles.db'}"), publication)


@pytest.fixture
def set_store_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set the clock of the article store ahead of the real time."""

    def go(ahead: timedelta) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Any:
                return datetime.now(tz) + ahead

        monkeypatch.setattr("worker.articles.store.datetime", Clock)

    return go


def test_what_a_source_answers_is_taken_in_though_the_clock_was_set_back(
    store, set_store_clock
) -> None:
    set_store_clock(timedelta(hours=1))
    store.put(Article("pier", text="The pier is open."))
    set_store_clock(timedelta())
    asked_at = datetime.now(UTC)
    edited = FetchedArticle(Article("pier", text="The pier is closed."))
    assert store.take_in(edited, asked_at=asked_at) is TakeIn.CHANGED
    set_store_clock(timedelta(hours=1))
    store.put(Article("pier", text="The pier is open again."))
    set_store_clock(timedelta())
    assert store.withdraw("pier", asked_at=asked_at)


def test_an_edit_settles_though_the_clock_was_set_back(store, set_store_clock) -> None:
    store.put(Article("pier", text="The pier is open."))
    set_store_clock(timedelta(days=1))
    store.put(Article("pier", text="The pier is closed."))
    assert store.settling() == []
    set_store_clock(timedelta())
    assert store.settling() == ["pier"]
    settles_at = store.settle("pier")
    assert settles_at
    store.settled("pier", settles_at)
    assert store.settling() == []


def test_no_duration_is_counted_as_less_than_nothing(client: redis.Redis) -> None:
    counters = Counters(client)
    counters.observe(FIRST_CLIP_S, -HOUR_S)
    counters.flush()
    times = Times(FIRST_CLIP_S, counters.read())
    assert (times.counts[0], times.sum_s) == (1, 0.0)


def test_no_alert_has_begun_in_the_future(client: redis.Redis) -> None:
    alert_times = AlertTimes(client)
    alert_times.of(["redis-slow"], now=HOUR_S)
    assert alert_times.of(["redis-slow"], now=12.0) == {"redis-slow": 12.0}
