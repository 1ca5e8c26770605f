"""Process heartbeats in Redis, and leases on utterances and narrations.

A process renews `alive:{process}` every second, and writes there the number of jobs it has ended. A
lease belongs to a holder: a process and the number of its job. The lease is valid while the process
is alive and has not ended that job. So no job needs to release its leases: everything that it took,
even by a claim whose answer was lost, is free within a second after its end.

A lease only prevents double work. The stored slots decide which utterances are done, and an
utterance whose lease was lost is claimed again before its narration can stall.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import redis
from redis.client import Pipeline

from cache.narrations.name import NarrationName
from cache.redis import keys
from cache.redis.client import as_text
from cache.redis.outages import suppress_refusal

ALIVE_S = 5
"""Time-out of a heartbeat, in seconds."""

ENDED = "jobs_ended"
"""Field of a heartbeat: number of jobs that the process has ended."""

NOBODY = "-"
WHOLE = "*"


def holder_of(process: str, job: int) -> str:
    """Return the holder name of a process's job; jobs are numbered from 1."""
    return f"{process}#{job}"


def is_at_work(holder: str, living: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return True if a holder's job is still running.

    Args:
        holder: Holder name from `holder_of`; without a job number, the process must be alive.
        living: Heartbeats of all living processes, by process name.
    """
    process, _, job = holder.partition("#")
    says = living.get(process)
    return says is not None and not (job and int(job) <= says.get(ENDED, 0))


LIVES = (
    """
local function process_of(holder)
  return string.match(holder, '^[^#]+')
end
local function lives(holder)
  -- A heartbeat with a longer lifetime than it was given is from before the clock was set back.
  local left_ms = redis.call('PTTL', ALIVE_KEYS .. process_of(holder))
  return left_ms ~= -2 and left_ms <= tonumber(ALIVE_MS)
end
local function works(holder)
  -- A process runs one job at a time, so the caller's own earlier jobs are over.
  if process_of(holder) == process_of(HOLDER) then return holder == HOLDER end
  if not lives(holder) then return false end
  local job = string.match(holder, '#(%d+)$')
  local said = redis.call('GET', ALIVE_KEYS .. process_of(holder)) or ''
  local ended = string.match(said, '"FIELD": (%d+)')
  return not (job and ended and tonumber(job) <= tonumber(ended))
end
local function count_begun(attempts, field)
  -- Records the caller's attempt, and returns the number of processes that died in earlier ones.
  local dead, own = {}, process_of(HOLDER)
  for process in string.gmatch(redis.call('HGET', attempts, field) or '', '%S+') do
    if process ~= own and not lives(process) then dead[#dead + 1] = process end
  end
  local count = #dead
  dead[count + 1] = own
  redis.call('HSET', attempts, field, table.concat(dead, ' '))
  return count
end
"""
).replace("FIELD", ENDED)

CLAIM = (
    "-- KEYS: record, slots, leases, attempts.  ARGV: run, token, holder, alive keys, ALIVE_S\n"
    "-- Returns {index, number of processes that died on it, trace}; nothing if none is left.\n"
    "local HOLDER, ALIVE_KEYS, ALIVE_MS = ARGV[3], ARGV[4], ARGV[5]\n"
    + LIVES
    + """
local run, state, total, nxt, trace = unpack(
  redis.call('HMGET', KEYS[1], 'run', 'state', 'clips_total', 'next', 'trace'))
if run ~= ARGV[1] or state ~= 'speaking' then return nil end
total, nxt = tonumber(total), tonumber(nxt)
local held, index, left_by = {}, nil, nil
local all = redis.call('HGETALL', KEYS[3])
for i = 1, #all, 2 do
  local holder, at = string.match(all[i + 1], '^(%S+) (%S+)$')
  at = tonumber(at)
  local is_own = all[i] == ARGV[2]
  if at and redis.call('HEXISTS', KEYS[2], at) == 1 then
    redis.call('HDEL', KEYS[3], all[i])
  elseif at and is_own and holder == HOLDER then
    index, left_by = at, nil -- claimed before; the answer was lost
    break
  elseif at and is_own and works(holder) then
    return nil -- a copy of this job is running
  elseif at and (is_own or not works(holder)) then
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
redis.call('HSET', KEYS[3], ARGV[2], HOLDER .. ' ' .. index)
return {index, count_begun(KEYS[4], index), trace or ''}
"""
)

HOLD = (
    "-- KEYS: record, leases, attempts.  ARGV: run, token, holder, alive keys, ALIVE_S\n"
    "-- Returns the number of processes that died on it; nothing if the run is over or a copy of\n"
    "-- this job is running.\n"
    "local HOLDER, ALIVE_KEYS, ALIVE_MS = ARGV[3], ARGV[4], ARGV[5]\n"
    + LIVES
    + """
local run, state = unpack(redis.call('HMGET', KEYS[1], 'run', 'state'))
if run ~= ARGV[1] or state == 'ready' or state == 'failed' then return nil end
local holder = string.match(redis.call('HGET', KEYS[2], ARGV[2]) or '', '^%S+')
if holder and works(holder) and holder ~= HOLDER then return nil end
redis.call('HSET', KEYS[2], ARGV[2], HOLDER .. ' WHOLE')
return count_begun(KEYS[3], ARGV[2])
""".replace("WHOLE", WHOLE)
)

GIVE_UP = """
-- KEYS: record, leases, attempts.  ARGV: run, token, holder, remaining lease or '', attempt field
local run, state = unpack(redis.call('HMGET', KEYS[1], 'run', 'state'))
if run ~= ARGV[1] or state == 'ready' or state == 'failed' then return end
local holder = string.match(redis.call('HGET', KEYS[2], ARGV[2]) or '', '^%S+')
if holder ~= ARGV[3] then return end
if ARGV[4] == '' then
  redis.call('HDEL', KEYS[2], ARGV[2])
else
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[4])
end
local kept, own = {}, string.match(ARGV[3], '^[^#]+')
for process in string.gmatch(redis.call('HGET', KEYS[3], ARGV[5]) or '', '%S+') do
  if process ~= own then kept[#kept + 1] = process end
end
redis.call('HSET', KEYS[3], ARGV[5], table.concat(kept, ' '))
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """Claim of a job on an utterance.

    Attributes:
        index: Index of the utterance.
        deaths: Number of processes that died while speaking it.
        trace: Trace id of the request that started the run; empty if unknown.
    """

    index: int
    deaths: int
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """Lease of a narration's job.

    Attributes:
        token: Token of the job.
        holder: Holder name; `NOBODY` after the lease was handed back.
        index: Index of the utterance; None for a lease on the whole narration.
    """

    token: str
    holder: str
    index: int | None


class Leases:
    """Store of heartbeats and leases, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._claim = client.register_script(CLAIM)
        self._hold = client.register_script(HOLD)
        self._give_up = client.register_script(GIVE_UP)

    def renew(self, worker: str, says: dict[str, Any]) -> float:
        """Send a heartbeat with its fields.

        Returns:
            The time of Redis's clock, in seconds since the epoch.
        """
        with self._redis.pipeline() as pipe:
            pipe.sadd(keys.WORKERS, worker)
            pipe.set(keys.alive(worker), json.dumps(says), ex=ALIVE_S)
            pipe.time()
            *_, (seconds, microseconds) = pipe.execute()
        return float(seconds) + float(microseconds) / 1e6

    def bury(self, worker: str) -> None:
        """Delete the heartbeat of a process that has ended."""
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.alive(worker))
            pipe.srem(keys.WORKERS, worker)
            pipe.execute()

    def living(self) -> dict[str, dict[str, Any]]:
        """Return the heartbeats of all living processes, by process name."""
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
            with suppress_refusal():  # they are removed once Redis takes writes again
                self._redis.srem(keys.WORKERS, *silent)
        return {
            name: {**json.loads(value), "draining": bool(draining[name])}
            for name, value in found.items()
            if value is not None
        }

    def claim(self, name: NarrationName, run: int, token: str, holder: str) -> Claim | None:
        """Claim the next utterance without a valid lease, in reading order.

        Utterances of dead processes and ended jobs come first. The attempt is recorded before the
        work begins. A repeated claim by the same holder returns the same utterance.

        Returns:
            None if no utterance is left, if this run is over, or if another worker runs the same
            job.
        """
        text = str(name)
        answer = self._claim(
            keys=[keys.narration(text), keys.slots(text), keys.leases(text), keys.attempts(text)],
            args=[run, token, holder, keys.alive(""), ALIVE_S * 1000],
        )
        return Claim(int(answer[0]), int(answer[1]), as_text(answer[2])) if answer else None

    def hand_back(
        self, name: NarrationName, run: int, token: str, holder: str, index: int | None = None
    ) -> None:
        """Release a job's lease before the job ends; the attempt is not counted.

        Args:
            name: Name of the narration.
            run: Number of the run; nothing happens if it is over.
            token: Token of the job.
            holder: Holder of the lease; nothing happens if the lease has another holder by now.
            index: Index of the utterance; None for a lease on the whole narration.
        """
        left, counted = ("", token) if index is None else (f"{NOBODY} {index}", str(index))
        self._give_up(keys=self._keys(name), args=[run, token, holder, left, counted])

    def hold(self, name: NarrationName, run: int, token: str, holder: str) -> int | None:
        """Take the lease of a job that needs the whole narration.

        Returns:
            The number of processes that died in this job; None if this run is over, or if another
            worker runs the same job.
        """
        answer = self._hold(
            keys=self._keys(name), args=[run, token, holder, keys.alive(""), ALIVE_S * 1000]
        )
        return None if answer is None else int(answer)

    def held(self, name: NarrationName) -> list[Lease]:
        """Return all leases on a narration, including invalid ones."""
        leases = []
        for token, value in self._redis.hgetall(keys.leases(str(name))).items():
            holder, _, index = as_text(value).partition(" ")
            leases.append(Lease(as_text(token), holder, int(index) if index != WHOLE else None))
        return leases

    @staticmethod
    def _keys(name: NarrationName) -> list[str]:
        text = str(name)
        return [keys.narration(text), keys.leases(text), keys.attempts(text)]

    def try_lock(self, what: str, seconds: float) -> bool:
        """Take a lock that expires; return True if it was free.

        A lock with a longer lifetime than `seconds` is from before the clock was set back, and
        counts as free.
        """
        key, lasts_ms, own = keys.lock(what), int(seconds * 1000), secrets.token_hex(8)
        if self._redis.set(key, own, nx=True, px=lasts_ms):
            return True
        taken = self._redis.get(key)
        if taken is not None and as_text(taken) == own:
            return True  # the answer was lost, and the command sent again
        return self._redis.pttl(key) > lasts_ms and bool(self._redis.set(key, own, px=lasts_ms))

    def do_once(self, what: str, seconds: float, add: Callable[[Pipeline], object]) -> bool:
        """Run a transaction at most once per interval; return True if it was run now.

        Args:
            what: Name of the lock.
            seconds: Length of the interval.
            add: Function that adds commands to the transaction that takes the lock; so the lock is
                taken only together with them.
        """
        key, lasts_ms, own = keys.lock(what), int(seconds * 1000), secrets.token_hex(8)
        with self._redis.pipeline() as pipe:
            while True:
                try:
                    pipe.watch(key)  # type: ignore[no-untyped-call]  # redis-py has no types here
                    taken = pipe.get(key)
                    if taken is not None and as_text(cast("bytes", taken)) == own:
                        return True  # done by the previous transaction, whose answer was lost
                    if taken is not None and pipe.pttl(key) <= lasts_ms:
                        return False
                    pipe.multi()
                    pipe.set(key, own, px=lasts_ms)
                    add(pipe)
                    pipe.execute()
                except redis.WatchError:
                    continue
                return True
