"""Protobuf fields of ONNX files, read and written without the package `onnx`.

Source: https://protobuf.dev/programming-guides/encoding; `ModelProto`, `GraphProto`, `NodeProto`,
`AttributeProto` and `ValueInfoProto` in onnx.proto.
"""

from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_NAME, GRAPH_INITIALIZER, GRAPH_INPUT, GRAPH_OUTPUT = 1, 2, 5, 11, 12
NODE_INPUT, NODE_OUTPUT, NODE_OP_TYPE, NODE_ATTRIBUTE = 1, 2, 4, 5
ATTRIBUTE_NAME, ATTRIBUTE_FLOAT, ATTRIBUTE_INTEGERS = 1, 2, 8
ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS = 6, 11
ATTRIBUTE_KIND, INTEGERS = 20, 7
TENSOR_DIMENSION, TENSOR_ELEMENTS, TENSOR_NAME, TENSOR_RAW_DATA = 1, 2, 8, 9
TENSOR_LOCATION, IN_ANOTHER_FILE = 14, 1
VALUE_NAME, VALUE_TYPE = 1, 2
TYPE_TENSOR = 1
TENSOR_TYPE_ELEMENTS = 1
FLOAT, INT64 = 1, 7

_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_FIXED_BYTES = {_FIXED_64: 8, _FIXED_32: 4}

Data = mmap | bytes


class Field(NamedTuple):
    """A field of a protobuf message.

    Attributes:
        number: Number of the field.
        start: Position of the field in the file.
        content: Position of its content; for a nested message, a string or bytes.
        end: Position after the field.
    """

    number: int
    start: int
    content: int
    end: int


def read_fields(data: Data, start: int, end: int) -> Iterator[Field]:
    """Yield the fields of the message between two positions.

    Raises:
        ValueError: The message is malformed or incomplete.
    """
    at = start
    while at < end:
        begin = at
        tag, at = _read_varint(data, at)
        kind, content = tag & 7, at
        if kind == _VARINT:
            _, at = _read_varint(data, at)
        elif kind == _BYTES:
            size, content = _read_varint(data, at)
            at = content + size
        elif kind in _FIXED_BYTES:
            at += _FIXED_BYTES[kind]
        else:
            raise ValueError(f"no protobuf field begins before byte {at}")
        yield Field(tag >> 3, begin, content, at)
    if at != end:
        raise ValueError(f"a protobuf message that ends at byte {end} is cut off")


def find_fields(data: Data, span: tuple[int, int], wanted: int) -> Iterator[tuple[int, int]]:
    """Yield the contents of all fields with one number in the message at a span."""
    for field in read_fields(data, *span):
        if field.number == wanted:
            yield field.content, field.end


def read_numbers(data: Data, span: tuple[int, int], wanted: int) -> Iterator[int]:
    """Yield the integers of all fields with one number in the message at a span.

    Protobuf allows one field for each integer, or one field for all of them.

    Raises:
        ValueError: The message is malformed.
    """
    for field in read_fields(data, *span):
        if field.number == wanted:
            at = field.start
            tag, at = _read_varint(data, at)
            if tag & 7 == _BYTES:
                at = field.content
            while at < field.end:
                number, at = _read_varint(data, at)
                yield number


def read_text(data: Data, span: tuple[int, int]) -> str:
    """Return the text at a span."""
    return data[slice(*span)].decode()


def write_field(number: int, content: bytes) -> bytes:
    """Return a field that contains a nested message, a string or bytes."""
    return write_head(number, len(content)) + content


def write_head(number: int, size: int) -> bytes:
    """Return the bytes before the content of such a field."""
    return _write_varint(number << 3 | _BYTES) + _write_varint(size)


def write_number(number: int, value: int) -> bytes:
    """Return a field that contains an integer."""
    return _write_varint(number << 3 | _VARINT) + _write_varint(value)


def write_value(name: str) -> bytes:
    """Return the message of a graph's input or output: a tensor of floats of any shape."""
    tensor = write_field(TYPE_TENSOR, write_number(TENSOR_TYPE_ELEMENTS, FLOAT))
    return write_field(VALUE_NAME, name.encode()) + write_field(VALUE_TYPE, tensor)


def _read_varint(data: Data, at: int) -> tuple[int, int]:
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


def _write_varint(value: int) -> bytes:
    written = bytearray()
    while value >= 0x80:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
