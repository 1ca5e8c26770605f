"""Who is alive, and who has which utterance in hand.

A worker that lives renews `alive:{worker}`; when that expires, or the supervisor saw it die and
buries it, whatever it had in hand is anybody's. A lease only saves double work: the truth is which
slots are stored, and an utterance whose lease was lost is found again before a narration can stall.
"""

import json
from dataclasses import dataclass
from typing import Any

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys
from cache.redis.client import as_text

ALIVE_S = 5
"""How long a worker counts as alive after its last sign of life, in seconds."""

NOBODY = "-"
WHOLE = "*"

LIVES = """
local function lives(worker, prefix, alive_ms)
  -- A sign that lasts longer than it was given for is of the time before the clock was put back.
  local left_ms = redis.call('PTTL', prefix .. worker)
  return left_ms ~= -2 and left_ms <= tonumber(alive_ms)
end
"""

CLAIM = (
    LIVES
    + """
-- KEYS: record, slots, leases, attempts.  ARGV: run, token, worker, prefix of alive keys, ALIVE_S
-- Returns {index, attempts made before}, or nothing when there is nothing left to claim.
local run, state, total, nxt = unpack(
  redis.call('HMGET', KEYS[1], 'run', 'state', 'clips_total', 'next'))
if run ~= ARGV[1] or state ~= 'speaking' then return nil end
total, nxt = tonumber(total), tonumber(nxt)
local held, index, left_by = {}, nil, nil
local all = redis.call('HGETALL', KEYS[3])
for i = 1, #all, 2 do
  local worker, at = string.match(all[i + 1], '^(%S+) (%S+)$')
  at = tonumber(at)
  if at and redis.call('HEXISTS', KEYS[2], at) == 1 then
    redis.call('HDEL', KEYS[3], all[i])
  elseif at and all[i] == ARGV[2] and worker ~= ARGV[3] and lives(worker, ARGV[4], ARGV[5]) then
    return nil -- a twin of this job is at work
  elseif at and (all[i] == ARGV[2] or not lives(worker, ARGV[4], ARGV[5])) then
    if not index or at < index then index, left_by = at, all[i] end
  elseif at then
    held[at] = true
  end
end
if left_by then redis.call('HDEL', KEYS[3], left_by) end
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
)

HOLD = (
    LIVES
    + """
-- KEYS: record, leases, attempts.  ARGV: run, token, lease, worker, prefix of alive keys, ALIVE_S
-- Returns the attempts made before, or nothing if the run is over or a twin is at work.
local run, state = unpack(redis.call('HMGET', KEYS[1], 'run', 'state'))
if run ~= ARGV[1] or state == 'ready' or state == 'failed' then return nil end
local holder = string.match(redis.call('HGET', KEYS[2], ARGV[2]) or '', '^%S+')
if holder and holder ~= ARGV[4] and lives(holder, ARGV[5], ARGV[6]) then return nil end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return redis.call('HINCRBY', KEYS[3], ARGV[2], 1) - 1
"""
)

GIVE_UP = """
-- KEYS: record, leases, attempts.  ARGV: run, token, lease that is left or '', what was counted
local run, state = unpack(redis.call('HMGET', KEYS[1], 'run', 'state'))
if run ~= ARGV[1] or state == 'ready' or state == 'failed' then return end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[2], ARGV[2])
else
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
end
redis.call('HINCRBY', KEYS[3], ARGV[4], -1)
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
        self._hold = client.register_script(HOLD)
        self._give_up = client.register_script(GIVE_UP)

    def renew(self, worker: str, says: dict[str, Any]) -> float:
        """Give a sign of life, with what the worker says of itself.

        Returns:
            What Redis's clock says, in seconds since the epoch.
        """
        with self._redis.pipeline() as pipe:
            pipe.sadd(keys.WORKERS, worker)
            pipe.set(keys.alive(worker), json.dumps(says), ex=ALIVE_S)
            pipe.time()
            *_, (seconds, microseconds) = pipe.execute()
        return float(seconds) + float(microseconds) / 1e6

    def bury(self, worker: str) -> None:
        """Declare a worker dead at once; called by who saw it die, or by itself at its end."""
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.alive(worker))
            pipe.srem(keys.WORKERS, worker)
            pipe.execute()

    def living(self) -> dict[str, dict[str, Any]]:
        """Return what every living worker says of itself, by its name."""
        names = sorted(as_text(member) for member in self._redis.smembers(keys.WORKERS))
        with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.get(keys.alive(name))
                pipe.pttl(keys.alive(name))
                pipe.exists(keys.drain(name))
            answers = pipe.execute()
        lasting = zip(names, answers[::3], answers[1::3], strict=True)
        draining = dict(zip(names, answers[2::3], strict=True))
        found = {
            name: said if left_ms <= ALIVE_S * 1000 else None for name, said, left_ms in lasting
        }
        silent = [name for name, value in found.items() if value is None]
        if silent:
            self._redis.srem(keys.WORKERS, *silent)
        return {
            name: {**json.loads(value), "draining": bool(draining[name])}
            for name, value in found.items()
            if value is not None
        }

    def claim(self, name: NarrationName, run: int, token: str, worker: str) -> Claim | None:
        """Take the next utterance that nobody has in hand, in reading order.

        What a dead worker held comes first. The attempt is counted before the work begins.

        Returns:
            None when nothing is left to claim, when this run is over, or when another living
            worker runs the same job.
        """
        text = str(name)
        answer = self._claim(
            keys=[keys.narration(text), keys.slots(text), keys.leases(text), keys.attempts(text)],
            args=[run, token, worker, keys.alive(""), ALIVE_S * 1000],
        )
        return Claim(int(answer[0]), int(answer[1])) if answer else None

    def hand_back(self, name: NarrationName, run: int, token: str, index: int | None) -> None:
        """Give up what a job had in hand after an error that was handled: anybody's, uncounted.

        Args:
            name: Which narration.
            run: Which run of it; nothing happens if it is over.
            token: Which of its jobs.
            index: Of the utterance in hand; None if it was the whole narration.
        """
        left, counted = ("", token) if index is None else (f"{NOBODY} {index}", str(index))
        self._give_up(keys=self._keys(name), args=[run, token, left, counted])

    def hold(self, name: NarrationName, run: int, token: str, worker: str) -> int | None:
        """Note that a job which needs the whole narration is being run.

        Returns:
            How often it was begun before and neither finished nor handed back; None if this run is
            over, or if another living worker runs the same job.
        """
        lease = f"{worker} {WHOLE}"
        answer = self._hold(
            keys=self._keys(name),
            args=[run, token, lease, worker, keys.alive(""), ALIVE_S * 1000],
        )
        return None if answer is None else int(answer)

    def let_go(self, name: NarrationName, run: int, token: str) -> None:
        """Note that a job which needed the whole narration has ended."""
        self.hand_back(name, run, token, None)

    def held(self, name: NarrationName) -> list[Lease]:
        """Return all leases on a narration, of the living and of the dead."""
        leases = []
        for token, value in self._redis.hgetall(keys.leases(str(name))).items():
            worker, _, index = as_text(value).partition(" ")
            leases.append(Lease(as_text(token), worker, int(index) if index != WHOLE else None))
        return leases

    @staticmethod
    def _keys(name: NarrationName) -> list[str]:
        text = str(name)
        return [keys.narration(text), keys.leases(text), keys.attempts(text)]

    def try_lock(self, what: str, seconds: float) -> bool:
        """Take a short lock, and return whether it was free; it ends by itself.

        One that would last longer than this is of the time before the clock was put back, and
        counts as free.
        """
        key, lasts_ms = keys.lock(what), int(seconds * 1000)
        if self._redis.set(key, "1", nx=True, px=lasts_ms):
            return True
        return self._redis.pttl(key) > lasts_ms and bool(self._redis.set(key, "1", px=lasts_ms))
