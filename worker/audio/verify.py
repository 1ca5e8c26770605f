"""Whether sound is fit to be published: each clip when it is spoken, each track once it is whole.

An engine may answer with half a sentence, with a sentence that never ends, with silence or with
noise, and be content with it. Nobody listens before the listeners do, so this looks.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import IO

import numpy as np
import soundfile

from worker.audio.loudness import LoudnessMeter, highest_true_peak
from worker.audio.mp3 import frame_samples
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
"""What a verdict is about; whenever this changes, clips in storage are looked at again."""

LETTERS_PER_VOWEL = 2.85
FASTEST = 0.62
FASTEST_SLACK_S = 0.1
SLOWEST = 2.0
SLOWEST_SLACK_S = 1.5
"""How far the length of a clip may be from what its text lets expect.

Piper's `en_US-joe-medium` over 249 utterances of news and 76 odd texts (initialisms, digits,
symbols, addresses, names, twelve other languages in ten scripts), 2026-11: a clip lasts at least
0.80 of what its letters let expect; it lasts at most 1.05 of what its slowest reading lets
expect, and a second. Of the clips of sentences of 60 characters or more 96 % are found out when
cut in half (99 % of those of 100, all of those of 150), and all when cut to a third or a tenth,
or ten times as long.
"""

SLOWEST_LETTERS_PER_S = 11.0
"""A voice that is measured over texts in a language that it cannot read may spell them.

Other voices read their own language at most 1.22 times as fast as the English one of the measure:
letters for each phoneme, as espeak reads both in 18 languages (2026-11). One sign of a script that
has one for a syllable counts as a letter; there, only what is cut to a fifth is found out.
"""

_VOWELS = re.compile("[aeiouyæøœ\u0131]+")
_AFTER_LATIN = "\u0250"

_SLOW_LETTERS = {"N": 8, "P": 5, "S": 15, "M": 6, "Z": 0, "C": 0}
_SLOW_CAPITAL = 6
_SLOW_FOREIGN = 18
"""Letters' worth of time that signs take at most, by their Unicode category: "8" as "eight" with a
pause, a comma, the name of an emoji; a capital as one of an initialism; a letter of another script
by its name, as Piper's English voice reads it: "Thai letter ko kai"."""

QUIETER_DB = 35.0
LEAST_SOUNDING = 0.2
"""Share of a clip that must be within 35 dB of its loudest 10 ms; of speech it is 0.38 and more."""

SILENT_DBFS = -50.0
FULL_SCALE = 0.999
MOST_FLAT = 0.001
"""Share of samples in runs of three and more at full scale; of speech it is none."""

MOST_AT_JOIN = 10 ** (-45 / 20)
JOIN_S = 0.010
"""How loud a join may be; in 24 minutes of tracks none was louder than -106 dBFS (2026-11)."""

CEILING_DBTP = -1.0
TOLERANCE_LU = 1.0
TOLERANCE_LU_S = 30.0
"""Off by 1 LU at any length, and by another one in half a minute: single sentences are off by up to
2.0, articles of one minute and more by 0.25 (2026-11)."""

HIGHEST_TARGET_LUFS = -17.0
"""Speech below the ceiling gets no louder for certain, whatever the settings ask for."""


def measure_pace(texts: Sequence[str], seconds: float) -> float:
    """Return how many letters a second a voice reads, that took `seconds` over `texts`."""
    return max(SLOWEST_LETTERS_PER_S, round(sum(map(_fast_letters, texts)) / seconds, 2))


def plausible_s(spoken: str, letters_per_s: float) -> tuple[float, float]:
    """Return the shortest and the longest plausible length of a clip, in seconds.

    Args:
        spoken: Its text.
        letters_per_s: How fast its voice reads, as `measure_pace` says.
    """
    least_s = FASTEST * _fast_letters(spoken) / letters_per_s - FASTEST_SLACK_S
    most_s = SLOWEST * sum(map(_slow_letters, spoken)) / letters_per_s + SLOWEST_SLACK_S
    return max(0.0, least_s), most_s


def _fast_letters(text: str) -> float:
    """Return how many letters' worth of time `text` takes, read without a pause.

    Letters that nobody hears, as in "through" or "aaargh", count for no more than their vowels.
    """
    plain = [unicodedata.normalize("NFD", sign)[0] for sign in text.lower()]
    signs = [sign for sign in plain if sign.isalnum() and unicodedata.category(sign) != "Lm"]
    latin = sum(sign < _AFTER_LATIN and sign.isalpha() for sign in signs)
    heard = min(latin, LETTERS_PER_VOWEL * len(_VOWELS.findall("".join(plain))))
    return heard + len(signs) - latin


