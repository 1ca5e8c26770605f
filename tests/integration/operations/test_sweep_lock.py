"""Lock of the cleanup of the audio store: two cleanups never run at the same time."""

import pytest
import redis
from click.testing import CliRunner

from audio_service.commands.backup import sweep
from cache.redis import keys
from cache.redis.renewed_lock import renewed_lock
from cache.settings import read_settings
from worker.jobs import fetch_jobs
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.maintenance.storage_cleanup import SWEEP, CleanupResult, StorageCleanup
from worker.settings import WorkerSettings


@pytest.fixture
def sweeps(monkeypatch: pytest.MonkeyPatch) -> list[CleanupResult]:
    """The cleanups that have run."""
    done: list[CleanupResult] = []

    def note(*_: object, **__: object) -> CleanupResult:
        done.append(CleanupResult())
        return done[-1]

    monkeypatch.setattr(StorageCleanup, "sweep", note)
    return done


def test_the_command_and_the_scheduled_job_wait_for_each_other(
    settings_env: dict[str, str], client: redis.Redis, sweeps: list[CleanupResult]
) -> None:
    context = open_fetcher_context(read_settings(WorkerSettings), "fetcher-1")
    with renewed_lock(client, SWEEP) as is_held:
        assert is_held
        fetch_jobs.sweep(context)
        told = CliRunner().invoke(sweep, [])
        assert (told.exit_code, "already" in told.output) == (1, True)
        assert sweeps == []
    fetch_jobs.sweep(context)
    assert CliRunner().invoke(sweep, []).exit_code == 0
    assert len(sweeps) == 2
    assert not client.exists(keys.lock(SWEEP))


def test_the_lock_of_a_dead_process_expires(client: redis.Redis) -> None:
    with renewed_lock(client, SWEEP):
        assert 0 < client.pttl(keys.lock(SWEEP)) <= 30_000
