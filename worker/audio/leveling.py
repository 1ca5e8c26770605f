"""Making sound as loud as it should be.

Every voice has one gain, the same for all it says. Before it comes a rider, as a sound engineer's
hand on the fader: over some seconds it takes back most of how far a passage is louder or quieter
than the voice usually is. A neural voice begins a sentence louder than it ends it and speaks long
sentences more quietly than short ones; whole articles differ by 1.4 LU for no reason that a
listener would know of (2026-11). After it comes a limiter that turns down true peaks alone.

All three look at one clip and at nothing else, so that a stream sounds as its track does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from worker.audio.loudness import LUFS_OFFSET, measure_lufs, true_peaks, weighted_power
from worker.audio.pcm import Floats
from worker.model.voice import VoiceLoudness

LAME_SCALE_DB = -0.4455
"""LAME multiplies by 0.95 before it encodes."""

CEILING_DBTP = -2.0
LOOK_AHEAD_S = 0.005
RELEASE_S = 0.060
LIMITER_BLOCKS_PER_S = 1000

RIDE_SHARE = 0.8
"""How much of a deviation is taken back."""

RIDE_WINDOW_S = 3.0
"""Over how long loudness is looked at: the short term of EBU Tech 3341."""

RIDE_MOST_DB = 4.0
RIDE_FROM_DB = -18.0
"""What is quieter than this, against the voice as usual, is a pause and not looked at."""

RIDE_BLOCKS_PER_S = 100
RIDE_USUAL_S = 0.2
"""Weight of the voice as usual, so that a single short word is not judged by itself alone."""

CURVE_GAINS_DB = range(-6, 19, 3)

_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Leveling:
    """How one voice is leveled.

    Attributes:
        usual_lufs: How loud it speaks, before anything is done.
        gain_db: Its own, the same for all it says.
    """

    usual_lufs: float
    gain_db: float


def level(sound: Floats, rate_hz: int, leveling: Leveling) -> Floats:
    """Return `sound` as loud as it should be.

    Args:
        sound: Mono samples of shape (n,), as the engine gives them, without silence around them.
        rate_hz: Sample rate.
        leveling: Of the voice that speaks.
    """
    return limit(ride(sound, rate_hz, leveling.usual_lufs), rate_hz, leveling.gain_db)


def ride(sound: Floats, rate_hz: int, usual_lufs: float) -> Floats:
    """Return `sound` with its passages nearer to how loud the voice usually is.

    Args:
        sound: Mono samples of shape (n,).
        rate_hz: Sample rate.
        usual_lufs: How loud the voice usually is.

    Source: ITU-R BS.1770-4 (weighting); EBU Tech 3341 (short-term loudness).
    """
    power = weighted_power(sound, rate_hz, RIDE_BLOCKS_PER_S)
    if not len(power):
        return sound
    usual = 10 ** ((usual_lufs - LUFS_OFFSET) / 10)
    speaks = power > usual * 10 ** (RIDE_FROM_DB / 10)
    window = np.hanning(int(RIDE_WINDOW_S * RIDE_BLOCKS_PER_S) | 1)
    weight = RIDE_USUAL_S * RIDE_BLOCKS_PER_S / 2
    passage = (_around(power * speaks, window) + weight * usual) / (
        _around(speaks.astype(np.float64), window) + weight
    )
    ridden_db = np.clip(-RIDE_SHARE * 10 * np.log10(passage / usual), -RIDE_MOST_DB, RIDE_MOST_DB)
    centers = (np.arange(len(power)) + 0.5) * (rate_hz // RIDE_BLOCKS_PER_S)
    curve_db = np.interp(np.arange(len(sound)), centers, ridden_db)
    return sound * (10 ** (curve_db / 20)).astype(np.float32)


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
    block = max(1, rate_hz // LIMITER_BLOCKS_PER_S)
    wanted = np.ones(len(raised) // block + 1)
    np.minimum.at(wanted, indexes[over] // block, ceiling / peaks[over])
    gain = _smooth(wanted, round(LOOK_AHEAD_S * rate_hz / block), block / (RELEASE_S * rate_hz))
    centers = (np.arange(len(gain)) + 0.5) * block
    curve = np.interp(np.arange(len(raised)), centers, gain)
    return cast("Floats", raised * curve.astype(np.float32))


def measure_voice_loudness(sounds: Sequence[Floats], rate_hz: int) -> VoiceLoudness:
    """Return how loud a voice is, and how loud it comes out of `level`, gain by gain.

    Args:
        sounds: Sentences as the engine gives them, without the silence around them.
        rate_hz: Sample rate.

    Raises:
        EmptyClipError: There are less than 400 ms of sound.
    """
    usual_lufs = round(measure_lufs(np.concatenate(sounds), rate_hz), 2)
    ridden = [ride(sound, rate_hz, usual_lufs) for sound in sounds]
    curve = []
    for gain_db in CURVE_GAINS_DB:
        leveled = np.concatenate([limit(sound, rate_hz, gain_db) for sound in ridden])
        curve.append((float(gain_db), round(measure_lufs(leveled, rate_hz), 2)))
    return VoiceLoudness(usual_lufs, tuple(curve))


def leveling_for(loudness: VoiceLoudness, target_lufs: float) -> Leveling:
    """Return the leveling with which MP3s of a voice are at `target_lufs`.

    What the limiter takes away is in the voice's curve; what LAME takes away is added beforehand.
    """
    gains, louds = zip(*loudness.curve, strict=True)
    gain_db = float(np.interp(target_lufs - LAME_SCALE_DB, louds, gains))
    return Leveling(loudness.usual_lufs, round(gain_db, 1))


def _around(values: _Doubles, window: _Doubles) -> _Doubles:
    """Return the sum of `values` around each, weighted by a window of odd length."""
    half = len(window) // 2
    return np.convolve(values, window)[half : half + len(values)]


def _smooth(wanted: _Doubles, look_ahead: int, release: float) -> _Doubles:
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
