"""A check before HTML is parsed: libxml2 takes minutes for an element with very many attributes.

While libxml2 builds a tree, it walks through all attributes of an element for each further one.
Without a tree it does not, so counting them first is cheap.
"""

from collections.abc import Mapping

from lxml import etree

from worker.errors import UnreadableSourceError

MAX_ATTRIBUTES = 2_000
HARMLESS_BYTES = 20_000
"""Size in bytes below which HTML cannot have enough attributes to take a tenth of a second."""


class _AttributeCounter:
    """A target for lxml's parser that builds no tree and counts attributes."""

    def __init__(self) -> None:
        self.most = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self.most = max(self.most, len(attributes))

    def close(self) -> int:
        return self.most


def check_attributes(html: bytes) -> None:
    """Make sure that HTML can be parsed in reasonable time.

    Args:
        html: HTML in UTF-8.

    Raises:
        UnreadableSourceError: An element has thousands of attributes.
    """
    if len(html) <= HARMLESS_BYTES:
        return
    parser = etree.HTMLParser(target=_AttributeCounter(), encoding="utf-8", huge_tree=True)
    most: object = etree.fromstring(html, parser)
    if isinstance(most, int) and most > MAX_ATTRIBUTES:
        raise UnreadableSourceError(f"an element of its HTML has {most} attributes")
