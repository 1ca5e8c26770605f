"""VITS graphs, written out here in small, are split where their structure tells."""

from collections.abc import Sequence
from io import BytesIO

import pytest

from worker.speech.vits import onnx_fields as onnx
from worker.speech.vits.model_graph import ModelGraph, UnknownStructureError
from worker.speech.vits.model_writer import write_model

Nodes = Sequence[tuple[str, str, str]]

VITS: Nodes = [
    ("Conv", "input weight", "hidden"),
    ("RandomNormalLike", "hidden", "noise_w"),
    ("Add", "hidden noise_w", "logs"),
    ("Ceil", "logs", "durations"),
    ("MatMul", "hidden durations", "mean"),
    ("Exp", "durations", "mask"),
    ("Constant", "", "scale"),
    ("RandomNormalLike", "mean", "noise"),
    ("Mul", "noise scale", "scaled"),
    ("Add", "mean scaled", "latent_p"),
    ("Conv", "latent_p weight", "flowed"),
    ("Mul", "flowed mask", "latent"),
    ("Conv", "latent speaker", "before"),
    ("LeakyRelu", "before", "leaky"),
    ("ConvTranspose", "leaky weight", "upsampled"),
    ("Mul", "upsampled scale", "output"),
]


def model(nodes: Nodes) -> bytes:
    graph = b""
    for operator, inputs, outputs in nodes:
        fields = [onnx.write_field(onnx.NODE_INPUT, name.encode()) for name in inputs.split()]
        fields += [onnx.write_field(onnx.NODE_OUTPUT, name.encode()) for name in outputs.split()]
        fields.append(onnx.write_field(onnx.NODE_OP_TYPE, operator.encode()))
        graph += onnx.write_field(onnx.GRAPH_NODE, b"".join(fields))
    tensor = onnx.write_field(onnx.TENSOR_NAME, b"weight")
    graph += onnx.write_field(onnx.GRAPH_INITIALIZER, tensor)
    for name in ("input", "speaker"):
        graph += onnx.write_field(onnx.GRAPH_INPUT, onnx.write_value(name))
    graph += onnx.write_field(onnx.GRAPH_OUTPUT, onnx.write_value("output"))
    return onnx.write_number(1, 8) + onnx.write_field(onnx.MODEL_GRAPH, graph)


def test_a_model_is_split_before_its_frame_noise_and_before_its_decoder() -> None:
    split = ModelGraph(model(VITS)).split()
    assert split.text.inputs == ("input", "noise_w")
    assert split.text.outputs == ("durations", "mean", "mask")
    assert set(split.flow.inputs) == {"noise", "mean", "mask"}
    assert split.flow.outputs == ("latent",)
    assert split.decoder.inputs == ("latent", "speaker")
    assert split.decoder.outputs == ("output",)
    assert (split.duration_noise, split.frame_noise) == ("noise_w", "noise")
    assert (split.like, split.durations) == ("mean", "durations")
    assert "Constant" in [node.operator for node in split.decoder.nodes]


def test_each_graph_is_a_model_with_the_weights_it_needs() -> None:
    data = model(VITS)
    read = ModelGraph(data)
    split, written = read.split(), BytesIO()
    write_model(data, read, split.flow, written)
    flow = ModelGraph(written.getvalue())
    assert [node.operator for node in flow.nodes] == [n.operator for n in split.flow.nodes]
    assert set(flow.inputs) == set(split.flow.inputs)
    assert (flow.output, list(flow.initializers)) == ("latent", ["weight"])


def without(operator: str) -> Nodes:
    return [node for node in VITS if node[0] != operator]


@pytest.mark.parametrize(
    "nodes",
    [
        pytest.param(without("Ceil"), id="no durations"),
        pytest.param(without("RandomNormalLike"), id="no noise"),
        pytest.param(without("ConvTranspose"), id="nothing upsamples"),
        pytest.param([*VITS, ("RandomNormalLike", "mean", "other")], id="more noise"),
    ],
)
def test_a_model_of_another_structure_is_not_split(nodes: Nodes) -> None:
    with pytest.raises(UnknownStructureError):
        ModelGraph(model(nodes)).split()
