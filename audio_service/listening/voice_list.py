"""The voices that listeners may choose, as the workers publish them in Redis."""

import time
from dataclasses import dataclass, field

from audio_service.http.request_errors import UnknownVoiceError
from cache.articles.edition import Edition
from cache.messages.published_voices import (
    VoiceRecord,
    Voices,
    studio_voice,
    unpublished,
    usual_voice,
)
from cache.voice_choice import choose_voice

VOICES_KNOWN_S = 1.0


@dataclass
class VoiceDirectory:
    """The published voices, read from Redis at most once a second.

    Until a worker has published, they are the voices of the settings, of unknown language.

    Args:
        published: Voices that workers have published in Redis.
        configured: The voices of the settings, used until a worker has published.
        studio_names: The studio voices among them.
        ruled: The voices that rules name.
    """

    published: Voices
    configured: tuple[str, ...]
    studio_names: tuple[str, ...] = ()
    ruled: tuple[str, ...] = ()
    _known: list[VoiceRecord] = field(default_factory=list)
    _there: list[VoiceRecord] = field(default_factory=list)
    _has_studio: bool = field(default=False, init=False)
    _first_of_each: list[VoiceRecord] = field(default_factory=list)
    _chosen: dict[tuple[str | None, str], VoiceRecord] = field(default_factory=dict)
    _read_at: float = -VOICES_KNOWN_S

    def all(self) -> list[VoiceRecord]:
        """Return the published voices in order of preference."""
        now = time.monotonic()
        if now - self._read_at >= VOICES_KNOWN_S:
            self._known, self._read_at = self.published.all(), now
            self._there = self._known or unpublished(self.configured, self.studio_names)
            usable = [v for v in self._there if not v.on_request or v.name in self.ruled]
            self._has_studio = any(record.is_studio for record in usable)
            firsts: dict[tuple[str, bool], VoiceRecord] = {}
            for record in usable:
                firsts.setdefault((record.language, record.is_studio), record)
            self._first_of_each = list(firsts.values())
            self._chosen = {}
        return self._known

    @property
    def has_studio(self) -> bool:
        """True if there is a studio voice."""
        self.all()
        return self._has_studio

    def there(self) -> list[VoiceRecord]:
        """Return the published voices, or the voices of the settings if there are none yet."""
        self.all()
        return self._there

    def candidates(self, wanted: str | None) -> list[VoiceRecord]:
        """Return the requested voice, or all voices among which rules and language choose.

        Raises:
            UnknownVoiceError: There is no such voice.
        """
        self.all()
        if not wanted:
            return [*self._first_of_each, *(v for v in self._there if v.name in self.ruled)]
        named = [record for record in self._there if record.name == wanted]
        if not named:
            names = [record.name for record in self._there]
            raise UnknownVoiceError(
                f"there is no voice {wanted!r}; there are {', '.join(names)}",
                voices=names,
            )  # fmt: skip
        return named

    def choose(self, wanted: str | None, language: str) -> VoiceRecord:
        """Return the requested voice, or the first one that speaks a language.

        Args:
            wanted: Name of the requested voice; empty if the request names none.
            language: Language of the article; empty if it is unknown.

        Raises:
            UnknownVoiceError: There is no such voice.
            NoVoiceForLanguageError: No voice speaks it, or the requested one does not.
        """
        self.all()
        chosen = self._chosen.get((wanted, language))
        if chosen is None:
            self.candidates(wanted)
            if wanted:
                chosen = choose_voice(self._there, language, wanted)
            else:
                chosen = usual_voice(self._there, Edition("", language))
            self._chosen[wanted, language] = chosen
        return chosen

    def usual(self, edition: Edition) -> VoiceRecord:
        """Return the voice that reads an article if the request names none.

        Raises:
            NoVoiceForLanguageError: No voice speaks its language.
        """
        self.all()
        return usual_voice(self._there, edition)

    def studio(self, edition: Edition) -> VoiceRecord | None:
        """Return the studio voice of an article; None if it has none."""
        return studio_voice(self._there, edition) if self.has_studio else None

    def reader(self, wanted: str | None, edition: Edition) -> VoiceRecord:
        """Return the voice that reads an article for a request that may name a voice.

        Raises:
            UnknownVoiceError: There is no such voice.
            NoVoiceForLanguageError: No voice speaks it, or the requested one does not.
        """
        if wanted or not edition.voice:
            return self.choose(wanted, edition.language)
        return self.usual(edition)

    def listed(self) -> list[dict[str, str]]:
        """Return name and language of all voices, for the body of a problem."""
        return [{"name": record.name, "language": record.language} for record in self._there]
