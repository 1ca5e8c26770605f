import numpy as np
import pytest

from tests.unit.audio.tones import RATE, sine, speech_like
from worker.audio.loudness_meter import (
    LoudnessMeter,
    highest_true_peak,
    measure_lufs,
    true_peak_dbtp,
    weighted_power,
)
from worker.errors import EmptyClipError


def test_a_full_scale_sine_is_as_loud_as_the_standard_says() -> None:
    # ITU-R BS.1770-4: 997 Hz at 0 dBFS in one channel reads -3.01 LKFS.
    assert measure_lufs(sine(997), RATE) == pytest.approx(-3.01, abs=0.1)


def test_the_true_peak_between_samples_is_found() -> None:
    # A quarter of the sample rate at 45 degrees: samples at 0.707, the wave at 1.
    wave = sine(RATE / 4, phase=np.pi / 4)
    assert np.abs(wave).max() == pytest.approx(0.7071, abs=0.001)
    assert true_peak_dbtp(wave[100:-100]) == pytest.approx(0.0, abs=0.2)


@pytest.mark.parametrize("sound", [sine(RATE / 4, 1.0, 0.8, np.pi / 4), sine(300), speech_like()])
def test_the_highest_true_peak_is_found_around_the_crests(sound: np.ndarray) -> None:
    inner = np.pad(sound * np.hanning(len(sound)).astype(np.float32), 5)
    highest = highest_true_peak(inner, 0.0)
    assert 20 * np.log10(highest) == pytest.approx(true_peak_dbtp(inner), abs=0.001)
    assert highest_true_peak(inner, 2.0) == 2.0
    assert highest_true_peak(inner[:2], 0.0) == np.abs(inner[:2]).max()


def test_silence_has_no_peak() -> None:
    assert true_peak_dbtp(np.zeros(100, np.float32)) == -np.inf


def test_too_little_sound_cannot_be_measured() -> None:
    with pytest.raises(EmptyClipError):
        measure_lufs(sine(440, 0.2), RATE)


@pytest.mark.parametrize("hz", [100, 400, 997, 2_000, 6_000])
def test_weighted_power_agrees_with_the_meter(hz: int) -> None:
    sound = sine(hz, 3.0, 0.4)
    lufs = -0.691 + 10 * np.log10(weighted_power(sound, RATE, 100).mean())
    assert lufs == pytest.approx(measure_lufs(sound, RATE), abs=0.15)


def test_less_than_a_block_has_no_power() -> None:
    assert len(weighted_power(sine(440, 0.005), RATE, 100)) == 0


@pytest.mark.parametrize("piece", [777, RATE // 10, 3 * RATE])
def test_a_meter_fed_piece_by_piece_agrees_with_the_whole(piece: int) -> None:
    quiet, pause = 0.01 * speech_like(5.0), np.zeros(3 * RATE, np.float32)
    sound = np.concatenate([speech_like(8.0), pause, quiet, speech_like(4.0)])
    meter = LoudnessMeter(RATE)
    for start in range(0, len(sound), piece):
        meter.add(sound[start : start + piece])
    assert meter.lufs() == pytest.approx(measure_lufs(sound, RATE), abs=0.05)


@pytest.mark.parametrize("sound", [np.zeros(2 * RATE, np.float32), sine(440, 0.35)])
def test_a_meter_of_silence_or_of_too_little_says_so(sound: np.ndarray) -> None:
    meter = LoudnessMeter(RATE)
    assert meter.lufs() == -np.inf
    meter.add(sound)
    assert meter.lufs() == -np.inf
