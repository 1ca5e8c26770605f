"""The files of Piper voices on this machine: their description, and the check of a new voice."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cache.languages import read_tag
from worker.errors import EngineUnavailableError, NoSuchVoiceError
from worker.speech.piper_engine import PiperEngine

CARDS = ("{voice}.MODEL_CARD", "MODEL_CARD")
"""Names of the card in a model's directory; the second one is for a directory with one voice."""

TEST_TEXT = "One, two."

_LICENSE = re.compile(r"^\W*licen[cs]e:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PiperCard:
    """Description of a Piper voice.

    Attributes:
        language: Language as a BCP 47 tag; empty if its file does not name it.
        quality: Quality as its maker states it, such as `medium`; empty if unknown.
        rate_hz: Sample rate, in Hz.
        speakers: Names of its speakers; empty if there is only one.
        license: License that its card names; empty if there is none.
    """

    language: str
    quality: str
    rate_hz: int
    speakers: tuple[str, ...]
    license: str

    def __str__(self) -> str:
        quality = f"quality {self.quality}, " if self.quality else ""
        speakers = f"{len(self.speakers)} speakers, " if self.speakers else ""
        named = f"license {self.license}" if self.license else "no license given"
        return (
            f"{self.language or 'unknown language'}, {quality}{self.rate_hz} Hz, {speakers}{named}"
        )


def read_card(model: Path) -> PiperCard:
    """Return the description of a voice.

    Args:
        model: File of the model; its configuration is in the same directory.

    Raises:
        EngineUnavailableError: The configuration is missing or not that of a Piper voice.
    """
    config_file = model.with_name(f"{model.name}.json")
    try:
        config: dict[str, Any] = json.loads(config_file.read_text(encoding="utf-8"))
        speakers = config.get("speaker_id_map") or {}
        return PiperCard(
            language=read_tag(config["espeak"]["voice"]),
            quality=str(config["audio"].get("quality") or ""),
            rate_hz=int(config["audio"]["sample_rate"]),
            speakers=tuple(sorted(speakers, key=speakers.__getitem__)),
            license=_license(model),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineUnavailableError(
            f"{config_file} is not the configuration of a Piper voice: {error}"
        ) from error


def _license(model: Path) -> str:
    """Return the license that a model's card names; empty if there is none."""
    card = _find_card(model)
    told = card and _LICENSE.search(card.read_text(encoding="utf-8", errors="replace"))
    return told[1] if told else ""


def _find_card(model: Path) -> Path | None:
    cards = (model.with_name(name.format(voice=model.stem)) for name in CARDS)
    return next((card for card in cards if card.is_file()), None)


def check_piper_voice(voice: str, directory: Path) -> str:
    """Check that a voice speaks, and return its name with its description.

    Raises:
        EngineUnavailableError: It cannot be loaded or does not speak.
    """
    card = read_card(directory / f"{voice}.onnx")
    PiperEngine(directory, threads=1).load(voice).say(TEST_TEXT)
    return f"piper:{voice}: {card}"


def add_piper_file(model: Path, directory: Path) -> str:
    """Check a voice, copy its files into a directory, and return its name and description.

    Args:
        model: File of the model; its configuration is in the same directory.
        directory: Directory of Piper voices.

    Raises:
        NoSuchVoiceError: The file does not exist.
        EngineUnavailableError: It is not a Piper voice, or cannot be copied.
    """
    if not model.is_file():
        raise NoSuchVoiceError(f"there is no file {model}")
    checked = check_piper_voice(model.stem, model.parent)
    files = {f"{model.name}.json": model.with_name(f"{model.name}.json"), model.name: model}
    card = _find_card(model)
    if card:
        files = {f"{model.stem}.MODEL_CARD": card, **files}
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, file in files.items():  # the model comes last
            new = directory / f"{name}.new"
            shutil.copyfile(file, new)
            new.rename(directory / name)
    except OSError as error:
        raise EngineUnavailableError(f"{directory} cannot be written: {error.strerror}") from error
    return checked
