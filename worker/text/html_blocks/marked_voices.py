"""Voices that the markup of an article names, in `data-listen-voice`."""

from lxml import etree

from worker.html.plain_text import fold

MOST_CHARS = 100
MOST_NESTED = 8
"""Maximum number of elements within each other whose attribute counts."""


def name_voices(element: etree._Element, outer: tuple[str, ...]) -> tuple[str, ...]:
    """Return the voices that the markup names for an element, the innermost first.

    Args:
        element: Element of an article.
        outer: Voices of the element around it.
    """
    voice = fold(element.get("data-listen-voice", "")[:MOST_CHARS])
    return (voice, *outer)[:MOST_NESTED] if voice else outer
