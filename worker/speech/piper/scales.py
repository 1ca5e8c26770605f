"""Scales of Piper voices: the variation of the sound and of the rhythm, and the length."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.settings import PIPER_SCALE


@dataclass(frozen=True, slots=True)
class PiperScales:
    """Scales of a voice; None stands for the one in the configuration of its model.

    Attributes:
        noise: Variation of the sound; Piper's default is 0.667.
        noise_width: Variation of the lengths of phonemes; Piper's default is 0.8.
        length: Length of the phonemes; at 1.1, the voice speaks 10 % slower than at 1.
    """

    noise: float | None = None
    noise_width: float | None = None
    length: float | None = None

    def __str__(self) -> str:
        named = {"noise": self.noise, "noise-width": self.noise_width, "length": self.length}
        return " ".join(f"{name}={value:g}" for name, value in named.items() if value is not None)


NO_SCALES = PiperScales()
"""Scales that are all those of the model."""


def read_scales(entries: Sequence[str], voice: str) -> PiperScales:
    """Return the scales that a voice has in the settings.

    Args:
        entries: Entries of `LISTEN_PIPER_SCALES`. One for a model counts for all its speakers,
            unless there is one for the speaker.
        voice: Name of the voice, such as `piper:en_US-joe-medium`.
    """
    found: dict[str, float] = {}
    for name in (voice.partition("/")[0], voice):
        for entry in filter(None, map(PIPER_SCALE.fullmatch, entries)):
            if entry["voice"] == name:
                found[entry["scale"].replace("-", "_")] = float(entry["value"])
    return PiperScales(**found)
