"""Circuit breakers, shared through Redis: an upstream server that keeps failing gets no requests.

A breaker opens if most of the latest requests failed. While it is open, no request is sent. From
time to time it is half-open: one request is let through, and its success closes the breaker. All
times are those of the clock of Redis. A script whose answer is lost may take effect twice; then a
failure counts double, or the next probe is late.

Libraries for circuit breakers count failures in a row. With a server that fails one request in
three, such a row occurs by chance. So this breaker uses the share of failures.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import redis

from cache.redis import keys
from cache.redis.client import as_text

WINDOW = 20
"""Number of latest requests that determine the state."""

OPENS_AT = 16
"""Number of failures among them that opens the breaker: 80 %."""

FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 60.0
"""Time between two probes of an open breaker, in seconds: it doubles with each failed probe."""

LONGEST_RETRY_AFTER_S = 600.0
"""Longest pause that a server may ask for, in seconds."""

FORGOTTEN_AFTER_S = 3600
"""Time without requests after which a breaker is closed and empty, in seconds."""

_NOW = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
"""

ADMIT = f"""{_NOW}
local quiet_until = tonumber(redis.call('HGET', KEYS[1], 'quiet_until') or 0)
if quiet_until > now then return {{'quiet', tostring(quiet_until - now)}} end
local open_until = tonumber(redis.call('HGET', KEYS[1], 'open_until') or 0)
if open_until == 0 then return {{'closed', '0'}} end
if open_until > now then return {{'open', tostring(open_until - now)}} end
if ARGV[1] + 0 > 0 then redis.call('HSET', KEYS[1], 'open_until', tostring(now + ARGV[1])) end
return {{'probe', '0'}}
"""
"""Script that decides if a request may be sent. During a probe, the breaker stays open for all
other requests."""

REPORT = f"""{_NOW}
local key, succeeded, is_probe, quiet_s = KEYS[1], ARGV[1] == '1', ARGV[2] == '1', ARGV[3] + 0
if quiet_s > 0 then redis.call('HSET', key, 'quiet_until', tostring(now + quiet_s)) end
local function open()
  local pauses = redis.call('HINCRBY', key, 'pauses', 1)
  local pause_s = math.min({LONGEST_PAUSE_S}, {FIRST_PAUSE_S} * 2 ^ (pauses - 1))
  redis.call('HSET', key, 'open_until', tostring(now + pause_s))
end
if is_probe then
  if succeeded then redis.call('HDEL', key, 'open_until', 'pauses', 'outcomes') else open() end
elseif redis.call('HEXISTS', key, 'open_until') == 0 then
  local outcomes = (redis.call('HGET', key, 'outcomes') or '') .. (succeeded and '1' or '0')
  outcomes = string.sub(outcomes, -{WINDOW})
  redis.call('HSET', key, 'outcomes', outcomes)
  local _, failures = string.gsub(outcomes, '0', '')
  if #outcomes == {WINDOW} and failures >= {OPENS_AT} then open() end
end
redis.call('EXPIRE', key, {FORGOTTEN_AFTER_S})
"""
"""Script that records the outcome of a request."""


class BreakerState(StrEnum):
    """State of a circuit breaker."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Verdict(StrEnum):
    """Decision about a request."""

    CLOSED = "closed"
    """The request may be sent."""

    PROBE = "probe"
    """The request may be sent, and its outcome decides if the breaker closes."""

    OPEN = "open"
    """The request may not be sent: the server keeps failing."""

    QUIET = "quiet"
    """The request may not be sent: the server has asked for a pause by `Retry-After`."""


class Admission(NamedTuple):
    """Permission or refusal of one request.

    Attributes:
        verdict: The decision.
        wait_s: Time until a refused request may be sent, in seconds.
    """

    verdict: Verdict
    wait_s: float

    @property
    def is_open(self) -> bool:
        """True if the request may be sent now."""
        return self.verdict in (Verdict.CLOSED, Verdict.PROBE)


@dataclass(frozen=True, slots=True)
class BreakerReading:
    """Figures of a circuit breaker, for `/status`.

    Attributes:
        upstream: Name of the server.
        state: State of the breaker.
        requests: Number of latest requests that determine the state, at most `WINDOW`.
        failures: Number of failures among them.
        retry_in_s: Time until the next request may be sent, in seconds.
    """

    upstream: str
    state: BreakerState
    requests: int
    failures: int
    retry_in_s: float


class CircuitBreaker:
    """Circuit breaker of one upstream server.

    Args:
        client: Connection to Redis.
        upstream: Name of the server, such as `gtts`.
    """

    def __init__(self, client: redis.Redis, upstream: str) -> None:
        self._redis = client
        self._upstream = upstream
        self._key = keys.breaker(upstream)
        self._admit = client.register_script(ADMIT)
        self._report = client.register_script(REPORT)

    def admit(self, probe_s: float) -> Admission:
        """Return the permission or refusal of a request that would be sent now.

        Args:
            probe_s: Time in seconds after which another request may become the probe, because the
                process of this one may have died. 0 to ask only, without sending a request.
        """
        verdict, wait_s = self._admit(keys=[self._key], args=[probe_s])
        return Admission(Verdict(as_text(verdict)), float(wait_s))

    def report(self, admission: Admission, *, succeeded: bool, quiet_s: float = 0.0) -> None:
        """Record the outcome of a request that was sent.

        Args:
            admission: Its permission.
            succeeded: True if the server has not failed.
            quiet_s: Pause that the server has asked for, in seconds.
        """
        is_probe = admission.verdict is Verdict.PROBE
        quiet_s = min(quiet_s, LONGEST_RETRY_AFTER_S)
        self._report(keys=[self._key], args=[int(succeeded), int(is_probe), quiet_s])

    def read(self) -> BreakerReading:
        """Return the figures of the breaker."""
        with self._redis.pipeline(transaction=False) as pipe:
            pipe.time()
            pipe.hgetall(self._key)
            (seconds, microseconds), record = pipe.execute()
        fields = {as_text(field): as_text(value) for field, value in record.items()}
        outcomes, now = fields.get("outcomes", ""), seconds + microseconds / 1e6
        open_s = float(fields.get("open_until", 0)) - now
        quiet_s = float(fields.get("quiet_until", 0)) - now
        state = BreakerState.CLOSED
        if "open_until" in fields:
            state = BreakerState.OPEN if open_s > 0 else BreakerState.HALF_OPEN
        return BreakerReading(
            upstream=self._upstream,
            state=state,
            requests=len(outcomes),
            failures=outcomes.count("0"),
            retry_in_s=round(max(0.0, open_s, quiet_s), 1),
        )
