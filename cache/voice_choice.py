"""Choice of a voice for an article, by language and order of preference.

`cache.languages.speaks` compares the language of a voice with that of an article.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from cache.errors import NoVoiceForLanguageError
from cache.languages import primary_language, region_of, speaks


class Speaking(Protocol):
    """The part of a voice that the choice of a voice needs."""

    @property
    def name(self) -> str:
        """Name of the engine and the voice."""

    @property
    def language(self) -> str:
        """Language tag, as `read_tag` returns it."""


S = TypeVar("S", bound=Speaking)


def choose_voice(voices: Sequence[S], language: str, wanted: str | None = None) -> S:
    """Return the best voice for a language: the first one in order of preference.

    A voice of the same region comes first, a voice of a closely related language last.

    Args:
        voices: Available voices, in order of preference.
        language: Language tag, as `read_tag` returns it; empty if unknown.
        wanted: Name of the requested voice; None to accept any.

    Raises:
        NoVoiceForLanguageError: No voice speaks it, or the requested voice does not.
    """
    able = [
        voice
        for voice in voices
        if wanted in (None, voice.name) and speaks(voice.language, language)
    ]
    if not able:
        raise NoVoiceForLanguageError(language, [(v.name, v.language) for v in voices], wanted)
    spoken = ("", primary_language(language))
    native = [voice for voice in able if not language or primary_language(voice.language) in spoken]
    region = region_of(language)
    at_home = [voice for voice in native if region and region_of(voice.language) == region]
    return (at_home or native or able)[0]
