"""Containers in which a progressive stream carries its MP3 frames: plain MP3, and MP4 for Chromium.

Chromium reads whole blocks. So sound that must be heard at once ends at the end of a block. In MP3,
an empty ID3 tag fills the block. Firefox, WebKitGTK and libsndfile skip such a tag; Chromium drops
the frame after it. So a tag is used only where that frame is silent: before the first frame, and
after a slot that was sent in parts. In MP4, an empty box fills the block, at any place.
"""

from typing import Protocol

from audio_service.listening.streaming.hls import write_padding
from audio_service.listening.streaming.mp4_boxes import (
    BOX_HEAD_BYTES,
    write_fragment,
    write_free,
    write_header,
)
from cache.audio.mp3_frames import DELAY_SAMPLES, walk_frames

BLOCK_BYTES = 32_768
"""Block size in which Chromium reads, in bytes. Without filled blocks, a first slot of 32,600 bytes
was played only when the second one came, two seconds later (Chromium 156, 2026-11)."""


class Container(Protocol):
    """The container of one listener's stream.

    Attributes:
        content_type: Media type.
        first_part_bytes: Minimum size of the frames in a first block that ends with frames of an
            unfinished slot.
    """

    content_type: str
    first_part_bytes: int

    def begin(self, frames: bytes) -> bytes:
        """Return the first block or blocks, with these frames."""

    def add_part(self, frames: bytes) -> bytes:
        """Return further frames of a slot that is being made."""

    def end_slot(self, frames: bytes) -> bytes:
        """Return the last frames of a slot that was sent in parts."""

    def add_slot(self, frames: bytes) -> bytes:
        """Return all frames of a slot."""


class Mp3Container:
    """MP3: the frames one after the other."""

    content_type = "audio/mpeg"

    first_part_bytes = 11_700
    """56 frames at 22,050 Hz. Chromium examines 50 frames and looks ahead before it plays. If the
    first block had up to 54 frames, it waited for the second one; with 55, it played at once
    (Chromium 156, 2026-11)."""

    def __init__(self) -> None:
        self._size = 0

    def begin(self, frames: bytes) -> bytes:
        """Return the first block, with an ID3 tag before the frames."""
        return self._count(_fill_with_tag(len(frames)) + frames)

    def add_part(self, frames: bytes) -> bytes:
        """Return the frames; Chromium plays those that are in whole blocks."""
        return self._count(frames)

    def end_slot(self, frames: bytes) -> bytes:
        """Return the frames, with an ID3 tag after them."""
        return self._count(frames + _fill_with_tag(self._size + len(frames)))

    def add_slot(self, frames: bytes) -> bytes:
        """Return the frames."""
        return self._count(frames)

    def _count(self, data: bytes) -> bytes:
        self._size += len(data)
        return data


class Mp4Container:
    """MP4: the frames in movie fragments."""

    content_type = "audio/mp4"

    first_part_bytes = 2_290
    """11 frames at 22,050 Hz, or 0.24 s without the codec delay. Chromium needs 10 frames before it
    plays (Chromium 156, 2026-11)."""

    def __init__(self) -> None:
        self._size = 0
        self._fragments = 0
        self._samples = 0

    def begin(self, frames: bytes) -> bytes:
        """Return whole blocks with the header and the frames.

        The header lets the browser leave out the codec delay, so the sound begins earlier.
        """
        head = write_header(next(walk_frames(frames)), DELAY_SAMPLES)
        self._size = len(head)
        return head + self._fill_blocks(frames)

    def add_part(self, frames: bytes) -> bytes:
        """Return whole blocks with the frames."""
        return self._fill_blocks(frames)

    def end_slot(self, frames: bytes) -> bytes:
        """Return whole blocks with the frames."""
        return self._fill_blocks(frames)

    def add_slot(self, frames: bytes) -> bytes:
        """Return a fragment with the frames."""
        fragment = self._fragment(frames)
        self._size += len(fragment)
        return fragment

    def _fill_blocks(self, frames: bytes) -> bytes:
        fragment = self._fragment(frames)
        to_fill = self._size + BOX_HEAD_BYTES + len(fragment)
        data = write_free(BOX_HEAD_BYTES + -to_fill % BLOCK_BYTES) + fragment
        self._size += len(data)
        return data

    def _fragment(self, frames: bytes) -> bytes:
        found = list(walk_frames(frames))
        if not found:
            return b""
        start, self._fragments = self._samples, self._fragments + 1
        self._samples += sum(frame.samples for frame in found)
        return write_fragment(self._fragments, start, [frame.size for frame in found], frames)


def _fill_with_tag(size: int) -> bytes:
    """Return an ID3 tag that fills whole blocks together with `size` bytes."""
    return write_padding(10 + -(size + 10) % BLOCK_BYTES)
