"""The voices in the directory of Piper: speakers, scales, changed and damaged files."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.voice_models import LETTERS, write_voice
from worker.errors import EngineUnavailableError, NoSuchVoiceError
from worker.model.voice import VoiceCard
from worker.settings import WorkerSettings
from worker.speech.memory.loaded_models import LoadedModels
from worker.speech.piper.engine import PiperEngine
from worker.speech.registry import (
    load_voice,
    open_engines,
    read_card,
    requestable_voices,
)

TEXT = "The ferry leaves at noon."
QUIET = ("piper:hum:noise=0", "piper:hum:noise-width=0")


def engine(directory: Path, *scales: str, parts: bool = True) -> PiperEngine:
    split_models = directory.parent / "models" if parts else None
    return PiperEngine(directory, 1, split_models, scales)


def test_every_voice_in_the_directory_can_be_requested_and_is_described(tmp_path: Path) -> None:
    directory = tmp_path / "piper"
    write_voice(directory, "de_DE-eva-low", espeak="de")
    write_voice(directory, "hum", espeak="pt-br", speakers=["anna", "bob"])
    (directory / "no-configuration.onnx").write_bytes(b"")
    engines = open_engines(WorkerSettings(piper_dir=directory, data_dir=tmp_path), threads=1)
    names = ["piper:de_DE-eva-low", "piper:hum/anna", "piper:hum/bob"]
    assert requestable_voices(engines) == names
    voices = [load_voice(name, engines) for name in names]
    assert [voice.language for voice in voices] == ["de-DE", "pt-BR", "pt-BR"]
    assert [voice.rate_hz for voice in voices] == [22050] * 3
    assert {read_card(name, engines) for name in names} == {VoiceCard("low", "CC0")}


def test_a_voice_is_loaded_only_when_it_speaks(tmp_path: Path) -> None:
    models = LoadedModels()
    write_voice(tmp_path, "hum")
    voice = PiperEngine(tmp_path, 1, models=models).load("hum")
    assert voice.version
    assert models.names == []
    voice.say(TEXT)
    assert models.names == ["piper:hum"]


@pytest.mark.parametrize("parts", [True, False], ids=["in parts", "whole"])
def test_each_speaker_of_a_model_is_a_voice(tmp_path: Path, *, parts: bool) -> None:
    directory = tmp_path / "piper"
    write_voice(directory, "hum", speakers=["Anna Ö.", "bob", "anna"])
    found = engine(directory, "piper:hum:noise=0", "piper:hum:noise-width=0", parts=parts)
    assert [name for name in found.voices if name.startswith("hum")] == [
        "hum/Anna__.",
        "hum/anna",
        "hum/bob",
    ]
    first, second = found.load("hum/Anna__."), found.load("hum/bob")
    assert first.name == "piper:hum/Anna__."
    assert first.version != second.version
    sounds = [voice.say(TEXT).sound for voice in (first, second, found.load("hum"))]
    assert len(sounds[0]) == len(sounds[1]) == len(sounds[2])
    assert np.abs(sounds[0] - sounds[1]).max() > 0.01
    assert np.abs(sounds[0] - sounds[2]).max() < 1e-4, "without a name, the first one speaks"
    heard = list(second.say_in_parts(TEXT))
    assert (len(heard) > 1) is parts
    together = np.concatenate([part.sound for part in heard])
    assert np.abs(together - sounds[1]).max() < 1e-4
    for name in ("hum/carl", "hum/bob/x"):
        with pytest.raises(NoSuchVoiceError, match=r"speakers Anna__\., bob, anna"):
            found.load(name)


def test_speakers_without_names_or_with_equal_ones_are_numbered(tmp_path: Path) -> None:
    model = write_voice(tmp_path, "hum", speakers=["a b", "a_b", "c"])
    assert engine(tmp_path, parts=False).card("hum").speakers == ("a_b", "1", "c")
    file = model.with_name("hum.onnx.json")
    config = json.loads(file.read_text())
    file.write_text(json.dumps({**config, "speaker_id_map": {}}))
    assert engine(tmp_path, parts=False).card("hum").speakers == ("0", "1", "2")


def test_no_speaker_is_lost_to_one_whose_name_is_its_number(tmp_path: Path) -> None:
    write_voice(tmp_path, "hum", speakers=["1", "", "1_"])
    card = engine(tmp_path, parts=False).card("hum")
    assert card.speakers == ("1", "1_", "2")
    assert card.speaker_ids == (0, 1, 2)


def test_long_names_of_speakers_are_cut_off(tmp_path: Path) -> None:
    write_voice(tmp_path, "hum", speakers=["a" * 300, "a" * 301, "b"])
    assert engine(tmp_path, parts=False).card("hum").speakers == ("a" * 64, "1", "b")


def test_the_license_of_a_voice_is_found_in_linear_time(tmp_path: Path) -> None:
    card = write_voice(tmp_path, "hum").with_name("hum.MODEL_CARD")
    spaces, lines = " " * 40_000, "\n" * 40_000
    card.write_text(f"{lines}* License: CC{spaces}0\n", encoding="utf-8")
    assert engine(tmp_path).card("hum").license == f"CC{spaces}0"


def test_another_file_of_the_same_size_and_time_is_another_voice(tmp_path: Path) -> None:
    model, found = write_voice(tmp_path, "hum", ballast_bytes=8), engine(tmp_path)
    stamp, before = found.stamp("hum"), found.directory_stamp
    version, then = found.load("hum").version, model.stat()
    other = tmp_path / "other"
    other.write_bytes(model.read_bytes().replace(b"LeakyRelu", b"LeakyRule"))
    os.utime(other, ns=(then.st_atime_ns, then.st_mtime_ns))
    other.rename(model)
    assert (model.stat().st_mtime_ns, model.stat().st_size) == (then.st_mtime_ns, then.st_size)
    assert found.stamp("hum") != stamp
    assert found.directory_stamp != before
    assert found.load("hum").version != version


def test_a_model_stays_loaded_if_only_the_permissions_of_its_file_change(tmp_path: Path) -> None:
    model, models = write_voice(tmp_path, "hum"), LoadedModels()
    found = PiperEngine(tmp_path, 1, models=models)
    idle, speaking = found.load("hum"), found.load("hum")
    model.chmod(0o600)
    speaking.say(TEXT)
    stamp = found.stamp("hum")
    model.chmod(0o644)
    assert found.stamp("hum") != stamp
    assert found.load("hum").version == idle.version
    assert models.names == ["piper:hum"]


def test_a_link_to_a_missing_file_hides_no_new_voice(tmp_path: Path) -> None:
    write_voice(tmp_path, "hum")
    (tmp_path / "gone.onnx").symlink_to(tmp_path / "nothing")
    found = engine(tmp_path)
    before = found.directory_stamp
    write_voice(tmp_path, "buzz")
    assert found.directory_stamp != before


def test_a_model_with_one_speaker_has_no_other(tmp_path: Path) -> None:
    write_voice(tmp_path, "hum")
    with pytest.raises(NoSuchVoiceError, match="only one speaker"):
        engine(tmp_path, parts=False).load("hum/anna")


@pytest.mark.parametrize("parts", [True, False], ids=["in parts", "whole"])
def test_scales_change_the_sound_and_the_version(tmp_path: Path, *, parts: bool) -> None:
    directory = tmp_path / "piper"
    write_voice(directory, "hum", speakers=["anna", "bob"])
    usual = engine(directory, *QUIET, parts=parts).load("hum/anna")
    scales = "piper:hum:length=2", "piper:hum/bob:length=3"
    slow = engine(directory, *QUIET, *scales, parts=parts)
    rough = engine(directory, "piper:hum:noise=3", "piper:hum:noise-width=0", parts=parts)
    said = [v.say(TEXT).sound for v in (usual, slow.load("hum/anna"), slow.load("hum/bob"))]
    assert 1.7 < len(said[1]) / len(said[0]) < 2.3
    assert 2.6 < len(said[2]) / len(said[0]) < 3.4
    noisy = rough.load("hum/anna").say(TEXT).sound
    assert len(noisy) == len(said[0])
    assert np.abs(noisy - said[0]).max() > 0.01
    versions = [
        usual.version,
        slow.load("hum/anna").version,
        slow.load("hum/bob").version,
        rough.load("hum/anna").version,
    ]
    assert len(set(versions)) == len(versions)


def test_the_packaged_voice_has_the_same_version_as_long_as_it_has_no_scales() -> None:
    usual = PiperEngine(None, 1).load("en_US-joe-medium")
    assert usual.version.endswith(" spell-2 noise-1")
    assert usual.measures
    slow = PiperEngine(None, 1, scales=["piper:en_US-joe-medium:length=1.2"])
    assert slow.load("en_US-joe-medium").version == f"{usual.version} length=1.2"
    assert slow.load("en_US-joe-medium").measures is None, "it has another pace"


@pytest.mark.parametrize("entry", ["length=1", "piper:hum:speed=2", "gtts:en:length=1", "hum"])
def test_other_entries_than_scales_are_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="is not VOICE:SCALE=VALUE"):
        WorkerSettings(piper_scales=(entry,))


def test_a_replaced_model_is_loaded_again_and_has_another_version(tmp_path: Path) -> None:
    models, directory = LoadedModels(), tmp_path / "piper"
    write_voice(directory, "hum")
    found = PiperEngine(directory, 1, models=models)
    first, stamp = found.load("hum"), found.stamp("hum")
    first.say(TEXT)
    write_voice(directory, "hum", ballast_bytes=4096)
    assert found.stamp("hum") != stamp
    assert found.load("hum").version != first.version
    assert models.names == [], "the old model is unloaded"


WRONG_CONFIGURATIONS: dict[str, dict[str, object]] = {
    "no speakers in the model": {"num_speakers": 2},
    "infinitely many speakers": {"num_speakers": float("inf")},
    "too many speakers": {"num_speakers": 2_000_000_000},
    "no possible sample rate": {"audio": {"sample_rate": 10**15}},
    "no sample rate": {"audio": {}},
    "too large": {"comment": "x" * 5_000_000},
}

WRONG_FILES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda model: model[:-100],
    "empty": lambda _: b"",
    "another model": lambda model: model.replace(b"scales", b"scores"),
}

NO_CONFIGURATIONS = {"no JSON": "{", "nested too deep": "[" * 200_000}


def write_damaged(directory: Path, damage: str) -> None:
    model = write_voice(directory, "broken")
    config = model.with_name("broken.onnx.json")
    if damage in WRONG_FILES:
        model.write_bytes(WRONG_FILES[damage](model.read_bytes()))
    elif damage in NO_CONFIGURATIONS:
        config.write_text(NO_CONFIGURATIONS[damage])
    else:
        told = {**json.loads(config.read_text()), **WRONG_CONFIGURATIONS[damage]}
        config.write_text(json.dumps(told))


@pytest.mark.parametrize("damage", [*WRONG_FILES, *NO_CONFIGURATIONS, *WRONG_CONFIGURATIONS])
def test_a_damaged_voice_is_a_clear_error_and_hinders_no_other(tmp_path: Path, damage: str) -> None:
    write_voice(tmp_path, "good")
    write_damaged(tmp_path, damage)
    found = engine(tmp_path, parts=False)
    assert {"broken", "good"} <= {name.partition("/")[0] for name in found.voices}
    for is_lasting in (False, True):
        with pytest.raises(EngineUnavailableError, match=r"broken\.onnx.* is not .* Piper") as told:
            found.load("broken")
        assert told.value.is_lasting is is_lasting
        for file in tmp_path.glob("broken*"):  # nobody copies it any more
            os.utime(file, (0, 0))
    assert len(found.load("good").say("Yes.").sound) > 0


def test_a_model_that_the_runtime_refuses_is_a_clear_error_when_it_speaks(tmp_path: Path) -> None:
    model = write_voice(tmp_path, "broken")
    model.write_bytes(model.read_bytes().replace(b"LeakyRelu", b"LeakyRule"))
    voice = engine(tmp_path, parts=False).load("broken")
    with pytest.raises(EngineUnavailableError, match=r"broken\.onnx is not a Piper voice") as told:
        voice.say(TEXT)
    assert told.value.is_lasting


@pytest.mark.parametrize("parts", [True, False], ids=["in parts", "whole"])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phoneme_id_map", {"a": "x"}),
        ("phoneme_id_map", {"^": [10**30], "$": [2], "_": [3]}),
        ("phoneme_id_map", []),
        ("inference", {"noise_scale": "x", "length_scale": 1, "noise_w": 1}),
        ("inference", {"noise_scale": 1, "length_scale": 0, "noise_w": 1}),
        ("espeak", {"voice": "xx-bad"}),
    ],
    ids=["letters", "huge", "list", "words as numbers", "no length", "language"],
)
def test_a_configuration_that_does_not_fit_its_model_is_an_error_of_the_engine(
    tmp_path: Path, key: str, value: object, *, parts: bool
) -> None:
    directory = tmp_path / "piper"
    config = write_voice(directory, "hum").with_name("hum.onnx.json")
    config.write_text(json.dumps({**json.loads(config.read_text()), key: value}))
    voice = engine(directory, parts=parts).load("hum")
    with pytest.raises(EngineUnavailableError, match="hum"):
        voice.say(TEXT)


def test_a_model_that_was_replaced_is_never_loaded_for_its_old_version(tmp_path: Path) -> None:
    write_voice(tmp_path, "hum")
    found = engine(tmp_path, parts=False)
    old = found.load("hum")
    write_voice(tmp_path, "hum", ballast_bytes=4096)
    with pytest.raises(EngineUnavailableError, match="have changed") as told:
        old.say(TEXT)
    assert not told.value.is_lasting
    assert len(found.load("hum").say(TEXT).sound) > 0


def test_a_file_whose_name_cannot_be_that_of_a_voice_is_a_clear_error(tmp_path: Path) -> None:
    write_voice(tmp_path, "my voice")
    found = engine(tmp_path, parts=False)
    assert "my voice" in found.voices
    with pytest.raises(NoSuchVoiceError, match="may contain only"):
        found.load("my voice")


def test_a_name_that_is_too_long_for_a_file_is_a_clear_error(tmp_path: Path) -> None:
    found, name = engine(tmp_path, parts=False), "a" * 300
    assert not found.is_in_directory(name)
    with pytest.raises(NoSuchVoiceError, match="at most 200 characters"):
        found.load(name)


def test_letters_of_the_small_voices_are_those_of_espeak() -> None:
    assert len(set(LETTERS)) == len(LETTERS)
