"""Actions of operators, also repeated and concurrent ones."""

import json
import os
import pwd
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from click.testing import CliRunner
from flask.testing import FlaskClient

from audio_service.access.api_key_store import Scope
from audio_service.cli import main
from audio_service.context import WebContext
from audio_service.http.schemas.actions import ActionAnswer, AuditTrail
from cache.narrations.basis import Basis
from cache.narrations.leases import Leases
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure, Priority
from cache.operations.audit_log import BEGUN, KEPT
from cache.operations.flags import OperatorFlags
from cache.redis.client import as_text
from tests.acting import WAITING
from tests.forks import listen
from tests.integration.asking import KEY, problem, put
from tests.integration.face import SENTENCES, Face
from tests.integration.listening.test_stream import Listener
from tests.speech_servers import SpeechServer, fake_google
from tests.stand import Processes, wait_for
from worker.jobs.job_ids import parse_job_id
from worker.jobs.queue_names import PREGENERATE

BODIES: dict[str, Any] = {
    "retry": {"article_id": "pier"},
    "regenerate": {"article_id": "pier"},
    "purge": {"article_id": "pier"},
    "pause": None,
    "resume": None,
    "drain": {"worker": "w1"},
}


def do(flask: FlaskClient, action: str, **body: Any) -> Any:
    answer = flask.post(f"/v1/ops/{action}", json=body or None)
    assert answer.status_code == 200, answer.data
    ActionAnswer.model_validate_json(answer.data)
    return answer.get_json()


def web_of(flask: FlaskClient) -> WebContext:
    found: WebContext = flask.application.extensions["listen"]
    return found


def fail(flask: FlaskClient, article_id: str, *, retryable: bool, pressed: bool = True) -> None:
    """Let a narration fail before its first utterance is spoken."""
    web, name = web_of(flask), NarrationName(article_id, "tone:220")
    priority = Priority.PLAY if pressed else Priority.PREGENERATE
    asked = web.stores.repository.ask_for(name, Basis("r", ""), priority)
    assert web.stores.narrations.fail(name, asked.run, Failure("some-code", "why", retryable))


UTTERANCES = ["The Title", "The dek.", "One is here. Two is here.", "Heading", "Three is last"]
"""Texts of the requests to Google for the default article."""

# what needs which key


@pytest.mark.parametrize("action", BODIES)
def test_an_action_needs_a_key_that_is_good_for_it(keyed: FlaskClient, action: str) -> None:
    put_with_key = {"Authorization": f"Bearer {KEY}"}
    keyed.put("/v1/articles/pier", json={"title": "T"}, headers=put_with_key)
    other = web_of(keyed).access.api_keys.add("cms", [Scope.PUSH, Scope.READ])
    path = f"/v1/ops/{action}"
    assert problem(keyed.post(path, json=BODIES[action])) == (401, "bad-key")
    refused = keyed.post(path, json=BODIES[action], headers={"Authorization": f"Bearer {other}"})
    assert problem(refused) == (403, "missing-scope")
    assert web_of(keyed).actions.audit.latest() == []
    assert web_of(keyed).actions.operator_flags.paused() is None


def test_the_audit_trail_needs_a_key_that_is_good_for_it(keyed: FlaskClient) -> None:
    assert problem(keyed.get("/v1/ops/audit")) == (401, "bad-key")
    other = web_of(keyed).access.api_keys.add("cms", [Scope.PUSH, Scope.READ])
    refused = keyed.get("/v1/ops/audit", headers={"Authorization": f"Bearer {other}"})
    assert problem(refused) == (403, "missing-scope")


# what is asked wrongly


@pytest.mark.parametrize("action", ["retry", "regenerate", "purge"])
def test_an_article_that_nobody_knows_is_not_acted_on(flask: FlaskClient, action: str) -> None:
    answer = flask.post(f"/v1/ops/{action}", json={"article_id": "none"})
    assert problem(answer) == (404, "article-not-found")
    [entry] = web_of(flask).actions.audit.latest()
    assert (entry.action, entry.changed) == (action, False)


