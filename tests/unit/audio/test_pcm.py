import io

import numpy as np
import pytest
import soundfile

from worker.audio.pcm import decode_flac, encode_flac, fade_edges, to_samples, trim
from worker.errors import AudioError, EmptyClipError
from worker.model.clip import Clip, SpokenWord

RATE = 22050


def tone(seconds: float, level: float = 0.3) -> np.ndarray:
    at = np.arange(int(seconds * RATE)) / RATE
    return (level * np.sin(2 * np.pi * 300 * at)).astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE), np.float32)


def test_silence_at_the_edges_is_trimmed_but_for_a_breath() -> None:
    sound = np.concatenate([silence(0.4), tone(1.0), silence(0.5)])
    trimmed = trim(sound, RATE, -60)
    assert 1.0 * RATE <= len(trimmed) <= 1.06 * RATE
    first_loud = np.flatnonzero(np.abs(trimmed) > 0.01)[0]
    assert first_loud <= 0.03 * RATE


def test_sound_that_fills_everything_is_kept_whole() -> None:
    assert len(trim(tone(1.0), RATE, -60)) == RATE


def test_silence_alone_is_an_error() -> None:
    with pytest.raises(EmptyClipError):
        trim(silence(1.0), RATE, -60)


def test_nothing_at_all_is_an_error() -> None:
    with pytest.raises(EmptyClipError):
        trim(silence(0.0), RATE, -60)


def test_a_click_is_not_speech() -> None:
    sound = silence(1.0)
    sound[500] = 0.9
    with pytest.raises(EmptyClipError):
        trim(sound, RATE, -60)


def test_edges_rise_from_silence_and_fall_back_to_it() -> None:
    faded = fade_edges(np.full(RATE, 0.5, np.float32), RATE)
    assert faded[0] == 0
    assert abs(faded[-1]) < 0.001
    assert np.abs(np.diff(faded)).max() < 0.02
    assert (faded[1_000:-1_000] == 0.5).all()


@pytest.mark.parametrize(
    "words", [None, (), tuple(SpokenWord(n, n + 1, n * 90, n * 90 + 80) for n in range(250))]
)
def test_a_clips_words_come_back_from_flac(words: tuple[SpokenWord, ...] | None) -> None:
    clip = Clip(to_samples(tone(0.7)), RATE, words)
    assert decode_flac(encode_flac(clip)).words == words
    assert encode_flac(clip) == encode_flac(clip)


@pytest.mark.parametrize("comment", ["spoken by hand", "[[1, 2]]", "7"])
def test_words_that_nobody_wrote_are_an_error(comment: str) -> None:
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", RATE, channels=1, format="FLAC") as file:
        file.comment = comment
        file.write(tone(0.1))
    with pytest.raises(AudioError):
        decode_flac(buffer.getvalue())


def test_a_clip_comes_back_from_flac_as_it_was() -> None:
    clip = Clip(to_samples(tone(0.7)), RATE)
    back = decode_flac(encode_flac(clip))
    assert back.rate_hz == RATE
    assert (back.pcm == clip.pcm).all()


def test_a_damaged_clip_is_an_error() -> None:
    with pytest.raises(AudioError):
        decode_flac(b"fLaC" + bytes(100))


def test_full_scale_does_not_wrap_around() -> None:
    assert list(to_samples(np.array([2.0, -2.0, 0.0], np.float32))) == [32767, -32767, 0]
