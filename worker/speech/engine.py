"""Protocols of text-to-speech engines and their voices."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from worker.model.clip import Spoken
from worker.model.voice import Limits, VoiceMeasures

if TYPE_CHECKING:  # commands that only ask for limits must not load numpy
    import numpy as np
    import numpy.typing as npt

Sound: TypeAlias = "npt.NDArray[np.float32]"
"""Mono sound of shape (n,); full scale is 1.0."""


class Voice(Protocol):
    """A loaded voice: loaded once per process, and used by one thread at a time."""

    @property
    def name(self) -> str:
        """Name of the engine and the voice, such as `piper:en_US-joe-medium`."""

    @property
    def language(self) -> str:
        """Language tag, as `cache.languages.read_tag` returns it; empty if it speaks any."""

    @property
    def rate_hz(self) -> int:
        """Sample rate, in Hz."""

    @property
    def limits(self) -> Limits:
        """Limits of one call."""

    @property
    def version(self) -> str:
        """Version of the voice: it changes whenever the same text may sound different."""

    @property
    def measures(self) -> VoiceMeasures | None:
        """Loudness and pace, measured over many minutes; None if they were not measured."""

    def say(self, text: str, take: int = 0) -> Spoken:
        """Speak a text, and return the engine's sound with its word times.

        A word is text between white space that contains a letter or a digit. The times contain each
        word once, in order, without overlap.

        Args:
            text: The text.
            take: Number of the take; an engine that can repeat its sound makes the same sound for
                the same text and take.

        Raises:
            EngineUnavailableError: The engine does not answer; a retry may succeed.
            EngineRefusedError: The engine can never speak this text.
        """

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Speak a text, and yield each part of the sound as soon as it is ready.

        The first part has the word times. An engine that cannot do so yields the whole sound.

        Raises:
            EngineUnavailableError: The engine does not answer; a retry may succeed.
            EngineRefusedError: The engine can never speak this text.
        """


class Engine(Protocol):
    """A text-to-speech engine, which loads voices."""

    @property
    def id(self) -> str:
        """Identifier of the engine: the part of a voice's name before the colon."""

    @property
    def limits(self) -> Limits:
        """Limits of one call, for all its voices."""

    def language(self, voice: str) -> str:
        """Return the language tag of a voice without loading it; empty if it speaks any language.

        Raises:
            NoSuchVoiceError: The engine cannot have a voice of that name.
        """

    def load(self, voice: str) -> Voice:
        """Load the voice with this name, without the engine's id, and return it.

        Raises:
            NoSuchVoiceError: The engine has no voice of that name.
            EngineUnavailableError: The engine does not answer now.
        """


@runtime_checkable
class ChangesSpeed(Protocol):
    """The part of an engine whose voices can speak at other speeds than their own."""

    def load_at_speed(self, voice: str, speed: float) -> Voice:
        """Load the voice with this name, speaking at a speed, and return it.

        Its `version` depends on the speed.

        Args:
            voice: Name of the voice, without the engine's id.
            speed: Factor from 0.5 to 2; 2 for twice as fast.

        Raises:
            NoSuchVoiceError: The engine has no voice of that name, or not at this speed.
            EngineUnavailableError: The engine does not answer now.
        """


def version_at(version: str, speed: float) -> str:
    """Return the version of a voice that speaks at a speed; 1 is its own speed."""
    return version if speed == 1 else f"{version} speed {speed:g}"


def measures_at(measures: VoiceMeasures | None, speed: float) -> VoiceMeasures | None:
    """Return the measures of a voice that speaks at a speed; its loudness stays the same."""
    if measures is None:
        return None
    return replace(measures, letters_per_s=measures.letters_per_s * speed)
