import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redis

from tests.chains import ChainScheduling, place_of
from tests.stand import Processes, ValkeyServer

for name in list(os.environ):
    if name.startswith("LISTEN_") or name in {"REDIS_URL", "PORT"}:
        del os.environ[name]
os.environ["LISTEN_VOICE_SAMPLES"] = "no"  # so that workers do only what a test requests


hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    server = ValkeyServer(tmp_path_factory.mktemp("v"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(valkey: ValkeyServer) -> Iterator[redis.Redis]:
    """A connection to a Valkey that is empty."""
    with valkey.connect() as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def env(valkey: ValkeyServer, client: redis.Redis, tmp_path: Path) -> dict[str, str]:
    """Settings of a service whose voice is a tone."""
    return {
        "REDIS_URL": valkey.url,
        "LISTEN_DATA_DIR": str(tmp_path / "var"),
        "LISTEN_VOICES": "tone:220",
        "LISTEN_WORKERS": "2",
    }


@pytest.fixture
def settings_env(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The same settings, in the environment of this process."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return env


@pytest.fixture
def processes(env: dict[str, str]) -> Iterator[Processes]:
    started = Processes(env)
    yield started
    started.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the tests by their chains; within a file they stay as they are."""
    items.sort(key=lambda item: place_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ChainScheduling | None:
    """Have `--dist loadfile` keep the files of a chain together."""
    return ChainScheduling(config, log) if config.getvalue("dist") == "loadfile" else None
