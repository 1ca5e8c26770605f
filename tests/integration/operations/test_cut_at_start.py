"""Redis that is cut off while a process starts or ends: the process waits, and ends normally."""

import os
import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import redis

from cache.narrations.leases import Leases
from cache.redis.client import as_text
from tests.forks import Fork
from tests.slow_redis import ANYTHING, Line, line
from tests.stand import PYTHON, ROOT, ValkeyServer, end, free_port, http, wait_for

ANSWERS = range(0, 16, 3)
"""Numbers of the first answer that is lost; each process gets more answers at its start."""

AWAY_S = 4.0
"""Length of an outage, in seconds: longer than the retries of a client."""

ROLES = {
    "worker": ("worker", "--lane", "rest", "--name"),
    "fetcher": ("fetcher", "--name"),
    "scheduler": ("scheduler", "--name"),
}


class Begun:
    """A process whose line to Redis is cut at one of its first answers."""

    def __init__(self, role: str, name: str, wire: Line, env: dict[str, str], after: int) -> None:
        self.name, self.wire = name, wire
        self.cut = wire.cut_at(ANYTHING, lasts_s=AWAY_S, is_lost=True, after=after)
        self.process = Fork(
            "tests.acting", (*ROLES[role], name), {**os.environ, **env, "REDIS_URL": wire.url}
        )


@pytest.fixture(params=list(ROLES))
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def begun(
    role: str, env: dict[str, str], valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Begun]]:
    with ExitStack() as lines:
        crowd = []
        for after in ANSWERS:
            path = tmp_path_factory.mktemp("w") / "w.sock"
            wire = lines.enter_context(line(path, valkey.directory / "v.sock"))
            crowd.append(Begun(role, f"{role}-{secrets.token_hex(3)}", wire, env, after))
        yield crowd
        end(*(each.process for each in crowd))


@pytest.mark.slow
def test_a_cut_at_any_answer_ends_no_process(
    role: str, begun: list[Begun], client: redis.Redis
) -> None:
    assert all(each.cut.over.wait(60) for each in begun)
    names = {each.name for each in begun}
    wait_for(lambda: names <= Leases(client).living().keys())
    if role != "scheduler":
        keys = {f"rq:worker:{name}" for name in names}
        wait_for(lambda: keys <= {as_text(member) for member in client.smembers("rq:workers")})
        wait_for(lambda: all(client.hget(key, "state") == b"idle" for key in keys))
    assert [each.name for each in begun if not each.process.is_alive()] == []
    for each in begun:
        each.wire.cut_at(ANYTHING, lasts_s=3 * AWAY_S).begun.wait(10)
        each.process.terminate()
    assert [each.process.wait(60) for each in begun] == [0] * len(begun)


@pytest.mark.slow
def test_a_web_process_begins_without_redis(
    env: dict[str, str], valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = free_port()

    def ask(path: str) -> int:
        try:
            return http("GET", f"http://127.0.0.1:{port}{path}").status
        except OSError:
            return 0

    with line(tmp_path_factory.mktemp("w") / "w.sock", valkey.directory / "v.sock") as wire:
        cut = wire.cut_at(ANYTHING, lasts_s=AWAY_S, is_lost=True)
        command = ["-m", "gunicorn", "-c", "python:audio_service.wsgi"]
        process = subprocess.Popen(
            [PYTHON, *command, "audio_service.app:create_app()"],
            env={**os.environ, **env, "REDIS_URL": wire.url, "PORT": str(port)},
            cwd=ROOT,
        )
        try:
            wait_for(lambda: ask("/healthz") == 200)
            assert cut.over.wait(60)
            wait_for(lambda: ask("/v1/voices") == 200)
            assert process.poll() is None
            wire.cut_at(ANYTHING, lasts_s=3 * AWAY_S).begun.wait(10)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        finally:
            end(process)
