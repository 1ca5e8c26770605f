"""Progress of a run: its utterances, and the slots that are stored so far."""

import secrets
import time
from itertools import takewhile
from typing import NamedTuple

import redis

from cache.narrations.name import NarrationName
from cache.narrations.record import State
from cache.redis import keys
from cache.redis.client import as_text

BATCH = 16
"""Number of slots read at a time."""

STORE_SLOT = """
-- KEYS: record, slots, leases, attempts, events, entry of the slot for later runs, parts.
-- ARGV: run, index, slot, token, now, mark, entry of the slot for later runs, its lifetime in s,
-- its field, empty for a key of its own, state in which the run must be
-- Returns {clips done, clips total, 1 if this was the last one}, or nothing for another run.
local run, state, total, last_by = unpack(
  redis.call('HMGET', KEYS[1], 'run', 'state', 'clips_total', 'last_by'))
local this = ARGV[2] .. ' ' .. ARGV[4] .. ' ' .. ARGV[6]
if run == ARGV[1] and state == 'stitching' and last_by == this then
  return {tonumber(total), tonumber(total), 1} -- stored before; the answer was lost
end
if run ~= ARGV[1] or state ~= ARGV[10] then return nil end
redis.call('HSETNX', KEYS[2], ARGV[2], ARGV[3])
redis.call('HSETNX', KEYS[1], 'first_clip_at', ARGV[5])
if ARGV[9] == '' then
  redis.call('SET', KEYS[6], ARGV[7], 'EX', ARGV[8])
else
  redis.call('HSET', KEYS[6], ARGV[9], ARGV[7])
  -- from the first one: no entry may outlive its slot in storage
  if redis.call('TTL', KEYS[6]) < 0 then redis.call('EXPIRE', KEYS[6], ARGV[8]) end
end
if redis.call('HEXISTS', KEYS[7], run .. ':' .. ARGV[2] .. ':0') == 1 then
  redis.call('DEL', KEYS[7])
end
local done, last, is_planned = redis.call('HLEN', KEYS[2]), 0, state == 'speaking'
total = tonumber(total or 0)
if is_planned then -- before, the lease is on the whole narration, and the job goes on
  redis.call('HDEL', KEYS[3], ARGV[4])
  redis.call('HDEL', KEYS[4], ARGV[2])
end
if is_planned and done >= total then
  last = 1
  redis.call('HSET', KEYS[1], 'state', 'stitching', 'updated_at', ARGV[5], 'last_by', this)
end
redis.call('PUBLISH', KEYS[5], cjson.encode(
  {run = tonumber(run), index = tonumber(ARGV[2]), clips_done = done, clips_total = total}))
return {done, total, last}
"""


class KnownSlot(NamedTuple):
    """Cache entry of a slot that later runs use again.

    Attributes:
        key: Redis key of the entry.
        field: Field of the entry in a hash; empty if the key is its own.
        slot: Fields of the slot, as JSON.
        seconds: Lifetime of the key.
    """

    key: str
    field: str
    slot: str
    seconds: int


NOT_KNOWN = KnownSlot(keys.slot(""), "", "", 1)


class StoredSlot(NamedTuple):
    """Result of storing a slot: clip counts, and True if it was the last missing slot."""

    clips_done: int
    clips_total: int
    is_last: bool


class Progress:
    """Store of the utterances and slots of unfinished narrations, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._store_slot = client.register_script(STORE_SLOT)

    def utterance(self, name: NarrationName, index: int) -> str | None:
        """Return an utterance of the current run, in its stored form; None if it is gone."""
        line = self._redis.lindex(keys.utterances(str(name)), index)
        return None if line is None else as_text(line)

    def about(self, name: NarrationName) -> str | None:
        """Return the article metadata for the current run's track, in its stored form."""
        about = self._redis.hget(keys.narration(str(name)), "about")
        return None if about is None else as_text(about)

    def utterances(self, name: NarrationName) -> list[str]:
        """Return all utterances of the current run, in reading order."""
        return [as_text(u) for u in self._redis.lrange(keys.utterances(str(name)), 0, -1)]

    def slots(self, name: NarrationName) -> dict[int, str]:
        """Return the slots stored so far in the current run, by the index of their utterance."""
        return {int(k): as_text(v) for k, v in self._redis.hgetall(keys.slots(str(name))).items()}

    def slots_from(self, name: NarrationName, first: int) -> list[str]:
        """Return the slots of the current or latest run, from index `first` up to the first gap."""
        slots: list[str] = []
        while True:
            at = first + len(slots)
            batch = [str(index) for index in range(at, at + BATCH)]
            found = self._redis.hmget(keys.slots(str(name)), batch)
            there = list(takewhile(lambda slot: slot is not None, found))
            slots += [as_text(slot) for slot in there if slot is not None]
            if len(there) < BATCH:
                return slots

    def store_slot(
        self,
        name: NarrationName,
        run: int,
        index: int,
        slot: str,
        token: str,
        known: KnownSlot = NOT_KNOWN,
    ) -> StoredSlot | None:
        """Record and announce the slot of one utterance, and count it.

        Args:
            name: Name of the narration.
            run: Number of the run.
            index: Index of the utterance.
            slot: Fields of the slot, as JSON.
            token: Token of the job that has spoken it.
            known: Cache entry for later runs.

        Returns:
            The counts; exactly one caller stores the last slot, and queues `stitch`. None if this
            run is over.
        """
        return self._store(name, [run, index, slot, token], known, State.SPEAKING)

    def announce_opening(
        self, name: NarrationName, run: int, index: int, slot: str, known: KnownSlot = NOT_KNOWN
    ) -> StoredSlot | None:
        """Record and announce a slot of a queued run, before its script is written.

        Args:
            name: Name of the narration.
            run: Number of the run.
            index: Index of the utterance.
            slot: Fields of the slot, as JSON.
            known: Cache entry for later runs.

        Returns:
            The counts, in which the total is 0; None if this run is not queued any more.
        """
        return self._store(name, [run, index, slot, ""], known, State.QUEUED)

    def _store(
        self, name: NarrationName, what: list[str | int], known: KnownSlot, state: State
    ) -> StoredSlot | None:
        answer = self._store_slot(
            keys=[
                keys.narration(str(name)),
                keys.slots(str(name)),
                keys.leases(str(name)),
                keys.attempts(str(name)),
                keys.events(str(name)),
                known.key,
                keys.parts(str(name)),
            ],
            args=[
                *what,
                time.time(),
                secrets.token_hex(4),
                known.slot,
                known.seconds,
                known.field,
                state,
            ],
        )
        return StoredSlot(answer[0], answer[1], bool(answer[2])) if answer else None
