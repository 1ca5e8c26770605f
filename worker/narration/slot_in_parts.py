"""The slot of an utterance that a listener waits for, published part by part while it is spoken."""

from typing import Protocol

from cache.audio.paths import clip_path, shared_path
from worker.audio.mp3 import encode_frames
from worker.audio.pcm import encode_flac
from worker.audio.slot_stream import SlotStream
from worker.audio.stitch import lay_out
from worker.errors import EmptyClipError, ImplausibleClipError
from worker.model.clip import Spoken
from worker.model.slot import Slot
from worker.model.utterance import Utterance
from worker.narration.clips import (
    SECOND_TAKE,
    AudioStore,
    ClipTake,
    find_clip,
    finish_clip,
    make_clip,
    silence_dbfs,
    store_slot,
    tell_spoken_twice,
)
from worker.narration.narrators import Narrator
from worker.narration.plan import clip_fingerprint


class PartsOfSlot(Protocol):
    """The parts of one slot, as listeners hear them."""

    def publish(self, offset: int, frames: bytes) -> None:
        """Publish frames for listeners, given their offset in the slot, in bytes."""

    def announced(self) -> bytes:
        """Return the frames from the beginning of the slot that were published so far."""


def obtain_slot_in_parts(
    number: int,
    utterance: Utterance,
    narrator: Narrator,
    store: AudioStore,
    parts: PartsOfSlot,
    *,
    tag: str = "",
) -> Slot:
    """Speak an utterance, publish its frames as they are made, and return its stored slot.

    The same utterance gives the same frames in every process, so another process can continue what
    one has begun. An utterance with a stored clip is not spoken, unless listeners have heard parts
    with other frames: whole utterances may differ from parts by the rounding of single samples.

    If the sound fails the checks, the utterance is spoken again as a whole. The slot then does not
    begin with the published frames, and streams that have sent these frames end early.

    Args:
        number: Number of the utterance, from 1, for error messages.
        utterance: Utterance to speak.
        narrator: Voice that speaks.
        store: Audio store of its clip and its frames.
        parts: Parts of the slot.
        tag: Tag of the slot's narration; empty if many articles share the slot.

    Raises:
        EngineError: The engine failed.
        ImplausibleClipError: Both outputs failed the checks.
    """
    speaker, leveling = narrator.speaker, narrator.leveling
    stored = find_clip(utterance, narrator, store)
    if stored is not None:
        frames = encode_frames(lay_out(stored, utterance.pause_after_ms), stored.rate_hz)
        if frames.startswith(parts.announced()):
            take = ClipTake(stored, spoken_again=False)
            return store_slot(frames, take, utterance, narrator, store, tag=tag)
    stream = SlotStream(speaker.rate_hz, leveling, silence_dbfs(leveling.usual_lufs))
    frames, words = b"", None
    for part in speaker.say_in_parts(utterance.spoken):
        words = words or part.words
        made = stream.add(part.sound)
        if made:
            parts.publish(len(frames), made)
            frames += made
    try:
        try:
            clip = finish_clip(Spoken(stream.sound, words), utterance, narrator)
            take = ClipTake(clip, spoken_again=False)
            frames += stream.finish(clip, utterance.pause_after_ms)
        except (EmptyClipError, ImplausibleClipError):
            clip = make_clip(utterance, narrator, SECOND_TAKE)
            take = ClipTake(clip, spoken_again=True)
            frames = encode_frames(lay_out(clip, utterance.pause_after_ms), clip.rate_hz)
    except (EmptyClipError, ImplausibleClipError) as error:
        raise ImplausibleClipError(tell_spoken_twice(number, utterance, error)) from error
    fingerprint, spoken = clip_fingerprint(utterance, narrator), encode_flac(clip)
    if store.write_first(clip_path(fingerprint), spoken) is not spoken:
        store.write_first(shared_path(fingerprint), b"")  # another narration has the clip too
    return store_slot(frames, take, utterance, narrator, store, tag=tag)
