"""CSS selectors of a publisher: parts to leave out, and parts that hold the article."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from worker.html.parsing import parse_html


@dataclass(frozen=True, slots=True)
class Selectors:
    """The selectors for the pages or posts of one source.

    Attributes:
        left_out: Parts that are not read.
        holding: Parts that hold the article; if one is on a page, nothing else there is read.
    """

    left_out: tuple[str, ...] = ()
    holding: tuple[str, ...] = ()


NO_SELECTORS = Selectors()


def check_selector(selector: str) -> str:
    """Return a selector if it is a valid CSS selector.

    Raises:
        ValueError: It is not valid.
    """
    _compile(selector)
    return selector


def find_selected(root: etree._Element, selectors: Iterable[str]) -> Iterator[etree._Element]:
    """Yield the elements that match at least one of the selectors."""
    for selector in selectors:
        yield from _compile(selector)(root)


def mark_left_out(root: etree._Element, selectors: Iterable[str]) -> bool:
    """Mark elements with `data-listen="skip"`, and return whether there are any."""
    found = list(find_selected(root, selectors))
    for element in found:
        element.set("data-listen", "skip")
    return bool(found)


def mark_left_out_of(html: str, selectors: Iterable[str]) -> str:
    """Return the HTML of an article, with the elements marked that match the selectors.

    Raises:
        UnreadableSourceError: As `parse_html`.
    """
    root = parse_html(html) if html else None
    if root is None or not mark_left_out(root, selectors):
        return html
    return str(etree.tostring(root, encoding="unicode", method="html"))


@cache
def _compile(selector: str) -> CSSSelector:
    try:
        return CSSSelector(selector, translator="html")
    except SelectorError as error:
        raise ValueError(f"{selector!r} is not a CSS selector: {error}") from error
