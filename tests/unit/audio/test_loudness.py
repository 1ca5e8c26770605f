import numpy as np
import pytest

from tests.unit.audio.tones import RATE, sine
from worker.audio.loudness import measure_lufs, true_peak_dbtp, weighted_power
from worker.errors import EmptyClipError


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
