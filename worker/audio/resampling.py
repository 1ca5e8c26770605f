"""Resampling: sound and clips at another sample rate."""

from math import gcd

import numpy as np
import numpy.fft

from worker.audio.leveling import limit
from worker.audio.pcm import Floats, to_floats, to_samples
from worker.model.clip import Clip, SpokenWord

RESAMPLING = "fft-1"
"""Version of the resampling: it changes whenever the same clip would become another one."""

PASS_SHARE = 0.95
"""Cut-off of the resampling filter, as a share of the highest common frequency."""

RING_S = 0.05


def resample_clip(clip: Clip, rate_hz: int) -> Clip:
    """Return a clip at another sample rate; no true peak exceeds the ceiling of leveled clips.

    Args:
        clip: A leveled clip.
        rate_hz: New sample rate, in Hz.
    """
    if clip.rate_hz == rate_hz:
        return clip
    sound = resample(to_floats(clip.pcm), clip.rate_hz, rate_hz)
    pcm = to_samples(limit(sound, rate_hz, 0.0))
    share, most = rate_hz / clip.rate_hz, len(pcm)
    words = clip.words and tuple(
        SpokenWord(
            word.start,
            word.end,
            min(round(word.start_sample * share), most),
            min(round(word.end_sample * share), most),
        )
        for word in clip.words
    )
    return Clip(pcm, rate_hz, words)


def resample(sound: Floats, from_hz: int, to_hz: int) -> Floats:
    """Return `sound` at another sample rate, resampled in the frequency domain.

    Args:
        sound: Mono samples of shape (n,).
        from_hz: Current sample rate, in Hz.
        to_hz: New sample rate, in Hz.

    Returns:
        Samples of shape (n to_hz / from_hz, rounded), without delay.
    """
    if from_hz == to_hz:
        return sound
    step, steps_to = (rate_hz // gcd(from_hz, to_hz) for rate_hz in (from_hz, to_hz))
    steps = -(-(len(sound) + round(RING_S * from_hz)) // step)  # the end must not ring at the start
    size, size_to = steps * step, steps * steps_to
    spectrum = np.fft.rfft(sound, size)[: size_to // 2 + 1]
    fading = round((1 - PASS_SHARE) * len(spectrum))
    spectrum[len(spectrum) - fading :] *= np.cos(np.linspace(0, np.pi / 2, fading)) ** 2
    resampled = np.fft.irfft(spectrum, size_to) * (size_to / size)
    return resampled[: round(len(sound) * to_hz / from_hz)].astype(np.float32)
