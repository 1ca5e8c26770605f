"""Figures of each voice: counters of its work, and the number of articles that it has read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys
from cache.redis.client import as_text

COUNTED = "voice:"
"""Prefix of the counters of voices; the kind of the count and the voice follow."""

FAILED = "failed/"
"""Prefix of the kind of the count for failures; the error code follows."""

READY = "narrations_ready"
CHARACTERS = "characters"


def voice_counter(voice: str, what: str) -> str:
    """Return the name of a counter of a voice."""
    return f"{COUNTED}{what}:{voice}"


def read_counters(counters: Mapping[str, float]) -> Iterator[tuple[str, str, float]]:
    """Yield voice, what is counted and value of each counter of a voice."""
    for name, value in sorted(counters.items()):
        if name.startswith(COUNTED):
            _, what, voice = name.split(":", 2)
            yield voice, what, value


class ArticlesByVoice:
    """Number of articles with a live track in each voice, as last counted in the audio store."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def count(self, names: Iterable[NarrationName]) -> None:
        """Replace the numbers by those of some narrations with a live track."""
        counts = Counter(name.voice for name in names)
        with self._redis.pipeline() as pipe:
            pipe.delete(keys.ARTICLES_BY_VOICE)
            for voice, count in counts.items():
                pipe.hset(keys.ARTICLES_BY_VOICE, voice, str(count))
            pipe.execute()

    def read(self) -> dict[str, int]:
        """Return the number of articles by the name of the voice."""
        found = self._redis.hgetall(keys.ARTICLES_BY_VOICE)
        return {as_text(voice): int(count) for voice, count in found.items()}
