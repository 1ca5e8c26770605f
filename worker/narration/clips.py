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
from worker.model.clip import Clip, SpokenWord
from worker.model.slot import Slot
from worker.model.utterance import Utterance
from worker.narration.narrators import Narrator
from worker.narration.plan import clip_fingerprint

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
    utterance: Utterance, narrator: Narrator, store: AudioStore, *, anew: bool = False
) -> ClipTake:
    """Return the clip of an utterance: the stored one, or a new one that is spoken and stored now.

    An utterance whose clip fails the checks is spoken once more. If two processes speak the same
    utterance at the same time, both get the clip that was stored first. With `anew`, the new clip
    replaces the stored one; existing slots and tracks keep their own frames.

    Raises:
        BadJingleError: The jingle is not stored, and its file cannot be used.
        EngineError: The engine failed.
        EmptyClipError: The second output was silent.
        ImplausibleClipError: The second output failed the checks.
    """
    fingerprint = clip_fingerprint(utterance, narrator)
    path = clip_path(fingerprint)
    if anew:
        take = take_clip(utterance, narrator)
        store.write(path, encode_flac(take.clip))
        return take
    stored = store.read_if_present(path)
    if stored is not None:
        try:
            clip = decode_flac(stored)
            _check(clip, utterance, narrator)
            store.write_first(shared_path(fingerprint), b"")
            return ClipTake(clip, spoken_again=False)
        except AudioError:  # damaged, or from a version without checks; it is spoken again
            store.delete(path)
    take = take_clip(utterance, narrator)
    spoken = encode_flac(take.clip)
    first = store.write_first(path, spoken)
    return take if first is spoken else ClipTake(decode_flac(first), spoken_again=False)


def take_clip(utterance: Utterance, narrator: Narrator) -> ClipTake:
    """Return the clip of an utterance; it is spoken a second time if the first output is faulty.

    Raises:
        EngineError: The engine failed.
        EmptyClipError: The second output was silent.
        ImplausibleClipError: The second output failed the checks.
    """
    try:
        return ClipTake(make_clip(utterance, narrator), spoken_again=False)
    except (EmptyClipError, ImplausibleClipError):
        return ClipTake(make_clip(utterance, narrator), spoken_again=True)


def make_clip(utterance: Utterance, narrator: Narrator) -> Clip:
    """Return a new clip of an utterance or its jingle, trimmed, leveled and checked.

    Raises:
        BadJingleError: The jingle's file cannot be used.
        EngineError: The engine failed.
        EmptyClipError: The output was silent.
        ImplausibleClipError: The output failed the checks.
    """
    rate_hz, leveling = narrator.speaker.rate_hz, narrator.leveling
    if utterance.sound:
        return make_jingle(utterance.sound, rate_hz, narrator.target_lufs)
    answer = narrator.speaker.say(utterance.spoken)
    check_sound(answer.sound)
    kept = find_speech(answer.sound, rate_hz, _silence_dbfs(leveling.usual_lufs))
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
    anew: bool = False,
    tag: str = "",
) -> Slot:
    """Make and store the slot of an utterance, and return it.

    Args:
        number: Number of the utterance, from 1, for error messages.
        utterance: Utterance to speak.
        narrator: Voice that speaks.
        store: Audio store of its clip and its frames.
        anew: True to speak it again even if its clip is stored.
        tag: Tag of the slot's narration; empty if many articles share the slot.

    Raises:
        BadJingleError: The jingle is not stored, and its file cannot be used.
        EngineError: The engine failed.
        ImplausibleClipError: Both outputs failed the checks.
    """
    try:
        clip, spoken_again = obtain_clip(utterance, narrator, store, anew=anew)
    except (EmptyClipError, ImplausibleClipError) as error:
        raise ImplausibleClipError(
            f"utterance {number}, “{utterance.written}”, failed its checks twice: {error}"
        ) from error
    frames = encode_frames(lay_out(clip, utterance.pause_after_ms), clip.rate_hz)
    slot = Slot(
        hash=("" if utterance.is_common else tag) + name_of_bytes(frames),
        clip=clip_fingerprint(utterance, narrator),
        frames=count_frames(frames),
        size=len(frames),
        clip_samples=len(clip.pcm),
        rate_hz=clip.rate_hz,
        spoken_again=spoken_again,
        words=clip.words,
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


def _silence_dbfs(usual_lufs: float) -> float:
    """Return the silence threshold for a voice with this usual loudness, in dBFS."""
    return usual_lufs - SILENCE_BELOW_LOUDNESS_DB
