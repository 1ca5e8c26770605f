"""The repository of narrations, in Redis and in the audio store: restore, request, take down."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from cache.narrations.basis import Basis
from cache.narrations.manifests import Manifests, TakenDown
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Narration, Priority, State


class RemovedAudio(NamedTuple):
    """Audio that was taken down.

    Attributes:
        narrations: Number of narrations.
        tracks: Hashes of their MP3s.
        slots: Hashes of their slots, without those that other articles share.
    """

    narrations: int
    tracks: Sequence[str]
    slots: Sequence[str]


HELD_STATES = frozenset(State) - {State.ABSENT}
"""States of a narration that exists."""


class NarrationRepository:
    """All narrations, including those that are only in the audio store.

    Args:
        narrations: Store of narration records.
        manifests: Store of track manifests.
    """

    def __init__(self, narrations: Narrations, manifests: Manifests) -> None:
        self._narrations = narrations
        self._manifests = manifests

    def recall(self, name: NarrationName) -> Narration:
        """Return a narration; a record that Redis has lost is restored from the manifest.

        A narration that was taken down, or whose MP3 is lost, is not restored.
        """
        return self.recall_all([name])[0]

    def recall_all(self, names: Sequence[NarrationName]) -> list[Narration]:
        """Return several narrations, as `recall` does, with one read of all their records."""
        found = self._narrations.read_many(names) if names else []
        return [self._restored(each) if each.state is State.ABSENT else each for each in found]

    def _restored(self, absent: Narration) -> Narration:
        """Return a narration restored from its manifest, and restore those in other voices, too.

        So an article is offered in all its voices again, also if no request names them.
        """
        restored = self._restore(absent)
        if restored is not absent:
            siblings = self._manifests.voices_of(absent.name.article_id)
            for other in self._narrations.read_many([n for n in siblings if n != absent.name]):
                if other.state is State.ABSENT:
                    self._restore(other)
        return restored

    def _restore(self, absent: Narration) -> Narration:
        manifest = self._manifests.find(absent.name)
        if manifest is not None and self._manifests.is_whole(manifest):
            return self._narrations.restore(absent.name, manifest.track)
        return absent

    def has(self, article_id: str, voices: Iterable[str], object_hash: str) -> bool:
        """Return True if a narration of an article has a track or slot, or its run has the slot.

        Args:
            article_id: ID of the article.
            voices: Voices to look up, in addition to those with a track.
            object_hash: Hash of the track or slot.
        """
        found = self.recall_all(self._names_with_runs(article_id, voices))
        held = (self._hashes(each) for each in found if each.state is not State.ABSENT)
        return any(object_hash in hashes for hashes in held)

    def _hashes(self, narration: Narration) -> set[str]:
        name, track = narration.name, narration.track
        slots = [*map(json.loads, self._narrations.made(name))]
        manifest = self._manifests.of_track(track.hash) if track else None
        slots += manifest.slots.values() if manifest else ()
        tracks = {track.hash if track else None, *self._manifests.tracks_of(name)}
        return {slot["hash"] for slot in slots} | {found for found in tracks if found}

    def has_track(self, article_id: str) -> bool:
        """Return True if the audio store has a live track of an article, in any voice."""
        return bool(self._manifests.voices_of(article_id))

    def ask_for(
        self,
        name: NarrationName,
        basis: Basis,
        priority: Priority,
        *,
        again: bool = False,
        wanted_at: int | None = None,
    ) -> Narration:
        """Return a narration, and start it if it is absent, is out of date, or must be read again.

        Args:
            name: Name of the narration.
            basis: Basis to make it from.
            priority: Priority of its jobs.
            again: True to read it again even if it was made from `basis` already.
            wanted_at: Number from `latest_run` at the start of the work that led to this request; a
                narration that was taken down after that stays absent. None for no limit.
        """
        self.recall(name)
        return self._narrations.request(name, basis, priority, again=again, wanted_at=wanted_at)

    def renew(
        self,
        name: NarrationName,
        basis: Basis,
        only_from: Collection[State] = HELD_STATES,
        *,
        again: bool = False,
    ) -> Narration:
        """Start a narration again at low priority; one that was taken down stays absent.

        Args:
            name: Name of the narration.
            basis: Basis to make it from.
            only_from: States in which it is started; in other states, nothing changes.
            again: True to read it again even if it was made from `basis` already.
        """
        self.recall(name)
        return self._narrations.request(
            name, basis, Priority.PREGENERATE, again=again, only_from=only_from
        )

    def of(self, article_id: str, voices: Iterable[str]) -> list[Narration]:
        """Return the existing narrations of an article.

        Args:
            article_id: ID of the article.
            voices: Voices to look up, in addition to those with a track.
        """
        found = [self.recall(name) for name in self._names(article_id, voices)]
        return [narration for narration in found if narration.state is not State.ABSENT]

    def _names(self, article_id: str, voices: Iterable[str]) -> list[NarrationName]:
        """Return the names of an article's narrations with a track, and in these voices."""
        names = {NarrationName(article_id, voice) for voice in voices}
        return sorted(names | set(self._manifests.voices_of(article_id)))

    def _names_with_runs(self, article_id: str, voices: Iterable[str]) -> list[NarrationName]:
        """Return the names from `_names`, and those of unfinished narrations in other voices."""
        under_way = {n for n in self._narrations.unfinished() if n.article_id == article_id}
        return sorted(under_way.union(self._names(article_id, voices)))

    def forget_lost_track(self, track_hash: str) -> NarrationName | None:
        """Forget a live track whose MP3 is lost, so that the next press makes it again.

        Returns:
            The narration whose live track it was; None if it was not live.
        """
        manifest = self._manifests.of_track(track_hash)
        if manifest is None:
            return None
        name = manifest.name
        was_live = self._narrations.drop_lost_track(name, track_hash)
        live, *_ = self._manifests.tracks_of(name)
        if live == track_hash:
            self._manifests.make_live(name, None)
        return name if was_live or live == track_hash else None

    def settle(self, name: NarrationName) -> None:
        """Make the track of the record the live track in the audio store, too.

        The record is read again after each change, because another process may change it meanwhile.
        """
        while True:
            narration = self._narrations.read(name)
            live, *_ = self._manifests.tracks_of(name)
            if narration.state is State.ABSENT and self._narrations.was_removed(name):
                self._manifests.discard_all(name)
            elif narration.track is not None and narration.track.hash != live:
                self._manifests.make_live(name, narration.track.hash)
            if self._narrations.read(name).track == narration.track:
                return

    def settle_all(self, article_id: str, voices: Iterable[str]) -> None:
        """Call `settle` for all narrations of an article.

        A process may have died after it changed the record.
        """
        for name in self._names(article_id, voices):
            self.settle(name)

    def latest_run(self) -> int:
        """Return a number that no run has exceeded so far, for `take_down`."""
        return self._narrations.next_number()

    def take_down(
        self,
        article_id: str,
        voices: Iterable[str],
        only: str | None = None,
        *,
        not_after: int | None = None,
        warn: Callable[[RemovedAudio], object] = lambda _coming: None,
    ) -> RemovedAudio:
        """Delete narrations of an article and their stored audio; their URLs then answer 410.

        Args:
            article_id: ID of the article.
            voices: Voices to look up, in addition to those with a track.
            only: Voice whose narration is taken down; None for all.
            not_after: Number of the last run to delete; None for no limit.
            warn: Function called with the audio to be deleted, before the deletion.
        """
        names = self._names_with_runs(article_id, voices)
        wanted = [name for name in names if only in (None, name.voice)]
        removed = [self._remove(name, not_after, warn) for name in wanted]
        return RemovedAudio(
            sum(part.narrations for part in removed),
            [track for part in removed for track in part.tracks],
            [slot for part in removed for slot in part.slots],
        )

    def make_room(self, article_id: str, only: str | None = None) -> None:
        """Delete the MP3s of narrations that are being taken down, when the disk is full.

        Args:
            article_id: ID of the article.
            only: Voice whose narration is taken down; None for all.
        """
        for name in self._manifests.voices_of(article_id):
            if only in (None, name.voice):
                self._manifests.make_room(name)

    def _remove(
        self,
        name: NarrationName,
        not_after: int | None,
        warn: Callable[[RemovedAudio], object],
    ) -> RemovedAudio:
        was_there = self._manifests.find(name) is not None
        lying = self._manifests.doomed(name)
        removal = self._narrations.remove(name, not_after, has_audio=True)
        before, later = removal.before, self._narrations.read(name)
        if before.state is State.ABSENT and later.state is not State.ABSENT:
            return self._remove_older(later, lying, warn)
        track = before.track.hash if before.track else None
        made = [slot for slot in map(json.loads, removal.made) if not slot.get("is_common", False)]
        hashes = {*lying.others, *lying.slots.values(), *(slot["hash"] for slot in made)}
        doomed = TakenDown(
            sorted({*lying.tracks, *([track] if track else [])}), lying.slots, lying.others
        )
        warn(RemovedAudio(0, doomed.tracks, sorted(hashes)))
        for slot in made:
            self._manifests.remove_slot(slot)
        self._manifests.remove_all(name, doomed)
        self._narrations.end_removal(name, removal)
        return RemovedAudio(
            int(was_there or before.state is not State.ABSENT), doomed.tracks, sorted(hashes)
        )

    def _remove_older(
        self, later: Narration, lying: TakenDown, warn: Callable[[RemovedAudio], object]
    ) -> RemovedAudio:
        """Delete the tracks that an interrupted removal has left, but nothing of a later run."""
        used = {json.loads(slot)["hash"] for slot in self._narrations.made(later.name)}
        if later.track:
            manifest = self._manifests.of_track(later.track.hash)
            used |= {slot["hash"] for slot in manifest.slots.values()} if manifest else set()
        tracks = [track for track in lying.tracks if not later.track or track != later.track.hash]
        slots = sorted({*lying.slots.values()} - used)
        warn(RemovedAudio(0, tracks, slots))
        self._manifests.remove_all(later.name, TakenDown(tracks, lying.slots, ()), kept=used)
        self.settle(later.name)
        return RemovedAudio(0, tracks, slots)
