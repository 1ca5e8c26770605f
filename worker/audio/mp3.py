"""MP3 frames: slots are encoded so that their concatenation is one seamless MP3.

Each slot is encoded alone by a new encoder, and only as many frames are kept as its samples fill. A
slot ends in silence as long as the codec's delay, so no sound is lost, and its frames use no bits
of another slot's frames. Therefore frames of different slots can be concatenated without encoding:
stream and track consist of the same frames, and all decoders agree on the position of each sample.
No slot has an Info tag. Sample 0 of the sound is decoded at position `mp3_frames.DELAY_SAMPLES`.
"""

from collections.abc import Iterator

import lameenc

from cache.audio.mp3_frames import Mp3Frame, frame_samples, walk_frames
from worker.errors import AudioError
from worker.model.clip import Samples

BITRATE_KBPS = 64
QUALITY = 5
"""LAME's default quality; quality 2 takes twice the time and is no better here (2026-11)."""

ENCODER = f"lame-{BITRATE_KBPS}-{QUALITY}"
"""Version of the encoding: it changes whenever the same sound would give other bytes."""


class FrameEncoder:
    """Encoder of the frames of one slot, whose sound comes piece by piece.

    The same sound gives the same frames, whatever the pieces are.

    Args:
        rate_hz: Sample rate, one that MP3 supports.
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
        """Return the frames that are complete after the next samples, except about the last two."""
        self._samples += len(pcm)
        self._rest += bytes(self._encoder.encode(pcm.tobytes()))
        return self._take_whole()

    def finish(self) -> bytes:
        """Return the other frames of the slot, one for each `frame_samples` of its sound.

        The sound is a whole number of frames that ends in `DELAY_SAMPLES` of silence.

        Raises:
            AudioError: The encoder returned fewer frames than the samples need.
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
        for frame in _frames(self._rest):
            if self._frames == self._samples // self._frame_samples:
                break
            self._frames, end = self._frames + 1, end + frame.size
        frames, self._rest = self._rest[:end], self._rest[end:]
        return frames


def encode_frames(pcm: Samples, rate_hz: int) -> bytes:
    """Return `pcm` as MP3 frames, one for each `frame_samples`, at a constant 64 kbit/s.

    Args:
        pcm: Mono samples, a whole number of frames that end in `DELAY_SAMPLES` of silence.
        rate_hz: Sample rate, one that MP3 supports.

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
    sizes = [frame.size for frame in _frames(data)]
    if sum(sizes) != len(data):
        raise AudioError(f"a frame that begins at byte {sum(sizes)} of {len(data)} is cut off")
    return len(sizes)


def _frames(data: bytes) -> Iterator[Mp3Frame]:
    """Yield the frames of `data`; an incomplete last one is left out.

    Raises:
        AudioError: There are other bytes between the frames.
    """
    try:
        yield from walk_frames(data)
    except ValueError as error:
        raise AudioError(str(error)) from error
