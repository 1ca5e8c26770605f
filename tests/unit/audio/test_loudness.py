import numpy as np
import pytest

from worker.audio.loudness import gain_for, limit, measure_curve, measure_lufs, true_peak_dbtp
from worker.errors import EmptyClipError

RATE = 22050
RNG = np.random.default_rng(7)


def sine(hz: float, seconds: float = 2.0, level: float = 1.0, phase: float = 0.0) -> np.ndarray:
    at = np.arange(int(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * hz * at + phase)).astype(np.float32)


def speech_like(seconds: float = 6.0) -> np.ndarray:
    noise = RNG.standard_normal(int(seconds * RATE)).astype(np.float32)
    bent = np.convolve(noise, np.hanning(12), "same")
    envelope = np.abs(sine(2.5, seconds)) ** 3
    sound: np.ndarray = (
        (0.2 * bent / np.abs(bent).max() * 4 * envelope).astype(np.float32).clip(-1, 1)
    )
    return sound


def test_a_full_scale_sine_is_as_loud_as_the_standard_says() -> None:
    # ITU-R BS.1770-4: 997 Hz at 0 dBFS in one channel reads -3.01 LKFS.
    assert measure_lufs(sine(997), RATE) == pytest.approx(-3.01, abs=0.1)


def test_the_true_peak_between_samples_is_found() -> None:
    # A quarter of the sample rate at 45 degrees: samples at 0.707, the wave at 1.
    wave = sine(RATE / 4, phase=np.pi / 4)
    assert np.abs(wave).max() == pytest.approx(0.7071, abs=0.001)
    assert true_peak_dbtp(wave[100:-100]) == pytest.approx(0.0, abs=0.2)


def test_silence_has_no_peak() -> None:
    assert true_peak_dbtp(np.zeros(100, np.float32)) == -np.inf


@pytest.mark.parametrize("gain_db", [0.0, 6.0, 12.0, 20.0])
def test_no_true_peak_is_over_the_ceiling(gain_db: float) -> None:
    for sound in (speech_like(), sine(RATE / 4, phase=0.8), sine(100), sine(9_000, level=0.5)):
        assert true_peak_dbtp(limit(sound, RATE, gain_db)) <= -2.0 + 0.05


def test_what_is_quiet_enough_is_only_raised() -> None:
    sound = sine(440, level=0.1)
    assert np.allclose(limit(sound, RATE, 6.0), sound * 10 ** (6 / 20), atol=1e-6)


def test_quiet_parts_keep_their_level_while_peaks_are_turned_down() -> None:
    sound = np.concatenate([sine(440, 1.0, 0.05), sine(440, 0.2, 0.9), sine(440, 1.0, 0.05)])
    limited = limit(sound, RATE, 6.0)
    quiet = slice(0, int(0.9 * RATE))
    assert np.allclose(limited[quiet], sound[quiet] * 10 ** (6 / 20), atol=1e-4)
    assert np.abs(limited[int(1.05 * RATE) : int(1.15 * RATE)]).max() < 0.8


def test_the_limiter_makes_no_steps() -> None:
    sound = np.concatenate([sine(200, 0.5, 0.2), sine(200, 0.5, 1.0), sine(200, 0.5, 0.2)])
    raised = sound * 10 ** (9 / 20)
    assert np.abs(np.diff(limit(sound, RATE, 9.0))).max() <= np.abs(np.diff(raised)).max()


def test_the_gain_found_on_a_curve_gives_the_loudness_asked_for() -> None:
    sounds = [speech_like(3.0) for _ in range(6)]
    curve = measure_curve(sounds, RATE)
    assert [lufs for _, lufs in curve] == sorted(lufs for _, lufs in curve)
    gain_db = gain_for(curve, -19.0)
    leveled = np.concatenate([limit(sound, RATE, gain_db) for sound in sounds])
    assert measure_lufs(leveled, RATE) == pytest.approx(-19.0, abs=0.15)


def test_too_little_sound_cannot_be_measured() -> None:
    with pytest.raises(EmptyClipError):
        measure_lufs(sine(440, 0.2), RATE)


def test_short_and_empty_sounds_can_be_limited() -> None:
    for count in (0, 1, 5, 23):
        assert len(limit(np.full(count, 0.9, np.float32), RATE, 12.0)) == count
