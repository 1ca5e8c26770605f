"""Phoneme durations of Piper voices, exposed as a second output of the model.

A Piper model computes the number of frames of each phoneme in its only `Ceil` node, but does not
output it. An ONNX file is a protobuf message, and protobuf merges concatenated messages. So the
model followed by a graph with one more output is the model with that output.

Source: https://protobuf.dev/programming-guides/encoding, "Last One Wins".
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import NamedTemporaryFile

from worker.speech.vits import onnx_fields as onnx


@contextmanager
def exposing_durations(model: Path) -> Iterator[Path]:
    """Yield a copy of an ONNX model whose second output is the frames of each phoneme.

    The copy is a temporary file, because the runtime keeps a model given as bytes in memory (63 MB
    per process), but reads a file only once.

    Args:
        model: File of the model.

    Yields:
        Path of the copy; of the model itself if it has a second output already, or no such node.

    Raises:
        ValueError: The file is not a protobuf message.
        OSError: The file cannot be read or copied.
    """
    with model.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        output = _second_output(data)
    if not output:
        yield model
        return
    with NamedTemporaryFile(suffix=model.suffix) as copy:
        shutil.copyfile(model, copy.name)
        with Path(copy.name).open("ab") as end:
            end.write(output)
        yield Path(copy.name)


def _second_output(model: mmap) -> bytes:
    """Return the bytes to append to a model for the second output; empty if there are none."""
    outputs, ceilings = 0, []
    for graph in onnx.find_fields(model, (0, len(model)), onnx.MODEL_GRAPH):
        outputs += sum(1 for _ in onnx.find_fields(model, graph, onnx.GRAPH_OUTPUT))
        for node in onnx.find_fields(model, graph, onnx.GRAPH_NODE):
            operators = onnx.find_fields(model, node, onnx.NODE_OP_TYPE)
            if [model[slice(*each)] for each in operators] == [b"Ceil"]:
                made = onnx.find_fields(model, node, onnx.NODE_OUTPUT)
                ceilings += [model[slice(*each)] for each in made]
    if outputs != 1 or len(ceilings) != 1:
        return b""
    output = onnx.write_field(onnx.VALUE_NAME, ceilings[0])
    return onnx.write_field(onnx.MODEL_GRAPH, onnx.write_field(onnx.GRAPH_OUTPUT, output))
