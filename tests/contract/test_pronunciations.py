"""Phonemes of English sentences as a Piper voice receives them from espeak.

Each row of the table has a class, a sentence, and a sentence in a spelling that espeak pronounces
as a newsreader says the first one. An empty last column stands for a sentence whose own spelling
is pronounced correctly and must be left as it is.
"""

from collections import Counter
from pathlib import Path

import pytest

from worker.pronunciation.entry_checks import IPA_SYMBOLS
from worker.pronunciation.heteronyms import _READINGS
from worker.pronunciation.names import NAMES
from worker.pronunciation.respelling import respelled
from worker.speech.piper.engine import PiperEngine
from worker.speech.piper.voice import PiperEngineVoice, settle_phonemes

TABLE = Path(__file__).with_name("pronunciations_en.tsv")
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
_UNHEARD = str.maketrans("", "", " ˈˌ.")

FEWEST_ROWS = {"possessive": 22, "capitals": 57, "letter-A": 29, "heteronym": 83, "name": 28}
"""Number of rows of each class, which may only rise."""


@pytest.fixture(scope="module")
def joe() -> PiperEngineVoice:
    return PiperEngine(None, threads=1).load("en_US-joe-medium")


def phonemes_of(joe: PiperEngineVoice, spelled: str) -> str:
    """Return the phonemes of a text, without stress, spaces and ends of sentences."""
    sentences = joe._loaded.phonemize(settle_phonemes(spelled))
    return "".join(sound for sentence in sentences for sound in sentence).translate(_UNHEARD)


@pytest.mark.parametrize(("_", "text", "alike"), ROWS, ids=[text for _, text, _ in ROWS])
def test_espeak_pronounces_a_sentence_as_a_newsreader_would(
    joe: PiperEngineVoice, _: str, text: str, alike: str
) -> None:
    assert phonemes_of(joe, respelled(text)) == phonemes_of(joe, alike or text)


def test_each_class_keeps_its_rows() -> None:
    counts = Counter(row[0] for row in ROWS)
    assert all(counts[name] >= fewest for name, fewest in FEWEST_ROWS.items())


@pytest.mark.parametrize("name", ["Xi", "Putin", "Huawei"])
def test_names_in_the_table_are_those_that_espeak_mispronounces(
    joe: PiperEngineVoice, name: str
) -> None:
    assert phonemes_of(joe, name) != phonemes_of(joe, f"[[{NAMES[name]}]]")


def test_voices_know_the_phonemes_of_names_and_heteronyms() -> None:
    pairs = [ipa for pair in _READINGS.values() for ipa in pair[:2] if ipa != "-"]
    unknown = {ipa for ipa in [*NAMES.values(), *pairs] if set(ipa) - IPA_SYMBOLS}
    assert not unknown
