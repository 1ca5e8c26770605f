"""Updates of all narrations to a changed lexicon: requests for them, and their state in Redis.

One update of each kind runs at a time: a request during an update joins it. A worker looks at the
narrations one after the other, and records its position. It starts over when the lexicon has
changed. Every change of the state names the position that it starts from, so a worker that was
halted, and replaced by another one, changes nothing afterwards.
"""

import json
import re
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, cast

import redis
from redis.client import Pipeline

from cache.messages.tasks import Task, Tasks
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure
from cache.redis import keys
from cache.redis.client import as_text
from cache.redis.transactions import ScriptOnce

KEPT_S = 7 * 86_400
"""Lifetime of an update's state after its last change, in seconds."""

KIND = "apply_lexicon"
"""Kind of the task that does an update."""

_ID = re.compile(r"[0-9a-f]{16}")

START = """
-- Begins a walk over all narrations.
-- KEYS: update, names, found.  ARGV: walks so far, lexicon, now, lifetime, names
if redis.call('HGET', KEYS[1], 'walk') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
for i = 5, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
if redis.call('HGET', KEYS[1], 'dry_run') == '1' then
  redis.call('DEL', KEYS[3])
  redis.call('HSET', KEYS[1], 'utterances', 0)
end
redis.call('HINCRBY', KEYS[1], 'walk', 1)
redis.call('HDEL', KEYS[1], 'failure')
redis.call('HSET', KEYS[1], 'state', 'running', 'lexicon', ARGV[2], 'total', #ARGV - 4,
  'checked', 0, 'updated_at', ARGV[3])
for k = 1, 3 do redis.call('EXPIRE', KEYS[k], ARGV[4]) end
return 1
"""

ADVANCE = """
-- Records that the next narrations were checked.
-- KEYS: update, names, found
-- ARGV: walk, checked before, checked now, time, lifetime, and name and utterances of each found
local at = redis.call('HMGET', KEYS[1], 'walk', 'checked')
if at[1] ~= ARGV[1] or at[2] ~= ARGV[2] then return 0 end
redis.call('LTRIM', KEYS[2], ARGV[3], -1)
redis.call('HINCRBY', KEYS[1], 'checked', ARGV[3])
redis.call('HDEL', KEYS[1], 'failure')
redis.call('HSET', KEYS[1], 'updated_at', ARGV[4])
for i = 6, #ARGV, 2 do
  -- the score is negative, so that most utterances come first
  local before = -(redis.call('ZSCORE', KEYS[3], ARGV[i]) or 0)
  redis.call('ZADD', KEYS[3], -ARGV[i + 1], ARGV[i])
  redis.call('HINCRBY', KEYS[1], 'utterances', ARGV[i + 1] - before)
end
for k = 1, 3 do redis.call('EXPIRE', KEYS[k], ARGV[5]) end
return 1
"""

FINISH = """
-- Ends an update whose narrations are all checked, unless it was requested again meanwhile.
-- KEYS: update.  ARGV: walk, number of requests, now
local at = redis.call('HMGET', KEYS[1], 'state', 'walk', 'asked', 'checked', 'total')
if at[1] ~= 'running' or at[2] ~= ARGV[1] or at[3] ~= ARGV[2] or at[4] ~= at[5] then return 0 end
redis.call('HSET', KEYS[1], 'state', 'done', 'updated_at', ARGV[3])
return 1
"""

FAIL = """
-- KEYS: update.  ARGV: failure, new state; empty if a worker will try again
local state = redis.call('HGET', KEYS[1], 'state')
if state ~= 'queued' and state ~= 'running' then return 0 end
redis.call('HSET', KEYS[1], 'failure', ARGV[1])
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'state', ARGV[2]) end
return 1
"""


