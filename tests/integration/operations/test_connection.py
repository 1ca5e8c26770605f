"""Connections to a real Valkey."""

import redis
from click.testing import CliRunner

from audio_service.commands.processes.up import workers
from audio_service.supervisor.child import StartError
from cache.redis.client import QuickReads


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
        error = CliRunner().invoke(workers).exception
        assert isinstance(error, StartError)
        assert "set maxmemory-policy noeviction" in str(error)
    finally:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", "0")
