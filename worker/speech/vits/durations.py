"""Phoneme durations of Piper voices, exposed as a second output of the model.

A Piper model computes the number of frames of each phoneme in its only `Ceil` node, but does not
output it.
"""

from contextlib import AbstractContextManager
from mmap import mmap
from pathlib import Path

from worker.speech.exposed_output import exposing_output
from worker.speech.vits import onnx_fields as onnx


def exposing_durations(model: Path) -> AbstractContextManager[Path]:
    """Return a context with a copy of a model whose second output is the frames of each phoneme.

    It is the model itself if it has a second output already, or no such node.

    Args:
        model: File of the model.

    Raises:
        ValueError: The file is not a protobuf message; raised when the context is entered.
        OSError: The file cannot be read or copied; raised when the context is entered.
    """
    return exposing_output(model, _second_output)


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
