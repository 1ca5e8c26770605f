"""Replacements of a line, such as aliases, distributed to its sentences."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence

from worker.model.script import Replacement
from worker.text.sentences.splitting import Span


def keep_whole(spans: Sequence[Span], own: Sequence[Replacement], length: int) -> list[Span]:
    """Return the spans of sentences, joined where one replacement covers words of several.

    Args:
        spans: Spans of the sentences, in order; none if the line has no letter and no digit.
        own: Replacements of the line, in order and without overlap.
        length: Length of the line.
    """
    if not spans and own:
        return [(0, length)]
    whole: list[Span] = []
    coming = deque(own)
    for span in spans:
        while coming and coming[0].end <= span[0]:
            coming.popleft()
        if whole and coming and coming[0].start < span[0]:
            whole[-1] = (whole[-1][0], span[1])
        else:
            whole.append(span)
    return whole


def share_out(
    spans: Sequence[Span], own: Sequence[Replacement]
) -> Iterator[tuple[Span, list[Replacement]]]:
    """Yield each sentence with its replacements, whose positions count from its beginning."""
    coming = deque(own)
    for start, end in spans:
        here = []
        while coming and coming[0].end <= end:
            here.append(coming.popleft().moved(-start))
        yield (start, end), here


def override(found: Sequence[Replacement], own: Sequence[Replacement]) -> list[Replacement]:
    """Return the line's own replacements and those that touch none of them, in order."""
    ends = [each.end for each in own]

    def is_free(each: Replacement) -> bool:
        following = bisect_right(ends, each.start)
        return following == len(own) or own[following].start >= each.end

    return sorted([*own, *filter(is_free, found)], key=lambda each: (each.start, each.end))
