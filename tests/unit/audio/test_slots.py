"""The common time line of stream and track: frames, and the position of each sample."""

import io
import itertools
from dataclasses import replace

import mutagen.mp3
import numpy as np
import pytest
import soundfile

from cache.audio.mp3_frames import DELAY_SAMPLES, RATES_HZ, frame_samples
from worker.audio.mp3 import (
    count_frames,
    encode_frames,
)
from worker.audio.stitch import join, lay_out, stitch
from worker.audio.tags import write_tag
from worker.errors import AudioError
from worker.model.article import About
from worker.model.clip import Clip

RATE = 22050
ABOUT = About("A title — with “quotes”", "By Her", "World", "en-US", "2026-11-01T09:00:00Z", "")


def burst(seconds: float, rate_hz: int = RATE, hz: float = 440.0) -> Clip:
    """A sound with an abrupt onset and end, so that their positions in the output are exact."""
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return Clip((12_000 * np.sin(2 * np.pi * hz * at)).astype(np.int16), rate_hz)


def decode(data: bytes) -> np.ndarray:
    sound, _ = soundfile.read(io.BytesIO(data), dtype="float32")
    return sound  # type: ignore[no-any-return]


CLIPS = [burst(s, hz=f) for s, f in ((0.81, 300), (2.3, 520), (0.05, 800), (1.7, 410), (4.0, 250))]
PAUSES_MS = (700, 280, 60, 600, 120)


@pytest.mark.parametrize("rate_hz", sorted(RATES_HZ))
@pytest.mark.parametrize("pause_ms", [60, 280, 700])
def test_a_slot_is_a_whole_number_of_frames_that_ends_in_silence(
    rate_hz: int, pause_ms: int
) -> None:
    clip = burst(0.5, rate_hz)
    pcm = lay_out(clip, pause_ms)
    frame = frame_samples(rate_hz)
    assert len(pcm) % frame == 0
    assert (pcm[: len(clip.pcm)] == clip.pcm).all()
    rest = pcm[len(clip.pcm) :]
    assert not rest.any()
    least = max(DELAY_SAMPLES, round(rate_hz * pause_ms / 1000))
    assert least <= len(rest) < least + frame


@pytest.mark.parametrize("rate_hz", sorted(RATES_HZ))
def test_a_slot_has_one_frame_for_each_of_its_frames_samples(rate_hz: int) -> None:
    pcm = lay_out(burst(0.7, rate_hz), 280)
    frames = encode_frames(pcm, rate_hz)
    assert count_frames(frames) == len(pcm) // frame_samples(rate_hz)
    assert b"Info" not in frames[:200]
    assert b"Xing" not in frames[:200]


def test_every_onset_is_at_the_same_sample_in_slots_in_a_row_and_in_the_joined_pcm() -> None:
    laid_out = [lay_out(c, p) for c, p in zip(CLIPS, PAUSES_MS, strict=True)]
    slots = [encode_frames(pcm, RATE) for pcm in laid_out]
    heard = decode(b"".join(slots))
    joined = np.frombuffer(join(laid_out, RATE).raw_data, np.int16) / 32767
    assert len(heard) == len(joined)
    starts = list(itertools.accumulate([len(pcm) for pcm in laid_out], initial=0))[:-1]
    for start, clip in zip(starts, CLIPS, strict=True):
        assert best_lag(joined, heard, start, min(len(clip.pcm), 8_000)) == DELAY_SAMPLES


def best_lag(joined: np.ndarray, heard: np.ndarray, start: int, count: int) -> int:
    """Return the delay of the decoded sound against the joined one around `start`, in samples."""
    wanted = joined[start : start + count]
    lags = range(DELAY_SAMPLES - 40, DELAY_SAMPLES + 41)
    windows = [heard[start + lag : start + lag + count] for lag in lags]
    errors = [float(np.square(w - wanted[: len(w)] * 0.95).sum()) for w in windows]
    return lags[int(np.argmin(errors))]


