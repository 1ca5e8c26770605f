"""Addresses of a narration's segments, as its playlists name them and as a CDN caches them."""

from collections.abc import Sequence
from dataclasses import dataclass

from cache.access.clip_proofs import ClipProofs
from cache.narrations.public_urls import Addresses

CLOCK_HZ = 90_000
"""Clock rate of the time stamps in segments, in Hz. Source: RFC 8216, section 3.4."""


def start_times(durations_s: Sequence[float]) -> list[int]:
    """Return the start of each of several consecutive segments, in ticks of `CLOCK_HZ`."""
    starts, at = [], 0.0
    for duration_s in durations_s:
        starts.append(round(at * CLOCK_HZ))
        at += duration_s
    return starts


@dataclass(frozen=True, slots=True)
class SegmentAddresses:
    """Builder of the URLs of segments.

    Attributes:
        addresses: Builder of public URLs.
        proofs: Proofs that clips belong to articles.
    """

    addresses: Addresses
    proofs: ClipProofs

    def of(self, article_id: str, slots: Sequence[tuple[str, float]]) -> list[str]:
        """Return the URL of each slot of a narration.

        Args:
            article_id: ID of the article.
            slots: Hash and length in seconds of each slot, from the first one on.
        """
        starts = start_times([duration_s for _, duration_s in slots])
        return [
            self.addresses.segment(
                slot_hash, ticks, article_id, self.proofs.prove(article_id, slot_hash)
            )
            for (slot_hash, _), ticks in zip(slots, starts, strict=True)
        ]
