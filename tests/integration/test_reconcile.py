"""What a dead process leaves is found and queued again."""

import time
from collections.abc import Callable
from typing import Protocol

import pytest
import redis

from cache import keys
from cache.leases import Leases
from cache.narrations import Narrations
from cache.progress import Progress
from cache.records import (
    Priority,
)
from tests.integration.records import BASIS, NAME, Begin, jobs
from worker.queue import FIRST, PLAY, Queues
from worker.reconcile import MISSING_FOR_S, Reconciler


class Look(Protocol):
    def __call__(self, at_s: float) -> list[str]: ...


@pytest.fixture
def look(client: redis.Redis, narrations: Narrations, leases: Leases, queues: Queues) -> Look:
    """Reconcile as if it was `at_s`, with nobody else who does."""
    reconciler = Reconciler(client, narrations, leases, queues)

    def tick(at_s: float) -> list[str]:
        client.delete(keys.lock("reconcile"))
        return reconciler.tick(now=1_000 + at_s)

    return tick


@pytest.fixture
def lost(look: Look) -> Callable[[], list[str]]:
    """Return what counts as lost, after it was seen to be missing for long enough."""

    def look_twice() -> list[str]:
        assert look(0) == []
        return look(MISSING_FOR_S)

    return look_twice


def test_a_narrate_job_that_vanished_is_queued_again(
    client: redis.Redis, narrations: Narrations, look: Look
) -> None:
    run = narrations.request(NAME, BASIS, Priority.PLAY).run
    assert look(0) == look(MISSING_FOR_S) == []
    client.lpop("rq:queue:first")
    assert look(10) == look(10 + 0.9 * MISSING_FOR_S) == []
    assert look(10 + MISSING_FOR_S) == [f"{NAME.tag}-{run}-narrate"]
    assert jobs(client, FIRST) == [f"narrate-{NAME.tag}-{run}"]
    assert look(20) == []


def test_a_job_that_was_missing_and_came_back_is_not_lost(
    client: redis.Redis, narrations: Narrations, look: Look
) -> None:
    narrations.request(NAME, BASIS, Priority.PLAY)
    assert look(0) == []
    client.rename("rq:queue:first", "elsewhere")
    assert look(1) == []
    client.rename("elsewhere", "rq:queue:first")
    assert look(2) == []
    client.lpop("rq:queue:first")
    assert look(3) == []


def test_only_one_looks_at_a_time(
    client: redis.Redis, narrations: Narrations, leases: Leases, queues: Queues, look: Look
) -> None:
    narrations.request(NAME, BASIS, Priority.PLAY)
    client.lpop("rq:queue:first")
    assert look(0) == []
    client.set(keys.lock("reconcile"), "1")
    assert Reconciler(client, narrations, leases, queues).tick(now=2_000) == []
    assert look(1_000) != []


def test_speak_jobs_that_vanished_are_queued_again_and_no_more_than_needed(
    progress: Progress, begin: Begin, client: redis.Redis, lost: Callable[[], list[str]]
) -> None:
    run = begin(3).run
    client.delete("rq:queue:first", "rq:queue:play")
    progress.store_slot(NAME, run, 0, "{}", "narrate")
    progress.store_slot(NAME, run, 1, "{}", "speak0")
    assert len(lost()) == 1
    assert len(jobs(client, PLAY)) == 1


def test_what_a_living_worker_has_in_hand_is_left_to_it(
    begin: Begin, client: redis.Redis, leases: Leases, look: Look
) -> None:
    run = begin(2).run
    client.delete("rq:queue:first", "rq:queue:play")
    assert leases.claim(NAME, run, "speak0", "w1")
    assert look(0) == look(10) == look(20) == []
    leases.bury("w1")
    assert look(30) == []
    assert len(look(40)) == 2


def test_a_stitch_job_that_vanished_is_queued_again(
    progress: Progress, begin: Begin, client: redis.Redis, lost: Callable[[], list[str]]
) -> None:
    run = begin(1).run
    progress.store_slot(NAME, run, 0, "{}", "narrate")
    client.delete("rq:queue:first", "rq:queue:play")
    assert lost() == [f"{NAME.tag}-{run}-stitch"]
    assert jobs(client, PLAY) == [f"stitch-{NAME.tag}-{run}"]


def test_a_job_that_waits_for_its_next_try_is_not_lost(
    client: redis.Redis, narrations: Narrations, look: Look
) -> None:
    run = narrations.request(NAME, BASIS, Priority.PLAY).run
    client.lpop("rq:queue:first")
    client.zadd("rq:scheduled:first", {f"narrate-{NAME.tag}-{run}": time.time() + 60})
    assert look(0) == look(10) == []
