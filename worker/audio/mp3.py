"""MP3 frames: slots are encoded so that their concatenation is one seamless MP3.

Each slot is encoded alone by a new encoder, and only as many frames are kept as its samples fill. A
slot ends in silence as long as the codec's delay, so no sound is lost, and its frames use no bits
of another slot's frames. Therefore frames of different slots can be concatenated without encoding:
stream and track consist of the same frames, and all decoders agree on the position of each sample.
No slot has an Info tag. Sample 0 of the sound is decoded at position `DELAY_SAMPLES`.
"""

from collections.abc import Iterator

import lameenc

from worker.errors import AudioError
from worker.model.clip import Samples

BITRATE_KBPS = 64
QUALITY = 5
"""LAME's default quality; quality 2 takes twice the time and is no better here (2026-11)."""

DELAY_SAMPLES = 1105
"""Codec delay, in samples: 576 of the encoder and 529 of every decoder."""

ENCODER = f"lame-{BITRATE_KBPS}-{QUALITY}"
"""Version of the encoding: it changes whenever the same sound would give other bytes."""

_RATES_HZ = {
    3: (44100, 48000, 32000),
    2: (22050, 24000, 16000),
    0: (11025, 12000, 8000),
}
_KBPS = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_KBPS[0] = _KBPS[2]

RATES_HZ = frozenset(rate for rates in _RATES_HZ.values() for rate in rates)
"""Sample rates that MP3 supports, in Hz."""


def frame_samples(rate_hz: int) -> int:
    """Return the number of samples in one frame at a sample rate."""
    return 1152 if rate_hz >= 32000 else 576


class FrameEncoder:
    """Encoder of the frames of one slot, whose sound comes piece by piece.

    The same sound gives the same frames, whatever the pieces are.

    Args:
        rate_hz: Sample rate, one of `RATES_HZ`.
    """

    def __init__(self, rate_hz: int) -> None:
        self._encoder = lameenc.Encoder()
        self._encoder.silence()
        self._encoder.set_in_sample_rate(rate_hz)
        self._encoder.set_channels(1)
        self._encoder.set_bit_rate(BITRATE_KBPS)
        self._encoder.set_quality(QUALITY)
        self._frame_samples = frame_samples(rate_hz)
        self._samples = 0
        self._frames = 0
        self._rest = b""

    def add(self, pcm: Samples) -> bytes:
        """Return the frames that are complete after the next samples; about two are held back."""
        self._samples += len(pcm)
        self._rest += bytes(self._encoder.encode(pcm.tobytes()))
        return self._take_whole()

    def finish(self) -> bytes:
        """Return the other frames of the slot, one for each `frame_samples` of its sound.

        The sound is a whole number of frames that ends in `DELAY_SAMPLES` of silence.

        Raises:
            AudioError: The encoder gave fewer frames than it was given samples for.
        """
        self._rest += bytes(self._encoder.flush())
        frames = self._take_whole()
        wanted = self._samples // self._frame_samples
        if self._frames < wanted or not wanted:
            raise AudioError(f"the MP3 encoder gave fewer than {wanted} frames")
        return frames

    def _take_whole(self) -> bytes:
        """Return the complete frames of the encoder, no more than there are samples for."""
        end = 0
        for frame_end in _frame_ends(self._rest):
            if self._frames == self._samples // self._frame_samples:
                break
            self._frames, end = self._frames + 1, frame_end
        frames, self._rest = self._rest[:end], self._rest[end:]
        return frames


def encode_frames(pcm: Samples, rate_hz: int) -> bytes:
    """Return `pcm` as MP3 frames, one for each `frame_samples`, at a constant 64 kbit/s.

    Args:
        pcm: Mono samples, a whole number of frames that end in `DELAY_SAMPLES` of silence.
        rate_hz: Sample rate, one of `RATES_HZ`.

    Raises:
        AudioError: The encoder returned fewer frames than the samples fill.
    """
    encoder = FrameEncoder(rate_hz)
    return encoder.add(pcm) + encoder.finish()


def count_frames(data: bytes) -> int:
    """Return the number of MP3 frames in `data`.

    Raises:
        AudioError: There are other bytes between the frames, or the last frame is incomplete.
    """
    count, end = 0, 0
    for count, end in enumerate(_frame_ends(data), start=1):  # noqa: B007  # used after the loop
        pass
    if end != len(data):
        raise AudioError(f"a frame that begins at byte {end} of {len(data)} is cut off")
    return count


def _frame_ends(data: bytes) -> Iterator[int]:
    """Yield the end of each frame; an incomplete frame is not counted.

    Raises:
        AudioError: There are bytes between the frames.
    """
    at = 0
    while at + 4 <= len(data):
        size = _frame_bytes(data[at : at + 4])
        if not size:
            raise AudioError(f"no MP3 frame begins at byte {at}")
        at += size
        if at <= len(data):
            yield at


def _frame_bytes(header: bytes) -> int:
    """Return the size of the frame that begins with these four bytes; 0 if none does.

    Source: ISO/IEC 11172-3, 2.4.1.3, and 13818-3.
    """
    word = int.from_bytes(header)
    version, layer = (word >> 19) & 3, (word >> 17) & 3
    kbps_index, rate_index, padding = (word >> 12) & 15, (word >> 10) & 3, (word >> 9) & 1
    in_sync = word >> 21 == 0x7FF and layer == 1 and version in _RATES_HZ
    if not in_sync or kbps_index in (0, 15) or rate_index == 3:
        return 0
    rate_hz = _RATES_HZ[version][rate_index]
    return frame_samples(rate_hz) // 8 * _KBPS[version][kbps_index] * 1000 // rate_hz + padding
