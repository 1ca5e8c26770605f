"""The basis of a narration: the article's revision, and the settings of the sound."""

from typing import NamedTuple, Self


class Basis(NamedTuple):
    """The basis of a narration: when it changes, the narration is out of date.

    Attributes:
        revision: Revision of the article.
        sound: Digest of every setting that affects the sound; empty before a worker published it.
    """

    revision: str
    sound: str

    def __str__(self) -> str:
        """Return the form stored in records."""
        return f"{self.revision}.{self.sound}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the basis whose `str` is `text`."""
        revision, _, sound = text.partition(".")
        return cls(revision, sound)

    def agrees_with(self, other: "Basis") -> bool:
        """Return True if the revisions are equal, and the sounds too if both are known."""
        known = bool(self.sound and other.sound)
        return self.revision == other.revision and (not known or self.sound == other.sound)


NO_BASIS = Basis("", "")
