"""The gTTS engine: speech by Google Translate over the network, in many languages."""

import io
from contextvars import ContextVar
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import gtts
import gtts.lang
import gtts.tts
import requests
import urllib3

from cache.languages import read_tag
from worker.errors import (
    EngineBusyError,
    EngineRefusedError,
    EngineUnavailableError,
    NoSuchVoiceError,
)
from worker.model.clip import Spoken
from worker.model.voice import Limits
from worker.speech.engine import Sound

RATE_HZ = 24000
"""Sample rate of the service's answers, in Hz."""

_BASE_URL: ContextVar[str | None] = ContextVar("base_url", default=None)
"""Server for the current request; gTTS itself supports Google's server only."""

HTTP_TOO_MANY = 429
_REFUSALS = range(400, 500)


class GttsEngine:
    """gTTS engine; a voice is a language, or a language and a top-level domain, such as `en/co.uk`.

    Args:
        timeout_s: Time-out of the service, in seconds.
        base_url: URL of a server to use instead of Google's.
    """

    id = "gtts"
    limits = Limits(max_chars=gtts.gTTS.GOOGLE_TTS_MAX_CHARS, packs_sentences=True)
    """Limits of one request; gTTS would split a longer text at other places than clauses."""

    def __init__(self, timeout_s: float, base_url: str | None = None) -> None:
        self.timeout_s = timeout_s
        self.base_url = base_url

    def language(self, voice: str) -> str:
        """Return the language in a voice's name.

        Raises:
            NoSuchVoiceError: gTTS does not support the language.
        """
        language = voice.partition("/")[0]
        if language not in gtts.lang.tts_langs():
            raise NoSuchVoiceError(
                f"voice 'gtts:{voice}': gTTS does not support {language!r}; it supports "
                + ", ".join(sorted(gtts.lang.tts_langs()))
            )
        return read_tag(language)

    def load(self, voice: str) -> "GttsVoice":
        """Return the voice; no request is sent before it speaks.

        Raises:
            NoSuchVoiceError: gTTS does not support the language.
        """
        code, _, domain = voice.partition("/")
        return GttsVoice(code, self.language(voice), domain or "com", self)


class GttsVoice:
    """Voice of gTTS: a language and accent of Google Translate."""

    limits = GttsEngine.limits

    rate_hz = RATE_HZ
    measures = None

    def __init__(self, code: str, language: str, domain: str, engine: GttsEngine) -> None:
        self._code = code
        self._domain = domain
        self._timeout_s = engine.timeout_s
        self._base_url = engine.base_url
        self.language = language
        self.name = f"{GttsEngine.id}:{code}" + (f"/{domain}" if domain != "com" else "")
        self.version = f"gtts {version('gtts')}"

    def say(self, text: str) -> Spoken:
        """Speak a text, and return the sound without word times.

        Raises:
            EngineBusyError: Google limits the rate of requests.
            EngineUnavailableError: Google does not answer in time, fails, or answers without sound.
            EngineRefusedError: Google refuses the request.
        """
        buffer = io.BytesIO()
        _BASE_URL.set(self._base_url)
        try:
            gtts.gTTS(
                text, tld=self._domain, lang=self._code, lang_check=False,
                timeout=self._timeout_s,
            ).write_to_fp(buffer)  # fmt: skip
        except gtts.gTTSError as error:
            status = error.rsp.status_code if error.rsp is not None else None
            if status == HTTP_TOO_MANY:
                raise EngineBusyError(f"gTTS: {error}") from error
            if status in _REFUSALS:
                raise EngineRefusedError(f"gTTS: {error}") from error
            raise EngineUnavailableError(f"gTTS: {error}") from error
        except (requests.RequestException, AssertionError, ValueError) as error:
            raise EngineUnavailableError(f"gTTS: {error}") from error
        return Spoken(_decode(buffer))


def _decode(buffer: io.BytesIO) -> Sound:
    import soundfile  # commands that only ask for limits must not load it and numpy

    buffer.seek(0)
    try:
        sound, rate_hz = soundfile.read(buffer, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise EngineUnavailableError(f"the answer of gTTS is not an MP3: {error}") from error
    if rate_hz != RATE_HZ:
        raise EngineUnavailableError(f"gTTS answered at {rate_hz} Hz, which is not {RATE_HZ}")
    return cast("Sound", sound.mean(axis=1))


class _CheckedSession(requests.Session):
    """HTTP session that checks certificates, which gTTS disables, and uses the engine's server."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        base_url = _BASE_URL.get()
        if base_url and request.url:
            base = urlsplit(base_url)
            path = base.path.rstrip("/") + urlsplit(request.url).path
            request.url = urlunsplit((base.scheme, base.netloc, path, "", ""))
        return super().send(request, **{**kwargs, "verify": True})


gtts.tts.requests = SimpleNamespace(
    Session=_CheckedSession,
    Request=requests.Request,
    exceptions=requests.exceptions,
    packages=SimpleNamespace(urllib3=urllib3),
)
