"""Phoneme durations of Piper voices, exposed as a second output of the model.

A Piper model computes the number of frames of each phoneme in its only `Ceil` node, but does not
output it. An ONNX file is a protobuf message, and protobuf merges concatenated messages. So the
model followed by a graph with one more output is the model with that output.

Source: https://protobuf.dev/programming-guides/encoding, "Last One Wins"; `ModelProto`,
`GraphProto`, `NodeProto` and `ValueInfoProto` in onnx.proto.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import NamedTemporaryFile

_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_OUTPUT = 1, 12
_NODE_OUTPUT, _NODE_OP_TYPE = 2, 4
_VALUE_NAME = 1
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_FIXED_BYTES = {_FIXED_64: 8, _FIXED_32: 4}


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
    for graph in _find(model, (0, len(model)), _MODEL_GRAPH):
        outputs += sum(1 for _ in _find(model, graph, _GRAPH_OUTPUT))
        for node in _find(model, graph, _GRAPH_NODE):
            if [model[slice(*each)] for each in _find(model, node, _NODE_OP_TYPE)] == [b"Ceil"]:
                ceilings += [model[slice(*each)] for each in _find(model, node, _NODE_OUTPUT)]
    if outputs != 1 or len(ceilings) != 1:
        return b""
    return _field(_MODEL_GRAPH, _field(_GRAPH_OUTPUT, _field(_VALUE_NAME, ceilings[0])))


def _find(data: mmap, span: tuple[int, int], wanted: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of all fields with one number in the message at a span.

    Raises:
        ValueError: The message is malformed or incomplete.
    """
    at, end = span
    while at < end:
        tag, at = _read_varint(data, at)
        kind = tag & 7
        if kind == _VARINT:
            _, at = _read_varint(data, at)
        elif kind == _BYTES:
            size, at = _read_varint(data, at)
            if tag >> 3 == wanted:
                yield at, at + size
            at += size
        elif kind in _FIXED_BYTES:
            at += _FIXED_BYTES[kind]
        else:
            raise ValueError(f"no protobuf field begins before byte {at}")
    if at != end:
        raise ValueError(f"a protobuf message that ends at byte {end} is cut off")


def _read_varint(data: mmap, at: int) -> tuple[int, int]:
    """Return the number at a position, and the position after it.

    Raises:
        ValueError: The number is incomplete.
    """
    value = shift = 0
    while at < len(data):
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError("a protobuf number is cut off")


def _field(number: int, content: bytes) -> bytes:
    return _write_varint(number << 3 | _BYTES) + _write_varint(len(content)) + content


def _write_varint(value: int) -> bytes:
    written = bytearray()
    while value >= 0x80:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
