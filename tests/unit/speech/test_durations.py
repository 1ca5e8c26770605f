"""Models that return the durations of phonemes, as messages written out here."""

from pathlib import Path

import pytest

from worker.speech.vits.durations import exposing_durations

CEIL = bytes.fromhex("0a0a") + b"\x12\x02/c\x22\x04Ceil"
ADD = bytes.fromhex("0a09") + b"\x12\x02/a\x22\x03Add"
OUTPUT = bytes.fromhex("6205") + b"\x0a\x03out"
"""Fields of a graph: 1, nodes with an output (2) and a type (4); 12, an output with a name (1)."""

TOLD = bytes.fromhex("3a06 6204") + b"\x0a\x02/c"
"""Field 7 of a model: a graph with the one output "/c"."""


def model(*graph: bytes) -> bytes:
    """A model of version 8, with some numbers of fixed length behind its graph."""
    content = b"".join(graph)
    return b"\x08\x08" + b"\x3a" + bytes([len(content)]) + content + b"\x15abcd\x19abcdefgh"


def told(path: Path, data: bytes) -> bytes:
    path.write_bytes(data)
    with exposing_durations(path) as given:
        seen = given.read_bytes()
    assert path.read_bytes() == data
    assert given == path or not given.exists()
    return seen


def test_the_only_ceiling_becomes_the_second_output_of_a_copy(tmp_path: Path) -> None:
    data = model(ADD, CEIL, OUTPUT)
    assert told(tmp_path / "voice.onnx", data) == data + TOLD


@pytest.mark.parametrize(
    "graph",
    [
        pytest.param((ADD, OUTPUT), id="no such node"),
        pytest.param((CEIL, CEIL, OUTPUT), id="two such nodes"),
        pytest.param((CEIL, OUTPUT, OUTPUT), id="tells already"),
    ],
)
def test_other_models_stay_as_they_are(tmp_path: Path, graph: tuple[bytes, ...]) -> None:
    assert told(tmp_path / "voice.onnx", model(*graph)) == model(*graph)


@pytest.mark.parametrize(
    "data", [b"", b"\x0f", model(CEIL, OUTPUT)[:-3], model(CEIL, OUTPUT)[:20], b"\x80", b"no model"]
)
def test_what_is_no_model_is_an_error(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"protobuf|empty"):
        told(tmp_path / "voice.onnx", data)
