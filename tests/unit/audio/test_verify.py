"""Checks of clips and tracks: good ones pass, bad ones fail."""

import io
from dataclasses import replace

import numpy as np
import pytest

from cache.audio.paths import name_of_bytes
from tests.unit.audio.tones import RATE, sine, speech_like
from worker.audio.loudness_meter import measure_lufs
from worker.audio.mp3 import count_frames, encode_frames
from worker.audio.pcm import Floats, decode_mp3, fade_edges, to_samples
from worker.audio.stitch import lay_out
from worker.audio.verify import (
    CHECKS,
    check_clip,
    check_sound,
    measure_pace,
    plausible_s,
    verify_track,
)
from worker.errors import ImplausibleClipError, ImplausibleTrackError
from worker.model.clip import Clip
from worker.model.script import Role
from worker.model.slot import Slot
from worker.model.track import TrackChecks
from worker.model.utterance import Utterance

JOE_LETTERS_PER_S = 14.6
LONG = (
    "Officials said that the investigation into the collapse of the bridge would continue for "
    "several months and that nobody should expect early answers."
)
LONG_S = 8.1
TARGET_LUFS = -19.0


def clip_of(sound: np.ndarray) -> Clip:
    return Clip(to_samples(fade_edges(sound, RATE)), RATE)


@pytest.mark.parametrize(
    ("spoken", "seconds"),
    [
        (LONG, LONG_S),
        ("No.", 0.33),
        ("A.", 0.25),
        ("World", 0.40),
        ("Shh!", 0.78),
        ("UN, EU, FBI.", 2.11),
        ("U N, E U, F B I.", 2.42),
        ("The FBI, CIA, NSA, DEA, ATF, IRS, EPA, FDA and the SEC.", 6.68),
        ("WWW. HTML, CSS, XML, JSON, HTTP, HTTPS, FTP.", 7.87),
        ("A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z.", 11.59),
        (
            "one hundred and twenty three million four hundred and fifty six thousand seven "
            "hundred and eighty nine dollars",
            5.71,
        ),
        ("123,456,789.50", 5.87),
        ("0800 123 456 789 012 345 678 901 234 567 890", 13.43),
        ("x² + y² = z²", 2.50),
        ("https://www.example.com/a/b?c=d&e=f#g", 8.43),
        ("Worcestershire, Leicestershire, Gloucestershire and Featherstonehaugh.", 3.5),
        ("Through thoroughly thought-through thoroughfares, thoughtful daughters caught.", 3.7),
        ("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaargh!", 1.37),
        ("Zzzzzzzzzzzzzzzzzzzzzz.", 3.35),
        ("Brr, brr, tsk tsk tsk, psst, pfft, shh, hmm, mm, nth.", 7.16),
        ("Volodymyr Zelenskyy, Recep Tayyip Erdogan, Ursula von der Leyen.", 5.2),
        ("Szczebrzeszyn, Grzegorz Brzeczyszczykiewicz, Krzysztof Szymczyk.", 5.6),
        ("北京时间今天上午，国务院总理在人民大会堂会见了来访的外国代表团。", 22.7),
        ("北京时间今天上午，国务院总理在人民大会堂会见了来访的外国代表团。", 6.2),
        ("대한민국 정부는 오늘 새로운 경제 정책을 발표했습니다.", 4.06),
        ("أعلنت الحكومة اليوم عن خطة جديدة لدعم الاقتصاد الوطني.", 31.0),
        ("Президент России заявил сегодня, что переговоры продолжатся.", 13.0),
        ("รัฐบาลประกาศนโยบายใหม่วันนี้", 28.4),
        ("😀😀😀", 2.1),
        ("* * * *  § 12 ¶ 3 © ® ™", 5.5),
    ],
)
def test_speech_is_plausible_whatever_it_says(spoken: str, seconds: float) -> None:
    """Measured with Piper's English voice; the shorter Chinese as a Chinese voice reads it."""
    least_s, most_s = plausible_s(spoken, JOE_LETTERS_PER_S)
    assert least_s <= 0.85 * seconds
    assert most_s >= 1.3 * seconds


@pytest.mark.parametrize("share", [0.1, 0.5, 10])
@pytest.mark.parametrize("spoken_s", [(LONG, LONG_S), (LONG.upper(), LONG_S)], ids=["a", "A"])
def test_a_long_sentence_cut_short_or_without_end_is_not(
    spoken_s: tuple[str, float], share: float
) -> None:
    spoken, seconds = spoken_s
    least_s, most_s = plausible_s(spoken, JOE_LETTERS_PER_S)
    capitals_may_be_letters = spoken.isupper() and share > 1
    assert (least_s <= share * seconds <= most_s) is capitals_may_be_letters


