"""An engine that hums: as long as a person would speak, at once, always the same.

For tests, and for load on everything but the voice.
"""

import zlib

import numpy as np

from cache.languages import read_tag
from worker.errors import NoSuchVoiceError
from worker.model.clip import Spoken
from worker.model.voice import Limits

RATE_HZ = 22050
SECONDS_PER_BYTE = 0.06
"""Of UTF-8: signs that stand for a syllable last longer than letters."""

LEVEL = 0.1
EDGE_S = 0.1
"""Silence before and after, as real engines add it."""


class ToneEngine:
    """One voice for each pitch and language: `tone:220` in English, `tone:220/fr` in French."""

    id = "tone"
    limits = Limits(max_chars=250, packs_sentences=False)

    def language(self, voice: str) -> str:
        """Return the language in a voice's name.

        Raises:
            NoSuchVoiceError: It names no language.
        """
        _, slash, named = voice.partition("/")
        language = read_tag(named) if slash else "en"
        if not language:
            raise NoSuchVoiceError(f"voice 'tone:{voice}': {named!r} is no language")
        return language

    def load(self, voice: str) -> "ToneVoice":
        """Return the voice.

        Raises:
            NoSuchVoiceError: `voice` is not a frequency between 50 and 5000 Hz, and a language.
        """
        pitch = voice.partition("/")[0]
        if not pitch.isdigit() or not 50 <= int(pitch) <= 5000:
            raise NoSuchVoiceError(f"voice 'tone:{voice}': name a pitch from 50 to 5000 Hz")
        return ToneVoice(voice, int(pitch), self.language(voice))


class ToneVoice:
    """A pitch, which changes a little from one text to the next."""

    limits = ToneEngine.limits
    rate_hz = RATE_HZ
    version = "tone 2"
    measures = None

    def __init__(self, voice: str, pitch_hz: int, language: str) -> None:
        self._pitch_hz = pitch_hz
        self.language = language
        self.name = f"{ToneEngine.id}:{voice}"

    def say(self, text: str) -> Spoken:
        """Return a hum as long as `text`, whose pitch tells texts apart."""
        pitch_hz = self._pitch_hz * (1 + zlib.crc32(text.encode()) % 1000 / 2000)
        count = max(int(len(text.encode()) * SECONDS_PER_BYTE * RATE_HZ), RATE_HZ // 10)
        phase = np.arange(count) * (2 * np.pi * pitch_hz / RATE_HZ)
        edge = np.zeros(int(EDGE_S * RATE_HZ), np.float32)
        hum = (LEVEL * np.sin(phase)).astype(np.float32)
        return Spoken(np.concatenate([edge, hum, edge]))
