"""Verification of sound before publication: of each new clip, and of each complete track.

An engine may return half a sentence, an endless sentence, silence or noise without reporting an
error. These checks detect such output before listeners hear it.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import IO

import numpy as np
import soundfile

from cache.audio.mp3_frames import frame_samples
from worker.audio.loudness_meter import LoudnessMeter, highest_true_peak
from worker.audio.pcm import Floats, to_floats
from worker.errors import ImplausibleClipError, ImplausibleTrackError
from worker.model.clip import Clip
from worker.model.slot import Slot
from worker.model.track import TrackChecks
from worker.model.utterance import Utterance

CHECKS = (
    "every utterance has a clip",
    "length of clips",
    "silence",
    "clipping",
    "joins",
    "decodes to the end",
    "loudness",
    "true peak",
)
"""Names of the checks; when this list changes, stored clips are checked again."""

LETTERS_PER_VOWEL = 2.85
FASTEST = 0.62
FASTEST_SLACK_S = 0.1
SLOWEST = 2.0
SLOWEST_SLACK_S = 1.5
"""Limits of a clip's length, relative to the length expected from its text.

Measured with Piper's `en_US-joe-medium` over 249 utterances of news and 76 unusual texts
(initialisms, digits, symbols, addresses, names, twelve other languages in ten scripts), 2026-11: a
clip lasts at least 0.80 of the length expected from its letters, and at most 1.05 of the length of
its slowest reading plus one second. With these limits, 96 % of clips of sentences of 60 characters
or more are rejected when cut in half (99 % of those of 100 characters, all of those of 150), and
all are rejected when cut to a third or a tenth, or when ten times as long.
"""

SLOWEST_LETTERS_PER_S = 11.0
"""Lower limit of a measured pace: a voice may spell texts in a language that it cannot read.

