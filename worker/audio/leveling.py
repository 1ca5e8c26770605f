"""Leveling: speech at the target loudness.

Leveling has three stages. First, a slow gain control compares each passage of some seconds with the
voice's usual loudness, and removes most of the difference. Without it, whole articles differ by 1.4
LU, because a neural voice starts sentences louder than it ends them and speaks long sentences more
quietly (2026-11). Second, one fixed gain per voice is applied. Third, a limiter turns down true
peaks.

All stages look at a single clip, so that the live stream sounds the same as the track. At the
beginning of a clip they look ahead only a little, so that it can be heard before it is complete:
`settled` returns the number of samples that later sound does not change. The way in which a sample
is computed does not depend on the length of the sound so far, so the result is exactly the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from worker.audio.loudness_meter import LUFS_OFFSET, measure_lufs, true_peaks, weighted_power
from worker.audio.pcm import Floats
from worker.model.voice import VoiceLoudness

LAME_SCALE_DB = -0.4455
"""LAME multiplies by 0.95 before it encodes."""

CEILING_DBTP = -2.0
LOOK_AHEAD_S = 0.005
RELEASE_S = 0.060
LIMITER_BLOCKS_PER_S = 1000

RIDE_SHARE = 0.8
"""Share of a deviation that is removed."""

RIDE_WINDOW_S = 3.0
"""Window of the loudness measurement, in seconds: the short term of EBU Tech 3341."""

RIDE_MOST_DB = 4.0
RIDE_FROM_DB = -18.0
"""Level below the voice's usual loudness at which a passage counts as a pause, in dB."""

RIDE_BLOCKS_PER_S = 100
RIDE_FASTEST_DB = 0.14
"""Largest change of the gain from one block to the next, in dB."""

RIDE_AHEAD_S = 0.1
RIDE_AHEAD_UNTIL_S = 1.6
"""Look-ahead of the measurement at the beginning of a clip, and the end of this beginning, in
seconds."""

RIDE_FULL_FROM_S = 3.0
"""Time in a clip from which the measurement looks ahead by half a window, in seconds."""

LIMITER_SETTLES_S = 0.016
"""Time that the limiter looks ahead, with its smoothing and the blocks at both ends, in seconds."""

RIDE_USUAL_S = 0.08
"""Weight of the usual loudness, in seconds, so that a short word alone has little effect."""

CURVE_GAINS_DB = range(-6, 19, 3)

_Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Leveling:
    """Leveling parameters of a voice.

    Attributes:
        usual_lufs: Usual loudness of the engine's output, in LUFS.
        gain_db: Gain of the voice, in dB, the same for all clips.
    """

    usual_lufs: float
    gain_db: float


def level(sound: Floats, rate_hz: int, leveling: Leveling) -> Floats:
    """Return `sound` at the target loudness.

    Args:
        sound: Mono samples of shape (n,) from the engine, without silence at the edges.
        rate_hz: Sample rate.
        leveling: Leveling parameters of the voice.
    """
    return limit(ride(sound, rate_hz, leveling.usual_lufs), rate_hz, leveling.gain_db)


