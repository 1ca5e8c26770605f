"""Heartbeats of the processes, and the leases on their work.

A process renews `alive:{process}` every second, and says there how many jobs it has ended. A lease
is in the name of a holder: a process and the number of its job. It stands as long as the process
lives and has not ended that job, so that nothing needs to be given back: whatever a job took, even
in a claim whose answer was lost, is free within a second after its end.

A lease only saves double work: the truth is which slots are stored, and an utterance whose lease
was lost is found again before a narration can stall.
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

ALIVE_S = 5
"""How long a process counts as alive after its last heartbeat, in seconds."""

ENDED = "jobs_ended"
"""In a heartbeat: how many jobs the process has ended. Those with higher numbers may go on."""

NOBODY = "-"
WHOLE = "*"


def holder_of(process: str, job: int) -> str:
    """Return the name in which a process takes leases for its job of that number, from 1."""
    return f"{process}#{job}"


def is_at_work(holder: str, living: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether a holder's job still runs.

    Args:
        holder: As `holder_of` names it; a bare process is at work as long as it lives.
        living: The heartbeats of all living processes.
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
  -- A heartbeat that lasts longer than it was given for is older than a clock that was put back.
  local left_ms = redis.call('PTTL', ALIVE_KEYS .. process_of(holder))
  return left_ms ~= -2 and left_ms <= tonumber(ALIVE_MS)
end
local function works(holder)
  -- A process has only one job at a time, so the caller's own earlier ones are over.
  if process_of(holder) == process_of(HOLDER) then return holder == HOLDER end
  if not lives(holder) then return false end
  local job = string.match(holder, '#(%d+)$')
  local said = redis.call('GET', ALIVE_KEYS .. process_of(holder)) or ''
  local ended = string.match(said, '"FIELD": (%d+)')
  return not (job and ended and tonumber(job) <= tonumber(ended))
end
local function count_begun(attempts, field)
  -- Notes that the caller begins it, and returns how many processes died that had begun it.
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
    "-- Returns {index, processes that died over it, trace}; nothing if nothing is left to claim.\n"
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
    return nil -- a twin of this job is at work
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
    "-- Returns how many processes died over it; nothing if the run is over or a twin is at work.\n"
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
-- KEYS: record, leases, attempts.  ARGV: run, token, holder, lease that is left or '', what it was
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
    """An utterance that a job has claimed.

    Attributes:
        index: Of the utterance.
        deaths: How many processes died that had begun it.
        trace: Id of the request that the run came from; empty if nobody knows.
    """

    index: int
    deaths: int
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """What a job of a narration holds.

    Attributes:
        token: Which of the narration's jobs.
        holder: In whose name; `NOBODY` once it was handed back.
        index: Of the utterance; None for jobs that hold the whole narration.
    """

    token: str
    holder: str
    index: int | None


class Leases:
    """Heartbeats and leases, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._claim = client.register_script(CLAIM)
        self._hold = client.register_script(HOLD)
        self._give_up = client.register_script(GIVE_UP)

    def renew(self, worker: str, says: dict[str, Any]) -> float:
        """Send a heartbeat, with what the worker says of itself.

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
        """Declare a worker dead at once; called by its supervisor, or by itself at its end."""
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

    def claim(self, name: NarrationName, run: int, token: str, holder: str) -> Claim | None:
        """Take the next utterance that no job has, in reading order.

        What a dead worker held, or a job that has ended, comes first. The attempt is noted before
        the work begins. Sent again by the same holder, it gives the same utterance.

        Returns:
            None when nothing is left to claim, when this run is over, or when another worker runs
            the same job.
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
        """Give up at once what a job holds, before its end; the attempt is not counted.

        Args:
            name: Which narration.
            run: Which run of it; nothing happens if it is over.
            token: Which of its jobs.
            holder: In whose name it was taken; nothing happens if another has it by now.
            index: Of the utterance; None if it was the whole narration.
        """
        left, counted = ("", token) if index is None else (f"{NOBODY} {index}", str(index))
        self._give_up(keys=self._keys(name), args=[run, token, holder, left, counted])

    def hold(self, name: NarrationName, run: int, token: str, holder: str) -> int | None:
        """Note that a job which needs the whole narration is being run.

        Returns:
            How many processes died that had begun it; None if this run is over, or if another
            worker runs the same job.
        """
        answer = self._hold(
            keys=self._keys(name), args=[run, token, holder, keys.alive(""), ALIVE_S * 1000]
        )
        return None if answer is None else int(answer)

    def held(self, name: NarrationName) -> list[Lease]:
        """Return all leases on a narration, also those that do not stand any more."""
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
        """Take a short lock, and return whether it was free; it ends by itself.

        One that would last longer than this is of the time before the clock was put back, and
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
        """Do something unless it was done within so many seconds, and return whether it is done.

        Args:
            what: Names it.
            seconds: How long it is not done again.
            add: Adds what is done to the transaction that takes the lock, so that no lock is taken
                for what is not done.
        """
        key, lasts_ms, own = keys.lock(what), int(seconds * 1000), secrets.token_hex(8)
        with self._redis.pipeline() as pipe:
            while True:
                try:
                    pipe.watch(key)  # type: ignore[no-untyped-call]  # redis-py has no types here
                    taken = pipe.get(key)
                    if taken is not None and as_text(cast("bytes", taken)) == own:
                        return True  # by the transaction before, whose answer was lost
                    if taken is not None and pipe.pttl(key) <= lasts_ms:
                        return False
                    pipe.multi()
                    pipe.set(key, own, px=lasts_ms)
                    add(pipe)
                    pipe.execute()
                except redis.WatchError:
                    continue
                return True
