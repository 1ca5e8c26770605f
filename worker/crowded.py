"""A guard before HTML is parsed: libxml2 takes minutes for an element of very many attributes.

It walks through all attributes of an element for each further one when it builds a tree; without a
tree it does not.
"""

from collections.abc import Mapping

from lxml import etree

from worker.errors import UnreadableSourceError

MOST_ATTRIBUTES = 2_000
HARMLESS_BYTES = 20_000
"""In so few bytes there cannot be enough attributes to take a tenth of a second."""


class _Counting:
    """What a parser tells of elements, without a tree."""

    def __init__(self) -> None:
        self.most = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self.most = max(self.most, len(attributes))

    def close(self) -> int:
        return self.most


def refuse_crowded(html: bytes) -> None:
    """Make sure that HTML can be parsed in reasonable time.

    Args:
        html: In UTF-8.

    Raises:
        UnreadableSourceError: An element has thousands of attributes.
    """
    if len(html) <= HARMLESS_BYTES:
        return
    parser = etree.HTMLParser(target=_Counting(), encoding="utf-8", huge_tree=True)
    most: object = etree.fromstring(html, parser)
    if isinstance(most, int) and most > MOST_ATTRIBUTES:
        raise UnreadableSourceError(f"an element of its HTML has {most} attributes")
