"""MP3 frames: their headers, which give the length of each frame in bytes and in samples.

Source: ISO/IEC 11172-3, 2.4.1.3, and 13818-3.
"""

from collections.abc import Iterator
from typing import NamedTuple

_RATES_HZ = {
    3: (44100, 48000, 32000),
    2: (22050, 24000, 16000),
    0: (11025, 12000, 8000),
}
"""Sample rates by MPEG version."""

_KBPS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_KBPS[0] = _KBPS[2]

RATES_HZ = frozenset(rate for rates in _RATES_HZ.values() for rate in rates)
"""Sample rates that MP3 supports, in Hz."""

HEADER_BYTES = 4

DELAY_SAMPLES = 1105
"""Codec delay, in samples: 576 of the encoder and 529 of every decoder."""


class Mp3Frame(NamedTuple):
    """A frame, as its header describes it.

    Attributes:
        size: Size in bytes, with the header.
        rate_hz: Sample rate.
        samples: Number of samples.
    """

    size: int
    rate_hz: int
    samples: int


def frame_samples(rate_hz: int) -> int:
    """Return the number of samples in one frame at a sample rate."""
    return 1152 if rate_hz >= 32000 else 576


def read_frame_header(header: bytes) -> Mp3Frame | None:
    """Return the frame that begins with these four bytes; None if none does."""
    word = int.from_bytes(header)
    version, layer = (word >> 19) & 3, (word >> 17) & 3
    kbps_index, rate_index, padding = (word >> 12) & 15, (word >> 10) & 3, (word >> 9) & 1
    in_sync = word >> 21 == 0x7FF and layer == 1 and version in _RATES_HZ
    if not in_sync or kbps_index in (0, 15) or rate_index == 3:
        return None
    rate_hz = _RATES_HZ[version][rate_index]
    samples, kbps = frame_samples(rate_hz), _KBPS[version][kbps_index]
    return Mp3Frame(samples // 8 * kbps * 1000 // rate_hz + padding, rate_hz, samples)


def walk_frames(data: bytes) -> Iterator[Mp3Frame]:
    """Yield the frames of `data`; an incomplete last one is left out.

    Raises:
        ValueError: There are other bytes between the frames.
    """
    at = 0
    while at + HEADER_BYTES <= len(data):
        frame = read_frame_header(data[at : at + HEADER_BYTES])
        if frame is None:
            raise ValueError(f"no MP3 frame begins at byte {at}")
        at += frame.size
        if at <= len(data):
            yield frame
