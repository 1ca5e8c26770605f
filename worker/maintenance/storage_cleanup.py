"""Housekeeping in storage: what is kept only so that edits are quick, and what nobody refers to.

| what | goes |
|---|---|
| clips and slots | the longest unused first, beyond an age or a size; none of a run under way |
| clips and slots that no track and no run has | a day after they were written |
| damaged tracks | at once, and are made again; some are looked at each time |
| earlier tracks of a narration | some time after another took their place |
| tracks and manifests that no narration refers to | a day after they were written |
| narrations of articles that were withdrawn or deleted | at once, as when that was told |
| marks of what was taken down | after a year |
| files that were being written when their process died | after a day |

Each look decides anew from what is there, so that it may be broken off anywhere and begun again,
and two do no harm. What was written lately is never touched: it may be on its way to listeners.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cache.audio.paths import HASH_CHARS, clip_path, slot_path, track_path
from cache.audio.storage import Storage, Stored
from cache.narrations.edition import Standing
from cache.narrations.manifests import Manifests
from cache.narrations.progress import Progress
from cache.narrations.transitions import Narrations

UNTOUCHED = timedelta(hours=2)
"""Nothing younger goes, whatever it is; longer than any stream is heard slot by slot."""

ORPHANED = timedelta(days=1)
"""How old what nobody refers to must be; longer than any job may wait for another try."""

GONE_FOR = timedelta(days=365)
"""How long it is known that something was taken down; later it was simply never there."""

FOR_EVER = timedelta(days=36_500)

LOST_SHARE = 0.1
"""If more of all articles are unknown, it is the database that was changed, not the articles."""

CHECKED_EVERY = timedelta(hours=6)
CHECKED_IN = 128
"""Each sweep reads this part of all tracks and compares their bytes with their names: all within a
month, if there are four a day."""

PIECE_BYTES = 1_000_000
RECORDS_AT_ONCE = 500

BUCKET_S = 3600
"""How finely it is told which clips are older, in seconds: there may be millions."""

HALF_WRITTEN = re.compile(r".+#\d+")
"""What a local store calls a file until it is whole."""


class CleanupLimits(NamedTuple):
    """How much is kept.

    Attributes:
        clips_bytes: Of clips and slots together; 0 for any amount.
        clips_for: How long a clip or slot is kept that nobody uses; zero for ever.
        earlier_for: How long tracks are kept that others have taken the place of.
    """

    clips_bytes: int
    clips_for: timedelta
    earlier_for: timedelta


@dataclass
class CleanupResult:
    """What went.

    Attributes:
        counts: How much of each kind, in words.
        size: Of all of it, in bytes.
        warnings: What should be looked at, in sentences.
    """

    counts: Counter[str] = field(default_factory=Counter)
    size: int = 0
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class StorageCleanup:
    """Housekeeping of one storage.

    Attributes:
        storage: What is looked through.
        folder: Where it lies, if that is on this machine.
        manifests: What lies beside the tracks.
        narrations: The records.
        progress: What runs under way have made.
        standing_of: Tells how an article stands, by its ID; None if there is none.
        take_down: Takes down what was narrated of an article, by its ID.
        limits: How much is kept.
        forget_lost: Has a live track made again, by its hash, whose MP3 is lost.
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

    def sweep(self, now: datetime | None = None, *, is_dry_run: bool = False) -> CleanupResult:
        """Remove what need not be kept, and return what that was.

        Args:
            now: The clock's time if left out.
            is_dry_run: Whether it is only told.
        """
        look = _Look(self.storage, now or datetime.now(UTC), is_dry_run)
        self._take_down_lost(look)
        self._check_tracks(look)
        self._sweep_tracks(look)
        self._sweep_clips(look)
        for mark in self.storage.objects("gone/"):
            look.remove("marks of what was taken down", mark, look.now - GONE_FOR)
        self._sweep_half_written(look)
        return look.swept

    def _take_down_lost(self, look: "_Look") -> None:
        """Take down what was narrated of articles that were withdrawn, or are not there."""
        newest: dict[str, datetime] = {}
        for name, changed_at in self.manifests.changes().items():
            newest[name.article_id] = max(changed_at, newest.get(name.article_id, changed_at))
        old = [name for name, at in newest.items() if at < look.now - ORPHANED]
        standings = {article_id: self.standing_of(article_id) for article_id in old}
        unknown = [article_id for article_id, found in standings.items() if found is None]
        if len(unknown) > max(10, LOST_SHARE * len(newest)):
            look.swept.warnings.append(
                f"{len(unknown)} of {len(newest)} narrated articles are in no source: their audio "
                "stays, since it may be the database that is another one"
            )
            unknown = []
        withdrawn = [name for name, found in standings.items() if found is Standing.WITHDRAWN]
        for article_id in (*withdrawn, *unknown):
            look.swept.counts["articles that are withdrawn or deleted"] += 1
            if not look.is_dry_run:
                self.take_down(article_id)

    def _sweep_tracks(self, look: "_Look") -> None:
        """Remove tracks that nobody refers to, or not any more."""
        kept, earlier = self._tracks_in_use(look.now)
        for found in self.storage.objects("tracks/"):
            track_hash = Path(found.path).stem
            if track_hash not in kept:
                kind = "earlier" if track_hash in earlier else "orphaned"
                look.remove(f"{kind} tracks and their manifests", found, look.now - ORPHANED)

    def _tracks_in_use(self, now: datetime) -> tuple[set[str], set[str]]:
        """Return the tracks that stay, and the earlier ones that do not."""
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
        """Remove the clips and slots that are longest unused, but none of runs under way."""
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
        """Return the paths of what the tracks that stay were made of."""
        kept, _ = self._tracks_in_use(now)
        found = set()
        for manifest in filter(None, map(self.manifests.of_track, sorted(kept))):
            for slot in manifest.slots.values():
                found |= {slot_path(slot["hash"]), clip_path(slot["clip"])}
        return found

    def _check_tracks(self, look: "_Look") -> None:
        """Remove tracks that are damaged, so that they are made again; a share at each look."""
        share = int(look.now.timestamp() // CHECKED_EVERY.total_seconds()) % CHECKED_IN
        for found in self.storage.objects("tracks/"):
            track_hash, kind = Path(found.path).stem, Path(found.path).suffix
            if kind == ".mp3" and int(track_hash[:2], 16) % CHECKED_IN == share:
                manifest = self.manifests.of_track(track_hash)
                if not (manifest and manifest.size) or self._hash_of(found.path) == track_hash:
                    continue  # nobody knows it, or it is of an older version, or whole
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
        """Return when those were used last that are too old, or too many."""
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
        """Return the paths of what runs under way have recorded."""
        found = set()
        for name in self.narrations.unfinished():
            for slot in map(json.loads, self.progress.slots(name).values()):
                found |= {slot_path(slot["hash"]), clip_path(slot["clip"])}
        return found

    def _sweep_half_written(self, look: "_Look") -> None:
        """Remove files that were being written when their process died."""
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


@dataclass
class _Look:
    """One look at everything.

    Attributes:
        storage: What is looked at.
        now: When that is.
        is_dry_run: Whether it is only told what would go.
        swept: What went so far.
    """

    storage: Storage
    now: datetime
    is_dry_run: bool
    swept: CleanupResult = field(default_factory=CleanupResult)

    def note(self, kind: str, size: int) -> None:
        """Note that something goes."""
        self.swept.counts[kind] += 1
        self.swept.size += size

    def remove(self, kind: str, found: Stored, until: datetime) -> None:
        """Remove an object that was written, or used, before a time, unless that was just now."""
        if found.modified_at >= until:
            return
        if not self.is_dry_run:
            there = self.storage.find(found.path)
            if there is None or there.modified_at >= until:
                return
            self.storage.delete(found.path)
        self.note(kind, found.size)
