"""Decoding of a VITS model in chunks of frames; the sound is that of all frames decoded at once.

The flow and HiFi-GAN are convolutions of finite reach. A chunk is decoded with a margin of frames
on both sides, and the samples of the margins are dropped.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from worker.speech.vits.model_graph import SplitGraph

Tensors = Mapping[str, npt.NDArray[Any]]
Floats = npt.NDArray[np.float32]

FRAME_AXES = 3
"""Number of axes of a tensor with one column for each frame: batch, channels, frames."""


class Session(Protocol):
    """The part of an ONNX Runtime session that is used here."""

    def run(self, names: Sequence[str] | None, given: Tensors) -> list[npt.NDArray[Any]]:
        """Run the model, and return its outputs."""


class Margins(NamedTuple):
    """Frames on each side of a chunk that influence its sound.

    Attributes:
        flow: Reach of the flow.
        decoder: Reach of HiFi-GAN.
    """

    flow: int
    decoder: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A text whose phonemes have their lengths, before anything is decoded.

    Attributes:
        tensors: Inputs of the flow and of HiFi-GAN, by name.
        durations: Number of frames of each phoneme, of shape (1, 1, phonemes).
        frames: Number of frames.
    """

    tensors: Tensors
    durations: npt.NDArray[Any]
    frames: int


@dataclass(frozen=True, slots=True)
class FrameDecoder:
    """The three graphs of a model, ready to run.

    Attributes:
        graph: Names of their inputs and outputs.
        text: Session of the text graph.
        flow: Session of the flow.
        decoder: Session of HiFi-GAN.
        margins: Margins of a chunk.
        hop_samples: Number of samples of a frame.
    """

    graph: SplitGraph
    text: Session
    flow: Session
    decoder: Session
    margins: Margins
    hop_samples: int

    def outline(self, given: Tensors, noise: np.random.Generator) -> Outline:
        """Return the outline of a text.

        Args:
            given: Inputs of the whole model.
            noise: Source of the random numbers.
        """
        graph, phonemes = self.graph, given["input"].shape[1]
        inputs = {name: given[name] for name in graph.text.inputs if name in given}
        if graph.duration_noise:
            inputs[graph.duration_noise] = _normal(noise, (1, 2, phonemes))
        told = dict(zip(graph.text.outputs, self.text.run(None, inputs), strict=True))
        shape = told[graph.like].shape
        tensors = {**given, **told, graph.frame_noise: _normal(noise, shape)}
        return Outline(tensors, told[graph.durations], shape[-1])

    def decode(
        self, outline: Outline, chunks: Sequence[int], flow_frames: int = 0
    ) -> Iterator[Floats]:
        """Yield the sound of an outline.

        Args:
            outline: The outline.
            chunks: Numbers of frames of the chunks; the last one is repeated to the end.
            flow_frames: Number of frames over which the flow runs at a time, if a chunk does not
                need more. Many frames delay the first chunk, but have fewer margins.
        """
        latents = list[Floats]()
        start = number = flown = 0
        while start < outline.frames:
            end = min(outline.frames, start + chunks[min(number, len(chunks) - 1)])
            last = min(outline.frames, max(end + self.margins.decoder, flown + flow_frames))
            if flown < last:
                latents.append(self._flow(outline, flown, last))
                flown = last
            yield self._decode_chunk(outline, np.concatenate(latents, axis=-1), start, end)
            start, number = end, number + 1

    def _flow(self, outline: Outline, start: int, end: int) -> Floats:
        """Return the output of the flow for a range of frames."""
        first = max(0, start - self.margins.flow)
        last = min(outline.frames, end + self.margins.flow)
        [latent] = self.flow.run(None, _cut(outline, self.graph.flow.inputs, first, last))
        return latent[..., start - first : end - first]

    def _decode_chunk(self, outline: Outline, latent: Floats, start: int, end: int) -> Floats:
        """Return the sound of a range of frames.

        Args:
            outline: The outline.
            latent: Output of the flow for all frames up to the end of the chunk and its margin.
            start: First frame.
            end: Frame after the last one.
        """
        first = max(0, start - self.margins.decoder)
        last = min(outline.frames, end + self.margins.decoder)
        inputs = _cut(outline, self.graph.decoder.inputs, first, last)
        [name] = self.graph.flow.outputs
        inputs[name] = latent[..., first:last]
        sound = self.decoder.run(None, inputs)[0].ravel()
        hop = len(sound) // (last - first)
        return sound[(start - first) * hop : (end - first) * hop]


def _cut(outline: Outline, names: Sequence[str], start: int, end: int) -> dict[str, Any]:
    """Return some tensors for a range of frames; those without frames are returned whole."""
    found = {name: outline.tensors[name] for name in names if name in outline.tensors}
    return {
        name: tensor[..., start:end]
        if tensor.ndim == FRAME_AXES and tensor.shape[-1] == outline.frames
        else tensor
        for name, tensor in found.items()
    }


def _normal(noise: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return noise.standard_normal(shape, dtype=np.float32)
