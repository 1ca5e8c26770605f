"""Sessions of ONNX Runtime for a VITS model, whole or in parts."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from worker.model.fingerprint import fingerprint_of
from worker.speech.runtime_errors import LOADING_ERRORS
from worker.speech.vits.durations import exposing_durations
from worker.speech.vits.frame_decoder import FrameDecoder, Outline
from worker.speech.vits.split_models import open_split

log = logging.getLogger(__name__)

TIDIED_EVERY_RUNS = 10
"""Number of runs after which a model that always stays in memory returns what it does not need."""

PROVIDERS = ["CPUExecutionProvider"]


class TidySession:
    """Model session that returns memory to the system regularly.

    The runtime keeps the memory of long sentences in fragments that later sentences cannot use.
    After a hundred sentences it needs 640 MB; with this class 400 MB, in the same time.

    Args:
        session: The session.
        every_runs: Number of runs after which memory is returned.
    """

    def __init__(self, session: onnxruntime.InferenceSession, every_runs: int) -> None:
        self._session = session
        self._every_runs = every_runs
        self._runs = 0
        self._giving_back = onnxruntime.RunOptions()
        self._giving_back.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def run(
        self, names: Sequence[str] | None, given: Mapping[str, npt.NDArray[Any]]
    ) -> list[npt.NDArray[Any]]:
        """Run the model, and return its outputs."""
        self._runs += 1
        is_tidying = self._runs % self._every_runs == 0
        found: list[npt.NDArray[Any]] = self._session.run(
            names, given, self._giving_back if is_tidying else None
        )
        return found


class OutlineSession:
    """Model session that finds the lengths of phonemes, and leaves the decoding for later.

    It returns silence of the right length, because Piper computes word times from its output.

    Attributes:
        split: The parts of the model.
        noise: Source of the random numbers of the current utterance.
        found: Outlines of the current utterance, one for each of its sentences.
    """

    def __init__(self, split: FrameDecoder) -> None:
        self.split = split
        self.noise = np.random.default_rng()
        self.found: list[Outline] = []

    def begin(self, *utterance: object) -> None:
        """Begin an utterance; the same utterance gets the same random numbers."""
        self.noise = np.random.default_rng(int(fingerprint_of(*utterance), 16))
        self.found = []

    def run(
        self, _names: Sequence[str] | None, given: Mapping[str, npt.NDArray[Any]]
    ) -> list[npt.NDArray[Any]]:
        """Return silence of the length of a sentence, and the frames of its phonemes."""
        outline = self.split.outline(given, self.noise)
        self.found.append(outline)
        return [np.zeros(outline.frames * self.split.hop_samples, np.float32), outline.durations]


@dataclass(frozen=True, slots=True)
class LoadingOptions:
    """Options of a model's sessions.

    Attributes:
        threads: Number of threads for one run.
        split_models: Directory of split models; None to load whole models.
        is_permanent: True if the model always stays in memory. One that does not returns the memory
            of each run: 75 instead of 250 MB for a voice of medium quality, in the same time
            (2026-11).
    """

    threads: int
    split_models: Path | None = None
    is_permanent: bool = True


def open_sessions(
    model: Path, phonemes: list[int], wanted: LoadingOptions
) -> TidySession | OutlineSession:
    """Load a model, in parts if possible.

    Args:
        model: File of the model.
        phonemes: Some identifiers of phonemes, for the comparison of the parts with the whole.
        wanted: Options of the sessions.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = wanted.threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # errors are raised
    # memory planned for one length of text is of no use for the next: 70 MB
    options.enable_mem_pattern = False
    # otherwise waiting threads of several sessions would keep the cores busy
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    every_runs = TIDIED_EVERY_RUNS if wanted.is_permanent else 1

    def open_session(file: Path) -> TidySession:
        session = onnxruntime.InferenceSession(str(file), options, providers=PROVIDERS)
        return TidySession(session, every_runs)

    if wanted.split_models:
        try:
            return OutlineSession(open_split(model, wanted.split_models, phonemes, open_session))
        except LOADING_ERRORS as error:
            log.warning("%s speaks whole utterances, never in parts: %s", model.name, error)
    return _open_whole(model, open_session)


def _open_whole(model: Path, open_session: Callable[[Path], TidySession]) -> TidySession:
    """Return a model session with phoneme durations, if a copy of the model can be made."""
    try:
        with exposing_durations(model) as told:
            return open_session(told)
    except OSError as error:
        log.warning("words of %s will have estimated times: %s", model.name, error)
        return open_session(model)
