"""Speeds of voices: what each engine does with them, and which it refuses."""

import pytest
from pydantic import ValidationError

from tests.contract.speech_engines import open_gtts, open_kokoro, open_openai
from tests.speech_servers import fake_google, openai_server
from worker.errors import NoSuchVoiceError
from worker.jobs.contexts.speaker import open_speaker_context
from worker.jobs.queue_names import Lane
from worker.settings import WorkerSettings
from worker.speech.engine import ChangesSpeed, Engine, Voice
from worker.speech.piper.engine import PiperEngine
from worker.speech.registry import load_voice
from worker.speech.tone import ToneEngine

TEXT = "The ferry leaves at noon, and the captain waits."


class Steady:
    """An engine whose voices have one speed."""

    id = "steady"
    limits = ToneEngine.limits

    def language(self, voice: str) -> str:
        return ToneEngine().language(voice)

    def load(self, voice: str) -> Voice:
        return ToneEngine().load(voice)


def seconds(voice: Voice) -> float:
    return len(voice.say(TEXT).sound) / voice.rate_hz


def test_a_voice_without_a_speed_is_the_same_as_before() -> None:
    engines: dict[str, Engine] = {"tone": ToneEngine()}
    assert load_voice("tone:220", engines).version == "tone 2"
    assert seconds(load_voice("tone:220", engines, 1)) == seconds(ToneEngine().load("220"))


@pytest.mark.parametrize("speed", [0.5, 0.8, 2.0])
def test_a_tone_is_shorter_at_a_higher_speed(speed: float) -> None:
    voice, usual = ToneEngine().load_at_speed("220", speed), ToneEngine().load("220")
    assert seconds(voice) == pytest.approx((seconds(usual) - 0.2) / speed + 0.2, abs=0.01)
    assert voice.version != usual.version


def test_a_piper_voice_speaks_faster_also_if_a_scale_is_set() -> None:
    usual = PiperEngine(None, threads=1).load("en_US-joe-medium")
    engine = PiperEngine(None, threads=1, scales=["piper:en_US-joe-medium:length=1.2"])
    slow, both = engine.load("en_US-joe-medium"), engine.load_at_speed("en_US-joe-medium", 1.5)
    assert seconds(slow) > seconds(usual)
    assert seconds(slow) / 1.6 < seconds(both) < seconds(slow) / 1.2  # silences stay as they are
    assert both.version == f"{slow.version} speed 1.5"


def test_a_kokoro_voice_speaks_faster() -> None:
    engine = open_kokoro()
    usual, fast = engine.load("af_heart"), engine.load_at_speed("af_heart", 2)
    spoken = fast.say(TEXT)
    fast_s, usual_s = len(spoken.sound) / fast.rate_hz, seconds(usual)
    assert usual_s / 2.1 < fast_s < usual_s / 1.3
    assert spoken.words
    assert spoken.words[-1].end_sample <= len(spoken.sound)
    assert fast.version == f"{usual.version} speed 2"


def test_requests_to_a_speech_server_name_the_speed_unless_it_is_1() -> None:
    with openai_server() as server:
        engine = open_openai(server.url, 5)
        for voice in (engine.load("alloy"), engine.load_at_speed("alloy", 0.9)):
            voice.say(TEXT)
    assert [asked.get("speed") for asked in server.asked] == [None, 0.9]


def test_gtts_has_one_slow_speed_and_refuses_others() -> None:
    with fake_google() as server:
        engine = open_gtts(server.url, 5)
        for voice in (engine.load("en"), engine.load_at_speed("en", 0.5)):
            voice.say(TEXT)
        with pytest.raises(NoSuchVoiceError, match=r"speaks at 1 or, slowly, at 0.5, not at 1.2"):
            engine.load_at_speed("en", 1.2)
    assert [asked["slow"] for asked in server.asked] == [False, True]


def test_an_engine_without_speeds_refuses_a_speed() -> None:
    engines: dict[str, Engine] = {"steady": Steady()}
    assert not isinstance(engines["steady"], ChangesSpeed)
    assert load_voice("steady:220", engines).rate_hz
    with pytest.raises(NoSuchVoiceError, match="'steady' cannot change the speed of steady:220"):
        load_voice("steady:220", engines, 1.1)


@pytest.mark.parametrize(
    "value", ["tone:220", "tone:220=", "tone:220=0.4", "tone:220=2.1", "220=1", "tone:220=-1"]
)
def test_a_speed_that_makes_no_sense_stops_the_start(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_VOICE_SPEEDS", value)
    with pytest.raises(ValidationError, match=r"is not VOICE=SPEED with a speed from 0.5 to 2"):
        WorkerSettings()


def test_the_speed_is_part_of_what_decides_the_sound(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sounds = set()
    for value in ("", "tone:220=0.8", "tone:220=1.2", "tone:330=1.2"):
        monkeypatch.setenv("LISTEN_VOICE_SPEEDS", value)
        context = open_speaker_context(WorkerSettings(), "w1", Lane.REST)
        sounds.add(context.sound("tone:220"))
    assert len(sounds) == 3
