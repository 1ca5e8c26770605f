"""Death of the supervisor: all its processes end with it, and a restart restores the service."""

import os
import signal
from pathlib import Path

import pytest

from tests.stand import PATIENCE_S, Service, wait_for
from worker.articles.lookup import DemoArticles


def test_all_processes_end_with_a_supervisor_that_is_killed_and_all_is_there_again_after(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    service = Service(tmp_path_factory.mktemp("e"), {"LISTEN_VOICES": "tone:220"})
    service.start()
    short = DemoArticles().all()[2].id
    service.press(short)
    url = service.until(short, "ready")["url"]
    assert {len(service.processes(role)) for role in ("scheduler", "valkey-server")} == {1}
    assert len(service.processes("worker")) == 1 + (os.cpu_count() or 1)
    assert service.process
    threads = Path(f"/proc/{service.process.pid}/task").iterdir()
    assert len(list(threads)) == 1, "a process with threads cannot be forked safely"
    service.process.send_signal(signal.SIGKILL)
    service.process.wait(PATIENCE_S)
    wait_for(lambda: not service.processes(""))
    service.start()
    assert service.ask("POST", f"/v1/articles/{short}/audio").json["url"] == url
    service.stop()
