"""The edition of an article: its current revision, language, rules and availability."""

from enum import StrEnum
from typing import NamedTuple, Self


class Standing(StrEnum):
    """Availability of an article to listeners."""

    OPEN = "open"
    """Available."""

    UNREAD = "unread"
    """Unknown: the article was never fetched from its source."""

    NEVER = "never"
    """Not available: a rule of the publisher excludes it."""

    WITHDRAWN = "withdrawn"
    """No longer available: its publisher has withdrawn it."""


NO_STUDIO = "-"
"""Value of `Edition.studio` if a publisher's rule wants no studio voice."""


class Edition(NamedTuple):
    """The edition of an article.

    Attributes:
        revision: Fingerprint of the article's content; empty if it was never read.
        language: Language tag, as `cache.languages.read_tag` returns it; empty if unknown.
        estimated_s: Estimated listening time, in seconds; None if unknown.
        voice: Voice that a publisher's rule names; empty if the language decides.
        standing: Availability to listeners.
        is_signed: True if only requests with the publisher's signature may hear it.
        opens_at: End of the embargo, in whole seconds since the epoch; 0 if there is none.
        studio: Studio voice that a publisher's rule names; `NO_STUDIO` if it wants none; empty if
            the language decides.
    """

    revision: str
    language: str
    estimated_s: int | None = None
    voice: str = ""
    standing: Standing = Standing.OPEN
    is_signed: bool = False
    opens_at: int = 0
    studio: str = ""

    def __str__(self) -> str:
        """Return the form stored in Redis."""
        seconds = "" if self.estimated_s is None else str(self.estimated_s)
        signed = "signed" if self.is_signed else ""
        said = f"{self.revision} {self.language} {seconds} {self.voice} {self.standing}"
        return f"{said} {signed} {self.opens_at or ''} {self.studio}".rstrip(" ")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the edition whose `str` is `text`, in the format of this or an earlier version."""
        fields = (*text.split(" "), *[""] * 6)
        revision, language, seconds, voice, standing, signed, opens_at, studio, *_ = fields
        return cls(
            revision,
            language,
            int(seconds) if seconds else None,
            voice,
            Standing(standing or Standing.OPEN),
            bool(signed),
            int(opens_at or 0),
            studio,
        )
