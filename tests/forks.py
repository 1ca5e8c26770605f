"""Processes forked after the imports, which take a second each.

They end with pytest, even if it is killed.
"""

import multiprocessing
import os
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

from setproctitle import setproctitle

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["__main__", "tests.warm"])

_TIED = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()


def tied() -> tuple[str, ...]:
    """Return the beginning of a command that ends when the process that started it is killed.

    Empty in other threads than the main one: Linux would end the command with its thread.
    """
    return _TIED if threading.current_thread() is threading.main_thread() else ()


class Fork:
    """A process that runs `python -m module arguments`, forked after the imports of the service.

    Args:
        module: Name of the module.
        arguments: Arguments of the command line.
        env: The whole environment of the process.
        starts_session: True if it and the processes that it starts have a session of their own.
        prints_to: Files for its standard output and standard error stream.

    Attributes:
        pid: Process id.
    """

    def __init__(
        self,
        module: str,
        arguments: tuple[str, ...],
        env: Mapping[str, str],
        *,
        starts_session: bool = False,
        prints_to: tuple[Path, Path] | None = None,
    ) -> None:
        given = (module, arguments, dict(env), starts_session, prints_to)
        self._process = FORKING.Process(target=_run, args=given)
        self._process.start()
        self.pid = self._process.pid or 0
        self.terminate, self.kill = self._process.terminate, self._process.kill

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def poll(self) -> int | None:
        """Return its exit code; None while it is running."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.is_alive():
            os.kill(self.pid, number)

    def wait(self, timeout_s: float | None = None) -> int:
        """Return its exit code.

        Raises:
            TimeoutError: It has not ended.
        """
        self._process.join(timeout_s)
        if self._process.exitcode is None:
            raise TimeoutError(f"process {self.pid} goes on after {timeout_s} s")
        return self._process.exitcode


def listen(
    env: Mapping[str, str], *arguments: object, module: str = "audio_service.cli"
) -> "subprocess.CompletedProcess[str]":
    """Run a command of `listen`, with the whole environment `env`, and return its result."""
    given = tuple(map(str, arguments))
    with tempfile.TemporaryDirectory() as directory:
        out, err = Path(directory) / "out", Path(directory) / "err"
        code = Fork(module, given, env, prints_to=(out, err)).wait()
        return subprocess.CompletedProcess(given, code, out.read_text(), err.read_text())


def _run(
    module: str,
    arguments: tuple[str, ...],
    env: dict[str, str],
    starts_session: bool,
    prints_to: tuple[Path, Path] | None,
) -> None:
    for number, path in enumerate(prints_to or (), start=1):
        with path.open("wb") as file:
            os.dup2(file.fileno(), number)
    if starts_session:
        os.setsid()
    setproctitle(" ".join((sys.executable, "-m", module, *arguments)))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(env)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os.kill(os.getpid(), signal.SIGKILL)
