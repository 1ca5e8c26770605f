"""Admission control: limits on concurrent pressed narrations and on seconds of sound per day.

One script call checks the limits for a whole request and records the admission, so concurrent
presses cannot exceed them. A narration is charged its estimated length first. Once it has ended,
a later call corrects the charge to its true length, or to zero if its article was never read. So
no charge depends on a process that may have died.
"""

from collections.abc import Sequence
from typing import NamedTuple

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys

BEGINS_WITHIN_S = 5
"""Longest time between the admission of a narration and its start, in seconds."""

DAY_S = 86_400

ADMIT = """
-- KEYS: pressed narrations -> admission time, charge, day; prefix of the seconds spent on a day.
-- ARGV: limit (0 for none), budget in seconds (0 for none), prefix of records, seconds to begin
-- within; then name and charge of each requested narration.
-- Returns '' if all are admitted, else the reason; seconds spent today, number of running
-- narrations, and the current time.
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
    """Result of a request to start narrations.

    Attributes:
        refused: Empty if they may start; otherwise `too-busy` or `budget-spent`.
        spent_s: Total of today's pressed narrations, in seconds of sound.
        under_way: Number of running pressed narrations.
        day_ends_in_s: Time until midnight UTC, in seconds.
    """

    refused: str
    spent_s: int
    under_way: int
    day_ends_in_s: int


class Admissions:
    """Admission control over all pressed narrations, in Redis.

    Args:
        client: Connection to Redis, whose clock is used.
        most: Maximum number of concurrent narrations; 0 for no limit.
        budget_s: Seconds of sound allowed per day, from midnight UTC; 0 for no limit.
    """

    def __init__(self, client: redis.Redis, most: int, budget_s: int) -> None:
        self._admit = client.register_script(ADMIT)
        self._most, self._budget_s = most, budget_s

    def admit(self, wanted: Sequence[tuple[NarrationName, int]]) -> AdmissionDecision:
        """Admit all of these narrations or none, at their estimated lengths in seconds.

        A narration that is running, or that another request has just admitted, costs nothing.
        """
        pairs = [part for name, charge_s in wanted for part in (str(name), charge_s)]
        refused, spent_s, under_way, now = self._admit(
            keys=[keys.PRESSED, keys.SPENT],
            args=[self._most, self._budget_s, keys.narration(""), BEGINS_WITHIN_S, *pairs],
        )
        return AdmissionDecision(refused.decode(), spent_s, under_way, DAY_S - now % DAY_S)

    def look(self) -> AdmissionDecision:
        """Return the current counts without admitting anything."""
        return self.admit([])
