"""Split models, kept in a directory by the digest of the model.

A model is split when it is first loaded. The parts are compared once with the whole model. If they
do not give the same sound, this is remembered, and the model is not split.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.speech.vits.frame_decoder import (
    Floats,
    FrameDecoder,
    Margins,
    Outline,
    Session,
    Tensors,
)
from worker.speech.vits.model_graph import Graph, ModelGraph, SplitGraph, UnknownStructureError
from worker.speech.vits.model_writer import write_model

FORMAT = 3
"""Version of the files: it changes whenever a model would be split in another way."""

PARTS = ("text", "flow", "decoder")
MANIFEST = "parts.json"
UNFINISHED = ".new-"
"""Start of the names of models that are being split."""

KEPT_UNUSED_S = 30 * 24 * 3600
"""Time after which a split model that was not loaded is removed, in seconds."""

OTHER_SOUND = "the parts give another sound than the whole model"

MARGINS = (Margins(32, 12), Margins(64, 32))
"""Margins that are tried; the first ones suffice for Piper voices of medium quality."""

MOST_DIFFERENCE = 1e-4
"""Maximum difference of a sample from the whole model, for a full scale of 1: 3 of 32,767."""

CHECKED_CHUNKS = (24, 48)
CHECKED_PHONEMES = 40

OpenSession = Callable[[Path], Session]


def open_split(
    model: Path, directory: Path, phonemes: list[int], open_session: OpenSession
) -> FrameDecoder:
    """Return the parts of a model, which is split first if needed.

    Args:
        model: File of the model.
        directory: Directory of all split models.
        phonemes: Some identifiers of phonemes, for the comparison with the whole model.
        open_session: Opens a model file.

    Raises:
        UnknownStructureError: The model cannot be split, or its parts give another sound.
        ValueError: The file is not a model.
        OSError: The parts cannot be written.
    """
    with model.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    place = directory / f"{digest[:32]}-{FORMAT}"
    manifest = _read_manifest(place)
    if manifest is None:
        with _locked(directory):
            manifest = _read_manifest(place)  # another process may have split it meanwhile
            if manifest is None:
                _remove_unused(directory)
                manifest = _split(model, place, phonemes, open_session)
    if not manifest["margins"]:
        raise UnknownStructureError(OTHER_SOUND)
    return _open(place, manifest, open_session)


def _open(place: Path, manifest: dict[str, Any], open_session: OpenSession) -> FrameDecoder:
    graphs = {part: Graph((), *map(tuple, manifest[part])) for part in PARTS}
    sessions = {part: open_session(place / f"{part}.onnx") for part in PARTS}
    names: dict[str, str] = manifest["names"]
    graph = SplitGraph(graphs["text"], graphs["flow"], graphs["decoder"], **names)
    margins = Margins(*manifest["margins"])
    return FrameDecoder(graph, **sessions, margins=margins, hop_samples=manifest["hop_samples"])


def _read_manifest(place: Path) -> dict[str, Any] | None:
    """Return the manifest of a split model; None if it is missing or a file is damaged."""
    with suppress(OSError):  # it is missing, or its directory cannot be written
        os.utime(place)  # it is used
    try:
        text, _, digest = (place / MANIFEST).read_bytes().rpartition(b"\n")
        if hashlib.sha256(text).hexdigest().encode() != digest:
            return None
        manifest: dict[str, Any] = json.loads(text)
        digests = manifest["digests"].items()
        is_whole = all(_digest(place / f"{part}.onnx") == digest for part, digest in digests)
    except OSError:
        return None
    return manifest if is_whole else None


def _write_manifest(place: Path, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest).encode()
    (place / MANIFEST).write_bytes(text + b"\n" + hashlib.sha256(text).hexdigest().encode())


def _split(
    model: Path, place: Path, phonemes: list[int], open_session: OpenSession
) -> dict[str, Any]:
    """Split a model, compare the parts with the whole, and return the manifest.

    Raises:
        UnknownStructureError: The model cannot be split.
    """
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=UNFINISHED) as new:
        made = Path(new) / place.name
        made.mkdir()
        graph = _write_parts(model, made)
        manifest: dict[str, Any] = {
            "names": {
                "duration_noise": graph.duration_noise,
                "frame_noise": graph.frame_noise,
                "like": graph.like,
                "durations": graph.durations,
            },
            "digests": {part: _digest(made / f"{part}.onnx") for part in PARTS},
            **{p: [getattr(graph, p).inputs, getattr(graph, p).outputs] for p in PARTS},
        }
        spoken = _utterance(phonemes, graph)
        # the whole model is out of memory again before its parts are loaded
        expected = open_session(model).run(None, spoken)[0].ravel()
        parts = _open(made, {**manifest, "margins": MARGINS[-1], "hop_samples": 0}, open_session)
        outline = parts.outline(spoken, np.random.default_rng(0))
        manifest["margins"] = _fitting_margins(expected, parts, outline)
        manifest["hop_samples"] = len(expected) // outline.frames
        if not manifest["margins"]:
            manifest["digests"] = {}
            for part in PARTS:
                (made / f"{part}.onnx").unlink()
        _write_manifest(made, manifest)
        for written in made.iterdir():
            _sync(written)
        with suppress(FileNotFoundError):  # otherwise it is damaged
            place.rename(Path(new) / "damaged")
        made.rename(place)
    return manifest


def _write_parts(model: Path, place: Path) -> SplitGraph:
    with model.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        read = ModelGraph(data)
        graph = read.split()
        for part in PARTS:
            with (place / f"{part}.onnx").open("wb") as out:
                write_model(data, read, getattr(graph, part), out)
    return graph


def _utterance(phonemes: list[int], graph: SplitGraph) -> Tensors:
    """Return the inputs of a model for an utterance of some phonemes, without noise."""
    spoken = (phonemes * CHECKED_PHONEMES)[: 2 * CHECKED_PHONEMES]
    given: dict[str, npt.NDArray[Any]] = {
        "input": np.array([spoken], np.int64),
        "input_lengths": np.array([len(spoken)], np.int64),
        "scales": np.array([0.0, 1.0, 0.0], np.float32),
    }
    if "sid" in graph.text.inputs:
        given["sid"] = np.zeros(1, np.int64)
    return given


def _fitting_margins(expected: Floats, parts: FrameDecoder, outline: Outline) -> Margins | None:
    """Return the margins with which the parts give the sound of the whole model, if any do."""
    for margins in MARGINS:
        tried = replace(parts, margins=margins)
        sound = np.concatenate(list(tried.decode(outline, CHECKED_CHUNKS)))
        if len(sound) == len(expected) and np.abs(sound - expected).max() <= MOST_DIFFERENCE:
            return margins
    return None


def _remove_unused(directory: Path) -> None:
    """Remove models that a process left unfinished, and those that were not loaded for long."""
    unused_since = time.time() - KEPT_UNUSED_S
    for place in directory.iterdir():
        if place.name.startswith(UNFINISHED) or place.stat().st_mtime < unused_since:
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Hold the lock of a directory, so that one process at a time splits models."""
    directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.mkdir(exist_ok=True)
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Return when a file's content is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
