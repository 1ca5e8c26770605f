"""What there is of articles, in Redis and in storage alike: recalled, asked for, taken down."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cache.audio.slots import Slots
from cache.narrations.edition import Basis
from cache.narrations.manifests import Manifests
from cache.narrations.name import NarrationName
from cache.narrations.progress import Progress
from cache.narrations.record import Narration, Priority, State
from cache.narrations.transitions import Narrations


class RemovedAudio(NamedTuple):
    """What was taken down of an article.

    Attributes:
        narrations: How many there were.
        tracks: Hashes of their MP3s.
        slots: Hashes of their slots, but for those that other articles have too.
    """

    narrations: int
    tracks: Sequence[str]
    slots: Sequence[str]


class NarrationRepository:
    """All narrations, whether Redis knows them or only storage does.

    Args:
        narrations: The records.
        manifests: What lies beside the tracks.
        progress: What runs under way have made.
        slots: Which slots lie in storage.
    """

    def __init__(
        self, narrations: Narrations, manifests: Manifests, progress: Progress, slots: Slots
    ) -> None:
        self._narrations = narrations
        self._manifests = manifests
        self._progress = progress
        self._slots = slots

    def recall(self, name: NarrationName) -> Narration:
        """Return a narration as it stands; what Redis has forgotten is found beside the MP3."""
        narration = self._narrations.read(name)
        if narration.state is State.ABSENT:
            manifest = self._manifests.find(name)
            if manifest is not None:
                restored = self._narrations.restore(name, manifest.track)
                if self._manifests.find(name) is not None:
                    return restored
                self._narrations.remove(name)  # it was taken down in this very moment
        return narration

    def ask_for(
        self, name: NarrationName, basis: Basis, priority: Priority, *, again: bool = False
    ) -> Narration:
        """Return a narration, begun if it is not there and not under way, or to be read again."""
        self.recall(name)
        return self._narrations.request(name, basis, priority, again=again)

    def of(self, article_id: str, voices: Iterable[str]) -> list[Narration]:
        """Return the narrations that there are of an article.

        Args:
            article_id: Which article.
            voices: In which there may be some besides those that have a track.
        """
        names = {NarrationName(article_id, voice) for voice in voices}
        names |= set(self._manifests.voices_of(article_id))
        found = [self.recall(name) for name in sorted(names)]
        return [narration for narration in found if narration.state is not State.ABSENT]

    def forget_lost_track(self, track_hash: str) -> NarrationName | None:
        """Have the next press make a live track again whose MP3 is not in storage any more.

        Returns:
            Of which narration it was the live one; None if it was not.
        """
        manifest = self._manifests.of_track(track_hash)
        live = self._manifests.find(manifest.name) if manifest else None
        if live is None or live.track.hash != track_hash:
            return None
        self._manifests.make_live(live.name, None)
        self._narrations.remove(live.name)
        return live.name

    def take_down(
        self,
        article_id: str,
        voices: Iterable[str],
        only: str | None = None,
        *,
        warn: Callable[[RemovedAudio], object] = lambda _coming: None,
    ) -> RemovedAudio:
        """Delete narrations of an article with their stored audio, whose URLs answer 410 then.

        Args:
            article_id: Which article.
            voices: In which there may be some besides those that have a track.
            only: The one voice whose narration is taken down; None for all.
            warn: Called with what will be deleted, before anything of it is.
        """
        names = {NarrationName(article_id, voice) for voice in voices}
        names |= set(self._manifests.voices_of(article_id))
        removed = [self._remove(name, warn) for name in sorted(names) if only in (None, name.voice)]
        return RemovedAudio(
            sum(part.narrations for part in removed),
            [track for part in removed for track in part.tracks],
            [slot for part in removed for slot in part.slots],
        )

    def _remove(self, name: NarrationName, warn: Callable[[RemovedAudio], object]) -> RemovedAudio:
        under_way = [json.loads(slot) for slot in self._progress.slots(name).values()]
        planned = [json.loads(line)["slot_key"] for line in self._progress.utterances(name)]
        was_there = self._manifests.find(name) is not None
        before = self._narrations.remove(name)
        track = before.track.hash if before.track else None
        coming = self._manifests.doomed(name, track)
        made = [slot["hash"] for slot in under_way if not slot.get("is_common", False)]
        warn(RemovedAudio(0, coming.tracks, sorted({*coming.slots.values(), *made})))
        own = [slot["hash"] for slot in under_way if self._manifests.remove_slot(slot)]
        gone = self._manifests.take_down(name, track)
        self._slots.forget([*gone.slots, *planned])
        self._narrations.remove(name)  # somebody may have recalled it meanwhile
        return RemovedAudio(
            int(was_there or before.state is not State.ABSENT),
            gone.tracks,
            sorted({*gone.slots.values(), *own}),
        )
