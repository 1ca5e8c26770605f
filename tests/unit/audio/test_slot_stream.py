"""Slots that are encoded while their clip is still being spoken."""

import numpy as np
import pytest

from audio_service.listening.streaming.containers import Mp4Container
from tests.unit.audio.tones import RATE, speech_like
from worker.audio.leveling import Leveling, level, settled
from worker.audio.mp3 import FrameEncoder, count_frames, encode_frames
from worker.audio.pcm import Floats, fade_edges, find_speech, to_samples
from worker.audio.slot_stream import SlotStream
from worker.audio.stitch import lay_out
from worker.errors import AudioError
from worker.model.clip import Clip
from worker.speech.piper.voice import CHUNKS

LOUD = Leveling(usual_lufs=-25.0, gain_db=12.0)
"""A gain so high that the limiter is always active."""

SILENCE_DBFS = -58.5


def speech(seconds: float, seed: int = 1) -> Floats:
    """Return sound with quiet and loud passages, pauses, and silence at its edges."""
    noise = np.random.default_rng(seed)
    sound = np.resize(speech_like(), int(seconds * RATE))
    swell = np.interp(
        np.arange(len(sound)) / RATE,
        np.arange(0, seconds + 1),
        noise.uniform(0, 1, int(seconds) + 1),
    )
    edge = np.zeros(RATE // 20, np.float32)  # as Piper's
    return np.concatenate([edge, (sound * swell).astype(np.float32), edge, edge])


def whole_clip(sound: Floats) -> Clip:
    kept = sound[find_speech(sound, RATE, SILENCE_DBFS)]
    return Clip(to_samples(fade_edges(level(kept, RATE, LOUD), RATE)), RATE)


@pytest.mark.parametrize("seconds", [1, 3, 7])
@pytest.mark.parametrize("sizes", [[11_264, 22_528], [5_000], [100_000]], ids=str)
def test_the_frames_are_those_of_the_slot_that_is_made_at_once(
    seconds: int, sizes: list[int]
) -> None:
    sound = speech(seconds, seed=seconds)
    clip = whole_clip(sound)
    at_once = encode_frames(lay_out(clip, 700), RATE)
    stream, start = SlotStream(RATE, LOUD, SILENCE_DBFS), 0
    parts: list[bytes] = []
    while start < len(sound):
        size = sizes[min(len(parts), len(sizes) - 1)]
        parts.append(stream.add(sound[start : start + size]))
        start += size
    assert b"".join([*parts, stream.finish(clip, 700)]) == at_once
    assert len(parts) < 2 or sum(map(len, parts)) > len(at_once) / 4


def test_the_first_frames_of_piper_are_enough_for_chromium_to_begin() -> None:
    stream = SlotStream(RATE, LOUD, SILENCE_DBFS)
    frames = stream.add(speech(4)[: CHUNKS[0] * 256])
    assert len(frames) >= Mp4Container.first_part_bytes
    assert count_frames(frames) >= 11


@pytest.mark.parametrize("seed", range(3))
def test_leveled_samples_that_are_settled_stay_the_same_to_the_last_bit(seed: int) -> None:
    sound = speech(5, seed)[RATE // 20 :]
    whole = level(sound, RATE, LOUD)
    for samples in range(500, len(sound), 3_001):
        count = settled(samples, RATE)
        assert (level(sound[:samples], RATE, LOUD)[:count] == whole[:count]).all()
    assert settled(RATE // 2, RATE) > 0.35 * RATE
    assert settled(3 * RATE // 2, RATE) > 1.35 * RATE


def test_nothing_is_heard_of_sound_that_is_silent_or_faulty_so_far() -> None:
    stream = SlotStream(RATE, LOUD, SILENCE_DBFS)
    assert stream.add(np.zeros(RATE, np.float32)) == b""
    assert stream.add(np.full(RATE, np.nan, np.float32)) == b""
    assert stream.add(speech(1)) == b""


def test_a_clip_that_begins_otherwise_is_no_end_of_the_slot() -> None:
    stream = SlotStream(RATE, LOUD, SILENCE_DBFS)
    assert stream.add(speech(3, seed=1))
    with pytest.raises(AudioError):
        stream.finish(whole_clip(speech(3, seed=2)), 700)


def test_an_encoder_gives_no_more_frames_than_it_has_samples_for() -> None:
    pcm = lay_out(whole_clip(speech(2)), 300)
    encoder = FrameEncoder(RATE)
    found = b"".join(encoder.add(piece) for piece in np.split(pcm, [1_000, 1_001, 30_000]))
    assert found + encoder.finish() == encode_frames(pcm, RATE)
