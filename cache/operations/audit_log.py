"""The audit log: operators' actions and their results, in Redis and in the log."""

import json
import logging
import time
from typing import Any, NamedTuple

import redis

from cache.redis import keys
from cache.redis.outages import suppress_refusal
from cache.redis.transactions import send_once

KEPT = 1_000
"""Number of entries kept in Redis; the log has all of them."""

log = logging.getLogger(__name__)


class Entry(NamedTuple):
    """An action of an operator.

    Attributes:
        at: Time, in seconds since the epoch.
        who: Name of the API key, or user at the command line.
        action: Name of the action, one word.
        asked: Arguments of the action.
        changed: True if it changed anything.
        result: Result, as a sentence.
    """

    at: float
    who: str
    action: str
    asked: dict[str, Any]
    changed: bool
    result: str

    def to_json(self) -> str:
        """Return the form stored in Redis."""
        return json.dumps(self._asdict(), ensure_ascii=False)


BEGUN = "begun"
"""Result of an action that has not ended, or whose process ended without a result."""


class AuditLog:
    """Store of operators' actions, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def begin(self, who: str, action: str, asked: dict[str, Any]) -> Entry:
        """Add the entry of an action before it starts, so that no action lacks an entry."""
        entry = Entry(time.time(), who, action, asked, changed=False, result=BEGUN)
        line = entry.to_json()
        with suppress_refusal():  # a take-down must work on a full disk, and the log has it
            send_once(
                self._redis,
                lambda pipe: [pipe.lpush(keys.AUDIT, line), pipe.ltrim(keys.AUDIT, 0, KEPT - 1)],
            )
        return entry

    def end(self, begun: Entry, result: str, *, changed: bool) -> None:
        """Write the result of an action to its entry and to the log."""
        entry = begun._replace(changed=changed, result=result)
        log.warning("%s by %s %s: %s", entry.action, entry.who, json.dumps(entry.asked), result)
        before, after = begun.to_json(), entry.to_json()
        with suppress_refusal():
            send_once(
                self._redis,
                lambda pipe: [pipe.lrem(keys.AUDIT, 1, before), pipe.lpush(keys.AUDIT, after)],
            )

    def latest(self, count: int = KEPT) -> list[Entry]:
        """Return the latest entries, newest first."""
        lines = self._redis.lrange(keys.AUDIT, 0, count - 1)
        return [Entry(**json.loads(line)) for line in lines]
