"""Small Piper voices with the structure of VITS, written out as ONNX files.

They hum: each phoneme is a few frames long, and each speaker has a pitch. The noise scale roughens
the hum, and the length scale slows it down.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from worker.speech.vits import onnx_fields as onnx

RATE_HZ = 22050
HOP_SAMPLES = 256
CHANNELS = 8
SYMBOLS = 256
FRAMES_PER_PHONEME = 2.6

LETTERS = "_^$ !'(),-.:;?abcdefghijklmnopqrstuvwxyzæçðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɡɣɪɫɬɭɯɲɹɾʀʁʂʃʊʋʌʎʏʒʔˈˌː̃θχᵻβ"

FLOAT, INT = 1, 7
TYPE_FLOAT, TYPE_INT, TYPE_INTS = 1, 2, 7
"""Data types of tensors, and types of attributes, in onnx.proto."""

OPSET = 17

ONE_OUTPUT = {"output": 3}
"""Outputs of a model, with their numbers of axes."""


def write_voice(
    directory: Path,
    name: str,
    *,
    espeak: str = "en-us",
    speakers: Sequence[str] = (),
    ballast_bytes: int = 0,
) -> Path:
    """Write the files of a voice, and return the file of its model.

    Args:
        directory: Directory of Piper voices.
        name: Name of the voice.
        espeak: Name of its language in espeak.
        speakers: Names of its speakers; none for one speaker.
        ballast_bytes: Size of weights that have no effect.
    """
    config = {
        "audio": {"sample_rate": RATE_HZ, "quality": "low"},
        "espeak": {"voice": espeak},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": "espeak",
        "phoneme_id_map": {letter: [number] for number, letter in enumerate(LETTERS)},
        "num_symbols": SYMBOLS,
        "num_speakers": max(1, len(speakers)),
        "speaker_id_map": {speaker: number for number, speaker in enumerate(speakers)},
        "piper_version": "1.0.0",
    }
    directory.mkdir(parents=True, exist_ok=True)
    model = directory / f"{name}.onnx"
    (directory / f"{name}.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    (directory / f"{name}.MODEL_CARD").write_text("* License: CC0\n", encoding="utf-8")
    model.write_bytes(model_bytes(len(speakers), ballast_bytes))
    return model


def model_bytes(
    speakers: int = 0,
    ballast_bytes: int = 0,
    noise: Mapping[str, float] | None = None,
    outputs: Mapping[str, int] = ONE_OUTPUT,
) -> bytes:
    """Return an ONNX model.

    Args:
        speakers: Number of its speakers; 0 or 1 for a model without this input.
        ballast_bytes: Size of weights that have no effect.
        noise: Attributes of its random numbers.
        outputs: Its outputs, with their numbers of axes.
    """
    random = np.random.default_rng(1)
    wave = np.sin(2 * np.pi * 3 * np.arange(HOP_SAMPLES) / HOP_SAMPLES)
    rows = SYMBOLS + ballast_bytes // (4 * CHANNELS)
    symbols = np.zeros((rows, CHANNELS), np.float32)
    symbols[:SYMBOLS] = random.normal(0, 0.3, (SYMBOLS, CHANNELS))
    weights: dict[str, npt.NDArray[Any]] = {
        "symbols": symbols,
        "flow_w": random.normal(0, 0.1, (CHANNELS, CHANNELS, 3)).astype(np.float32),
        "pre_w": random.normal(0, 0.1, (CHANNELS, CHANNELS, 3)).astype(np.float32),
        "pre_b": np.ones(CHANNELS, np.float32),
        "up_w": np.broadcast_to(wave / CHANNELS, (CHANNELS, 1, HOP_SAMPLES)).astype(np.float32),
        "level": np.array(0.3, np.float32),
        "frames": np.array(FRAMES_PER_PHONEME, np.float32),
        "spread": np.array(0.1, np.float32),
        "zero": np.array(0, np.float32),
        "one": np.array(1, np.float32),
        "flat": np.array([-1]),
        "axis_1": np.array([1]),
        "axis_2": np.array([2]),
        "axes_01": np.array([0, 1]),
        "from_0": np.array([0]),
        "to_2": np.array([2]),
        **{f"index_{number}": np.array(number) for number in range(3)},
    }
    nodes = [
        node("Gather", "symbols input", "embedded"),
        node("Transpose", "embedded", "alone", perm=[0, 2, 1]),
        node("Gather", "scales index_0", "noise_scale"),
        node("Gather", "scales index_1", "length_scale"),
        node("Gather", "scales index_2", "width_scale"),
    ]
    if speakers > 1:
        weights["speakers"] = np.repeat(
            3 * np.arange(speakers, dtype=np.float32)[:, None], CHANNELS, axis=1
        )
        nodes += [
            node("Gather", "speakers sid", "speaker"),
            node("Unsqueeze", "speaker axis_2", "speaker_column"),
            node("Add", "alone speaker_column", "hidden"),
        ]
    else:
        nodes.append(node("Identity", "alone", "hidden"))
    nodes += [
        node("Slice", "hidden from_0 to_2 axis_1", "like_w"),
        node("RandomNormalLike", "like_w", "noise_w"),
        node("Mul", "noise_w width_scale", "wide"),
        node("ReduceMean", "wide", "rhythm", axes=[1], keepdims=1),
        node("Mul", "rhythm spread", "log_w"),
        node("Exp", "log_w", "w"),
        node("Mul", "w length_scale", "w_scaled"),
        node("Mul", "w_scaled frames", "w_frames"),
        node("Ceil", "w_frames", "durations"),
        node("CumSum", "durations index_2", "ends"),
        node("Reshape", "ends flat", "ends_flat"),
        node("ReduceSum", "durations", "total", keepdims=0),
        node("Range", "zero total one", "times"),
        node("Unsqueeze", "times axis_1", "times_column"),
        node("LessOrEqual", "ends_flat times_column", "passed"),
        node("Cast", "passed", "passed_count", to=INT),
        node("ReduceSum", "passed_count axis_1", "phoneme_of_frame", keepdims=0),
        node("Gather", "hidden phoneme_of_frame", "mean", axis=2),
        node("Less", "times total", "is_frame"),
        node("Cast", "is_frame", "mask_flat", to=FLOAT),
        node("Unsqueeze", "mask_flat axes_01", "mask"),
        node("RandomNormalLike", "mean", "noise", **noise or {}),
        node("Mul", "noise noise_scale", "noise_scaled"),
        node("Add", "mean noise_scaled", "latent_p"),
        node("Conv", "latent_p flow_w", "flowed", pads=[1, 1]),
        node("Mul", "flowed mask", "latent"),
        node("Conv", "latent pre_w pre_b", "before", pads=[1, 1]),
        node("LeakyRelu", "before", "leaky"),
        node("ConvTranspose", "leaky up_w", "upsampled", strides=[HOP_SAMPLES]),
        node("Tanh", "upsampled", "squashed"),
        node("Mul", "squashed level", "output"),
    ]
    inputs = {"input": (INT, 2), "input_lengths": (INT, 1), "scales": (FLOAT, 1)}
    if speakers > 1:
        inputs["sid"] = INT, 1
    graph = [onnx.write_field(onnx.GRAPH_NODE, each) for each in nodes]
    graph.append(onnx.write_field(onnx.GRAPH_NAME, b"hum"))
    graph += [onnx.write_field(onnx.GRAPH_INITIALIZER, tensor(n, w)) for n, w in weights.items()]
    graph += [onnx.write_field(onnx.GRAPH_INPUT, value(n, *told)) for n, told in inputs.items()]
    for name, axes in outputs.items():
        graph.append(onnx.write_field(onnx.GRAPH_OUTPUT, value(name, FLOAT, axes)))
    return b"".join(
        [
            onnx.write_number(1, 8),
            onnx.write_field(8, onnx.write_number(2, OPSET)),
            onnx.write_field(onnx.MODEL_GRAPH, b"".join(graph)),
        ]
    )


def node(operator: str, inputs: str, output: str, **attributes: float | list[int]) -> bytes:
    """Return a node of a graph."""
    fields = [onnx.write_field(onnx.NODE_INPUT, name.encode()) for name in inputs.split()]
    fields.append(onnx.write_field(onnx.NODE_OUTPUT, output.encode()))
    fields.append(onnx.write_field(onnx.NODE_OP_TYPE, operator.encode()))
    for name, given in attributes.items():
        attribute = onnx.write_field(1, name.encode())
        if isinstance(given, int):
            attribute += onnx.write_number(3, given) + onnx.write_number(20, TYPE_INT)
        elif isinstance(given, float):
            attribute += b"\x15" + struct.pack("<f", given) + onnx.write_number(20, TYPE_FLOAT)
        else:
            attribute += b"".join(onnx.write_number(8, each) for each in given)
            attribute += onnx.write_number(20, TYPE_INTS)
        fields.append(onnx.write_field(onnx.NODE_ATTRIBUTE, attribute))
    return b"".join(fields)


def tensor(name: str, weights: npt.NDArray[Any]) -> bytes:
    """Return an initializer of a graph."""
    kind = INT if weights.dtype == np.int64 else FLOAT
    dims = b"".join(onnx.write_number(1, size) for size in weights.shape)
    return b"".join(
        [
            dims,
            onnx.write_number(2, kind),
            onnx.write_field(onnx.TENSOR_NAME, name.encode()),
            onnx.write_field(9, weights.tobytes()),
        ]
    )


def value(name: str, kind: int, axes: int) -> bytes:
    """Return the description of an input or output of a graph."""
    shape = b"".join(onnx.write_field(1, onnx.write_field(2, b"n%d" % i)) for i in range(axes))
    told = onnx.write_number(onnx.TENSOR_TYPE_ELEMENTS, kind) + onnx.write_field(2, shape)
    return onnx.write_field(onnx.VALUE_NAME, name.encode()) + onnx.write_field(
        onnx.VALUE_TYPE, onnx.write_field(onnx.TYPE_TENSOR, told)
    )
