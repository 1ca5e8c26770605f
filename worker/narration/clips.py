"""Clips and slots: read from storage, or spoken, leveled, checked and stored."""

from collections.abc import Sequence
from typing import IO, NamedTuple, Protocol

from cache.audio.paths import clip_path, name_of_bytes, shared_path, slot_path
from worker.audio.jingles import make_jingle
from worker.audio.leveling import level
from worker.audio.mp3 import count_frames, encode_frames
from worker.audio.pcm import (
    decode_flac,
    encode_flac,
    fade_edges,
    find_speech,
    to_samples,
)
from worker.audio.resampling import resample_clip
from worker.audio.stitch import lay_out
from worker.audio.verify import (
    check_clip,
    check_edges,
    check_sound,
)
from worker.errors import (
    AudioError,
    EmptyClipError,
    ImplausibleClipError,
)
from worker.model.clip import Clip, Spoken, SpokenWord
from worker.model.slot import Slot
from worker.model.utterance import Utterance
from worker.narration.narrators import Narrator
from worker.narration.plan import clip_fingerprint

SECOND_TAKE = -1
"""Number of the second take of an utterance, after a faulty first take."""

SILENCE_BELOW_LOUDNESS_DB = 33.5
"""Level below the voice's usual loudness at which its edges count as silence, in dB."""


class AudioStore(Protocol):
    """The part of the audio store that narration needs; `cache.audio.storage` implements it."""

    def read_if_present(self, path: str) -> bytes | None:
        """Return the content of an object, or None if there is none."""

    def write_first(self, path: str, data: bytes) -> bytes:
        """Write an object if there is none yet, and return the content stored now."""

    def write(self, path: str, data: bytes | IO[bytes]) -> None:
        """Write an object, replacing an existing one."""

    def delete(self, path: str) -> None:
        """Delete an object, if there is one."""


class ClipTake(NamedTuple):
    """A clip, with True if the engine's first output failed the checks."""

    clip: Clip
    spoken_again: bool


def obtain_clip(
    utterance: Utterance, narrator: Narrator, store: AudioStore, *, anew_in: int = 0
) -> ClipTake:
    """Return the clip of an utterance: the stored one, or a new one that is spoken and stored now.

    An utterance whose clip fails the checks is spoken once more. If two processes speak the same
    utterance at the same time, both get the clip that was stored first.

    Args:
        utterance: Utterance to speak.
        narrator: Voice that speaks.
        store: Audio store of its clip.
        anew_in: Number of the run that speaks it again in another take, which replaces the stored
            clip; existing slots and tracks keep their own frames. 0 to use the stored clip.

    Raises:
        BadJingleError: The jingle is not stored, and its file cannot be used.
        EngineError: The engine failed.
        EmptyClipError: The second output was silent.
        ImplausibleClipError: The second output failed the checks.
    """
    path = clip_path(clip_fingerprint(utterance, narrator))
    if anew_in:
        take = take_clip(utterance, narrator, first=anew_in)
        store.write(path, encode_flac(take.clip))
        return take
    stored = find_clip(utterance, narrator, store)
    if stored is not None:
        return ClipTake(stored, spoken_again=False)
    take = take_clip(utterance, narrator)
    spoken = encode_flac(take.clip)
    first = store.write_first(path, spoken)
    return take if first is spoken else ClipTake(decode_flac(first), spoken_again=False)


def find_clip(utterance: Utterance, narrator: Narrator, store: AudioStore) -> Clip | None:
    """Return the stored clip of an utterance; None if there is none, or if it is damaged."""
    fingerprint = clip_fingerprint(utterance, narrator)
    stored = store.read_if_present(clip_path(fingerprint))
    if stored is None:
        return None
    try:
        clip = decode_flac(stored)
        _check(clip, utterance, narrator)
    except AudioError:  # damaged, or from a version without checks; it is spoken again
        store.delete(clip_path(fingerprint))
        return None
    store.write_first(shared_path(fingerprint), b"")
    return clip


def take_clip(utterance: Utterance, narrator: Narrator, first: int = 0) -> ClipTake:
    """Return the clip of an utterance; it is spoken a second time if the first output is faulty.

    Args:
        utterance: Utterance to speak.
        narrator: Voice that speaks.
        first: Number of the first take.

    Raises:
        EngineError: The engine failed.
        EmptyClipError: The second output was silent.
        ImplausibleClipError: The second output failed the checks.
    """
    try:
        return ClipTake(make_clip(utterance, narrator, first), spoken_again=False)
    except (EmptyClipError, ImplausibleClipError):
        return ClipTake(make_clip(utterance, narrator, SECOND_TAKE - first), spoken_again=True)


