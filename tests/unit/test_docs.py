"""The documentation, compared with the code."""

import re
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from audio_service.cli import COMMANDS
from audio_service.settings import WebSettings
from cache.settings import SharedSettings, variable_name
from worker.settings import WorkerSettings

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text("utf-8")
ENDPOINTS = (DOCS / "endpoints.md").read_text("utf-8")
COMMANDS_PAGE = (DOCS / "commands.md").read_text("utf-8")
SETTINGS = (DOCS / "settings.md").read_text("utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md"))]
BY_MACHINE = {
    "LISTEN_WORKERS": "one per core",
    "LISTEN_LOADED_VOICES_MB": "an eighth of the memory, at least `250`",
}


def settings_table() -> str:
    """Return the table of settings as docs/settings.md should have it."""
    rows: dict[str, str] = {}
    for settings_class in (SharedSettings, WebSettings, WorkerSettings):
        for name, field in settings_class.model_fields.items():
            variable = variable_name(settings_class, name)
            default = BY_MACHINE.get(variable) or shown(field.default)
            rows.setdefault(variable, f"| `{variable}` | {default} | {field.description} |")
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows.values()])


def shown(default: Any) -> str:
    if default is None or default in {"", ()} or default is PydanticUndefined:
        return "–"
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    if isinstance(default, SecretStr):
        return "–"
    if isinstance(default, Path):
        return f"`./{default}`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_the_readme_is_short() -> None:
    assert len(README.split()) <= 1_200


def test_the_settings_are_documented_as_the_code_has_them() -> None:
    assert settings_table() in SETTINGS


def test_every_command_is_documented() -> None:
    for command in COMMANDS:
        if command not in ("worker", "fetcher"):
            assert f"`listen {command}" in COMMANDS_PAGE


def test_every_endpoint_is_documented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from audio_service.app import create_app  # after the settings are set

    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    for rule in create_app().url_map.iter_rules():
        if rule.endpoint.startswith(("site.", "status_page.")):  # what pages are made of
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).replace("{article_id}", "{id}")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            assert re.search(rf"`[A-Z ]*\b{method}\b[A-Z ]* {re.escape(path)}[`?]", ENDPOINTS), (
                f"{method} {path} is not in docs/endpoints.md"
            )


def test_the_index_lists_every_page() -> None:
    listed = set(re.findall(r"\]\(([a-z-]+\.md)[)#]", (DOCS / "README.md").read_text("utf-8")))
    assert listed == {page.name for page in DOCS.glob("*.md")} - {"README.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings_that_are_there(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text("utf-8")):
        name, _, heading = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.exists(), target
        if heading:
            assert heading in headings(file), target


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub names them."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_every_dependency_has_one_exact_version() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[A-Za-z0-9_.\-]+", line) for line in pinned)
    names = {line.split("==")[0].lower().replace("_", "-") for line in pinned}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = chain(project["dependencies"], *project["optional-dependencies"].values())
    for requirement in wanted:
        match = re.match(r"[A-Za-z0-9_\-]+", requirement)
        assert match
        assert match[0].lower().replace("_", "-") in names


def test_the_http_face_loads_nothing_that_speaks() -> None:
    code = (
        "import sys, audio_service.app; "
        "print([m for m in ('numpy', 'pydub', 'piper', 'onnxruntime', 'soundfile', 'gtts',"
        " 'lameenc', 'trafilatura') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_a_script_is_written_without_what_speaks() -> None:
    code = (
        "import sys, audio_service.commands.script as c;"
        "from worker.settings import WorkerSettings; c.open_engines(WorkerSettings(), threads=1);"
        "print([m for m in ('numpy', 'pydub', 'piper', 'onnxruntime', 'soundfile', 'sqlalchemy')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_only_its_engine_and_the_espeak_phonemes_of_kokoro_import_piper() -> None:
    importers = [
        path.relative_to(ROOT).as_posix()
        for folder in ("audio_service", "worker", "cache")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^\s*(from|import) piper", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(importers) == ["worker/speech/kokoro/espeak.py", "worker/speech/piper/voice.py"]


def test_packages_hold_no_code_in_their_init() -> None:
    for folder in ("audio_service", "worker", "cache"):
        for init in (ROOT / folder).rglob("__init__.py"):
            assert re.fullmatch(r'"""[^"]+"""\n', init.read_text("utf-8")), init


def test_the_tests_of_faults_in_the_run_book_exist() -> None:
    run_book = (ROOT / "docs" / "operations.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", run_book))
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    assert named
    assert named <= there
