"""Unfinished work of dead processes is found and queued again."""

import time
from collections.abc import Callable

import pytest
import redis

from cache.narrations.leases import Leases
from cache.narrations.narration_store import Narrations
from cache.narrations.progress import Progress
from cache.narrations.record import Priority
from cache.redis import keys
from tests.integration.records import BASIS, NAME, Begin, jobs
from worker.jobs.failures.recovery import LOST_AFTER, Recovery
from worker.jobs.queue_names import PLAY
from worker.jobs.queues import Queues

Look = Callable[[], list[str]]


@pytest.fixture
def look(client: redis.Redis, narrations: Narrations, leases: Leases, queues: Queues) -> Look:
    """Return a function that checks once, while no other process checks."""
    recovery = Recovery(client, narrations, leases, queues)

    def tick() -> list[str]:
        client.delete(keys.lock("reconcile"))
        return recovery.tick()

    return tick


@pytest.fixture
def lost(look: Look) -> Look:
    """Return a check that reports jobs as lost, after enough checks at which they are missing."""

    def look_again() -> list[str]:
        assert [look() for _ in range(LOST_AFTER)] == LOST_AFTER * [[]]
        return look()

    return look_again


def test_a_narrate_job_that_vanished_is_queued_again(
    client: redis.Redis, narrations: Narrations, look: Look, lost: Look
) -> None:
    run = narrations.request(NAME, BASIS, Priority.PLAY).run
    assert lost() == []
    client.lpop("rq:queue:first")
    assert lost() == [f"{NAME.tag}-{run}-narrate"]
    assert jobs(client, PLAY) == [f"narrate-{NAME.tag}-{run}"]
    assert look() == []


def test_a_job_that_was_missing_and_came_back_is_not_lost(
    client: redis.Redis, narrations: Narrations, look: Look
) -> None:
    narrations.request(NAME, BASIS, Priority.PLAY)
    client.rename("rq:queue:first", "elsewhere")
    assert look() == look() == []
    client.rename("elsewhere", "rq:queue:first")
    assert look() == []
    client.lpop("rq:queue:first")
    assert look() == look() == []


def test_only_one_looks_at_a_time(
    client: redis.Redis, narrations: Narrations, leases: Leases, queues: Queues, look: Look
) -> None:
    narrations.request(NAME, BASIS, Priority.PLAY)
    client.lpop("rq:queue:first")
    assert look() == look() == []
    client.set(keys.lock("reconcile"), "1")
    assert Recovery(client, narrations, leases, queues).tick() == []
    assert look() != []


def test_speak_jobs_that_vanished_are_queued_again_and_no_more_than_needed(
    progress: Progress, begin: Begin, client: redis.Redis, lost: Look
) -> None:
    run = begin(3).run
    client.delete("rq:queue:first", "rq:queue:play")
    progress.store_slot(NAME, run, 0, "{}", "narrate")
    progress.store_slot(NAME, run, 1, "{}", "speak0")
    assert len(lost()) == 1
    assert len(jobs(client, PLAY)) == 1


def test_what_a_living_worker_has_in_hand_is_left_to_it(
    begin: Begin, client: redis.Redis, leases: Leases, lost: Look
) -> None:
    run = begin(2).run
    client.delete("rq:queue:first", "rq:queue:play")
    assert leases.claim(NAME, run, "speak0", "w1")
    assert lost() == []
    leases.bury("w1")
    assert len(lost()) == 2


def test_what_a_living_worker_claimed_in_a_job_that_has_ended_is_queued_again(
    begin: Begin, client: redis.Redis, leases: Leases, lost: Look
) -> None:
    run = begin(2).run
    client.delete("rq:queue:first", "rq:queue:play")
    leases.renew("w2", {"jobs_ended": 7})
    assert leases.claim(NAME, run, "speak0", "w2#8")
    assert lost() == []
    leases.renew("w2", {"jobs_ended": 8})
    assert lost() == [f"{NAME.tag}-{run}-speak0"]


def test_a_stitch_job_that_vanished_is_queued_again(
    progress: Progress, begin: Begin, client: redis.Redis, lost: Look
) -> None:
    run = begin(1).run
    progress.store_slot(NAME, run, 0, "{}", "narrate")
    client.delete("rq:queue:first", "rq:queue:play")
    assert lost() == [f"{NAME.tag}-{run}-stitch"]
    assert jobs(client, PLAY) == [f"stitch-{NAME.tag}-{run}"]


def test_a_job_that_waits_for_its_next_try_is_not_lost(
    client: redis.Redis, narrations: Narrations, lost: Look
) -> None:
    run = narrations.request(NAME, BASIS, Priority.PLAY).run
    client.lpop("rq:queue:first")
    client.zadd("rq:scheduled:first", {f"narrate-{NAME.tag}-{run}": time.time() + 3})
    assert lost() == []
