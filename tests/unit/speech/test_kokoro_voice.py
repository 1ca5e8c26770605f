"""Kokoro voices, with a model whose sound has one level for each symbol."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cache.voice_choice import VoiceKind
from worker.errors import (
    EngineLanguageError,
    EngineRefusedError,
    EngineUnavailableError,
    NoSuchVoiceError,
)
from worker.speech.kokoro import model as kokoro_model
from worker.speech.kokoro.engine import KokoroEngine
from worker.speech.kokoro.model import SAMPLES_PER_FRAME, SharedModel, Uttered
from worker.speech.kokoro.pronunciation import Pronunciation, WordSymbols
from worker.speech.kokoro.symbols import MOST_SYMBOLS, TOKENS
from worker.speech.kokoro.voice import (
    OTHER_PAUSE_S,
    RATE_HZ,
    STYLE_SIZE,
    STYLES,
    KokoroVoice,
)

LEAD, TAIL = 12, 20
"""Frames of silence that the model adds."""

LAG = 2
"""Frames by which the lengths lag behind the sound."""


def level(symbol: str) -> float:
    return TOKENS[symbol] / 1000 if symbol.isalpha() else 0.0


class Levels:
    """A model whose sound has two frames for each symbol; letters have the level of their token."""

    def __init__(self, *, is_timed: bool = True) -> None:
        self.is_timed = is_timed
        self.styles: list[float] = []
        self.said: list[str] = []
        self.speeds: list[float] = []

    def utter(self, symbols: str, style: Any, speed: float) -> Uttered:
        self.speeds.append(speed)
        self.said.append(symbols)
        self.styles.append(float(style[0, 0]))
        lengths = np.array([LEAD, *[2] * len(symbols), TAIL]) * SAMPLES_PER_FRAME
        levels = [0.0, *(level(symbol) for symbol in symbols), 0.0]
        sound = np.roll(np.repeat(np.array(levels, np.float32), lengths), -LAG * SAMPLES_PER_FRAME)
        return Uttered(sound, lengths if self.is_timed else None)


class Letters:
    """A phonemizer whose symbols are the text."""

    language = "en-US"
    takes_ipa = False
    version = "letters"

    def pronounce(self, text: str) -> Pronunciation:
        words, at = [], 0
        for word in text.split(" "):
            words.append(WordSymbols(at, at + len(word), at, at + len(word.strip(",."))))
            at += len(word) + 1
        return Pronunciation(text, tuple(words))


def voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, levels: Levels) -> KokoroVoice:
    styles = np.repeat(np.arange(STYLES, dtype="<f4"), STYLE_SIZE)
    (tmp_path / "af_test.bin").write_bytes(styles.tobytes())
    (tmp_path / "model.onnx").write_bytes(b"model")
    shared = SharedModel(tmp_path / "model.onnx", threads=1)
    monkeypatch.setattr(shared, "open", lambda: levels)
    return KokoroVoice("af_test", tmp_path / "af_test.bin", Letters(), shared, KokoroEngine.limits)


def test_words_are_where_their_symbols_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, words = voice(tmp_path, monkeypatch, Levels()).say("ab, cde.")
    assert words is not None
    assert [(word.start, word.end) for word in words] == [(0, 3), (4, 8)]
    frame = SAMPLES_PER_FRAME
    times = [(word.start_sample / frame, word.end_sample / frame) for word in words]
    begins = LEAD - LAG
    assert times == [(begins, begins + 4), (begins + 8, begins + 14)]
    assert len(sound) == (LEAD + 16 + TAIL) * frame


def test_a_style_fits_the_number_of_symbols(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = Levels()
    spoken = voice(tmp_path, monkeypatch, levels)
    for text in ("a", "abc", "a" * MOST_SYMBOLS):
        spoken.say(text)
    assert levels.styles == [0, 2, MOST_SYMBOLS - 1]


def test_a_text_for_several_calls_is_joined_without_the_silence_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = Levels()
    text = ", ".join(["harbor"] * 100)
    sound, words = voice(tmp_path, monkeypatch, levels).say(text)
    assert "".join(levels.said) == text
    assert len(levels.said) == 2
    assert all(len(part) <= MOST_SYMBOLS for part in levels.said)
    assert words is not None
    pauses = [
        (following.start_sample - word.end_sample) / RATE_HZ for word, following in pairwise(words)
    ]
    assert Counter(round(pause_s, 3) for pause_s in pauses) == {0.1: 98, OTHER_PAUSE_S: 1}
    for word in words:
        heard = sound[word.start_sample : word.end_sample]
        assert heard[0] == np.float32(level("h"))
        assert heard[-1] == np.float32(level("r"))
        assert np.count_nonzero(heard) == len(heard)


def test_a_model_that_does_not_tell_lengths_gives_no_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = voice(tmp_path, monkeypatch, Levels()).say("ab, cde.")
    untold = voice(tmp_path, monkeypatch, Levels(is_timed=False)).say("ab, cde.")
    assert untold.words is None
    assert (untold.sound == told.sound).all()


def test_signs_alone_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineRefusedError, match="nothing to pronounce"):
        voice(tmp_path, monkeypatch, Levels()).say("“…”")


def test_the_version_tells_model_voice_and_phonemes_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = voice(tmp_path, monkeypatch, Levels()).version
    assert voice(tmp_path, monkeypatch, Levels()).version == first
    assert first.endswith("letters")
    shared = SharedModel(tmp_path / "model.onnx", threads=1)
    (tmp_path / "model.onnx").write_bytes(b"another model")
    file = tmp_path / "af_test.bin"
    assert KokoroVoice("af_test", file, Letters(), shared, KokoroEngine.limits).version != first


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "voices").mkdir()
    (tmp_path / "model.onnx").write_bytes(b"no model")
    for name in ("af_test", "bm_test", "zf_test", "notes"):
        styles = np.zeros(STYLES * STYLE_SIZE, "<f4")
        (tmp_path / "voices" / f"{name}.bin").write_bytes(styles.tobytes())
    return tmp_path


def test_the_voices_of_the_directory_are_listed(directory: Path) -> None:
    engine = KokoroEngine(directory, threads=1)
    assert engine.voices == ["af_test", "bm_test"]
    assert engine.limits.kind is VoiceKind.STUDIO
    (directory / "model.onnx").unlink()
    assert engine.voices == []
    assert KokoroEngine(directory / "nowhere", threads=1).voices == []


def test_a_voice_that_is_not_installed_says_how_to_install_it(directory: Path) -> None:
    with pytest.raises(NoSuchVoiceError, match=r"`listen voices add kokoro:af_heart` installs it"):
        KokoroEngine(directory, threads=1).load("af_heart")


@pytest.mark.parametrize("name", ["zf_test", "jm_test"])
def test_languages_without_phonemes_are_refused(directory: Path, name: str) -> None:
    with pytest.raises(EngineLanguageError, match="cannot read"):
        KokoroEngine(directory, threads=1).load(name)


@pytest.mark.parametrize(("name", "extra"), [("af_test", "kokoro"), ("bm_test", "piper")])
def test_a_missing_package_is_named_with_its_extra(
    directory: Path, monkeypatch: pytest.MonkeyPatch, name: str, extra: str
) -> None:
    monkeypatch.setattr("worker.speech.kokoro.engine._is_installed", lambda _: False)
    with pytest.raises(NoSuchVoiceError, match=rf"pip install '\.\[{extra}\]'"):
        KokoroEngine(directory, threads=1).load(name)


@pytest.mark.parametrize(
    "data", [b"no model", b"\x08\x08\x3a\x04\x0a\x02\x12\x00", b""], ids=["text", "graph", "empty"]
)
def test_a_file_that_is_no_model_is_one_clear_error(directory: Path, data: bytes) -> None:
    (directory / "model.onnx").write_bytes(data)
    spoken = KokoroEngine(directory, threads=1).load("af_test")
    with pytest.raises(EngineUnavailableError, match=r"model\.onnx is not a Kokoro model"):
        spoken.say("Hello")


@pytest.mark.parametrize("data", [b"", b"short", b"\xff" * (4 * STYLES * STYLE_SIZE)])
def test_a_file_that_is_no_voice_is_one_clear_error(directory: Path, data: bytes) -> None:
    (directory / "voices" / "af_test.bin").write_bytes(data)
    with pytest.raises(EngineUnavailableError, match=r"af_test\.bin is not a Kokoro voice"):
        KokoroEngine(directory, threads=1).load("af_test")


def node(operator: str, given: str, made: str) -> bytes:
    fields = b"".join(
        bytes([number << 3 | 2, len(text)]) + text.encode()
        for number, text in ((1, given), (2, made), (4, operator))
    )
    return bytes([0x0A, len(fields)]) + fields


@pytest.mark.parametrize(
    ("nodes", "output"),
    [
        ([node("Round", "a", "b"), node("Clip", "b", "c")], b"\x3a\x05\x62\x03\x0a\x01c"),
        ([node("Round", "a", "b"), node("Clip", "a", "c")], b""),
        ([node("Round", "a", "b"), node("Clip", "b", "c"), node("Clip", "b", "d")], b""),
    ],
    ids=["one", "none", "two"],
)
def test_lengths_are_what_is_rounded_and_clipped(
    tmp_path: Path, nodes: list[bytes], output: bytes
) -> None:
    graph = b"".join(nodes)
    data = b"\x3a" + bytes([len(graph)]) + graph
    (tmp_path / "model.onnx").write_bytes(data)
    with kokoro_model._exposing_lengths(tmp_path / "model.onnx") as exposed:
        assert exposed.read_bytes() == data + output
        assert (exposed == tmp_path / "model.onnx") == (not output)
