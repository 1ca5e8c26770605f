"""ONNX files of the graphs into which a model is split."""

from collections.abc import Iterator
from typing import IO

from worker.speech.vits import flat_convolutions as flat
from worker.speech.vits import onnx_fields as onnx
from worker.speech.vits.model_graph import Graph, ModelGraph
from worker.speech.vits.onnx_fields import Data


def write_model(data: Data, model: ModelGraph, graph: Graph, out: IO[bytes]) -> None:
    """Write a graph of a model as a model of its own, with the weights that it needs.

    Its convolutions over time are rewritten for a faster kernel.

    Args:
        data: Content of the model's file.
        model: The model.
        graph: Graph to write.
        out: File to write to.
    """
    for field in onnx.read_fields(data, 0, len(data)):
        if field.number != onnx.MODEL_GRAPH:
            out.write(data[field.start : field.end])
    fields = list(_fields(data, model, graph))
    out.write(onnx.write_head(onnx.MODEL_GRAPH, sum(map(len, fields))))
    out.writelines(fields)


def _fields(data: Data, model: ModelGraph, graph: Graph) -> Iterator[bytes]:
    yield onnx.write_field(onnx.GRAPH_NAME, b"part")
    yield from _nodes_and_weights(data, model, graph)
    for number, names in ((onnx.GRAPH_INPUT, graph.inputs), (onnx.GRAPH_OUTPUT, graph.outputs)):
        for name in names:
            known = model.values.get(name)
            yield onnx.write_field(number, data[slice(*known)] if known else onnx.write_value(name))


def _nodes_and_weights(data: Data, model: ModelGraph, graph: Graph) -> Iterator[bytes]:
    flattened = flat.find_flat(data, model, graph)
    for node in graph.nodes:
        if flattened.intersection(node.inputs):
            yield from flat.write_node(data, node)
        else:
            yield data[slice(*node.span)]
    for name in dict.fromkeys(name for node in graph.nodes for name in node.inputs):
        if name in flattened:
            yield flat.write_weights(data, model.initializers[name])
        elif name in model.initializers:
            yield data[slice(*model.initializers[name])]
    if flattened:
        yield from flat.write_shapes()
