"""Example of an engine in a package of its own: it answers with tones as long as speech."""

from collections.abc import Iterator

from worker.errors import NoSuchVoiceError
from worker.model.clip import Spoken
from worker.model.voice import Limits, VoiceMeasures
from worker.speech.third_party import EngineOptions

RATE_HZ = 22050
SECONDS_PER_CHAR = 0.06
PITCHES_HZ = {"low": 220, "high": 440}


class ChimeEngine:
    """Engine with the voices `chime:low` and `chime:high`."""

    id = "chime"
    limits = Limits(max_chars=200, packs_sentences=False)

    def language(self, voice: str) -> str:
        """Return the language of a voice.

        Raises:
            NoSuchVoiceError: There is no such voice.
        """
        if voice not in PITCHES_HZ:
            raise NoSuchVoiceError(f"voice 'chime:{voice}': there are {', '.join(PITCHES_HZ)}")
        return "en"

    def load(self, voice: str) -> "ChimeVoice":
        """Return the voice.

        Raises:
            NoSuchVoiceError: There is no such voice.
        """
        return ChimeVoice(voice, self.language(voice))


class ChimeVoice:
    """Voice of the chime engine.

    `measures` is None, so the service measures the loudness and pace of the voice at its first use.
    """

    limits = ChimeEngine.limits
    rate_hz = RATE_HZ
    version = "chime 1"
    measures: VoiceMeasures | None = None

    def __init__(self, voice: str, language: str) -> None:
        self.name = f"{ChimeEngine.id}:{voice}"
        self.language = language
        self._pitch_hz = PITCHES_HZ[voice]

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Yield the whole chime."""
        yield self.say(text, take)

    def say(self, text: str, take: int = 0) -> Spoken:  # noqa: ARG002  # all takes are alike
        """Return a chime as long as the text, without word times."""
        import numpy as np  # commands that only ask for limits must not load it

        count = int(max(0.3, SECONDS_PER_CHAR * len(text)) * RATE_HZ)
        sound = 0.2 * np.sin(np.arange(count) * (2 * np.pi * self._pitch_hz / RATE_HZ))
        return Spoken(sound.astype(np.float32))


def open_engine(_options: EngineOptions) -> ChimeEngine:
    """Return the engine; the entry point names this function."""
    return ChimeEngine()
