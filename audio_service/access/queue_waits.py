"""Waiting times of presses for a worker, cached for a moment."""

import time
from dataclasses import dataclass

from worker.jobs.queue_names import FETCH_QUEUE, FIRST, PLAY
from worker.jobs.queues import Queues

KNOWN_S = 1.0


@dataclass
class QueueWaits:
    """The longest wait, read from Redis at most once a second.

    Args:
        queues: Queues of pressed narrations.
    """

    queues: Queues
    _speaking_s: float = 0.0
    _fetching_s: float = 0.0
    _read_at: float = -KNOWN_S

    def longest_s(self, *, with_fetch: bool) -> float:
        """Return the waiting time of the oldest press in these queues, in seconds.

        Args:
            with_fetch: True to include presses on articles that must be fetched first.
        """
        now = time.monotonic()
        if now - self._read_at >= KNOWN_S:
            depths = self.queues.depths(time.time(), (FIRST, PLAY, FETCH_QUEUE))
            self._fetching_s = depths.pop(FETCH_QUEUE).oldest_s or 0.0
            self._speaking_s = max(depth.oldest_s or 0.0 for depth in depths.values())
            self._read_at = now
        return max(self._speaking_s, self._fetching_s if with_fetch else 0.0)
