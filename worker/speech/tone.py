"""The tone engine: a hum as long as speech, produced immediately and always the same.

It is meant for tests, and for load tests without the cost of synthesis.
"""

import zlib
from collections.abc import Iterator

from cache.languages import read_tag
from worker.errors import NoSuchVoiceError
from worker.model.clip import Spoken
from worker.model.voice import Limits
from worker.speech.engine import version_at

RATE_HZ = 22050
SECONDS_PER_BYTE = 0.06
"""Length of the hum per byte of UTF-8, in which characters for syllables have more bytes."""

PART_SAMPLES = 44_100
LEVEL = 0.1
EDGE_S = 0.1
"""Silence before and after the hum, such as real engines add, in seconds."""


class ToneEngine:
    """Tone engine with a voice for each pitch and language, such as `tone:220` or `tone:220/fr`."""

    id = "tone"
    limits = Limits(max_chars=250, packs_sentences=False, yields_parts=True)

    def language(self, voice: str) -> str:
        """Return the language in a voice's name.

        Raises:
            NoSuchVoiceError: The name has no valid language.
        """
        _, slash, named = voice.partition("/")
        language = read_tag(named) if slash else "en"
        if not language:
            raise NoSuchVoiceError(f"voice 'tone:{voice}': {named!r} is not a language")
        return language

    def load(self, voice: str) -> "ToneVoice":
        """Return the voice.

        Raises:
            NoSuchVoiceError: `voice` is not a frequency between 50 and 5000 Hz, and a language.
        """
        return self.load_at_speed(voice, 1)

    def load_at_speed(self, voice: str, speed: float) -> "ToneVoice":
        """Return the voice, whose hums are shorter if the speed is higher.

        Raises:
            NoSuchVoiceError: `voice` is not a frequency between 50 and 5000 Hz, and a language.
        """
        pitch = voice.partition("/")[0]
        if not pitch.isdigit() or not 50 <= int(pitch) <= 5000:
            raise NoSuchVoiceError(f"voice 'tone:{voice}': name a pitch from 50 to 5000 Hz")
        return ToneVoice(voice, int(pitch), self.language(voice), speed)


class ToneVoice:
    """Voice of the tone engine: a pitch that varies a little with the text."""

    limits = ToneEngine.limits
    rate_hz = RATE_HZ
    measures = None

    def __init__(self, voice: str, pitch_hz: int, language: str, speed: float = 1) -> None:
        self._pitch_hz = pitch_hz
        self._seconds_per_byte = SECONDS_PER_BYTE / speed
        self.version = version_at("tone 2", speed)
        self.language = language
        self.name = f"{ToneEngine.id}:{voice}"

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Yield the hum, part by part."""
        sound = self.say(text, take).sound
        for start in range(0, len(sound), PART_SAMPLES):
            yield Spoken(sound[start : start + PART_SAMPLES])

    def say(self, text: str, take: int = 0) -> Spoken:  # noqa: ARG002  # all takes are alike
        """Return a hum for a text; its length and pitch depend on the text."""
        pitch_hz = self._pitch_hz * (1 + zlib.crc32(text.encode()) % 1000 / 2000)
        count = max(int(len(text.encode()) * self._seconds_per_byte * RATE_HZ), RATE_HZ // 10)
        import numpy as np  # commands that only ask for limits must not load it

        phase = np.arange(count) * (2 * np.pi * pitch_hz / RATE_HZ)
        edge = np.zeros(int(EDGE_S * RATE_HZ), np.float32)
        hum = (LEVEL * np.sin(phase)).astype(np.float32)
        return Spoken(np.concatenate([edge, hum, edge]))
