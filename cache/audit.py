"""The audit trail: who did what when, and what came of it, in Redis and in the log."""

import json
import logging
import time
from typing import Any, NamedTuple

import redis

from cache import keys

KEPT = 1_000
"""How many of the latest entries are kept; the log has them all."""

log = logging.getLogger(__name__)


class Entry(NamedTuple):
    """Something that an operator did.

    Attributes:
        at: When, in seconds since the epoch.
        who: Name of the key, or who sat at the command line.
        action: One word.
        asked: What it was asked for.
        changed: Whether it changed anything.
        result: What came of it, in a sentence.
    """

    at: float
    who: str
    action: str
    asked: dict[str, Any]
    changed: bool
    result: str


class Audit:
    """What operators did, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def note(
        self, who: str, action: str, asked: dict[str, Any], result: str, *, changed: bool
    ) -> None:
        """Add an entry."""
        entry = Entry(time.time(), who, action, asked, changed, result)
        log.warning("%s by %s %s: %s", action, who, json.dumps(asked), result)
        with self._redis.pipeline() as pipe:
            pipe.lpush(keys.AUDIT, json.dumps(entry._asdict(), ensure_ascii=False))
            pipe.ltrim(keys.AUDIT, 0, KEPT - 1)
            pipe.execute()

    def latest(self, count: int = KEPT) -> list[Entry]:
        """Return the latest entries, newest first."""
        lines = self._redis.lrange(keys.AUDIT, 0, count - 1)
        return [Entry(**json.loads(line)) for line in lines]
