"""A voice with counters of its work."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from worker.model.clip import Spoken
from worker.speech.engine import Voice
from worker.speech.memory.lazy_model import SpeaksWithModel

SYNTHESIS_S = "synthesis_s"
"""Name of the counter of synthesis time, in seconds."""

AUDIO_S = "audio_s"
"""Name of the counter of the length of the spoken sound, in seconds."""

LOADS = "model_loads"
"""Name of the counter of the loads of a voice's model."""

LOADING_S = "loading_s"
"""Name of the counter of the time of these loads, in seconds."""


def load_model(voice: Voice, count: Callable[[str, float], None]) -> None:
    """Load the model of a voice if needed, and count the time, which is not synthesis time.

    Args:
        voice: A voice, with or without a model.
        count: Function called with the name of a counter and the amount to add.

    Raises:
        EngineUnavailableError: The files of the model are damaged.
    """
    if not isinstance(voice, SpeaksWithModel) or voice.lazy_model.is_loaded:
        return
    began = time.perf_counter()
    voice.lazy_model.get()
    count(LOADING_S, time.perf_counter() - began)
    count(LOADS, 1)


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

    def say(self, text: str, take: int = 0) -> Spoken:
        """Speak a text with the wrapped voice, and count the work."""
        load_model(self._voice, self._count)
        with self._counting():
            spoken = self._voice.say(text, take)
        self._count(AUDIO_S, len(spoken.sound) / self.rate_hz)
        self._count("utterances_spoken", 1)
        self._count("characters", len(text))
        return spoken

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Speak a text with the wrapped voice, part by part, and count the work.

        Yields:
            The parts of the sound.
        """
        load_model(self._voice, self._count)
        parts = self._voice.say_in_parts(text, take)
        while True:
            with self._counting():
                part = next(parts, None)
            if part is None:
                break
            self._count(AUDIO_S, len(part.sound) / self.rate_hz)
            yield part
        self._count("utterances_spoken", 1)
        self._count("characters", len(text))

    @contextmanager
    def _counting(self) -> Iterator[None]:
        """Count the time of the block."""
        began, worked_s = time.perf_counter(), time.process_time()
        yield
        self._count(SYNTHESIS_S, time.perf_counter() - began)
        self._count("synthesis_cpu_s", time.process_time() - worked_s)
