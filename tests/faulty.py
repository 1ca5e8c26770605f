"""`listen` with a voice that makes errors on request; run as `python -m tests.faulty`.

A text with "cut once" gets a first answer of half the length; with "cut always", every answer is.
"""

from collections import Counter
from collections.abc import Callable

import numpy as np

from audio_service.cli import main
from worker.model.clip import Spoken
from worker.speech.engine import Sound
from worker.speech.tone import ToneVoice

FAULTS: dict[str, Callable[[Sound], Sound]] = {
    "cut": lambda sound: sound[: len(sound) // 2],
    "silent": np.zeros_like,
    "clipped": lambda sound: np.clip(50 * sound, -1, 1),
    "endless": lambda sound: np.tile(sound, 10),
}

_say = ToneVoice.say
_said: Counter[str] = Counter()


def say_or_err(self: ToneVoice, text: str, take: int = 0) -> Spoken:
    _said[text] += 1
    spoken = _say(self, text, take)
    for fault, spoil in FAULTS.items():
        if f"{fault} always" in text or (f"{fault} once" in text and _said[text] == 1):
            return Spoken(spoil(spoken.sound))
    return spoken


if __name__ == "__main__":
    ToneVoice.say = say_or_err  # type: ignore[method-assign]
    main()
