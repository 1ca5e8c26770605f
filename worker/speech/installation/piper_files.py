"""The files of Piper voices on this machine: the check of a new voice, and its copy."""

import shutil
from pathlib import Path

from worker.errors import EngineUnavailableError, NoSuchVoiceError
from worker.speech.piper.card import find_card, read_card
from worker.speech.piper.engine import PiperEngine

TEST_TEXT = "One, two."


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
    card = find_card(model)
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
