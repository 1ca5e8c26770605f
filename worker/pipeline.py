"""The flow, as plain functions: article, script, utterances, clips, slots, track.

What these functions need is handed in. They are used by the jobs and by `listen narrate`, and know
neither Redis nor a queue nor any engine.
"""

import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import IO, NamedTuple, Protocol

import numpy as np

from cache.paths import HASH_CHARS, clip_path, name_of_bytes, slot_path, track_path
from worker.audio.chapters import find_openings, write_chapters
from worker.audio.cues import write_cues
from worker.audio.jingles import JINGLES, make_jingle
from worker.audio.leveling import Leveling, level, leveling_for, measure_voice_loudness
from worker.audio.loudness import measure_lufs
from worker.audio.mp3 import ENCODER, RATES_HZ, count_frames, encode_frames
from worker.audio.pcm import (
    decode_flac,
    encode_flac,
    fade_edges,
    find_speech,
    to_samples,
    trim,
)
from worker.audio.stitch import duration_s, lay_out, stitch
from worker.audio.tags import write_tag
from worker.audio.verify import (
    CHECKS,
    check_clip,
    check_edges,
    check_sound,
    measure_pace,
    plausible_s,
    verify_track,
)
from worker.errors import (
    AudioError,
    EmptyClipError,
    EngineError,
    ImplausibleClipError,
    LostSlotsError,
)
from worker.lexicon import Lexicon
from worker.stages import (
    NO_FRAME,
    About,
    Article,
    Clip,
    Frame,
    Limits,
    Role,
    Slot,
    Spoken,
    SpokenWord,
    Track,
    Utterance,
    VoiceMeasures,
    fingerprint_of,
)
from worker.text.announcements import frame_script
from worker.text.script import ReadingRules, write_script
from worker.text.utterances import chunk

LEVELING = "trim-2 ride-1 gain limit-1 fade-1"
"""Changes whenever the same engine's answer would become another clip."""

SILENCE_BELOW_LOUDNESS_DB = 33.5
"""What is this much quieter than the voice on average counts as silence around it."""

FRAME_AND_DELAY_S = 0.25
"""More than a slot may be longer than its clip and its pause, at any sample rate."""

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

    def say(self, text: str) -> Spoken:
        """Return `text` spoken, and when its words are heard."""


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
class Narrator:
    """A voice, and what is known of it.

    Attributes:
        speaker: Who speaks.
        leveling: How its clips become as loud as wanted.
        letters_per_s: How fast it reads; a clip that does not agree with it is spoken again.
        target_lufs: How loud its tracks should be.
    """

    speaker: Speaker
    leveling: Leveling
    letters_per_s: float
    target_lufs: float


