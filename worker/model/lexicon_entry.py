"""The lexicon entry: how a name or a phrase is said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """How a name or a phrase is said; `worker.model.lexicon` says what may be in one.

    Attributes:
        written: As articles have it.
        respelling: How it would be spelled if it were spelled as it is said, as in "Nwuh-SOO".
        ipa: Its sounds, for engines that take them; these prefer it to the respelling.
        language: Of the articles it is for, as BCP 47, "en" for all English ones; empty for all.
        voice: Whose mouth it is for, a voice or an engine; empty for all.
        case_sensitive: Whether capitals must be as written here.
    """

    written: str
    respelling: str = ""
    ipa: str = ""
    language: str = ""
    voice: str = ""
    case_sensitive: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others; a new one with the same key takes its place."""
        return self.written, self.language, self.voice
