"""Convolutions over time give the same numbers when they are rewritten for images."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from worker.speech.vits import onnx_fields as onnx
from worker.speech.vits.model_graph import Graph, ModelGraph
from worker.speech.vits.model_writer import write_model

CHANNELS, FRAMES = 4, 50


def attribute(name: str, numbers: Sequence[int], *, packed: bool) -> bytes:
    encoded = [onnx.write_number(onnx.ATTRIBUTE_INTEGERS, number) for number in numbers]
    if packed:
        together = b"".join(field[1:] for field in encoded)
        encoded = [onnx.write_field(onnx.ATTRIBUTE_INTEGERS, together)]
    kind = onnx.write_number(onnx.ATTRIBUTE_KIND, onnx.INTEGERS)
    fields = [onnx.write_field(onnx.ATTRIBUTE_NAME, name.encode()), *encoded, kind]
    return onnx.write_field(onnx.NODE_ATTRIBUTE, b"".join(fields))


def node(operator: str, inputs: str, output: str, *attributes: bytes) -> bytes:
    fields = [onnx.write_field(onnx.NODE_INPUT, name.encode()) for name in inputs.split()]
    fields.append(onnx.write_field(onnx.NODE_OUTPUT, output.encode()))
    fields.append(onnx.write_field(onnx.NODE_OP_TYPE, operator.encode()))
    return onnx.write_field(onnx.GRAPH_NODE, b"".join([*fields, *attributes]))


def weights(name: str, shape: Sequence[int]) -> bytes:
    numbers = np.random.default_rng(len(name)).standard_normal(shape, dtype=np.float32)
    fields = [onnx.write_number(onnx.TENSOR_DIMENSION, size) for size in shape]
    fields.append(onnx.write_number(onnx.TENSOR_ELEMENTS, onnx.FLOAT))
    fields.append(onnx.write_field(onnx.TENSOR_NAME, name.encode()))
    fields.append(onnx.write_field(onnx.TENSOR_RAW_DATA, numbers.tobytes()))
    return onnx.write_field(onnx.GRAPH_INITIALIZER, b"".join(fields))


def model(*fields: bytes) -> bytes:
    ends = [
        onnx.write_field(onnx.GRAPH_INPUT, onnx.write_value("given")),
        onnx.write_field(onnx.GRAPH_OUTPUT, onnx.write_value("made")),
    ]
    version = onnx.write_field(8, onnx.write_number(2, 15))
    name = onnx.write_field(onnx.GRAPH_NAME, b"test")
    graph = b"".join([*fields, name, *ends])
    return onnx.write_number(1, 8) + version + onnx.write_field(onnx.MODEL_GRAPH, graph)


def rewritten(data: bytes) -> bytes:
    read, out = ModelGraph(data), BytesIO()
    write_model(data, read, Graph(tuple(read.nodes), ("given",), ("made",)), out)
    return out.getvalue()


def run(data: bytes) -> npt.NDArray[np.float32]:
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    given = np.random.default_rng(0).standard_normal((2, CHANNELS, FRAMES), dtype=np.float32)
    made: npt.NDArray[np.float32]
    [made] = session.run(None, {"given": given})
    return made


def operators(data: bytes) -> list[str]:
    return [each.operator for each in ModelGraph(data).nodes]


@pytest.mark.parametrize("packed", [False, True], ids=["one field a number", "packed"])
@pytest.mark.parametrize(
    ("groups", "numbers"),
    [
        pytest.param(1, {}, id="no attributes"),
        pytest.param(1, {"kernel_shape": [3], "pads": [0, 2], "dilations": [3]}, id="dilated"),
        pytest.param(1, {"kernel_shape": [3], "pads": [1, 1], "strides": [2]}, id="strided"),
        pytest.param(CHANNELS, {"pads": [1, 1]}, id="grouped"),
    ],
)
def test_a_convolution_gives_the_same_numbers(
    groups: int, numbers: dict[str, list[int]], packed: bool
) -> None:
    attributes = [attribute(name, each, packed=packed) for name, each in numbers.items()]
    if groups > 1:
        group = onnx.write_field(onnx.ATTRIBUTE_NAME, b"group") + onnx.write_number(3, groups)
        kind = onnx.write_number(onnx.ATTRIBUTE_KIND, 2)
        attributes.append(onnx.write_field(onnx.NODE_ATTRIBUTE, group + kind))
    data = model(
        node("Conv", "given weight bias", "made", *attributes),
        weights("weight", (CHANNELS, CHANNELS // groups, 3)),
        weights("bias", (CHANNELS,)),
    )
    assert operators(rewritten(data)) == ["Reshape", "Conv", "Reshape"]
    np.testing.assert_allclose(run(rewritten(data)), run(data), atol=1e-5)


def test_weights_that_another_node_uses_too_stay_as_they_are() -> None:
    data = model(
        node("Conv", "given weight", "hidden", attribute("pads", [1, 1], packed=False)),
        node("ReduceSum", "weight", "sum"),
        node("Add", "hidden sum", "made"),
        weights("weight", (CHANNELS, CHANNELS, 3)),
    )
    assert operators(rewritten(data)) == ["Conv", "ReduceSum", "Add"]
    np.testing.assert_array_equal(run(rewritten(data)), run(data))
