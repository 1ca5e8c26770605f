"""Faulty sound is never published, with workers whose voice makes errors."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient

from audio_service.http.schemas.status import Status
from cache.settings import read_settings
from tests import faulty
from tests.stand import Processes, api_key, opened, wait_for
from worker.errors import ImplausibleClipError
from worker.model.article import Article
from worker.processes.serverless_narration import record_article
from worker.settings import WorkerSettings
from worker.speech.tone import ToneVoice

OPENING = "This is an opening that is spoken as it should be."


@pytest.fixture
def flask(settings_env: dict[str, str]) -> Iterator[FlaskClient]:
    with opened() as found:
        yield found


@pytest.fixture
def workers(processes: Processes, flask: FlaskClient) -> Processes:
    for lane in ("first", "rest"):
        processes.start_worker(lane, module="tests.faulty")
    processes.start_scheduler()
    wait_for(lambda: flask.get("/readyz").status_code == 200)
    return processes


def sentence(fault: str, when: str) -> str:
    return f"The recording of this long sentence is {fault} {when}, and nobody is there to hear it."


def narrate(flask: FlaskClient, article_id: str, sentences: list[str]) -> Any:
    body = "".join(f"<p>{text}</p>" for text in sentences)
    flask.put(f"/v1/articles/{article_id}", json={"title": OPENING, "html": body})
    flask.post(f"/v1/articles/{article_id}/audio")

    def ended() -> Any:
        narration = flask.get(f"/v1/articles/{article_id}/audio").get_json()
        return narration if narration["state"] in {"ready", "failed"} else None

    return wait_for(ended)


def verification(flask: FlaskClient, tracks: int, failures: int, spoken_again: int) -> Any:
    """Return the field `verification` of /status, as soon as it has these counts."""

    def counted() -> Any:
        shown = flask.get("/status").get_json()
        Status.model_validate(shown)
        found = shown["verification"]
        counts = [found[name] for name in ("tracks", "failures", "clips_spoken_again")]
        return found if counts == [tracks, failures, spoken_again] else None

    return wait_for(counted)


def manifest(env: dict[str, str], url: str) -> Any:
    name = Path(url).stem
    return json.loads(next(Path(env["LISTEN_DATA_DIR"]).rglob(f"{name}.json")).read_text())


def test_what_is_bad_once_is_spoken_once_more_and_the_verdict_says_so(
    flask: FlaskClient, workers: Processes, env: dict[str, str], client: redis.Redis
) -> None:
    spoken = [sentence(fault, "once") for fault in faulty.FAULTS]
    narration = narrate(flask, "once", spoken)
    assert narration["state"] == "ready"
    seconds = 0.06 * sum(map(len, [OPENING, *spoken])) + 0.7 + 4 * 0.6
    assert narration["duration_s"] == pytest.approx(seconds, abs=0.6)
    (verdict,) = verification(flask, tracks=1, failures=0, spoken_again=4)["latest"]
    assert (verdict["article_id"], verdict["voice"]) == ("once", "tone:220")
    assert (verdict["clips"], verdict["clips_spoken_again"]) == (5, 4)
    assert verdict["duration_s"] == narration["duration_s"]
    assert verdict["lufs"] == pytest.approx(-19, abs=1.5)
    assert verdict["peak_dbtp"] < -1
    stored = manifest(env, narration["url"])["verdict"]
    assert stored.items() <= verdict.items()
    client.flushall()
    again = flask.post("/v1/articles/once/audio").get_json()
    assert (again["state"], again["url"]) == ("ready", narration["url"])
    assert manifest(env, again["url"])["verdict"] == stored


def test_what_is_bad_twice_fails_the_narration_and_says_which_sentence(
    flask: FlaskClient, workers: Processes
) -> None:
    bearer = f"Bearer {api_key(flask.application)}"
    for fault in faulty.FAULTS:
        bad = sentence(fault, "always")
        narration = narrate(flask, fault, ["All is well with this one, as yet.", bad])
        assert narration["state"] == "failed"
        error = narration["error"]
        assert (error["code"], error["retryable"]) == ("clip-implausible", False)
        path, key = f"/v1/articles/{fault}/audio", {"Authorization": bearer}
        told = flask.get(path, headers=key).get_json()["error"]
        assert f"utterance 3, “{bad}”, failed its checks twice" in told["detail"]
        pressed = flask.post(path)
        assert pressed.status_code == 422
        assert bad not in error["detail"] + pressed.text, "callers without a key see no sentence"
    assert verification(flask, tracks=0, failures=4, spoken_again=0)["latest"] == []


def test_recording_without_a_server_is_checked_as_well(
    settings_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ToneVoice, "say", faulty.say_or_err)

    def record(text: str) -> Any:
        article = Article(id="a", title=OPENING, text=text, language="en")
        output = tmp_path / "a.mp3"
        settings = read_settings(WorkerSettings)
        return record_article(article, "tone:220", output, settings, lambda *_: None)

    verdict = record(sentence("cut", "once")).verdict
    assert (verdict.clips, verdict.clips_spoken_again) == (2, 1)
    with pytest.raises(ImplausibleClipError, match="utterance 2, “The recording of this long"):
        record(sentence("cut", "always"))
