"""The voice that narrates: a speaker with the leveling and the pace that were measured of it."""

from dataclasses import dataclass
from typing import Protocol

from worker.audio.leveling import Leveling, leveling_for
from worker.audio.mp3 import RATES_HZ
from worker.errors import (
    EngineError,
)
from worker.model.clip import Spoken
from worker.model.voice import Limits, VoiceMeasures


class Speaker(Protocol):
    """What the pipeline needs of a voice; `worker.speech` provides it."""

    @property
    def name(self) -> str:
        """Engine and voice."""

    @property
    def rate_hz(self) -> int:
        """Its sample rate."""

    @property
    def limits(self) -> Limits:
        """What one call takes."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may sound different."""

    def say(self, text: str) -> Spoken:
        """Return `text` spoken, and when its words are heard."""


@dataclass(frozen=True, slots=True)
class Narrator:
    """A voice, and what is known of it.

    Attributes:
        speaker: Who speaks.
        leveling: How its clips become as loud as wanted.
        letters_per_s: How fast it reads; a clip that does not agree with it is spoken again.
        target_lufs: How loud its tracks should be.
    """

    speaker: Speaker
    leveling: Leveling
    letters_per_s: float
    target_lufs: float


def prepare_narrator(speaker: Speaker, target_lufs: float, measures: VoiceMeasures) -> Narrator:
    """Return a voice with all that makes its tracks as loud as wanted, and its clips checked.

    Raises:
        EngineError: The voice's sample rate is none that an MP3 can have.
    """
    if speaker.rate_hz not in RATES_HZ:
        raise EngineError(
            f"{speaker.name} speaks at {speaker.rate_hz} Hz; an MP3 has one of {sorted(RATES_HZ)}"
        )
    leveling = leveling_for(measures.loudness, target_lufs)
    return Narrator(speaker, leveling, measures.letters_per_s, target_lufs)
