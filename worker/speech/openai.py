"""The OpenAI engine: speech by any server with OpenAI's endpoint `POST /v1/audio/speech`.

Such servers are OpenAI itself, Kokoro-FastAPI, speaches and LocalAI.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from pydantic import SecretStr

from cache.languages import read_tag
from worker.errors import EngineNotAudioError, EngineRefusedError, NoSuchVoiceError
from worker.model.clip import Spoken
from worker.model.voice import Limits
from worker.speech.engine import Sound, version_at
from worker.speech.upstream.calls import Upstream
from worker.speech.upstream.http_exchange import HttpExchange, check_status
from worker.speech.upstream.received_audio import AudioFormat, decode_pieces

MAX_CHARS = 500
"""Maximum length of a text. The protocol allows 4,096, but the first sound should not wait."""

NEGOTIATED = (AudioFormat.WAV, AudioFormat.MP3, AudioFormat.PCM)
"""Formats in the order in which they are tried. The last one does not contain its sample rate."""

_PAGES = ("text/", "application/json", "application/problem")
"""Prefixes of media types that are not audio."""


@dataclass(frozen=True, slots=True)
class SpeechServer:
    """Address of a server with OpenAI's endpoint.

    Attributes:
        base_url: URL before `/audio/speech`, such as `https://api.openai.com/v1`.
        key: API key; empty if the server needs none.
        model: Name of the model.
        rate_hz: Sample rate of its sound, in Hz.
        formats: Audio formats in order of preference; the first that the server accepts is used.
    """

    base_url: str
    key: SecretStr
    model: str
    rate_hz: int
    formats: tuple[AudioFormat, ...]

    @property
    def name(self) -> str:
        """Name of the server, for messages."""
        return f"the speech server {urlsplit(self.base_url).hostname}"


class OpenaiEngine:
    """OpenAI engine; a voice has the server's name for it, and optionally its language.

    Examples of names of voices: `alloy`, which speaks any language, and `af_heart/en-US`.

    Args:
        upstream: The server, with retries, request budget and circuit breaker.
        server: Address of the server.
    """

    id = "openai"
    limits = Limits(max_chars=MAX_CHARS, packs_sentences=False, yields_parts=True)

    def __init__(self, upstream: Upstream, server: SpeechServer) -> None:
        self.upstream = upstream
        self.server = server
        self.exchange = HttpExchange(server.name)
        self._accepted: AudioFormat | None = None

    def language(self, voice: str) -> str:
        """Return the language in a voice's name; empty if it speaks any.

        Raises:
            NoSuchVoiceError: The name is empty, or has no valid language.
        """
        name, slash, named = voice.partition("/")
        language = read_tag(named) if slash else ""
        if not name[:1].isalnum() or (slash and not language):
            raise NoSuchVoiceError(
                f"voice 'openai:{voice}': name a voice of the server, and perhaps its language, "
                "such as openai:af_heart/en-US"
            )
        return language

    def load(self, voice: str) -> "OpenaiVoice":
        """Return the voice; no request is sent before it speaks.

        Raises:
            NoSuchVoiceError: The name is empty, or has no valid language.
        """
        return self.load_at_speed(voice, 1)

    def load_at_speed(self, voice: str, speed: float) -> "OpenaiVoice":
        """Return the voice, whose requests name the speed unless it is 1.

        Raises:
            NoSuchVoiceError: The name is empty, or has no valid language.
        """
        return OpenaiVoice(voice, self.language(voice), speed, self)

    def speak(self, text: str, how: Mapping[str, Any], timeout_s: float) -> Iterator[Sound]:
        """Send one request in the format that the server accepts.

        Args:
            text: The text.
            how: Fields of the request: the voice, and its speed unless it is 1.
            timeout_s: Time limit of the request, in seconds.

        Yields:
            The sound as it comes.

        Raises:
            EngineUnavailableError: The server does not answer as expected.
            EngineRefusedError: The server refuses the request in every format.
        """
        refusal = EngineRefusedError(f"{self.server.name} accepts no audio format")
        ends_at = time.monotonic() + timeout_s
        for audio_format in self._candidates():
            try:
                body = self._request(text, how, audio_format, ends_at - time.monotonic())
            except EngineRefusedError as error:
                refusal = error
            else:
                yield from decode_pieces(body, audio_format, self.server.rate_hz, self.server.name)
                self._accepted = audio_format
                return
        raise refusal

    def _candidates(self) -> Iterator[AudioFormat]:
        """Yield the accepted format if it is known, otherwise all formats to try."""
        if self._accepted:
            yield self._accepted
        else:
            yield from self.server.formats

    def _request(
        self, text: str, how: Mapping[str, Any], audio_format: AudioFormat, timeout_s: float
    ) -> Iterator[bytes]:
        """Send a request, and return the pieces of the response's body.

        Raises:
            EngineNotAudioError: The response is a page.
        """
        body = {
            "model": self.server.model,
            **how,
            "input": text,
            "response_format": audio_format,
        }
        headers = {"Content-Type": "application/json"}
        if self.server.key.get_secret_value():
            headers["Authorization"] = f"Bearer {self.server.key.get_secret_value()}"
        request = requests.Request(
            "POST",
            f"{self.server.base_url.rstrip('/')}/audio/speech",
            headers=headers,
            data=json.dumps(body).encode(),
        )
        response, pieces = self.exchange.stream(request.prepare(), timeout_s)
        check_status(self.server.name, response)
        media_type = response.headers.get("Content-Type", "").lower()
        if media_type.startswith(_PAGES):
            raise EngineNotAudioError(f"{self.server.name} answers with {media_type}, not audio")
        return pieces


class OpenaiVoice:
    """Voice of a server with OpenAI's endpoint."""

    limits = OpenaiEngine.limits
    measures = None

    def __init__(self, voice: str, language: str, speed: float, engine: OpenaiEngine) -> None:
        self._engine = engine
        self._how = {"voice": voice.partition("/")[0], **({} if speed == 1 else {"speed": speed})}
        self.language = language
        self.name = f"{OpenaiEngine.id}:{voice}"
        server = engine.server
        self.rate_hz = server.rate_hz
        version = f"openai {server.base_url} {server.model} {server.rate_hz}"
        self.version = version_at(version, speed)

    def say(self, text: str, take: int = 0) -> Spoken:  # noqa: ARG002  # it cannot be repeated
        """Speak a text, and return the sound without word times.

        Raises:
            EngineUnavailableError: The server does not answer as expected; a subclass says why.
            EngineRefusedError: The server refuses the request.
        """
        import numpy as np  # commands that only ask for limits must not load it

        sound = self._engine.upstream.call(
            lambda timeout_s: np.concatenate(list(self._engine.speak(text, self._how, timeout_s)))
        )
        return Spoken(sound)

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:  # noqa: ARG002
        """Speak a text, and yield the sound as it comes, without word times.

        Only raw samples and WAV can be yielded before the end.

        Raises:
            EngineUnavailableError: The server does not answer as expected; a subclass says why.
            EngineRefusedError: The server refuses the request.
        """
        parts = self._engine.upstream.stream(
            lambda timeout_s: self._engine.speak(text, self._how, timeout_s)
        )
        return map(Spoken, parts)
