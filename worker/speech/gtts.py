"""The gTTS engine: speech by Google Translate over the network, in many languages."""

import io
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import gtts
import gtts.lang
import gtts.tts
import requests
import urllib3

from cache.languages import read_tag
from worker.errors import (
    EngineLanguageError,
    EngineNotAudioError,
    EngineRefusedError,
    NoSuchVoiceError,
)
from worker.model.clip import Spoken
from worker.model.voice import Limits
from worker.speech.engine import Sound, version_at
from worker.speech.upstream.calls import Upstream
from worker.speech.upstream.http_exchange import HttpExchange, check_status
from worker.speech.upstream.received_audio import decode_sound

RATE_HZ = 24000
"""Sample rate of the service's answers, in Hz."""

SLOW = 0.5
"""The only other speed of the service than 1: its slow one."""

NAME = "gTTS"
"""Name of the service in messages."""

_SEND: ContextVar[Callable[[requests.PreparedRequest], requests.Response]] = ContextVar("send")
"""Function that sends the current request; gTTS itself opens a new connection for each."""


class GttsEngine:
    """gTTS engine; a voice is a language, with or without a top-level domain for the accent.

    Examples of names of voices: `en`, `en/co.uk`, `en-co.uk`.

    Args:
        upstream: The service.
        base_url: URL of a server to use instead of Google's.
    """

    id = "gtts"
    limits = Limits(max_chars=gtts.gTTS.GOOGLE_TTS_MAX_CHARS, packs_sentences=True)
    """Limits of one request. gTTS would split a longer text too, but not between clauses."""

    def __init__(self, upstream: Upstream, base_url: str | None = None) -> None:
        self.upstream = upstream
        self.exchange = HttpExchange(NAME)
        self.base_url = base_url

    def language(self, voice: str) -> str:
        """Return the language in a voice's name.

        Raises:
            EngineLanguageError: gTTS does not support the language.
        """
        return read_tag(_split(voice)[0])

    def load(self, voice: str) -> "GttsVoice":
        """Return the voice; no request is sent before it speaks.

        Raises:
            EngineLanguageError: gTTS does not support the language.
        """
        return self.load_at_speed(voice, 1)

    def load_at_speed(self, voice: str, speed: float) -> "GttsVoice":
        """Return the voice at its own speed, or at the slow one.

        Raises:
            EngineLanguageError: gTTS does not support the language.
            NoSuchVoiceError: The speed is neither 1 nor `SLOW`.
        """
        if speed not in (1, SLOW):
            raise NoSuchVoiceError(
                f"LISTEN_VOICE_SPEEDS: gtts:{voice} speaks at 1 or, slowly, at {SLOW}, not at "
                f"{speed:g}"
            )
        return GttsVoice(voice, speed, self)


class GttsVoice:
    """Voice of gTTS: a language and accent of Google Translate."""

    limits = GttsEngine.limits

    rate_hz = RATE_HZ
    measures = None

    def __init__(self, voice: str, speed: float, engine: GttsEngine) -> None:
        self._is_slow = speed == SLOW
        self._code, self._domain = _split(voice)
        self._upstream = engine.upstream
        self._exchange = engine.exchange
        self._base_url = engine.base_url
        self.language = read_tag(self._code)
        self.name = f"{GttsEngine.id}:{voice}"
        self.version = version_at(f"gtts {version('gtts')}", speed)

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Yield the whole sound."""
        yield self.say(text, take)

    def say(self, text: str, take: int = 0) -> Spoken:  # noqa: ARG002  # it cannot be repeated
        """Speak a text, and return the sound without word times.

        Raises:
            EngineUnavailableError: Google does not answer as expected; a subclass gives the reason.
            EngineRefusedError: Google refuses the request.
        """
        return Spoken(self._upstream.call(lambda timeout_s: self._request(text, timeout_s)))

    def _request(self, text: str, timeout_s: float) -> Sound:
        """Have gTTS send one request, and return the sound.

        Raises:
            EngineNotAudioError: The response has no audio.
            EngineRefusedError: Nothing in the text can be spoken.
        """

        def send(request: requests.PreparedRequest) -> requests.Response:
            if self._base_url and request.url:
                request.url = _moved(request.url, self._base_url)
            response = self._exchange.send(request, timeout_s)
            check_status(NAME, response)
            return response

        sending, mp3 = _SEND.set(send), io.BytesIO()
        try:
            gtts.gTTS(
                text, tld=self._domain, lang=self._code, slow=self._is_slow, lang_check=False
            ).write_to_fp(mp3)
        except gtts.gTTSError as error:  # the status was checked before; the answer has no sound
            raise EngineNotAudioError(f"{NAME} answers without audio: {error}") from error
        except ValueError as error:  # the sound is not in base 64
            raise EngineNotAudioError(f"{NAME} answers with invalid audio: {error}") from error
        except AssertionError as error:  # nothing in the text can be spoken
            raise EngineRefusedError(f"{NAME} cannot speak {text!r}: {error}") from error
        finally:
            _SEND.reset(sending)
        return decode_sound(mp3.getvalue(), RATE_HZ, NAME)


def _split(voice: str) -> tuple[str, str]:
    """Return the language code and top-level domain in a voice's name.

    Raises:
        EngineLanguageError: gTTS does not support the language.
    """
    known = gtts.lang.tts_langs()
    code, slash, domain = voice.partition("/")
    if not slash and code not in known and "-" in code:
        code, _, domain = voice.rpartition("-")
    if code not in known:
        raise EngineLanguageError(
            f"voice 'gtts:{voice}': gTTS does not support {code!r}; it supports "
            + ", ".join(sorted(known))
        )
    return code, domain or "com"


def _moved(url: str, base_url: str) -> str:
    """Return a URL with Google's server replaced by another one, and without its query."""
    base = urlsplit(base_url)
    path = base.path.rstrip("/") + urlsplit(url).path
    return urlunsplit((base.scheme, base.netloc, path, "", ""))


class _Session:
    """HTTP session for gTTS's code, which sends requests by the function in `_SEND`.

    gTTS itself opens a new connection for each request, and does not check certificates.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        return _SEND.get()(request)


gtts.tts.requests = SimpleNamespace(
    Session=_Session,
    Request=requests.Request,
    exceptions=requests.exceptions,
    packages=SimpleNamespace(urllib3=urllib3),
)
