"""Admission control: limits on concurrent pressed narrations and on seconds of sound per day.

There is a limit for all callers together, and a smaller one for each address, so that one caller
leaves room for others. One script call checks the limits for a whole request and records the
admission, so concurrent presses cannot exceed them. A narration is charged its estimated length
first. Once it has ended, a later call corrects the charge to its true length, or to zero if its
article was never read. So no charge depends on a process that may have died.
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
-- KEYS: pressed narrations -> admission time, charge, day, address; prefixes of the seconds spent
-- on a day, and of those spent by each address.
-- ARGV: limit (0 for none), budget in seconds (0 for none), prefix of records, seconds to begin
-- within, address, its limit and budget; then name and charge of each requested narration.
-- Returns '' if all are admitted, else the reason; seconds spent today, number of running
-- narrations, the current time, and the number of running narrations of the address.
local now = tonumber(redis.call('TIME')[1])
local day = math.floor(now / 86400)
local today, by_address = KEYS[2] .. day, KEYS[3] .. day
local most, budget = tonumber(ARGV[1]), tonumber(ARGV[2])
local address, own_most, own_budget = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local under_way, own_under_way = 0, 0
local noted = redis.call('HGETALL', KEYS[1])
local is_noted = {}
for i = 1, #noted, 2 do
  local at, charge, on, by = string.match(noted[i + 1], '^(%d+) (%d+) (%d+) ?(.*)$')
  local record = redis.call('HMGET', ARGV[3] .. noted[i], 'state', 'clips_total', 'track')
  local state = record[1]
  if state == 'queued' or state == 'speaking' or state == 'stitching'
      or now - at < tonumber(ARGV[4]) then
    under_way = under_way + 1
    if by == address then own_under_way = own_under_way + 1 end
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
      if by ~= '' then redis.call('HINCRBY', by_address, by, cost - charge) end
    end
    redis.call('HDEL', KEYS[1], noted[i])
  end
end
local spent = tonumber(redis.call('GET', today) or 0)
local new, cost = {}, 0
for i = 8, #ARGV, 2 do
  if not is_noted[ARGV[i]] then
    new[#new + 1] = i
    cost = cost + ARGV[i + 1]
  end
end
local function verdict(why) return {why, spent, under_way, now, own_under_way} end
if #new == 0 then return verdict('') end
local own_spent = tonumber(redis.call('HGET', by_address, address) or 0)
if own_most > 0 and own_under_way + #new > own_most then return verdict('address-busy') end
if own_budget > 0 and own_spent + cost > own_budget then return verdict('address-spent') end
if most > 0 and under_way + #new > most then return verdict('too-busy') end
if budget > 0 and spent + cost > budget then return verdict('budget-spent') end
for _, i in ipairs(new) do
  local note = now .. ' ' .. ARGV[i + 1] .. ' ' .. day .. ' ' .. address
  redis.call('HSET', KEYS[1], ARGV[i], note)
end
redis.call('INCRBY', today, cost)
redis.call('HINCRBY', by_address, address, cost)
redis.call('EXPIRE', by_address, 2 * 86400)
redis.call('EXPIRE', today, 2 * 86400)
redis.call('EXPIRE', KEYS[1], 2 * 86400)
return {'', spent + cost, under_way + #new, now, own_under_way + #new}
"""


class AdmissionDecision(NamedTuple):
    """Result of a request to start narrations.

    Attributes:
        refused: Empty if they may start; otherwise `too-busy` or `budget-spent`, or `address-busy`
            or `address-spent` for the limits of an address.
        spent_s: Total of today's pressed narrations, in seconds of sound.
        under_way: Number of running pressed narrations.
        own_under_way: Number of those that the address has started.
        day_ends_in_s: Time until midnight UTC, in seconds.
    """

    refused: str
    spent_s: int
    under_way: int
    own_under_way: int
    day_ends_in_s: int


class AdmissionLimit(NamedTuple):
    """A limit of admission.

    Attributes:
        most: Maximum number of concurrent narrations; 0 for no limit.
        budget_s: Seconds of sound allowed per day, from midnight UTC; 0 for no limit.
    """

    most: int = 0
    budget_s: int = 0


NO_LIMIT = AdmissionLimit()


class Admissions:
    """Admission control over all pressed narrations, in Redis.

    Args:
        client: Connection to Redis, whose clock is used.
        of_all: Limit of all callers together.
        of_each: Limit of each address.
    """

    def __init__(
        self, client: redis.Redis, of_all: AdmissionLimit, of_each: AdmissionLimit = NO_LIMIT
    ) -> None:
        self._admit = client.register_script(ADMIT)
        self._of_all, self._of_each = of_all, of_each

    def admit(
        self, wanted: Sequence[tuple[NarrationName, int]], address: str = ""
    ) -> AdmissionDecision:
        """Admit all of these narrations or none, at their estimated lengths in seconds.

        A narration that is running, or that another request has just admitted, costs nothing.

        Args:
            wanted: Name and estimated length of each narration.
            address: Address of the caller.
        """
        pairs = [part for name, charge_s in wanted for part in (str(name), charge_s)]
        refused, spent_s, under_way, now, own = self._admit(
            keys=[keys.PRESSED, keys.SPENT, keys.SPENT_BY],
            args=[
                *self._of_all,
                keys.narration(""),
                BEGINS_WITHIN_S,
                address,
                *self._of_each,
                *pairs,
            ],
        )
        return AdmissionDecision(refused.decode(), spent_s, under_way, own, DAY_S - now % DAY_S)

    def look(self) -> AdmissionDecision:
        """Return the current counts without admitting anything."""
        return self.admit([])