def _slow_letters(sign: str) -> int:
    """Return how many letters' worth of time a single sign takes at most."""
    kind = unicodedata.category(sign)[0]
    if kind != "L":
        return _SLOW_LETTERS[kind]
    if sign >= _AFTER_LATIN:
        return _SLOW_FOREIGN
    return _SLOW_CAPITAL if sign.isupper() else 1


def check_sound(sound: Floats) -> None:
    """Check what an engine gave, before it is leveled.

    Args:
        sound: Mono samples of shape (n,).

    Raises:
        ImplausibleClipError: It is clipped, or holds what is no number.
    """
    if not np.isfinite(sound).all():
        raise ImplausibleClipError("the engine's samples are not all numbers")
    full = np.abs(sound) >= FULL_SCALE
    flat = full[:-2] & full[1:-1] & full[2:]
    if np.count_nonzero(flat) > MOST_FLAT * len(sound):
        raise ImplausibleClipError("it is clipped: run after run of full-scale samples")


def check_clip(clip: Clip, spoken: str, letters_per_s: float) -> None:
    """Check that a clip can be what its text sounds like.

    Args:
        clip: As it is stored.
        spoken: Its text.
        letters_per_s: How fast its voice reads.

    Raises:
        ImplausibleClipError: It is silent, too short, too long, or would click.
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
    """Check that nothing clicks where a clip is joined to others.

    Raises:
        ImplausibleClipError: It has no sample, or would click.
    """
    if not len(clip.pcm) or np.abs(to_floats(clip.pcm[[0, -1]])).max() > MOST_AT_JOIN:
        raise ImplausibleClipError("it begins or ends with a click")


def _is_silent(sound: Floats, rate_hz: int) -> bool:
    """Return whether there is next to nothing to hear."""
    size = rate_hz // 100
    blocks = sound[: len(sound) // size * size].reshape(-1, size)
    power = np.square(blocks).mean(axis=1)
    loudest = power.max(initial=0.0)
    sounding = np.count_nonzero(power > loudest * 10 ** (-QUIETER_DB / 10))
    return bool(loudest < 10 ** (SILENT_DBFS / 10) or sounding < LEAST_SOUNDING * len(power))


def verify_track(
    mp3: IO[bytes], utterances: Sequence[Utterance], slots: Sequence[Slot], target_lufs: float
) -> TrackChecks:
    """Return the verdict on a track that is fit to be published.

    The MP3 is decoded once, slot by slot: time is linear, and memory that of the longest slot.

    Args:
        mp3: The whole track, from its beginning.
        utterances: In reading order.
        slots: What was recorded of them.
        target_lufs: How loud the track should be.

    Raises:
        ImplausibleTrackError: It is not fit.

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
    """Yield what is heard of each slot, to its exact number of samples.

    Raises:
        ImplausibleTrackError: There is less, or more, or something that is no MP3.
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
                raise ImplausibleTrackError("its MP3 goes on after its last clip")
    except soundfile.LibsndfileError as error:
        raise ImplausibleTrackError(f"its MP3 cannot be decoded: {error}") from error


def _find_flaw(sound: Floats, rate_hz: int) -> str | None:
    """Return what is wrong with what is heard of a slot; it begins in a pause."""
    if np.abs(sound).max() < 10 ** (SILENT_DBFS / 20):
        return "nothing is heard"
    if np.abs(sound[: round(JOIN_S * rate_hz)]).max() > MOST_AT_JOIN:
        return "there is no silence before it"
    return None


def _check_level(verdict: TrackChecks, target_lufs: float) -> None:
    """Check loudness and true peak.

    Raises:
        ImplausibleTrackError: One of them is out of bounds.
    """
    tolerance_lu = TOLERANCE_LU + TOLERANCE_LU_S / verdict.duration_s
    least = min(target_lufs, HIGHEST_TARGET_LUFS) - tolerance_lu
    most = target_lufs + tolerance_lu
    if verdict.lufs is not None and not least <= verdict.lufs <= most:
        raise ImplausibleTrackError(
            f"it is at {verdict.lufs} LUFS, where {least:.1f} to {most:.1f} are right"
        )
    if verdict.peak_dbtp > CEILING_DBTP:
        raise ImplausibleTrackError(
            f"its true peak is {verdict.peak_dbtp} dBTP, over {CEILING_DBTP}"
        )
