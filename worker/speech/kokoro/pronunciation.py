"""The pronunciation of a text: symbols of the model, with the place of each word."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol


class WordSymbols(NamedTuple):
    """The symbols of a word of a text, without punctuation around it.

    Attributes:
        start: Index of its first character in the text.
        end: Index after its last character.
        first: Index of its first symbol.
        behind: Index after its last symbol.
    """

    start: int
    end: int
    first: int
    behind: int


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """The pronunciation of a text.

    Attributes:
        symbols: Symbols of the model.
        words: Places of the text's words, in order; None if they are unknown.
    """

    symbols: str
    words: tuple[WordSymbols, ...] | None


class Phonemizer(Protocol):
    """A converter from texts of one language to their pronunciation."""

    @property
    def language(self) -> str:
        """Language of the texts, as a BCP 47 tag."""

    @property
    def takes_ipa(self) -> bool:
        """True if `[[...]]` in a text has phonemes in IPA."""

    @property
    def version(self) -> str:
        """Version: it changes whenever the same text may be pronounced differently."""

    def pronounce(self, text: str) -> Pronunciation:
        """Return the pronunciation of a text; it has no symbols if nothing can be pronounced."""
