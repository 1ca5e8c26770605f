"""Footnote marks, which are not read: a raised 1, [12], a dagger; and forms that look like them."""

import re
from typing import Protocol

from lxml import etree

from worker.html.plain_text import text_beginning

_LABEL = re.compile(
    r"[\[(]?\s*(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,6}|[a-z]|[ivx]{2,5}|[*†‡§¶#↩↑^\ufe0e]{1,4}"
    r"|note \d{1,3}|citation needed)"
    r"\s*[\])]?"
)
_NOTE_ADDRESS = re.compile(r".*#\w*(fn|foot|note|cite|ref)", re.IGNORECASE)
_NOTE_CLASS = re.compile(r"\b(footnote|fnref|noteref|reference|citation|endnote)", re.IGNORECASE)

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "0123456789")
_LEADING = re.compile(rf"(\[\d{{1,3}}\]|[{_RAISED}]{{1,3}}|[*†‡§]{{1,3}})")
_BASE = re.compile(
    r"(?:\d|(?:^|[^\w]|(?<=[\d\u03b1-\u03c9]))(?:[^\W\d_]|[mcdkn\u00b5\u03bc]m|mc|ft|in|mi|yd|sq|met(?:er|re)s?"
    r"|feet|foot"
    r"|inch(?:es)?|miles?|yards?|kilomet(?:er|re)s?|seconds?))$"
)
"""Bases of powers and squares: a number, a letter, a unit."""

_NUMBER = re.compile(r"[$£€¥]?\d[\d.,\u202f\u00a0]*$")
_NO_POWER = re.compile(r"1[5-9]\d\d|20\d\d|[$£€¥].*|\d{1,3}(?:[.,\u202f\u00a0]\d{3})+")
"""Years, money and large numbers: a raised number after them is the mark of a footnote."""

_IN_TEXT = re.compile(
    r"(?P<open>[“«„])|(?P<close>[”»])"
    r"|(?P<space> ?)\[(?P<label>\d{1,3}(?: ?[,–-] ?\d{1,3}){0,9})\]"
    rf"| ?(?P<dagger>[†‡]+)|(?<![⁺⁻{_RAISED}])(?P<raised>[{_RAISED}]+)(?![⁺⁻])"
)
_CONTEXT_CHARS = 14


def is_mark(element: etree._Element, before: str) -> bool:
    """Return whether an element is the mark of a footnote.

    Args:
        element: Any element within a paragraph.
        before: The text before it, or its end.
    """
    if element.tag not in ("sup", "a"):
        return False
    text = text_beginning(element, 30)
    match = _LABEL.fullmatch(text)
    if match is None:
        return False
    if element.get("role") == "doc-noteref" or _NOTE_CLASS.search(element.get("class", "")):
        return True
    if element.tag == "a":
        return _is_linked_mark(element, match[1], before)
    return _is_raised_mark(element, match, before)


def _is_linked_mark(link: etree._Element, label: str, before: str) -> bool:
    """Return whether a link is a mark: it leads to a note, or follows a word without a space."""
    address = link.get("href", "")
    if link.find("sup") is not None:
        return "#" in address
    is_glued = before != "" and not before[-1].isspace() and address.startswith("#")
    return not label.isalpha() and bool(is_glued or _NOTE_ADDRESS.match(address))


def _is_raised_mark(raised: etree._Element, match: re.Match[str], before: str) -> bool:
    """Return whether something raised is a mark, not a power, square or ordinal."""
    parent = raised.getparent()
    links = [raised.find(".//a"), parent if parent is not None and parent.tag == "a" else None]
    if any(link is not None and "#" in link.get("href", "") for link in links):
        return True
    label, tail = match[1], raised.tail or ""
    if label.isalpha():
        return label != match[0] or (_is_lettered(label, before) and not tail[:1].isalnum())
    return not label.isdigit() or not (tail[:1].isalnum() or _is_power(label, before))


def _is_lettered(label: str, before: str) -> bool:
    """Return whether a bare raised letter is a mark, not the ending of an abbreviated word."""
    least = 5 if label in "ao" else 3  # in Spanish and Portuguese these end words
    return bool(re.search(rf"[^\W\d_A-Z]{{{least}}}[.,;:!?”\"')]*$", before))


def _is_power(label: str, before: str) -> bool:
    """Return whether a raised number is a power: not of a year, nor of an amount."""
    number = _NUMBER.search(before[-_CONTEXT_CHARS:])
    if label == "1" or (number and _NO_POWER.fullmatch(number[0])):
        return False
    return is_base(before)


def is_base(before: str) -> bool:
    """Return whether a raised number after this text is a power or a square, not a mark."""
    return bool(_BASE.search(before[-_CONTEXT_CHARS:]))


def label_of(mark: str) -> str:
    """Return the bare number or sign of a mark."""
    return mark.translate(_LOWERED).strip("[]() ")


def labels_in(label: str) -> list[str]:
    """Return the single labels of a mark such as "1, 2"."""
    return [part.strip() for part in re.split("[,–-]", label)]


def leading_label(text: str) -> str:
    """Return the label that a footnote begins with, or ""."""
    match = _LEADING.match(text)
    return label_of(match[0]) if match else ""


class Found(Protocol):
    """A function that is called with each mark."""

    def __call__(self, mark: str, *, is_first: bool) -> None:
        """Record a mark, and whether the paragraph begins with it."""


class TextMarks:
    """Filter that removes footnote marks from a text that arrives piece by piece.

    Args:
        found: Called with each mark.
    """

    def __init__(self, found: Found) -> None:
        self._found = found
        self._quotes = 0

    def reset(self) -> None:
        """Begin another paragraph."""
        self._quotes = 0

    def without(self, text: str, before: str) -> str:
        """Return `text` without marks.

        A number in brackets that stands alone within a quotation is an editor's insertion.
        """

        def replace(match: re.Match[str]) -> str:
            if match["open"] or match["close"]:
                self._quotes = max(0, self._quotes + (1 if match["open"] else -1))
                return match[0]
            preceding = text[max(0, match.start() - _CONTEXT_CHARS) : match.start()] or before
            if not self._is_mark(match, preceding):
                return match[0]
            self._found(match[0].strip(), is_first=not preceding.strip())
            return ""

        return _IN_TEXT.sub(replace, text)

    def _is_mark(self, match: re.Match[str], preceding: str) -> bool:
        if match["dagger"]:
            return True
        if match["raised"]:
            follows = match.string[match.end() : match.end() + 1]
            is_isotope = preceding[-1:].isspace() and follows.isupper()
            return bool(preceding.strip()) and not (is_isotope or is_base(preceding))
        stands_alone = bool(match["space"]) or preceding[-1:].isspace()
        return bool(preceding.strip()) and not (stands_alone and self._quotes)
