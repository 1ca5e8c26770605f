"""Which article a track is of, asked for each time that one is heard."""

from dataclasses import dataclass, field

from cache.narrations.manifests import Manifests

_MOST_KNOWN = 10_000


@dataclass
class TrackOwners:
    """Which article each track is of, which never changes.

    Args:
        manifests: What lies beside the tracks.
    """

    manifests: Manifests
    _known: dict[str, str] = field(default_factory=dict)

    def of(self, track_hash: str) -> str | None:
        """Return the article that a track is of, or None if there is no such track."""
        found = self._known.get(track_hash)
        if found is None:
            manifest = self.manifests.of_track(track_hash)
            if manifest is None:
                return None
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[track_hash] = manifest.name.article_id
        return found
