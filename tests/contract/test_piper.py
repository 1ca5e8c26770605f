"""Phonemes and word times of Piper voices."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from piper import SynthesisConfig

from worker.pronunciation.entry_checks import IPA_SYMBOLS
from worker.speech.piper.engine import PiperEngine
from worker.speech.piper.voice import PiperEngineVoice, settle_phonemes
from worker.speech.vits import sessions
from worker.speech.vits import split_models as split_models_module
from worker.speech.vits.split_models import MOST_DIFFERENCE

SENTENCE = "The ferry leaves at noon, and the captain waits for nobody."
QUIET = SynthesisConfig(normalize_audio=False, noise_scale=0.0, noise_w_scale=0.0)


@pytest.fixture(scope="module")
def split_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "models"


@pytest.fixture(scope="module")
def joe(split_models: Path) -> PiperEngineVoice:
    return PiperEngine(None, 1, split_models).load("en_US-joe-medium")


def phonemes_of(joe: PiperEngineVoice, monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    """Return the phonemes of which the voice makes the sound of `text`."""
    heard: list[str] = []
    synthesize = joe._loaded.synthesize

    def listen(*arguments: Any, **options: Any) -> Iterator[Any]:
        for chunk in synthesize(*arguments, **options):
            heard.extend(chunk.phonemes)
            yield chunk

    with monkeypatch.context() as patched:
        patched.setattr(joe._loaded, "synthesize", listen)
        assert len(joe.say(text).sound) > joe.rate_hz / 4
    return "".join(heard)


PHONEMES = [
    ("Mr. [[nwoʊˈsuː]] met us.", "mˈɪstɚ nwoʊˈsuː mˈɛt ˌʌs."),
    ("Miss J. [[nwoʊˈsuː]] met us.", "mˈɪs dʒˈeɪ nwoʊˈsuː mˈɛt ˌʌs."),
    ("They met. [[nwoʊˈsuː]] did.", "ðeɪ mˈɛt. nwoʊˈsuː dˈɪd."),
    ("We met [[nwoʊˈsuː]]", "wiː mˈɛt nwoʊˈsuː."),
    ("We met [[nwoʊˈsuː]].", "wiː mˈɛt nwoʊˈsuː."),
    ("We met [[nwoʊˈsuː]]!", "wiː mˈɛt nwoʊˈsuː!"),
    ('"[[nwoʊˈsuː]]," he said.', "nwoʊˈsuː, hiː sˈɛd."),
    ("We met ([[nwoʊˈsuː]]) now.", "wiː mˈɛt nwoʊˈsuː nˈaʊ."),
    ("We met [[nwoʊˈsuː]] — twice.", "wiː mˈɛt nwoʊˈsuː; twˈaɪs."),
    ("We met [[nwoʊˈsuː]]—twice.", "wiː mˈɛt nwoʊˈsuː; twˈaɪs."),
    ("the [[nwoʊˈsuːz]] plan", "ðə nwoʊˈsuːz plˈæn."),
]


@pytest.mark.parametrize(("text", "phonemes"), PHONEMES)
def test_piper_speaks_the_phonemes_it_is_given(
    joe: PiperEngineVoice, monkeypatch: pytest.MonkeyPatch, text: str, phonemes: str
) -> None:
    assert phonemes_of(joe, monkeypatch, text).replace("  ", " ") == phonemes


@pytest.mark.parametrize(
    "text",
    [
        "We met [[nwoʊˈsuː ˈoʊbi]] — twice, and the IMF's Dr. [[nwoʊˈsuː]], too.",
        "NASA's chief A. Sanger estimates that to Xi LOS ANGELES is near.",
        "One is here. Two is there! Three?",
        "In the end, of the two at a time",
    ],
)
def test_word_times_are_those_of_the_text_that_piper_is_given(
    joe: PiperEngineVoice, text: str
) -> None:
    sound, words = joe.say(text)
    assert words
    said = [text[word.start : word.end] for word in words]
    assert said == [w for w in re.findall(r"(?:\[\[.*?\]\]|\S)+", text) if w != "—"]
    times = [time for word in words for time in (word.start_sample, word.end_sample)]
    assert times == sorted(times)
    assert words[0].start_sample < 0.1 * joe.rate_hz
    assert words[-1].end_sample > len(sound) - 0.4 * joe.rate_hz


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("After the long winter, boats came back to the harbor.", "boats"),
        ("The museum, closed since spring, opens again on Monday.", "opens"),
        ("Of the two at a table, Peter had been there first.", "Peter"),
        ("In the end, twelve-year-old Anna of the IMF paid for a dam; Ben did not.", "Ben"),
        ("She said that the ferry was late. Captains had told no one.", "Captains"),
        ("For the first time in a year, prices fell.", "prices"),
    ],
)
def test_a_word_behind_a_pause_begins_when_sound_does(
    joe: PiperEngineVoice, monkeypatch: pytest.MonkeyPatch, text: str, behind: str
) -> None:
    monkeypatch.setattr(joe, "_settings", QUIET)
    sound, words = joe.say(text)
    assert words
    number = next(n for n, word in enumerate(words) if text.startswith(behind, word.start))
    middle = (words[number - 1].start_sample + words[number - 1].end_sample) // 2
    block = joe.rate_hz // 200
    power = np.square(sound[middle : words[number].end_sample])
    power = power[: len(power) // block * block].reshape(-1, block).mean(axis=1)
    loud = np.flatnonzero(10 * np.log10(power) > -55)
    longest = int(np.argmax(np.diff(loud)))
    assert loud[longest + 1] - loud[longest] > 16, "there is a pause of 80 ms"
    onset = middle + loud[longest + 1] * block
    assert abs(words[number].start_sample - onset) < 0.1 * joe.rate_hz


@pytest.mark.parametrize("take", [0, 3])
def test_the_parts_are_the_sound_of_the_whole(joe: PiperEngineVoice, take: int) -> None:
    whole, parts = joe.say(SENTENCE, take), list(joe.say_in_parts(SENTENCE, take))
    assert joe.limits.yields_parts
    assert len(parts) > 1
    assert parts[0].words == whole.words
    sound = np.concatenate([part.sound for part in parts])
    assert np.abs(sound - whole.sound).max() < MOST_DIFFERENCE


def test_the_same_take_is_the_same_sound_in_every_process_and_others_are_not(
    joe: PiperEngineVoice, split_models: Path
) -> None:
    other = PiperEngine(None, 2, split_models).load("en_US-joe-medium")
    assert other.say("A word first.").sound.any()
    first = np.concatenate([part.sound for part in joe.say_in_parts(SENTENCE)])
    again = np.concatenate([part.sound for part in other.say_in_parts(SENTENCE)])
    assert first.tobytes() == again.tobytes()
    assert joe.say(SENTENCE).sound.tobytes() == other.say(SENTENCE).sound.tobytes()
    assert len(joe.say(SENTENCE, 1).sound) != len(first)


def test_a_damaged_split_model_is_made_again(joe: PiperEngineVoice, split_models: Path) -> None:
    [place] = split_models.iterdir()
    (place / "flow.onnx").write_bytes(b"damaged")
    PiperEngine(None, 1, split_models).load("en_US-joe-medium").say("Yes.")
    assert (place / "flow.onnx").stat().st_size > 1_000_000
    assert [each.name for each in split_models.iterdir()] == [place.name]


def test_a_model_that_cannot_be_split_is_spoken_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(split_models_module, "MOST_DIFFERENCE", -1.0)
    voice = PiperEngine(None, 1, tmp_path / "models").load("en_US-joe-medium")
    [whole] = voice.say_in_parts("Yes.")
    assert len(whole.sound) > voice.rate_hz / 4
    assert not list((tmp_path / "models").rglob("*.onnx"))


def test_piper_speaks_alike_with_a_model_that_does_not_tell_durations(
    joe: PiperEngineVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joe, "_settings", QUIET)
    told = joe.say(SENTENCE)
    monkeypatch.setattr(sessions, "exposing_durations", nullcontext)
    other = PiperEngine(None, threads=1).load("en_US-joe-medium")
    monkeypatch.setattr(other, "_settings", QUIET)
    untold = other.say(SENTENCE)
    assert told.words
    assert untold.words is None
    assert np.abs(untold.sound - told.sound).max() < MOST_DIFFERENCE


def test_piper_speaks_a_name_otherwise_without_the_lexicon(
    joe: PiperEngineVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "nwoʊˈsuː" not in phonemes_of(joe, monkeypatch, "We met Nwosu.")


def test_text_without_phonemes_reaches_piper_as_it_is() -> None:
    for text in ('He said: "Go!"', "(a) [b] 'c'.", "a — b—c"):
        assert settle_phonemes(text) == text


def test_piper_knows_every_symbol_that_entries_may_have(joe: PiperEngineVoice) -> None:
    assert set(joe._loaded.config.phoneme_id_map) >= IPA_SYMBOLS
    assert joe.limits.takes_ipa
