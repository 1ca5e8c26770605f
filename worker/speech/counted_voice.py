"""A voice with counters of its work."""

import time
from collections.abc import Callable

from worker.model.clip import Spoken
from worker.speech.engine import Voice

SYNTHESIS_S = "synthesis_s"
"""Name of the counter of synthesis time, in seconds."""

AUDIO_S = "audio_s"
"""Name of the counter of the length of the spoken sound, in seconds."""


class CountedVoice:
    """Wrapper of a voice that counts utterances, seconds of sound and seconds of work.

    Args:
        voice: The wrapped voice.
        count: Function called with the name of a counter and the amount to add.
    """

    def __init__(self, voice: Voice, count: Callable[[str, float], None]) -> None:
        self._voice = voice
        self._count = count
        self.name = voice.name
        self.language = voice.language
        self.rate_hz = voice.rate_hz
        self.limits = voice.limits
        self.version = voice.version
        self.measures = voice.measures

    def say(self, text: str) -> Spoken:
        """Speak a text with the wrapped voice, and count the work."""
        began, worked_s = time.perf_counter(), time.process_time()
        spoken = self._voice.say(text)
        self._count(SYNTHESIS_S, time.perf_counter() - began)
        self._count("synthesis_cpu_s", time.process_time() - worked_s)
        self._count(AUDIO_S, len(spoken.sound) / self.rate_hz)
        self._count("utterances_spoken", 1)
        self._count("characters", len(text))
        return spoken
