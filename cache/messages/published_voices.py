"""Voices that the workers publish in Redis for the web processes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import redis

from cache.articles.edition import Edition
from cache.errors import NoVoiceForLanguageError
from cache.redis import keys
from cache.voice_choice import VoiceKind, choose_voice, rank_voices


@dataclass(frozen=True, slots=True)
class VoiceRecord:
    """A voice that a worker can speak with.

    Attributes:
        name: Engine and voice, such as `piper:en_US-joe-medium`.
        language: Language as a BCP 47 tag; empty if it speaks any.
        rate_hz: Sample rate, in Hz.
        sound: Digest of every setting that affects the sound of an article in this voice.
        rank: Position in the order of preference; 0 is the default voice.
        takes_ipa: True if the engine accepts phonemes from the lexicon.
        kind: Instant or studio.
    """

    name: str
    language: str
    rate_hz: int
    sound: str
    rank: int
    takes_ipa: bool = False
    kind: VoiceKind = VoiceKind.INSTANT

    @property
    def engine(self) -> str:
        """Name of the engine."""
        return self.name.partition(":")[0]


def unpublished(names: Sequence[str]) -> list[VoiceRecord]:
    """Return records of configured voices that no worker has published yet."""
    return [
        VoiceRecord(name, language="", rate_hz=0, sound="", rank=rank)
        for rank, name in enumerate(names)
    ]


def usual_voice(voices: Sequence[VoiceRecord], edition: Edition) -> VoiceRecord:
    """Return the voice of an article when the request names none.

    This is the voice that a publication rule names, if it is available and speaks the article's
    language, otherwise the first voice that speaks the language.

    Raises:
        NoVoiceForLanguageError: No voice speaks the language.
    """
    if edition.voice:
        try:
            return choose_voice(voices, edition.language, edition.voice)
        except NoVoiceForLanguageError:
            pass  # the rule's voice does not speak this language
    return choose_voice(voices, edition.language)


def voice_chain(voices: Sequence[VoiceRecord], edition: Edition) -> list[VoiceRecord]:
    """Return the voices that may read an article, in the order in which they are tried.

    The first one is its usual voice. Each further one takes over if the one before it cannot finish
    the narration. The chain is empty if no voice speaks the language.
    """
    ranked = rank_voices(voices, edition.language)
    usual = usual_voice(voices, edition) if ranked else None
    return sorted(ranked, key=lambda voice: voice != usual)


class Voices:
    """Store of published voices, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def publish(self, records: list[VoiceRecord]) -> None:
        """Replace all published voices by `records`."""
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.VOICES)
            if records:
                pipe.hset(keys.VOICES, mapping={r.name: json.dumps(asdict(r)) for r in records})
            pipe.execute()

    def known(self, configured: Sequence[str]) -> list[VoiceRecord]:
        """Return the published voices, or the configured ones before the first worker has started.

        Args:
            configured: Names in order of preference; their language and sound are unknown.
        """
        return self.all() or unpublished(configured)

    def all(self) -> list[VoiceRecord]:
        """Return the published voices in order of preference; empty before a worker has started."""
        records = [_read(json.loads(value)) for value in self._redis.hvals(keys.VOICES)]
        return sorted(records, key=lambda record: record.rank)


def _read(fields: dict[str, Any]) -> VoiceRecord:
    return VoiceRecord(**{**fields, "kind": VoiceKind(fields.get("kind", VoiceKind.INSTANT))})
