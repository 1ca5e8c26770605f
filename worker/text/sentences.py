"""From a paragraph to its sentences."""

from collections.abc import Iterable

import sentencex

from worker.text.html import is_readable

Span = tuple[int, int]
"""Where something begins, and where it has ended: a slice of a text."""


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the spans of the sentences of `text`, in order.

    Every character of `text` that is not white space is in exactly one of them.

    Args:
        text: One paragraph, white space folded.
        language: As BCP 47.
    """
    boundaries = sentencex.get_sentence_boundaries(language.split("-")[0].lower(), text)
    return keep_readable(text, ((b["start_index"], b["end_index"]) for b in boundaries))


def keep_readable(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return `spans` without white space at their edges, each with something to speak.

    One that has no letter and no digit, as a lone dash, becomes part of the one before it, or of
    the one after it where it is the first.
    """
    kept: list[Span] = []
    pending: int | None = None
    for span in spans:
        start, end = strip(text, *span)
        if pending is not None:
            start, pending = pending, None
        if is_readable(text[start:end]):
            kept.append((start, end))
        elif kept and start < end:
            kept[-1] = (kept[-1][0], end)
        elif start < end:
            pending = start
    return kept


def strip(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its edges."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, max(start, start + len(part.strip()))