@pytest.mark.parametrize("action", ["retry", "regenerate"])
def test_an_article_that_nobody_has_asked_for_has_no_narration(
    flask: FlaskClient, action: str
) -> None:
    put(flask)
    answer = flask.post(f"/v1/ops/{action}", json={"article_id": "pier"})
    assert problem(answer) == (404, "no-narration")
    fail(flask, "pier", retryable=True)
    answer = flask.post(f"/v1/ops/{action}", json={"article_id": "pier", "voice": "tone:330"})
    assert problem(answer) == (404, "no-narration")


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("retry", {}),
        ("retry", {"all": False}),
        ("retry", {"all": True, "article_id": "pier"}),
        ("retry", {"all": True, "voice": "tone:220"}),
        ("retry", {"article_id": "-"}),
        ("regenerate", {}),
        ("regenerate", {"article_id": "pier", "all": True}),
        ("purge", {"article_id": 1}),
        ("drain", {}),
        ("drain", {"worker": None}),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    flask: FlaskClient, action: str, body: dict[str, Any]
) -> None:
    assert problem(flask.post(f"/v1/ops/{action}", json=body)) == (422, "invalid-request")


def test_a_process_that_does_not_live_is_not_drained(flask: FlaskClient, leases: Leases) -> None:
    answer = flask.post("/v1/ops/drain", json={"worker": "w2"})
    assert problem(answer) == (404, "worker-not-found")
    assert answer.get_json()["workers"] == ["w1"]
    leases.renew("g1", {"role": "web"})
    answer = flask.post("/v1/ops/drain", json={"worker": "g1"})
    assert problem(answer) == (422, "cannot-drain")


# retry


@pytest.mark.parametrize("retryable", [True, False])
def test_a_failed_narration_is_begun_again_once(flask: FlaskClient, retryable: bool) -> None:
    put(flask)
    fail(flask, "pier", retryable=retryable)
    first, second = (do(flask, "retry", article_id="pier") for _ in range(2))
    [acted] = first["narrations"]
    assert first["changed"]
    assert (acted["article_id"], acted["voice"]) == ("pier", "tone:220")
    assert (acted["changed"], acted["state"]) == (True, "queued")
    assert not second["changed"]
    assert second["narrations"][0]["detail"] == "has not failed"
    assert second["detail"] == "0 narrations tried again; 1 narration left as before"


def test_of_many_who_retry_at_once_one_begins_it(flask: FlaskClient) -> None:
    put(flask)
    fail(flask, "pier", retryable=True)
    clients = [flask.application.test_client() for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda c: do(c, "retry", article_id="pier"), clients))
    assert sum(answer["changed"] for answer in answers) == 1
    jobs = map(parse_job_id, map(as_text, web_of(flask).queues.waiting_ids()))
    runs = sorted({job.run for job in jobs if job})
    assert len(runs) == 2  # the one that failed, which nobody has looked at, and one more


def test_all_that_may_succeed_now_is_begun_again(flask: FlaskClient) -> None:
    for article_id, retryable, pressed in (
        ("a", True, True),
        ("b", True, False),
        ("c", False, True),
        ("d", True, True),
    ):
        put(flask, article_id)
        fail(flask, article_id, retryable=retryable, pressed=pressed)
    flask.delete("/v1/articles/d")
    put(flask, "e")
    fail(flask, "e", retryable=True)
    web_of(flask).articles.store.withdraw("e")
    answer = do(flask, "retry", all=True)
    acted = {each["article_id"]: each for each in answer["narrations"]}
    assert {name for name, each in acted.items() if each["changed"]} == {"a", "b"}
    assert acted["e"]["detail"].startswith("article-withdrawn")
    assert "c" not in acted
    assert "d" not in acted
    read = web_of(flask).stores.narrations.read
    assert read(NarrationName("a", "tone:220")).priority is Priority.PLAY
    assert read(NarrationName("b", "tone:220")).priority is Priority.PREGENERATE
    assert not do(flask, "retry", all=True)["changed"]


# regenerate


@pytest.fixture
def google(env: dict[str, str]) -> Iterator[SpeechServer]:
    """In `env`, Google is the voice, so a sentence that is spoken again may sound different."""
    with fake_google() as server:
        env.update(LISTEN_VOICES="gtts:en", LISTEN_GTTS_BASE_URL=server.url)
        yield server


