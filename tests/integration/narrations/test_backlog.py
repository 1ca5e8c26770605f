"""Recovery of lost jobs while thousands of jobs wait: unchanged names are not read again."""

import pytest
import redis

from cache.narrations.leases import Leases
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Priority
from cache.redis import keys
from tests.integration.records import BASIS
from worker.jobs.failures import recovery
from worker.jobs.failures.recovery import LOST_AFTER, Backlog, Recovery
from worker.jobs.job_ids import Waiting, parse_job_id
from worker.jobs.queue_names import PREGENERATE
from worker.jobs.queues import Queues

MANY = 300


def ask_for_many(narrations: Narrations) -> list[NarrationName]:
    names = [NarrationName(f"article-{n}", "tone:220") for n in range(MANY)]
    for name in names:
        narrations.request(name, BASIS, Priority.PREGENERATE)
    return names


def test_a_check_reads_only_what_has_changed(
    narrations: Narrations, queues: Queues, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_many(narrations)
    found = Backlog()
    read: list[str] = []

    def parse(job_id: str) -> Waiting | None:
        read.append(job_id)
        return parse_job_id(job_id)

    monkeypatch.setattr(recovery, "parse_job_id", parse)
    assert found.without_job(narrations.unfinished_members(), queues.waiting_ids()) == []
    assert len(read) == MANY
    read.clear()
    assert client.lpop(f"rq:queue:{PREGENERATE}")
    narrations.request(NarrationName("new", "tone:220"), BASIS, Priority.PREGENERATE)
    quiet = found.without_job(narrations.unfinished_members(), queues.waiting_ids())
    assert [name.article_id for name in quiet] == ["article-0"]
    assert len(read) == 2


def test_a_job_that_is_lost_among_many_is_queued_again(
    narrations: Narrations, queues: Queues, client: redis.Redis, leases: Leases
) -> None:
    names = ask_for_many(narrations)
    recovery = Recovery(client, narrations, leases, queues)
    assert client.lpop(f"rq:queue:{PREGENERATE}")
    requeued: list[str] = []
    for _ in range(LOST_AFTER + 2):
        client.delete(keys.lock("reconcile"))
        requeued += recovery.tick()
    assert len(requeued) == 1
    assert names[0].tag in requeued[0]
    assert Backlog().without_job(narrations.unfinished_members(), queues.waiting_ids()) == []
    assert len(queues.waiting_ids()) == len(names)
