"""The Redis client of every process."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from cache.settings import SharedSettings

REDIS_DOWN = (redis.ConnectionError, redis.TimeoutError)
"""Exceptions raised when Redis cannot be reached, after the retries of `connect`."""

_REFUSALS = frozenset({"OOM", "MISCONF", "READONLY", "LOADING", "NOREPLICAS"})

_CANNOT_SAVE = "MISCONF"
"""Code of Redis's error if its disk is full."""

_ERROR_CODE = re.compile(
    r"(?:Command # \d+ \(.*\) of pipeline caused error: )?([A-Z]+)\b", re.DOTALL
)
"""Error code of Redis, after the words that redis-py puts before it in a pipeline."""


def is_refusal(error: redis.ResponseError) -> bool:
    """Return True if Redis answers but cannot write: memory or disk full, loading, or read-only."""
    refused = (redis.OutOfMemoryError, redis.ReadOnlyError, redis.BusyLoadingError)
    return isinstance(error, refused) or _code_of(error) in _REFUSALS


def cannot_save(error: BaseException) -> bool:
    """Return True if Redis refuses all changes because it cannot write to its disk."""
    return isinstance(error, redis.ResponseError) and _code_of(error) == _CANNOT_SAVE


def _code_of(error: redis.ResponseError) -> str:
    found = _ERROR_CODE.match(str(error))
    return found[1] if found else ""


KEEPS_ALL = "noeviction"
"""The only `maxmemory-policy` under which Redis deletes no key before its time."""

SOCKET_PATH_LIMIT_BYTES = 107
"""Longest path of a Unix socket on Linux: `sun_path` without its final zero."""


def as_text(value: bytes | str) -> str:
    """Return an answer of Redis as text; ours are bytes, but redis-py's types allow both."""
    return value.decode() if isinstance(value, bytes) else value


def embedded_socket(data_dir: Path) -> Path:
    """Return the socket path of the embedded Valkey of `data_dir`.

    It lies in the data directory if the path is short enough for a socket. Otherwise it lies in a
    private temporary directory, named after the data directory, so that every command finds it.
    """
    beside = data_dir / "valkey.sock"
    if len(os.fsencode(beside)) <= SOCKET_PATH_LIMIT_BYTES:
        return beside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"listen-{os.getuid()}-{digest}" / "valkey.sock"


class QuickReads:
    """Reader that costs half as much as the client: it has no retries, pool or observers.

    If a read fails, it falls back to the client.

    Args:
        client: Client of the server to read from.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._idle: list[redis.Connection] = []

    def mget(self, keys: Sequence[str]) -> list[bytes | str | None]:
        """Return the values of `keys`; None for a missing key."""
        connection = self._idle.pop() if self._idle else self._connect()
        try:
            connection.send_command("MGET", *keys)  # type: ignore[no-untyped-call]  # no types
            found = cast("list[bytes | None]", connection.read_response())
        except (OSError, redis.RedisError):
            _drop(connection)
            return self._client.mget(keys)
        except BaseException:  # a killed greenlet must not leave half an answer in the connection
            _drop(connection)
            raise
        self._idle.append(connection)
        return list(found)

    def _connect(self) -> redis.Connection:
        return cast("redis.Connection", self._client.connection_pool.make_connection())


def _drop(connection: redis.Connection) -> None:
    connection.disconnect()  # type: ignore[no-untyped-call]  # redis-py has no types here


def redis_location(settings: SharedSettings) -> str:
    """Return the Redis URL in use; the embedded Valkey's if none is set."""
    return settings.redis_url or f"unix://{embedded_socket(settings.data_dir)}"


def connect(
    settings: SharedSettings, *, patience_s: float = 3.0, answers_within_s: float = 5.0
) -> redis.Redis:
    """Return a client, not connected yet, whose answers are bytes.

    Args:
        settings: Settings with the Redis URL.
        patience_s: Duration of retries while Redis accepts no connection, in seconds. Workers wait
            for a restart of Redis; web processes answer 503 instead.
        answers_within_s: Time-out of an answer, in seconds.
    """
    attempts = int(patience_s / 0.25)
    return redis.Redis.from_url(
        redis_location(settings),
        socket_timeout=answers_within_s,
        socket_connect_timeout=min(2.0, answers_within_s),
        max_connections=4096,
        retry=Retry(ExponentialBackoff(cap=0.25, base=0.05), attempts),
        retry_on_error=list(REDIS_DOWN),
    )


def evicting_policy(info: Mapping[str, Any]) -> str | None:
    """Return the policy by which Redis deletes keys when memory is short, or None if it keeps all.

    Args:
        info: The answer of Redis to `INFO memory`.
    """
    policy = str(info.get("maxmemory_policy", KEEPS_ALL))
    return policy if policy != KEEPS_ALL and info.get("maxmemory") else None