def test_what_is_plausible_follows_the_pace_of_the_voice() -> None:
    slow, fast = plausible_s(LONG, 8.0), plausible_s(LONG, 16.0)
    assert slow[0] == pytest.approx(2 * fast[0], abs=0.11)
    assert slow[1] > fast[1]


def test_the_pace_of_a_voice_is_in_letters_that_are_heard() -> None:
    assert measure_pace(["A cat sat on a mat."] * 10, 10.0) == 13.0
    assert measure_pace(["Aaargh!", "A cat sat on a mat."], 1.0) == 2.85 + 13.0
    assert measure_pace(["A cat sat on a mat."], 10.0) == 11.0


def test_speech_as_it_comes_is_a_sound_to_level() -> None:
    check_sound(speech_like())
    peak = speech_like()
    peak[1000] = 1.0
    check_sound(peak)


@pytest.mark.parametrize("gain", [2.0, 20.0])
def test_a_clipped_sound_is_noticed(gain: float) -> None:
    with pytest.raises(ImplausibleClipError, match="clipped"):
        check_sound(np.clip(gain * sine(220), -1, 1))


def test_samples_that_are_no_numbers_are_noticed() -> None:
    sound = sine(220)
    sound[5000] = np.nan
    with pytest.raises(ImplausibleClipError, match="numbers"):
        check_sound(sound)


def test_a_clip_that_says_its_text_passes() -> None:
    check_clip(clip_of(speech_like(LONG_S)), LONG, JOE_LETTERS_PER_S)


@pytest.mark.parametrize("share", [0.1, 0.5, 10.0])
def test_a_clip_of_the_wrong_length_does_not(share: float) -> None:
    clip = clip_of(speech_like(share * LONG_S))
    with pytest.raises(ImplausibleClipError, match=rf"lasts {clip.duration_s:.2f} s, where \d"):
        check_clip(clip, LONG, JOE_LETTERS_PER_S)


@pytest.mark.parametrize("level", [0.0, 0.001])
def test_a_silent_clip_does_not(level: float) -> None:
    with pytest.raises(ImplausibleClipError, match="silent"):
        check_clip(clip_of(level * speech_like(LONG_S)), LONG, JOE_LETTERS_PER_S)


def test_silence_between_two_noises_is_still_silence() -> None:
    noises = np.zeros(int(LONG_S * RATE), np.float32)
    noises[:2000] = noises[-2000:] = sine(300, 2000 / RATE + 0.01, 0.3)[:2000]
    with pytest.raises(ImplausibleClipError, match="silent"):
        check_clip(clip_of(noises), LONG, JOE_LETTERS_PER_S)


@pytest.mark.parametrize("side", [slice(None), slice(None, None, -1)])
def test_a_clip_whose_edges_are_not_faded_does_not(side: slice) -> None:
    pcm = clip_of(speech_like(LONG_S)).pcm[side].copy()
    pcm[0] = 3000
    with pytest.raises(ImplausibleClipError, match="click"):
        check_clip(Clip(pcm[side], RATE), LONG, JOE_LETTERS_PER_S)


def utterance(text: str = LONG) -> Utterance:
    return Utterance(Role.PARAGRAPH, text, text, 280, ())


def slot_of(pcm: np.ndarray, clip_samples: int, rate_hz: int = RATE) -> tuple[Slot, bytes]:
    frames = encode_frames(pcm, rate_hz)
    slot = Slot(
        name_of_bytes(frames), "clip", count_frames(frames), len(frames), clip_samples, rate_hz
    )
    return slot, frames


def stored(sound: np.ndarray) -> tuple[Slot, bytes]:
    clip = clip_of(sound)
    return slot_of(lay_out(clip, 280), len(clip.pcm))


def hum(seconds: float = 4.0, off_lu: float = 0.0) -> Floats:
    """A tone that is as loud as a track should be, or off by that much."""
    at_target_lu = TARGET_LUFS - measure_lufs(sine(440, level=0.1), RATE) + 0.4455
    return sine(440, seconds, 0.1 * 10 ** ((at_target_lu + off_lu) / 20))


