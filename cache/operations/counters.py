"""Counters that every process adds to, for `/status` and `/metrics`."""

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

REFUSED = "refused:"
"""Before a problem's code, in the name of the counter of presses that were refused with it."""

CACHED_PRESS_S = "cached_press_s"
"""How long a press took that was answered from the cache, in the HTTP face."""

FIRST_CLIP_S = "first_clip_s"
"""How long it took from a press of something new to its first clip."""

BOUNDS_S = {
    CACHED_PRESS_S: (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0),
    FIRST_CLIP_S: (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 2.0, 5.0, 10.0, 30.0),
}
"""Upper bounds of the classes in which times are counted, in seconds; a last one has none."""

VERDICTS_KEPT = 20


@dataclass(frozen=True, slots=True)
class FirstClip:
    """How a pressed article came to its first clip.

    Attributes:
        article_id: Of the article.
        asked_at: When it was pressed; this and all moments are in seconds since the epoch.
        begun_at: When a worker took it in hand.
        planned_at: When it was known, and recorded, what there is to speak.
        synthesis_s: How long the engine then took, in seconds.
        announced_at: When the clip was encoded and stored, and listeners were told.
    """

    article_id: str
    asked_at: float
    begun_at: float
    planned_at: float
    synthesis_s: float
    announced_at: float


class Counters:
    """Counts kept in the process and added to Redis once a second, off the caller's path.

    A process that is killed loses what it counted within its last second; nothing but these
    figures depends on them.
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
        """Count a time, one of those of `BOUNDS_S`."""
        number = bisect_left(BOUNDS_S[what], seconds)
        self._add({f"{what}:{number}": 1, f"{what}:sum": seconds})

    def _add(self, amounts: Mapping[str, float]) -> None:
        with self._lock:
            for what, amount in amounts.items():
                self._pending[what] += amount  # type: ignore[assignment]  # sums of seconds, too
                self._added[what] += amount  # type: ignore[assignment]  # as before
            if self._flusher is None:
                flusher = threading.Thread(target=self._flush_later, daemon=True)
                flusher.start()
                self._flusher = flusher

    def flush(self) -> None:
        """Add what is pending to Redis now."""
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
        """Return all that this process has added to the counter `what`."""
        return self._added[what]

    def note_first_clip(self, clip: FirstClip) -> None:
        """Note how a listener's press came to its first clip."""
        self.observe(FIRST_CLIP_S, clip.announced_at - clip.asked_at)
        with self._redis.pipeline() as pipe:
            pipe.lpush(keys.FIRST_CLIPS, json.dumps(asdict(clip)))
            pipe.ltrim(keys.FIRST_CLIPS, 0, 999)
            pipe.execute()

    def first_clips(self) -> list[FirstClip]:
        """Return how the latest presses came to their first clips, newest first."""
        return [FirstClip(**json.loads(x)) for x in self._redis.lrange(keys.FIRST_CLIPS, 0, -1)]

    def note_verdict(self, verdict: Mapping[str, Any]) -> None:
        """Count a track that was verified, and note what was found of it."""
        self.add("tracks_verified")
        with self._redis.pipeline() as pipe:
            line = json.dumps({**verdict, "at": time.time()}, ensure_ascii=False)
            pipe.lpush(keys.VERDICTS, line)
            pipe.ltrim(keys.VERDICTS, 0, VERDICTS_KEPT - 1)
            pipe.execute()

    def verdicts(self) -> list[dict[str, Any]]:
        """Return what was found of the latest tracks, newest first."""
        return [json.loads(line) for line in self._redis.lrange(keys.VERDICTS, 0, -1)]

    def read(self) -> dict[str, float]:
        """Return all counters, over all processes and since the beginning."""
        return {as_text(k): float(v) for k, v in self._redis.hgetall(keys.COUNTERS).items()}


class Times:
    """How many times fell into each class of `BOUNDS_S`.

    Args:
        what: Which times.
        counters: All counters, or what was added to them in a while.
    """

    def __init__(self, what: str, counters: Mapping[str, float]) -> None:
        self.bounds_s = BOUNDS_S[what]
        self.counts = [
            int(counters.get(f"{what}:{number}", 0)) for number in range(len(self.bounds_s) + 1)
        ]
        self.sum_s = counters.get(f"{what}:sum", 0.0)

    def quantile(self, share: float) -> float | None:
        """Return the time that `share` of all stay under, in seconds; None if there are none.

        Within a class they are taken for evenly spread; beyond the last bound it is that bound.
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
