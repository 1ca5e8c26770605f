"""Parts of a text in different languages, as `lang` attributes mark them."""

from collections.abc import Sequence

from worker.model.script import ForeignText, Replacement


def divide(
    text: str, language: str, foreign: Sequence[ForeignText], kept_whole: Sequence[Replacement] = ()
) -> list[ForeignText]:
    """Return the parts of a text, in order and without gaps, each in one language.

    Args:
        text: A sentence, or a line.
        language: Language of the text outside the foreign parts, as BCP 47.
        foreign: Parts in other languages, in order; they may extend beyond the text.
        kept_whole: Replacements that are never divided.
    """
    parts: list[ForeignText] = []
    at = 0
    for each in foreign:
        start = _outside(max(each.start, at), kept_whole)
        end = _outside(min(each.end, len(text)), kept_whole)
        if start >= end:
            continue
        if at < start:
            parts.append(ForeignText(at, start, language))
        parts.append(ForeignText(start, end, each.language))
        at = end
    if at < len(text) or not parts:
        parts.append(ForeignText(at, len(text), language))
    return parts


def _outside(place: int, kept_whole: Sequence[Replacement]) -> int:
    """Return a position, moved after any text that must not be divided there."""
    for each in kept_whole:
        if each.start < place < each.end:
            return each.end
    return place


def language_of_line(text: str, language: str, foreign: Sequence[ForeignText]) -> str:
    """Return the language in which most of a line is written."""
    for each in foreign:
        if (each.end - each.start) * 2 > len(text):
            return each.language
    return language