Other voices read their own language at most 1.22 times as fast as the measured English voice, in
letters per phoneme, by espeak in 18 languages (2026-11). In scripts with one character per
syllable, each character counts as one letter; there, only clips cut to a fifth are rejected.
"""

_VOWELS = re.compile("[aeiouyæøœ\u0131]+")
_AFTER_LATIN = "\u0250"

_SLOW_LETTERS = {"N": 8, "P": 5, "S": 15, "M": 6, "Z": 0, "C": 0}
_SLOW_CAPITAL = 6
_SLOW_FOREIGN = 18
"""Maximum reading time of characters, in letters, by Unicode category. Examples: "8" read as
"eight" with a pause, the name of an emoji, a capital of an initialism, or the name of a letter of
another script, such as "Thai letter ko kai"."""

QUIETER_DB = 35.0
LEAST_SOUNDING = 0.2
"""Minimum share of a clip within 35 dB of its loudest 10 ms; speech has at least 0.38."""

SILENT_DBFS = -50.0
FULL_SCALE = 0.999
MOST_FLAT = 0.001
"""Maximum share of samples in runs of three or more at full scale; speech has none."""

MOST_AT_JOIN = 10 ** (-45 / 20)
JOIN_S = 0.010
"""Maximum level at a join; in 24 minutes of tracks, none was louder than -106 dBFS (2026-11)."""

CEILING_DBTP = -1.0
TOLERANCE_LU = 1.0
TOLERANCE_LU_S = 30.0
"""Tolerance of a track's loudness: 1 LU, plus 30 LU divided by the length in seconds. Single
sentences deviate by up to 2.0 LU, articles of one minute or more by 0.25 LU (2026-11)."""

HIGHEST_TARGET_LUFS = -17.0
"""Highest loudness that speech below the peak ceiling reaches with certainty."""


def measure_pace(texts: Sequence[str], seconds: float) -> float:
    """Return the pace of a voice that read `texts` in `seconds`, in letters per second."""
    return max(SLOWEST_LETTERS_PER_S, round(sum(map(_fast_letters, texts)) / seconds, 2))


def plausible_s(spoken: str, letters_per_s: float) -> tuple[float, float]:
    """Return the shortest and the longest plausible length of a clip, in seconds.

    Args:
        spoken: Spoken text of the clip.
        letters_per_s: Pace of the voice, from `measure_pace`.
    """
    least_s = FASTEST * _fast_letters(spoken) / letters_per_s - FASTEST_SLACK_S
    most_s = SLOWEST * sum(map(_slow_letters, spoken)) / letters_per_s + SLOWEST_SLACK_S
    return max(0.0, least_s), most_s


def _fast_letters(text: str) -> float:
    """Return the minimum reading time of a text, in letters, without pauses.

    Silent letters, such as in "through" or "aaargh", are limited by the number of vowels.
    """
    plain = [unicodedata.normalize("NFD", sign)[0] for sign in text.lower()]
    signs = [sign for sign in plain if sign.isalnum() and unicodedata.category(sign) != "Lm"]
    latin = sum(sign < _AFTER_LATIN and sign.isalpha() for sign in signs)
    heard = min(latin, LETTERS_PER_VOWEL * len(_VOWELS.findall("".join(plain))))
    return heard + len(signs) - latin


def _slow_letters(sign: str) -> int:
    """Return the maximum reading time of a single character, in letters."""
    kind = unicodedata.category(sign)[0]
    if kind != "L":
        return _SLOW_LETTERS[kind]
    if sign >= _AFTER_LATIN:
        return _SLOW_FOREIGN
    return _SLOW_CAPITAL if sign.isupper() else 1


def check_sound(sound: Floats) -> None:
    """Check an engine's output before leveling.

    Args:
        sound: Mono samples of shape (n,).

    Raises:
        ImplausibleClipError: The sound is clipped, or has samples that are not numbers.
    """
    if not np.isfinite(sound).all():
        raise ImplausibleClipError("the engine's samples are not all numbers")
    full = np.abs(sound) >= FULL_SCALE
    flat = full[:-2] & full[1:-1] & full[2:]
    if np.count_nonzero(flat) > MOST_FLAT * len(sound):
        raise ImplausibleClipError("it is clipped: too many samples in a row are at full scale")


def check_clip(clip: Clip, spoken: str, letters_per_s: float) -> None:
    """Check that a clip is plausible for its text.

    Args:
        clip: The clip.
        spoken: Spoken text of the clip.
        letters_per_s: Pace of the voice.

    Raises:
        ImplausibleClipError: The clip is silent, too short, too long, or would click.
    """
    if _is_silent(to_floats(clip.pcm), clip.rate_hz):
        raise ImplausibleClipError("it is silent, or nearly so")
    least_s, most_s = plausible_s(spoken, letters_per_s)
    if not least_s <= clip.duration_s <= most_s:
        raise ImplausibleClipError(
            f"it lasts {clip.duration_s:.2f} s, where {least_s:.2f} to {most_s:.2f} s are plausible"
        )
    check_edges(clip)


def check_edges(clip: Clip) -> None:
    """Check that a clip does not click at its joins.

    Raises:
        ImplausibleClipError: The clip is empty, or would click.
    """
    if not len(clip.pcm) or np.abs(to_floats(clip.pcm[[0, -1]])).max() > MOST_AT_JOIN:
        raise ImplausibleClipError("it begins or ends with a click")


def _is_silent(sound: Floats, rate_hz: int) -> bool:
    """Return True if a sound is silent, or nearly so."""
    size = rate_hz // 100
    blocks = sound[: len(sound) // size * size].reshape(-1, size)
    power = np.square(blocks).mean(axis=1)
    loudest = power.max(initial=0.0)
    sounding = np.count_nonzero(power > loudest * 10 ** (-QUIETER_DB / 10))
    return bool(loudest < 10 ** (SILENT_DBFS / 10) or sounding < LEAST_SOUNDING * len(power))


def verify_track(
    mp3: IO[bytes], utterances: Sequence[Utterance], slots: Sequence[Slot], target_lufs: float
) -> TrackChecks:
    """Verify a track, and return the results of the checks.

    The MP3 is decoded once, slot by slot: the time is linear, and the memory is that of the longest
    slot.

    Args:
        mp3: MP3 file of the track, at its beginning.
        utterances: Utterances in reading order.
        slots: Slots, one for each utterance.
        target_lufs: Target loudness of the track, in LUFS.

    Raises:
        ImplausibleTrackError: The track must not be published.

    Source: ITU-R BS.1770-4.
    """
    if len(utterances) != len(slots):
        raise ImplausibleTrackError(f"{len(slots)} clips for {len(utterances)} utterances")
    rate_hz = slots[0].rate_hz
    meter, peak, samples = LoudnessMeter(rate_hz), 0.0, 0
    for number, sound in enumerate(_decode_slots(mp3, slots)):
        flaw = _find_flaw(sound, rate_hz)
        if flaw:
            raise ImplausibleTrackError(
                f"utterance {number + 1}, “{utterances[number].written}”: {flaw}"
            )
        meter.add(sound)
        peak = highest_true_peak(sound, peak)
        samples += len(sound)
    lufs = meter.lufs()
    verdict = TrackChecks(
        checks=CHECKS,
        clips=len(slots),
        clips_spoken_again=sum(slot.spoken_again for slot in slots),
        duration_s=round(samples / rate_hz, 3),
        lufs=round(lufs, 2) if math.isfinite(lufs) else None,
        peak_dbtp=round(20 * math.log10(peak), 2),
    )
    _check_level(verdict, target_lufs)
    return verdict


def _decode_slots(mp3: IO[bytes], slots: Sequence[Slot]) -> Iterator[Floats]:
    """Yield the decoded sound of each slot, with its exact number of samples.

    Raises:
        ImplausibleTrackError: The MP3 is too short, too long, or damaged.
    """
    try:
        with soundfile.SoundFile(mp3) as track:
            for number, slot in enumerate(slots, start=1):
                wanted = slot.frames * frame_samples(slot.rate_hz)
                sound = track.read(wanted, dtype="float32")
                if len(sound) != wanted or track.samplerate != slot.rate_hz:
                    raise ImplausibleTrackError(
                        f"its MP3 ends within clip {number} of {len(slots)}"
                        if track.samplerate == slot.rate_hz
                        else f"clip {number} is at {slot.rate_hz} Hz, others at {track.samplerate}"
                    )
                yield sound
            if len(track.read(1)):
                raise ImplausibleTrackError("its MP3 continues after its last clip")
    except soundfile.LibsndfileError as error:
        raise ImplausibleTrackError(f"its MP3 cannot be decoded: {error}") from error


def _find_flaw(sound: Floats, rate_hz: int) -> str | None:
    """Return the fault in a slot's decoded sound, which should begin in a pause; None if none."""
    if np.abs(sound).max() < 10 ** (SILENT_DBFS / 20):
        return "nothing is heard"
    if np.abs(sound[: round(JOIN_S * rate_hz)]).max() > MOST_AT_JOIN:
        return "there is no silence before it"
    return None


def _check_level(verdict: TrackChecks, target_lufs: float) -> None:
    """Check loudness and true peak.

    Raises:
        ImplausibleTrackError: The loudness or the true peak is outside its limits.
    """
    tolerance_lu = TOLERANCE_LU + TOLERANCE_LU_S / verdict.duration_s
    least = min(target_lufs, HIGHEST_TARGET_LUFS) - tolerance_lu
    most = target_lufs + tolerance_lu
    if verdict.lufs is not None and not least <= verdict.lufs <= most:
        raise ImplausibleTrackError(
            f"it is at {verdict.lufs} LUFS, where {least:.1f} to {most:.1f} are allowed"
        )
    if verdict.peak_dbtp > CEILING_DBTP:
        raise ImplausibleTrackError(
            f"its true peak is {verdict.peak_dbtp} dBTP, over {CEILING_DBTP}"
        )
