"""The rules of the publication file: what is done with articles of which kind."""

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
from worker.model.announcement_settings import read_sound, read_words
from worker.publication.tables import Several, Table


class Narrate(StrEnum):
    """When an article is narrated."""

    ALWAYS = "always"
    """As soon as it is there."""

    PRESS = "press"
    """When a listener presses play."""

    NEVER = "never"
    """Not at all."""


class Access(StrEnum):
    """Who may hear an article."""

    OPEN = "open"
    """Everybody."""

    SIGNED = "signed"
    """Whoever shows a signature of the publisher's, as its subscribers do."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What rules look at.

    Attributes:
        source: Name of the source that the article is from.
        section: Where it stands.
        byline: Who wrote it.
        tags: What it is about.
        language: As BCP 47; empty if nobody knows.
        estimated_s: About how long it takes to hear; 0 if nobody knows.
        access: `SUBSCRIBERS` if its source says that it is for them alone; else empty.
    """

    source: str
    section: str = ""
    byline: str = ""
    tags: Sequence[str] = ()
    language: str = ""
    estimated_s: int = 0
    access: str = ""


class Rule(Table):
    """What is done with articles of some kind; all its conditions must hold."""

    source: Several = ()
    section: Several = ()
    tag: Several = ()
    author: Several = Field((), description="Any of these names is in the byline")
    language: Several = ()
    longer_than_s: int | None = Field(None, ge=0, description="Estimated length in seconds")
    shorter_than_s: int | None = Field(None, ge=0, description="Estimated length in seconds")
    narrate: Narrate | None = None
    voice: str | None = None
    podcast: bool | None = Field(None, description="Whether it is in the podcast feed")
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
                raise ValueError(f"has both {what} and {what}_file; one of them is heard")
        return self

    @cached_property
    def announced(self) -> Mapping[str, Announcement | None]:
        """What it says is heard as `intro` and `outro`; None where it says that nothing is."""
        said: dict[str, Announcement | None] = {}
        for what in ("intro", "outro"):
            words, file = getattr(self, what), getattr(self, f"{what}_file")
            if file:
                said[what] = read_sound(file)
            elif words is not None:
                said[what] = read_words(words) if words else None
        return said

    @field_validator("voice")
    @classmethod
    def _is_voice(cls, value: str | None) -> str | None:
        if value is not None and not VOICE_PATTERN.fullmatch(value):
            raise ValueError("is not engine:voice, as in piper:en_US-joe-medium")
        return value

    def fits(self, article: Traits) -> bool:
        """Return whether an article is of this kind."""
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
    """Return whether one of the words wanted, if any are, is among those found."""
    return not wanted or bool({w.casefold() for w in wanted} & {f.casefold() for f in found})


def _in(name: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name.casefold())}\b", text.casefold()))


@dataclass(frozen=True, slots=True)
class Choices:
    """What the rules say of one article.

    Attributes:
        narrate: When it is narrated.
        voice: Who reads it; empty if its language decides.
        podcast: Whether it is in the podcast feed, where everybody hears it.
        access: Who may hear it.
    """

    narrate: Narrate
    voice: str = ""
    podcast: bool = True
    access: Access = Access.OPEN
