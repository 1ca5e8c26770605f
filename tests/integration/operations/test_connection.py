"""Connections to a real Valkey."""

import os
from typing import Any

import pytest
import redis
from rq.serializers import JSONSerializer

from cache.narrations.narration_store import Narrations
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import WorkerActivity
from cache.redis.client import QuickReads
from tests.forks import listen
from worker.jobs.queues import Queues
from worker.jobs.rq_worker import Worker, WorkerAssignment


def test_quick_reads_outlive_their_connections(client: redis.Redis) -> None:
    reads = QuickReads(client)
    client.set("a", "1")
    assert reads.mget(["a", "b"]) == [b"1", None]
    client.client_kill_filter(skipme=True, _type="normal")
    assert reads.mget(["b", "a"]) == [None, b"1"]
    assert reads.mget(["a"]) == [b"1"]


def test_a_redis_that_deletes_keys_is_refused_at_the_start(
    client: redis.Redis, settings_env: dict[str, str]
) -> None:
    client.config_set("maxmemory", "100mb")
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        done = listen({**os.environ, **settings_env}, "workers")
        assert done.returncode == 1
        assert "set maxmemory-policy noeviction" in done.stderr
    finally:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "0")


@pytest.fixture
def worker(client: redis.Redis, narrations: Narrations, queues: Queues) -> Any:
    activity, flags = WorkerActivity("w1"), OperatorFlags(client)
    assignment = WorkerAssignment(
        "w1", ("play",), narrations, flags, activity, None, queues.give_way
    )
    return Worker(
        ["play"], name="w1", connection=client, serializer=JSONSerializer, assignment=assignment
    )


def test_the_thread_of_a_worker_ends_with_it(worker: Any) -> None:
    worker.subscribe()
    assert worker.pubsub_thread.is_alive()
    worker.unsubscribe()
    assert not worker.pubsub_thread.is_alive()


def test_a_worker_that_registers_again_is_never_missing(
    worker: Any, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.register_birth()  # and its answer is lost
    execute: Any = client.execute_command
    seen = list[int]()

    def look_first(*args: Any, **options: Any) -> Any:
        seen.append(execute("EXISTS", worker.key))
        return execute(*args, **options)

    monkeypatch.setattr(client, "execute_command", look_first)
    worker.register_birth()
    assert set(seen) == {1}
    assert client.sismember("rq:workers", worker.key)
    assert not client.hexists(worker.key, "death")
