"""The URL cache: what a ready narration answers, as bytes prepared once and read often.

A press on a ready narration is one round trip to Redis and no computation. The entry begins with a
stamp of what it was made from; a reader that expects another stamp takes the slow way, which
prepares it anew.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import redis
from redis.client import Pipeline

from cache import keys
from cache.connection import QuickReads, as_text
from cache.records import (
    UNFINISHED_STATES,
    Basis,
    Edition,
    Narration,
    NarrationName,
    State,
    TrackRecord,
)


def rfc3339(seconds: float) -> str:
    """Return seconds since the epoch as RFC 3339 with milliseconds, in UTC."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where listeners find what belongs to a narration.

    Attributes:
        public_url: Scheme and host, or empty for addresses relative to the page's own.
    """

    public_url: str

    def track(self, track_hash: str) -> str:
        """Return the URL of a finished MP3."""
        return f"{self.public_url}/audio/tracks/{track_hash}.mp3"

    def clip(self, slot_hash: str) -> str:
        """Return the URL of a slot."""
        return f"{self.public_url}/audio/clips/{slot_hash}.mp3"

    def segment(self, slot_hash: str, ticks: int) -> str:
        """Return the URL of a slot as an HLS segment that is heard at `ticks` of 1/90,000 s."""
        return f"{self.clip(slot_hash)}?at={ticks}"

    def stream(self, narration: Narration, kind: str, *, is_named: bool) -> str:
        """Return where a narration is heard while it is made.

        Args:
            narration: As it stands.
            kind: `mp3` or `m3u8`; playlists name the run, since they must only ever grow.
            is_named: Whether its voice was asked for, and is not just the one that is usual.
        """
        query = {"voice": narration.name.voice} if is_named else {}
        if kind == "m3u8":
            query["run"] = str(narration.run)
        return self._about(narration.name.article_id, f"stream.{kind}", query)

    def cues(self, narration: Narration) -> str:
        """Return the URL of the live track's cues, or of those made so far if there is none."""
        query = {"voice": narration.name.voice}
        if narration.track:
            query["track"] = narration.track.hash
        return self._about(narration.name.article_id, "cues.json", query)

    def captions(self, article_id: str, track_hash: str) -> str:
        """Return the URL of a track's cues as WebVTT."""
        return self._about(article_id, "cues.vtt", {"track": track_hash})

    def chapters(self, article_id: str, track_hash: str) -> str:
        """Return the URL of a track's chapters."""
        return self._about(article_id, "chapters.json", {"track": track_hash})

    def _about(self, article_id: str, what: str, query: Mapping[str, str]) -> str:
        path = f"/v1/articles/{article_id}/audio/{what}"
        return f"{self.public_url}{path}" + (f"?{urlencode(query)}" if query else "")


def describe(
    narration: Narration,
    addresses: Addresses,
    *,
    is_named: bool = False,
    estimated_s: int | None = None,
) -> dict[str, Any]:
    """Return a narration as the HTTP contract shows it.

    Args:
        narration: As it stands.
        addresses: Where listeners find what belongs to it.
        is_named: Whether its voice was asked for.
        estimated_s: About how long its article takes to hear; shown until there is a track.
    """
    track, failure = narration.track, narration.failure
    is_under_way = narration.state in UNFINISHED_STATES
    streams = {
        kind: addresses.stream(narration, kind, is_named=is_named) if is_under_way else None
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
"""What all answers have in common, so that an entry holds only the rest: a quarter of it."""


Entries = Mapping[str, bytes | str | None]
"""What the cache holds of an article for each voice, as `UrlCache.unwrap` takes it."""


class UrlCache:
    """Prepared answers of ready narrations, in Redis."""

    def __init__(self, client: redis.Redis, addresses: Addresses) -> None:
        self._reads = QuickReads(client)
        self._addresses = addresses

    def write(self, pipe: Pipeline, narration: Narration) -> None:
        """Add the entry of a ready narration to a transaction."""
        packer = zlib.compressobj(zdict=_ALIKE)
        body = packer.compress(_to_bytes(describe(narration, self._addresses))) + packer.flush()
        pipe.set(keys.answer(str(narration.name)), self._stamp(narration.basis) + body)

    def look_up(self, article_id: str, voices: Sequence[str]) -> tuple[Edition | None, Entries]:
        """Return what is current of an article, and its entries, in one read.

        Args:
            article_id: Which article.
            voices: Those that may be the right one; the article's language decides.

        Returns:
            The edition, or None if Redis does not know it; the entry of each voice, for `unwrap`.
        """
        names = [keys.answer(str(NarrationName(article_id, voice))) for voice in voices]
        found, *entries = self._reads.mget([keys.revision(article_id), *names])
        edition = None if found is None else Edition.parse(as_text(found))
        return edition, dict(zip(voices, entries, strict=True))

    def unwrap(self, entry: bytes | str | None, basis: Basis) -> bytes | None:
        """Return the prepared answer in an entry, as JSON, if it is of `basis`.

        That of another version of this service is none.
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
