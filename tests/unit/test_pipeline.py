"""Clips of a narration: from the store, or spoken, and spoken once more if they are bad."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import accumulate
from typing import IO

import numpy as np
import pytest

from cache.audio.paths import clip_path, slot_path
from tests.faulty import FAULTS
from tests.measured import measure_once
from worker.audio.pcm import encode_flac
from worker.errors import ImplausibleClipError
from worker.jobs.contexts.reading_rules import reading_rules
from worker.model.article import Article
from worker.model.clip import Clip, Spoken, SpokenWord
from worker.model.fingerprint import fingerprint_of
from worker.model.script import Role
from worker.model.slot import Slot
from worker.model.utterance import Place, Sentence, Utterance
from worker.narration.clips import obtain_clip, obtain_slot
from worker.narration.narrators import Narrator, prepare_narrator
from worker.narration.plan import clip_fingerprint, plan_narration
from worker.narration.slot_in_parts import obtain_slot_in_parts
from worker.pronunciation.lexicon import Lexicon
from worker.settings import WorkerSettings
from worker.speech.engine import Sound
from worker.speech.tone import EDGE_S, RATE_HZ, ToneEngine, ToneVoice

RULES = reading_rules(WorkerSettings())
TEXT = "The captains have asked the council for help with the second pier."
UTTERANCE = Utterance(
    Role.PARAGRAPH, TEXT, TEXT, 280, (Sentence(Place(0, 0, len(TEXT)), TEXT, 0, len(TEXT)),)
)


class Parts:
    """The parts of a slot, and what listeners had heard before."""

    def __init__(self, before: bytes = b"") -> None:
        self.before = before
        self.heard: list[tuple[int, bytes]] = []

    def publish(self, offset: int, frames: bytes) -> None:
        self.heard.append((offset, frames))

    def announced(self) -> bytes:
        return self.before


class Shelf:
    """A store in memory."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def read_if_present(self, path: str) -> bytes | None:
        return self.objects.get(path)

    def write_first(self, path: str, data: bytes) -> bytes:
        return self.objects.setdefault(path, data)

    def write(self, path: str, data: bytes | IO[bytes]) -> None:
        self.objects[path] = data if isinstance(data, bytes) else data.read()

    def delete(self, path: str) -> None:
        self.objects.pop(path, None)


class Faltering(ToneVoice):
    """A voice that spoils its first answers."""

    def __init__(self) -> None:
        super().__init__("220", 220, "en")
        self.spoil: Callable[[Sound], Sound] = np.zeros_like
        self.words: tuple[SpokenWord, ...] | None = None
        self.faults_left = 0
        self.said = 0

    def say(self, text: str, take: int = 0) -> Spoken:
        self.said += 1
        self.faults_left -= 1
        spoken = super().say(text, take)
        sound = self.spoil(spoken.sound) if self.faults_left >= 0 else spoken.sound
        return Spoken(sound, self.words)


@pytest.fixture
def voice() -> Faltering:
    return Faltering()


@pytest.fixture
def narrator(voice: Faltering) -> Narrator:
    return prepare_narrator(voice, -19.0, measure_once(ToneEngine().load("220")))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_a_good_clip_is_spoken_once_and_found_again(
    voice: Faltering, narrator: Narrator, shelf: Shelf
) -> None:
    first, again = (obtain_clip(UTTERANCE, narrator, shelf) for _ in range(2))
    assert (first.clip.pcm == again.clip.pcm).all()
    assert (first.spoken_again, again.spoken_again, voice.said) == (False, False, 1)


def test_words_are_heard_in_the_slot_where_the_engine_says_also_when_its_clip_is_found_again(
    voice: Faltering, narrator: Narrator, shelf: Shelf
) -> None:
    edge = round(EDGE_S * RATE_HZ)
    voice.words = (
        SpokenWord(0, 3, 0, edge + 1000),
        SpokenWord(4, 12, edge + 5000, edge + 9000),
        SpokenWord(61, 66, 9_000, 10**6),
    )
    slots = [obtain_slot(1, UTTERANCE, narrator, shelf) for _ in range(2)]
    assert slots[0].words == slots[1].words
    first, second, last = slots[0].words or ()
    lead = second.start_sample - 5000
    assert 0 < lead <= 0.03 * RATE_HZ
    assert first == (0, 3, 0, lead + 1000)
    assert second == (4, 12, lead + 5000, lead + 9000)
    assert (last.start, last.end, last.end_sample) == (61, 66, slots[0].clip_samples)
    assert Slot.from_json(slots[0].to_json()) == slots[0]
    assert Slot.from_fields(asdict(slots[0])) == slots[0]


