"""Connections to a real Valkey."""

import os
from typing import Any

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


def test_the_thread_of_a_worker_ends_with_it(
    client: redis.Redis, narrations: Narrations, queues: Queues
) -> None:
    activity, flags = WorkerActivity("w1"), OperatorFlags(client)
    assignment = WorkerAssignment(
        "w1", ("play",), narrations, flags, activity, None, queues.give_way
    )
    worker: Any = Worker(
        ["play"], name="w1", connection=client, serializer=JSONSerializer, assignment=assignment
    )
    worker.subscribe()
    assert worker.pubsub_thread.is_alive()
    worker.unsubscribe()
    assert not worker.pubsub_thread.is_alive()
