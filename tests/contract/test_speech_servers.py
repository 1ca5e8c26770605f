"""The contract of engines on the network: each kind of server failure raises its own error."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from tests.contract.speech_engines import open_gtts, open_openai
from tests.speech_servers import SpeechServer, fake_google, openai_server
from worker.audio.leveling import Leveling
from worker.errors import (
    EmptyClipError,
    EngineBlockedError,
    EngineBusyError,
    EngineError,
    EngineLanguageError,
    EngineNotAudioError,
    EngineRefusedError,
    EngineSampleRateError,
    EngineUnavailableError,
    EngineUnreachableError,
)
from worker.model.script import Role
from worker.model.utterance import Place, Sentence, Utterance
from worker.narration.clips import make_clip
from worker.narration.narrators import Narrator
from worker.speech.engine import Voice
from worker.speech.upstream import calls
from worker.speech.upstream.received_audio import FIRST_PART_S, AudioFormat

SENTENCE = "The ferry leaves at noon, and the captain waits for nobody."


@dataclass(frozen=True)
class Network:
    """An engine on the network: functions that start its server and open its voice."""

    serve: Callable[..., AbstractContextManager[SpeechServer]]
    open_voice: Callable[[str, float], Voice]


NETWORKS = {
    "gtts": Network(fake_google, lambda url, s: open_gtts(url, s).load("en")),
    "openai": Network(openai_server, lambda url, s: open_openai(url, s).load("alloy")),
}


@pytest.fixture(params=list(NETWORKS))
def network(request: pytest.FixtureRequest) -> Network:
    return NETWORKS[request.param]


@pytest.fixture
def server(network: Network) -> Iterator[SpeechServer]:
    with network.serve() as server:
        yield server


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without a pause."""
    monkeypatch.setattr(calls, "FIRST_PAUSE_S", 0.0)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("behavior", "error"),
    [
        (429, EngineBusyError),
        (500, EngineUnavailableError),
        (503, EngineUnavailableError),
        (302, EngineBlockedError),
        (401, EngineBlockedError),
        (403, EngineBlockedError),
        ("page", EngineNotAudioError),
        ("no-audio", EngineNotAudioError),
        ("not-audio", EngineNotAudioError),
        ("wrong-rate", EngineSampleRateError),
        ("cut", EngineUnreachableError),
    ],
)
def test_a_failing_server_is_asked_three_times_and_its_failure_has_a_code(
    network: Network, server: SpeechServer, behavior: int | str, error: type[EngineError]
) -> None:
    server.behavior = behavior
    with pytest.raises(EngineUnavailableError) as caught:
        network.open_voice(server.url, 30.0).say(SENTENCE)
    assert type(caught.value) is error
    assert server.texts == [SENTENCE] * calls.ATTEMPTS


@pytest.mark.parametrize("behavior", ["hang", "drip"])
def test_a_server_that_is_too_slow_is_left_at_the_deadline(
    network: Network, server: SpeechServer, behavior: str
) -> None:
    server.behavior = behavior
    with pytest.raises(EngineUnreachableError, match=r"not answered within 0\.5 s"):
        network.open_voice(server.url, 0.5).say(SENTENCE)
    assert server.texts == [SENTENCE]


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_text_that_is_refused_is_not_sent_again_and_again(
    network: Network, server: SpeechServer, status: int
) -> None:
    voice = network.open_voice(server.url, 30.0)
    voice.say(SENTENCE)  # the audio format is settled
    server.behavior = status
    with pytest.raises(EngineRefusedError):
        voice.say("Another.")
    assert server.texts == [SENTENCE, "Another."]


def test_a_server_that_is_not_there_is_unreachable(network: Network) -> None:
    with pytest.raises(EngineUnreachableError):
        network.open_voice("http://127.0.0.1:9", 5.0).say(SENTENCE)


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(network: Network) -> None:
    with network.serve(untrusted=True) as server:
        with pytest.raises(EngineUnreachableError, match=r"(?i)certificate"):
            network.open_voice(server.url, 5.0).say(SENTENCE)
        assert server.texts == []


