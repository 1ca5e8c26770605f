"""Stitching: clips and pauses are laid out as slots, and slots are joined to a track."""

import hashlib
import warnings
from collections.abc import Iterable
from itertools import chain
from typing import IO

import numpy as np

with warnings.catch_warnings():
    # pydub looks for an ffmpeg binary, which is not needed here.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

from cache.audio.mp3_frames import DELAY_SAMPLES, frame_samples
from worker.model.clip import Clip, Samples
from worker.model.slot import Slot

SAMPLE_BYTES = 2


def _segment(pcm: bytes, rate_hz: int) -> AudioSegment:
    return AudioSegment(pcm, sample_width=SAMPLE_BYTES, frame_rate=rate_hz, channels=1)


def lay_out(clip: Clip, pause_ms: int) -> Samples:
    """Return a clip and the pause after it as a whole number of MP3 frames.

    The pause is at least as long as the codec's delay. It is extended to the end of the frame, by
    26 ms at most.

    Args:
        clip: The clip.
        pause_ms: Silence after the clip, in milliseconds.
    """
    frame = frame_samples(clip.rate_hz)
    pause = max(DELAY_SAMPLES, round(clip.rate_hz * pause_ms / 1000))
    total = -(-(len(clip.pcm) + pause) // frame) * frame
    silence = bytes((total - len(clip.pcm)) * SAMPLE_BYTES)
    slot = _segment(clip.pcm.tobytes(), clip.rate_hz).append(
        _segment(silence, clip.rate_hz), crossfade=0
    )
    return np.frombuffer(slot.raw_data, np.int16)


def join(laid_out: Iterable[Samples], rate_hz: int) -> AudioSegment:
    """Return the concatenation of slots, joined in one step.

    Appending one slot after the other takes quadratic time: 21.4 s for 71 minutes, instead of 0.08
    s (2026-11).
    """
    return _segment(b"".join(pcm.tobytes() for pcm in laid_out), rate_hz)


def stitch(tag: bytes, slots: Iterable[bytes], out: IO[bytes]) -> str:
    """Write a tag and the frames of all slots, in order, and return the hash of these bytes.

    Nothing is decoded or encoded, and only one slot is in memory at a time.

    Args:
        tag: ID3 tag before the frames.
        slots: Frames of each slot.
        out: File to write to.
    """
    whole = hashlib.sha256()
    for data in chain([tag], slots):
        whole.update(data)
        out.write(data)
    return whole.hexdigest()


def duration_s(slots: Iterable[Slot]) -> float:
    """Return the exact total length of slots, in seconds."""
    return sum(slot.frames * frame_samples(slot.rate_hz) / slot.rate_hz for slot in slots)