class Take(NamedTuple):
    """A clip, and whether the engine's first answer was not fit to be published."""

    clip: Clip
    spoken_again: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to speak of an article in one voice.

    Attributes:
        about: What the track will say of the article.
        utterances: In reading order.
        sayings: What the lexicon has each one say, as pairs of written and spoken words.
        slot_keys: Of each one's slot; the same for the same sound, pause and checks.
        fingerprint: Of everything that decides the track.
        longest_s: No slot that is spoken will last longer, in seconds.
    """

    about: About
    utterances: Sequence[Utterance]
    sayings: Sequence[list[list[str]]]
    slot_keys: Sequence[str]
    fingerprint: str
    longest_s: int


def prepare_narrator(speaker: Speaker, target_lufs: float, measures: VoiceMeasures) -> Narrator:
    """Return a voice with all that makes its tracks as loud as wanted, and its clips checked.

    Raises:
        EngineError: The voice's sample rate is none that an MP3 can have.
    """
    if speaker.rate_hz not in RATES_HZ:
        raise EngineError(
            f"{speaker.name} speaks at {speaker.rate_hz} Hz; an MP3 has one of {sorted(RATES_HZ)}"
        )
    leveling = leveling_for(measures.loudness, target_lufs)
    return Narrator(speaker, leveling, measures.letters_per_s, target_lufs)


def measure_voice(speaker: Speaker, texts: Sequence[str] = CALIBRATION_TEXTS) -> VoiceMeasures:
    """Return how loud and how fast a voice is, by having it read some sentences of news."""
    sounds = [speaker.say(text).sound for text in texts]
    loud_lufs = measure_lufs(np.concatenate(sounds), speaker.rate_hz)
    silence_dbfs = _silence_dbfs(loud_lufs)
    trimmed = [trim(sound, speaker.rate_hz, silence_dbfs) for sound in sounds]
    loudness = measure_voice_loudness(trimmed, speaker.rate_hz)
    return VoiceMeasures(loudness, measure_pace(texts, sum(map(len, trimmed)) / speaker.rate_hz))


def plan_narration(
    article: Article,
    narrator: Narrator,
    rules: ReadingRules,
    lexicon: Lexicon,
    frame: Frame = NO_FRAME,
) -> Plan:
    """Return what there is to speak of an article.

    Args:
        article: With the language in which it is read.
        narrator: Who reads it.
        rules: What is read of it.
        lexicon: How names are said.
        frame: What is heard before and after it.

    Raises:
        NothingToReadError: It has no letter and no digit.
    """
    script = frame_script(write_script(article, rules), article, frame)
    speaker, limits = narrator.speaker, narrator.speaker.limits
    sayable = lexicon.for_voice(speaker.name, script.language, takes_ipa=limits.takes_ipa)
    utterances = chunk(script, limits, rules, sayable)
    sayings = [sayable.sayings(s.written for s in u.sentences) for u in utterances]
    slot_keys = [
        fingerprint_of(clip_fingerprint(u, narrator), u.pause_after_ms, ENCODER, CHECKS)
        for u in utterances
    ]
    about = _about(article, next(u.written for u in utterances if u.role is not Role.INTRO))
    openings = find_openings(about.title, utterances)
    # only where there are chapters: older tracks without headings stay what they are
    fingerprint = fingerprint_of(slot_keys, asdict(about), *([openings] if openings else []))
    longest_s = max(_longest_s(u, narrator.letters_per_s) for u in utterances if not u.sound)
    return Plan(about, utterances, sayings, slot_keys, fingerprint, longest_s)


def _longest_s(utterance: Utterance, letters_per_s: float) -> int:
    """Return how many seconds the slot of an utterance may last, before anybody has spoken it."""
    _, most_s = plausible_s(utterance.spoken, letters_per_s)
    return math.ceil(most_s + utterance.pause_after_ms / 1000 + FRAME_AND_DELAY_S)


def clip_fingerprint(utterance: Utterance, narrator: Narrator) -> str:
    """Return the fingerprint of everything that decides how an utterance sounds."""
    speaker, leveling = narrator.speaker, asdict(narrator.leveling)
    if utterance.sound:
        digest = utterance.sound.digest
        return fingerprint_of(JINGLES, digest, speaker.rate_hz, narrator.target_lufs)
    return fingerprint_of(utterance.spoken, speaker.name, speaker.version, leveling, LEVELING)


def obtain_clip(
    utterance: Utterance, narrator: Narrator, store: AudioStore, *, anew: bool = False
) -> Take:
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
            return Take(clip, spoken_again=False)
        except AudioError:  # damaged, or of unchecked times; what is spoken now takes its place
            store.delete(path)
    take = take_clip(utterance, narrator)
    spoken = encode_flac(take.clip)
    first = store.write_first(path, spoken)
    return take if first is spoken else Take(decode_flac(first), spoken_again=False)


def take_clip(utterance: Utterance, narrator: Narrator) -> Take:
    """Return an utterance spoken, and spoken once more if that is not fit to be published.

    Raises:
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back, at the second time.
        ImplausibleClipError: What came back at the second time cannot be this utterance.
    """
    try:
        return Take(make_clip(utterance, narrator), spoken_again=False)
    except (EmptyClipError, ImplausibleClipError):
        return Take(make_clip(utterance, narrator), spoken_again=True)


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
    number: int, utterance: Utterance, narrator: Narrator, store: AudioStore, *, anew: bool = False
) -> Slot:
    """Return what is recorded of an utterance's slot, whose frames are stored then.

    Args:
        number: Of the utterance, from 1; an error names it.
        utterance: What is spoken.
        narrator: Who speaks.
        store: Where its clip may be, and where its frames go.
        anew: Whether it is spoken even if its clip is stored.

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
        hash=name_of_bytes(frames),
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


def read_aloud(
    article: Article, narrator: Narrator, rules: ReadingRules, lexicon: Lexicon
) -> bytes:
    """Return a very short article as one MP3, of which nothing is stored.

    Raises:
        NothingToReadError: It has no letter and no digit.
        EngineError: The voice did not speak it.
        EmptyClipError: Nothing audible came back, twice.
        ImplausibleClipError: Twice, what came back cannot be what it says.
    """
    plan = plan_narration(article, narrator, rules, lexicon)
    frames = []
    for utterance in plan.utterances:
        clip, _ = take_clip(utterance, narrator)
        frames.append(encode_frames(lay_out(clip, utterance.pause_after_ms), clip.rate_hz))
    return b"".join(frames)


def stitch_track(
    about: About,
    voice: str,
    utterances: Sequence[Utterance],
    slots: Sequence[Slot],
    store: AudioStore,
    target_lufs: float,
) -> Track:
    """Return the track of an article, whose MP3 is verified and stored then.

    Args:
        about: What the track says of the article.
        voice: Who speaks.
        utterances: In reading order.
        slots: One for each of them.
        store: Where the slots' frames are, and where the track goes.
        target_lufs: How loud it should be.

    Raises:
        LostSlotsError: Slots are missing in storage, or are not what was recorded.
        ImplausibleTrackError: It is not fit to be published.
    """
    seconds, cues = duration_s(slots), write_cues(utterances, slots)
    chapters = write_chapters(find_openings(about.title, utterances), cues, seconds)
    tag = write_tag(about, voice, seconds, chapters)
    with tempfile.TemporaryFile() as mp3:
        name = stitch(tag, _frames_of(slots, store), mp3)[:HASH_CHARS]
        size = mp3.tell()
        mp3.seek(0)
        verdict = verify_track(mp3, utterances, slots, target_lufs)
        mp3.seek(0)
        store.write(track_path(name), mp3)
    return Track(name, round(seconds, 3), size, cues, chapters, verdict)


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
