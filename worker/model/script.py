"""The script: the words of an article to be read, in order, each line with its role."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from worker.model.announcement import Jingle


class Role(StrEnum):
    """What a part of an article is to its reader."""

    TITLE = "title"
    DEK = "dek"
    BYLINE = "byline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTE = "quote"
    PULL_QUOTE = "pull-quote"
    CAPTION = "caption"
    TABLE = "table"
    CODE = "code"
    ASIDE = "aside"
    FOOTNOTE = "footnote"
    EMBED = "embed"
    RELATED = "related"
    NEWSLETTER = "newsletter"
    VERSE = "verse"
    NOTE = "note"
    TIMESTAMP = "timestamp"
    CREDIT = "credit"
    FURNITURE = "furniture"
    INTRO = "intro"
    OUTRO = "outro"


ANNOUNCED = (Role.INTRO, Role.OUTRO)
"""Roles of what the publisher has said around an article, and no article has."""

ARTICLE_ROLES = tuple(role for role in Role if role not in ANNOUNCED)
"""Roles of the parts of an article."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is spoken in place of some written characters.

    Attributes:
        start: Of the first of them.
        end: Behind the last; equal to `start` where something is said that is not written.
        spoken: What is said; empty if nothing is.
    """

    start: int
    end: int
    spoken: str

    def moved(self, by: int) -> "Replacement":
        """Return it further on in the written text."""
        return Replacement(self.start + by, self.end + by, self.spoken)


@dataclass(frozen=True, slots=True)
class Omission:
    """A part of an article that is not read.

    Attributes:
        reason: What it is, or why it is left out.
        text: How it begins.
        setting: Name of the setting that would have it read; empty if there is none.
    """

    reason: str
    text: str
    setting: str = ""


@dataclass(frozen=True, slots=True)
class ForeignText:
    """A part of a line in another language than the article's.

    Attributes:
        start: Of its first character within the line's written text.
        end: Behind its last one.
        language: As BCP 47.
    """

    start: int
    end: int
    language: str

    def moved(self, by: int) -> "ForeignText":
        """Return it further on in the written text."""
        return ForeignText(self.start + by, self.end + by, self.language)


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a script: a paragraph, a heading, the title.

    Attributes:
        role: What it is.
        written: Its text as the article has it, white space folded; empty if it is a sound.
        block: Its number among the parts of the article that can be read, from 0; an intro is the
            one before them, an outro the one after.
        replacements: What the article itself says is spoken otherwise than it is written: aliases,
            the numbers of lists, the commas between cells. In order, without overlap.
        sound: What is heard in place of words.
        is_common: Whether it says nothing of the article, and is the same around others.
        foreign: Its parts in other languages than the article's, in order, without overlap.
    """

    role: Role
    written: str
    block: int
    replacements: tuple[Replacement, ...] = ()
    sound: Jingle | None = None
    is_common: bool = False
    foreign: tuple[ForeignText, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """The words to be read, in order.

    Attributes:
        lines: In reading order.
        language: As BCP 47.
    """

    lines: Sequence[Line]
    language: str
