"""The edition of an article: its current revision, rules and standing, as a press finds them."""

from enum import StrEnum
from typing import NamedTuple, Self


class Standing(StrEnum):
    """Whether an article may be heard."""

    OPEN = "open"
    """Yes."""

    UNREAD = "unread"
    """Perhaps: it is its source's, and was never fetched from there."""

    NEVER = "never"
    """No, as a rule of the publisher says."""

    WITHDRAWN = "withdrawn"
    """No more: its publisher has taken it back."""


class Edition(NamedTuple):
    """What is current of an article.

    Attributes:
        revision: Changes with everything the article says; empty if nobody has read it.
        language: What it is in, as `cache.languages.read_tag` gives it; empty if nobody knows.
        estimated_s: About how long it takes to hear; None if nobody knows.
        voice: Who reads it, as a rule of the publisher says; empty if its language decides.
        standing: Whether it may be heard.
        is_signed: Whether by those alone who show a signature of its publisher.
    """

    revision: str
    language: str
    estimated_s: int | None = None
    voice: str = ""
    standing: Standing = Standing.OPEN
    is_signed: bool = False

    def __str__(self) -> str:
        """Return the form that Redis holds."""
        seconds = "" if self.estimated_s is None else str(self.estimated_s)
        signed = " signed" if self.is_signed else ""
        return f"{self.revision} {self.language} {seconds} {self.voice} {self.standing}{signed}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the edition that `str` made `text` of, in this version or an earlier one."""
        revision, language, seconds, voice, standing, signed, *_ = (*text.split(" "), *[""] * 4)
        return cls(
            revision,
            language,
            int(seconds) if seconds else None,
            voice,
            Standing(standing or Standing.OPEN),
            bool(signed),
        )


class Basis(NamedTuple):
    """What a narration was made from; when it changes, the narration is out of date.

    Attributes:
        revision: Of the article.
        sound: Digest of every setting that decides the sound; empty if no worker has said yet.
    """

    revision: str
    sound: str

    def __str__(self) -> str:
        """Return the form that records hold."""
        return f"{self.revision}.{self.sound}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the basis that `str` made `text` of."""
        revision, _, sound = text.partition(".")
        return cls(revision, sound)

    def agrees_with(self, other: "Basis") -> bool:
        """Return whether both are of one revision and, as far as both know, of one sound."""
        known = bool(self.sound and other.sound)
        return self.revision == other.revision and (not known or self.sound == other.sound)


NO_BASIS = Basis("", "")