def test_slots_recorded_before_there_were_words_are_slots_still(
    narrator: Narrator, shelf: Shelf
) -> None:
    slot = obtain_slot(1, UTTERANCE, narrator, shelf)
    recorded = {key: value for key, value in asdict(slot).items() if key != "words"}
    assert Slot.from_fields(recorded) == slot
    assert Slot.from_json(json.dumps({**recorded, "duration_s": 1.5, "cues": []})) == slot


def test_an_utterance_spoken_in_parts_has_the_slot_of_one_spoken_whole(
    narrator: Narrator, shelf: Shelf
) -> None:
    parts = Parts()
    slot, heard = obtain_slot_in_parts(1, UTTERANCE, narrator, shelf, parts), parts.heard
    frames = shelf.objects[slot_path(slot.hash)]
    assert len(heard) > 1
    assert all(frames[offset:].startswith(part) for offset, part in heard)
    assert [offset for offset, _ in heard] == list(
        accumulate((len(part) for _, part in heard[:-1]), initial=0)
    )
    assert obtain_slot(1, UTTERANCE, narrator, Shelf()) == slot
    assert obtain_slot(1, UTTERANCE, narrator, shelf) == slot, "its clip is kept"


def test_a_stored_clip_is_not_spoken_in_parts_unless_other_parts_were_heard(
    voice: Faltering, narrator: Narrator, shelf: Shelf
) -> None:
    slot = obtain_slot(1, UTTERANCE, narrator, shelf)
    parts, other = Parts(), Parts(b"other frames")
    assert obtain_slot_in_parts(1, UTTERANCE, narrator, shelf, parts) == slot
    assert (voice.said, parts.heard) == (1, [])
    assert obtain_slot_in_parts(1, UTTERANCE, narrator, shelf, other) == slot
    assert voice.said == 2
    assert other.heard


@pytest.mark.parametrize("fault", FAULTS)
def test_an_utterance_whose_parts_turn_out_faulty_is_spoken_whole(
    voice: Faltering, narrator: Narrator, shelf: Shelf, fault: str
) -> None:
    voice.spoil, voice.faults_left = FAULTS[fault], 1
    slot = obtain_slot_in_parts(1, UTTERANCE, narrator, shelf, Parts())
    assert slot.spoken_again
    assert replace(slot, spoken_again=False) == obtain_slot(1, UTTERANCE, narrator, Shelf())
    voice.faults_left = 2
    with pytest.raises(ImplausibleClipError, match="failed its checks twice"):
        obtain_slot_in_parts(1, UTTERANCE, narrator, Shelf(), Parts())


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_clip_is_spoken_once_more(
    voice: Faltering, narrator: Narrator, shelf: Shelf, fault: str
) -> None:
    voice.spoil, voice.faults_left = FAULTS[fault], 1
    slot = obtain_slot(1, UTTERANCE, narrator, shelf)
    assert slot.spoken_again
    assert voice.said == 2
    assert slot.clip_samples / slot.rate_hz == pytest.approx(0.06 * len(TEXT), abs=0.06)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_clip_that_is_bad_twice_is_an_error_that_names_the_sentence(
    voice: Faltering, narrator: Narrator, shelf: Shelf, fault: str
) -> None:
    voice.spoil, voice.faults_left = FAULTS[fault], 2
    with pytest.raises(ImplausibleClipError, match=f"utterance 7, “{TEXT}”, failed its checks"):
        obtain_slot(7, UTTERANCE, narrator, shelf)
    assert voice.said == 2
    assert shelf.objects == {}


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_stored_clip_that_is_bad_is_spoken_again_and_replaced(
    voice: Faltering, narrator: Narrator, shelf: Shelf, share: float
) -> None:
    whole = obtain_clip(UTTERANCE, narrator, shelf).clip
    path = clip_path(clip_fingerprint(UTTERANCE, narrator))
    kept = round(share * len(whole.pcm))
    bad = np.concatenate([whole.pcm[:kept], np.zeros(1000, np.int16)])
    shelf.objects[path] = encode_flac(Clip(bad, whole.rate_hz))
    take = obtain_clip(UTTERANCE, narrator, shelf)
    assert len(take.clip.pcm) == len(whole.pcm)
    assert shelf.objects[path] == encode_flac(take.clip)
    assert voice.said == 2


def test_chapters_are_part_of_what_decides_a_track_and_nothing_else_changes(
    narrator: Narrator,
) -> None:
    plans = [
        plan_narration(Article("a", html=html, language="en"), narrator, RULES, Lexicon([]))
        for html in ("<p>One.</p><p>Two.</p>", "<p>One.</p><h2>Two.</h2>")
    ]
    plain, with_heading = (fingerprint_of(p.slot_keys, asdict(p.about)) for p in plans)
    assert plans[0].fingerprint == plain
    assert plans[1].fingerprint != with_heading
