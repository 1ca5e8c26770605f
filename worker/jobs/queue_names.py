"""Names of the job queues, and the lanes: sets of queues that one worker serves.

| queue | content | served by |
|---|---|---|
| `first` | `narrate` of pressed articles, and `preview` | one process at normal priority |
| `play` | their other jobs, `stitch`, lost jobs of `first` | one worker per core, nice 10 |
| `pregenerate` | jobs of narrations in advance, and `sample` | the same, when `play` is empty |
| `studio` | all these for studio voices | the same except one, when these are empty |
| `fetch` | fetches of articles that listeners wait for | fetcher processes |
| `chores` | other fetches, and periodic jobs | fetcher processes except one |
"""

from enum import StrEnum

FIRST = "first"
PLAY = "play"
PREGENERATE = "pregenerate"
STUDIO = "studio"
FETCH_QUEUE = "fetch"
CHORES = "chores"
QUEUES = (FIRST, PLAY, PREGENERATE, STUDIO, FETCH_QUEUE, CHORES)
IN_ADVANCE = (PREGENERATE, STUDIO)
"""Queues of narrations that no listener waits for; an operator may pause them."""


class Lane(StrEnum):
    """Set of queues that a worker serves."""

    FIRST = "first"
    """`narrate` jobs of pressed articles, at normal priority, with one voice on all cores."""

    REST = "rest"
    """All other speaking jobs, in the background, with one core each."""

    FETCH = "fetch"
    """Jobs of fetcher processes, which do not speak."""

    @property
    def queues(self) -> list[str]:
        """Names of the queues, the most urgent first."""
        return {
            Lane.FIRST: [FIRST],
            Lane.REST: [PLAY, PREGENERATE, STUDIO],
            Lane.FETCH: [FETCH_QUEUE, CHORES],
        }[self]

    @property
    def niceness(self) -> int:
        """Niceness of the process."""
        return 0 if self is Lane.FIRST else 10
