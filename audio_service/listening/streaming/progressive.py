"""A progressive stream: slots and parts of a live stream, in order, in a container."""

import errno
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audio_service.http.request_errors import NarrationSlowError
from audio_service.listening.streaming.containers import Container
from audio_service.listening.streaming.live_stream import LiveStream, LiveStreamError
from cache.errors import StorageError

TOO_SLOW = "no audio of this narration is ready yet; try again"

FIRST_BYTES = 12_000
"""Minimum size of a first block of whole slots, in bytes: 1.5 s of sound, so that the second block
arrives in time."""

FIRST_PATIENCE_S = 30.0
STALL_S = 60.0
ASKED_AGAIN_S = 0.5
"""Pause before the next request to a store that did not answer, in seconds."""


class Beginning(NamedTuple):
    """The frames of a first block.

    Attributes:
        slots: Number of whole slots.
        part: Frames of the next slot, which is being made.
    """

    slots: int
    part: bytes


def gather_first(relay: LiveStream, part_bytes: int) -> Beginning:
    """Return the frames of the first block, as soon as they are there.

    Args:
        relay: The live stream.
        part_bytes: Minimum size of the frames if the last ones are of an unfinished slot.

    Raises:
        NarrationSlowError: The frames take too long.
        LiveStreamError: The frames will never be stored.
    """
    size = count = 0
    part = b""
    while size < FIRST_BYTES:
        more = relay.wait_for_part(count, len(part), FIRST_PATIENCE_S)
        if more is not None:
            part += more
            if size + len(part) >= part_bytes:
                return Beginning(count, part)
            continue
        slot = relay.wait_for(count, 0)
        if slot is None and not relay.is_whole:
            raise NarrationSlowError(TOO_SLOW)
        if slot is None:
            break
        relay.frames(count)
        size, count, part = size + slot.size, count + 1, b""
    return Beginning(count, b"")


def stream_frames(
    relay: LiveStream,
    beginning: Beginning,
    container: Container,
    is_open: Callable[[], bool],
) -> Iterator[bytes]:
    """Yield the first block, and all further frames as soon as they are there.

    Args:
        relay: The live stream.
        beginning: Frames of the first block.
        container: Container in which they are sent.
        is_open: Returns whether the caller may still hear the article.

    Raises:
        ConnectionResetError: The narration ended too early, or the caller may not hear it any more.
            The server then resets the connection.
    """
    index, sent = beginning
    try:
        head = b"".join(_read(relay, slot) for slot in range(index)) + sent
        yield container.begin(head)
        while True:
            part = relay.wait_for_part(index, len(sent), STALL_S)
            slot = None if part else relay.wait_for(index, 0)
            if not (part or slot) or not is_open():
                break
            if part:
                sent += part
                yield container.add_part(part)
            elif sent:
                rest, sent = _read_rest(relay, index, sent), b""
                index += 1
                yield container.end_slot(rest)
            else:
                index += 1
                yield container.add_slot(_read(relay, index - 1))
    except LiveStreamError as error:
        raise ConnectionResetError(errno.ECONNRESET, str(error)) from error
    if not relay.is_whole or index < len(relay.slots):
        why = "no slot was made for a long time, or the article was closed"
        raise ConnectionResetError(errno.ECONNRESET, why)


def _read_rest(relay: LiveStream, index: int, sent: bytes) -> bytes:
    """Return the frames of a slot after those that were sent as parts.

    Raises:
        LiveStreamError: The slot has other frames than its parts, or storage has lost its frames.
    """
    frames = _read(relay, index)
    if not frames.startswith(sent):
        raise LiveStreamError(f"slot {index} was made again, with another sound")
    return frames[len(sent) :]


def _read(relay: LiveStream, index: int) -> bytes:
    """Return the frames of a slot; retry for a while if the store does not answer.

    Raises:
        LiveStreamError: Storage has lost the frames, or has not answered within the time limit.
    """
    deadline = time.monotonic() + STALL_S
    while True:
        try:
            return relay.frames(index)
        except StorageError as error:
            if time.monotonic() > deadline:
                raise LiveStreamError(str(error)) from error
            time.sleep(ASKED_AGAIN_S)
