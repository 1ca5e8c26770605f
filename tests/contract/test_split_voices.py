"""Piper models in parts: kinds of models, damaged files, and files that are left behind."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from tests.voice_models import ONE_OUTPUT, model_bytes, write_voice
from worker.errors import EngineUnavailableError
from worker.speech.piper.engine import PiperEngine
from worker.speech.piper.voice import PiperEngineVoice
from worker.speech.vits import onnx_fields as onnx
from worker.speech.vits import split_models
from worker.speech.vits.sessions import OutlineSession

TEXT = "The ferry leaves at noon."
QUIET = ("piper:hum:noise=0", "piper:hum:noise-width=0")


def load(directory: Path, *scales: str, parts: bool = True) -> PiperEngineVoice:
    models = directory / "models" if parts else None
    return PiperEngine(directory / "piper", 1, models, scales).load("hum")


def is_split(voice: PiperEngineVoice) -> bool:
    return isinstance(voice.lazy_model.get().session, OutlineSession)


def split_model(directory: Path) -> Path:
    [place] = (directory / "models").iterdir()
    return place


@pytest.mark.parametrize("noise", [{"scale": 5.0}, {"mean": 2.0}], ids=["deviation", "mean"])
def test_random_numbers_of_another_kind_sound_as_in_the_whole_model(
    tmp_path: Path, noise: dict[str, float]
) -> None:
    write_voice(tmp_path / "piper", "hum").write_bytes(model_bytes(noise=noise))
    scales = "piper:hum:noise=1", "piper:hum:noise-width=0"
    whole, voice = (load(tmp_path, *scales, parts=parts).say(TEXT).sound for parts in (False, True))
    assert len(voice) == len(whole)
    assert 0.95 < voice.std() / whole.std() < 1.05


def test_a_model_that_returns_the_durations_too_is_split(tmp_path: Path) -> None:
    outputs = {**ONE_OUTPUT, "durations": 3}
    write_voice(tmp_path / "piper", "hum").write_bytes(model_bytes(outputs=outputs))
    assert is_split(load(tmp_path))


@pytest.mark.parametrize("hop", [512, 10**9, -1, "x"])
def test_words_have_the_times_of_the_sound_whatever_frame_size_the_configuration_names(
    tmp_path: Path, hop: object
) -> None:
    config = write_voice(tmp_path / "piper", "hum").with_name("hum.onnx.json")
    config.write_text(json.dumps({**json.loads(config.read_text()), "hop_length": hop}))
    said = load(tmp_path).say(TEXT)
    assert said.words
    assert 0.9 * len(said.sound) < said.words[-1].end_sample <= len(said.sound)


def test_weights_in_another_file_are_a_clear_error(tmp_path: Path) -> None:
    model = write_voice(tmp_path / "piper", "hum")
    tensor = onnx.write_field(onnx.TENSOR_NAME, b"far")
    tensor += onnx.write_number(onnx.TENSOR_LOCATION, onnx.IN_ANOTHER_FILE)
    graph = onnx.write_field(onnx.GRAPH_INITIALIZER, tensor)
    with model.open("ab") as file:
        file.write(onnx.write_field(onnx.MODEL_GRAPH, graph))
    with pytest.raises(EngineUnavailableError, match="weights are in another file"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("found", "damage"),
    [
        pytest.param(b'"margins": [32, 12]', b'"margins": [0, 0]', id="margins"),
        pytest.param(b'"names"', b'"other"', id="names"),
        pytest.param(b"", b"[]\n", id="more"),
    ],
)
def test_a_damaged_description_of_the_parts_is_made_again(
    tmp_path: Path, found: bytes, damage: bytes
) -> None:
    write_voice(tmp_path / "piper", "hum")
    before = load(tmp_path, *QUIET).say(TEXT).sound
    manifest = split_model(tmp_path) / split_models.MANIFEST
    whole = manifest.read_bytes()
    assert found in whole
    manifest.write_bytes(whole.replace(found, damage, 1))
    voice = load(tmp_path, *QUIET)
    np.testing.assert_array_equal(voice.say(TEXT).sound, before)
    assert is_split(voice)
    assert manifest.read_bytes() == whole


def test_parts_that_are_not_in_a_directory_are_made_again(tmp_path: Path) -> None:
    write_voice(tmp_path / "piper", "hum")
    assert is_split(load(tmp_path))
    place = split_model(tmp_path)
    place.rename(tmp_path / "elsewhere")
    place.write_text("")
    assert is_split(load(tmp_path))


def test_a_model_whose_parts_sound_different_is_not_split_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_voice(tmp_path / "piper", "hum")
    monkeypatch.setattr(split_models, "MOST_DIFFERENCE", -1)
    assert not is_split(load(tmp_path))
    assert [file.name for file in split_model(tmp_path).iterdir()] == [split_models.MANIFEST]
    monkeypatch.delattr(split_models, "_write_parts")
    assert not is_split(load(tmp_path))


def test_a_split_model_is_loaded_while_another_one_is_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_voice(tmp_path / "piper", "hum")
    assert is_split(load(tmp_path))
    monkeypatch.delattr(split_models, "_locked")  # another process has the lock
    assert is_split(load(tmp_path))


def test_models_that_are_unfinished_or_unused_are_removed(tmp_path: Path) -> None:
    write_voice(tmp_path / "piper", "hum")
    assert is_split(load(tmp_path))
    used = split_model(tmp_path)
    for name in (".new-killed", "0-1", "0-2"):
        (tmp_path / "models" / name / "parts").mkdir(parents=True)
    for place in (used, tmp_path / "models" / "0-1"):
        os.utime(place, (0, 0))
    assert is_split(load(tmp_path)), "now it is used"
    write_voice(tmp_path / "piper", "hum", ballast_bytes=4096)
    assert is_split(load(tmp_path))
    left = {place.name for place in (tmp_path / "models").iterdir()}
    assert {used.name, "0-2"} < left
    assert len(left) == 3
