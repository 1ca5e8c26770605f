"""Cues of a narration under way, put in a row from what workers record beside each slot."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_TIMES = ("start_s", "end_s")


def cues_so_far(slots: Iterable[str]) -> tuple[Sequence[Mapping[str, Any]], float]:
    """Return the cues of slots in a row, and how long these last, in seconds.

    Args:
        slots: As recorded, from the first one; the times of their cues begin with each slot.
    """
    cues: list[dict[str, Any]] = []
    at_s = 0.0
    for slot in map(json.loads, slots):
        for cue in slot["cues"]:
            words = [_moved(word, at_s) for word in cue["words"]]
            cues.append({**_moved(cue, at_s), "words": words})
        at_s += slot["duration_s"]
    return cues, round(at_s, 3)


def _moved(timed: dict[str, Any], by_s: float) -> dict[str, Any]:
    return {**timed, **{name: round(timed[name] + by_s, 3) for name in _TIMES}}
