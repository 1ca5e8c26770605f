"""Jobs and records of another version, found by starting workers."""

import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
import redis

from cache.redis import keys
from cache.redis.client import as_text
from tests.integration.face import Face
from tests.stand import Processes, wait_for

ARTICLE = "river-pact-nears-end"


def only_job(client: redis.Redis, queue: str) -> str:
    (job,) = client.lrange(f"rq:queue:{queue}", 0, -1)
    return f"rq:job:{as_text(job)}"


def call(function: str, *args: Any) -> bytes:
    """Return a call as RQ's JSON serializer keeps it."""
    return zlib.compress(json.dumps([function, None, list(args), {}]).encode())


CALLS: dict[str, Callable[[int], bytes]] = {
    "a function that is no more": lambda run: call(
        "worker.jobs.speech_jobs.recite", ARTICLE, "tone:220", run
    ),
    "a module that is no more": lambda run: call("worker.gone.narrate", ARTICLE, "tone:220", run),
    "a function of others": lambda run: call("os.getenv", ARTICLE, "tone:220", run),
    "fewer arguments": lambda _: call("worker.jobs.speech_jobs.narrate", ARTICLE),
    "more arguments": lambda run: call(
        "worker.jobs.speech_jobs.narrate", ARTICLE, "tone:220", run, "loud"
    ),
    "no call at all": lambda _: b"pickled by somebody",
}


@pytest.mark.parametrize("kind", CALLS)
def test_a_narration_whose_job_nobody_understands_gets_another(
    face: Face, client: redis.Redis, processes: Processes, kind: str
) -> None:
    assert face.flask.post(f"/v1/articles/{ARTICLE}/audio").status_code == 202
    (name,) = client.smembers(keys.UNFINISHED)
    run = int(client.hget(keys.narration(as_text(name)), "run") or 0)
    client.hset(only_job(client, "first"), "data", CALLS[kind](run))
    processes.start_worker("first")
    processes.start_worker("rest")
    processes.start_scheduler()
    wait_for(lambda: state_of(face) in ("ready", "failed"))
    assert state_of(face) == "ready"


def state_of(face: Face) -> str:
    return str(face.look(ARTICLE)["state"])


def test_a_record_that_nobody_understands_holds_no_other_up(
    face: Face, client: redis.Redis, processes: Processes
) -> None:
    client.hset(keys.narration("odd|tone:220"), mapping={"state": "humming", "run": "1"})
    client.sadd(keys.UNFINISHED, "odd|tone:220")
    face.flask.post(f"/v1/articles/{ARTICLE}/audio")
    client.delete("rq:queue:first")  # lost, and found again
    processes.start_worker("first")
    processes.start_worker("rest")
    wait_for(lambda: state_of(face) in ("ready", "failed"))
    assert state_of(face) == "ready"
