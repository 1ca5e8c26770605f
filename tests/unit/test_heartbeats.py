"""The heartbeat of a process and its periodic tasks."""

import threading
from typing import Any

from cache.operations.heartbeats import Heartbeat


class NoLeases:
    """Leases that are stored nowhere."""

    def renew(self, _holder: str, _said: dict[str, Any]) -> float:
        return 0.0

    def bury(self, _holder: str) -> None:
        return


def test_a_periodic_task_that_fails_does_not_stop_those_after_it() -> None:
    recovered = threading.Event()

    def fail() -> None:
        raise OverflowError

    heartbeat = Heartbeat(NoLeases(), "worker-1", "play", [fail, recovered.set])  # type: ignore[arg-type]
    heartbeat.start()
    try:
        assert recovered.wait(30)
    finally:
        heartbeat.end()
