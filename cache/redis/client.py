"""How every process reaches Redis."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry

from cache.settings import SharedSettings

REDIS_DOWN = (redis.ConnectionError, redis.TimeoutError)
"""What is raised when Redis cannot be reached, after the retries below."""

_REFUSALS = ("OOM", "MISCONF", "READONLY", "LOADING", "NOREPLICAS")


def is_refusal(error: redis.ResponseError) -> bool:
    """Return whether Redis is there and cannot write: it is full, read-only, or its disk is."""
    refused = (redis.OutOfMemoryError, redis.ReadOnlyError, redis.BusyLoadingError)
    return isinstance(error, refused) or str(error).startswith(_REFUSALS)


SOCKET_PATH_LIMIT_BYTES = 107
"""The longest path of a Unix socket on Linux, sun_path less its final zero."""


def as_text(value: bytes | str) -> str:
    """Return one of Redis's answers as text; ours are bytes, which its types do not know."""
    return value.decode() if isinstance(value, bytes) else value


def embedded_socket(data_dir: Path) -> Path:
    """Return where the embedded Valkey of `data_dir` listens.

    Beside the data where the path is short enough for a socket; else in a directory of this user
    alone, named after the data directory, so that every command finds the same one.
    """
    beside = data_dir / "valkey.sock"
    if len(os.fsencode(beside)) <= SOCKET_PATH_LIMIT_BYTES:
        return beside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"listen-{os.getuid()}-{digest}" / "valkey.sock"


class QuickReads:
    """Reads that cost half of what the client's do: no retries, no pool, no observers.

    When one fails, the client takes over, with all of these.

    Args:
        client: Whose server is read.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._idle: list[redis.Connection] = []

    def mget(self, keys: Sequence[str]) -> list[bytes | str | None]:
        """Return the values of `keys`, None where there is none."""
        connection = self._idle.pop() if self._idle else self._connect()
        try:
            connection.send_command("MGET", *keys)  # type: ignore[no-untyped-call]  # no types
            found = cast("list[bytes | None]", connection.read_response())
        except (OSError, redis.RedisError):
            _drop(connection)
            return self._client.mget(keys)
        except BaseException:  # a greenlet that is killed must not leave half an answer behind
            _drop(connection)
            raise
        self._idle.append(connection)
        return list(found)

    def _connect(self) -> redis.Connection:
        return cast("redis.Connection", self._client.connection_pool.make_connection())


def _drop(connection: redis.Connection) -> None:
    connection.disconnect()  # type: ignore[no-untyped-call]  # redis-py has no types here


def redis_location(settings: SharedSettings) -> str:
    """Return the Redis URL in use, the embedded Valkey's when none is set."""
    return settings.redis_url or f"unix://{embedded_socket(settings.data_dir)}"


def connect(
    settings: SharedSettings, *, patience_s: float = 3.0, answers_within_s: float = 5.0
) -> redis.Redis:
    """Return a client that has not connected yet; its answers are bytes.

    Args:
        settings: Where Redis is.
        patience_s: How long, in seconds, a command is tried again while Redis does not accept
            connections. Workers outlast a restart; the HTTP face answers 503 instead.
        answers_within_s: How long an answer may take, in seconds.
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
