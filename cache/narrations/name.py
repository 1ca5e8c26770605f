"""The name of a narration: one article in one voice."""

import hashlib
from typing import NamedTuple, Self


class NarrationName(NamedTuple):
    """What a narration is called: which article, in which voice."""

    article_id: str
    voice: str

    def __str__(self) -> str:
        """Return the form that Redis keys use."""
        return f"{self.article_id}|{self.voice}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the name that `str` made `text` of."""
        article_id, voice = text.split("|", 1)
        return cls(article_id, voice)

    @property
    def tag(self) -> str:
        """A short form of letters and digits alone, for job ids."""
        return hashlib.sha256(str(self).encode()).hexdigest()[:16]
