"""Engines of other packages: an installed example, and packages that are broken."""

import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from worker.errors import NoSuchVoiceError
from worker.settings import WorkerSettings
from worker.speech.registry import know_voice, load_voice, open_engines
from worker.speech.third_party import GROUP

EXAMPLE = Path(__file__).parent / "example_engine"
BUILT_IN = {"piper", "kokoro", "gtts", "openai", "tone"}

Install = Callable[[str, str, str], None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that writes an installed package, as pip does, for the time of a test."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def install(package: str, engine: str, function: str) -> None:
        about = tmp_path / f"{package}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(f"[{GROUP}]\n{engine} = {function}\n")

    return install


@pytest.fixture
def example(install: Install, tmp_path: Path) -> None:
    """Install the example engine with the entry point of its `pyproject.toml`."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    shutil.copy(EXAMPLE / "chime_engine.py", tmp_path)
    for engine, function in project["entry-points"][GROUP].items():
        install(project["name"], engine, function)


def test_an_installed_package_adds_its_engine(example: None) -> None:
    engines = open_engines(WorkerSettings(), threads=1)
    assert set(engines) == {*BUILT_IN, "chime"}
    assert know_voice("chime:high", engines) == ("chime:high", "en")
    assert len(load_voice("chime:high", engines).say("Ding dong.").sound) > 0
    with pytest.raises(NoSuchVoiceError, match="there are low, high"):
        know_voice("chime:middle", engines)


@pytest.mark.parametrize(
    "function", ["not_there:open_engine", "chime_engine:nothing", "chime_engine:RATE_HZ"]
)
def test_a_broken_package_is_logged_and_stops_no_other_engine(
    install: Install, example: None, function: str, caplog: pytest.LogCaptureFixture
) -> None:
    install("broken-engine", "broken", function)
    assert set(open_engines(WorkerSettings(), threads=1)) == {*BUILT_IN, "chime"}
    assert "'broken'" in caplog.text


def test_no_package_replaces_an_engine_of_this_service(
    install: Install, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "imposter.py").write_text(
        "class Engine:\n    id = 'tone'\n\n\ndef open_engine(options):\n    return Engine()\n"
    )
    install("imposter", "tone", "imposter:open_engine")
    engines = open_engines(WorkerSettings(), threads=1)
    assert load_voice("tone:220", engines).version.startswith("tone")
    assert "its id is taken" in caplog.text


def test_the_documentation_shows_the_example() -> None:
    page = (Path(__file__).parents[2] / "docs" / "voices.md").read_text("utf-8")
    declared = (EXAMPLE / "pyproject.toml").read_text("utf-8")
    assert declared[declared.index("[project.entry-points") :].strip() in page
