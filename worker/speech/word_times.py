"""Word times: alignment of the phonemes of a text with the phonemes of its words.

An engine speaks a text as one sequence of phonemes, in which words run together ("of the") and
sound different from the single words. The best alignment of this sequence with the phonemes of the
single words gives the beginning and end of each word.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

import numpy as np

from worker.model.clip import SpokenWord

PAUSES = frozenset(" .,;:!?^$")
STRESS = frozenset("ˈˌ")

GAP, OTHER_PAUSE, OTHER_SOUND, PAUSE_FOR_SOUND = 2, 1, 3, 5
"""Costs of the alignment: for a gap, and for matching unequal phonemes; the last is prohibitive."""


def time_words(
    spans: Sequence[tuple[int, int]],
    alone: Iterable[Sequence[str]],
    heard: Sequence[str],
    samples: Sequence[int],
) -> tuple[SpokenWord, ...]:
    """Return the times of the words; silence between two words belongs to neither.

    Args:
        spans: Start and end of each word in the text.
        alone: Phonemes of each single word.
        heard: Phonemes of the spoken text, with spaces, punctuation and stress marks.
        samples: Length of each of these phonemes, in samples.
    """
    expected: list[str] = []
    edges = [0]
    for word in alone:
        expected += [*(sound for sound in word if sound not in PAUSES), " "]
        edges.append(len(expected))
    matches = _align(expected, heard)
    begins, ends = [], [0]
    for first, behind in pairwise(edges):
        own = [at for at in matches[first : behind - 1] if at is not None]
        begins.append(own[0] if own else ends[-1])
        ends.append(own[-1] + 1 if own else ends[-1])
    parted = [_part(heard, *each) for each in zip(ends, [*begins, len(heard)], strict=True)]
    at = list(accumulate(samples, initial=0))
    return tuple(
        SpokenWord(*span, at[before[1]], at[after[0]])
        for span, (before, after) in zip(spans, pairwise(parted), strict=True)
    )


def _part(heard: Sequence[str], end: int, begin: int) -> tuple[int, int]:
    """Return the end of the word before some unmatched phonemes, and the start of the next word.

    A space alone is not silence: its sound is the start of the next word.
    """
    pauses = [at for at in range(end, begin) if heard[at] in PAUSES]
    if any(heard[at] != " " for at in pauses):
        return pauses[0], pauses[-1] + 1
    if pauses:
        return pauses[0], pauses[0]
    while begin > end and heard[begin - 1] in STRESS:
        begin -= 1
    return begin, begin


def _align(expected: Sequence[str], heard: Sequence[str]) -> list[int | None]:
    """Return the index of the heard phoneme for each expected phoneme, or None.

    The result is the alignment of the lowest cost (Needleman and Wunsch, 1970).
    """
    numbers = {sound: number for number, sound in enumerate({*expected, *heard})}
    rows, columns = (np.array([numbers[s] for s in row], int) for row in (expected, heard))
    are_pauses, heard_pauses = (
        np.array([sound in PAUSES for sound in row], bool) for row in (expected, heard)
    )
    swap = np.where(are_pauses[:, None] & heard_pauses, OTHER_PAUSE, OTHER_SOUND)
    swap[are_pauses[:, None] ^ heard_pauses] = PAUSE_FOR_SOUND
    swap[rows[:, None] == columns] = 0
    gaps = GAP * np.arange(len(heard) + 1)
    costs = np.empty((len(expected) + 1, len(heard) + 1), np.int64)
    costs[0] = gaps
    for i, row in enumerate(costs[:-1]):
        best = row + GAP
        best[1:] = np.minimum(best[1:], row[:-1] + swap[i])
        costs[i + 1] = np.minimum.accumulate(best - gaps) + gaps
    return _trace(costs.tolist(), swap.tolist())


def _trace(costs: list[list[int]], swap: list[list[int]]) -> list[int | None]:
    """Return the matches on the cheapest path through the cost table."""
    i, j = len(costs) - 1, len(costs[0]) - 1
    matches: list[int | None] = [None] * i
    while i and j:
        cost = costs[i][j]
        if cost == costs[i - 1][j - 1] + swap[i - 1][j - 1]:
            i, j = i - 1, j - 1
            matches[i] = j
        elif cost == costs[i - 1][j] + GAP:
            i -= 1
        else:
            j -= 1
    return matches
