"""The lexicon entry: the pronunciation of a name or a phrase."""

from dataclasses import dataclass


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
    """

    written: str
    respelling: str = ""
    ipa: str = ""
    language: str = ""
    voice: str = ""
    case_sensitive: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Unique key of the entry; a new entry with the same key replaces it."""
        return self.written, self.language, self.voice
