"""Who is alive, and who has which utterance in hand.

A worker that lives renews `alive:{worker}`; when that expires, or the supervisor saw it die and
buries it, whatever it had in hand is anybody's. A lease only saves double work: the truth is which
slots are stored, and an utterance whose lease was lost is found again before a narration can stall.
"""

import json
from dataclasses import dataclass
from typing import Any

import redis

from cache import keys
from cache.connection import as_text
from cache.records import NarrationName

ALIVE_S = 5
"""How long a worker counts as alive after its last sign of life, in seconds."""

NOBODY = "-"
WHOLE = "*"

CLAIM = """
-- KEYS: record, slots, leases, attempts.  ARGV: run, token, worker, prefix of alive keys
-- Returns {index, attempts made before}, or nothing when there is nothing left to claim.
local run, state, total, nxt = unpack(
  redis.call('HMGET', KEYS[1], 'run', 'state', 'clips_total', 'next'))
if run ~= ARGV[1] or state ~= 'speaking' then return nil end
total, nxt = tonumber(total), tonumber(nxt)
local held, index = {}, nil
local all = redis.call('HGETALL', KEYS[3])
for i = 1, #all, 2 do
  local worker, at = string.match(all[i + 1], '^(%S+) (%S+)$')
  at = tonumber(at)
  local mine = all[i] == ARGV[2]
  if not at then
    held[all[i]] = true
  elseif redis.call('HEXISTS', KEYS[2], at) == 1 then
    redis.call('HDEL', KEYS[3], all[i])
  elseif mine or redis.call('EXISTS', ARGV[4] .. worker) == 0 then
    if not index or at < index then index = at end
    redis.call('HDEL', KEYS[3], all[i])
  else
    held[at] = true
  end
end
if not index then
  while nxt < total and redis.call('HEXISTS', KEYS[2], nxt) == 1 do nxt = nxt + 1 end
  if nxt < total then
    index = nxt
    redis.call('HSET', KEYS[1], 'next', nxt + 1)
  else
    for at = 0, total - 1 do
      if not held[at] and redis.call('HEXISTS', KEYS[2], at) == 0 then index = at break end
    end
  end
end
if not index then return nil end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3] .. ' ' .. index)
return {index, redis.call('HINCRBY', KEYS[4], index, 1) - 1}
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """An utterance in a worker's hands.

    Attributes:
        index: Of the utterance.
        attempts_before: How often it was begun before and neither finished nor handed back.
    """

    index: int
    attempts_before: int


@dataclass(frozen=True, slots=True)
class Lease:
    """What a job of a narration holds.

    Attributes:
        token: Which of the narration's jobs.
        worker: Who runs it; `NOBODY` once it was handed back.
        index: Of the utterance in hand; None for jobs that hold the whole narration.
    """

    token: str
    worker: str
    index: int | None


class Leases:
    """Signs of life and what is in whose hands, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._claim = client.register_script(CLAIM)

    def renew(self, worker: str, says: dict[str, Any]) -> None:
        """Give a sign of life, with what the worker says of itself."""
        self._redis.set(keys.alive(worker), json.dumps(says), ex=ALIVE_S)

    def bury(self, worker: str) -> None:
        """Declare a worker dead at once; called by who saw it die, or by itself at its end."""
        self._redis.delete(keys.alive(worker))

    def living(self) -> dict[str, dict[str, Any]]:
        """Return what every living worker says of itself, by its name."""
        prefix = keys.alive("")
        found = list(self._redis.scan_iter(match=f"{prefix}*", count=1000))
        said = self._redis.mget(found) if found else []
        return {
            as_text(key).removeprefix(prefix): json.loads(value)
            for key, value in zip(found, said, strict=True)
            if value is not None
        }

    def claim(self, name: NarrationName, run: int, token: str, worker: str) -> Claim | None:
        """Take the next utterance that nobody has in hand, in reading order.

        What a dead worker held comes first. The attempt is counted before the work begins.

        Returns:
            None when nothing is left to claim, or this run is over.
        """
        text = str(name)
        answer = self._claim(
            keys=[keys.narration(text), keys.slots(text), keys.leases(text), keys.attempts(text)],
            args=[run, token, worker, keys.alive("")],
        )
        return Claim(int(answer[0]), int(answer[1])) if answer else None

    def hand_back(self, name: NarrationName, token: str, index: int | None) -> None:
        """Give up what a job had in hand after an error that was handled: anybody's, uncounted.

        Args:
            name: Which narration.
            token: Which of its jobs.
            index: Of the utterance in hand; None if it was the whole narration.
        """
        with self._redis.pipeline() as pipe:
            if index is None:
                pipe.hdel(keys.leases(str(name)), token)
            else:
                pipe.hset(keys.leases(str(name)), token, f"{NOBODY} {index}")
            pipe.hincrby(keys.attempts(str(name)), _counted(token, index), -1)
            pipe.execute()

    def hold(self, name: NarrationName, token: str, worker: str) -> int:
        """Note that a job which needs the whole narration is being run.

        Returns:
            How often it was begun before and neither finished nor handed back.
        """
        with self._redis.pipeline() as pipe:
            pipe.hset(keys.leases(str(name)), token, f"{worker} {WHOLE}")
            pipe.hincrby(keys.attempts(str(name)), token, 1)
            return int(pipe.execute()[1]) - 1

    def let_go(self, name: NarrationName, token: str) -> None:
        """Note that a job which needed the whole narration has ended."""
        self._redis.hdel(keys.leases(str(name)), token)

    def held(self, name: NarrationName) -> list[Lease]:
        """Return all leases on a narration, of the living and of the dead."""
        leases = []
        for token, value in self._redis.hgetall(keys.leases(str(name))).items():
            worker, _, index = as_text(value).partition(" ")
            leases.append(Lease(as_text(token), worker, int(index) if index != WHOLE else None))
        return leases

    def try_lock(self, what: str, seconds: float) -> bool:
        """Take a short lock, and return whether it was free; it ends by itself."""
        return bool(self._redis.set(keys.lock(what), "1", nx=True, px=int(seconds * 1000)))


def _counted(token: str, index: int | None) -> str:
    """Return under which name attempts are counted."""
    return token if index is None else str(index)
