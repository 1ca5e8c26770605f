"""The flow, as plain functions: article, script, utterances, clips, slots, track.

What these functions need is handed in. They are used by the jobs and by `listen narrate`, and know
neither Redis nor a queue nor any engine.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Protocol

import numpy as np

from cache.paths import HASH_CHARS, clip_path, name_of_bytes, slot_path, track_path
from worker.audio.cues import write_cues
from worker.audio.leveling import Leveling, level, leveling_for, measure_voice_loudness
from worker.audio.loudness import measure_lufs
from worker.audio.mp3 import ENCODER, RATES_HZ, count_frames, encode_frames
from worker.audio.pcm import (
    Floats,
    decode_flac,
    encode_flac,
    fade_edges,
    to_samples,
    trim,
)
from worker.audio.stitch import duration_s, lay_out, stitch
from worker.audio.tags import write_tag
from worker.errors import AudioError, EngineError, LostSlotsError
from worker.lexicon import Lexicon
from worker.stages import (
    About,
    Article,
    Clip,
    Limits,
    Slot,
    Track,
    Utterance,
    VoiceLoudness,
    fingerprint_of,
)
from worker.text.script import ReadingRules, write_script
from worker.text.utterances import chunk

LEVELING = "trim-1 ride-1 gain limit-1 fade-1"
"""Changes whenever the same engine's answer would become another clip."""

SILENCE_BELOW_LOUDNESS_DB = 33.5
"""What is this much quieter than the voice on average counts as silence around it."""

CALIBRATION_TEXTS = (
    "The council met on Tuesday evening to decide whether the old bridge should be repaired.",
    "It will cost more than expected, and it will take longer than anybody had hoped.",
    "Rain is likely in the north, with bright spells later in the day.",
    "Three people who live near the river told reporters that the water had risen overnight.",
    "Officials said that trains would run again by the end of the week.",
    "The museum, which has been closed since spring, reopens with works from five countries.",
    "Nobody was hurt.",
    "Researchers followed two groups for a year and compared what they ate and how they slept.",
    "Prices rose again last month, though less quickly than in the months before.",
    "The minister thanked the crews who had worked through the night to restore power.",
)
"""Read once by a voice whose loudness nobody knows: most of a minute of ordinary news."""


class Speaker(Protocol):
    """What the pipeline needs of a voice; `worker.speech` provides it."""

    @property
    def name(self) -> str:
        """Engine and voice."""

    @property
    def rate_hz(self) -> int:
        """Its sample rate."""

    @property
    def limits(self) -> Limits:
        """What one call takes."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may sound different."""

    def say(self, text: str) -> Floats:
        """Return `text` spoken."""


class AudioStore(Protocol):
    """What the pipeline needs of storage; `cache.storage` provides it."""

    def read_if_present(self, path: str) -> bytes | None:
        """Return an object, or None."""

    def write_first(self, path: str, data: bytes) -> bytes:
        """Write an object if there is none, and return the one that is there then."""

    def write(self, path: str, data: bytes | IO[bytes]) -> None:
        """Write an object in place of any that is there."""

    def delete(self, path: str) -> None:
        """Delete an object, if there is one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to speak of an article in one voice.

    Attributes:
        about: What the track will say of the article.
        utterances: In reading order.
        sayings: What the lexicon has each one say, as pairs of written and spoken words.
        slot_keys: Of each one's slot; the same for the same sound and pause.
        fingerprint: Of everything that decides the track.
    """

    about: About
    utterances: Sequence[Utterance]
    sayings: Sequence[list[list[str]]]
    slot_keys: Sequence[str]
    fingerprint: str


def level_voice(speaker: Speaker, target_lufs: float, loudness: VoiceLoudness) -> Leveling:
    """Return how to level a voice so that its tracks are as loud as wanted.

    Raises:
        EngineError: The voice's sample rate is none that an MP3 can have.
    """
    if speaker.rate_hz not in RATES_HZ:
        raise EngineError(
            f"{speaker.name} speaks at {speaker.rate_hz} Hz; an MP3 has one of {sorted(RATES_HZ)}"
        )
    return leveling_for(loudness, target_lufs)


def measure_voice(speaker: Speaker, texts: Sequence[str] = CALIBRATION_TEXTS) -> VoiceLoudness:
    """Return how loud a voice is, by having it read some sentences of news."""
    sounds = [speaker.say(text) for text in texts]
    loud_lufs = measure_lufs(np.concatenate(sounds), speaker.rate_hz)
    silence_dbfs = _silence_dbfs(loud_lufs)
    trimmed = [trim(sound, speaker.rate_hz, silence_dbfs) for sound in sounds]
    return measure_voice_loudness(trimmed, speaker.rate_hz)


