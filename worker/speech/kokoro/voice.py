"""Voices of the Kokoro engine."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from worker.errors import EngineRefusedError, EngineUnavailableError
from worker.model.clip import Spoken, SpokenWord
from worker.model.voice import Limits, VoiceLoudness, VoiceMeasures
from worker.speech.engine import Sound, measures_at, version_at
from worker.speech.kokoro.cuts import cut
from worker.speech.kokoro.model import KokoroModel, SharedModel, Uttered
from worker.speech.kokoro.pronunciation import Phonemizer, WordSymbols
from worker.speech.kokoro.word_sounds import BLOCK_S, find_sounding, fit_words
from worker.speech.memory.lazy_model import LazyModel

RATE_HZ = 24000
STYLES, STYLE_SIZE = 510, 256

BEFORE_S = 0.03
"""Silence that is left after a cut, before the next part sounds, in seconds."""

PAUSES_S = {".!?…": 0.35, ";:—": 0.2}
"""Pauses at a cut after a punctuation mark, in seconds, as long as those that the model makes."""

OTHER_PAUSE_S = 0.12

DIGEST_CHARS = 12

MEASURED = {
    "af_heart": VoiceMeasures(
        loudness=VoiceLoudness(
            usual_lufs=-22.6,
            curve=(
                (-6.0, -29.46), (-3.0, -26.46), (0.0, -23.46), (3.0, -20.47), (6.0, -17.56),
                (9.0, -15.04), (12.0, -13.41), (15.0, -12.61), (18.0, -12.18),
            ),
        ),
        letters_per_s=13.45,
    ),
}  # fmt: skip
"""Measures of voices, from a news article of 27 sentences (2026-11)."""


class KokoroVoice:
    """A Kokoro voice.

    Args:
        voice: Name of the voice.
        file: File of its styles.
        phonemizer: Phonemizer of its language.
        model: Model of all voices, which is loaded when a voice first speaks.
        limits: Limits of the engine.
        speed: Speed of the voice; 2 for twice as fast.

    Raises:
        EngineUnavailableError: The file is not a Kokoro voice.
    """

    rate_hz = RATE_HZ

    def __init__(
        self,
        voice: str,
        file: Path,
        phonemizer: Phonemizer,
        model: SharedModel,
        limits: Limits,
        speed: float = 1,
    ) -> None:
        self.name = f"kokoro:{voice}"
        self.measures = measures_at(MEASURED.get(voice), speed)
        self._speed = speed
        self.language = phonemizer.language
        self.limits = replace(limits, takes_ipa=phonemizer.takes_ipa)
        self._styles, digest = _read_styles(file)
        self._phonemizer = phonemizer
        self._model = model
        version = f"kokoro 1 {model.digest[:DIGEST_CHARS]} {digest} {phonemizer.version}"
        self.version = version_at(version, speed)

    @property
    def lazy_model(self) -> LazyModel[KokoroModel]:
        """The model, which all voices share."""
        return self._model.lazy

    def say_in_parts(self, text: str, take: int = 0) -> Iterator[Spoken]:
        """Yield the whole sound."""
        yield self.say(text, take)

    def say(self, text: str, take: int = 0) -> Spoken:  # noqa: ARG002  # all takes are alike
        """Speak a text, and return the sound at the model's loudness with its word times.

        Raises:
            EngineRefusedError: The text has nothing that the model can pronounce.
            EngineUnavailableError: The model cannot be loaded, or the runtime failed.
        """
        said = self._phonemizer.pronounce(text)
        if not any(map(str.isalpha, said.symbols)):
            raise EngineRefusedError(f"{self.name} finds nothing to pronounce in {text!r}")
        model = self._model.open()
        parts = [said.symbols[place] for place in cut(said.symbols)]
        styles = self._styles
        uttered = [model.utter(part, styles[len(part) - 1], self._speed) for part in parts]
        sound, times = _join(parts, uttered)
        if said.words is None or times is None:
            return Spoken(sound)
        return Spoken(sound, fit_words(_time_words(said.words, times), sound, RATE_HZ))


class SymbolTimes(NamedTuple):
    """Times of some symbols.

    Attributes:
        starts: Index of the first sample of each symbol.
        ends: Index after the last sample of each symbol.
    """

    starts: Sequence[int]
    ends: Sequence[int]


def _join(parts: Sequence[str], uttered: Sequence[Uttered]) -> tuple[Sound, SymbolTimes | None]:
    """Return the sound of all parts of a text as one, and the times of its symbols.

    The model adds silence before and after each part. At a cut, it is replaced by a natural pause.
    """
    sounds, starts, ends = [], [], []
    done, is_timed = 0, True
    for number, (part, (sound, lengths)) in enumerate(zip(parts, uttered, strict=True)):
        kept = _kept(sound, part, is_first=not number, is_last=number == len(parts) - 1)
        sounds.append(sound[kept])
        if lengths is None:
            is_timed = False
            continue
        edges = np.cumsum(lengths) + (done - kept.start)
        starts += edges[:-2].tolist()
        ends += edges[1:-1].tolist()
        done += kept.stop - kept.start
    return np.concatenate(sounds), SymbolTimes(starts, ends) if is_timed else None


def _kept(sound: Sound, symbols: str, *, is_first: bool, is_last: bool) -> slice:
    """Return the samples of a part that are kept, with its pause."""
    loud = np.flatnonzero(find_sounding(sound, RATE_HZ)) * round(BLOCK_S * RATE_HZ)
    start, stop = 0, len(sound)
    if len(loud) and not is_first:
        start = max(0, int(loud[0]) - round(BEFORE_S * RATE_HZ))
    if len(loud) and not is_last:
        sign = symbols.rstrip(' "”)')[-1:]
        pauses = (pause_s for signs, pause_s in PAUSES_S.items() if sign in signs)
        pause_s = next(pauses, OTHER_PAUSE_S) + BLOCK_S - BEFORE_S
        stop = min(stop, int(loud[-1]) + round(pause_s * RATE_HZ))
    return slice(start, stop)


def _time_words(words: Sequence[WordSymbols], times: SymbolTimes) -> list[SpokenWord]:
    """Return the times of words, given those of their symbols."""
    starts = [*times.starts, times.ends[-1]]
    return [
        SpokenWord(
            word.start,
            word.end,
            starts[word.first],
            times.ends[word.behind - 1] if word.behind > word.first else starts[word.first],
        )
        for word in words
    ]


def _read_styles(file: Path) -> tuple[npt.NDArray[np.float32], str]:
    """Return the styles of a voice, one for each number of symbols, and their digest.

    Raises:
        EngineUnavailableError: The file is not a Kokoro voice.
    """
    try:
        data = file.read_bytes()
        styles = np.frombuffer(data, "<f4").reshape(STYLES, 1, STYLE_SIZE).astype(np.float32)
    except (OSError, ValueError) as error:
        raise EngineUnavailableError(f"{file} is not a Kokoro voice: {error}") from error
    if not np.isfinite(styles).all():
        raise EngineUnavailableError(f"{file} is not a Kokoro voice: not all numbers are finite")
    return styles, sha256(data).hexdigest()[:DIGEST_CHARS]
