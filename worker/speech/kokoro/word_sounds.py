"""Word times of the Kokoro model, corrected by its sound.

The model's lengths of symbols lag behind its sound. The length of the last symbols before a pause
includes the first part of the pause.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from worker.model.clip import SpokenWord
from worker.speech.engine import Sound

LATE_S = 0.05
"""Lag of the lengths behind the sound, in seconds: two frames of the model."""

SILENT_DBFS = -50.0
BLOCK_S = 0.005


def find_sounding(sound: Sound, rate_hz: int) -> npt.NDArray[np.bool_]:
    """Return True for each block of `BLOCK_S` that is not silent."""
    block = round(BLOCK_S * rate_hz)
    whole = len(sound) - len(sound) % block
    power = np.square(sound[:whole], dtype=np.float64).reshape(-1, block).mean(axis=1)
    return np.asarray(power > 10 ** (SILENT_DBFS / 10), np.bool_)


def fit_words(words: Sequence[SpokenWord], sound: Sound, rate_hz: int) -> tuple[SpokenWord, ...]:
    """Return words with the times at which they are heard.

    Args:
        words: Words with the times of their symbols, in order.
        sound: Mono samples of shape (n,).
        rate_hz: Sample rate.
    """
    return tuple(_fit(words, find_sounding(sound, rate_hz), rate_hz))


def _fit(
    words: Sequence[SpokenWord], sounding: npt.NDArray[np.bool_], rate_hz: int
) -> Iterator[SpokenWord]:
    block, late = round(BLOCK_S * rate_hz), round(LATE_S * rate_hz)
    before = 0
    for word in words:
        start, end = (max(before, time - late) for time in (word.start_sample, word.end_sample))
        loud = np.flatnonzero(sounding[start // block : end // block])
        if len(loud):
            first = start // block * block
            end = min(end, first + (int(loud[-1]) + 1) * block)
            start = max(start, first + int(loud[0]) * block)
        before = end
        yield word._replace(start_sample=start, end_sample=end)
