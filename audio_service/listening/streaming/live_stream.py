"""Live streams of narrations in progress; one thread reads each for all of its listeners.

`audio_service.routes.listening.streams` sends them as one MP3 or as HLS segments.

Requests wait here until the slot that they need is stored, or until the next part of a slot that is
still being made. The latest frames are kept in memory, because most listeners need the same ones at
the same time.
"""

import json
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, Self

import redis

from cache.articles.edition import Edition, Standing
from cache.audio.paths import is_whole, slot_path
from cache.audio.storage import Storage
from cache.errors import ListenError
from cache.messages.slot_parts import SlotParts
from cache.narrations.events import hear
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.progress import Progress
from cache.narrations.record import Narration, State
from cache.operations.listeners import RENEWED_EVERY_S, Listeners
from cache.redis.client import REDIS_DOWN

FRAMES_KEPT = 32
"""Number of slots whose frames are kept: one or two minutes of sound, 0.5 MB a minute."""

THREAD = "relay"
"""Name of the threads that follow narrations."""

LOOK_AGAIN_S = 1.0
"""Time after which progress is read even without an announcement, in seconds."""

REDIS_PATIENCE_S = 10.0
"""Time without Redis after which streams end, in seconds."""

log = logging.getLogger(__name__)


class LiveStreamError(ListenError):
    """Error for a narration in progress that failed, was taken down, or was started again."""

    code = "narration-broke-off"
    status = 503
    retryable = True