def make_clip(utterance: Utterance, narrator: Narrator, take: int = 0) -> Clip:
    """Return a new clip of an utterance or its jingle, trimmed, leveled and checked.

    Raises:
        BadJingleError: The jingle's file cannot be used.
        EngineError: The engine failed.
        EmptyClipError: The output was silent.
        ImplausibleClipError: The output failed the checks.
    """
    if utterance.sound:
        return make_jingle(utterance.sound, narrator.speaker.rate_hz, narrator.target_lufs)
    return finish_clip(narrator.speaker.say(utterance.spoken, take), utterance, narrator)


def finish_clip(answer: Spoken, utterance: Utterance, narrator: Narrator) -> Clip:
    """Return the clip of an engine's output: trimmed, leveled and checked.

    Raises:
        EmptyClipError: The output was silent.
        ImplausibleClipError: The output failed the checks.
    """
    rate_hz, leveling = narrator.speaker.rate_hz, narrator.leveling
    check_sound(answer.sound)
    kept = find_speech(answer.sound, rate_hz, silence_dbfs(leveling.usual_lufs))
    sound = fade_edges(level(answer.sound[kept], rate_hz, leveling), rate_hz)
    clip = Clip(to_samples(sound), rate_hz, _within(kept, answer.words))
    _check(clip, utterance, narrator)
    return clip


def _check(clip: Clip, utterance: Utterance, narrator: Narrator) -> None:
    """Check that a clip is plausible for its utterance.

    Raises:
        ImplausibleClipError: The clip failed a check.
    """
    if utterance.sound:
        check_edges(clip)
    else:
        check_clip(clip, utterance.spoken, narrator.letters_per_s)


def obtain_slot(
    number: int,
    utterance: Utterance,
    narrator: Narrator,
    store: AudioStore,
    *,
    anew_in: int = 0,
    tag: str = "",
) -> Slot:
    """Make and store the slot of an utterance, and return it.

    Args:
        number: Number of the utterance, from 1, for error messages.
        utterance: Utterance to speak.
        narrator: Voice that speaks.
        store: Audio store of its clip and its frames.
        anew_in: Number of the run that speaks it again even if its clip is stored, or 0.
        tag: Tag of the slot's narration; empty if many articles share the slot.

    Raises:
        BadJingleError: The jingle is not stored, and its file cannot be used.
        EngineError: The engine failed.
        ImplausibleClipError: Both outputs failed the checks.
    """
    try:
        clip, spoken_again = obtain_clip(utterance, narrator, store, anew_in=anew_in)
    except (EmptyClipError, ImplausibleClipError) as error:
        raise ImplausibleClipError(tell_spoken_twice(number, utterance, error)) from error
    clip = resample_clip(clip, narrator.rate_hz)
    frames = encode_frames(lay_out(clip, utterance.pause_after_ms), clip.rate_hz)
    return store_slot(frames, ClipTake(clip, spoken_again), utterance, narrator, store, tag=tag)


def tell_spoken_twice(number: int, utterance: Utterance, error: Exception) -> str:
    """Return the error message of an utterance whose second take is faulty too."""
    return f"utterance {number}, “{utterance.written}”, failed its checks twice: {error}"


def store_slot(
    frames: bytes,
    take: ClipTake,
    utterance: Utterance,
    narrator: Narrator,
    store: AudioStore,
    *,
    tag: str,
) -> Slot:
    """Store the frames of an utterance, and return its slot."""
    slot = Slot(
        hash=("" if utterance.is_common else tag) + name_of_bytes(frames),
        clip=clip_fingerprint(utterance, narrator),
        frames=count_frames(frames),
        size=len(frames),
        clip_samples=len(take.clip.pcm),
        rate_hz=take.clip.rate_hz,
        spoken_again=take.spoken_again,
        words=take.clip.words,
        is_common=utterance.is_common,
    )
    store.write(slot_path(slot.hash), frames)
    return slot


def _within(kept: slice, words: Sequence[SpokenWord] | None) -> tuple[SpokenWord, ...] | None:
    """Return word times relative to the kept range of samples."""
    if words is None:
        return None
    most = kept.stop - kept.start
    return tuple(
        word._replace(
            start_sample=min(max(0, word.start_sample - kept.start), most),
            end_sample=min(max(0, word.end_sample - kept.start), most),
        )
        for word in words
    )


def silence_dbfs(usual_lufs: float) -> float:
    """Return the silence threshold for a voice with this usual loudness, in dBFS."""
    return usual_lufs - SILENCE_BELOW_LOUDNESS_DB
