"""Cleanup of the audio store: cached clips that are too old or too many, and unreferenced objects.

| objects | deleted |
|---|---|
| clips and slots | least recently used first, beyond an age or a size; none of unfinished runs |
| clips and slots without a track or a run | a day after they were written |
| damaged tracks | at once, and made again; each sweep checks a share of all tracks |
| earlier tracks of a narration | some time after they were replaced |
| tracks and manifests without a narration | a day after they were written |
| narrations of withdrawn or deleted articles | at once |
| samples of voices that no worker has, or with other settings | a day after they were written |
| marks of taken-down objects | after a year |
| incomplete files of dead processes | after a day |

Each sweep depends only on the current objects, so it can be interrupted and repeated, and two
parallel sweeps are harmless. Recently written objects are never deleted, because listeners may be
using them.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from cache.articles.edition import Standing
from cache.audio.paths import HASH_CHARS, clip_path, shared_path, slot_path, track_path
from cache.audio.storage import Storage, Stored
from cache.narrations.manifests import Manifests
from cache.narrations.narration_store import Narrations
from cache.narrations.progress import Progress

UNTOUCHED = timedelta(hours=2)
"""Minimum age of every deleted object; longer than any live stream."""

ORPHANED = timedelta(days=1)
"""Minimum age of a deleted unreferenced object; longer than any job waits for a retry."""

GONE_FOR = timedelta(days=365)
"""Lifetime of the mark of a taken-down object."""

LOST_SHARE = 0.1
"""Highest share of unknown articles; beyond it, the database is probably the wrong one."""

CHECKED_EVERY = timedelta(hours=6)
CHECKED_IN = 128
"""Number of sweeps in which all tracks are checked against their hashes: a month at four a day."""

PIECE_BYTES = 1_000_000
RECORDS_AT_ONCE = 500

BUCKET_S = 3600
"""Precision of the clips' age, in seconds, to save memory: there may be millions of clips."""

HALF_WRITTEN = re.compile(r".+#\d+")
"""Name of an incomplete file in a local store."""


class CleanupLimits(NamedTuple):
    """Limits of the clip cache and of earlier tracks.

    Attributes:
        clips_bytes: Size limit of clips and slots together, in bytes; 0 for no limit.
        clips_for: Maximum age of unused clips and slots; zero for no limit.
        earlier_for: Lifetime of replaced tracks.
    """

    clips_bytes: int
    clips_for: timedelta
    earlier_for: timedelta


SWEEP = "sweep"
"""Name of the lock that a cleanup holds."""


