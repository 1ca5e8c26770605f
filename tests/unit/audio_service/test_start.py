"""The first second of `listen up`: bad settings are named at once, and Ctrl-C is quiet."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from audio_service.cli import main
from tests.stand import ROOT

LISTEN = (sys.executable, "-X", "importtime", "-m", "audio_service.entry")
HEAVY = ("flask", "gevent", "numpy", "obstore", "redis", "rq", "sqlalchemy", "trafilatura")
BAD = {
    "PORT": "abc",
    "REDIS_URL": "http://127.0.0.1",
    "LISTEN_STORAGE_URL": "ftp://files.example",
    "LISTEN_LOG_LEVEL": "loud",
    "LISTEN_PUBLIC_URL": "news.example",
    "LISTEN_VOICES": "joe",
    "LISTEN_WORKERS": "-1",
    "LISTEN_PAUSE_TITLE_MS": "-5",
    "LISTEN_MAX_IDS": "many",
    "LISTEN_AUDIO_MAX_AGE_S": "-1",
    "LISTEN_CLIPS_MAX_GB": "some",
    "LISTEN_API_KEY": "short",
}
ALONE = BAD | {"LISTEN_VOICES": "sing:high", "LISTEN_PUBLICATION_FILE": "/dev/null/none.toml"}


@pytest.fixture(autouse=True)
def _data_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))


@pytest.mark.parametrize("name", ALONE)
def test_a_bad_setting_is_named_in_one_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, ALONE[name])
    done = CliRunner().invoke(main, ["up"])
    assert done.exit_code == 1
    [sentence] = done.output.splitlines()
    assert name in sentence or ALONE[name] in sentence
    assert re.search(r" \[(bad-settings|no-such-voice)\]$", sentence)


def test_all_bad_settings_are_named_before_anything_large_is_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in BAD.items():
        monkeypatch.setenv(name, value)
    done = subprocess.run(
        [*LISTEN, "up"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    lines = done.stderr.splitlines()
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert imported.isdisjoint(HEAVY)
    told = [line for line in lines if not line.startswith("import time:")]
    assert len(told) == len(BAD)
    for name in BAD:
        assert any(line.removeprefix("Error: ").startswith(f"{name}: ") for line in told), name


@pytest.mark.parametrize("module", ["click.core", "pydantic", "sqlalchemy", "audio_service.backup"])
def test_ctrl_c_during_the_imports_is_quiet(module: str) -> None:
    with subprocess.Popen(
        [*LISTEN, "up"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        assert process.stdout
        for line in process.stderr:
            if line.rpartition("|")[2].strip() == module:
                break
        process.send_signal(signal.SIGINT)
        left = [line for line in process.stderr if not line.startswith("import time:")]
        assert left == []
        assert process.stdout.read() == ""
        assert process.wait(60) == -signal.SIGINT