def test_stream_and_track_are_the_same_frames() -> None:
    slots = [encode_frames(lay_out(c, p), RATE) for c, p in zip(CLIPS, PAUSES_MS, strict=True)]
    track = io.BytesIO()
    stitch(write_tag(ABOUT, "tone:440", 9.0), slots, track)
    assert track.getvalue().endswith(b"".join(slots))
    assert (decode(track.getvalue()) == decode(b"".join(slots))).all()


def test_silence_between_clips_is_silent() -> None:
    laid_out = [lay_out(c, p) for c, p in zip(CLIPS, PAUSES_MS, strict=True)]
    heard = decode(b"".join(encode_frames(pcm, RATE) for pcm in laid_out))
    end = len(CLIPS[0].pcm) + DELAY_SAMPLES
    pause = heard[end + 1_200 : len(laid_out[0]) + DELAY_SAMPLES - 1_200]
    assert np.abs(pause).max() < 10 ** (-60 / 20)


def test_the_same_sound_becomes_the_same_bytes() -> None:
    pcm = lay_out(CLIPS[0], 280)
    assert encode_frames(pcm, RATE) == encode_frames(pcm, RATE)


def test_the_length_that_others_see_is_the_exact_one() -> None:
    laid_out = [lay_out(burst(3.0 + n / 7), 280) for n in range(40)]
    exact_s = sum(map(len, laid_out)) / RATE
    track = io.BytesIO()
    stitch(write_tag(ABOUT, "tone:440", exact_s), (encode_frames(p, RATE) for p in laid_out), track)
    seen = mutagen.mp3.MP3(io.BytesIO(track.getvalue()))
    assert seen.info.length == pytest.approx(exact_s, abs=0.05)
    assert seen.info.bitrate == 64_000
    assert seen.info.channels == 1
    assert len(decode(track.getvalue())) == sum(map(len, laid_out))


@pytest.mark.parametrize(
    "damage", [b"\x00", b"\xff\xf3", b"ID3 and more", b"\xff\xff\xff\xff" * 20]
)
def test_what_is_not_a_frame_is_noticed(damage: bytes) -> None:
    frames = encode_frames(lay_out(CLIPS[0], 280), RATE)
    with pytest.raises(AudioError):
        count_frames(frames + damage)
    with pytest.raises(AudioError):
        count_frames(frames[:-1])


def test_the_tag_says_what_the_article_is_and_that_nobody_spoke_it() -> None:
    data = write_tag(ABOUT, "piper:en_US-joe-medium", 12.5) + encode_frames(
        lay_out(CLIPS[0], 60), RATE
    )
    tags = mutagen.mp3.MP3(io.BytesIO(data)).tags
    assert str(tags["TIT2"]) == ABOUT.title
    assert str(tags["TPE1"]) == "By Her"
    assert str(tags["TALB"]) == "World"
    assert str(tags["TLAN"]) == "eng"
    assert str(tags["TDRC"]).startswith("2026-11-01")
    assert str(tags["TLEN"]) == "12500"
    assert "synthetic voice" in str(tags["TXXX:Voice"])


def test_slots_are_joined_at_once_since_one_by_one_is_quadratic(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid_out = [lay_out(c, p) for c, p in zip(CLIPS, PAUSES_MS, strict=True)]
    for copying in ("append", "__add__", "_spawn"):
        monkeypatch.setattr(f"pydub.AudioSegment.{copying}", None)
    joined = join(laid_out, RATE)
    assert (np.frombuffer(joined.raw_data, np.int16) == np.concatenate(laid_out)).all()


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("https://news.example/pier", True),
        ("HTTP://news.example", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("//news.example", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_told(url: str, is_told: bool) -> None:
    tag = write_tag(replace(ABOUT, url=url), "tone:440", 1.0)
    assert (b"WOAF" in tag) == is_told
