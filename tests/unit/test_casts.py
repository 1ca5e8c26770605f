"""The plan of a dialogue: its fingerprints, its clips and their sample rate."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from tests.measured import measure_once
from tests.unit.audio.tones import speech_like
from tests.unit.test_pipeline import Shelf
from worker.audio.loudness_meter import true_peak_dbtp
from worker.audio.pcm import to_floats, to_samples
from worker.audio.resampling import resample_clip
from worker.jobs.contexts.dialogue_casts import choose_cast
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.clip import Clip, Spoken, SpokenWord
from worker.narration.casts import NO_CAST, Cast
from worker.narration.clips import obtain_slot
from worker.narration.narrators import Narrator, prepare_narrator
from worker.narration.plan import Plan, clip_fingerprint, plan_narration
from worker.pronunciation.lexicon import Lexicon
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.settings import WorkerSettings
from worker.speech.registry import open_engines
from worker.speech.tone import ToneEngine, ToneVoice

RULES = reading_rules(WorkerSettings())
OWN, QUOTED = "tone:220", "tone:330"
HTML = "<p>The harbor is open.</p><blockquote>We waited for a year.</blockquote><p>It rained.</p>"


class Wideband(ToneVoice):
    """A tone at 24 kHz, whose words have times."""

    rate_hz = 24000

    def say(self, text: str, take: int = 0) -> Spoken:
        sound = super().say(text, take).sound
        return Spoken(sound, (SpokenWord(0, len(text), 3000, len(sound) - 3000),))


def narrator(voice: str) -> Narrator:
    speaker = ToneEngine().load(voice.partition(":")[2])
    return prepare_narrator(speaker, -19.0, measure_once(speaker))


def wideband() -> Narrator:
    plain = narrator(QUOTED)
    return replace(plain, speaker=Wideband("330", 330, "en"))


def plan(html: str = HTML, cast: Cast = NO_CAST, lexicon: Lexicon | None = None) -> Plan:
    article = Article("a", title="The Title", html=html, language="en")
    return plan_narration(article, narrator(OWN), RULES, lexicon or Lexicon([]), cast=cast)


def quoted_by(other: Narrator) -> Cast:
    return Cast({"quote": QUOTED}, {QUOTED: other}.__getitem__)


def test_the_fingerprint_says_who_speaks_and_an_unused_cast_changes_nothing() -> None:
    alone, dialogue = plan(), plan(cast=quoted_by(narrator(QUOTED)))
    assert alone.fingerprint != dialogue.fingerprint
    same = [a == b for a, b in zip(alone.slot_keys, dialogue.slot_keys, strict=True)]
    assert same == [True, True, False, True]
    assert [each.voice for each in dialogue.utterances] == ["", "", QUOTED, ""]
    unused = plan(cast=Cast({"verse": QUOTED}))
    assert unused == alone
    assert plan(cast=Cast({"quote": ""})) == alone


def test_the_version_of_a_voice_in_the_cast_is_in_the_fingerprint() -> None:
    newer = narrator(QUOTED)
    newer.speaker.version = "tone 3"  # type: ignore[misc]  # a voice of this test
    assert (
        plan(cast=quoted_by(newer)).fingerprint
        != plan(cast=quoted_by(narrator(QUOTED))).fingerprint
    )


def test_clips_of_a_dialogue_are_shared_with_narrations_of_their_voice_alone() -> None:
    dialogue = plan(cast=quoted_by(narrator(QUOTED)))
    article = Article("b", title="The Title", html=HTML, language="en")
    other = plan_narration(article, narrator(QUOTED), RULES, Lexicon([]))
    quote = dialogue.utterances[2]
    assert clip_fingerprint(quote, narrator(QUOTED)) == clip_fingerprint(
        other.utterances[2], narrator(QUOTED)
    )
    assert dialogue.slot_keys[2] == other.slot_keys[2]


def test_a_voice_of_another_sample_rate_is_resampled_and_its_clip_is_stored_as_spoken() -> None:
    shelf, own, other = Shelf(), narrator(OWN), wideband()
    dialogue = plan(cast=quoted_by(other))
    quote = dialogue.utterances[2]
    slot = obtain_slot(3, quote, other.at_rate(own.rate_hz), shelf)
    alone = obtain_slot(1, quote, other, shelf)
    assert (slot.rate_hz, alone.rate_hz, slot.clip) == (22050, 24000, alone.clip)
    assert slot.clip_samples == round(alone.clip_samples * 22050 / 24000)
    assert slot.words
    assert alone.words
    for ours, theirs in zip(slot.words, alone.words, strict=True):
        assert ours.start_sample / 22050 == pytest.approx(theirs.start_sample / 24000, abs=1e-4)
        assert ours.end_sample / 22050 == pytest.approx(theirs.end_sample / 24000, abs=1e-4)
    native = plan(cast=quoted_by(narrator(QUOTED)))
    assert native.slot_keys[2] != dialogue.slot_keys[2]


@pytest.mark.parametrize(("from_hz", "to_hz"), [(24000, 22050), (22050, 24000), (48000, 16000)])
def test_a_resampled_clip_is_as_long_and_no_louder(from_hz: int, to_hz: int) -> None:
    loud = speech_like(2.0)
    clip = Clip(to_samples(loud * (0.79 / np.abs(loud).max())), from_hz)
    found = resample_clip(clip, to_hz)
    assert found.duration_s == pytest.approx(clip.duration_s, abs=1 / to_hz)
    assert true_peak_dbtp(to_floats(found.pcm)) <= -1.9
    assert resample_clip(clip, from_hz) is clip


def test_the_lexicon_speaks_as_the_voice_of_the_sentence_needs() -> None:
    lexicon = Lexicon([LexiconEntry("year", "decade", voice=QUOTED)])
    cast = quoted_by(narrator(QUOTED))
    spoken = [each.spoken for each in plan(cast=cast, lexicon=lexicon).utterances]
    assert spoken[2] == "We waited for a decade."
    assert [each.spoken for each in plan(lexicon=lexicon).utterances][2] == "We waited for a year."


ALLOWED: Mapping[str, tuple[str, ...]] = {"quote": ("tone:330", "tone:440", "tone:550/fr")}


@pytest.mark.parametrize(
    ("own", "language", "chosen"),
    [
        ("tone:220", "en", {"quote": "tone:330"}),
        ("tone:660", "en", {"quote": "tone:440"}),
        ("tone:330", "en", {"quote": ""}),
        ("tone:220/fr", "fr", {"quote": "tone:550/fr"}),
        ("tone:220/de", "de", {}),
    ],
)
def test_the_cast_speaks_the_language_and_is_of_the_kind_of_the_own_voice(
    own: str, language: str, chosen: dict[str, str]
) -> None:
    settings = WorkerSettings(voices=("tone:220",), studio_voice=("tone:660", "tone:440"))
    engines = open_engines(settings, threads=1)
    assert choose_cast(ALLOWED, own, language, settings, engines) == chosen
    unknown = {"quote": ("nothing:1", "tone:440/not a language", "tone:330")}
    assert choose_cast(unknown, "tone:220", "en", settings, engines) == {"quote": "tone:330"}
    assert choose_cast({}, "no:such", "en", settings, engines) == {}
