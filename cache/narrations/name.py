"""The name of a narration: one article in one voice."""

import hashlib
from typing import NamedTuple, Self


class NarrationName(NamedTuple):
    """Name of a narration: article ID and voice."""

    article_id: str
    voice: str

    def __str__(self) -> str:
        """Return the form used in Redis keys."""
        return f"{self.article_id}|{self.voice}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the name whose `str` is `text`."""
        article_id, voice = text.split("|", 1)
        return cls(article_id, voice)

    @property
    def tag(self) -> str:
        """Short form of letters and digits, for job ids."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:16]
