import errno
import itertools
import os
import signal
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from audio_service.supervisor.child import Child
from audio_service.supervisor.children import fetcher_children
from audio_service.supervisor.supervisor import Supervisor
from worker.settings import WorkerSettings


class Clock(SimpleNamespace):
    """Stands at `now`, in seconds."""

    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("audio_service.supervisor.child.time", clock)
    return clock


def delays_s(child: Child, clock: Clock, lives_s: list[float]) -> list[float]:
    """Return the delay of the next start of a child after each of its lifetimes, in seconds."""
    delays = []
    for life_s in lives_s:
        child.started_at = clock.now
        clock.now += life_s
        child.bury()
        delays.append(child.start_at - clock.now)
        clock.now = child.start_at
    return delays


def test_what_dies_is_started_again_at_once_and_later_each_time_it_dies_young(clock: Clock) -> None:
    child = Child("worker", lambda name: ["none", name])
    assert delays_s(child, clock, [1.0] * 7) == [0.0, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_what_has_lived_for_long_is_started_again_at_once(clock: Clock) -> None:
    child = Child("worker", lambda name: ["none", name])
    assert delays_s(child, clock, [1.0, 1.0, 1.0, 11.0, 1.0, 1.0]) == [
        0.0, 1.0, 2.0, 0.0, 0.0, 1.0,
    ]  # fmt: skip


def test_a_process_that_the_system_refuses_is_tried_again_later_each_time(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr("audio_service.supervisor.child.subprocess.Popen", refuse)
    child = Child("worker", lambda name: ["none", name])
    delays = []
    for _ in range(5):
        child.try_to_start()
        assert child.process is None
        delays.append(child.start_at - clock.now)
        clock.now = child.start_at
    assert delays == [0.0, 1.0, 2.0, 4.0, 8.0]


def test_a_child_that_cannot_be_restarted_for_now_does_not_end_the_supervisor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lacks = itertools.chain([True, True], itertools.repeat(False))
    popen = subprocess.Popen

    def start(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        if next(lacks):
            raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
        return popen(*args, **options)

    monkeypatch.setattr("audio_service.supervisor.child.subprocess.Popen", start)
    child = Child("worker", lambda _: [sys.executable, "-c", "import time; time.sleep(60)"])
    leases: Any = None
    deaths: Any = SimpleNamespace(tell=lambda: None)
    supervisor = Supervisor([child], leases, deaths)
    assert supervisor.wait_until(lambda: child.process is not None, 30)
    child.send(signal.SIGKILL)
    child.wait(0.0)


@pytest.mark.parametrize(("fetchers", "free"), [(1, 0), (2, 1), (4, 1)])
def test_one_of_several_fetchers_is_kept_free_for_listeners(fetchers: int, free: int) -> None:
    children = fetcher_children(WorkerSettings(fetchers=fetchers), list)
    flags = ["--free" in child.command("f") for child in children]
    assert (len(flags), sum(flags)) == (fetchers, free)
