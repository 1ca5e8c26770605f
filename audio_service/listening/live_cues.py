"""Cues of narrations in progress, joined from the cues that workers record for each slot."""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cache.narrations.name import NarrationName
from cache.narrations.progress import Progress
from cache.narrations.record import Narration

KEPT = 64
"""Number of narrations whose cues are kept, so that the cues of each slot are read only once."""

_TIMES = ("start_s", "end_s")


@dataclass
class _Row:
    """The cues of the first slots of a run; they never change, and further ones may follow."""

    cues: list[dict[str, Any]] = field(default_factory=list)
    slots: int = 0
    duration_s: float = 0.0

    def add(self, slots: Sequence[str]) -> None:
        """Append the cues of slots, whose times count from the start of their slot."""
        for slot in map(json.loads, slots):
            for cue in slot["cues"]:
                words = [_moved(word, self.duration_s) for word in cue["words"]]
                self.cues.append({**_moved(cue, self.duration_s), "words": words})
            self.duration_s += slot["duration_s"]
        self.slots += len(slots)


class LiveCues:
    """The cues of all narrations in progress, as far as they are made.

    Args:
        progress: Progress of narrations, where workers record cues.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._rows: OrderedDict[tuple[NarrationName, int], _Row] = OrderedDict()

    def so_far(self, narration: Narration) -> tuple[Sequence[Mapping[str, Any]], float]:
        """Return the cues of a run's slots up to the first gap, and their length in seconds."""
        key = narration.name, narration.run
        row = self._rows.pop(key, None) or _Row()
        row.add(self._progress.slots_from(narration.name, row.slots))
        self._rows[key] = row
        if len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        return row.cues, round(row.duration_s, 3)


def _moved(timed: dict[str, Any], by_s: float) -> dict[str, Any]:
    return {**timed, **{name: round(timed[name] + by_s, 3) for name in _TIMES}}
