"""The plan of a narration: from an article to its utterances, and their fingerprints."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from worker.audio.chapters import find_openings
from worker.audio.jingles import JINGLES
from worker.audio.mp3 import ENCODER
from worker.audio.verify import (
    CHECKS,
    plausible_s,
)
from worker.model.announcement import NO_INTRO_AND_OUTRO, IntroAndOutro
from worker.model.article import About, Article
from worker.model.fingerprint import fingerprint_of
from worker.model.lexicon import Lexicon
from worker.model.script import Role
from worker.model.utterance import Utterance
from worker.narration.voices import Narrator
from worker.text.intro_outro import frame_script
from worker.text.script import ReadingRules, write_script
from worker.text.utterances import chunk

LEVELING = "trim-2 ride-1 gain limit-1 fade-1"
"""Changes whenever the same engine's answer would become another clip."""

FRAME_AND_DELAY_S = 0.25
"""More than a slot may be longer than its clip and its pause, at any sample rate."""


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


def plan_narration(
    article: Article,
    narrator: Narrator,
    rules: ReadingRules,
    lexicon: Lexicon,
    frame: IntroAndOutro = NO_INTRO_AND_OUTRO,
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


def _about(article: Article, first_words: str) -> About:
    return About(
        title=article.title or first_words,
        byline=article.byline,
        section=article.section,
        language=article.language,
        published_at=article.published_at,
        url=article.url,
    )
