"""Which pressed narrations are under way, and how much sound they have cost today.

One call decides for all that somebody wants, and notes it, so that however many press at once,
exactly as much begins as may. A narration is noted at its estimated length. When it is over, its
charge becomes its true length, or nothing if its article was never read; that is done by the calls
that come later, so that nobody owes anything to whoever dies.
"""

from collections.abc import Sequence
from typing import NamedTuple

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys

BEGINS_WITHIN_S = 5
"""How long after its admission a narration may take to begin, in seconds."""

DAY_S = 86_400

ADMIT = """
-- KEYS: pressed narrations -> when admitted, charge, on which day; what is spent on a day.
-- ARGV: most of them, budget in seconds (0 for none), prefix of records, seconds to begin within;
-- then name and charge of each that is wanted.
-- Returns '' if all are admitted, or why none is; seconds spent, how many are under way, and when
-- that was.
local now = tonumber(redis.call('TIME')[1])
local day = math.floor(now / 86400)
local today = KEYS[2] .. day
local most, budget = tonumber(ARGV[1]), tonumber(ARGV[2])
local under_way = 0
local noted = redis.call('HGETALL', KEYS[1])
local is_noted = {}
for i = 1, #noted, 2 do
  local at, charge, on = string.match(noted[i + 1], '^(%d+) (%d+) (%d+)$')
  local record = redis.call('HMGET', ARGV[3] .. noted[i], 'state', 'clips_total', 'track')
  local state = record[1]
  if state == 'queued' or state == 'speaking' or state == 'stitching'
      or now - at < tonumber(ARGV[4]) then
    under_way = under_way + 1
    is_noted[noted[i]] = true
  else
    local cost = tonumber(charge)
    if state == 'ready' and record[3] then
      local seconds = string.match(record[3], '^%x+ ([%d.]+) ')
        or string.match(record[3], '"duration_s": ([%d.]+)')
      cost = math.ceil(tonumber(seconds) or charge)
    elseif not record[2] then
      cost = 0
    end
    if tonumber(on) == day and cost ~= tonumber(charge) then
      redis.call('INCRBY', today, cost - charge)
    end
    redis.call('HDEL', KEYS[1], noted[i])
  end
end
local spent = tonumber(redis.call('GET', today) or 0)
local new, cost = {}, 0
for i = 5, #ARGV, 2 do
  if not is_noted[ARGV[i]] then
    new[#new + 1] = i
    cost = cost + ARGV[i + 1]
  end
end
if #new == 0 then return {'', spent, under_way, now} end
if most > 0 and under_way + #new > most then return {'too-busy', spent, under_way, now} end
if budget > 0 and spent + cost > budget then
  return {'budget-spent', spent, under_way, now}
end
for _, i in ipairs(new) do
  redis.call('HSET', KEYS[1], ARGV[i], now .. ' ' .. ARGV[i + 1] .. ' ' .. day)
end
redis.call('INCRBY', today, cost)
redis.call('EXPIRE', today, 2 * 86400)
redis.call('EXPIRE', KEYS[1], 2 * 86400)
return {'', spent + cost, under_way + #new, now}
"""


class AdmissionDecision(NamedTuple):
    """What came of a request to begin narrations.

    Attributes:
        refused: Empty if they may begin; else `too-busy` or `budget-spent`.
        spent_s: What today's pressed narrations cost, in seconds of sound.
        under_way: How many pressed narrations are.
        day_ends_in_s: How long it is until midnight UTC, in seconds.
    """

    refused: str
    spent_s: int
    under_way: int
    day_ends_in_s: int


class Admissions:
    """All pressed narrations under way, in Redis.

    Args:
        client: Whose clock counts, too.
        most: How many there may be at once; 0 for any number.
        budget_s: How much sound a day may cost, from midnight to midnight UTC; 0 for any amount.
    """

    def __init__(self, client: redis.Redis, most: int, budget_s: int) -> None:
        self._admit = client.register_script(ADMIT)
        self._most, self._budget_s = most, budget_s

    def admit(self, wanted: Sequence[tuple[NarrationName, int]]) -> AdmissionDecision:
        """Admit narrations at their estimated lengths in seconds, all of them or none.

        What is under way, or was admitted just now for somebody else, costs nothing.
        """
        pairs = [part for name, charge_s in wanted for part in (str(name), charge_s)]
        refused, spent_s, under_way, now = self._admit(
            keys=[keys.PRESSED, keys.SPENT],
            args=[self._most, self._budget_s, keys.narration(""), BEGINS_WITHIN_S, *pairs],
        )
        return AdmissionDecision(refused.decode(), spent_s, under_way, DAY_S - now % DAY_S)

    def look(self) -> AdmissionDecision:
        """Return how things stand, as if nothing were wanted."""
        return self.admit([])
