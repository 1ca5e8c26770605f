"""Pre-generation that is paused, and workers that are drained."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from flask.testing import FlaskClient

from cache.operations.flags import OperatorFlags
from tests.acting import WAITING
from tests.forks import listen
from tests.integration.asking import problem
from tests.integration.face import SENTENCES, Face
from tests.integration.operations.operators import do, web_of
from tests.stand import Processes, wait_for
from worker.jobs.queue_names import PREGENERATE


def test_pausing_says_what_it_did_and_survives_a_restart_of_everything(
    flask: FlaskClient, client: redis.Redis
) -> None:
    assert do(flask, "pause")["changed"]
    again = do(flask, "pause")
    assert not again["changed"]
    assert "LISTEN_API_KEY has paused it before" in again["detail"]
    assert OperatorFlags(client).paused()
    assert flask.get("/status").get_json()["queues"]["pregenerate"]["paused"]
    assert do(flask, "resume")["changed"]
    assert not do(flask, "resume")["changed"]
    assert OperatorFlags(client).paused() is None


def pregenerate(face: Face, ids: list[str]) -> None:
    asked = face.flask.post("/v1/audio", json={"article_ids": ids, "priority": "pregenerate"})
    assert asked.status_code == 202


def test_what_is_paused_waits_under_load_and_a_press_has_it_run(
    face: Face, workers: Processes
) -> None:
    face.put("first", dek="", html=f"<p>It {WAITING}.</p>", language="en")
    said = {f"a{letter}": f"Title {letter} of many" for letter in "bcdefghijklm"}
    ids = list(said)
    for article_id, title in said.items():
        face.put(article_id, title=title, language="en")
    pregenerate(face, ["first", *ids])
    wait_for(lambda: any(WAITING in line for line in _spoken(face)))
    do(face.flask, "pause")
    (face.data_dir / "go-on").touch()
    # all running jobs have ended, and no other one begins
    at, living = time.time(), web_of(face.flask).stores.leases.living
    wait_for(
        lambda: all(says["at"] > at and not says.get("busy_with") for says in living().values())
    )
    before = _spoken(face)
    face.put("pressed")
    face.ready("pressed")
    waiting = next(i for i in ids if face.look(i)["state"] == "queued")
    face.ready(waiting)
    others = set(_spoken(face)) - set(before) - {said[waiting], *SENTENCES}
    assert others == set()
    left = [i for i in ids if face.look(i)["state"] in ("queued", "speaking")]
    assert left
    face.put("late", title="late")
    pregenerate(face, ["late"])
    face.ready("pressed")
    assert face.look("late")["state"] == "queued"
    do(face.flask, "resume")
    for article_id in ("first", "late", *ids):
        face.until(article_id, "ready")


def _spoken(face: Face) -> list[str]:
    note = face.data_dir / "spoken"
    return note.read_text().splitlines() if note.exists() else []


def test_a_worker_that_waits_for_jobs_heeds_a_pause_at_once(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    wait_for(lambda: len(web_of(face.flask).stores.leases.living()) == 4)
    do(face.flask, "pause")
    face.put("a")
    pregenerate(face, ["a"])
    face.put("b")
    face.ready("b")
    assert face.look("a")["state"] == "queued"
    assert client.llen(f"rq:queue:{PREGENERATE}") == 1
    assert client.keys("rq:queue:*:intermediate") == []
    do(face.flask, "resume")
    face.until("a", "ready")


def test_a_press_in_the_moment_in_which_a_job_is_put_back_is_served(
    face: Face, processes: Processes, client: redis.Redis
) -> None:
    """Presses and pauses at random moments leave no pressed article waiting."""
    for lane in ("first", "rest", "rest"):
        processes.start_worker(lane)
    wait_for(lambda: face.flask.get("/v1/voices").get_json()["items"])
    ids = [f"p{number}" for number in range(10)]
    stop = threading.Event()
    operator_flags = OperatorFlags(client)

    def toggle() -> None:
        while not stop.wait(0.02):
            operator_flags.pause("test")
            operator_flags.resume()
        operator_flags.pause("test")

    for article_id in ids:
        face.put(article_id, title=article_id)
    thread = threading.Thread(target=toggle)
    thread.start()
    for article_id in ids:
        pregenerate(face, [article_id])
        face.press(article_id)
    stop.set()
    thread.join()
    for article_id in ids:
        face.until(article_id, "ready")


def test_pregenerating_tells_that_it_is_paused(
    face: Face, workers: Processes, env: dict[str, str]
) -> None:
    face.put("pier")
    do(face.flask, "pause")
    with ThreadPoolExecutor(1) as threads:
        command = threads.submit(listen, {**os.environ, **env}, "pregenerate", "--all")
        wait_for(lambda: face.look("pier")["state"] == "queued")
        do(face.flask, "resume")
        err = command.result().stderr
    assert command.result().returncode == 0
    assert "pre-generation was paused by LISTEN_API_KEY; `listen resume` continues it" in err
    assert "pre-generation continues" in err


def test_a_drained_worker_finishes_its_job_and_a_fresh_one_takes_its_place(
    face: Face, processes: Processes
) -> None:
    processes.start("workers")
    leases = web_of(face.flask).stores.leases
    wait_for(lambda: sorted(w["role"] for w in leases.living().values()) == WHOLE_CREW)
    sentences = [
        "The first sentence is here.",
        f"The second {WAITING}.",
        "The third is there.",
        "The fourth is last.",
    ]
    face.put(
        "pier",
        dek="",
        html=f"<p>{' '.join(sentences)}</p>",
    )
    face.press("pier")

    def busy() -> str | None:
        return next(
            (name for name, says in leases.living().items()
             if says["role"] == "rest" and says.get("busy_with") == "speak pier in tone:220"),
            None,
        )  # fmt: skip

    wait_for(lambda: any(WAITING in line for line in _spoken(face)))
    worker = wait_for(busy)
    assert worker
    answer = do(face.flask, "drain", worker=worker)
    assert answer["changed"]
    assert answer["detail"] == f"{worker} ends after speak pier in tone:220"
    again = do(face.flask, "drain", worker=worker)
    assert not again["changed"]
    assert leases.living()[worker]["draining"]
    (face.data_dir / "go-on").touch()
    wait_for(lambda: worker not in leases.living())
    ready = face.until("pier", "ready")
    assert ready["progress"]["clips_done"] == 5
    assert sorted(_spoken(face)) == sorted(["The Title", *sentences])
    wait_for(lambda: sorted(w["role"] for w in leases.living().values()) == WHOLE_CREW)
    assert not any(says["draining"] for says in leases.living().values())
    answer = face.flask.post("/v1/ops/drain", json={"worker": worker})
    assert problem(answer) == (404, "worker-not-found")


WHOLE_CREW = ["fetch", "fetch", "first", "rest", "rest"]


@pytest.mark.parametrize("role", ["first", "rest", "fetch", "scheduler"])
def test_a_process_without_a_job_ends_at_once(face: Face, processes: Processes, role: str) -> None:
    if role == "scheduler":
        processes.start_scheduler()
    elif role == "fetch":
        processes.start("fetcher", "--name", "fetcher-1")
    else:
        processes.start_worker(role)
    leases = web_of(face.flask).stores.leases
    [name] = wait_for(lambda: list(leases.living()))
    do(face.flask, "drain", worker=name)
    [process] = processes.running
    assert process.wait(60) == 0
    assert leases.living() == {}


def test_all_workers_drained_while_they_speak_lose_and_double_nothing(
    face: Face, processes: Processes
) -> None:
    processes.start("workers")
    leases = web_of(face.flask).stores.leases
    wait_for(lambda: sorted(w["role"] for w in leases.living().values()) == WHOLE_CREW)
    html = "".join(f"<p>This is sentence number {n}.</p>" for n in range(30))
    for number in range(3):
        face.put(
            f"a{number}", title=f"Title {number}", dek="", html=html.replace("is", f"is {number}")
        )
        face.press(f"a{number}")
    for _ in range(2):
        for name, says in leases.living().items():
            if says["role"] == "rest":
                do(face.flask, "drain", worker=name)
        wait_for(lambda: sum(s["role"] == "rest" for s in leases.living().values()) == 2
                 and not any(s["draining"] for s in leases.living().values()))  # fmt: skip
    for number in range(3):
        assert face.until(f"a{number}", "ready")["progress"]["clips_done"] == 31
    spoken = _spoken(face)
    assert len(spoken) == len(set(spoken)) == 93
