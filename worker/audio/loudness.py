"""How loud sound is, and making it as loud as it should be.

Every voice has one gain, the same for all it says: quiet and loud sentences keep their distance,
and nothing is normalized sentence by sentence. The gain is followed by a limiter that looks ahead
and turns down true peaks alone, clip by clip, so that a stream sounds as its track does.
"""

from collections.abc import Sequence
from typing import cast

import loudness
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from worker.audio.pcm import Floats
from worker.errors import EmptyClipError
from worker.stages import LoudnessCurve

LAME_SCALE_DB = -0.4455
"""LAME multiplies by 0.95 before it encodes."""

CEILING_DBTP = -2.0
OVERSAMPLING = 4
HALF_TAPS = 12
LOOK_AHEAD_S = 0.005
RELEASE_S = 0.060
BLOCKS_PER_S = 1000
CURVE_GAINS_DB = range(-6, 19, 3)


def _interpolator() -> Floats:
    """Return the filters that find the samples between two samples, of shape (3, 2 HALF_TAPS)."""
    at = np.arange(1, OVERSAMPLING)[:, None] / OVERSAMPLING
    offsets = np.arange(-HALF_TAPS + 1, HALF_TAPS + 1)[None, :]
    distance = at - offsets
    taps = np.sinc(distance) * np.cos(np.pi * distance / (2 * HALF_TAPS)) ** 2
    return cast("Floats", (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32))


_FILTERS = _interpolator()


def measure_lufs(sound: Floats, rate_hz: int) -> float:
    """Return the integrated loudness of mono `sound` in LUFS; minus infinity for silence.

    Raises:
        EmptyClipError: `sound` is shorter than the 400 ms that the measure needs.

    Source: ITU-R BS.1770-4.
    """
    if len(sound) < 0.4 * rate_hz:
        raise EmptyClipError("less than 400 ms cannot be measured")
    return float(loudness.integrated_loudness(sound, rate_hz))


def true_peaks(sound: Floats, above: float) -> tuple[np.ndarray, Floats]:
    """Return where `sound` comes near `above`, and the highest true peak from there to the next.

    Args:
        sound: Mono samples of shape (n,).
        above: Magnitude of interest. Samples from half of it on are looked at, which is where a
            peak between two samples can reach it.

    Returns:
        Indexes of shape (m,), and magnitudes at 4x oversampling of shape (m,).

    Source: ITU-R BS.1770-4, annex 2.
    """
    magnitude = np.abs(sound)
    near = magnitude >= above / 2
    near[:-1] |= near[1:]
    indexes = np.flatnonzero(near)
    padded = np.pad(sound, (HALF_TAPS - 1, HALF_TAPS))
    if not len(indexes):
        return indexes, np.zeros(0, np.float32)
    windows = sliding_window_view(padded, 2 * HALF_TAPS)[indexes]
    between = np.abs(windows @ _FILTERS.T).max(axis=1, initial=0.0)
    return indexes, np.maximum(between, magnitude[indexes])


def true_peak_dbtp(sound: Floats) -> float:
    """Return the highest true peak of `sound` in dBTP; minus infinity for silence."""
    highest = float(np.abs(sound).max(initial=0.0))
    if highest == 0.0:
        return -np.inf
    _, peaks = true_peaks(sound, highest)
    return float(20 * np.log10(peaks.max()))


def limit(
    sound: Floats, rate_hz: int, gain_db: float, ceiling_dbtp: float = CEILING_DBTP
) -> Floats:
    """Return `sound` raised by `gain_db` with no true peak over `ceiling_dbtp`.

    Only peaks are turned down, beginning 5 ms before each and letting go over 60 ms.

    Args:
        sound: Mono samples of shape (n,).
        rate_hz: Sample rate.
        gain_db: Gain before limiting, in dB.
        ceiling_dbtp: Highest true peak allowed, in dBTP, measured at 4x oversampling.

    Source: ITU-R BS.1770-4, annex 2 (true peak).
    """
    raised = sound * np.float32(10 ** (gain_db / 20))
    ceiling = 10 ** (ceiling_dbtp / 20)
    indexes, peaks = true_peaks(raised, ceiling)
    over = peaks > ceiling
    if not over.any():
        return raised
    block = max(1, rate_hz // BLOCKS_PER_S)
    wanted = np.ones(len(raised) // block + 1)
    np.minimum.at(wanted, indexes[over] // block, ceiling / peaks[over])
    gain = _smooth(wanted, round(LOOK_AHEAD_S * rate_hz / block), block / (RELEASE_S * rate_hz))
    centers = (np.arange(len(gain)) + 0.5) * block
    curve = np.interp(np.arange(len(raised)), centers, gain)
    return cast("Floats", raised * curve.astype(np.float32))


def measure_curve(sounds: Sequence[Floats], rate_hz: int) -> LoudnessCurve:
    """Return how loud a voice comes out of `limit`, gain by gain.

    Args:
        sounds: Sentences as the engine gives them, without the silence around them.
        rate_hz: Sample rate.

    Raises:
        EmptyClipError: There are less than 400 ms of sound.
    """
    curve = []
    for gain_db in CURVE_GAINS_DB:
        leveled = np.concatenate([limit(sound, rate_hz, gain_db) for sound in sounds])
        curve.append((float(gain_db), round(measure_lufs(leveled, rate_hz), 2)))
    return tuple(curve)


def gain_for(curve: LoudnessCurve, target_lufs: float) -> float:
    """Return the gain in dB at which a voice comes out at `target_lufs`, to 0.1 dB."""
    gains, louds = zip(*curve, strict=True)
    return round(float(np.interp(target_lufs, louds, gains)), 1)


def _smooth(wanted: np.ndarray, look_ahead: int, release: float) -> np.ndarray:
    """Return a gain that changes gently and is nowhere higher than `wanted`, block by block."""
    held = np.empty_like(wanted)
    gain = 1.0
    for i, limit_here in enumerate(wanted):
        gain = min(limit_here, gain + (1.0 - gain) * release)
        held[i] = gain
    width = 2 * look_ahead + 1
    reach = look_ahead + 1  # one block more, for the interpolation between blocks
    lowest = sliding_window_view(np.pad(held, reach, constant_values=1.0), 2 * reach + 1).min(
        axis=1
    )
    window = np.hanning(width + 2)[1:-1]
    return np.convolve(np.pad(lowest, look_ahead, mode="edge"), window / window.sum(), "valid")
