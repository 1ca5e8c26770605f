"""The graph of a VITS model, and the three graphs into which it is split.

| graph | from | to |
|---|---|---|
| text | phonemes | durations, and the statistics of each frame |
| flow | statistics and noise | the latent frames |
| decoder | latent frames | the samples; this is HiFi-GAN |

The cuts are found by structure, because names differ between models. The flow begins with the
random numbers that do not influence the durations. The decoder begins at the last place before
the first transposed convolution where a single tensor, the product with a mask, carries everything.

The random numbers become inputs, so that the same numbers give the same sound.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from worker.speech.vits import onnx_fields as onnx
from worker.speech.vits.onnx_fields import Data

NOISE = "RandomNormalLike"
NOISE_ATTRIBUTES = {b"mean": 0.0, b"scale": 1.0}
"""Mean and standard deviation of the random numbers, and their values if they are not given."""


class UnknownStructureError(ValueError):
    """Error for a model that cannot be split."""


class Node(NamedTuple):
    """A node of a graph.

    Attributes:
        operator: Name of its operator.
        inputs: Names of its input tensors; an empty name stands for an optional input.
        outputs: Names of its output tensors.
        span: Position of its field in the file.
    """

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Graph:
    """A part of a model's graph.

    Attributes:
        nodes: Nodes in the order of execution.
        inputs: Names of the tensors that it is given.
        outputs: Names of the tensors that it returns.
    """

    nodes: tuple[Node, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitGraph:
    """The three graphs of a model.

    Attributes:
        text: Graph of the text encoder and the durations.
        flow: Graph of the flow.
        decoder: Graph of HiFi-GAN.
        duration_noise: Input of `text` for random numbers; empty if durations are not random.
        frame_noise: Input of `flow` for random numbers.
        like: Output of `text` with the shape of the random numbers of `flow`.
        durations: Output of `text`: the number of frames of each phoneme.
    """

    text: Graph
    flow: Graph
    decoder: Graph
    duration_noise: str
    frame_noise: str
    like: str
    durations: str


class ModelGraph:
    """The graph of an ONNX model.

    Args:
        data: Content of the model's file.

    Raises:
        ValueError: It is not a protobuf message.
        UnknownStructureError: It has subgraphs, not exactly one graph, or no output.
    """

    def __init__(self, data: Data) -> None:
        self._data = data
        self.graph = _only(onnx.find_fields(data, (0, len(data)), onnx.MODEL_GRAPH), "graph")
        self.initializers: dict[str, tuple[int, int]] = {}
        self.values: dict[str, tuple[int, int]] = {}
        inputs, outputs, nodes = [], [], []
        for field in onnx.read_fields(data, *self.graph):
            span = field.content, field.end
            if field.number == onnx.GRAPH_NODE:
                nodes.append(self._read_node(span, (field.start, field.end)))
            elif field.number == onnx.GRAPH_INITIALIZER:
                self.initializers[self._name(span, onnx.TENSOR_NAME)] = field.start, field.end
            elif field.number == onnx.GRAPH_INPUT:
                inputs.append(self._name(span, onnx.VALUE_NAME))
                self.values[inputs[-1]] = span
            elif field.number == onnx.GRAPH_OUTPUT:
                outputs.append(self._name(span, onnx.VALUE_NAME))
                self.values[outputs[-1]] = span
        self.nodes: Sequence[Node] = tuple(nodes)
        self.inputs: Sequence[str] = tuple(each for each in inputs if each not in self.initializers)
        if not outputs:
            raise UnknownStructureError("the model has no output")
        self.output = outputs[0]  # a patched Piper model returns the durations as well
        self._makers = {output: node for node in nodes for output in node.outputs}
        self._constants = self._find_constants()

    def split(self) -> SplitGraph:
        """Return the three graphs.

        Raises:
            UnknownStructureError: The model does not have the structure of VITS.
        """
        ceiling = _only((n for n in self.nodes if n.operator == "Ceil"), "node of durations")
        before = set(self._ancestors(ceiling.outputs, ()))
        noises = [node for node in self.nodes if node.operator == NOISE]
        early = [node for node in noises if node in before]
        late = _only((node for node in noises if node not in before), "source of frame noise")
        if len(early) > 1:
            raise UnknownStructureError("the durations have several sources of random numbers")
        if not all(map(self._is_standard, noises)):
            raise UnknownStructureError("the random numbers have another mean or deviation")
        after = self._descendants(late.outputs[0])
        latent = self._latent(late.outputs[0], after)
        decoder = self._part([self.output], after, [latent])
        flow = self._part([latent], after, [late.outputs[0]])
        duration_noise = [node.outputs[0] for node in early]
        own = {latent, late.outputs[0], *self.inputs}
        given = [each for each in dict.fromkeys([*flow.inputs, *decoder.inputs]) if each not in own]
        told = list(dict.fromkeys([ceiling.outputs[0], late.inputs[0], *given]))
        text = self._part(told, None, [*self.inputs, *duration_noise])
        return SplitGraph(
            text, flow, decoder, "".join(duration_noise), late.outputs[0], late.inputs[0],
            ceiling.outputs[0],
        )  # fmt: skip

    def _is_standard(self, noise: Node) -> bool:
        """Return True if random numbers have a mean of 0 and a standard deviation of 1."""
        [content] = onnx.find_fields(self._data, noise.span, onnx.GRAPH_NODE)
        for span in onnx.find_fields(self._data, content, onnx.NODE_ATTRIBUTE):
            [name] = onnx.find_fields(self._data, span, onnx.ATTRIBUTE_NAME)
            usual = NOISE_ATTRIBUTES.get(bytes(self._data[slice(*name)]))
            for value in onnx.find_fields(self._data, span, onnx.ATTRIBUTE_FLOAT):
                if usual is not None and struct.unpack("<f", self._data[slice(*value)]) != (usual,):
                    return False
        return True

    def _read_node(self, span: tuple[int, int], field: tuple[int, int]) -> Node:
        texts: dict[int, list[str]] = {onnx.NODE_INPUT: [], onnx.NODE_OUTPUT: []}
        operator = ""
        for part in onnx.read_fields(self._data, *span):
            if part.number in texts:
                texts[part.number].append(onnx.read_text(self._data, (part.content, part.end)))
            elif part.number == onnx.NODE_OP_TYPE:
                operator = onnx.read_text(self._data, (part.content, part.end))
            elif part.number == onnx.NODE_ATTRIBUTE:
                inner = {
                    each.number for each in onnx.read_fields(self._data, part.content, part.end)
                }
                if inner & {onnx.ATTRIBUTE_GRAPH, onnx.ATTRIBUTE_GRAPHS}:
                    raise UnknownStructureError("a node contains a graph")
        return Node(operator, tuple(texts[onnx.NODE_INPUT]), tuple(texts[onnx.NODE_OUTPUT]), field)

    def _name(self, span: tuple[int, int], number: int) -> str:
        return onnx.read_text(self._data, next(onnx.find_fields(self._data, span, number)))

    def _find_constants(self) -> set[str]:
        """Return the names of all tensors that no input influences."""
        constants = {"", *self.initializers}
        for node in self.nodes:
            if node.operator != NOISE and constants.issuperset(node.inputs):
                constants.update(node.outputs)
        return constants

    def _ancestors(self, wanted: Iterable[str], stop: Collection[str]) -> Iterator[Node]:
        """Yield the nodes that some tensors need, up to those that are given."""
        waiting, seen = list(wanted), set(stop)
        while waiting:
            name = waiting.pop()
            node = self._makers.get(name)
            if name not in seen and node:
                seen.update(node.outputs)
                waiting += node.inputs
                yield node

    def _descendants(self, name: str) -> list[Node]:
        """Return the nodes that depend on a tensor, in order."""
        reached, nodes = {name}, []
        for node in self.nodes:
            if reached.intersection(node.inputs):
                reached.update(node.outputs)
                nodes.append(node)
        return nodes

    def _latent(self, noise: str, after: Sequence[Node]) -> str:
        """Return the tensor of the latent frames.

        Raises:
            UnknownStructureError: There is none.
        """
        last_use = {name: i for i, node in enumerate(after) for name in node.inputs}
        alive, found = {noise}, ""
        for i, node in enumerate(after):
            if node.operator == "ConvTranspose":
                break
            alive = {name for name in alive | set(node.outputs) if last_use.get(name, -1) > i}
            if len(alive) == 1 and node.operator == "Mul" and alive == set(node.outputs):
                [found] = alive
        else:
            raise UnknownStructureError("nothing upsamples the frames")
        if not found:
            raise UnknownStructureError("no single tensor carries the frames")
        return found

    def _part(
        self, outputs: Sequence[str], within: Sequence[Node] | None, given: Sequence[str]
    ) -> Graph:
        """Return the graph that computes some tensors.

        Args:
            outputs: The tensors.
            within: Nodes that it may contain, besides constants; None for all.
            given: Tensors that it is given.
        """
        allowed = None if within is None else set(within)
        stop = set(given)
        if allowed is not None:
            for node in self.nodes:
                if node not in allowed and not self._constants.issuperset(node.outputs):
                    stop.update(node.outputs)
        needed = set(self._ancestors(outputs, stop))
        nodes = tuple(node for node in self.nodes if node in needed)
        made = {name for node in nodes for name in node.outputs}
        used = dict.fromkeys(name for node in nodes for name in node.inputs)
        inputs = [name for name in used if name and name not in made | self.initializers.keys()]
        return Graph(nodes, tuple(inputs), tuple(outputs))


_T = TypeVar("_T")


def _only(found: Iterable[_T], what: str) -> _T:
    """Return the only element.

    Raises:
        UnknownStructureError: There is none, or more than one.
    """
    there = list(found)
    if len(there) != 1:
        raise UnknownStructureError(f"the model has {len(there)} of this: {what}")
    return there[0]
