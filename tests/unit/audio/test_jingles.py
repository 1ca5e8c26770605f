"""Sound files of publishers, converted into clips."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from cache.audio.mp3_frames import DELAY_SAMPLES
from cache.errors import BadSettingsError
from tests.unit.audio.tones import speech_like
from worker.audio.jingles import check_jingles, make_jingle
from worker.audio.loudness_meter import measure_lufs, true_peak_dbtp
from worker.audio.mp3 import encode_frames
from worker.audio.pcm import decode_mp3
from worker.audio.resampling import resample
from worker.audio.stitch import lay_out
from worker.errors import BadJingleError
from worker.model.announcement import IntroAndOutro, Jingle
from worker.model.clip import Clip
from worker.publication.announcement_settings import read_sound

TARGET_LUFS = -19.0
RATES = (8000, 16000, 22050, 24000, 44100, 48000)


def tone(hz: float, seconds: float, rate_hz: int, level: float = 0.3) -> np.ndarray:
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * hz * at)).astype(np.float32)


def drum(seconds: float = 3.0, rate_hz: int = 44100) -> np.ndarray:
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    noise = np.random.default_rng(3).standard_normal(len(at)).astype(np.float32)
    beat = noise * np.exp(-20 * (at % 0.6)).astype(np.float32)
    beat /= np.abs(beat).max()
    return beat


def file_of(sound: np.ndarray, rate_hz: int, **how: str) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, sound, rate_hz, **{"format": "WAV", **how})
    return buffer.getvalue()


def store(folder: Path, data: bytes) -> Jingle:
    path = folder / "jingle.mp3"
    path.write_bytes(data)
    return Jingle(str(path), hashlib.sha256(data).hexdigest())


def heard(clip: Clip) -> np.ndarray:
    """Return the sound of a clip in a track, with the silence before it."""
    sound, _ = decode_mp3(encode_frames(lay_out(clip, 60), clip.rate_hz))
    return sound


def stereo(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.stack([left, right], axis=1)


SOUNDS = {
    "stereo mp3": file_of(stereo(tone(440, 3, 44100), tone(660, 3, 44100)), 44100, format="MP3"),
    "wav of 8 kHz": file_of(tone(440, 3, 8000, 0.05), 8000),
    "wav of 24 bits": file_of(tone(440, 3, 96000), 96000, subtype="PCM_24"),
    "loud wav": file_of(np.clip(tone(97, 3, 44100, 9.0), -1, 1), 44100, subtype="FLOAT"),
    "speech": file_of(speech_like(3.0), 22050),
    "ping": file_of(tone(1000, 0.15, 44100), 44100),
}


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("name", SOUNDS)
def test_a_jingle_is_as_loud_as_the_voice(tmp_path: Path, name: str, rate_hz: int) -> None:
    clip = make_jingle(store(tmp_path, SOUNDS[name]), rate_hz, TARGET_LUFS)
    assert clip.rate_hz == rate_hz
    assert clip.duration_s == pytest.approx(0.15 if name == "ping" else 3.0, abs=0.06)
    sound = heard(clip)
    body = sound[DELAY_SAMPLES : DELAY_SAMPLES + len(clip.pcm)]
    lufs = measure_lufs(np.tile(body, 4), rate_hz)
    assert lufs == pytest.approx(TARGET_LUFS, abs=0.3)
    assert true_peak_dbtp(sound) <= -1.0


@pytest.mark.parametrize("rate_hz", RATES)
def test_beats_stay_below_the_limit_and_begin_after_silence(tmp_path: Path, rate_hz: int) -> None:
    data = file_of(drum(), 44100, subtype="FLOAT")
    sound = heard(make_jingle(store(tmp_path, data), rate_hz, -14.0))
    assert true_peak_dbtp(sound) <= -1.0
    assert np.abs(sound[: rate_hz // 100]).max() < 10 ** (-45 / 20)


def test_its_edges_are_faded_and_silence_around_it_is_cut_off(tmp_path: Path) -> None:
    quiet = np.zeros(44100, np.float32)
    data = file_of(np.concatenate([quiet, tone(440, 2, 44100), quiet]), 44100)
    clip = make_jingle(store(tmp_path, data), 22050, TARGET_LUFS)
    assert clip.duration_s == pytest.approx(2.055, abs=0.01)
    assert clip.pcm[0] == clip.pcm[-1] == 0


def test_an_ending_that_dies_away_is_kept(tmp_path: Path) -> None:
    at = np.arange(4 * 44100) / 44100
    data = file_of(tone(440, 4, 44100, 0.9) * 10 ** (-at / 2), 44100, subtype="FLOAT")
    assert make_jingle(store(tmp_path, data), 22050, TARGET_LUFS).duration_s > 3.9


BAD = {
    "broken": (b"ID3\x03 no sound" * 100, "cannot be read as sound"),
    "empty": (b"", "cannot be read as sound"),
    "no samples": (file_of(np.zeros(0), 44100), "silent"),
    "silence": (file_of(np.zeros(44100), 44100), "silent"),
    "hiss": (file_of(tone(440, 2, 44100, 1e-4), 44100, subtype="FLOAT"), "silent"),
    "a click": (file_of(np.eye(1, 9000, 4000)[0], 44100), "silent"),
    "out of phase": (file_of(stereo(drum(), -drum()), 44100, subtype="FLOAT"), "silent"),
    "61 s": (file_of(tone(440, 61, 8000), 8000), "lasts more than 60 s"),
    "61 s of mp3": (file_of(tone(440, 61, 16000), 16000, format="MP3"), "lasts more than 60 s"),
    "no numbers": (file_of(np.full(9000, np.nan), 44100, subtype="FLOAT"), "make no sense"),
    "odd rate": (file_of(tone(1, 3, 1000), 1000), "make no sense"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_jingle_is_a_mistake_in_the_settings(tmp_path: Path, name: str) -> None:
    data, mistake = BAD[name]
    jingle = store(tmp_path, data)
    with pytest.raises(BadSettingsError, match=f"{jingle.path} .*{mistake}"):
        check_jingles([IntroAndOutro(), IntroAndOutro(None, read_sound(Path(jingle.path)))])
    with pytest.raises(BadJingleError, match=mistake):
        make_jingle(jingle, 22050, TARGET_LUFS)


def test_sixty_seconds_are_enough(tmp_path: Path) -> None:
    store(tmp_path, file_of(tone(440, 60, 8000), 8000))
    check_jingles([IntroAndOutro(read_sound(tmp_path / "jingle.mp3"))])


def test_a_file_that_is_gone_or_another_one_is_named(tmp_path: Path) -> None:
    jingle = store(tmp_path, SOUNDS["speech"])
    Path(jingle.path).write_bytes(SOUNDS["ping"])
    with pytest.raises(BadJingleError, match=f"{jingle.path} has changed"):
        make_jingle(jingle, 22050, TARGET_LUFS)
    Path(jingle.path).unlink()
    with pytest.raises(BadJingleError, match=f"{jingle.path} cannot be read: No such file"):
        make_jingle(jingle, 22050, TARGET_LUFS)


@pytest.mark.parametrize("from_hz", [8000, 11025, 22050, 44100, 48000, 96000])
@pytest.mark.parametrize("to_hz", [16000, 22050, 24000, 48000])
def test_resampling_keeps_what_both_rates_have_and_nothing_else(from_hz: int, to_hz: int) -> None:
    band_hz = min(from_hz, to_hz) / 2
    kept = tone(0.4 * band_hz, 1.0, from_hz)
    lost = tone(1.2 * band_hz, 1.0, from_hz) if from_hz > to_hz else np.zeros(from_hz, np.float32)
    found = resample(kept + lost, from_hz, to_hz)
    wanted = tone(0.4 * band_hz, 1.0, to_hz)
    assert len(found) == to_hz
    middle = slice(to_hz // 10, -to_hz // 10)
    error = rms(found[middle] - wanted[middle])
    assert 20 * np.log10(error / rms(wanted)) < -60


def rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) + 1e-12


def test_an_impulse_stays_where_it_is() -> None:
    sound = np.zeros(44100, np.float32)
    sound[10_000] = 1.0
    found = resample(sound, 44100, 48000)
    assert np.abs(found).argmax() == round(10_000 * 48000 / 44100)
    assert np.abs(resample(sound[::-1], 44100, 48000)[-5:]).max() < 0.001
