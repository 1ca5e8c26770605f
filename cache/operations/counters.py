"""Counters of all processes, for `/status` and `/metrics`."""

import json
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import redis

from cache.redis import keys
from cache.redis.client import as_text
from cache.redis.transactions import send_once

FLUSH_S = 1.0
"""Interval between two writes to Redis, in seconds."""

REFUSED = "refused:"
"""Prefix of the counters of refused presses; the error code follows."""

CACHED_PRESS_S = "cached_press_s"
"""Histogram of the web process's response times to cached presses, in seconds."""

FIRST_CLIP_S = "first_clip_s"
"""Histogram of the times from a press to the first clip, in seconds."""

BOUNDS_S = {
    CACHED_PRESS_S: (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0),
    FIRST_CLIP_S: (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 2.0, 5.0, 10.0, 30.0),
}
"""Upper bounds of the histograms' buckets, in seconds; the last bucket has no bound."""

FIRST_CLIPS_KEPT = 1_000
VERDICTS_KEPT = 20
"""Number of verification results that are kept."""


@dataclass(frozen=True, slots=True)
class FirstClip:
    """Timing of a pressed article up to the first sound that listeners get.

    Attributes:
        article_id: ID of the article.
        asked_at: Time of the press; this and all other times are in seconds since the epoch.
        begun_at: Time at which a worker started the job.
        planned_at: Time at which its first utterance was planned.
        synthesis_s: Duration of the synthesis up to that sound, in seconds.
        announced_at: Time at which the sound was stored and announced to listeners.
        voice: Name of the voice; empty for clips of earlier versions.
        loading_s: Time for which the voice was loaded and measured; 0 if it was ready.
    """

    article_id: str
    asked_at: float
    begun_at: float
    planned_at: float
    synthesis_s: float
    announced_at: float
    voice: str = ""
    loading_s: float = 0.0


class Counters:
    """Counters kept in the process and added to Redis once a second by a background thread.

    A killed process loses the counts of its last second; only statistics depend on them.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._pending: Counter[str] = Counter()
        self._added: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._flusher: threading.Thread | None = None

    def add(self, what: str, amount: float = 1) -> None:
        """Add `amount` to the counter `what`."""
        self._add({what: amount})

    def observe(self, what: str, seconds: float) -> None:
        """Add a duration to the histogram `what`, one of `BOUNDS_S`."""
        seconds = max(0.0, seconds)  # negative if a clock was set back meanwhile
        number = bisect_left(BOUNDS_S[what], seconds)
        self._add({f"{what}:{number}": 1, f"{what}:sum": seconds})

    def _add(self, amounts: Mapping[str, float]) -> None:
        with self._lock:
            for what, amount in amounts.items():
                self._pending[what] += amount  # type: ignore[assignment]  # or sums of seconds
                self._added[what] += amount  # type: ignore[assignment]  # as before
            if self._flusher is None:
                flusher = threading.Thread(target=self._flush_later, daemon=True)
                flusher.start()
                self._flusher = flusher

    def flush(self) -> None:
        """Add the pending counts to Redis now."""
        with self._lock:
            pending, self._pending = self._pending, Counter()
            self._flusher = None
        if not pending:
            return
        try:
            send_once(
                self._redis,
                lambda pipe: [
                    pipe.hincrbyfloat(keys.COUNTERS, what, float(amount))
                    for what, amount in pending.items()
                ],
            )
        except redis.RedisError:
            with self._lock:
                self._pending.update(pending)

    def _flush_later(self) -> None:
        time.sleep(FLUSH_S)
        self.flush()

    def added(self, what: str) -> float:
        """Return the total that this process has added to the counter `what`."""
        return self._added[what]

    def note_first_clip(self, clip: FirstClip) -> None:
        """Record the timing of a listener's first clip."""
        self.observe(FIRST_CLIP_S, clip.announced_at - clip.asked_at)
        self._push(keys.FIRST_CLIPS, json.dumps(asdict(clip)), FIRST_CLIPS_KEPT)

    def first_clips(self) -> list[FirstClip]:
        """Return the timings of the latest first clips, newest first."""
        return [FirstClip(**json.loads(x)) for x in self._redis.lrange(keys.FIRST_CLIPS, 0, -1)]

    def note_verdict(self, verdict: Mapping[str, Any]) -> None:
        """Count a verified track, and record the result of its verification."""
        self.add("tracks_verified")
        line = json.dumps({**verdict, "at": time.time()}, ensure_ascii=False)
        self._push(keys.VERDICTS, line, VERDICTS_KEPT)

    def _push(self, key: str, line: str, kept: int) -> None:
        send_once(self._redis, lambda pipe: [pipe.lpush(key, line), pipe.ltrim(key, 0, kept - 1)])

    def verdicts(self) -> list[dict[str, Any]]:
        """Return the verification results of the latest tracks, newest first."""
        return [json.loads(line) for line in self._redis.lrange(keys.VERDICTS, 0, -1)]

    def read(self) -> dict[str, float]:
        """Return all counters, summed over all processes since the installation."""
        return {as_text(k): float(v) for k, v in self._redis.hgetall(keys.COUNTERS).items()}


class Times:
    """A histogram of durations, with the buckets of `BOUNDS_S`.

    Args:
        what: Name of the histogram.
        counters: All counters, or their growth over an interval.
    """

    def __init__(self, what: str, counters: Mapping[str, float]) -> None:
        self.bounds_s = BOUNDS_S[what]
        self.counts = [
            int(counters.get(f"{what}:{number}", 0)) for number in range(len(self.bounds_s) + 1)
        ]
        self.sum_s = counters.get(f"{what}:sum", 0.0)

    def quantile(self, share: float) -> float | None:
        """Return a quantile of the durations, in seconds; None if there are no durations.

        Durations are assumed to be evenly spread within a bucket; beyond the last bound, the result
        is that bound. For example, a `share` of 0.5 gives the median.
        """
        wanted, below = share * sum(self.counts), 0
        if not wanted:
            return None
        lowest_s = 0.0
        for bound_s, count in zip(self.bounds_s, self.counts, strict=False):
            if below + count >= wanted:
                return lowest_s + (bound_s - lowest_s) * (wanted - below) / count
            below, lowest_s = below + count, bound_s
        return lowest_s
