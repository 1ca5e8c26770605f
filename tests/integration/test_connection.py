"""Connections to a real Valkey."""

import redis

from cache.redis.client import QuickReads


def test_quick_reads_outlive_their_connections(client: redis.Redis) -> None:
    reads = QuickReads(client)
    client.set("a", "1")
    assert reads.mget(["a", "b"]) == [b"1", None]
    client.client_kill_filter(skipme=True, _type="normal")
    assert reads.mget(["b", "a"]) == [None, b"1"]
    assert reads.mget(["a"]) == [b"1"]
