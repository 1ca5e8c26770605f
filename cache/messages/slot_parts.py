"""Frames of a slot that is still being made, sent from the speaking process to the listeners.

The same utterance gives the same frames in every process. So several processes may publish the
parts of one slot. The first one stores a part; the others continue only if their part is the same.
"""

import time
from collections.abc import Callable

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys

PARTS_KEPT_S = 60
"""Lifetime of parts after the latest one, in seconds; an utterance takes less time to be spoken."""

MOST_PARTS = 64
"""Maximum number of parts of a slot; later ones are heard when the slot is stored."""

PUBLISH = """
-- KEYS: record, slots, parts, events.  ARGV: run, index, field, frames, lifetime in s, now, most
-- Returns 1 if listeners hear these frames; 0 if the slot is stored, the run is over, or another
-- speaker has published other frames.
local run, state = unpack(redis.call('HMGET', KEYS[1], 'run', 'state'))
if run ~= ARGV[1] or (state ~= 'queued' and state ~= 'speaking') then return 0 end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 1 then return 0 end
local there = redis.call('HGET', KEYS[3], ARGV[3])
if there then return there == ARGV[4] and 1 or 0 end
if redis.call('HLEN', KEYS[3]) >= tonumber(ARGV[7]) then return 0 end
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
redis.call('EXPIRE', KEYS[3], ARGV[5])
redis.call('HSETNX', KEYS[1], 'first_clip_at', ARGV[6])
redis.call('PUBLISH', KEYS[4], cjson.encode({run = tonumber(run), index = tonumber(ARGV[2])}))
return 1
"""


class SlotParts:
    """Parts of slots that are being made, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._publish = client.register_script(PUBLISH)

    def publish(
        self, name: NarrationName, run: int, index: int, offset: int, frames: bytes
    ) -> bool:
        """Store and announce some frames of a slot.

        Args:
            name: Name of the narration.
            run: Number of the run.
            index: Index of the utterance.
            offset: Offset of the frames in the slot, in bytes.
            frames: Whole MP3 frames.

        Returns:
            False if listeners do not hear these frames; no more of the slot is then published.
        """
        text = str(name)
        answer = self._publish(
            keys=[keys.narration(text), keys.slots(text), keys.parts(text), keys.events(text)],
            args=[
                run, index, _field(run, index, offset), frames, PARTS_KEPT_S, time.time(),
                MOST_PARTS,
            ],
        )  # fmt: skip
        return bool(answer)

    def read(self, name: NarrationName, run: int, index: int, offset: int) -> bytes:
        """Return the frames of a slot from an offset to the end of the last part."""
        found = b""
        while True:
            field = _field(run, index, offset + len(found))
            part = self._redis.hget(keys.parts(str(name)), field)
            if part is None:
                return found
            found += part if isinstance(part, bytes) else part.encode()


class PartPublisher:
    """Publisher of the parts of one slot, which stops when they are no longer heard.

    Args:
        parts: Parts of slots.
        name: Name of the narration.
        run: Number of the run.
        index: Index of the utterance.
        note_sound: Function called when a part can be heard.
    """

    def __init__(
        self,
        parts: SlotParts,
        name: NarrationName,
        run: int,
        index: int,
        note_sound: Callable[[], None],
    ) -> None:
        self._parts = parts
        self._note_sound = note_sound
        self._slot = name, run, index
        self._is_heard = True

    def publish(self, offset: int, frames: bytes) -> None:
        """Publish the next frames, given their offset in the slot, in bytes."""
        if self._is_heard:
            self._is_heard = self._parts.publish(*self._slot, offset, frames)
        if self._is_heard:
            self._note_sound()

    def announced(self) -> bytes:
        """Return the frames from the beginning of the slot that were published so far."""
        return self._parts.read(*self._slot, 0)


def _field(run: int, index: int, offset: int) -> str:
    return f"{run}:{index}:{offset}"
