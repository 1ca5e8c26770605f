"""The files of Piper models, checked without loading the model."""

import hashlib
import os
import time
from dataclasses import dataclass, replace
from mmap import ACCESS_READ, mmap
from pathlib import Path

from worker.errors import EngineUnavailableError
from worker.speech.piper.card import CARDS, PiperCard, read_card
from worker.speech.vits import onnx_fields as onnx

FileStamp = tuple[int, ...]
"""Times of the last changes of a file's content and of its name or permissions, and its size."""

Stamp = tuple[FileStamp, ...]
"""Stamps of the files of a model. Two models may have the same size and the same time of content;
the other time then shows that one has replaced the other."""

INPUTS = {"input", "input_lengths", "scales"}
SPEAKER_INPUT = "sid"

COPIED_WITHIN_S = 60.0
"""Time after the last change of a file within which it may be incomplete, in seconds."""

DIGEST_CHARS = 12
SAMPLED_BLOCKS, BLOCK_BYTES = 64, 4096

LOADED_PER_BYTE = 1.5
LOADED_BYTES = 6_000_000
"""Size of a loaded model: that of its file by this factor, and this constant. Voices of medium
quality, with files of 63 MB, take 90 MB each (2026-11)."""


@dataclass(frozen=True, slots=True)
class CheckedModel:
    """A model whose files are complete.

    Attributes:
        card: Its description.
        digest: Digest of its files.
        size_bytes: Estimate of its size in memory.
        stamp: Stamp of its files.
    """

    card: PiperCard
    digest: str
    size_bytes: int
    stamp: Stamp


def is_same(one: CheckedModel | str, other: CheckedModel | str) -> bool:
    """Return True if two checks found the same model; a text stands for an error."""
    if isinstance(one, CheckedModel) and isinstance(other, CheckedModel):
        return replace(one, stamp=()) == replace(other, stamp=())
    return False


def stamp_of(model: Path) -> Stamp:
    """Return the stamp of a model's files; it is shorter if some are missing.

    Args:
        model: File of the model.
    """
    cards = (model.with_name(name.format(voice=model.stem)) for name in CARDS)
    files = [model, model.with_name(f"{model.name}.json"), *cards]
    return tuple(stamp for file in files if (stamp := stamp_of_file(file)))


def is_recent(stamp: Stamp) -> bool:
    """Return True if a model's files have just changed: they may be incomplete."""
    return bool(stamp) and time.time() - max(times[0] for times in stamp) / 1e9 < COPIED_WITHIN_S


def stamp_of_file(file: Path | os.DirEntry[str]) -> FileStamp:
    """Return the stamp of a file; empty if it is not there any more.

    A link to a missing file counts as missing.
    """
    try:
        stat = file.stat()
    except OSError:
        return ()
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size


def check_model(model: Path) -> CheckedModel:
    """Return a model's description and digest, after a check of its files.

    Raises:
        EngineUnavailableError: A file is missing or damaged, or the model is not one of Piper.
    """
    stamp, card = stamp_of(model), read_card(model)
    try:
        with model.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
            _check_inputs(data, has_speakers=bool(card.speakers))
            digest = _sampled_digest(data, model.with_name(f"{model.name}.json").read_bytes())
            size_bytes = LOADED_BYTES + int(len(data) * LOADED_PER_BYTE)
    except (OSError, ValueError) as error:
        raise EngineUnavailableError(
            f"{model} is not a Piper voice: {error}", is_lasting=True
        ) from error
    return CheckedModel(card, digest, size_bytes, stamp)


def _check_inputs(data: mmap, *, has_speakers: bool) -> None:
    """Check that a file is complete, and that the model has its weights and the inputs of Piper.

    Raises:
        ValueError: It is not so.
    """
    tensors = (
        tensor
        for graph in onnx.find_fields(data, (0, len(data)), onnx.MODEL_GRAPH)
        for tensor in onnx.find_fields(data, graph, onnx.GRAPH_INITIALIZER)
    )
    for tensor in tensors:
        if onnx.IN_ANOTHER_FILE in onnx.read_numbers(data, tensor, onnx.TENSOR_LOCATION):
            raise ValueError("its weights are in another file; save them in the file of the model")
    there = {
        onnx.read_text(data, name)
        for graph in onnx.find_fields(data, (0, len(data)), onnx.MODEL_GRAPH)
        for value in onnx.find_fields(data, graph, onnx.GRAPH_INPUT)
        for name in onnx.find_fields(data, value, onnx.VALUE_NAME)
    }
    needed = INPUTS | ({SPEAKER_INPUT} if has_speakers else set())
    if not needed <= there:
        raise ValueError(f"the model has no input {', '.join(sorted(needed - there))}")


def _sampled_digest(data: mmap, config: bytes) -> str:
    """Return the digest of a configuration and of blocks at even distances in a model.

    Training changes all weights, so that the blocks of another model are different. All bytes of
    twenty models would take seconds to read.
    """
    digest = hashlib.sha256(config)
    digest.update(str(len(data)).encode())
    for number in range(SAMPLED_BLOCKS):
        at = len(data) * number // SAMPLED_BLOCKS
        digest.update(data[at : at + BLOCK_BYTES])
    return digest.hexdigest()[:DIGEST_CHARS]
