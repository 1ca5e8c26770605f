"""The lexicon entry: the pronunciation of a name or a phrase."""

from dataclasses import dataclass
from enum import StrEnum


class ReadAs(StrEnum):
    """Ways to read a written form that has several readings."""

    INITIALS = "initials"
    """Letter by letter: "N.C." as "N C"."""
    DIGITS = "digits"
    """Digit by digit: "911" as "9 1 1"."""
    WORD = "word"
    """As one word, without capitals and full stops: "UNESCO" as "Unesco"."""


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """Pronunciation of a name or a phrase; `worker.pronunciation.lexicon` validates it.

    Attributes:
        written: Word or phrase as written in articles.
        respelling: Spelling that suggests the pronunciation, such as "Nwuh-SOO".
        ipa: Phonemes, for engines that accept them; these use it instead of the respelling.
        language: Language of the articles, as a BCP 47 tag, such as "en" for all English ones;
            empty for all languages.
        voice: Name of a voice or an engine; empty for all voices.
        case_sensitive: True if capitals must match.
        read_as: One of `ReadAs`, in place of a respelling; empty if there is none.
        section: Sections of the articles, separated by commas; empty for all sections.
    """

    written: str
    respelling: str = ""
    ipa: str = ""
    language: str = ""
    voice: str = ""
    case_sensitive: bool = False
    read_as: str = ""
    section: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Unique key of the entry; a new entry with the same key replaces it."""
        return self.written, self.language, self.voice
