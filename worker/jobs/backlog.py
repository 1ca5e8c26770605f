"""The unfinished narrations without a waiting job, found at a cost that does not grow with others.

Most of what waits is the same as at the last check, a second ago. So only the differences are read;
the rest is compared as sets.
"""

from collections import Counter
from collections.abc import Set as AbstractSet

from cache.narrations.name import NarrationName
from cache.redis.client import as_text
from worker.jobs.job_ids import parse_job_id


class Backlog:
    """The unfinished narrations and the waiting jobs at the last check."""

    def __init__(self) -> None:
        self._members: AbstractSet[bytes] = frozenset()
        self._job_ids: AbstractSet[bytes] = frozenset()
        self._names: dict[str, NarrationName] = {}
        self._jobs: Counter[str] = Counter()

    def without_job(
        self, members: AbstractSet[bytes], job_ids: AbstractSet[bytes]
    ) -> list[NarrationName]:
        """Return the unfinished narrations for which no job waits.

        Args:
            members: Names of all unfinished narrations, as Redis has them.
            job_ids: Ids of all waiting jobs, as Redis has them.
        """
        for member in self._members - members:
            del self._names[NarrationName.parse(as_text(member)).tag]
        for member in members - self._members:
            name = NarrationName.parse(as_text(member))
            self._names[name.tag] = name
        self._count(self._job_ids - job_ids, -1)
        self._count(job_ids - self._job_ids, 1)
        self._members, self._job_ids = members, job_ids
        return [self._names[tag] for tag in sorted(self._names.keys() - self._jobs.keys())]

    def _count(self, job_ids: AbstractSet[bytes], change: int) -> None:
        """Count the jobs of each narration; one without jobs has no count."""
        for job_id in job_ids:
            waiting = parse_job_id(as_text(job_id))
            if waiting is None:
                continue
            self._jobs[waiting.tag] += change
            if not self._jobs[waiting.tag]:
                del self._jobs[waiting.tag]