def plan_narration(
    article: Article, speaker: Speaker, leveling: Leveling, rules: ReadingRules, lexicon: Lexicon
) -> Plan:
    """Return what there is to speak of an article.

    Raises:
        NothingToReadError: It has no letter and no digit.
    """
    script = write_script(article, rules)
    limits = speaker.limits
    sayable = lexicon.for_voice(speaker.name, script.language, takes_ipa=limits.takes_ipa)
    utterances = chunk(script, limits, rules, sayable)
    sayings = [sayable.sayings(s.written for s in u.sentences) for u in utterances]
    slot_keys = [
        fingerprint_of(clip_fingerprint(u, speaker, leveling), u.pause_after_ms, ENCODER)
        for u in utterances
    ]
    about = _about(article, utterances[0].written)
    fingerprint = fingerprint_of(slot_keys, asdict(about))
    return Plan(about, utterances, sayings, slot_keys, fingerprint)


def clip_fingerprint(utterance: Utterance, speaker: Speaker, leveling: Leveling) -> str:
    """Return the fingerprint of everything that decides how an utterance sounds."""
    return fingerprint_of(
        utterance.spoken, speaker.name, speaker.version, asdict(leveling), LEVELING
    )


def obtain_clip(
    utterance: Utterance, speaker: Speaker, leveling: Leveling, store: AudioStore
) -> Clip:
    """Return the clip of an utterance: the stored one, or one that is spoken and stored now.

    When two speak the same at the same time, both get the clip of the one that was first.

    Raises:
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back.
    """
    path = clip_path(clip_fingerprint(utterance, speaker, leveling))
    stored = store.read_if_present(path)
    if stored is not None:
        try:
            return decode_flac(stored)
        except AudioError:  # damaged on its disk; what is spoken now takes its place
            store.delete(path)
    clip = make_clip(utterance, speaker, leveling)
    spoken = encode_flac(clip)
    first = store.write_first(path, spoken)
    return clip if first is spoken else decode_flac(first)


def make_clip(utterance: Utterance, speaker: Speaker, leveling: Leveling) -> Clip:
    """Return an utterance spoken, trimmed and leveled.

    Raises:
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back.
    """
    rate_hz = speaker.rate_hz
    sound = trim(speaker.say(utterance.spoken), rate_hz, _silence_dbfs(leveling.usual_lufs))
    return Clip(to_samples(fade_edges(level(sound, rate_hz, leveling), rate_hz)), rate_hz)


def obtain_slot(
    utterance: Utterance, speaker: Speaker, leveling: Leveling, store: AudioStore
) -> Slot:
    """Return what is recorded of an utterance's slot, whose frames are stored then.

    Raises:
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back.
    """
    clip = obtain_clip(utterance, speaker, leveling, store)
    frames = encode_frames(lay_out(clip, utterance.pause_after_ms), clip.rate_hz)
    slot = Slot(
        hash=name_of_bytes(frames),
        clip=clip_fingerprint(utterance, speaker, leveling),
        frames=count_frames(frames),
        size=len(frames),
        clip_samples=len(clip.pcm),
        rate_hz=clip.rate_hz,
    )
    store.write(slot_path(slot.hash), frames)
    return slot


def read_aloud(
    article: Article, speaker: Speaker, leveling: Leveling, rules: ReadingRules, lexicon: Lexicon
) -> bytes:
    """Return a very short article as one MP3, of which nothing is stored.

    Raises:
        NothingToReadError: It has no letter and no digit.
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back.
    """
    plan = plan_narration(article, speaker, leveling, rules, lexicon)
    frames = []
    for utterance in plan.utterances:
        clip = make_clip(utterance, speaker, leveling)
        frames.append(encode_frames(lay_out(clip, utterance.pause_after_ms), clip.rate_hz))
    return b"".join(frames)


def stitch_track(
    about: About,
    voice: str,
    utterances: Sequence[Utterance],
    slots: Sequence[Slot],
    store: AudioStore,
) -> Track:
    """Return the track of an article, whose MP3 is stored then.

    Args:
        about: What the track says of the article.
        voice: Who speaks.
        utterances: In reading order.
        slots: One for each of them.
        store: Where the slots' frames are, and where the track goes.

    Raises:
        LostSlotsError: Slots are missing in storage, or are not what was recorded.
    """
    seconds = duration_s(slots)
    tag = write_tag(about, voice, seconds)
    with tempfile.TemporaryFile() as mp3:
        name = stitch(tag, _frames_of(slots, store), mp3)[:HASH_CHARS]
        size = mp3.tell()
        mp3.seek(0)
        store.write(track_path(name), mp3)
    return Track(name, round(seconds, 3), size, write_cues(utterances, slots))


def _frames_of(slots: Sequence[Slot], store: AudioStore) -> Iterator[bytes]:
    """Yield the frames of slots.

    Raises:
        LostSlotsError: After the last one, if any was missing or damaged.
    """
    lost = []
    for index, slot in enumerate(slots):
        frames = store.read_if_present(slot_path(slot.hash))
        if frames is None or name_of_bytes(frames) != slot.hash:
            lost.append(index)
        else:
            yield frames
    if lost:
        raise LostSlotsError(lost)


def _about(article: Article, first_words: str) -> About:
    return About(
        title=article.title or first_words,
        byline=article.byline,
        section=article.section,
        language=article.language,
        published_at=article.published_at,
        url=article.url,
    )


def _silence_dbfs(usual_lufs: float) -> float:
    """Return what is silence around a clip of a voice that speaks at `usual_lufs`."""
    return usual_lufs - SILENCE_BELOW_LOUDNESS_DB
