"""Actions of operators, also repeated and concurrent ones."""

import json
import os
import pwd
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from audio_service.access.api_key_store import Scope
from audio_service.cli import main
from cache.narrations.leases import Leases
from cache.narrations.name import NarrationName
from cache.narrations.record import Priority
from cache.redis.client import as_text
from tests.acting import WAITING
from tests.integration.asking import KEY, problem, put
from tests.integration.face import Face
from tests.integration.listening.test_stream import Listener
from tests.integration.operations.operators import do, fail, web_of
from tests.speech_servers import SpeechServer, fake_google
from tests.stand import Processes, wait_for
from worker.jobs.job_ids import parse_job_id

BODIES: dict[str, Any] = {
    "retry": {"article_id": "pier"},
    "regenerate": {"article_id": "pier"},
    "purge": {"article_id": "pier"},
    "pause": None,
    "resume": None,
    "drain": {"worker": "w1"},
}


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


# the command line


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