def test_an_article_is_spoken_anew_and_the_old_track_lives_until_and_after(
    google: SpeechServer, face: Face, workers: Processes
) -> None:
    face.put("pier")
    face.put("quay", title="Another", dek="", html="<p>One is here. It is the quay.</p>")
    old, other = face.ready("pier"), face.ready("quay")
    old_mp3, other_mp3 = face.mp3(old), face.mp3(other)
    google.texts.clear()
    google.pitch_hz = 300
    face.put("pier")  # unchanged; nothing is begun
    asked = do(face.flask, "regenerate", article_id="pier")
    assert asked["changed"]
    assert asked["narrations"][0]["state"] == "queued"
    now = face.look("pier")
    assert now["url"] == old["url"]
    new = face.until("pier", "ready")
    assert sorted(google.texts) == sorted(UTTERANCES)
    assert new["url"] != old["url"]
    assert new["fingerprint"] == old["fingerprint"]
    assert face.press("pier").get_json()["url"] == new["url"]
    assert face.mp3(old) == old_mp3
    assert face.mp3(other) == other_mp3
    assert face.look("quay")["url"] == other["url"]
    # what is stored now is the new take
    google.texts.clear()
    face.put("pier", title="A New Title")
    face.press("pier")
    newest = face.until("pier", "ready")
    assert google.texts == ["A New Title"]
    assert face.mp3(newest) != face.mp3(new)
    # and all of it can be taken down
    assert do(face.flask, "purge", article_id="pier")["changed"]
    for narration in (old, new, newest):
        assert problem(face.flask.get(narration["url"])) == (410, "audio-gone")
    assert face.mp3(other) == other_mp3


def test_what_is_spoken_anew_in_vain_leaves_all_as_it_was(
    google: SpeechServer, face: Face, workers: Processes
) -> None:
    face.put("pier")
    old = face.ready("pier")
    google.behavior = "silent"
    assert do(face.flask, "regenerate", article_id="pier")["changed"]
    failed = wait_for(lambda: face.status()["failures"])
    assert failed[0]["article_id"] == "pier"
    assert face.until("pier", "ready")["url"] == old["url"]
    answer = face.press("pier")
    assert (answer.status_code, answer.get_json()["url"]) == (200, old["url"])
    google.behavior = 200
    google.pitch_hz = 300
    assert do(face.flask, "regenerate", article_id="pier")["changed"]
    new = wait_for(lambda: (n := face.look("pier"))["url"] != old["url"] and n)
    assert new["state"] == "ready"


def test_of_many_who_regenerate_at_once_one_begins_it(
    google: SpeechServer, face: Face, workers: Processes
) -> None:
    face.put("pier")
    face.ready("pier")
    google.texts.clear()
    clients = [face.flask.application.test_client() for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda c: do(c, "regenerate", article_id="pier"), clients))
    begun = [answer for answer in answers if answer["changed"]]
    assert begun
    left = [answer["narrations"][0] for answer in answers if not answer["changed"]]
    assert {each["detail"] for each in left} <= {"is being regenerated already"}
    face.until("pier", "ready")
    assert len(google.texts) == len(begun) * len(UTTERANCES)


def test_a_listener_who_hears_it_while_it_is_made_is_not_cut_off(
    face: Face, workers: Processes
) -> None:
    face.put(
        "pier",
        dek="",
        html=f"<p>The first sentence is here. The second {WAITING}. The third is last.</p>",
    )
    face.press("pier")
    wait_for(lambda: face.look("pier")["progress"]["clips_done"] >= 2)
    listener = Listener(face.flask, "pier")
    wait_for(lambda: listener.heard)
    answer = do(face.flask, "regenerate", article_id="pier")
    assert not answer["changed"]
    assert "try again when it is ready" in answer["narrations"][0]["detail"]
    (face.data_dir / "go-on").touch()
    heard = listener.until_end()
    assert not listener.broke_off
    first = face.until("pier", "ready")
    assert heard.endswith(face.mp3(first)[-1000:])
    # a listener of the second run also hears all of it
    (face.data_dir / "go-on").unlink()
    face.spoken()
    assert do(face.flask, "regenerate", article_id="pier")["changed"]
    wait_for(lambda: face.look("pier")["progress"]["clips_done"] >= 2)
    again = Listener(face.flask, "pier")
    assert face.mp3(first)
    wait_for(lambda: again.heard)
    assert "is being regenerated already" in json.dumps(
        do(face.flask, "regenerate", article_id="pier")
    )
    (face.data_dir / "go-on").touch()
    again.until_end()
    assert not again.broke_off
    face.until("pier", "ready")
    assert len(face.spoken()) == 4


