"""Choice of a voice for an article, by language and order of preference, and kinds of voices.

`cache.languages.speaks` compares the language of a voice with that of an article.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

from cache.errors import NoVoiceForLanguageError
from cache.languages import primary_language, region_of, speaks


class VoiceKind(StrEnum):
    """Kind of a voice: fast enough for a press, or not."""

    INSTANT = "instant"
    """It synthesizes much faster than real time, so that the sound begins soon after a press."""

    STUDIO = "studio"
    """It is slower and sounds better: it narrates in advance or later, not during a press."""


class Speaking(Protocol):
    """The properties of a voice that are needed to choose one."""

    @property
    def name(self) -> str:
        """Name of the engine and the voice."""

    @property
    def language(self) -> str:
        """Language tag, as `read_tag` returns it."""


S = TypeVar("S", bound=Speaking)


def choose_voice(voices: Sequence[S], language: str, wanted: str | None = None) -> S:
    """Return the best voice for a language: the first one of `rank_voices`.

    Args:
        voices: Available voices, in order of preference.
        language: Language tag, as `read_tag` returns it; empty if unknown.
        wanted: Name of the requested voice; None to accept any.

    Raises:
        NoVoiceForLanguageError: No voice speaks it, or the requested voice does not.
    """
    ranked = rank_voices([v for v in voices if wanted in (None, v.name)], language)
    if not ranked:
        raise NoVoiceForLanguageError(language, [(v.name, v.language) for v in voices], wanted)
    return ranked[0]


def rank_voices(voices: Sequence[S], language: str) -> list[S]:
    """Return the voices that speak a language, the best one first.

    Voices of the same region come first, voices of a closely related language last; otherwise they
    keep their order of preference.

    Args:
        voices: Available voices, in order of preference.
        language: Language tag, as `read_tag` returns it; empty if unknown.
    """
    spoken, region = ("", primary_language(language)), region_of(language)

    def distance(voice: S) -> int:
        if language and primary_language(voice.language) not in spoken:
            return 2
        return 0 if region and region_of(voice.language) == region else 1

    return sorted((v for v in voices if speaks(v.language, language)), key=distance)
