"""Engines whose speech servers are on loopback, and those with installed models."""

import os

import pytest
from pydantic import SecretStr

from tests.stand import ROOT
from worker.speech.gtts import GttsEngine
from worker.speech.kokoro.engine import KokoroEngine
from worker.speech.openai import NEGOTIATED, OpenaiEngine, SpeechServer
from worker.speech.upstream.calls import Upstream
from worker.speech.upstream.gates import Gate, OpenGate
from worker.speech.upstream.received_audio import AudioFormat


def open_gtts(url: str, timeout_s: float = 30.0, gate: Gate | None = None) -> GttsEngine:
    return GttsEngine(Upstream("gtts", gate or OpenGate(), timeout_s), url)


def open_openai(
    url: str,
    timeout_s: float = 30.0,
    gate: Gate | None = None,
    *,
    key: str = "",
    formats: tuple[AudioFormat, ...] = NEGOTIATED,
) -> OpenaiEngine:
    server = SpeechServer(f"{url}/v1", SecretStr(key), "tts-1", 24000, formats)
    return OpenaiEngine(Upstream("openai", gate or OpenGate(), timeout_s), server)


def open_kokoro() -> KokoroEngine:
    """Return the Kokoro engine; skip the test if its voices are not installed, except in CI."""
    engine = KokoroEngine(ROOT / ".venv" / "voices" / "kokoro", threads=1)
    if not engine.voices and not os.environ.get("CI"):
        pytest.skip("`make .venv/kokoro.stamp` installs the Kokoro voices")
    return engine
