"""The choice among candidates: the set that explains a sentence best."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from worker.text.english.decision.candidates import Candidate


def choose(candidates: Iterable[Candidate], taken: bytearray) -> list[Candidate]:
    """Return the candidates that explain most characters with most confidence, without overlap.

    Each character that a candidate covers counts as much as the confidence in it. Of two sets
    that explain as much, the one with fewer candidates wins, then the one proposed first.

    Args:
        candidates: All candidates of a sentence, those of the more specific finders first.
        taken: A byte for each character of the sentence, not zero where words are replaced already.
    """
    free = [each for each in candidates if not any(taken[each.start : each.end])]
    ordered = sorted(free, key=lambda each: each.end)
    ends = [each.end for each in ordered]
    best: list[float] = [0.0]
    for number, each in enumerate(ordered):
        before = bisect_right(ends, each.start, 0, number)
        best.append(max(best[-1], best[before] + value(each)))
    return _trace(ordered, ends, best)


def value(candidate: Candidate) -> float:
    """Return the value of a candidate: characters times confidence, less a small cost."""
    return candidate.confidence * (candidate.end - candidate.start) - 0.01


def _trace(
    ordered: Sequence[Candidate], ends: Sequence[int], best: Sequence[float]
) -> list[Candidate]:
    """Return the candidates of the best set, found from its last one backward."""
    chosen: list[Candidate] = []
    number = len(ordered)
    while number:
        if best[number] == best[number - 1]:
            number -= 1
            continue
        chosen.append(ordered[number - 1])
        number = bisect_right(ends, ordered[number - 1].start, 0, number - 1)
    return chosen[::-1]


def find_alternatives(
    chosen: Candidate, candidates: Iterable[Candidate], margin: float = 0.25
) -> list[Candidate]:
    """Return other readings of the same characters whose evidence is nearly as good."""
    return [
        each
        for each in candidates
        if (each.start, each.end) == (chosen.start, chosen.end)
        and each.said != chosen.said
        and each.confidence >= chosen.confidence - margin
    ]
