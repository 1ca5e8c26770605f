"""The Redis part of a backup: keys as lines of text that any Redis server can load.

Keys that can be rebuilt, and keys that only describe living processes, are left out. Unfinished
narrations start again after a restore.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import redis
from pydantic import TypeAdapter

from cache.messages.tasks import NOBODY
from cache.narrations.record import UNFINISHED_STATES, State, TrackRecord
from cache.redis import keys
from cache.redis.client import as_text

_LEFT_OUT = re.compile(
    rf"{keys.PREFIX}(alerts|alive:.*|answer:.*|lock:.*|missed|preview:.*|rates.*|removed:.*"
    r"|revision:.*|slot:.*|unfinished|voices|workers"
    r"|narration:.*:(attempts|jobs|known|leases|slots|utterances))"
)

_OF_ITS_RUN = ("about", "clips_total", "fingerprint", "longest_s", "next")

_KINDS: dict[str, TypeAdapter[Any]] = {
    "string": TypeAdapter(str),
    "hash": TypeAdapter(dict[str, str]),
    "list": TypeAdapter(list[str]),
    "set": TypeAdapter(list[str]),
    "zset": TypeAdapter(dict[str, float]),
}
_LINE = TypeAdapter(tuple[str, str, float | None, Any])

_BATCH = 500


class Kept(NamedTuple):
    """A key with its value; its texts are bytes decoded as Latin-1, one character for each byte.

    Attributes:
        key: Name of the key.
        kind: `string`, `hash`, `list`, `set` or `zset`.
        expires_at: Expiry time, in seconds since the epoch; None if it does not expire.
        value: Text, object, list, list or object of numbers, in the order of the kinds above.
    """

    key: str
    kind: str
    expires_at: float | None
    value: Any


def dump(client: redis.Redis) -> Iterator[str]:
    """Yield one line for each key of the backup; each key is read in one transaction."""
    for key in client.scan_iter(f"{keys.PREFIX}*", count=_BATCH):
        if not _LEFT_OUT.fullmatch(as_text(key)):
            kept = _read(client, key)
            if kept is not None:
                yield json.dumps(kept) + "\n"


def check(line: bytes) -> None:
    """Check that a line is a valid line of `dump`.

    Raises:
        ValueError: The line is not valid.
    """
    key, kind, _, value = _LINE.validate_json(line)
    if not key.startswith(keys.PREFIX) or _LEFT_OUT.fullmatch(key) or kind not in _KINDS:
        raise ValueError(f"the key {key[:80]!r} cannot be part of a backup")
    if not _KINDS[kind].validate_python(value):
        raise ValueError(f"the key {key[:80]!r} has no value")
    json.dumps([key, value], ensure_ascii=False).encode("latin-1")


def load(client: redis.Redis, lines: Iterable[str], is_there: Callable[[str], bool]) -> int:
    """Load keys into a Redis without keys of this service, and return the number of narrations.

    Args:
        client: Connection to that Redis.
        lines: Lines from `dump`.
        is_there: Function that returns True if the track with a hash exists; the record of a ready
            narration without its track is left out.
    """
    records = 0
    for line in lines:
        kept = _as_begun_again(Kept(*json.loads(line)))
        if kept.expires_at is not None and kept.expires_at <= time.time():
            continue
        if kept.key.startswith(keys.narration("")):
            track = TrackRecord.from_fields(kept.value)
            if track and not is_there(track.hash):
                continue
            records += 1
        with client.pipeline() as pipe:
            _write(pipe, kept)
            pipe.execute()
    return records


def empty(client: redis.Redis) -> None:
    """Delete all keys of this service, including those of its queues."""
    for prefix in (keys.PREFIX, "rq:"):
        for key in client.scan_iter(f"{prefix}*", count=_BATCH):
            client.unlink(key)


def is_empty(client: redis.Redis) -> bool:
    """Return True if a Redis has no key of this service."""
    return next(client.scan_iter(f"{keys.PREFIX}*", count=_BATCH), None) is None


def _read(client: redis.Redis, key: bytes) -> Kept | None:
    kind = as_text(client.type(key))
    readers: dict[str, Callable[[redis.client.Pipeline], object]] = {
        "string": lambda pipe: pipe.get(key),
        "hash": lambda pipe: pipe.hgetall(key),
        "list": lambda pipe: pipe.lrange(key, 0, -1),
        "set": lambda pipe: pipe.smembers(key),
        "zset": lambda pipe: pipe.zrange(key, 0, -1, withscores=True),
    }
    if kind not in readers:
        return None
    with client.pipeline() as pipe:
        pipe.pttl(key)
        readers[kind](pipe)
        ttl_ms, value = pipe.execute()
    if value is None or ttl_ms == -2:
        return None  # it was deleted or has expired meanwhile
    expires_at = time.time() + ttl_ms / 1000 if ttl_ms >= 0 else None
    return Kept(key.decode("latin-1"), kind, expires_at, _to_texts(kind, value))


def _to_texts(kind: str, value: Any) -> Any:
    if kind == "string":
        return value.decode("latin-1")
    if kind == "hash":
        return {k.decode("latin-1"): v.decode("latin-1") for k, v in value.items()}
    if kind == "zset":
        return {member.decode("latin-1"): score for member, score in value}
    return [member.decode("latin-1") for member in value]


def _as_begun_again(kept: Kept) -> Kept:
    """Return a key in its state after all processes have ended: without leases."""
    if kept.key == keys.TASKS:
        return kept._replace(value=dict.fromkeys(kept.value, f"{NOBODY} {time.time():.3f}"))
    is_record = kept.key.startswith(keys.narration("")) and kept.kind == "hash"
    if is_record and kept.value.get("state") in UNFINISHED_STATES:
        left = {k: v for k, v in kept.value.items() if k not in _OF_ITS_RUN}
        return kept._replace(value={**left, "state": State.QUEUED.value})
    return kept


def _write(pipe: redis.client.Pipeline, kept: Kept) -> None:
    key, value = kept.key.encode("latin-1"), kept.value
    if kept.kind == "string":
        pipe.set(key, value.encode("latin-1"))
    elif kept.kind == "hash":
        pipe.hset(key, items=[x.encode("latin-1") for pair in value.items() for x in pair])
        if value.get("state") in UNFINISHED_STATES and kept.key.startswith(keys.narration("")):
            pipe.sadd(keys.UNFINISHED, key.removeprefix(keys.narration("").encode()))
    elif kept.kind == "zset":
        pipe.zadd(key, {member.encode("latin-1"): score for member, score in value.items()})
    elif kept.kind == "list":
        pipe.rpush(key, *(member.encode("latin-1") for member in value))
    else:
        pipe.sadd(key, *(member.encode("latin-1") for member in value))
    if kept.expires_at is not None:
        pipe.pexpireat(key, int(kept.expires_at * 1000))
