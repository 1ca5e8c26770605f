"""Background workers are stopped while a first utterance is spoken, and never for long."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stand import wait_for
from worker import hush as hushing
from worker.hush import hush


@pytest.fixture
def siblings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Children of this process, which stands in for the supervisor."""
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    started = [
        subprocess.Popen([*sleep, "worker", "--lane", lane]) for lane in ("rest", "rest", "first")
    ]
    monkeypatch.setattr(os, "getppid", os.getpid)
    monkeypatch.setattr(hushing, "LONGEST_S", 30.0)
    commands = [Path(f"/proc/{process.pid}/cmdline") for process in started]
    wait_for(lambda: all(b"--lane" in command.read_bytes() for command in commands))
    yield started
    for process in started:
        process.kill()
        process.wait()


def state(process: subprocess.Popen[bytes]) -> str:
    """Return T for a stopped process, and S or R for one that runs."""
    return Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def test_background_workers_are_stopped_and_go_on(siblings: list[subprocess.Popen[bytes]]) -> None:
    with hush():
        wait_for(lambda: [state(p) for p in siblings[:2]] == ["T", "T"])
        assert state(siblings[2]) != "T"
    wait_for(lambda: "T" not in [state(p) for p in siblings])


def test_they_go_on_after_an_error(siblings: list[subprocess.Popen[bytes]]) -> None:
    with pytest.raises(ValueError, match="no sound"), hush():
        raise ValueError("no sound")
    wait_for(lambda: "T" not in [state(p) for p in siblings])


def test_they_go_on_however_long_it_takes(
    siblings: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hushing, "LONGEST_S", 1.0)
    with hush():
        wait_for(lambda: "T" in [state(p) for p in siblings], every=0.001)
        wait_for(lambda: "T" not in [state(p) for p in siblings])


def test_one_that_has_died_is_no_obstacle(siblings: list[subprocess.Popen[bytes]]) -> None:
    siblings[0].send_signal(signal.SIGKILL)
    with hush():
        wait_for(lambda: state(siblings[1]) == "T")
    wait_for(lambda: state(siblings[1]) != "T")


def test_without_siblings_nothing_happens() -> None:
    with hush():
        pass
