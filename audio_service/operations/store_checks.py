"""Checks of Redis, the article database and the audio storage."""

from collections.abc import Sequence

from audio_service.operations.alert_types import Check, Severity
from audio_service.operations.snapshot import Snapshot
from cache.redis.client import KEEPS_ALL, evicting_policy
from worker.articles.full_disk import FULL

SLOW_REDIS_S = 0.05
LOW_BYTES = 500_000_000


def _redis_down(snapshot: Snapshot) -> str | None:
    if snapshot.redis_down is None:
        return None
    return (
        f"Redis does not answer ({snapshot.redis_down}): presses are not served. Start Redis, or "
        "correct REDIS_URL"
    )


def _redis_refuses(snapshot: Snapshot) -> str | None:
    if snapshot.redis_refusal is None:
        return None
    return (
        f"Redis refuses writes ({snapshot.redis_refusal}): nothing new is narrated. Give Redis "
        "more memory or disk space"
    )


def _redis_slow(snapshot: Snapshot) -> str | None:
    if snapshot.latency_s is None or snapshot.latency_s < SLOW_REDIS_S:
        return None
    return (
        f"Redis takes {snapshot.latency_s:.2f} s to answer, which delays every press. Find out "
        "what else uses Redis or its machine"
    )


def _redis_evicts(snapshot: Snapshot) -> str | None:
    policy = evicting_policy(snapshot.redis_info)
    if policy is None:
        return None
    return (
        f"Redis may delete keys of the service when memory is short (maxmemory-policy {policy}): "
        f"narrations can be lost halfway. Set maxmemory-policy {KEEPS_ALL}"
    )


def _database_down(snapshot: Snapshot) -> str | None:
    if snapshot.database.error is None:
        return None
    if snapshot.database.error == FULL:
        return f"the article store cannot be used: {FULL}"
    return (
        f"the article store cannot be used: {snapshot.database.error}. Check LISTEN_DATABASE_URL, "
        "and find the program that locks the database"
    )


def _storage_down(snapshot: Snapshot) -> str | None:
    space = snapshot.storage.what
    error = snapshot.storage.error or (space and not space.is_full and space.error)
    if not error:
        return None
    return (
        f"storage is not writable ({error}): no new audio can be stored. Check LISTEN_STORAGE_URL"
    )


def _storage_full(snapshot: Snapshot) -> str | None:
    space = snapshot.storage.what
    if space is None or not space.is_full:
        return None
    return "the disk of LISTEN_STORAGE_URL is full: no new audio can be stored. Free space on it"


def _storage_low(snapshot: Snapshot) -> str | None:
    space = snapshot.storage.what
    if space is None or space.is_full or space.free_bytes is None or space.free_bytes > LOW_BYTES:
        return None
    return f"only {space.free_bytes / 1e6:.0f} MB are free for audio. Free space soon"


STORE_CHECKS: Sequence[Check] = (
    Check("redis-down", Severity.CRITICAL, _redis_down, without_redis=True),
    Check("redis-refuses-writes", Severity.CRITICAL, _redis_refuses),
    Check("redis-evicts", Severity.WARNING, _redis_evicts),
    Check("redis-slow", Severity.WARNING, _redis_slow),
    Check("database-down", Severity.CRITICAL, _database_down, without_redis=True),
    Check("storage-down", Severity.CRITICAL, _storage_down, without_redis=True),
    Check("storage-full", Severity.CRITICAL, _storage_full, without_redis=True),
    Check("storage-low", Severity.WARNING, _storage_low, without_redis=True),
)
