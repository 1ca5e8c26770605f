"""The voices that listeners may choose, as the workers publish them in Redis."""

import time
from dataclasses import dataclass, field

from audio_service.http.errors import RequestError
from cache.articles.edition import Edition
from cache.languages import choose_voice
from cache.messages.voices import VoiceRecord, Voices, unpublished, usual_voice

VOICES_KNOWN_S = 1.0


@dataclass
class VoiceDirectory:
    """The published voices, read from Redis at most once a second.

    Before any worker has published, they are those of the settings, of unknown language and sound.

    Args:
        published: Where workers publish them.
        configured: The voices in the settings, for before a worker has started.
        ruled: Those that rules name.
    """

    published: Voices
    configured: tuple[str, ...]
    ruled: tuple[str, ...] = ()
    _known: list[VoiceRecord] = field(default_factory=list)
    _there: list[VoiceRecord] = field(default_factory=list)
    _first_of_each: list[VoiceRecord] = field(default_factory=list)
    _chosen: dict[tuple[str | None, str], VoiceRecord] = field(default_factory=dict)
    _read_at: float = -VOICES_KNOWN_S

    def all(self) -> list[VoiceRecord]:
        """Return the published voices in order of preference."""
        now = time.monotonic()
        if now - self._read_at >= VOICES_KNOWN_S:
            self._known, self._read_at = self.published.all(), now
            self._there = self._known or unpublished(self.configured)
            firsts: dict[str, VoiceRecord] = {}
            for record in self._there:
                firsts.setdefault(record.language, record)
            self._first_of_each = list(firsts.values())
            self._chosen = {}
        return self._known

    def there(self) -> list[VoiceRecord]:
        """Return the published voices, or those of the settings before any were."""
        self.all()
        return self._there

    def candidates(self, wanted: str | None) -> list[VoiceRecord]:
        """Return the voice asked for, or those among which rules and the language decide.

        Raises:
            RequestError: There is no such voice.
        """
        self.all()
        if not wanted:
            return [*self._first_of_each, *(v for v in self._there if v.name in self.ruled)]
        named = [record for record in self._there if record.name == wanted]
        if not named:
            names = [record.name for record in self._there]
            raise RequestError(
                "no-such-voice", f"there is no voice {wanted!r}; there are {', '.join(names)}",
                voices=names,
            )  # fmt: skip
        return named

    def choose(self, wanted: str | None, language: str) -> VoiceRecord:
        """Return the voice asked for, or the first that speaks a language.

        Args:
            wanted: Name of the voice asked for.
            language: Of the article; empty if nobody knows.

        Raises:
            RequestError: There is no such voice.
            NoVoiceForLanguageError: There is none that speaks it, or the one asked for does not.
        """
        self.all()
        chosen = self._chosen.get((wanted, language))
        if chosen is None:
            self.candidates(wanted)
            chosen = choose_voice(self._there, language, wanted or None)
            self._chosen[wanted, language] = chosen
        return chosen

    def usual(self, edition: Edition) -> VoiceRecord:
        """Return who reads an article if nobody asks for a voice.

        Raises:
            NoVoiceForLanguageError: Nobody speaks its language.
        """
        self.all()
        return usual_voice(self._there, edition)

    def reader(self, wanted: str | None, edition: Edition) -> VoiceRecord:
        """Return who reads an article for a listener who may have asked for a voice.

        Raises:
            RequestError: There is no such voice.
            NoVoiceForLanguageError: There is none that speaks it, or the one asked for does not.
        """
        if wanted or not edition.voice:
            return self.choose(wanted, edition.language)
        return self.usual(edition)

    def listed(self) -> list[dict[str, str]]:
        """Return name and language of all voices, as problems show them."""
        return [{"name": record.name, "language": record.language} for record in self._there]
