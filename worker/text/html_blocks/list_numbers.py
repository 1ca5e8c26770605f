"""Numbers of ordered lists, which a browser shows although they are not in the text."""

import re
from dataclasses import dataclass

from lxml import etree

_INTEGER = re.compile(r"\s*([+-]?\d{1,9})(?!\d)")
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_LETTERS = frozenset({"a", "lower-alpha", "lower-latin"})
_CAPITALS = frozenset({"A", "upper-alpha", "upper-latin"})


@dataclass(slots=True)
class _List:
    kind: str | None
    next: int
    step: int


class Numbering:
    """Counter for the items of all open lists; it counts as a browser does."""

    def __init__(self) -> None:
        self._lists: list[_List] = []

    def open_list(self, element: etree._Element) -> None:
        """Begin an `ol` or `ul`."""
        if element.tag == "ul":
            self._lists.append(_List(None, 0, 0))
            return
        step = -1 if element.get("reversed") is not None else 1
        first = sum(child.tag == "li" for child in element) if step < 0 else 1
        start = _integer(element.get("start"))
        self._lists.append(_List(_kind(element), first if start is None else start, step))

    def close_list(self) -> None:
        """End the list that was opened last."""
        self._lists.pop()

    def count(self, item: etree._Element) -> str:
        """Return the number of the next item of the innermost list; empty if it has none.

        Roman numbers are returned in digits, since they are read as numbers.
        """
        if not self._lists or self._lists[-1].kind is None:
            return ""
        innermost = self._lists[-1]
        value = _integer(item.get("value"))
        number = innermost.next if value is None else value
        innermost.next = number + innermost.step
        kind = _kind(item, innermost.kind)
        if kind is None:
            return ""
        if number > 0 and kind in _LETTERS | _CAPITALS:
            letters = _in_letters(number)
            return f"{letters if kind in _LETTERS else letters.upper()}."
        return f"{number}."


def _kind(element: etree._Element, default: str | None = "decimal") -> str | None:
    """Return the kind of numbers of a list, or None if its items have none."""
    style = _STYLE.search(element.get("style", ""))
    kind = style[1].lower() if style else element.get("type", default)
    return None if kind in ("none", "disc", "circle", "square", None) else str(kind)


def _integer(text: str | None) -> int | None:
    match = _INTEGER.match(text or "")
    return int(match[1]) if match else None


def _in_letters(number: int) -> str:
    """Return a positive number as a, b, ... z, aa, ab."""
    letters = ""
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
