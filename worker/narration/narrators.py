"""Narrating voices: an engine's voice with its leveling parameters and pace."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from cache.audio.mp3_frames import RATES_HZ
from worker.audio.leveling import Leveling, leveling_for
from worker.errors import (
    EngineError,
)
from worker.model.clip import Spoken
from worker.model.voice import Limits, VoiceMeasures


class Speaker(Protocol):
    """The part of a voice that narration needs; `worker.speech` implements it."""

    @property
    def name(self) -> str:
        """Name of the engine and the voice."""

    @property
    def rate_hz(self) -> int:
        """Sample rate, in Hz."""

    @property
    def limits(self) -> Limits:
        """Limits of one call."""

    @property
    def version(self) -> str:
        """Version of the voice: it changes whenever the same text may sound different."""

    def say(self, text: str, take: int = 0) -> Spoken:
        """Speak a text, and return the sound with its word times."""

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Speak a text, and yield parts of the sound when ready; the first one has the words."""


@dataclass(frozen=True, slots=True)
class Narrator:
    """A voice with its leveling parameters and pace.

    Attributes:
        speaker: The engine's voice.
        leveling: Leveling parameters of its clips.
        letters_per_s: Pace in letters per second; a clip of an implausible length is spoken again.
        target_lufs: Target loudness of its tracks, in LUFS.
        track_rate_hz: Sample rate of the track, in Hz, if it is not that of the voice; 0 if it is.
    """

    speaker: Speaker
    leveling: Leveling
    letters_per_s: float
    target_lufs: float
    track_rate_hz: int = 0

    @property
    def rate_hz(self) -> int:
        """Sample rate of the track, in Hz."""
        return self.track_rate_hz or self.speaker.rate_hz

    def at_rate(self, rate_hz: int) -> "Narrator":
        """Return the same voice for a track with this sample rate."""
        return replace(self, track_rate_hz=0 if rate_hz == self.speaker.rate_hz else rate_hz)


def prepare_narrator(speaker: Speaker, target_lufs: float, measures: VoiceMeasures) -> Narrator:
    """Return a voice with the parameters for leveling and checking its clips.

    Raises:
        EngineError: MP3 does not support the voice's sample rate.
    """
    if speaker.rate_hz not in RATES_HZ:
        raise EngineError(
            f"{speaker.name} speaks at {speaker.rate_hz} Hz; MP3 supports {sorted(RATES_HZ)}"
        )
    leveling = leveling_for(measures.loudness, target_lufs)
    return Narrator(speaker, leveling, measures.letters_per_s, target_lufs)
