"""Forked children of the supervisor: their titles, ends and signals."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audio_service.supervisor.child import LISTEN, Child
from audio_service.supervisor.forked_process import SUPERVISOR_SIGNALS, ForkedProcess
from tests.stand import PATIENCE_S, wait_for


def sleep() -> None:
    time.sleep(600)


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()


def test_a_forked_process_is_listed_under_its_own_command_line() -> None:
    process = ForkedProcess(sleep, "python -m listen worker --lane rest")
    wait_for(lambda: command_line(process.pid) == "python -m listen worker --lane rest")
    assert process.poll() is process.returncode is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    process.kill()
    assert process.wait(PATIENCE_S) == process.returncode == -signal.SIGKILL


def test_its_exit_code_is_that_of_its_command() -> None:
    assert ForkedProcess(lambda: sys.exit(3), "three").wait(PATIENCE_S) == 3
    assert ForkedProcess(lambda: None, "none").wait(PATIENCE_S) == 0


@pytest.mark.parametrize("number", SUPERVISOR_SIGNALS)
def test_a_signal_that_the_supervisor_handles_ends_it(number: signal.Signals) -> None:
    before = signal.signal(number, lambda *_: None)
    try:
        process = ForkedProcess(sleep, "sleeping")
        process.send_signal(number)  # before it has begun: the signal is not lost
        assert process.wait(PATIENCE_S) == -number
    finally:
        signal.signal(number, before)


def test_a_child_is_forked_with_its_arguments_niceness_and_group(tmp_path: Path) -> None:
    def listen(arguments: list[str]) -> None:
        said = f"{arguments} {os.nice(0) - niceness} {os.getpgid(0) == os.getpid()}"
        (tmp_path / "said").write_text(said)

    niceness = os.nice(0)
    child = Child("worker", lambda name: (*LISTEN, "worker", name), listen, niceness=3)
    child.start()
    assert child.process
    assert child.process.wait(PATIENCE_S) == 0
    assert (tmp_path / "said").read_text() == f"['worker', '{child.name}'] 3 True"


def test_a_fork_that_the_system_refuses_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refuse)
    child = Child("worker", lambda name: (*LISTEN, "worker", name), lambda _: None)
    child.try_to_start()
    assert child.process is None
    assert child.quick_deaths == 1
