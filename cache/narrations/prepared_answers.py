"""Prepared answers: responses to presses on ready narrations, stored as bytes in Redis."""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import redis
from redis.client import Pipeline

from cache.articles.cached_editions import read_entry
from cache.articles.edition import Edition
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.public_urls import Addresses
from cache.narrations.record import UNFINISHED_STATES, Narration, State, TrackRecord
from cache.redis import keys
from cache.redis.client import QuickReads


def rfc3339(seconds: float) -> str:
    """Return seconds since the epoch as RFC 3339 with milliseconds, in UTC."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def describe(
    narration: Narration,
    addresses: Addresses,
    *,
    named_by: str = "",
    estimated_s: int | None = None,
) -> dict[str, Any]:
    """Return a narration in the form of the HTTP contract.

    Args:
        narration: The current narration.
        addresses: Builder of its public URLs.
        named_by: Query parameter with which the stream URLs name the voice; see `Addresses.stream`.
        estimated_s: Estimated listening time, in seconds; shown until there is a track.
    """
    track, failure = narration.track, narration.failure
    is_under_way = narration.state in UNFINISHED_STATES
    streams = {
        kind: addresses.stream(narration, kind, named_by=named_by) if is_under_way else None
        for kind in ("mp3", "m3u8")
    }
    return {
        "article_id": narration.name.article_id,
        "voice": narration.name.voice,
        "state": narration.state.value,
        "progress": {
            "clips_done": narration.clips_done,
            "clips_total": narration.clips_total,
        },
        "url": addresses.track(track.hash) if track else None,
        "duration_s": track.duration_s if track else None,
        "estimated_s": None if track else estimated_s,
        "stream_url": streams["mp3"],
        "hls_url": streams["m3u8"],
        "cues_url": addresses.cues(narration) if track or is_under_way else None,
        "fingerprint": narration.fingerprint,
        "updated_at": rfc3339(narration.updated_at) if narration.updated_at else None,
        "error": {
            "code": failure.code,
            "detail": failure.detail,
            "retryable": failure.retryable,
        }
        if failure and narration.state is State.FAILED
        else None,
    }


_TYPICAL = Narration(
    NarrationName("article", "piper:en_US-joe-medium"),
    State.READY,
    fingerprint="",
    track=TrackRecord("", 100.0, "", Basis("", ""), 10),
    updated_at=1.0,
)


def _to_bytes(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


_ALIKE = _to_bytes(describe(_TYPICAL, Addresses("https://audio.example")))
"""Compression dictionary: the common part of all answers. It makes entries four times smaller."""


Entries = Mapping[str, bytes | str | None]
"""Cached entries of an article, by voice, for `PreparedAnswers.unwrap`."""


class PreparedAnswers:
    """Store of prepared answers, in Redis.

    Args:
        client: Connection to Redis.
        addresses: Builder of public URLs.
        rules: Fingerprint of the publisher's rules.
    """

    def __init__(self, client: redis.Redis, addresses: Addresses, rules: str = "") -> None:
        self._reads = QuickReads(client)
        self._rules = rules
        self._addresses = addresses

    def write(self, pipe: Pipeline, narration: Narration) -> None:
        """Add the entry of a ready narration to a transaction."""
        packer = zlib.compressobj(zdict=_ALIKE)
        body = packer.compress(_to_bytes(describe(narration, self._addresses))) + packer.flush()
        pipe.set(keys.answer(str(narration.name)), self._stamp(narration.basis) + body)

    def look_up(self, article_id: str, voices: Sequence[str]) -> tuple[Edition | None, Entries]:
        """Return the current edition of an article and its cached entries, in one read.

        Args:
            article_id: ID of the article.
            voices: Candidate voices; the article's language decides between them.

        Returns:
            The edition, or None if Redis has none; the entry of each voice, for `unwrap`.
        """
        return self.look_up_all([article_id], voices)[article_id]

    def look_up_all(
        self, article_ids: Sequence[str], voices: Sequence[str]
    ) -> dict[str, tuple[Edition | None, Entries]]:
        """Return the results of `look_up` for several articles, in one read."""
        asked = [
            key
            for article_id in article_ids
            for key in (keys.revision(article_id), *_answer_keys(article_id, voices))
        ]
        values = iter(self._reads.mget(asked) if asked else [])
        found: dict[str, tuple[Edition | None, Entries]] = {}
        for article_id in article_ids:
            said, entries = next(values), {voice: next(values) for voice in voices}
            found[article_id] = read_entry(said, self._rules), entries
        return found

    def unwrap(self, entry: bytes | str | None, basis: Basis) -> bytes | None:
        """Return the prepared answer in an entry, as JSON, if it was made from `basis`.

        Returns None for an entry that another version of this service has written.
        """
        stamp = self._stamp(basis)
        if not isinstance(entry, bytes) or not entry.startswith(stamp):
            return None
        try:
            return zlib.decompressobj(zdict=_ALIKE).decompress(entry[len(stamp) :])
        except zlib.error:
            return None

    def _stamp(self, basis: Basis) -> bytes:
        return f"{basis} {self._addresses.public_url}\n".encode()


def _answer_keys(article_id: str, voices: Sequence[str]) -> list[str]:
    return [keys.answer(str(NarrationName(article_id, voice))) for voice in voices]
