"""Alerts of faults: each fault raises its alert as long as it lasts.

The faults are real: processes are stopped and killed, Valkey hangs and is out of memory, the disk
is full, the database is locked. The times until each alert starts and ends are written to the file
that ALERTS_TABLE names.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.acting import DEADLY, MUTE, WAITING
from tests.stand import PYTHON, ROOT, Service, end, wait_for
from tests.upstreams.site import Reply
from tests.upstreams.wordpress import WordPressSite

pytestmark = pytest.mark.slow

ANSWERS_WITHIN_S = 20.0
"""Time-out of a status request, in seconds: usually it takes one second, with a slow Redis more."""

Fault = Callable[[Service], AbstractContextManager[None]]


SITE = WordPressSite()
"""Site that the service polls every second."""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    place = tmp_path_factory.mktemp("w")
    with SITE:
        (place / "publication.toml").write_text(f"{SITE.table}\npoll_min = 0.02\n")
        env = {
            "LISTEN_VOICES": "tone:220",
            "LISTEN_WORKERS": "1",
            "LISTEN_PUBLICATION_FILE": str(place / "publication.toml"),
            "LISTEN_PRIVATE_HOSTS": "127.0.0.1",
        }
        started = Service(place, env, module="tests.acting")
        started.start()
        yield started
        started.stop()


def told(service: Service) -> dict[str, Any]:
    """Return the alerts of a service, by their names."""
    began = time.monotonic()
    answer = service.ask("GET", "/status?history_s=0")
    assert answer.status == 200
    assert time.monotonic() - began < ANSWERS_WITHIN_S
    return {alert["name"]: alert for alert in answer.json["alerts"]}


def pids(service: Service, role: str) -> list[int]:
    """Return the ids of the processes with a role."""
    found = service.ask("GET", "/status?history_s=0").json["workers"]
    return [each["pid"] for each in found if each["role"] == role]


@contextmanager
def stopped(*processes: int) -> Iterator[None]:
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)


@contextmanager
def redis_hangs(service: Service) -> Iterator[None]:
    with stopped(*service.processes("valkey-server")):
        yield


@contextmanager
def redis_is_full(service: Service) -> Iterator[None]:
    service.redis.config_set("maxmemory", "1mb")
    yield
    service.redis.config_set("maxmemory", "0")


@contextmanager
def redis_is_slow(service: Service) -> Iterator[None]:
    """Pause Redis for 0.15 s again and again; a request may wait for several pauses."""
    over = threading.Event()

    def load() -> None:
        with service.redis as client:
            while not over.is_set():
                client.client_pause(150)
                client.ping()  # waits too

    thread = threading.Thread(target=load)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def database_is_locked(service: Service) -> Iterator[None]:
    with sqlite3.connect(service.data_dir / "articles.db", isolation_level=None) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")
    database.close()


@contextmanager
def storage_is_gone(service: Service) -> Iterator[None]:
    """Replace the folder of audio by a file."""
    folder, aside = service.data_dir / "audio", service.data_dir / "aside"
    folder.rename(aside)
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


@contextmanager
def disk_is_full(service: Service) -> Iterator[None]:
    folder = service.data_dir / "audio"
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with (folder / "much").open("wb", buffering=0) as much, suppress(OSError):
            while much.write(bytes(4096)):
                continue
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def without(service: Service, role: str) -> Iterator[None]:
    """Stop the processes of a role, and the supervisor, so that it does not replace them."""
    assert service.process
    with stopped(service.process.pid, *pids(service, role)):
        yield


@contextmanager
def scheduler_dies_and_dies(service: Service) -> Iterator[None]:
    for _ in range(3):
        scheduler = wait_for(lambda: service.processes("scheduler"), every=0.05)[0]
        time.sleep(0.2)
        service.kill(scheduler)
        wait_for(lambda s=scheduler: s not in service.processes("scheduler"))  # type: ignore[misc]
    yield


@contextmanager
def press_waits(service: Service) -> Iterator[None]:
    """Stop the worker of `first` and press twice: it has taken one job, and the other one waits."""
    for article_id in ("waits", "waits-too"):
        service.put(article_id, title=f"It {article_id}")
    with without(service, "first"):
        for article_id in ("waits", "waits-too"):
            service.press(article_id)
        yield


@contextmanager
def article_kills(service: Service) -> Iterator[None]:
    service.put("poison", html=f"<p>It began well.</p><p>This is {DEADLY}.</p>")
    service.press("poison")
    service.until("poison", "failed")
    yield
    assert service.ask("DELETE", "/v1/articles/poison/audio").status == 204


@contextmanager
def articles_fail(service: Service) -> Iterator[None]:
    for number in range(3):
        service.put(f"mute-{number}", html=f"<p>This {MUTE}, {number}.</p>")
        service.press(f"mute-{number}")
        service.until(f"mute-{number}", "failed")
    yield
    for number in range(2):
        service.put(f"well-{number}", title=f"Number {number} is well")
        service.press(f"well-{number}")
    for number in range(2):
        service.until(f"well-{number}", "ready")


@contextmanager
def source_is_broken(_service: Service) -> Iterator[None]:
    SITE.spoil = lambda _: Reply(b"out of order", status=500)
    yield
    SITE.spoil = None


@contextmanager
def first_sounds_are_slow(service: Service) -> Iterator[None]:
    """Stop the worker that speaks first sentences for more than a second at each press."""
    for number in range(3):
        service.put(f"slow-{number}", title=f"Slow number {number}")
        with stopped(*pids(service, "first")):
            service.press(f"slow-{number}")
            time.sleep(1.2)
        service.until(f"slow-{number}", "ready")
    yield
    service.put("fast", title="It is fast again")
    service.press("fast")


@contextmanager
def pregeneration_is_paused(service: Service) -> Iterator[None]:
    assert service.ask("POST", "/v1/ops/pause", {}).status == 200
    yield
    assert service.ask("POST", "/v1/ops/resume", {}).status == 200


@contextmanager
def worker_is_drained(service: Service) -> Iterator[None]:
    """Drain a worker while it speaks: it ends after its job, and another one replaces it."""
    html = f"<p>It begins.</p><p>Then it {WAITING}.</p><p>It ends.</p>"
    service.put("lasting", title="It lasts", html=html)
    service.press("lasting")
    wait_for(lambda: service.narration("lasting")["progress"]["clips_done"] >= 2, every=0.2)
    found = service.ask("GET", "/status?history_s=0").json["workers"]
    busy = next(each["name"] for each in found if each["role"] == "rest")
    assert service.ask("POST", "/v1/ops/drain", {"worker": busy}).status == 200
    yield
    (service.data_dir / "go-on").touch()
    service.until("lasting", "ready")
    (service.data_dir / "go-on").unlink()


ANOTHER = """
import importlib.metadata, os, sys, time
{change}
from audio_service.cli import main
sys.argv = ["listen", "fetcher", "--name", "fetcher-another"]
main()
"""


@contextmanager
def another(service: Service, change: str) -> Iterator[None]:
    """Run a process that differs from the others by a change."""
    env = {
        **os.environ, **service.env, "LISTEN_DATA_DIR": str(service.data_dir),
        "REDIS_URL": f"unix://{service.data_dir / 'valkey.sock'}",
    }  # fmt: skip
    process = subprocess.Popen([PYTHON, "-c", ANOTHER.format(change=change)], env=env, cwd=ROOT)
    try:
        yield
    finally:
        end(process)


FAULTS: dict[str, tuple[str, Fault]] = {
    "redis-hangs": ("redis-down", redis_hangs),
    "redis-is-full": ("redis-refuses-writes", redis_is_full),
    "redis-is-slow": ("redis-slow", redis_is_slow),
    "database-is-locked": ("database-down", database_is_locked),
    "storage-is-gone": ("storage-down", storage_is_gone),
    "disk-is-full": ("storage-full", disk_is_full),
    "first-worker-is-stopped": ("no-first-worker", lambda service: without(service, "first")),
    "play-workers-are-stopped": ("no-play-worker", lambda service: without(service, "rest")),
    "scheduler-is-stopped": ("no-scheduler", lambda s: stopped(*pids(s, "scheduler"))),
    "scheduler-dies-and-dies": ("process-restarts", scheduler_dies_and_dies),
    "fetchers-are-stopped": ("no-fetcher", lambda service: without(service, "fetch")),
    "source-is-broken": ("source-failing", source_is_broken),
    "press-waits": ("press-waits", press_waits),
    "first-sounds-are-slow": ("first-sound-slow", first_sounds_are_slow),
    "pregeneration-is-paused": ("pregenerate-paused", pregeneration_is_paused),
    "worker-is-drained": ("worker-draining", worker_is_drained),
    "article-kills": ("poisoned-article", article_kills),
    "articles-fail": ("narrations-fail", articles_fail),
    "clock-is-ahead": (
        "clock-off",
        lambda s: another(s, "clock = time.time; time.time = lambda: clock() + 60"),
    ),
    "version-is-another": (
        "versions-differ",
        lambda s: another(s, "importlib.metadata.version = lambda _: '9.9.9'"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_its_name_while_it_lasts(watched: Service, fault: str) -> None:
    name, inject = FAULTS[fault]
    wait_for(lambda: name not in told(watched), every=0.2)
    with ExitStack() as injected:
        injected.enter_context(inject(watched))
        began = time.monotonic()
        alert: Any = wait_for(lambda: told(watched).get(name), every=0.2)
        told_after_s = time.monotonic() - began
    began = time.monotonic()
    wait_for(lambda: name not in told(watched), every=0.2)
    cleared_after_s = time.monotonic() - began
    with Path(os.environ.get("ALERTS_TABLE", os.devnull)).open("a") as table:
        table.write(f"| {fault} | `{name}` | {told_after_s:.1f} | {cleared_after_s:.1f} |\n")
    assert alert["sentence"]
    assert alert["help"] == f"/docs/operations#{name}"
    wait_for(lambda: watched.ask("GET", "/readyz").status == 200, every=0.2)


def test_readiness_tells_a_dead_redis_from_dead_workers(watched: Service) -> None:
    wait_for(lambda: watched.ask("GET", "/readyz").status == 200, every=0.2)
    with redis_hangs(watched):
        assert watched.ask("GET", "/readyz").json["code"] == "redis-down"
        assert watched.ask("GET", "/healthz").status == 200
    with without(watched, "rest"):
        wait_for(lambda: watched.ask("GET", "/readyz").json.get("code") == "no-play-worker")
    wait_for(lambda: watched.ask("GET", "/readyz").status == 200, every=0.2)


def test_two_web_processes_give_signs_of_life_and_their_deaths_are_noticed(
    watched: Service,
) -> None:
    wait_for(lambda: len(pids(watched, "web")) == 2, every=0.2)
    both = pids(watched, "web")
    watched.kill(both[0])
    wait_for(lambda: both[0] not in pids(watched, "web"), every=0.2)
    wait_for(lambda: len(pids(watched, "web")) == 2, every=0.2)
