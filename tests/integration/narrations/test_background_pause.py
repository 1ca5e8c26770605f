"""Background workers pause while a first utterance is spoken, and never for long."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stand import PATIENCE_S, wait_for
from worker.jobs import background_pause as hushing
from worker.jobs.background_pause import BackgroundPause


@pytest.fixture
def siblings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Children of this process, which plays the role of the supervisor."""
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    started = [
        subprocess.Popen([*sleep, "worker", "--lane", lane]) for lane in ("rest", "rest", "first")
    ]
    monkeypatch.setattr(os, "getppid", os.getpid)
    monkeypatch.setattr(hushing, "LONGEST_S", PATIENCE_S)
    monkeypatch.setattr(hushing, "SAVED_S", PATIENCE_S)
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
    with BackgroundPause().hold():
        wait_for(lambda: [state(p) for p in siblings[:2]] == ["T", "T"])
        assert state(siblings[2]) != "T"
    wait_for(lambda: "T" not in [state(p) for p in siblings])


def test_they_go_on_after_an_error(siblings: list[subprocess.Popen[bytes]]) -> None:
    with pytest.raises(ValueError, match="no sound"), BackgroundPause().hold():
        raise ValueError("no sound")
    wait_for(lambda: "T" not in [state(p) for p in siblings])


def test_they_go_on_however_long_it_takes(
    siblings: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = threading.Event()
    let_go_on = hushing.let_go_on

    def let_go_on_once_seen(processes: list[int]) -> None:
        seen.wait(PATIENCE_S)
        let_go_on(processes)

    monkeypatch.setattr(hushing, "LONGEST_S", 0.01)
    monkeypatch.setattr(hushing, "let_go_on", let_go_on_once_seen)
    with BackgroundPause().hold():
        wait_for(lambda: [state(p) for p in siblings[:2]] == ["T", "T"])
        seen.set()
        wait_for(lambda: "T" not in [state(p) for p in siblings])


def test_one_that_has_died_is_no_obstacle(siblings: list[subprocess.Popen[bytes]]) -> None:
    siblings[0].send_signal(signal.SIGKILL)
    with BackgroundPause().hold():
        wait_for(lambda: state(siblings[1]) == "T")
    wait_for(lambda: state(siblings[1]) != "T")


def test_without_siblings_nothing_happens() -> None:
    with BackgroundPause().hold():
        pass


def test_first_utterances_without_end_leave_half_of_the_time_to_background_workers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    limits_s: list[float] = []

    class Timer(threading.Timer):
        """A timer that never ends a pause by itself."""

        def start(self) -> None:
            limits_s.append(self.interval)

    monkeypatch.setattr(hushing, "_background_siblings", list)
    monkeypatch.setattr(threading, "Timer", Timer)
    background = BackgroundPause(lambda: now)
    for _ in range(1000):
        with background.hold():
            now += 0.3
        now += 0.05
    paused_s = sum(min(limit_s, 0.3) for limit_s in limits_s)
    assert min(limits_s[:2]) >= 0.3
    assert 0.45 * now < paused_s < 0.51 * now