def ride(sound: Floats, rate_hz: int, usual_lufs: float) -> Floats:
    """Return `sound` with its passages closer to the voice's usual loudness.

    Args:
        sound: Mono samples of shape (n,).
        rate_hz: Sample rate.
        usual_lufs: Usual loudness of the voice, in LUFS.

    Source: ITU-R BS.1770-4 (weighting); EBU Tech 3341 (short-term loudness).
    """
    power = weighted_power(sound, rate_hz, RIDE_BLOCKS_PER_S)
    if not len(power):
        return sound
    usual = 10 ** ((usual_lufs - LUFS_OFFSET) / 10)
    speaks = power > usual * 10 ** (RIDE_FROM_DB / 10)
    windows = _ride_windows(len(power))
    weight = RIDE_USUAL_S * RIDE_BLOCKS_PER_S / 2
    passage = (_around(power * speaks, windows) + weight * usual) / (
        _around(speaks.astype(np.float64), windows) + weight
    )
    ridden_db = np.clip(-RIDE_SHARE * 10 * np.log10(passage / usual), -RIDE_MOST_DB, RIDE_MOST_DB)
    centers = (np.arange(len(power)) + 0.5) * (rate_hz // RIDE_BLOCKS_PER_S)
    curve_db = np.interp(np.arange(len(sound)), centers, _follow(ridden_db))
    return sound * (10 ** (curve_db / 20)).astype(np.float32)


def limit(
    sound: Floats, rate_hz: int, gain_db: float, ceiling_dbtp: float = CEILING_DBTP
) -> Floats:
    """Return `sound` raised by `gain_db` with no true peak over `ceiling_dbtp`.

    Only peaks are turned down, starting 5 ms before each peak, with a release of 60 ms.

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
    """Return the loudness of a voice, before and after `level` at several gains.

    Args:
        sounds: Sentences from the engine, without silence at the edges.
        rate_hz: Sample rate.

    Raises:
        EmptyClipError: The sound is shorter than 400 ms.
    """
    usual_lufs = round(measure_lufs(np.concatenate(sounds), rate_hz), 2)
    ridden = [ride(sound, rate_hz, usual_lufs) for sound in sounds]
    curve = []
    for gain_db in CURVE_GAINS_DB:
        leveled = np.concatenate([limit(sound, rate_hz, gain_db) for sound in ridden])
        curve.append((float(gain_db), round(measure_lufs(leveled, rate_hz), 2)))
    return VoiceLoudness(usual_lufs, tuple(curve))


def leveling_for(loudness: VoiceLoudness, target_lufs: float) -> Leveling:
    """Return the leveling parameters that bring a voice's MP3s to `target_lufs`.

    The voice's curve includes the loss of the limiter; the loss of LAME is added here.
    """
    gains, louds = zip(*loudness.curve, strict=True)
    gain_db = float(np.interp(target_lufs - LAME_SCALE_DB, louds, gains))
    return Leveling(loudness.usual_lufs, round(gain_db, 1))


def _follow(wanted_db: _Doubles) -> _Doubles:
    """Return a gain that follows the wanted one, by at most `RIDE_FASTEST_DB` in each block."""
    followed_db, gain_db = np.empty_like(wanted_db), float(wanted_db[0])
    for i, wanted in enumerate(wanted_db.tolist()):
        gain_db = min(max(wanted, gain_db - RIDE_FASTEST_DB), gain_db + RIDE_FASTEST_DB)
        followed_db[i] = gain_db
    return followed_db


def settled(samples: int, rate_hz: int) -> int:
    """Return the number of leveled samples that more sound at the end does not change.

    Args:
        samples: Number of samples that are there.
        rate_hz: Sample rate.
    """
    block = rate_hz // RIDE_BLOCKS_PER_S
    whole = samples // block
    ahead = _ahead_blocks(whole) + np.arange(whole) + 1
    ridden = int(np.searchsorted(ahead, whole, side="right")) - 1
    return max(0, min(ridden * block, samples) - round(LIMITER_SETTLES_S * rate_hz))


def _ahead_blocks(count: int) -> npt.NDArray[np.int64]:
    """Return the number of blocks that the measurement looks ahead at each of `count` blocks."""
    half = RIDE_WINDOW_S / 2
    seconds = np.arange(count) / RIDE_BLOCKS_PER_S
    growth = np.interp(seconds, [RIDE_AHEAD_UNTIL_S, RIDE_FULL_FROM_S], [0.0, 1.0])
    ahead = RIDE_AHEAD_S + (half - RIDE_AHEAD_S) * growth
    return np.rint(ahead * RIDE_BLOCKS_PER_S).astype(np.int64)


def _ride_windows(count: int) -> _Doubles:
    """Return the weights of the blocks around each of `count` blocks, of shape (count, width)."""
    different = _different_windows()
    return different[np.minimum(np.arange(count), len(different) - 1)]


@cache
def _different_windows() -> _Doubles:
    """Return the windows of the first blocks; the last window is also for all later blocks.

    Each is the half of a Hann window before the block, and a narrower half after it.
    """
    half = round(RIDE_WINDOW_S / 2 * RIDE_BLOCKS_PER_S)
    offsets = np.arange(-half, half + 1)
    ahead = _ahead_blocks(round(RIDE_FULL_FROM_S * RIDE_BLOCKS_PER_S) + 1)
    reach = np.where(offsets < 0, half, ahead[:, None])
    return np.where(np.abs(offsets) <= reach, 0.5 + 0.5 * np.cos(np.pi * offsets / reach), 0.0)


def _around(values: _Doubles, windows: _Doubles) -> _Doubles:
    """Return the sums of `values` around each position, weighted by its window of odd width."""
    around = sliding_window_view(np.pad(values, windows.shape[1] // 2), windows.shape[1])
    return cast("_Doubles", (around * windows).sum(axis=1))


def _smooth(wanted: _Doubles, look_ahead: int, release: float) -> _Doubles:
    """Return a smooth gain for each block that is never higher than `wanted`."""
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
