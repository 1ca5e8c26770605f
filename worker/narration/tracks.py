"""Tracks: slots of a narration, joined to one MP3 that is tagged, verified and stored."""

import tempfile
from collections.abc import Iterator, Sequence

from cache.audio.paths import HASH_CHARS, is_whole, slot_path, track_path
from cache.narrations.name import NarrationName
from worker.audio.chapter_times import find_chapter_times, find_openings
from worker.audio.cues import write_cues
from worker.audio.mp3 import encode_frames
from worker.audio.stitch import duration_s, lay_out, stitch
from worker.audio.tags import write_tag
from worker.audio.verify import (
    verify_track,
)
from worker.errors import (
    LostSlotsError,
)
from worker.model.article import About, Article
from worker.model.slot import Slot
from worker.model.track import Track
from worker.model.utterance import Utterance
from worker.narration.clips import AudioStore, take_clip
from worker.narration.narrators import Narrator
from worker.narration.plan import plan_narration
from worker.pronunciation.lexicon import Lexicon
from worker.text.script import ReadingRules


def read_aloud(
    article: Article, narrator: Narrator, rules: ReadingRules, lexicon: Lexicon
) -> bytes:
    """Return a very short article as one MP3, without storing anything.

    Raises:
        NothingToReadError: The article has no letter and no digit.
        EngineError: The engine failed.
        EmptyClipError: Both outputs for an utterance were silent.
        ImplausibleClipError: Both outputs for an utterance failed the checks.
    """
    plan = plan_narration(article, narrator, rules, lexicon)
    frames = []
    for utterance in plan.utterances:
        clip, _ = take_clip(utterance, narrator)
        frames.append(encode_frames(lay_out(clip, utterance.pause_after_ms), clip.rate_hz))
    return b"".join(frames)


def stitch_track(
    about: About,
    name: NarrationName,
    utterances: Sequence[Utterance],
    slots: Sequence[Slot],
    store: AudioStore,
    target_lufs: float,
) -> Track:
    """Make, verify and store the track of an article, and return it.

    Args:
        about: Metadata of the article for the tag.
        name: Name of the narration; the tag contains the article ID, so that two articles never
            share an MP3.
        utterances: Utterances in reading order.
        slots: Slots, one for each utterance.
        store: Audio store of the slots' frames and of the track.
        target_lufs: Target loudness, in LUFS.

    Raises:
        LostSlotsError: Slots are missing or damaged in storage.
        ImplausibleTrackError: The track failed the checks.
    """
    seconds, cues = duration_s(slots), write_cues(utterances, slots)
    chapters = find_chapter_times(find_openings(about.title, utterances), cues, seconds)
    tag = write_tag(about, name.voice, seconds, chapters, article_id=name.article_id)
    with tempfile.TemporaryFile() as mp3:
        track_hash = stitch(tag, _frames_of(slots, store), mp3)[:HASH_CHARS]
        size = mp3.tell()
        mp3.seek(0)
        verdict = verify_track(mp3, utterances, slots, target_lufs)
        mp3.seek(0)
        store.write(track_path(track_hash), mp3)
    return Track(track_hash, round(seconds, 3), size, cues, chapters, verdict)


def _frames_of(slots: Sequence[Slot], store: AudioStore) -> Iterator[bytes]:
    """Yield the frames of slots.

    Raises:
        LostSlotsError: A slot was missing or damaged; raised at the end of the iteration.
    """
    lost = []
    for index, slot in enumerate(slots):
        frames = store.read_if_present(slot_path(slot.hash))
        if frames is None or not is_whole(frames, slot.hash):
            lost.append(index)
        else:
            yield frames
    if lost:
        raise LostSlotsError(lost)
