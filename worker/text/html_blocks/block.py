"""A block of an article's text: a paragraph, a heading, a list item, a row of a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from worker.html.plain_text import is_readable
from worker.model.script import ForeignText, MarkedText, Replacement, Role

P = TypeVar("P", ForeignText, MarkedText)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or row of a table, with its role.

    Attributes:
        role: Kind of block, such as heading.
        text: Its words, white space folded; never empty.
        replacements: Words that are spoken differently from how they are written; in order, without
            overlap.
        box: Number of the box around it, such as a pull quote; 0 for the text itself.
        foreign: Its parts in other languages than the article's; in order, without overlap.
        is_link: True if nearly all of it is in links.
        marked: Its parts that the markup assigns to voices; in order, without overlap.
        bold_chars: Length of its beginning that is in bold.
    """

    role: Role
    text: str
    replacements: tuple[Replacement, ...] = ()
    box: int = field(default=0, compare=False)
    foreign: tuple[ForeignText, ...] = ()
    is_link: bool = field(default=False, compare=False)
    marked: tuple[MarkedText, ...] = ()
    bold_chars: int = field(default=0, compare=False)

    def part(self, start: int, end: int) -> "Block":
        """Return the block that consists of a part of the text."""
        spoken = (each.moved(-start) for each in self.replacements if start <= each.start < end)
        return replace(
            self,
            text=self.text[start:end],
            replacements=tuple(spoken),
            foreign=tuple(_within(self.foreign, start, end)),
            marked=tuple(_within(self.marked, start, end)),
            bold_chars=max(0, min(self.bold_chars, end) - start),
        )

    @property
    def is_readable(self) -> bool:
        """True if any part of it can be spoken."""
        at, said = 0, ""
        for each in self.replacements:
            said += self.text[at : each.start] + each.spoken
            at = each.end
        return is_readable(said + self.text[at:])


def _within(parts: Iterable[P], start: int, end: int) -> Iterator[P]:
    """Yield the parts of a text that lie within a range, with positions counted from its start."""
    for each in parts:
        if each.start < end and start < each.end:
            yield replace(
                each, start=max(each.start, start) - start, end=min(each.end, end) - start
            )