@dataclass(frozen=True, slots=True)
class HeardSlot:
    """A slot in a stream.

    Attributes:
        hash: Name of its frames in storage.
        size: Size of the frames, in bytes.
        duration_s: Length of the frames, in seconds.
    """

    hash: str
    size: int
    duration_s: float

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the slot for the text that a worker has recorded."""
        fields = json.loads(text)
        return cls(fields["hash"], fields["size"], fields["duration_s"])


class StreamOrigin(NamedTuple):
    """Sources of a live stream: records, slots and announcements.

    Attributes:
        narrations: Narration records.
        progress: Progress of runs.
        parts: Parts of slots that are being made.
        storage: Stored audio, which has the frames.
        client: Connection to Redis, for announcements.
        listeners: Marks of narrations that have listeners.
        edition_of: Returns the current edition of an article.
    """

    narrations: Narrations
    progress: Progress
    parts: SlotParts
    storage: Storage
    client: redis.Redis
    listeners: Listeners
    edition_of: Callable[[str], Edition | None]


class LiveStream:
    """Live stream of one run of a narration, for all of its listeners in this process.

    Args:
        name: Name of the narration.
        run: Number of its run.
        origin: Sources of the stream.
    """

    def __init__(self, name: NarrationName, run: int, origin: StreamOrigin) -> None:
        self._name = name
        self._run = run
        self._origin = origin
        self._news = threading.Condition()
        self._slots: list[HeardSlot] = []
        self._part = b""
        self._frames: OrderedDict[int, bytes] = OrderedDict()
        self._longest_s = 0
        self._is_whole = False
        self._broken: LiveStreamError | None = None
        self._listeners = 0
        self._edition: Edition | None = None
        self._asked_at = -LOOK_AGAIN_S
        self._noted_at = -RENEWED_EVERY_S

    @property
    def edition(self) -> Edition | None:
        """The article's edition, read after the latest slots; None if the article is gone."""
        if time.monotonic() - self._asked_at >= LOOK_AGAIN_S:
            with suppress(ListenError, *REDIS_DOWN):  # otherwise the last known edition stays valid
                self._ask()
        return self._edition

    def _ask(self) -> None:
        """Read the article's edition."""
        self._asked_at = time.monotonic()
        self._edition = self._origin.edition_of(self._name.article_id)

    @property
    def slots(self) -> Sequence[HeardSlot]:
        """The slots made so far, in order, without a gap."""
        return tuple(self._slots)

    @property
    def is_whole(self) -> bool:
        """True if all slots are there."""
        return self._is_whole

    @property
    def listeners(self) -> int:
        """Number of listeners."""
        return self._listeners

    def wait_for(self, index: int, patience_s: float) -> HeardSlot | None:
        """Return a slot as soon as it is stored.

        Returns:
            None if the narration is complete without it, or if it was not stored in time.

        Raises:
            LiveStreamError: The slot will never be stored.
        """
        self._wait(lambda: len(self._slots) > index or self._is_whole, patience_s)
        return self._slots[index] if index < len(self._slots) else None

    def wait_for_part(self, index: int, offset: int, patience_s: float) -> bytes | None:
        """Return the frames of a slot from an offset, as soon as there are some.

        Returns:
            None if the slot is stored, if the narration is complete without it, or if no frames
            came in time.

        Raises:
            LiveStreamError: The slot will never be stored.
        """

        def is_there() -> bool:
            is_stored = len(self._slots) > index or self._is_whole
            return is_stored or len(self._part_of(index)) > offset

        self._wait(is_there, patience_s)
        with self._news:
            return self._part_of(index)[offset:] or None

    def _part_of(self, index: int) -> bytes:
        """Return the frames so far of a slot that is being made."""
        return self._part if index == len(self._slots) else b""

    def wait_until_planned(self, patience_s: float) -> int:
        """Return the upper limit of a slot's length as soon as the whole text is read.

        Returns:
            Seconds; 0 if the text was not read in time.

        Raises:
            LiveStreamError: It will never be read.
        """
        self._wait(lambda: self._longest_s > 0, patience_s)
        return self._longest_s

    def _wait(self, is_there: Callable[[], bool], patience_s: float) -> None:
        """Wait until a condition is met, or a number of seconds is over.

        The thread of `_follow` changes what the condition depends on.

        Raises:
            LiveStreamError: The narration failed, was taken down, or was started again.
        """
        deadline = time.monotonic() + patience_s
        with self._news:
            while not is_there():
                if self._broken:
                    raise LiveStreamError(str(self._broken))
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    return
                self._news.wait(left_s)

    def frames(self, index: int) -> bytes:
        """Return the frames of a stored slot.

        Raises:
            LiveStreamError: Storage has lost the frames.
        """
        frames = self._frames.get(index)
        if frames is None:
            frames = self._origin.storage.read_if_present(slot_path(self._slots[index].hash))
            if frames is None or not is_whole(frames, self._slots[index].hash):
                self._make_again(index)
                raise LiveStreamError(f"storage has lost slot {index}, or damaged it")
            self._frames[index] = frames
            if len(self._frames) > FRAMES_KEPT:
                self._frames.popitem(last=False)
        return frames

    def _make_again(self, index: int) -> None:
        """Delete a slot that storage has lost or damaged, so that a worker makes it again."""
        log.error("%s: slot %d is lost or damaged; it is made again", self._name, index)
        self._origin.storage.delete(slot_path(self._slots[index].hash))
        self._origin.narrations.drop_slots(self._name, self._run, [index])

    def join(self) -> None:
        """Add a listener; the first one starts the thread."""
        with self._news:
            self._listeners += 1
            if self._listeners == 1 and not self._is_whole:
                threading.Thread(target=self._follow, name=THREAD, daemon=True).start()

    def leave(self) -> bool:
        """Remove a listener, and return whether others remain."""
        with self._news:
            self._listeners -= 1
            return self._listeners > 0

    def _follow(self) -> None:
        """Read the progress at each announcement, as long as there are listeners."""
        away_since = None
        while self._listeners and not self._is_over:
            try:
                with hear(self._origin.client, self._name) as wait:
                    self._look()
                    away_since = None
                    while self._listeners and not self._is_over:
                        wait(LOOK_AGAIN_S)
                        self._look()
            except REDIS_DOWN as error:
                away_since = away_since or time.monotonic()
                if time.monotonic() - away_since > REDIS_PATIENCE_S:
                    self._break(f"Redis does not answer: {error}")
                time.sleep(0.5)
            except Exception as error:  # without this thread, listeners would wait for ever
                log.exception("%s: its progress cannot be read", self._name)
                self._break(f"{type(error).__name__}: {error}")

    @property
    def _is_over(self) -> bool:
        return self._is_whole or self._broken is not None

    def _look(self) -> None:
        """Read the new slots and the state of the narration.

        Raises:
            ListenError: The article's edition cannot be read, and was not read before.
        """
        self._note_listeners()
        narration = self._origin.narrations.read(self._name)
        if narration.run != self._run or narration.state is State.ABSENT:
            return self._break("the narration was taken down or started again")
        if narration.state is State.FAILED:
            return self._break(
                narration.failure.detail if narration.failure else "the narration failed"
            )
        lines = self._origin.progress.slots_from(self._name, len(self._slots))
        if lines and self._origin.narrations.read(self._name).run != self._run:
            # the slots may belong to the new run
            return self._break("the narration was started again")
        try:
            self._ask()
        except (ListenError, *REDIS_DOWN):
            if self._edition is None:  # otherwise the last known edition stays valid
                raise
        if not self._is_known:
            lines = []
        elif not lines and narration.state in (State.QUEUED, State.SPEAKING):
            self._take_part()
        return self._take(narration, lines)

    def _note_listeners(self) -> None:
        """Mark the narration as one with listeners, unless this was done recently."""
        if time.monotonic() - self._noted_at >= RENEWED_EVERY_S:
            self._origin.listeners.note(self._name)
            self._noted_at = time.monotonic()

    def _take_part(self) -> None:
        """Add the new frames of the slot that is being made."""
        index, offset = len(self._slots), len(self._part)
        frames = self._origin.parts.read(self._name, self._run, index, offset)
        if frames:
            with self._news:
                self._part += frames
                self._news.notify_all()

    @property
    def _is_known(self) -> bool:
        """True if the access to the article is known; until then, nothing is sent."""
        return self._edition is None or self._edition.standing is not Standing.UNREAD

    def _take(self, narration: Narration, lines: Sequence[str]) -> None:
        """Add slots, and record whether the narration is complete with them."""
        new = [HeardSlot.from_json(line) for line in lines]
        is_spoken = narration.state in (State.STITCHING, State.READY)
        whole = is_spoken and len(self._slots) + len(new) >= narration.clips_total
        if is_spoken and not whole and narration.state is State.READY:
            return self._break("the slots of the narration are no longer known")
        is_planned = narration.state is not State.QUEUED
        longest_s = narration.longest_s if is_planned else 0
        if new or whole or longest_s != self._longest_s:
            with self._news:
                self._slots.extend(new)
                if new:
                    self._part = b""
                self._is_whole = whole
                self._longest_s = longest_s
                self._news.notify_all()
        return None

    def _break(self, why: str) -> None:
        with self._news:
            self._broken = LiveStreamError(why)
            self._news.notify_all()
