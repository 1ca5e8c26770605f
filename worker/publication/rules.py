"""The rules of the publication file: conditions on articles, and choices for their narration."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from cache.settings import VOICE_PATTERN
from worker.model.announcement import Announcement
from worker.publication.announcement_settings import read_sound, read_words
from worker.publication.cast_settings import CastTable
from worker.publication.tables import Several, Table


class Narrate(StrEnum):
    """Time of an article's narration."""

    ALWAYS = "always"
    """As soon as the article is stored."""

    PRESS = "press"
    """At the first press of play."""

    NEVER = "never"
    """Never."""


class Access(StrEnum):
    """Access to an article's audio."""

    OPEN = "open"
    """Access for everyone."""

    SIGNED = "signed"
    """Access with a signature of the publisher, such as for its subscribers."""


@dataclass(frozen=True, slots=True)
class Traits:
    """Properties of an article that rules examine.

    Attributes:
        source: Name of its source.
        section: Section of the publication.
        byline: Names of the authors.
        tags: Topics or keywords.
        language: Language as a BCP 47 tag; empty if unknown.
        estimated_s: Estimated listening time, in seconds; 0 if unknown.
        access: `SUBSCRIBERS` if its source says that it is only for them; else empty.
        is_listed: True if the publisher lists it; False if it was fetched only for a press.
    """

    source: str
    section: str = ""
    byline: str = ""
    tags: Sequence[str] = ()
    language: str = ""
    estimated_s: int = 0
    access: str = ""
    is_listed: bool = True


CONDITIONS = (
    "source", "section", "tag", "author", "language", "longer_than_s", "shorter_than_s",
)  # fmt: skip
"""Fields of a rule that are conditions; all others are choices."""


class Rule(Table):
    """A rule: choices for all articles that meet all its conditions."""

    source: Several = ()
    section: Several = ()
    tag: Several = ()
    author: Several = Field((), description="Any of these names is in the byline")
    language: Several = ()
    longer_than_s: int | None = Field(None, ge=0, description="Estimated length in seconds")
    shorter_than_s: int | None = Field(None, ge=0, description="Estimated length in seconds")
    narrate: Narrate | None = None
    voice: str | None = None
    studio_voice: str | None = Field(None, description="No studio voice if empty")
    cast: CastTable | None = Field(None, description="Voices of a dialogue; none if empty")
    podcast: bool | None = Field(None, description="True to include it in the podcast feed")
    access: Access | None = None
    intro: str | None = Field(None, description="Words heard before it; none if empty")
    outro: str | None = Field(None, description="Words heard after it; none if empty")
    intro_file: Path | None = Field(None, description="MP3 or WAV heard before it")
    outro_file: Path | None = Field(None, description="MP3 or WAV heard after it")

    @field_validator("intro", "outro")
    @classmethod
    def _are_words(cls, value: str | None) -> str | None:
        if value:
            read_words(value)
        return value

    @field_validator("intro_file", "outro_file")
    @classmethod
    def _is_sound(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value is None:
            return None
        folder: Path = (info.context or {}).get("folder", Path())
        path = folder / value.expanduser()
        read_sound(path)
        return path

    @model_validator(mode="after")
    def _says_one_of_both(self) -> Self:
        for what in ("intro", "outro"):
            if getattr(self, what) is not None and getattr(self, f"{what}_file"):
                raise ValueError(f"has both {what} and {what}_file; only one is allowed")
        return self

    @cached_property
    def announced(self) -> Mapping[str, Announcement | None]:
        """Announcements for `intro` and `outro`; None for an explicitly empty one."""
        said: dict[str, Announcement | None] = {}
        for what in ("intro", "outro"):
            words, file = getattr(self, what), getattr(self, f"{what}_file")
            if file:
                said[what] = read_sound(file)
            elif words is not None:
                said[what] = read_words(words) if words else None
        return said

    @field_validator("voice", "studio_voice")
    @classmethod
    def _is_voice(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value == "" and info.field_name == "studio_voice":
            return value
        if value is not None and not VOICE_PATTERN.fullmatch(value):
            raise ValueError("is not engine:voice, such as piper:en_US-joe-medium")
        return value

    def fits(self, article: Traits) -> bool:
        """Return True if an article meets all conditions."""
        by_length = (self.longer_than_s, self.shorter_than_s)
        if article.estimated_s == 0 and by_length != (None, None):
            return False
        return (
            _names(self.source, [article.source])
            and _names(self.section, [article.section])
            and _names(self.tag, article.tags)
            and (not self.author or any(_in(name, article.byline) for name in self.author))
            and _names(self.language, [article.language, article.language.split("-")[0]])
            and (self.longer_than_s is None or article.estimated_s > self.longer_than_s)
            and (self.shorter_than_s is None or article.estimated_s < self.shorter_than_s)
        )


def _names(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Return True if no words are required, or one of them is among those found."""
    return not wanted or bool({w.casefold() for w in wanted} & {f.casefold() for f in found})


def _in(name: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name.casefold())}\b", text.casefold()))


@dataclass(frozen=True, slots=True)
class Choices:
    """The rules' choices for one article.

    Attributes:
        narrate: Time of its narration.
        voice: Name of the voice; empty if the language decides.
        studio: Name of the studio voice, or `NO_STUDIO`; empty if the language decides.
        podcast: True if it is in the public podcast feed.
        access: Access to its audio.
    """

    narrate: Narrate
    voice: str = ""
    podcast: bool = True
    access: Access = Access.OPEN
    studio: str = ""
