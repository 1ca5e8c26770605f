"""The Kokoro model in memory, which all its voices share.

The model computes the length of each symbol, but does not output it; a copy of the model does.
"""

import hashlib
from contextlib import AbstractContextManager
from functools import cached_property
from mmap import mmap
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import onnxruntime

from worker.errors import EngineUnavailableError
from worker.speech.engine import Sound
from worker.speech.exposed_output import exposing_output
from worker.speech.kokoro.symbols import EDGE_TOKEN, TOKENS
from worker.speech.memory.lazy_model import LazyModel
from worker.speech.memory.loaded_models import LoadedModels
from worker.speech.runtime_errors import LOADING_ERRORS, RUNTIME_ERRORS
from worker.speech.vits import onnx_fields as onnx

SAMPLES_PER_FRAME = 600

LOADED_PER_BYTE = 2
"""Size of the model in memory for each byte of its file."""

TIDIED_EVERY_RUNS = 5
"""Interval of the calls that return memory to the system, in calls. Otherwise the runtime keeps the
memory of long texts in fragments that later texts cannot use."""

PROVIDERS = ("CUDAExecutionProvider", "CPUExecutionProvider")
"""Processors that are used if the runtime has them, the preferred one first."""


class Uttered(NamedTuple):
    """Output of the model.

    Attributes:
        sound: Sound of the symbols, with silence before and after it.
        lengths: Number of samples of the silence before, of each symbol, and of the silence after;
            None if the model does not output them.
    """

    sound: Sound
    lengths: npt.NDArray[np.int64] | None


class KokoroModel:
    """The Kokoro model in memory; loading it takes about a second and 175 MB.

    Args:
        file: File of the model.
        threads: Number of threads for one call.

    Raises:
        EngineUnavailableError: The file is not a Kokoro model.
    """

    def __init__(self, file: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # otherwise waiting threads of several sessions would keep the cores busy
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        there = onnxruntime.get_available_providers()
        providers = [provider for provider in PROVIDERS if provider in there]
        try:
            with _exposing_lengths(file) as exposed:
                self._session = onnxruntime.InferenceSession(str(exposed), options, providers)
            inputs = {each.name: each.type for each in self._session.get_inputs()}
            speed = np.int32 if "int32" in inputs.pop("speed") else np.float32
            del inputs["style"]
            [self._tokens] = inputs
        except LOADING_ERRORS as error:
            raise EngineUnavailableError(f"{file} is not a Kokoro model: {error}") from error
        self._speed_type = speed
        self._runs = 0
        self._tidying = onnxruntime.RunOptions()
        self._tidying.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def utter(self, symbols: str, style: npt.NDArray[np.float32], speed: float = 1) -> Uttered:
        """Return the sound of some symbols.

        Args:
            symbols: At most `MOST_SYMBOLS` symbols.
            style: Style of a voice, of shape (1, 256).
            speed: Speed of the voice; 2 for twice as fast.

        Raises:
            EngineUnavailableError: The runtime failed, or the model has only whole speeds.
        """
        wanted = np.array([speed], self._speed_type)
        if wanted[0] != np.float32(speed):
            raise EngineUnavailableError(f"this Kokoro model has only whole speeds, not {speed:g}")
        tokens = [EDGE_TOKEN, *(TOKENS[symbol] for symbol in symbols), EDGE_TOKEN]
        given = {
            self._tokens: np.array([tokens], np.int64),
            "style": style,
            "speed": wanted,
        }
        self._runs += 1
        options = None if self._runs % TIDIED_EVERY_RUNS else self._tidying
        try:
            sound, *more = self._session.run(None, given, options)
        except RUNTIME_ERRORS as error:
            raise EngineUnavailableError(f"onnxruntime: {error}") from error
        return Uttered(sound.ravel(), _lengths(more, len(tokens), sound.size))


def _lengths(
    more: list[npt.NDArray[Any]], tokens: int, samples: int
) -> npt.NDArray[np.int64] | None:
    """Return the number of samples of each token; None if the model does not output them."""
    for output in more:
        if output.size == tokens:
            lengths = output.ravel().astype(np.int64) * SAMPLES_PER_FRAME
            if lengths.sum() == samples:
                return lengths
    return None


class SharedModel:
    """The model of all voices of a process, loaded when a voice first speaks.

    Args:
        file: File of the model.
        threads: Number of threads for one call.
        models: The models in memory of this process.
    """

    def __init__(self, file: Path, threads: int, models: LoadedModels | None = None) -> None:
        self._file = file
        self._threads = threads
        self._models = models or LoadedModels()

    @cached_property
    def lazy(self) -> LazyModel[KokoroModel]:
        """The model, to be loaded when it is needed."""
        size_bytes = self._file.stat().st_size * LOADED_PER_BYTE if self._file.is_file() else 0
        return LazyModel(
            self._models, "kokoro", size_bytes, lambda: KokoroModel(self._file, self._threads)
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file.

        Raises:
            EngineUnavailableError: The file cannot be read.
        """
        try:
            with self._file.open("rb") as opened:
                return hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError as error:
            raise EngineUnavailableError(f"{self._file} cannot be read: {error}") from error

    def open(self) -> KokoroModel:
        """Return the model, loading it if needed.

        Raises:
            EngineUnavailableError: The file is not a Kokoro model.
        """
        return self.lazy.get()


def _exposing_lengths(file: Path) -> AbstractContextManager[Path]:
    """Return a context with a copy of a model that outputs the lengths of symbols, if it can.

    Raises:
        ValueError: The file is not a protobuf message; raised when the context is entered.
        OSError: The file cannot be read or copied; raised when the context is entered.
    """
    return exposing_output(file, _output_of_lengths)


def _output_of_lengths(data: mmap) -> bytes:
    """Return the bytes to append to a model for the output of lengths; empty if none is found.

    The lengths are the values that one node rounds and another one then clips.
    """
    rounded, found = set(), []
    for graph in onnx.find_fields(data, (0, len(data)), onnx.MODEL_GRAPH):
        for node in onnx.find_fields(data, graph, onnx.GRAPH_NODE):
            operator, inputs, outputs = (
                [onnx.read_text(data, span) for span in onnx.find_fields(data, node, number)]
                for number in (onnx.NODE_OP_TYPE, onnx.NODE_INPUT, onnx.NODE_OUTPUT)
            )
            if operator == ["Round"]:
                rounded.update(outputs)
            elif operator == ["Clip"] and inputs[0] in rounded:
                found += outputs
    if len(found) != 1:
        return b""
    output = onnx.write_field(onnx.VALUE_NAME, found[0].encode())
    return onnx.write_field(onnx.MODEL_GRAPH, onnx.write_field(onnx.GRAPH_OUTPUT, output))