def verify(parts: list[tuple[Slot, bytes]], mp3: bytes | None = None) -> TrackChecks:
    slots = [slot for slot, _ in parts]
    whole = b"".join(frames for _, frames in parts) if mp3 is None else mp3
    return verify_track(io.BytesIO(whole), [utterance()] * len(slots), slots, TARGET_LUFS)


PARTS = [stored(hum(seconds)) for seconds in (4.0, 9.0, 2.5, 20.0)]
WHOLE = b"".join(frames for _, frames in PARTS)


def test_a_track_that_is_right_is_measured() -> None:
    again = [(replace(slot, spoken_again=n == 1), f) for n, (slot, f) in enumerate(PARTS)]
    verdict = verify(again)
    samples = sum(slot.frames for slot, _ in PARTS) * 576
    assert verdict.checks == CHECKS
    assert (verdict.clips, verdict.clips_spoken_again) == (4, 1)
    assert verdict.duration_s == pytest.approx(samples / RATE, abs=0.001)
    heard, _ = decode_mp3(WHOLE)
    assert verdict.lufs == pytest.approx(measure_lufs(heard, RATE), abs=0.05)
    assert verdict.lufs == pytest.approx(TARGET_LUFS, abs=0.2)
    level_dbtp = 20 * np.log10(np.abs(hum()).max()) - 0.4455
    assert verdict.peak_dbtp == pytest.approx(level_dbtp, abs=0.3)


def test_a_track_with_fewer_clips_than_utterances_is_not_whole() -> None:
    slots = [slot for slot, _ in PARTS]
    with pytest.raises(ImplausibleTrackError, match="4 clips for 5 utterances"):
        verify_track(io.BytesIO(WHOLE), [utterance()] * 5, slots, TARGET_LUFS)


@pytest.mark.parametrize(
    ("mp3", "message"),
    [
        (WHOLE[: len(WHOLE) // 2], "ends within clip 4 of 4"),
        (WHOLE[: -len(PARTS[3][1])], "ends within clip 4 of 4"),
        (WHOLE + PARTS[0][1], "continues after its last clip"),
        (b"no MP3 at all " * 1000, "cannot be decoded"),
        (b"", "cannot be decoded"),
    ],
)
def test_an_mp3_with_fewer_or_more_samples_than_its_slots_is_not_whole(
    mp3: bytes, message: str
) -> None:
    with pytest.raises(ImplausibleTrackError, match=message):
        verify(PARTS, mp3)


def test_slots_of_another_sample_rate_are_noticed() -> None:
    other = slot_of(lay_out(Clip(to_samples(hum()), 24000), 280), 1000, 24000)
    with pytest.raises(ImplausibleTrackError, match="24000"):
        verify([*PARTS, other])


@pytest.mark.parametrize("off_lu", [-3.0, 3.0])
def test_a_track_too_loud_or_too_quiet_is_noticed(off_lu: float) -> None:
    with pytest.raises(ImplausibleTrackError, match="LUFS"):
        verify([stored(hum(30.0, off_lu))])


@pytest.mark.parametrize("off_lu", [-3.0, 3.0])
def test_a_short_track_may_be_louder_or_quieter(off_lu: float) -> None:
    verdict = verify([stored(hum(4.0, off_lu))])
    assert verdict.lufs == pytest.approx(TARGET_LUFS + off_lu, abs=0.2)


def test_a_track_shorter_than_the_measure_of_loudness_has_none() -> None:
    clip = clip_of(hum(0.2))
    assert verify([slot_of(lay_out(clip, 60), len(clip.pcm))]).lufs is None


def test_a_peak_over_the_ceiling_is_noticed() -> None:
    loud = hum(30.0)
    loud[RATE : RATE + 200] = sine(441, 1.0, 0.99)[:200]
    with pytest.raises(ImplausibleTrackError, match=r"true peak is -0\.\d+ dBTP, over -1"):
        verify([stored(loud)])


def test_a_join_without_silence_is_noticed_and_the_utterance_named() -> None:
    pcm = to_samples(hum(4.0))
    abrupt = slot_of(pcm[: len(pcm) // 576 * 576], len(pcm))
    with pytest.raises(ImplausibleTrackError, match=r"utterance 3, “Officials .*”: there is no s"):
        verify([PARTS[0], abrupt, PARTS[2]])


def test_a_slot_in_which_nothing_is_heard_is_noticed_and_the_utterance_named() -> None:
    with pytest.raises(ImplausibleTrackError, match=r"utterance 2, “Officials .*”: nothing is he"):
        verify([PARTS[0], stored(np.zeros(RATE, np.float32)), PARTS[2]])
