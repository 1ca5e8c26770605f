"""PCM sound: trimming, fading, conversion, and FLAC files of clips."""

import io
import json
from typing import cast

import numpy as np
import numpy.typing as npt
import soundfile

from worker.errors import AudioError, EmptyClipError
from worker.model.clip import Clip, Samples, read_words

Floats = npt.NDArray[np.float32]
"""Mono sound of shape (n,); full scale is 1.0."""

BLOCK_S = 0.0025
LEAD_S = 0.025
TAIL_S = 0.030
FADE_IN_S = 0.004
FADE_OUT_S = 0.020
SHORTEST_S = 0.03


def trim(sound: Floats, rate_hz: int, threshold_dbfs: float) -> Floats:
    """Return `sound` without the silence at its edges, as found by `find_speech`."""
    return sound[find_speech(sound, rate_hz, threshold_dbfs)]


def find_speech(sound: Floats, rate_hz: int, threshold_dbfs: float) -> slice:
    """Return the range of samples of `sound` without the silence at its edges.

    Engines add silence (Piper: 50 ms before a sentence and 110 to 320 ms after it), which would
    make the configured pauses longer. A little silence is left on both sides for breaths and soft
    consonants.

    Args:
        sound: Mono samples of shape (n,).
        rate_hz: Sample rate.
        threshold_dbfs: RMS level over 2.5 ms above which a block counts as sound, in dBFS.

    Raises:
        EmptyClipError: The sound is silent.
    """
    block = max(1, round(rate_hz * BLOCK_S))
    whole = len(sound) - len(sound) % block
    power = np.square(sound[:whole], dtype=np.float64).reshape(-1, block).mean(axis=1)
    loud = np.flatnonzero(power > 10 ** (threshold_dbfs / 10))
    if len(loud) * BLOCK_S < SHORTEST_S:
        raise EmptyClipError("the engine answered with silence")
    start = max(0, int(loud[0]) * block - round(rate_hz * LEAD_S))
    end = min(len(sound), (int(loud[-1]) + 1) * block + round(rate_hz * TAIL_S))
    return slice(start, end)


def fade_edges(sound: Floats, rate_hz: int) -> Floats:
    """Return `sound` with a fade-in and a fade-out, so that joins do not click."""
    faded = sound.copy()
    for seconds, side in ((FADE_IN_S, slice(None)), (FADE_OUT_S, slice(None, None, -1))):
        count = min(round(rate_hz * seconds), len(faded) // 2)
        ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(count, dtype=np.float32) / count)
        faded[side][:count] *= ramp
    return faded


def to_samples(sound: Floats) -> Samples:
    """Return `sound` as int16."""
    limited = np.clip(np.rint(sound * 32767.0), -32767, 32767)
    return cast("Samples", limited.astype(np.int16))


def to_floats(pcm: Samples) -> Floats:
    """Return `pcm` as floating point."""
    return pcm.astype(np.float32) / 32767.0


def encode_flac(clip: Clip) -> bytes:
    """Return a clip as a FLAC file, with its word times as a JSON comment."""
    buffer = io.BytesIO()
    with soundfile.SoundFile(
        buffer, "w", clip.rate_hz, channels=1, subtype="PCM_16", format="FLAC"
    ) as file:
        if clip.words is not None:
            file.comment = json.dumps(clip.words, separators=(",", ":"))
        file.write(clip.pcm)
    return buffer.getvalue()


def decode_flac(data: bytes) -> Clip:
    """Return the clip in a FLAC file from `encode_flac`.

    Raises:
        AudioError: `data` is damaged.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            words = read_words(json.loads(file.comment or "null"))
            return Clip(file.read(dtype="int16"), file.samplerate, words)
    except (soundfile.LibsndfileError, ValueError, TypeError) as error:
        raise AudioError(f"a stored clip cannot be read: {error}") from error


def decode_mp3(data: bytes) -> tuple[Floats, int]:
    """Return the sound of an MP3, mixed down to mono, and its sample rate.

    Raises:
        AudioError: `data` is not an MP3.
    """
    try:
        sound, rate_hz = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise AudioError(f"the MP3 cannot be decoded: {error}") from error
    return cast("Floats", sound.mean(axis=1)), int(rate_hz)
