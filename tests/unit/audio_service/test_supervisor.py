from types import SimpleNamespace

import pytest

from audio_service.supervisor.child import Child
from audio_service.supervisor.children import fetcher_children
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
    """Return how long a child waits for its next start after each of its lives."""
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


@pytest.mark.parametrize(("fetchers", "free"), [(1, 0), (2, 1), (4, 1)])
def test_one_of_several_fetchers_is_kept_free_for_listeners(fetchers: int, free: int) -> None:
    children = fetcher_children(WorkerSettings(fetchers=fetchers))
    flags = ["--free" in child.command("f") for child in children]
    assert (len(flags), sum(flags)) == (fetchers, free)
