"""The article and the size of each track, which every request for a track needs."""

from dataclasses import dataclass, field

from cache.narrations.manifests import Manifests

_MOST_KNOWN = 10_000


@dataclass
class TrackOwners:
    """Article and size of each track, which never change.

    Args:
        manifests: Manifests of the tracks.
    """

    manifests: Manifests
    _known: dict[str, tuple[str, int]] = field(default_factory=dict)

    def of(self, track_hash: str) -> str | None:
        """Return the article of a track, or None if there is no such track."""
        known = self._find(track_hash)
        return known[0] if known else None

    def size_of(self, track_hash: str) -> int:
        """Return the expected size of a track, in bytes; 0 if it is unknown."""
        known = self._find(track_hash)
        return known[1] if known else 0

    def _find(self, track_hash: str) -> tuple[str, int] | None:
        found = self._known.get(track_hash)
        if found is None:
            manifest = self.manifests.of_track(track_hash)
            if manifest is None:
                return None
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[track_hash] = manifest.name.article_id, manifest.size
        return found
