"""Clips and slots: found in storage, or spoken, leveled, checked and stored."""

from collections.abc import Sequence
from typing import IO, NamedTuple, Protocol

from cache.audio.paths import clip_path, name_of_bytes, slot_path
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
from worker.narration.plan import clip_fingerprint
from worker.narration.voices import Narrator

SILENCE_BELOW_LOUDNESS_DB = 33.5
"""What is this much quieter than the voice on average counts as silence around it."""


class AudioStore(Protocol):
    """What the pipeline needs of storage; `cache.audio.storage` provides it."""

    def read_if_present(self, path: str) -> bytes | None:
        """Return an object, or None."""

    def write_first(self, path: str, data: bytes) -> bytes:
        """Write an object if there is none, and return the one that is there then."""

    def write(self, path: str, data: bytes | IO[bytes]) -> None:
        """Write an object in place of any that is there."""

    def delete(self, path: str) -> None:
        """Delete an object, if there is one."""


class ClipTake(NamedTuple):
    """A clip, and whether the engine's first answer was not fit to be published."""

    clip: Clip
    spoken_again: bool


def obtain_clip(
    utterance: Utterance, narrator: Narrator, store: AudioStore, *, anew: bool = False
) -> ClipTake:
    """Return the clip of an utterance: the stored one, or one that is spoken and stored now.

    What is not fit to be published is spoken once more. When two speak the same at the same time,
    both get the clip of the one that was first. What is spoken anew takes the place of what is
    stored; slots and tracks that were made from that hold their own frames.

    Raises:
        BadJingleError: It is a sound that is not stored, and its file is not there.
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back, at the second time.
        ImplausibleClipError: What came back at the second time cannot be this utterance.
    """
    path = clip_path(clip_fingerprint(utterance, narrator))
    if anew:
        take = take_clip(utterance, narrator)
        store.write(path, encode_flac(take.clip))
        return take
    stored = store.read_if_present(path)
    if stored is not None:
        try:
            clip = decode_flac(stored)
            _check(clip, utterance, narrator)
            return ClipTake(clip, spoken_again=False)
        except AudioError:  # damaged, or of unchecked times; what is spoken now takes its place
            store.delete(path)
    take = take_clip(utterance, narrator)
    spoken = encode_flac(take.clip)
    first = store.write_first(path, spoken)
    return take if first is spoken else ClipTake(decode_flac(first), spoken_again=False)


def take_clip(utterance: Utterance, narrator: Narrator) -> ClipTake:
    """Return an utterance spoken, and spoken once more if that is not fit to be published.

    Raises:
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back, at the second time.
        ImplausibleClipError: What came back at the second time cannot be this utterance.
    """
    try:
        return ClipTake(make_clip(utterance, narrator), spoken_again=False)
    except (EmptyClipError, ImplausibleClipError):
        return ClipTake(make_clip(utterance, narrator), spoken_again=True)


def make_clip(utterance: Utterance, narrator: Narrator) -> Clip:
    """Return an utterance spoken, or its sound, trimmed, leveled and checked.

    Raises:
        BadJingleError: Its sound cannot be used, or its file is not there.
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back.
        ImplausibleClipError: What came back cannot be this utterance.
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
    """Check that a clip can be what its utterance sounds like.

    Raises:
        ImplausibleClipError: It is not.
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
    """Return what is recorded of an utterance's slot, whose frames are stored then.

    Args:
        number: Of the utterance, from 1; an error names it.
        utterance: What is spoken.
        narrator: Who speaks.
        store: Where its clip may be, and where its frames go.
        anew: Whether it is spoken even if its clip is stored.
        tag: Of the narration that the slot is of, unless many articles have it.

    Raises:
        BadJingleError: It is a sound that is not stored, and its file is not there.
        EngineError: The voice did not speak it.
        ImplausibleClipError: Twice, what came back was not fit to be published.
    """
    try:
        clip, spoken_again = obtain_clip(utterance, narrator, store, anew=anew)
    except (EmptyClipError, ImplausibleClipError) as error:
        raise ImplausibleClipError(
            f"utterance {number}, “{utterance.written}”, was spoken twice: {error}"
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
    """Return when words are heard in the samples that are kept."""
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
    """Return what is silence around a clip of a voice that speaks at `usual_lufs`."""
    return usual_lufs - SILENCE_BELOW_LOUDNESS_DB
