"""The clip: the sound of one utterance, trimmed and leveled, with its word times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:  # the HTTP service knows articles and must not load numpy
    import numpy as np
    import numpy.typing as npt


Samples: TypeAlias = "npt.NDArray[np.int16]"
"""Mono sound of shape (n,); full scale is 32767."""


class SpokenWord(NamedTuple):
    """Time of a word of a spoken text.

    Attributes:
        start: Index of its first character in the text.
        end: Index after its last character.
        start_sample: Index of its first sample in the sound.
        end_sample: Index after its last sample.
    """

    start: int
    end: int
    start_sample: int
    end_sample: int


def read_words(recorded: Sequence[Sequence[int]] | None) -> tuple[SpokenWord, ...] | None:
    """Return spoken words from their JSON lists; None if they are unknown."""
    return None if recorded is None else tuple(SpokenWord(*word) for word in recorded)


class Spoken(NamedTuple):
    """Output of an engine.

    Attributes:
        sound: Mono samples of shape (n,), float32; full scale is 1.0.
        words: Times of the text's words, in order; None if the engine does not give them.
    """

    sound: "npt.NDArray[np.float32]"
    words: tuple[SpokenWord, ...] | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """The sound of one utterance, trimmed and leveled.

    Attributes:
        pcm: Mono samples of shape (n,), int16.
        rate_hz: Sample rate.
        words: Times of the words of the spoken text; None if the engine does not give them.
    """

    pcm: Samples
    rate_hz: int
    words: tuple[SpokenWord, ...] | None = None

    @property
    def duration_s(self) -> float:
        """Length, in seconds."""
        return len(self.pcm) / self.rate_hz