class UpdateState(StrEnum):
    """State of an update."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


UNFINISHED = frozenset({UpdateState.QUEUED, UpdateState.RUNNING})


@dataclass(frozen=True, slots=True)
class LexiconUpdate:
    """An update of all narrations to the lexicon.

    Attributes:
        id: Identifier.
        state: Current state.
        is_dry_run: True if it only counts.
        asked: Number of requests for it.
        walk: Number of walks over all narrations so far; 0 before the first one.
        lexicon: Fingerprint of the lexicon of this walk; empty before the first one.
        total: Number of narrations to check in this walk.
        checked: Number of narrations checked in this walk.
        narrations: Number of narrations that did not agree with the lexicon.
        utterances: Number of their utterances to speak again.
        failure: The last error, if it has not gone on since then.
        created_at: Time of the first request, in seconds since the epoch.
        updated_at: Time of the last change, in seconds since the epoch.
    """

    id: str
    state: UpdateState
    is_dry_run: bool
    asked: int
    walk: int
    lexicon: str
    total: int
    checked: int
    narrations: int
    utterances: int
    failure: Failure | None
    created_at: float
    updated_at: float


class LexiconUpdates:
    """Store of the updates of the last days, in Redis.

    Args:
        client: Connection to Redis.
        tasks: Store of unfinished tasks.
    """

    def __init__(self, client: redis.Redis, tasks: Tasks) -> None:
        self._redis = client
        self._tasks = tasks
        self._start = ScriptOnce(client, START)
        self._advance = ScriptOnce(client, ADVANCE)
        self._finish = ScriptOnce(client, FINISH)
        self._fail = ScriptOnce(client, FAIL)

    def request(self, *, is_dry_run: bool) -> str:
        """Return the id of the unfinished update of this kind, or else of a new one.

        A new one is recorded as a task in the same transaction, so it is done even if the caller
        dies before it enqueues the job.
        """
        last = keys.last_lexicon_update("dry-run" if is_dry_run else "apply")

        def transaction(pipe: Pipeline) -> Any:
            found = cast("bytes | None", pipe.get(last))
            before = as_text(found) if found else ""
            key = keys.lexicon_update(before)
            pipe.watch(key)  # type: ignore[no-untyped-call]  # redis-py has no types here
            state = cast("bytes | None", pipe.hget(key, "state"))
            pipe.multi()
            if state is not None and as_text(state) in UNFINISHED:
                pipe.hincrby(key, "asked", 1)
                return before
            return self._begin(pipe, last, is_dry_run=is_dry_run)

        return cast(
            "str",
            self._redis.transaction(transaction, last, value_from_callable=True),
        )

    def _begin(self, pipe: Pipeline, last: str, *, is_dry_run: bool) -> str:
        update_id, now = secrets.token_hex(8), time.time()
        key = keys.lexicon_update(update_id)
        pipe.set(last, update_id, ex=KEPT_S)
        pipe.hset(
            key,
            mapping={
                "state": UpdateState.QUEUED,
                "dry_run": int(is_dry_run),
                "asked": 1,
                "walk": 0,
                "created_at": now,
                "updated_at": now,
            },
        )
        pipe.expire(key, KEPT_S)
        self._tasks.note(Task(KIND, update_id), pipe=pipe)
        return update_id

    def find(self, update_id: str) -> LexiconUpdate | None:
        """Return an update, or None if there is none of this id."""
        if not _ID.fullmatch(update_id):
            return None
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.hgetall(keys.lexicon_update(update_id))
            pipe.zcard(keys.found_by_lexicon_update(update_id))
            fields, narrations = pipe.execute()
        text = {as_text(name): as_text(value) for name, value in fields.items()}
        return _parse(update_id, text, narrations) if "state" in text else None

    def found(self, update_id: str, most: int) -> list[tuple[NarrationName, int]]:
        """Return narrations that did not agree, and their number of utterances to speak again.

        Args:
            update_id: Identifier of the update.
            most: Largest number of them; those with the most utterances come first. -1 for all.
        """
        end = most - 1 if most >= 0 else -1
        key = keys.found_by_lexicon_update(update_id)
        found = cast("list[tuple[bytes, float]]", self._redis.zrange(key, 0, end, withscores=True))
        return [(NarrationName.parse(as_text(name)), round(-score)) for name, score in found]

    def under_way(self, update_id: str) -> int:
        """Return the number of the narrations found that are not finished now."""
        found = keys.found_by_lexicon_update(update_id)
        return len(self._redis.zinter([found, keys.UNFINISHED]))

    def start(self, update: LexiconUpdate, lexicon: str, names: Iterable[NarrationName]) -> bool:
        """Begin a walk over narrations; return False if another process has begun one."""
        now, given = time.time(), [str(name) for name in names]
        return bool(self._start(_keys_of(update), [update.walk, lexicon, now, KEPT_S, *given]))

    def next_names(self, update: LexiconUpdate, most: int) -> Sequence[NarrationName]:
        """Return the next narrations to check."""
        found = self._redis.lrange(keys.names_of_lexicon_update(update.id), 0, most - 1)
        return [NarrationName.parse(as_text(name)) for name in found]

    def advance(
        self, update: LexiconUpdate, checked: int, found: Mapping[NarrationName, int]
    ) -> bool:
        """Record that the next narrations were checked.

        Args:
            update: The update, at the position before them.
            checked: Number of narrations checked.
            found: Those that did not agree, with their number of utterances to speak again.

        Returns:
            True if it was recorded; False if another process has continued here.
        """
        at = [update.walk, update.checked, checked, time.time(), KEPT_S]
        pairs = [part for name, count in found.items() for part in (str(name), count)]
        return bool(self._advance(_keys_of(update), [*at, *pairs]))

    def finish(self, update: LexiconUpdate) -> bool:
        """End an update; return False if it was requested again since `update` was read."""
        key = keys.lexicon_update(update.id)
        return bool(self._finish([key], [update.walk, update.asked, time.time()]))

    def fail(self, update_id: str, failure: Failure, *, is_final: bool) -> None:
        """Record an error; a final one ends the update."""
        state = UpdateState.FAILED if is_final else ""
        self._fail([keys.lexicon_update(update_id)], [json.dumps(asdict(failure)), state])


def _keys_of(update: LexiconUpdate) -> list[str]:
    return [
        keys.lexicon_update(update.id),
        keys.names_of_lexicon_update(update.id),
        keys.found_by_lexicon_update(update.id),
    ]


def _parse(update_id: str, text: Mapping[str, str], narrations: int) -> LexiconUpdate:
    return LexiconUpdate(
        id=update_id,
        state=UpdateState(text["state"]),
        is_dry_run=text["dry_run"] == "1",
        asked=int(text["asked"]),
        walk=int(text["walk"]),
        lexicon=text.get("lexicon", ""),
        total=int(text.get("total", 0)),
        checked=int(text.get("checked", 0)),
        narrations=narrations,
        utterances=int(text.get("utterances", 0)),
        failure=Failure(**json.loads(text["failure"])) if "failure" in text else None,
        created_at=float(text["created_at"]),
        updated_at=float(text["updated_at"]),
    )
