"""Voices that the workers publish in Redis for the web processes."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import redis

from cache.articles.edition import NO_STUDIO, Edition
from cache.redis import keys
from cache.redis.client import as_text
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
        quality: Quality by its maker, such as `medium`; empty if unknown.
        license: License of the voice; empty if unknown.
        on_request: True if it reads only for requests and rules that name it, because no setting
            names it.
        sample: Fingerprint of its sample; empty if there is no sentence in its language.
    """

    name: str
    language: str
    rate_hz: int
    sound: str
    rank: int
    takes_ipa: bool = False
    kind: VoiceKind = VoiceKind.INSTANT
    quality: str = ""
    license: str = ""
    on_request: bool = False
    sample: str = ""

    def place(self) -> tuple[int, str]:
        """Return the key by which voices are sorted: rank and name."""
        return self.rank, self.name

    @property
    def engine(self) -> str:
        """Name of the engine."""
        return self.name.partition(":")[0]

    @property
    def is_studio(self) -> bool:
        """True if it is a studio voice, for which no listener waits."""
        return self.kind is VoiceKind.STUDIO


def unpublished(names: Sequence[str], studio: Collection[str] = ()) -> list[VoiceRecord]:
    """Return records of configured voices that no worker has published yet.

    Args:
        names: Names in order of preference.
        studio: Names of those that are studio voices.
    """
    kinds = dict.fromkeys(studio, VoiceKind.STUDIO)
    return [
        VoiceRecord(name, "", 0, "", rank, kind=kinds.get(name, VoiceKind.INSTANT))
        for rank, name in enumerate(names)
    ]


def is_studio(voices: Sequence[VoiceRecord], name: str) -> bool:
    """Return True if one of some voices has this name and is a studio voice."""
    return any(voice.is_studio and voice.name == name for voice in voices)


def rank_readers(
    voices: Sequence[VoiceRecord], language: str, named: Collection[str] = ()
) -> list[VoiceRecord]:
    """Return the voices that may read for a listener who waits, the best one first.

    Studio voices come last. Voices on request are left out, unless they are named.

    Args:
        voices: Available voices, in order of preference.
        language: Language tag, as `read_tag` returns it; empty if unknown.
        named: Names of the voices that a rule names.
    """
    there = _without_unnamed(voices, named)
    return sorted(rank_voices(there, language), key=lambda voice: voice.is_studio)


def _without_unnamed(
    voices: Sequence[VoiceRecord], named: Collection[str] = ()
) -> list[VoiceRecord]:
    """Return the voices without those on request that are not named."""
    return [voice for voice in voices if not voice.on_request or voice.name in named]


def usual_voice(voices: Sequence[VoiceRecord], edition: Edition) -> VoiceRecord:
    """Return the voice that reads an article to a listener who waits and has named no voice.

    This is the voice that a publication rule names, if it is available and speaks the article's
    language, otherwise the first voice that speaks the language. A studio voice is chosen only if
    there is no other.

    Raises:
        NoVoiceForLanguageError: No voice speaks the language.
    """
    ranked = rank_readers(voices, edition.language, (edition.voice,))
    if not ranked:
        return choose_voice(_without_unnamed(voices), edition.language)  # it raises the error
    ruled = (voice for voice in ranked if voice.name == edition.voice)
    return min(next(ruled, ranked[0]), ranked[0], key=lambda voice: voice.is_studio)


def studio_voice(voices: Sequence[VoiceRecord], edition: Edition) -> VoiceRecord | None:
    """Return the studio voice that reads an article in the background.

    Returns:
        The voice that a publication rule names, or the first studio voice that speaks the article's
        language; None if there is none, if a rule wants none, if the article is not fetched yet, or
        if no instant voice speaks its language, because its usual voice is then a studio voice.
    """
    if edition.studio == NO_STUDIO or not edition.revision:
        return None
    named = edition.studio, edition.voice
    ranked = rank_readers(voices, edition.language, named)
    studio = [voice for voice in ranked if voice.is_studio]
    if not studio or len(studio) == len(ranked):
        return None
    return next((voice for voice in studio if voice.name in named), studio[0])


def voice_chain(voices: Sequence[VoiceRecord], edition: Edition) -> list[VoiceRecord]:
    """Return the voices that may read an article, in the order in which they are tried.

    The first one is its usual voice. Each further one takes over if the one before it cannot finish
    the narration; studio voices are tried last. The chain is empty if no voice speaks the language.
    """
    ranked = rank_readers(voices, edition.language, (edition.voice,))
    usual = usual_voice(voices, edition) if ranked else None
    return sorted(ranked, key=lambda voice: voice != usual)


class Voices:
    """Store of published voices, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._read: tuple[list[bytes | str], list[VoiceRecord]] = [], []

    def publish(self, records: list[VoiceRecord]) -> None:
        """Replace all published voices by `records`."""
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.VOICES)
            if records:
                pipe.hset(keys.VOICES, mapping={r.name: json.dumps(asdict(r)) for r in records})
            pipe.execute()

    def known(self, configured: Sequence[str], studio: Collection[str] = ()) -> list[VoiceRecord]:
        """Return the published voices, or the configured ones before the first worker has started.

        Args:
            configured: Names in order of preference; their language and sound are unknown.
            studio: Names of those that are studio voices.
        """
        return self.all() or unpublished(configured, studio)

    def all(self) -> list[VoiceRecord]:
        """Return the published voices in order of preference; empty before a worker has started."""
        values = self._redis.hvals(keys.VOICES)
        if values != self._read[0]:
            records = [_read(json.loads(value)) for value in values]
            self._read = values, sorted(records, key=VoiceRecord.place)
        return list(self._read[1])

    def count(self) -> int:
        """Return the number of published voices."""
        return int(self._redis.hlen(keys.VOICES))

    def publish_sample(self, voice: str, name: str) -> None:
        """Publish the name of a voice's sample: its fingerprint, and a hash of its bytes."""
        self._redis.hset(keys.VOICE_SAMPLES, voice, name)

    def samples(self) -> dict[str, str]:
        """Return the name of each voice's latest sample, which may have other settings."""
        found = self._redis.hgetall(keys.VOICE_SAMPLES)
        return {as_text(voice): as_text(name) for voice, name in found.items()}

    def forget_sample(self, name: str) -> None:
        """Forget a sample that is lost or damaged, so that it is made again."""
        for voice in (voice for voice, known in self.samples().items() if known == name):
            self._redis.hdel(keys.VOICE_SAMPLES, voice)


def _read(fields: dict[str, Any]) -> VoiceRecord:
    return VoiceRecord(**{**fields, "kind": VoiceKind(fields.get("kind", VoiceKind.INSTANT))})
