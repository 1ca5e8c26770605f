"""What speaks, as the rest of the worker sees it: engines, and the voices they have."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from worker.model.clip import Spoken
from worker.model.voice import Limits, VoiceMeasures

Sound = npt.NDArray[np.float32]
"""Mono sound of shape (n,); full scale is 1.0."""


class Voice(Protocol):
    """Somebody who speaks; loaded once in a process, used by one thread at a time."""

    @property
    def name(self) -> str:
        """Engine and voice, as in `piper:en_US-joe-medium`."""

    @property
    def language(self) -> str:
        """What it speaks, as `cache.languages.read_tag` gives it; empty if it speaks any."""

    @property
    def rate_hz(self) -> int:
        """Its sample rate."""

    @property
    def limits(self) -> Limits:
        """What one call takes."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may sound different."""

    @property
    def measures(self) -> VoiceMeasures | None:
        """How loud and fast it is, measured over many minutes; None if nobody has done that."""

    def say(self, text: str) -> Spoken:
        """Return `text` spoken, as the engine gives it, and when its words are heard.

        A word is what stands between white space and has a letter or a digit; each is there once,
        and none begins before another ends.

        Raises:
            EngineUnavailableError: It does not answer; the same may work in a moment.
            EngineRefusedError: It will never speak this.
        """


class Engine(Protocol):
    """Loads voices."""

    @property
    def id(self) -> str:
        """The part of a voice's name before its colon."""

    @property
    def limits(self) -> Limits:
        """What one call of any of its voices takes."""

    def language(self, voice: str) -> str:
        """Return what a voice speaks, as BCP 47, without loading it; empty if it speaks any.

        Raises:
            NoSuchVoiceError: The engine can have none of that name.
        """

    def load(self, voice: str) -> Voice:
        """Return the voice of that name, which comes without the engine's id.

        Raises:
            NoSuchVoiceError: The engine has none of that name.
            EngineUnavailableError: It cannot be asked now.
        """
