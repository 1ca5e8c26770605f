"""The plan of a narration: from an article to its utterances, and their fingerprints."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from types import MappingProxyType

from worker.audio.chapter_times import find_openings
from worker.audio.jingles import JINGLES
from worker.audio.mp3 import ENCODER
from worker.audio.resampling import RESAMPLING
from worker.audio.verify import (
    CHECKS,
    plausible_s,
)
from worker.model.announcement import NO_INTRO_AND_OUTRO, IntroAndOutro
from worker.model.article import About, Article
from worker.model.fingerprint import fingerprint_of
from worker.model.script import Role, Script
from worker.model.utterance import Utterance
from worker.model.voice import Limits
from worker.narration.casts import NO_CAST, Cast
from worker.narration.narrators import Narrator
from worker.pronunciation.lexicon import Lexicon, VoiceLexicon
from worker.text.dialogue.casting import cast_script, speakers_in
from worker.text.dialogue.readers import Reader
from worker.text.intro_outro import frame_script
from worker.text.script import DEFAULT_LANGUAGE, ReadingRules, write_opening, write_script
from worker.text.utterances import chunk, chunk_opening

LEVELING = "trim-2 ride-2 gain limit-2 fade-1"
"""Version of the leveling: it changes whenever the same engine output would give another clip."""

FRAME_AND_DELAY_S = 0.25
"""Upper limit of the padding of a slot beyond clip and pause, in seconds, at any sample rate."""


@dataclass(frozen=True, slots=True)
class PlannedUtterances:
    """Utterances of an article in one voice, with what decides the sound of each.

    Attributes:
        utterances: Utterances in reading order.
        sayings: Lexicon matches of each utterance, as pairs of written and spoken words.
        slot_keys: Slot key of each utterance; equal for equal sound, pause and checks.
        versions: Version of the voice of each utterance.
    """

    utterances: Sequence[Utterance]
    sayings: Sequence[list[list[str]]]
    slot_keys: Sequence[str]
    versions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Plan(PlannedUtterances):
    """The plan of an article in one voice: all of its utterances and their fingerprints.

    Attributes:
        about: Metadata of the article for the track's tag.
        fingerprint: Fingerprint of everything that affects the track.
        longest_s: Upper limit of a spoken slot's length, in seconds.
    """

    about: About
    fingerprint: str
    longest_s: int


Chunk = Callable[[Script, Limits, ReadingRules, VoiceLexicon], list[Utterance]]
"""Function that returns the utterances of a script."""


def plan_narration(
    article: Article,
    narrator: Narrator,
    rules: ReadingRules,
    lexicon: Lexicon,
    frame: IntroAndOutro = NO_INTRO_AND_OUTRO,
    cast: Cast = NO_CAST,
) -> Plan:
    """Return the plan of an article.

    Args:
        article: Article with the language in which it is read.
        narrator: Voice that reads it.
        rules: Settings for the parts of the article that are read.
        lexicon: Pronunciations.
        frame: Announcements before and after it.
        cast: Voices that read parts of it.

    Raises:
        NothingToReadError: The article has no letter and no digit.
    """
    sayable = partial(_sayable, lexicon, article)
    script = cast_script(write_script(article, rules), cast.voices, cast.note)
    others = {voice: cast.load(voice).at_rate(narrator.rate_hz) for voice in speakers_in(script)}
    readers = {name: Reader(each.speaker.limits, sayable(each)) for name, each in others.items()}
    script = frame_script(script, article, frame)
    planned = _plan(
        script, narrator, rules, sayable(narrator), partial(chunk, others=readers), others
    )
    utterances, slot_keys = planned.utterances, planned.slot_keys
    about = _about(article, next(u.written for u in utterances if u.role is not Role.INTRO))
    openings = find_openings(about.title, utterances)
    # only with chapters, so that the fingerprints of older tracks without headings stay the same
    fingerprint = fingerprint_of(slot_keys, asdict(about), *([openings] if openings else []))
    longest_s = max(
        _longest_s(u, others.get(u.voice, narrator).letters_per_s)
        for u in utterances
        if not u.sound
    )
    return Plan(
        utterances, planned.sayings, slot_keys, planned.versions, about, fingerprint, longest_s
    )


def plan_opening(
    article: Article,
    narrator: Narrator,
    rules: ReadingRules,
    lexicon: Lexicon,
    frame: IntroAndOutro = NO_INTRO_AND_OUTRO,
) -> PlannedUtterances:
    """Return the intro and the title of an article's plan; the time does not depend on its length.

    These are the first utterances of `plan_narration`. The result is empty if the beginning can be
    planned only together with the whole article.

    Args:
        article: Article with the language in which it is read.
        narrator: Voice that reads it.
        rules: Settings for the parts of the article that are read.
        lexicon: Pronunciations.
        frame: Announcements, of which only the intro counts.
    """
    intro = replace(frame, outro=None)
    script = frame_script(write_opening(article, rules), article, intro)
    return _plan(script, narrator, rules, _sayable(lexicon, article, narrator), chunk_opening)


def _sayable(lexicon: Lexicon, article: Article, narrator: Narrator) -> VoiceLexicon:
    """Return the part of a lexicon that applies to an article in a voice."""
    speaker = narrator.speaker
    return lexicon.for_voice(
        speaker.name,
        article.language or DEFAULT_LANGUAGE,
        takes_ipa=speaker.limits.takes_ipa,
        section=article.section,
    )


def _plan(
    script: Script,
    narrator: Narrator,
    rules: ReadingRules,
    sayable: VoiceLexicon,
    utterances_of: Chunk,
    others: Mapping[str, Narrator] = MappingProxyType({}),
) -> PlannedUtterances:
    """Return the utterances of a script, with their lexicon matches and slot keys.

    The matches are those of the narration's own voice, whichever voice speaks an utterance.
    """
    utterances = utterances_of(script, narrator.speaker.limits, rules, sayable)
    sayings = [sayable.sayings(s.written for s in u.sentences) for u in utterances]
    narrators = [others.get(u.voice, narrator) for u in utterances]
    slot_keys = list(map(_slot_key, utterances, narrators))
    return PlannedUtterances(utterances, sayings, slot_keys, [n.speaker.version for n in narrators])


def _slot_key(utterance: Utterance, narrator: Narrator) -> str:
    """Return the fingerprint of everything that affects the slot of an utterance."""
    resampled = [RESAMPLING, narrator.rate_hz] if narrator.track_rate_hz else []
    clip = clip_fingerprint(utterance, narrator)
    return fingerprint_of(clip, utterance.pause_after_ms, ENCODER, CHECKS, *resampled)


def _longest_s(utterance: Utterance, letters_per_s: float) -> int:
    """Return the maximum length of an utterance's slot, in seconds, before it is spoken."""
    _, most_s = plausible_s(utterance.spoken, letters_per_s)
    return math.ceil(most_s + utterance.pause_after_ms / 1000 + FRAME_AND_DELAY_S)


def clip_fingerprint(utterance: Utterance, narrator: Narrator) -> str:
    """Return the fingerprint of everything that affects the sound of an utterance."""
    speaker, leveling = narrator.speaker, asdict(narrator.leveling)
    if utterance.sound:
        digest = utterance.sound.digest
        return fingerprint_of(JINGLES, digest, speaker.rate_hz, narrator.target_lufs)
    return fingerprint_of(utterance.spoken, speaker.name, speaker.version, leveling, LEVELING)


def _about(article: Article, first_words: str) -> About:
    return About(
        title=article.title or first_words,
        byline=article.byline,
        section=article.section,
        language=article.language,
        published_at=article.published_at,
        url=article.url,
    )
