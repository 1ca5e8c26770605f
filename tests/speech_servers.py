"""Speech servers on loopback, with the protocols of Google Translate and of OpenAI.

Tests can make them fail in several ways, for all requests or for a share of them.
"""

import base64
import io
import json
import ssl
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import unquote

import lameenc
import numpy as np
import trustme

RATE_HZ = 24000
HANGS_FOR_S = 3.0


class SpeechServer(ThreadingHTTPServer):
    """A server that answers with a hum as long as the text, or as `behavior` says.

    Attributes:
        texts: Texts that it was asked to speak, in order.
        behavior: An HTTP status, or "silent", "hang", "drip", "live", "cut", "page", "no-audio",
            "not-audio" or "wrong-rate".
        goes_on: Event that lets the server send the second half of an answer ("live" only).
        fails: Share of requests, chosen at random, that get the status 503.
        retry_after: Value of the header `Retry-After` beside an error status.
        pitch_hz: Pitch of its hum, in Hz.
        takes_s: Time that an answer takes, in seconds.
        key: API key that it requires; empty for none.
        formats: Audio formats that it accepts (OpenAI's protocol only).
        asked: Requests in order: bodies of OpenAI's protocol, or text and speed of Google's.
        times: Time of each request, on the monotonic clock.
        connections: Number of connections that were opened.
        most_at_once: Highest number of requests at the same time.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.texts: list[str] = []
        self.behavior: int | str = 200
        self.goes_on = threading.Event()
        self.fails = 0.0
        self.retry_after = ""
        self.pitch_hz = 200
        self.takes_s = 0.0
        self.key = ""
        self.formats = {"pcm", "wav", "mp3"}
        self.asked: list[dict[str, Any]] = []
        self.times: list[float] = []
        self.connections = 0
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._random = Random(22)
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def get_request(self) -> tuple[Any, Any]:
        self.connections += 1
        return super().get_request()

    def handle_error(self, *_: Any) -> None:
        """Ignore clients that close their connection early."""

    @contextmanager
    def answering(self, text: str) -> Iterator[int | str]:
        """Count a request, and yield the behavior with which it is answered."""
        with self._lock:
            self.texts.append(text)
            self.times.append(time.monotonic())
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            is_bad = self._random.random() < self.fails
        time.sleep(self.takes_s)
        try:
            yield 503 if is_bad else self.behavior
        finally:
            with self._lock:
                self._at_once -= 1


class _Handler(BaseHTTPRequestHandler):
    server: SpeechServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, *_: Any) -> None:
        return

    def read_body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def answer(self, behavior: int | str, body: bytes, media_type: str) -> None:
        status = behavior if isinstance(behavior, int) else 200
        if behavior == "hang":
            time.sleep(HANGS_FOR_S)
            self.close_connection = True
            return
        if behavior == "page" or status != 200:
            body, media_type = b"<!doctype html><title>Sorry</title>", "text/html"
        self.send_response(status)
        if status != 200 and self.server.retry_after:
            self.send_header("Retry-After", self.server.retry_after)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if behavior == "cut":
            self.close_connection = True
            body = body[: len(body) // 2]
        with suppress(OSError):
            if behavior == "drip":
                self._drip(body)
            elif behavior == "live":
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                self.server.goes_on.wait(HANGS_FOR_S)
                self.wfile.write(body[len(body) // 2 :])
            else:
                self.wfile.write(body)

    def _drip(self, body: bytes) -> None:
        ends_at = time.monotonic() + HANGS_FOR_S
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.05)
            if time.monotonic() > ends_at:
                self.close_connection = True
                return


class _GoogleHandler(_Handler):
    def do_POST(self) -> None:
        body = self.read_body().decode()
        rpc = json.loads(unquote(body.removeprefix("f.req=").rstrip("&")))
        text, _, is_slow, *_ = json.loads(rpc[0][0][1])
        with self.server.answering(text) as behavior:
            self.server.asked.append({"input": text, "slow": bool(is_slow)})
            audio = b"no mp3 at all" if behavior == "not-audio" else self._mp3(text, behavior)
            encoded = base64.b64encode(audio).decode()
            payload = f'["wrb.fr","jQ1olc","[\\"{encoded}\\"]",null,null,null,"generic"]'
            if behavior == "no-audio":
                payload = '["wrb.fr","jQ1olc",null,null,null,[3],"generic"]'
            said = f")]}}'\n\n{len(payload)}\n[{payload}]\n".encode()
            self.answer(behavior, said, "application/json")

    def _mp3(self, text: str, behavior: int | str) -> bytes:
        return to_mp3(hum(text, behavior, self.server.pitch_hz), _rate(behavior))


class _OpenaiHandler(_Handler):
    def do_POST(self) -> None:
        asked = json.loads(self.read_body())
        with self.server.answering(asked["input"]) as told:
            self.server.asked.append({**asked, "path": self.path})
            behavior = told
            if self.server.key and self.headers["Authorization"] != f"Bearer {self.server.key}":
                behavior = 401
            elif asked["response_format"] not in self.server.formats:
                behavior = 400
            sound = hum(asked["input"], behavior, self.server.pitch_hz)
            body, media_type = encode(sound, asked["response_format"], _rate(behavior))
            if behavior == "not-audio":
                body = b"no audio."  # an odd number of bytes
            if behavior == "no-audio":
                body = b""
            self.answer(behavior, body, media_type)


def _rate(behavior: int | str) -> int:
    return 16000 if behavior == "wrong-rate" else RATE_HZ


def hum(text: str, behavior: int | str = 200, pitch_hz: int = 200) -> bytes:
    """Return a hum as long as a text, as int16 samples."""
    at = np.arange(int(RATE_HZ * max(0.5, 0.06 * len(text)))) / RATE_HZ
    sound = np.zeros(len(at)) if behavior == "silent" else np.sin(2 * np.pi * pitch_hz * at)
    return bytes((6_000 * sound).astype("<i2").tobytes())


def to_mp3(samples: bytes, rate_hz: int) -> bytes:
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_channels(1)
    encoder.set_bit_rate(64)
    return bytes(encoder.encode(samples)) + bytes(encoder.flush())


def encode(samples: bytes, audio_format: str, rate_hz: int) -> tuple[bytes, str]:
    """Return samples in a format, and its media type."""
    if audio_format == "pcm":
        return samples, "audio/pcm"
    if audio_format == "mp3":
        return to_mp3(samples, rate_hz), "audio/mpeg"
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples)
    return buffer.getvalue(), "audio/wav"


@contextmanager
def _serve(handler: type[_Handler], *, untrusted: bool) -> Iterator[SpeechServer]:
    server = SpeechServer(("127.0.0.1", 0), handler)
    if untrusted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.scheme = "https"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def fake_google(*, untrusted: bool = False) -> Iterator[SpeechServer]:
    """Serve the protocol that gTTS speaks with Google Translate; perhaps with a bad certificate."""
    with _serve(_GoogleHandler, untrusted=untrusted) as server:
        yield server


@contextmanager
def openai_server(*, untrusted: bool = False) -> Iterator[SpeechServer]:
    """Serve the protocol of OpenAI's speech; perhaps with a bad certificate."""
    with _serve(_OpenaiHandler, untrusted=untrusted) as server:
        yield server