def test_an_edit_meanwhile_is_spoken_anew_as_well(face: Face, workers: Processes) -> None:
    face.put("pier", dek="", html=f"<p>The first sentence is here. The second {WAITING}.</p>")
    (face.data_dir / "go-on").touch()
    face.ready("pier")
    (face.data_dir / "go-on").unlink()
    face.spoken()
    do(face.flask, "regenerate", article_id="pier")
    wait_for(lambda: face.look("pier")["progress"]["clips_done"] >= 2)
    face.put(
        "pier",
        title="Edited",
        dek="",
        html=f"<p>The first sentence is here. The second {WAITING}.</p>",
    )
    (face.data_dir / "go-on").touch()
    face.until("pier", "ready")
    assert {"Edited", "The first sentence is here.", f"The second {WAITING}."} <= face.spoken()


# pause and resume


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


# drain


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


# the audit log, and the command line


def test_each_action_is_written_down_with_who_did_it(keyed: FlaskClient) -> None:
    key = web_of(keyed).access.api_keys.add("night-desk", [Scope.OPERATE])
    keyed.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    do(keyed, "pause")
    do(keyed, "pause")
    keyed.post("/v1/ops/retry", json={"article_id": "none"})
    do(keyed, "resume")
    assert keyed.delete("/v1/articles/none/audio").status_code == 204
    answer = keyed.get("/v1/ops/audit")
    AuditTrail.model_validate_json(answer.data)
    entries = answer.get_json()["items"]
    assert [(e["action"], e["changed"]) for e in entries] == [
        ("purge", False),
        ("resume", True),
        ("retry", False),
        ("pause", False),
        ("pause", True),
    ]
    assert {e["who"] for e in entries} == {"night-desk"}
    assert entries[2]["asked"] == {"article_id": "none"}
    assert entries[2]["result"].startswith("refused: article-not-found")
    assert len(keyed.get("/v1/ops/audit?limit=2").get_json()["items"]) == 2
    assert problem(keyed.get("/v1/ops/audit?limit=x")) == (422, "invalid-request")
    assert key not in answer.get_data(as_text=True)


def test_what_is_begun_is_written_down_before_it_is_done(flask: FlaskClient) -> None:
    begun = web_of(flask).actions.audit.begin("night-desk", "purge", {"article_id": "pier"})
    [entry] = web_of(flask).actions.audit.latest()
    assert (entry.result, entry.changed) == (BEGUN, False)
    web_of(flask).actions.audit.end(begun, "1 narration taken down", changed=True)
    [entry] = web_of(flask).actions.audit.latest()
    assert (entry.result, entry.changed) == ("1 narration taken down", True)


@pytest.mark.parametrize("worker", ["", "x\ny", "a b", "x\x1b]0;pwn\x07", "x" * 201])
def test_a_name_that_no_process_has_is_refused_unwritten(flask: FlaskClient, worker: str) -> None:
    answer = flask.post("/v1/ops/drain", json={"worker": worker})
    assert problem(answer) == (422, "invalid-request")
    assert web_of(flask).actions.audit.latest() == []


def test_the_audit_trail_does_not_grow_for_ever(flask: FlaskClient, client: redis.Redis) -> None:
    audit = web_of(flask).actions.audit
    for number in range(KEPT + 5):
        audit.end(audit.begin("test", "pause", {}), str(number), changed=True)
    assert client.llen("listen:audit") == KEPT
    assert audit.latest(1)[0].result == str(KEPT + 4)


def command(*arguments: str) -> str:
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_all_of_it_is_there_at_the_command_line(
    flask: FlaskClient, leases: Leases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody else")
    user = pwd.getpwuid(os.getuid()).pw_name
    put(flask)
    fail(flask, "pier", retryable=True)
    assert "1 narration tried again" in command("retry", "pier")
    assert "0 narrations tried again" in command("retry", "--all")
    assert "is in progress" in command("regenerate", "pier")
    assert "pre-generation is paused; 0 jobs wait" in command("pause")
    assert "pre-generation continues" in command("resume")
    assert "w1 ends" in command("drain", "w1")
    assert "1 narration taken down" in command("purge", "pier")
    lines = command("audit", "--limit", "2").splitlines()
    assert len(lines) == 2
    assert f"{user} at the command line: purge pier: 1 narration taken down" in lines[0]
    ran = CliRunner().invoke(main, ["regenerate", "pier"])
    assert ran.exit_code == 1
    assert "[no-narration]" in ran.output
    assert CliRunner().invoke(main, ["retry"]).exit_code == 2
