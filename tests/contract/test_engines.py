"""The contract of every engine."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from cache.voice_choice import VoiceKind
from tests.contract.example_engine.chime_engine import ChimeEngine
from tests.contract.speech_engines import open_gtts, open_kokoro, open_openai
from tests.speech_servers import SpeechServer, fake_google, openai_server
from tests.voice_models import write_voice
from worker.audio.pcm import trim
from worker.errors import EngineUnavailableError, NoSuchVoiceError
from worker.model.script import Role
from worker.model.utterance import Place, Sentence, Utterance
from worker.model.voice import VoiceCard
from worker.narration.calibration import measure_voice
from worker.narration.clips import make_clip
from worker.narration.narrators import prepare_narrator
from worker.settings import WorkerSettings
from worker.speech.engine import Engine, Voice
from worker.speech.piper.engine import PiperEngine
from worker.speech.registry import (
    HAS_PIPER,
    installed_voices,
    know_voice,
    know_voices,
    load_voice,
    open_engines,
    read_card,
)
from worker.speech.tone import ToneEngine

SENTENCE = "The ferry leaves at noon, and the captain waits for nobody."


VOICES = {
    "piper": "en_US-joe-medium",
    "kokoro": "af_heart",
    "gtts": "en",
    "openai": "alloy/en",
    "tone": "220",
    "chime": "low",
}


@pytest.fixture(scope="module")
def google() -> Iterator[SpeechServer]:
    with fake_google() as server:
        yield server


@pytest.fixture(scope="module")
def openai() -> Iterator[SpeechServer]:
    with openai_server() as server:
        yield server


@pytest.fixture(scope="module", params=list(VOICES))
def engine(request: pytest.FixtureRequest, google: SpeechServer, openai: SpeechServer) -> Engine:
    engines: dict[str, Callable[[], Engine]] = {
        "piper": lambda: PiperEngine(None, threads=1),
        "kokoro": open_kokoro,
        "gtts": lambda: open_gtts(google.url),
        "openai": lambda: open_openai(openai.url),
        "tone": ToneEngine,
        "chime": ChimeEngine,
    }
    return engines[request.param]()


@pytest.fixture(scope="module")
def voice(engine: Engine) -> Voice:
    voice = engine.load(VOICES[engine.id])
    if voice.limits.kind is VoiceKind.STUDIO:  # slow, and always the same for the same text
        voice.say = lru_cache(None)(voice.say)  # type: ignore[method-assign]
    return voice


def utterance(text: str) -> Utterance:
    sentence = Sentence(Place(0, 0, len(text)), text, 0, len(text))
    return Utterance(Role.PARAGRAPH, text, text, 280, (sentence,))


def test_a_voice_says_who_it_is(engine: Engine, voice: Voice) -> None:
    assert voice.name == f"{engine.id}:{VOICES[engine.id]}"
    assert voice.language.startswith("en")
    assert engine.language(VOICES[engine.id]) == voice.language
    assert voice.rate_hz in (22050, 24000)
    assert voice.limits == engine.limits
    assert voice.version


def test_speech_is_mono_floating_point_within_full_scale(voice: Voice) -> None:
    sound = voice.say(SENTENCE).sound
    assert sound.dtype == np.float32
    assert sound.ndim == 1
    assert 0.01 < np.abs(sound).max() <= 1.0
    assert 1.5 < len(sound) / voice.rate_hz < 8.0


def test_an_engine_tells_when_each_word_is_heard_or_that_it_does_not_know(voice: Voice) -> None:
    text = 'The IMF said: "No one of the 3 has half-built it" — twice.'
    sound, words = voice.say(text)
    assert (words is not None) == voice.name.startswith(("piper:", "kokoro:"))
    if words is not None:
        said = [text[word.start : word.end] for word in words]
        assert said == [word for word in text.split() if word != "—"]
        times = [time for word in words for time in (word.start_sample, word.end_sample)]
        assert times == sorted(times)
        assert 0 < times[0] < times[-1] <= len(sound)
        assert all(word.end_sample - word.start_sample > 0.02 * voice.rate_hz for word in words)


def test_longer_text_takes_longer_to_say(voice: Voice) -> None:
    assert len(voice.say(SENTENCE[:30]).sound) < len(voice.say(SENTENCE).sound)


@pytest.mark.parametrize("text", ["Yes", "A", "5", "Ça va ?", "“Quoted.”", "naïve café", "x" * 90])
def test_short_and_odd_texts_are_spoken(voice: Voice, text: str) -> None:
    assert len(trim(voice.say(text).sound, voice.rate_hz, -70)) > 0


def test_a_text_at_the_limit_is_spoken_whole(voice: Voice) -> None:
    words = "harbor " * (voice.limits.max_chars // 7)
    assert len(voice.say(words.strip()).sound) / voice.rate_hz > 0.04 * len(words)


@pytest.mark.parametrize("name", ["", "none/none", "../../etc/passwd", "xx/yy", "-1"])
def test_a_voice_that_the_engine_does_not_have_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(NoSuchVoiceError):
        engine.load(name)


@pytest.mark.slow
def test_a_clip_is_trimmed_and_leveled(voice: Voice) -> None:
    narrator = prepare_narrator(voice, -19.0, voice.measures or measure_voice(voice))
    clip = make_clip(utterance(SENTENCE), narrator)
    assert clip.rate_hz == voice.rate_hz
    peak_dbfs = 20 * np.log10(np.abs(clip.pcm).max() / 32767)
    assert -20 < peak_dbfs <= -1.9
    loud = np.flatnonzero(np.abs(clip.pcm) > 300)
    assert loud[0] < 0.05 * clip.rate_hz
    assert len(clip.pcm) - loud[-1] < 0.15 * clip.rate_hz


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("tone:220", "en"),
        ("tone:220/fr-CA", "fr-CA"),
        ("gtts:fr", "fr"),
        ("gtts:en/co.uk", "en"),
        ("gtts:en-co.uk", "en"),
        ("gtts:zh-TW-com.hk", "zh-TW"),
        ("gtts:iw", "he"),
        ("gtts:zh-TW", "zh-TW"),
        ("openai:alloy", ""),
        ("openai:af_heart/en-us", "en-US"),
        ("kokoro:af_heart", "en-US"),
        ("kokoro:bm_george", "en-GB"),
        ("kokoro:pf_dora", "pt-BR"),
        ("piper:en_US-joe-medium", "en-US"),
        ("piper:no_NO-nobody-medium", "no-NO"),
    ],
)
def test_the_language_of_a_voice_is_told_without_loading_it(name: str, language: str) -> None:
    engines = open_engines(WorkerSettings(), threads=1)
    assert know_voice(name, engines) == (name, language)


def test_a_piper_voice_whose_name_says_no_language_has_it_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "anna.onnx").write_bytes(b"")
    (tmp_path / "anna.onnx.json").write_text('{"espeak": {"voice": "pt-br"}}')
    engine = PiperEngine(tmp_path, threads=1)
    assert engine.language("anna") == "pt-BR"
    (tmp_path / "anna.onnx.json").write_text("[]")
    assert engine.language("anna") == ""
    with pytest.raises(NoSuchVoiceError):
        engine.language("bertha")


def test_voices_that_are_not_there_are_left_out_unless_there_is_no_other() -> None:
    engines = open_engines(WorkerSettings(), threads=1)
    assert know_voices(["sing:high", "tone:220/xx", "tone:220"], engines) == [("tone:220", "en")]
    with pytest.raises(NoSuchVoiceError, match="sing:high"):
        know_voices(["sing:high", "tone:220/xx"], engines)


@pytest.mark.parametrize("name", ["220/", "220/fr/ca", "220/english", "/fr", "fr/220"])
def test_a_tone_is_a_pitch_and_perhaps_a_language(name: str) -> None:
    with pytest.raises(NoSuchVoiceError):
        ToneEngine().load(name)


def test_engines_are_found_by_the_names_of_voices() -> None:
    engines = open_engines(WorkerSettings(), threads=1)
    assert HAS_PIPER
    assert set(engines) == {"piper", "kokoro", "gtts", "openai", "tone"}
    assert load_voice("tone:300", engines).name == "tone:300"
    with pytest.raises(NoSuchVoiceError, match="no engine 'sing'"):
        load_voice("sing:300", engines)


def test_the_voices_on_this_machine_are_listed_with_their_cards(tmp_path: Path) -> None:
    piper = tmp_path / "piper"
    write_voice(piper, "de_DE-anna-low", espeak="de")
    (piper / "no-configuration.onnx").write_bytes(b"a model")
    engines = open_engines(WorkerSettings(piper_dir=piper, data_dir=tmp_path), threads=1)
    assert installed_voices(engines) == ["piper:de_DE-anna-low", "piper:en_US-joe-medium"]
    assert read_card("piper:de_DE-anna-low", engines) == VoiceCard("low", "CC0")
    assert read_card("piper:en_US-joe-medium", engines) == VoiceCard("medium", "CC0")
    assert read_card("kokoro:af_heart", engines) == VoiceCard("", "Apache-2.0")
    assert read_card("tone:220", engines) == VoiceCard()
    with pytest.raises(EngineUnavailableError, match="not the configuration of a Piper voice"):
        read_card("piper:no-configuration", engines)
