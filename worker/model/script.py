"""The script: the words of an article to be read, in order, each line with its role."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from worker.model.announcement import Jingle


class Role(StrEnum):
    """Role of a part of an article."""

    TITLE = "title"
    DEK = "dek"
    BYLINE = "byline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTE = "quote"
    PULL_QUOTE = "pull-quote"
    POST = "post"
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
"""Roles of announcements, which are not part of the article."""

ARTICLE_ROLES = tuple(role for role in Role if role not in ANNOUNCED)
"""Roles of the parts of an article."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """Spoken replacement of some written characters.

    Attributes:
        start: Index of the first character.
        end: Index after the last character; equal to `start` for an insertion.
        spoken: Spoken text; empty if nothing is spoken.
    """

    start: int
    end: int
    spoken: str

    def moved(self, by: int) -> "Replacement":
        """Return the same with its position shifted in the written text."""
        return Replacement(self.start + by, self.end + by, self.spoken)


@dataclass(frozen=True, slots=True)
class Omission:
    """A part of an article that is not read.

    Attributes:
        reason: Kind of the part, or the reason for the omission.
        text: Beginning of its text.
        setting: Name of the setting that includes it; empty if there is none.
    """

    reason: str
    text: str
    setting: str = ""


@dataclass(frozen=True, slots=True)
class ForeignText:
    """A part of a line in a different language from the article's.

    Attributes:
        start: Index of its first character in the line's written text.
        end: Index after its last character.
        language: Language as a BCP 47 tag.
    """

    start: int
    end: int
    language: str

    def moved(self, by: int) -> "ForeignText":
        """Return the same with its position shifted in the written text."""
        return ForeignText(self.start + by, self.end + by, self.language)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A part of a line that the article's markup assigns to a voice, by `data-listen-voice`.

    Attributes:
        start: Index of its first character in the line's written text.
        end: Index after its last character.
        names: Names in the markup, the innermost first; each may be unknown.
    """

    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoicedText:
    """A part of a line that its markup gives to a voice, whose sentences this voice reads.

    Attributes:
        start: Index of its first character in the line's written text.
        end: Index after its last character.
        voices: Names of the voices of the elements around it, the innermost first; empty for the
            narration's own voice.
    """

    start: int
    end: int
    voices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a script: a paragraph, a heading, the title.

    Attributes:
        role: Role of the line.
        written: Text as written in the article, white space folded; empty for a jingle.
        block: Number among the readable parts of the article, from 0; an intro has the number
            before the first, an outro the number after the last.
        replacements: Replacements that the article's markup requires, such as aliases, list
            numbers, or commas between table cells; in order, without overlap.
        sound: Jingle played instead of words.
        is_common: True if it does not depend on the article, so that other articles share it.
        foreign: Parts in other languages than the article's, in order, without overlap.
        bold_chars: Length of its beginning that is in bold.
        marked: Parts that the markup assigns to voices; in order, without overlap.
        voice: Name of the voice that reads it, in a dialogue; empty for the narration's own voice.
        voiced: Parts that the markup gives to other voices; in order, without overlap.
    """

    role: Role
    written: str
    block: int
    replacements: tuple[Replacement, ...] = ()
    sound: Jingle | None = None
    is_common: bool = False
    foreign: tuple[ForeignText, ...] = ()
    bold_chars: int = 0
    marked: tuple[MarkedText, ...] = ()
    voice: str = ""
    voiced: tuple[VoicedText, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """The words to be read, in order.

    Attributes:
        lines: Lines in reading order.
        language: Language as a BCP 47 tag.
    """

    lines: Sequence[Line]
    language: str
