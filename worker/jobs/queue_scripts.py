"""Lua scripts that move waiting jobs, and their limits."""

FIRST_SLOTS = 3
"""Number of slots that are made even if a narration has no listener, because one may join soon."""

GIVES_WAY_S = 600
"""Time for which a narration without listeners waits for others, in seconds since its request."""

LOOKED_AT = 1_000
"""Number of waiting jobs that are searched for one whose narration has a listener."""

HASTEN = """
-- Moves the waiting and scheduled jobs of one narration to a listener's queues. Jobs are found by
-- their ids, because thousands of others may wait.
-- KEYS: the narration's jobs; then, for each of `narrate`, `fetch` and other jobs: current queue,
-- registry of scheduled jobs, new queue.
-- ARGV: names of these last three, prefix of jobs, now
local places = {narrate = 0, fetch = 1}
for _, id in ipairs(redis.call('HVALS', KEYS[1])) do
  local place = places[string.match(id, '^%a+')] or 2
  local before, later, to = unpack(KEYS, 2 + 3 * place, 4 + 3 * place)
  if redis.call('LREM', before, 1, id) + redis.call('ZREM', later, id) > 0 then
    redis.call('RPUSH', to, id)
    redis.call('HSET', ARGV[4] .. id,
      'origin', ARGV[1 + place], 'status', 'queued', 'enqueued_at', ARGV[5])
  end
end
"""

GIVE_WAY = """
-- Puts back a `speak` job whose narration has no listener: behind the first waiting `speak` job
-- whose narration has one.
-- KEYS: queue; of the narration: mark of its listeners, record, slots
-- ARGV: id of the job, prefix of the marks, number of slots made in any case, earliest request,
--   number of jobs to look at
-- Returns 1; 0 if the job may begin.
if redis.call('EXISTS', KEYS[2]) == 1 or redis.call('HLEN', KEYS[4]) < tonumber(ARGV[3]) then
  return 0
end
local queued_at = tonumber(redis.call('HGET', KEYS[3], 'queued_at'))
if not queued_at or queued_at < tonumber(ARGV[4]) then return 0 end
for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, ARGV[5] - 1)) do
  local tag = string.match(id, '^speak%-(%x+)%-')
  if tag and redis.call('EXISTS', ARGV[2] .. tag) == 1 then
    redis.call('LREM', KEYS[1], 1, id)
    redis.call('LPUSH', KEYS[1], ARGV[1], id)
    return 1
  end
end
return 0
"""
