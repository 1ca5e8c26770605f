"""Cuts of symbols that are too many for one call of the model."""

import re
from collections.abc import Iterator

from worker.speech.kokoro.symbols import MOST_SYMBOLS

_PLACES = (
    re.compile(r'[.!?…]["”)]* '),  # between sentences
    re.compile(r'[;:—]["”)]* '),  # between clauses
    re.compile(r',["”)]* '),
    re.compile(" "),
)
"""Patterns of places to cut, the best first; the next part begins at the end of a match."""


def cut(symbols: str, most: int = MOST_SYMBOLS) -> list[slice]:
    """Return the parts of a text's symbols, each of which fits into one call.

    All parts have about the same length, and are cut at the best possible places.
    """
    return list(_cut(symbols, most))


def _cut(symbols: str, most: int) -> Iterator[slice]:
    start = 0
    while len(symbols) - start > most:
        count = -(-(len(symbols) - start) // most)
        ideal = start + (len(symbols) - start) // count
        end = _best_place(symbols, start, ideal, start + most)
        yield slice(start, end)
        start = end
    yield slice(start, len(symbols))


def _best_place(symbols: str, start: int, ideal: int, last: int) -> int:
    """Return the best place for a cut: for the best pattern possible, the one nearest to `ideal`.

    No place before the middle of `start` and `ideal` is chosen.
    """
    earliest = (start + ideal) // 2
    for place in _PLACES:
        ends = [match.end() for match in place.finditer(symbols, start, last)]
        near = [end for end in ends if end > earliest]
        if near:
            return min(near, key=lambda end: abs(end - ideal))
    return last