def test_a_server_without_tls_is_not_asked_without_tls(
    network: Network, server: SpeechServer
) -> None:
    with pytest.raises(EngineUnreachableError):
        network.open_voice(server.url.replace("http:", "https:"), 5.0).say(SENTENCE)
    assert server.texts == []


def test_a_pause_that_the_server_asks_for_is_kept(network: Network, server: SpeechServer) -> None:
    server.behavior, server.retry_after = 429, "1"
    with pytest.raises(EngineBusyError):
        network.open_voice(server.url, 2.5).say(SENTENCE)
    assert 2 <= len(server.times) <= calls.ATTEMPTS
    assert all(later - before >= 1 for before, later in pairwise(server.times))


@pytest.mark.parametrize("header", ["60", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_pause_longer_than_the_time_that_is_left_ends_the_call(
    network: Network, server: SpeechServer, header: str
) -> None:
    server.behavior, server.retry_after = 429, header
    with pytest.raises(EngineBusyError) as caught:
        network.open_voice(server.url, 5.0).say(SENTENCE)
    assert caught.value.retry_after_s >= 60
    assert server.texts == [SENTENCE]


def test_a_malformed_pause_is_no_pause(network: Network, server: SpeechServer) -> None:
    server.behavior, server.retry_after = 429, "soon"
    with pytest.raises(EngineBusyError) as caught:
        network.open_voice(server.url, 30.0).say(SENTENCE)
    assert caught.value.retry_after_s == 0


def test_one_failure_among_successes_is_not_noticed(network: Network, server: SpeechServer) -> None:
    voice = network.open_voice(server.url, 30.0)
    whole = voice.say(SENTENCE).sound
    server.fails = 0.3
    for _ in range(5):
        assert np.array_equal(voice.say(SENTENCE).sound, whole)
    assert len(server.texts) > 6


def test_utterances_share_one_connection(network: Network, server: SpeechServer) -> None:
    voice = network.open_voice(server.url, 30.0)
    for number in range(5):
        voice.say(f"Sentence {number} is here.")
    assert (len(server.texts), server.connections) == (5, 1)


def test_silence_from_a_server_is_no_clip(network: Network, server: SpeechServer) -> None:
    voice = network.open_voice(server.url, 30.0)
    narrator = Narrator(voice, Leveling(usual_lufs=-24.0, gain_db=6.0), 14.0, -19.0)
    server.behavior = "silent"
    sentence = Sentence(Place(0, 0, len(SENTENCE)), SENTENCE, 0, len(SENTENCE))
    with pytest.raises(EmptyClipError):
        make_clip(Utterance(Role.PARAGRAPH, SENTENCE, SENTENCE, 280, (sentence,)), narrator)


def test_the_key_is_sent_and_appears_in_no_error_and_no_log(
    caplog: pytest.LogCaptureFixture, quick: None
) -> None:
    caplog.set_level(logging.DEBUG)
    with openai_server() as server:
        server.key = "sk-right"
        open_openai(server.url, key="sk-right").load("alloy").say(SENTENCE)
        voice = open_openai(server.url, key="sk-secret").load("alloy")
        with pytest.raises(EngineBlockedError) as caught:
            voice.say(SENTENCE)
    assert "sk-" not in f"{caught.value} {voice.version} {caplog.text}"


@pytest.mark.parametrize("accepted", [["pcm"], ["mp3"], ["wav", "mp3"]], ids="-".join)
def test_the_first_format_that_the_server_accepts_is_used_from_then_on(
    accepted: list[str],
) -> None:
    with openai_server() as server:
        server.formats = set(accepted)
        voice = open_openai(server.url).load("alloy")
        for _ in range(2):
            assert len(voice.say(SENTENCE).sound) / 24000 == pytest.approx(3.54, abs=0.1)
        asked = [each["response_format"] for each in server.asked]
        tried = ["wav", "mp3", "pcm"]
        first = next(each for each in tried if each in accepted)
        assert asked == [*tried[: tried.index(first) + 1], first]


@pytest.mark.parametrize("audio_format", [AudioFormat.PCM, AudioFormat.WAV])
def test_sound_is_heard_while_the_server_still_speaks(audio_format: AudioFormat) -> None:
    with openai_server() as server:
        server.formats = {audio_format}
        server.behavior = "live"
        voice = open_openai(server.url, 30.0).load("alloy")
        parts = voice.say_in_parts(SENTENCE)
        first = next(parts).sound
        assert not server.goes_on.is_set()
        assert len(first) >= FIRST_PART_S * voice.rate_hz
        server.goes_on.set()
        whole = np.concatenate([first, *(part.sound for part in parts)])
        server.behavior = 200
        np.testing.assert_array_equal(whole, voice.say(SENTENCE).sound)


def test_mp3_is_heard_as_a_whole() -> None:
    with openai_server() as server:
        server.formats = {AudioFormat.MP3}
        voice = open_openai(server.url, 30.0).load("alloy")
        [part] = voice.say_in_parts(SENTENCE)
        assert len(part.sound) > voice.rate_hz


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("audio_format", [AudioFormat.PCM, AudioFormat.WAV])
def test_a_server_that_fails_after_the_first_part_is_not_asked_again(
    audio_format: AudioFormat,
) -> None:
    with openai_server() as server:
        server.formats = {audio_format}
        server.behavior = "cut"
        voice = open_openai(server.url, 30.0).load("alloy")
        parts = voice.say_in_parts(SENTENCE)
        next(parts)
        with pytest.raises(EngineUnreachableError):
            list(parts)
        assert server.asked[-1]["response_format"] == audio_format
        assert [each["response_format"] for each in server.asked].count(audio_format) == 1


def test_a_server_that_accepts_no_format_refuses() -> None:
    with openai_server() as server:
        server.formats = set()
        with pytest.raises(EngineRefusedError):
            open_openai(server.url, formats=(AudioFormat.WAV,)).load("alloy").say(SENTENCE)
        assert len(server.asked) == 1


def test_a_request_is_as_openai_documents_it() -> None:
    with openai_server() as server:
        open_openai(server.url).load("af_heart/en").say(SENTENCE)
        assert server.asked == [
            {
                "path": "/v1/audio/speech",
                "model": "tts-1",
                "voice": "af_heart",
                "input": SENTENCE,
                "response_format": "wav",
            }
        ]


def test_a_wav_that_is_shorter_than_it_says_is_no_audio(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import speech_servers

    def cut(*arguments: object) -> tuple[bytes, str]:
        body, media_type = whole(*arguments)  # type: ignore[arg-type]
        return body[: len(body) // 2], media_type

    whole = speech_servers.encode
    monkeypatch.setattr(speech_servers, "encode", cut)
    with openai_server() as server, pytest.raises(EngineNotAudioError, match="of a WAV"):
        open_openai(server.url).load("alloy").say(SENTENCE)


def test_data_behind_the_samples_of_a_wav_is_not_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests import speech_servers

    def titled(*arguments: object) -> tuple[bytes, str]:
        body, media_type = whole(*arguments)  # type: ignore[arg-type]
        body += b"LIST" + (26).to_bytes(4, "little") + b"INFOISFT\x0e\0\0\0Lavf58.29.100\0"
        return body[:4] + (len(body) - 8).to_bytes(4, "little") + body[8:], media_type

    whole = speech_servers.encode
    with openai_server() as server:
        voice = open_openai(server.url).load("alloy")
        expected = voice.say(SENTENCE).sound
        monkeypatch.setattr(speech_servers, "encode", titled)
        assert np.array_equal(voice.say(SENTENCE).sound, expected)


def test_gtts_knows_its_languages_without_asking() -> None:
    with pytest.raises(EngineLanguageError, match="it supports"):
        open_gtts("http://127.0.0.1:9").load("tlh")


def test_retries_end_with_the_time_of_the_call(network: Network, server: SpeechServer) -> None:
    server.behavior, server.takes_s = 503, 0.4
    began = time.monotonic()
    with pytest.raises(EngineUnavailableError):
        network.open_voice(server.url, 0.6).say(SENTENCE)
    assert len(server.texts) < calls.ATTEMPTS
    assert time.monotonic() - began < 30
