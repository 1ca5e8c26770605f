"""An article with an intro and an outro, from its plan to its track."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from cache.audio.paths import clip_path, track_path
from cache.narrations.name import NarrationName
from tests.measured import measure_once
from tests.unit.audio.tones import RATE, speech_like
from tests.unit.test_pipeline import Shelf
from worker.audio.loudness_meter import measure_lufs, true_peak_dbtp
from worker.errors import BadJingleError
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.announcement import NO_INTRO_AND_OUTRO, Announcement, IntroAndOutro
from worker.model.article import Article
from worker.model.clip import Spoken
from worker.model.slot import Slot
from worker.model.track import Track
from worker.model.utterance import Utterance
from worker.narration.clips import obtain_slot
from worker.narration.narrators import Narrator, prepare_narrator
from worker.narration.plan import Plan, plan_narration
from worker.narration.tracks import stitch_track
from worker.pronunciation.lexicon import Lexicon
from worker.publication.announcement_settings import read_sound, read_words
from worker.settings import WorkerSettings
from worker.speech.tone import ToneEngine, ToneVoice

RULES = reading_rules(WorkerSettings())
PIER = Article("pier", title="The Pier Reopens", text="It rained.\n\nNobody came to the pier.")
WORDS = read_words("You are listening to {title}. By {byline}.")
JINGLE_S = 4.0


class Counting(ToneVoice):
    """A voice that knows what it said."""

    def __init__(self, pitch: int = 220) -> None:
        super().__init__(str(pitch), pitch, "en")
        self.said: list[str] = []

    def say(self, text: str, take: int = 0) -> Spoken:
        self.said.append(text)
        return super().say(text, take)


@pytest.fixture
def voice() -> Counting:
    return Counting()


@pytest.fixture
def narrator(voice: Counting) -> Narrator:
    return prepare_narrator(voice, -19.0, measure_once(ToneEngine().load("220")))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def jingle(tmp_path: Path) -> Announcement:
    path = tmp_path / "jingle.wav"
    soundfile.write(path, 4 * speech_like(JINGLE_S), RATE)
    return read_sound(path)


def plan(
    narrator: Narrator, frame: IntroAndOutro = NO_INTRO_AND_OUTRO, article: Article = PIER
) -> Plan:
    return plan_narration(article, narrator, RULES, Lexicon(()), frame)


def record(plan: Plan, narrator: Narrator, shelf: Shelf) -> tuple[list[Slot], Track]:
    slots = [obtain_slot(n, u, narrator, shelf) for n, u in enumerate(plan.utterances, 1)]
    track = stitch_track(
        plan.about, NarrationName("nato", "tone:220"), plan.utterances, slots, shelf, -19.0
    )
    return slots, track


def decoded(track: Track, shelf: Shelf) -> np.ndarray:
    mp3 = io.BytesIO(shelf.objects[track_path(track.hash)])
    sound: np.ndarray = soundfile.read(mp3, dtype="float32")[0]
    return sound


def roles(utterances: Sequence[Utterance]) -> list[str]:
    return [str(utterance.role) for utterance in utterances]


def test_without_a_frame_a_plan_is_what_it_was(narrator: Narrator) -> None:
    assert plan(narrator) == plan(narrator, NO_INTRO_AND_OUTRO)
    assert roles(plan(narrator).utterances) == ["title", "paragraph", "paragraph"]


def test_words_and_sounds_are_slots_like_others(
    narrator: Narrator, shelf: Shelf, jingle: Announcement
) -> None:
    framed = plan(narrator, IntroAndOutro(jingle, WORDS))
    assert roles(framed.utterances) == ["intro", "title", "paragraph", "paragraph", "outro"]
    assert framed.about == plan(narrator).about
    slots, track = record(framed, narrator, shelf)
    assert [slot.is_common for slot in slots] == [True, False, False, False, False]
    intro, title, *_, outro = track.cues
    assert (intro.place, intro.written, intro.words) == (None, "", ())
    assert intro.end_s - intro.start_s == pytest.approx(JINGLE_S, abs=0.6)
    assert title.place is not None
    assert title.place.block == 0
    assert title.start_s == pytest.approx(intro.end_s + 0.7, abs=0.03)
    assert (outro.place, outro.written) == (None, "You are listening to The Pier Reopens.")
    assert track.verdict.clips == 5


def test_a_track_with_a_jingle_is_as_loud_as_others_throughout(
    narrator: Narrator, shelf: Shelf, jingle: Announcement
) -> None:
    _, track = record(plan(narrator, IntroAndOutro(jingle, jingle)), narrator, shelf)
    sound = decoded(track, shelf)
    assert measure_lufs(sound, RATE) == pytest.approx(-19.0, abs=0.5)
    assert true_peak_dbtp(sound) <= -1.0
    for cue in (track.cues[0], track.cues[-1]):
        heard = sound[round(cue.start_s * RATE) : round(cue.end_s * RATE)]
        assert measure_lufs(heard, RATE) == pytest.approx(-19.0, abs=0.3)


def test_a_changed_intro_leaves_all_else_as_it_was(
    narrator: Narrator, voice: Counting, shelf: Shelf, jingle: Announcement
) -> None:
    frames = [
        NO_INTRO_AND_OUTRO,
        IntroAndOutro(jingle),
        IntroAndOutro(WORDS),
        IntroAndOutro(read_words("Hello."), jingle),
    ]
    plans = [plan(narrator, frame) for frame in frames]
    for each in plans:
        record(each, narrator, shelf)
    assert len({each.fingerprint for each in plans}) == len(plans)
    assert all(set(plans[0].slot_keys) < set(each.slot_keys) for each in plans[1:])
    assert sorted(voice.said) == sorted(set(voice.said))
    assert len(voice.said) == 3 + 2


def test_words_without_placeholders_are_the_same_clip_for_all_articles(
    narrator: Narrator, jingle: Announcement
) -> None:
    other = replace(PIER, id="other", title="Another Pier")
    for common in (IntroAndOutro(read_words("Welcome.")), IntroAndOutro(jingle)):
        intros = [plan(narrator, common, article).slot_keys[0] for article in (PIER, other)]
        assert intros[0] == intros[1]
    own = [plan(narrator, IntroAndOutro(WORDS), article).slot_keys[0] for article in (PIER, other)]
    assert own[0] != own[1]


def test_a_sound_is_made_once_for_a_sample_rate_and_a_loudness(
    narrator: Narrator, jingle: Announcement
) -> None:
    frame = IntroAndOutro(jingle)
    other_pitch = replace(narrator, speaker=Counting(440))
    louder = replace(narrator, target_lufs=-16.0)
    keys = [plan(each, frame).slot_keys[0] for each in (narrator, other_pitch, louder)]
    assert keys[0] == keys[1] != keys[2]


def test_a_worker_elsewhere_finds_a_sound_in_storage(
    narrator: Narrator, shelf: Shelf, jingle: Announcement
) -> None:
    first = plan(narrator, IntroAndOutro(jingle)).utterances[0]
    here = obtain_slot(1, first, narrator, shelf)
    assert jingle.sound
    Path(jingle.sound.path).unlink()
    line = json.loads(json.dumps(asdict(first)))
    there = obtain_slot(1, Utterance.from_fields(line), narrator, shelf)
    assert there == here


def test_a_stored_sound_that_is_damaged_is_made_again(
    narrator: Narrator, shelf: Shelf, jingle: Announcement
) -> None:
    first = plan(narrator, IntroAndOutro(jingle)).utterances[0]
    slot = obtain_slot(1, first, narrator, shelf)
    path = clip_path(slot.clip)
    shelf.objects[path] = shelf.objects[path][:1000]
    assert obtain_slot(1, first, narrator, shelf) == slot
    shelf.objects[path] = b""
    assert jingle.sound
    Path(jingle.sound.path).unlink()
    with pytest.raises(BadJingleError, match="cannot be read"):
        obtain_slot(1, first, narrator, shelf)


def test_utterances_recorded_before_there_were_sounds_are_utterances_still(
    narrator: Narrator,
) -> None:
    utterance = plan(narrator).utterances[0]
    fields = json.loads(json.dumps(asdict(utterance)))
    del fields["sound"], fields["is_common"]
    assert Utterance.from_fields(fields) == utterance
