"""The audit trail: who did what when, and what came of it, in Redis and in the log."""

import json
import logging
import time
from typing import Any, NamedTuple

import redis

from cache.redis import keys

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

    def to_json(self) -> str:
        """Return it as Redis holds it."""
        return json.dumps(self._asdict(), ensure_ascii=False)


BEGUN = "begun"
"""The result of what is not over, or of whose end nobody could tell."""


class AuditLog:
    """What operators did, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def begin(self, who: str, action: str, asked: dict[str, Any]) -> Entry:
        """Add an entry of what is about to be done, so that nothing is done without one."""
        entry = Entry(time.time(), who, action, asked, changed=False, result=BEGUN)
        with self._redis.pipeline() as pipe:
            pipe.lpush(keys.AUDIT, entry.to_json())
            pipe.ltrim(keys.AUDIT, 0, KEPT - 1)
            pipe.execute()
        return entry

    def end(self, begun: Entry, result: str, *, changed: bool) -> None:
        """Say in an entry, and in the log, what came of it."""
        entry = begun._replace(changed=changed, result=result)
        log.warning("%s by %s %s: %s", entry.action, entry.who, json.dumps(entry.asked), result)
        with self._redis.pipeline() as pipe:
            pipe.lrem(keys.AUDIT, 1, begun.to_json())
            pipe.lpush(keys.AUDIT, entry.to_json())
            pipe.execute()

    def latest(self, count: int = KEPT) -> list[Entry]:
        """Return the latest entries, newest first."""
        lines = self._redis.lrange(keys.AUDIT, 0, count - 1)
        return [Entry(**json.loads(line)) for line in lines]
