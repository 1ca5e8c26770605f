"""Proofs that a clip belongs to an article, in the addresses of segments.

A proof grants no right to hear the clip: it only names the article whose rules apply. Its key is
random, made once and shared through Redis, so that it cannot be guessed as a key chosen by a person
could be. It is part of a backup.
"""

import hmac
import secrets
import time

import redis

from cache.redis import keys
from cache.redis.client import REDIS_DOWN, as_text

KNOWN_S = 60.0
"""Time after which a process reads the key again, in seconds; another one may have made it."""

READ_AGAIN_S = 1.0
"""Shortest time between two reads of the key after wrong proofs, in seconds."""

KEY_BYTES = 32
PROOF_CHARS = 32
"""Hexadecimal digits of a proof: 128 bits."""


class ClipProofs:
    """Maker and checker of proofs.

    If Redis was emptied, the first process that reads the key again stores the one that it knows.

    Args:
        client: Connection to Redis, which holds the key.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._key = ""
        self._read_at = -KNOWN_S

    def prove(self, article_id: str, clip_hash: str) -> str:
        """Return the proof that a clip belongs to an article.

        Raises:
            redis.RedisError: The key was never read, and Redis does not answer.
        """
        self._read_key(KNOWN_S)
        return self._make(article_id, clip_hash)

    def is_right(self, article_id: str, clip_hash: str, given: str) -> bool:
        """Return whether `given` proves that a clip belongs to an article.

        Raises:
            redis.RedisError: The key was never read, and Redis does not answer.
        """
        self._read_key(KNOWN_S)
        if self._fits(article_id, clip_hash, given):
            return True
        self._read_key(READ_AGAIN_S)
        return self._fits(article_id, clip_hash, given)

    def _fits(self, article_id: str, clip_hash: str, given: str) -> bool:
        expected = self._make(article_id, clip_hash)
        return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))

    def _make(self, article_id: str, clip_hash: str) -> str:
        message = f"{clip_hash}\n{article_id}".encode()
        return hmac.digest(self._key.encode(), message, "sha256").hex()[:PROOF_CHARS]

    def _read_key(self, every_s: float) -> None:
        """Read the key, unless it was read in the last `every_s` seconds; make it if needed.

        Raises:
            REDIS_DOWN: The key was never read, and Redis does not answer.
        """
        if time.monotonic() - self._read_at < every_s:
            return
        try:
            own = self._key or secrets.token_hex(KEY_BYTES)
            self._redis.set(keys.PROOF_KEY, own, nx=True)
            self._key = as_text(self._redis.get(keys.PROOF_KEY) or own)
        except REDIS_DOWN:
            if not self._key:
                raise
        self._read_at = time.monotonic()
