"""What the workers say of the voices they speak with; the HTTP face finds it here."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import redis

from cache.errors import NoVoiceForLanguageError
from cache.languages import choose_voice
from cache.narrations.edition import Edition
from cache.redis import keys


@dataclass(frozen=True, slots=True)
class VoiceRecord:
    """A voice that a worker can speak with.

    Attributes:
        name: As in `piper:en_US-joe-medium`.
        language: What it speaks, as BCP 47.
        rate_hz: Its sample rate.
        sound: Digest of every setting that decides how an article sounds in it.
        rank: Its place in the order of preference; 0 is the default.
        takes_ipa: Whether it takes phonemes from the lexicon.
    """

    name: str
    language: str
    rate_hz: int
    sound: str
    rank: int
    takes_ipa: bool = False

    @property
    def engine(self) -> str:
        """What speaks."""
        return self.name.partition(":")[0]


def unpublished(names: Sequence[str]) -> list[VoiceRecord]:
    """Return voices of which no worker has said anything yet."""
    return [
        VoiceRecord(name, language="", rate_hz=0, sound="", rank=rank)
        for rank, name in enumerate(names)
    ]


def usual_voice(voices: Sequence[VoiceRecord], edition: Edition) -> VoiceRecord:
    """Return who reads an article if nobody asks for a voice.

    That is the one that a rule names, if it is there and speaks the article's language, else the
    first that does.

    Raises:
        NoVoiceForLanguageError: None does.
    """
    if edition.voice:
        try:
            return choose_voice(voices, edition.language, edition.voice)
        except NoVoiceForLanguageError:
            pass  # the rule does not think of this language
    return choose_voice(voices, edition.language)


class Voices:
    """All voices that workers have published, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def publish(self, records: list[VoiceRecord]) -> None:
        """Put `records` in place of all that was published before."""
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.VOICES)
            if records:
                pipe.hset(keys.VOICES, mapping={r.name: json.dumps(asdict(r)) for r in records})
            pipe.execute()

    def known(self, configured: Sequence[str]) -> list[VoiceRecord]:
        """Return the published voices, or before a worker has started those of the settings.

        Args:
            configured: Names in order of preference; of these, language and sound are not known.
        """
        return self.all() or unpublished(configured)

    def all(self) -> list[VoiceRecord]:
        """Return the published voices in order of preference; none before a worker has started."""
        records = [VoiceRecord(**json.loads(value)) for value in self._redis.hvals(keys.VOICES)]
        return sorted(records, key=lambda record: record.rank)
