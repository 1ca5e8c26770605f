"""The allowance of studio voices: the hours in which they speak, and their budgets.

Outside these hours, and when a budget is spent, studio narrations wait in their queue. A
narration that has begun keeps its clips and continues later.
"""

import time
from datetime import UTC, datetime

import redis

from cache.operations.voice_figures import VoiceCosts
from cache.redis import keys
from cache.redis.outages import tolerating_outage
from cache.settings import SharedSettings

SPENT_KEPT_S = 2 * 86_400
"""Lifetime of a day's sum, in seconds."""


class StudioAllowance:
    """The allowance of studio voices, for all processes together.

    Args:
        client: Connection to Redis.
        settings: Settings with the hours and the budget.
    """

    def __init__(self, client: redis.Redis, settings: SharedSettings) -> None:
        self._redis = client
        self._hours = settings.studio_hours
        self._budget_s = settings.studio_daily_min * 60
        self._costs = VoiceCosts(client, settings)
        self._voices = settings.studio_voice

    def is_open(self, now: float | None = None) -> bool:
        """Return True if studio voices may speak.

        Args:
            now: Time in seconds since the epoch; None for the current time.
        """
        now = time.time() if now is None else now
        return (
            is_within(self._hours, now)
            and (not self._budget_s or self.spent_s(now) < self._budget_s)
            and not self._costs.is_spent(self._voices, now)
        )

    def spent_s(self, now: float) -> float:
        """Return the length of the audio that studio voices have spoken on a day, in seconds."""
        return float(self._redis.get(_key(now)) or 0)

    def spend(self, seconds: float) -> None:
        """Add spoken audio to the day's sum; without Redis, it is not counted."""
        key = _key(time.time())
        with (
            tolerating_outage("the budget of studio voices is not charged"),
            self._redis.pipeline() as pipe,
        ):
            pipe.incrbyfloat(key, seconds)
            pipe.expire(key, SPENT_KEPT_S)
            pipe.execute()


def is_within(hours: str, now: float) -> bool:
    """Return True if a time is within hours of the day such as `22-6`, in UTC.

    Args:
        hours: First hour, and the hour at whose start the period ends; empty for all day.
        now: Time in seconds since the epoch.
    """
    if not hours:
        return True
    start, end = (int(hour) for hour in hours.split("-"))
    hour = datetime.fromtimestamp(now, UTC).hour
    return start <= hour < end if start < end else hour >= start or hour < end


def _key(now: float) -> str:
    return keys.studio_spent(datetime.fromtimestamp(now, UTC).date().isoformat())
