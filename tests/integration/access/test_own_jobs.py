"""A worker runs the jobs of this service, whatever a job in Redis names."""

import inspect
from pathlib import Path

import pytest
import redis
from rq import Callback, Queue
from rq.serializers import JSONSerializer

from tests.integration.face import Face
from tests.stand import Processes, wait_for
from worker.jobs import fetch_jobs, sample_jobs, speech_jobs
from worker.jobs.rq_worker import OWN_JOBS, OwnJob


def test_every_job_function_is_listed_and_nothing_else() -> None:
    found = {
        f"{module.__name__}.{name}"
        for module in (fetch_jobs, sample_jobs, speech_jobs)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert found == OWN_JOBS


@pytest.mark.parametrize(
    "name",
    ["os.system", "worker.jobs.speech_jobs.replace", "worker.jobs.fetch_jobs._look", "air", ""],
)
def test_no_other_function_is_found(client: redis.Redis, name: str) -> None:
    job = OwnJob("job", client, serializer=JSONSerializer)
    job.func_name = name
    with pytest.raises(ImportError):
        _ = job.func


@pytest.mark.parametrize("kind", ["on_success", "on_failure", "on_stopped"])
def test_a_callback_is_neither_imported_nor_called(client: redis.Redis, kind: str) -> None:
    queue = Queue("chores", connection=client, serializer=JSONSerializer)
    callback = Callback("tests.integration.no_such_module.function")
    made = queue.enqueue("worker.jobs.fetch_jobs.air", "pier", **{kind: callback})
    job = OwnJob.fetch(made.id, client, serializer=JSONSerializer)
    found = [job.success_callback, job.failure_callback, job.stopped_callback]
    assert found == [None, None, None]


def test_nothing_that_workers_store_is_readable_by_others(face: Face, workers: Processes) -> None:
    face.put("pier", language="en")
    face.ready("pier")
    audio = Path(face.data_dir) / "audio"
    wait_for(lambda: list((audio / "tracks").rglob("*.mp3")))
    kept = [path for path in audio.rglob("*") if path.name != "probe"]  # this process wrote it
    assert kept
    assert [path for path in kept if path.stat().st_mode & 0o077 and path.is_file()] == []
