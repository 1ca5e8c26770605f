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
    """When a word of a spoken text is heard.

    Attributes:
        start: Of its first character within the text.
        end: Behind its last one.
        start_sample: Of its sound.
        end_sample: Behind it.
    """

    start: int
    end: int
    start_sample: int
    end_sample: int


def read_words(recorded: Sequence[Sequence[int]] | None) -> tuple[SpokenWord, ...] | None:
    """Return spoken words that JSON made lists of; None if nobody knew them."""
    return None if recorded is None else tuple(SpokenWord(*word) for word in recorded)


class Spoken(NamedTuple):
    """What an engine answers.

    Attributes:
        sound: Mono samples of shape (n,), float32; full scale is 1.0.
        words: When each word of the text is heard, in order; None if the engine does not tell.
    """

    sound: "npt.NDArray[np.float32]"
    words: tuple[SpokenWord, ...] | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """The sound of one utterance, trimmed and leveled.

    Attributes:
        pcm: Mono samples of shape (n,), int16.
        rate_hz: Sample rate.
        words: When each word of the spoken text is heard; None if the engine does not tell.
    """

    pcm: Samples
    rate_hz: int
    words: tuple[SpokenWord, ...] | None = None

    @property
    def duration_s(self) -> float:
        """Its length, in seconds."""
        return len(self.pcm) / self.rate_hz