@dataclass
class CleanupResult:
    """Result of a sweep.

    Attributes:
        counts: Number of deleted objects, by kind.
        size: Total size of the deleted objects, in bytes.
        warnings: Warnings for the operator.
    """

    counts: Counter[str] = field(default_factory=Counter)
    size: int = 0
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StorageCleanup:
    """Cleanup of one audio store.

    Attributes:
        storage: Audio store.
        folder: Folder of a local store; None for a remote one.
        manifests: Store of track manifests.
        narrations: Store of narration records.
        progress: Progress of unfinished runs.
        standing_of: Function from an article ID to its availability; None if it does not exist.
        take_down: Function that takes down the narrations of an article ID.
        limits: Limits of the cache and of earlier tracks.
        forget_lost: Function that forgets a lost live track, by its hash, so that it is made again.
        known_samples: Function that returns the fingerprints of the samples of the current voices;
            empty if they are unknown.
    """

    storage: Storage
    folder: Path | None
    manifests: Manifests
    narrations: Narrations
    progress: Progress
    standing_of: Callable[[str], Standing | None]
    take_down: Callable[[str], object]
    limits: CleanupLimits
    forget_lost: Callable[[str], object] = lambda _track_hash: None
    known_samples: Callable[[], Collection[str]] = tuple

    def sweep(self, now: datetime | None = None, *, is_dry_run: bool = False) -> CleanupResult:
        """Delete objects according to the table above, and return the result.

        Args:
            now: Current time; by default, the clock's.
            is_dry_run: True to only report what would be deleted.
        """
        look = _Look(self.storage, now or datetime.now(UTC), is_dry_run)
        self._take_down_lost(look)
        self._check_tracks(look)
        self._sweep_tracks(look)
        self._sweep_clips(look)
        for mark in self.storage.objects("gone/"):
            look.remove("marks of taken-down objects", mark, look.now - GONE_FOR)
        self._sweep_samples(look)
        self._sweep_half_written(look)
        return look.swept

    def _take_down_lost(self, look: "_Look") -> None:
        """Take down the narrations of articles that were withdrawn or deleted."""
        newest: dict[str, datetime] = {}
        for name, changed_at in self.manifests.changes().items():
            newest[name.article_id] = max(changed_at, newest.get(name.article_id, changed_at))
        old = [name for name, at in newest.items() if at < look.now - ORPHANED]
        standings = {article_id: self.standing_of(article_id) for article_id in old}
        # an article is stored before it is narrated, so one that is not fetched was deleted
        missing = (None, Standing.UNREAD)
        unknown = [article_id for article_id, found in standings.items() if found in missing]
        if len(unknown) > max(10, LOST_SHARE * len(newest)):
            look.swept.warnings.append(
                f"{len(unknown)} of {len(newest)} narrated articles are in no source: their audio "
                "is kept, because this may be the wrong database"
            )
            unknown = []
        withdrawn = [name for name, found in standings.items() if found is Standing.WITHDRAWN]
        for article_id in (*withdrawn, *unknown):
            look.swept.counts["articles that are withdrawn or deleted"] += 1
            if not look.is_dry_run:
                self.take_down(article_id)

    def _sweep_tracks(self, look: "_Look") -> None:
        """Delete earlier tracks that are too old, and unreferenced tracks."""
        kept, earlier = self._tracks_in_use(look.now)
        for found in self.storage.objects("tracks/"):
            track_hash = Path(found.path).stem
            if track_hash not in kept:
                kind = "earlier" if track_hash in earlier else "orphaned"
                look.remove(f"{kind} tracks and their manifests", found, look.now - ORPHANED)

    def _tracks_in_use(self, now: datetime) -> tuple[set[str], set[str]]:
        """Return the tracks to keep, and the earlier ones to delete."""
        kept: set[str] = set()
        earlier: set[str] = set()
        names = self.manifests.names()
        for first in range(0, len(names), RECORDS_AT_ONCE):
            for narration in self.narrations.read_many(names[first : first + RECORDS_AT_ONCE]):
                kept |= {narration.track.hash} if narration.track else set()
        for name in names:
            live, *before = self.manifests.tracks_of(name)
            kept |= {live} if live else set()
            for newer, older in zip((live, *before), before, strict=False):
                taken_place = self.storage.find(track_path(newer)) if newer else None
                is_over = taken_place and taken_place.modified_at < now - self.limits.earlier_for
                (earlier if is_over else kept).add(older or "")
        return kept, earlier - kept

    def _sweep_clips(self, look: "_Look") -> None:
        """Delete the least recently used clips and slots, except those of unfinished runs."""
        until = min(self._clips_until(look.now), look.now - UNTOUCHED)
        unused_until = max(until, look.now - ORPHANED)
        used, under_way = self._clips_of_tracks(look.now), self._clips_in_use()
        for folder in ("clips", "slots"):
            for found in self.storage.objects(f"{folder}/"):
                if found.path in used:
                    look.remove(folder, found, until)
                elif found.path not in under_way:
                    look.remove(f"{folder} that no article has", found, unused_until)

    def _clips_of_tracks(self, now: datetime) -> set[str]:
        """Return the paths of the clips and slots of the tracks to keep."""
        kept, _ = self._tracks_in_use(now)
        found = set()
        for manifest in filter(None, map(self.manifests.of_track, sorted(kept))):
            for slot in manifest.slots.values():
                found |= _paths_of(slot)
        return found

    def _check_tracks(self, look: "_Look") -> None:
        """Delete damaged tracks, so that they are made again; check a share of all tracks."""
        share = int(look.now.timestamp() // CHECKED_EVERY.total_seconds()) % CHECKED_IN
        for found in self.storage.objects("tracks/"):
            track_hash, kind = Path(found.path).stem, Path(found.path).suffix
            if kind == ".mp3" and int(track_hash[:2], 16) % CHECKED_IN == share:
                manifest = self.manifests.of_track(track_hash)
                if not (manifest and manifest.size) or self._hash_of(found.path) == track_hash:
                    continue  # it is unreferenced, from an older version, or undamaged
                look.note("damaged tracks, which are made again", found.size)
                if not look.is_dry_run:
                    self.manifests.discard_damaged(found.path)
                    self.forget_lost(track_hash)

    def _hash_of(self, path: str) -> str:
        file, digest = self.storage.open(path), hashlib.sha256()
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
        file.close()
        return digest.hexdigest()[:HASH_CHARS]

    def _clips_until(self, now: datetime) -> datetime:
        """Return the time of last use up to which clips are deleted, by the limits."""
        sizes: Counter[int] = Counter()
        for folder in ("clips/", "slots/"):
            for found in self.storage.objects(folder):
                sizes[int(found.modified_at.timestamp() // BUCKET_S)] += found.size
        until = (
            now - self.limits.clips_for
            if self.limits.clips_for
            else datetime.min.replace(tzinfo=UTC)
        )
        total = 0
        for bucket in sorted(sizes, reverse=True):
            total += sizes[bucket]
            if total > self.limits.clips_bytes > 0:
                return max(until, datetime.fromtimestamp((bucket + 1) * BUCKET_S, UTC))
        return until

    def _clips_in_use(self) -> set[str]:
        """Return the paths of the clips and slots of unfinished runs."""
        found = set()
        for name in self.narrations.unfinished():
            for slot in map(json.loads, self.progress.slots(name).values()):
                found |= _paths_of(slot)
        return found

    def _sweep_samples(self, look: "_Look") -> None:
        """Delete the samples that no current voice has."""
        known = self.known_samples()
        for found in self.storage.objects("samples/") if known else ():
            if Path(found.path).parent.name not in known:
                look.remove("samples of earlier voices", found, look.now - ORPHANED)

    def _sweep_half_written(self, look: "_Look") -> None:
        """Delete incomplete files of dead processes."""
        if self.folder is None:
            return
        for path in self.folder.rglob("*#*"):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            written_at = datetime.fromtimestamp(status.st_mtime, UTC)
            if HALF_WRITTEN.fullmatch(path.name) and written_at < look.now - ORPHANED:
                look.note("files that were half written", status.st_size)
                if not look.is_dry_run:
                    path.unlink(missing_ok=True)


def _paths_of(slot: Mapping[str, Any]) -> set[str]:
    clip = slot["clip"]
    return {slot_path(slot["hash"]), clip_path(clip), shared_path(clip)}


@dataclass
class _Look:
    """State of one sweep.

    Attributes:
        storage: Audio store.
        now: Time of the sweep.
        is_dry_run: True to only report what would be deleted.
        swept: Result so far.
    """

    storage: Storage
    now: datetime
    is_dry_run: bool
    swept: CleanupResult = field(default_factory=CleanupResult)

    def note(self, kind: str, size: int) -> None:
        """Count a deleted object."""
        self.swept.counts[kind] += 1
        self.swept.size += size

    def remove(self, kind: str, found: Stored, until: datetime) -> None:
        """Delete an object that was last written or used before a time, unless it is recent."""
        if found.modified_at >= until:
            return
        if not self.is_dry_run:
            there = self.storage.find(found.path)
            if there is None or there.modified_at >= until:
                return
            self.storage.delete(found.path)
        self.note(kind, found.size)
