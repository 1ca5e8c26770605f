"""Track manifests: JSON files beside the MP3s, from which records are restored.

Because of them, Redis can be emptied at any time: for an article ID and a voice, the audio store
alone provides the live track, its basis, its cues, and the slots that a newer version of the
article can use again.
"""

import logging
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from cache.audio.paths import (
    NARRATIONS_FOLDER,
    clip_path,
    gone_path,
    manifest_path,
    narration_path,
    narrations_folder,
    shared_path,
    slot_path,
    slots_folder,
    track_path,
)
from cache.audio.storage import Storage
from cache.errors import StorageError
from cache.narrations.name import NarrationName
from cache.narrations.track_manifest import FORMAT, Manifest

log = logging.getLogger(__name__)

_HASH = re.compile(r"[0-9a-f]{32}\Z")


class TakenDown(NamedTuple):
    """Tracks and slots that are taken down.

    Attributes:
        tracks: Hashes of the MP3s.
        slots: Hash of the frames of each of their slots, by slot key.
        others: Hashes of slots that were made for the narration but are in none of its tracks.
    """

    tracks: Sequence[str]
    slots: Mapping[str, str]
    others: Sequence[str]


class Manifests:
    """Store of manifests, in the audio store."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def write(self, manifest: Manifest) -> None:
        """Store a manifest, without making its track live."""
        self._storage.write_json(manifest_path(manifest.track.hash), manifest.to_fields())

    def make_live(self, name: NarrationName, track_hash: str | None) -> None:
        """Record the live track of a narration, if any, and its earlier tracks."""
        live, *earlier = self.tracks_of(name)
        there = [old for old in earlier if self._storage.size(track_path(old)) is not None]
        before = [old for old in (live, *there) if old not in (None, track_hash)]
        self._storage.write_json(
            narration_path(*name), {"format": FORMAT, "track": track_hash, "earlier": before}
        )

    def discard_all(self, name: NarrationName) -> None:
        """Delete all tracks of a narration that was taken down, and the list of them."""
        for track in filter(None, self.tracks_of(name)):
            self.discard(track)
        self._storage.delete(narration_path(*name))

    def of_track(self, track_hash: str) -> Manifest | None:
        """Return a track's manifest, or None if there is none."""
        fields = self._storage.read_json(manifest_path(track_hash))
        if fields is None or fields.get("format") != FORMAT:
            return None
        try:
            return Manifest.from_fields(fields)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("%s is not a manifest: %r", manifest_path(track_hash), error)
            return None

    def is_whole(self, manifest: Manifest) -> bool:
        """Return True if the MP3 of a track is stored with the expected size."""
        size = self._storage.size(track_path(manifest.track.hash))
        return size is not None and size == (manifest.size or size)

    def discard_damaged(self, path: str) -> None:
        """Delete an object whose content does not match its name, so that it is made again."""
        log.error("%s is damaged; it will be made again", path)
        self._storage.delete(path)

    def find(self, name: NarrationName) -> Manifest | None:
        """Return the manifest of a narration's live track, or None if there is none."""
        live, *_ = self.tracks_of(name)
        return self.of_track(live) if live else None

    def tracks_of(self, name: NarrationName) -> tuple[str | None, *tuple[str, ...]]:
        """Return the hash of the live track, then those of earlier tracks, the latest first."""
        fields = self._storage.read_json(narration_path(*name)) or {}
        live, earlier = fields.get("track"), fields.get("earlier", [])
        found = [live, *(earlier if isinstance(earlier, list) else [earlier])]
        odd = [each for each in found if not (each is None or _is_hash(each))]
        if odd:
            log.warning("%s has %r in place of track hashes", narration_path(*name), odd)
        live, *before = (each if _is_hash(each) else None for each in found)
        return live, *(each for each in before if each)

    def voices_of(self, article_id: str) -> list[NarrationName]:
        """Return the narrations of an article that have a live track."""
        return [name for name, _ in self._named(narrations_folder(article_id))]

    def names(self) -> list[NarrationName]:
        """Return all narrations that have a live track, in alphabetical order."""
        return sorted(self.changes())

    def changes(self) -> dict[NarrationName, datetime]:
        """Return the time at which each narration's live track was set or confirmed."""
        return dict(self._named(NARRATIONS_FOLDER))

    def _named(self, folder: str) -> Iterator[tuple[NarrationName, datetime]]:
        for found in self._storage.objects(folder):
            article_id, file = found.path.split("/")[-2:]
            name = NarrationName(article_id, file.removesuffix(".json").replace("~", "/"))
            yield name, found.modified_at

    def take_down(self, name: NarrationName, track_hash: str | None = None) -> TakenDown:
        """Delete all tracks of a narration, their slots and clips, and mark them as taken down.

        Slots that other articles share, such as most intros, stay.

        Args:
            name: Name of the narration.
            track_hash: Hash of a track that was never live, which is deleted too.
        """
        doomed = self.doomed(name, track_hash)
        self.remove_all(name, doomed)
        return doomed

    def remove_all(
        self, name: NarrationName, doomed: TakenDown, kept: Collection[str] = ()
    ) -> None:
        """Delete everything that `doomed` has found, and mark it as taken down.

        The list of the tracks is deleted last: if the process dies, another one continues from it.

        Args:
            name: Name of the narration.
            doomed: Tracks and slots to delete.
            kept: Hashes of slots that stay.
        """
        if doomed.tracks:
            listed = {"format": FORMAT, "track": None, "earlier": list(doomed.tracks)}
            self._storage.write_json(narration_path(*name), listed)
        for track in doomed.tracks:
            manifest = self.of_track(track)
            self._remove(track, track_path)
            for slot in manifest.slots.values() if manifest else ():
                if slot["hash"] not in kept:
                    self.remove_slot(slot)
            self._storage.delete(manifest_path(track))
        for slot_hash in doomed.others:
            self._remove(slot_hash, slot_path)
        self._storage.delete(narration_path(*name))

    def doomed(self, name: NarrationName, track_hash: str | None = None) -> TakenDown:
        """Return the tracks and slots that `take_down` would delete."""
        live, *earlier = self.tracks_of(name)
        tracks = {track for track in (live, track_hash, *earlier) if track}
        slots: dict[str, str] = {}
        for manifest in filter(None, map(self.of_track, tracks)):
            slots |= {k: slot["hash"] for k, slot in manifest.slots.items() if _is_own(slot)}
        lying = self._storage.objects(slots_folder(name.tag))
        others = {name.tag + found.path.rpartition("/")[2].split(".")[0] for found in lying}
        return TakenDown(sorted(tracks), slots, sorted(others.difference(slots.values())))

    def discard(self, track_hash: str) -> None:
        """Delete a track whose narration was taken down before it was published."""
        self._remove(track_hash, track_path)
        self._storage.delete(manifest_path(track_hash))

    def remove_slot(self, slot: Mapping[str, Any]) -> bool:
        """Delete a slot's frames and its clip, and mark them as taken down.

        A clip that another article may use stays; the sweep deletes it if no article has it.

        Args:
            slot: Fields of the slot.

        Returns:
            True if the slot belonged to this article only; shared slots stay.
        """
        if not _is_own(slot):
            return False
        self._remove(slot["hash"], slot_path)
        self.remove_clip(slot)
        return True

    def remove_clip(self, slot: Mapping[str, Any]) -> None:
        """Delete the clip of a slot, unless another article may use it."""
        if _is_own(slot) and self._storage.size(shared_path(slot["clip"])) is None:
            self._storage.delete(clip_path(slot["clip"]))

    def _remove(self, object_hash: str, path: Callable[[str], str]) -> None:
        try:
            self._storage.write(gone_path(object_hash), b"")
        except StorageError:  # a full disk has room for the mark once the object is deleted
            self._storage.delete(path(object_hash))
            self._storage.write(gone_path(object_hash), b"")
        else:
            self._storage.delete(path(object_hash))

    def make_room(self, name: NarrationName) -> None:
        """Delete the MP3s of a narration that is being taken down, when the disk is full."""
        for track in filter(None, self.tracks_of(name)):
            self._storage.delete(track_path(track))

    def is_gone(self, object_hash: str) -> bool:
        """Return True if a track or slot was taken down."""
        return self._storage.size(gone_path(object_hash)) is not None


def _is_own(slot: Mapping[str, Any]) -> bool:
    """Return True if a slot belongs to its article only and is not shared with others."""
    return not slot.get("is_common", False)


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.match(value) is not None
