import numpy as np
import pytest

from tests.unit.audio.tones import RATE, sine, speech_like
from worker.audio.leveling import Leveling, level, leveling_for, limit, measure_voice_loudness, ride
from worker.audio.loudness_meter import measure_lufs, true_peak_dbtp


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
    sounds = [speech_like(3.0, seed) for seed in range(6)]
    loudness = measure_voice_loudness(sounds, RATE)
    assert [lufs for _, lufs in loudness.curve] == sorted(lufs for _, lufs in loudness.curve)
    leveling = leveling_for(loudness, -19.0)
    leveled = np.concatenate([level(sound, RATE, leveling) for sound in sounds])
    assert measure_lufs(leveled, RATE) - 0.4455 == pytest.approx(-19.0, abs=0.15)


def test_short_and_empty_sounds_can_be_limited() -> None:
    for count in (0, 1, 5, 23):
        assert len(limit(np.full(count, 0.9, np.float32), RATE, 12.0)) == count


def test_a_quiet_clip_and_a_loud_one_come_out_nearer_to_each_other() -> None:
    usual = sine(440, 4.0, 0.1)
    usual_lufs = measure_lufs(usual, RATE)
    for offset_db in (-3.0, 3.0):
        other = usual * np.float32(10 ** (offset_db / 20))
        ridden_lufs = measure_lufs(ride(other, RATE, usual_lufs), RATE)
        assert ridden_lufs - usual_lufs == pytest.approx(0.2 * offset_db, abs=0.25)


def test_a_clip_as_loud_as_usual_is_left_alone() -> None:
    sound = sine(440, 4.0, 0.1)
    ridden = ride(sound, RATE, measure_lufs(sound, RATE))
    assert np.abs(ridden - sound).max() < 0.002


def test_the_fader_moves_gently_and_not_far() -> None:
    sound = np.concatenate([sine(440, 4.0, 0.01), sine(440, 4.0, 0.5)])
    ridden = ride(sound, RATE, -20.0)
    busy = np.abs(sound) > 0.005
    ratio_db = 20 * np.log10(np.abs(ridden[busy] / sound[busy]))
    assert np.abs(ratio_db).max() <= 4.01
    every_10_ms = np.interp(np.arange(0, len(sound), RATE // 100), np.flatnonzero(busy), ratio_db)
    assert np.abs(np.diff(every_10_ms)).max() < 0.15


def test_pauses_are_not_raised_by_what_is_around_them() -> None:
    pause = np.full(RATE // 2, 0.0005, np.float32)
    sound = np.concatenate([sine(440, 1.0, 0.1), pause, sine(440, 1.0, 0.1)])
    ridden = ride(sound, RATE, measure_lufs(sine(440, 2.0, 0.1), RATE))
    assert np.abs(ridden[RATE : RATE + len(pause)]).max() < 0.0006


def test_a_word_is_not_judged_by_itself_alone() -> None:
    word = sine(440, 0.3, 0.4)
    usual_lufs = measure_lufs(sine(440, 2.0, 0.1), RATE)
    lowered_db = 20 * np.log10(np.abs(ride(word, RATE, usual_lufs)).max() / 0.4)
    assert -4.01 <= lowered_db < -1


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.005, 0.05, 0.5, 14.0])
@pytest.mark.parametrize("gain_db", [6.0, 30.0])
def test_a_clip_of_any_length_is_raised_and_stays_below_the_ceiling(
    seconds: float, gain_db: float
) -> None:
    usual = sine(440, 4.0, 0.1)
    sound = sine(440, seconds, 0.1)
    leveled = level(sound, RATE, Leveling(measure_lufs(usual, RATE), gain_db))
    assert len(leveled) == len(sound)
    highest = min(0.1 * 10 ** (gain_db / 20), 10 ** (-2.0 / 20))
    assert np.abs(leveled).max(initial=0) <= highest * 1.01
    if seconds > 0.001:  # a quarter of a wave at least
        assert np.abs(leveled).max() >= highest * 0.9
