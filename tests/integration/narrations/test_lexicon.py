"""The lexicon, from an entry to the audio: HTTP, real workers, a voice that hums."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import soundfile
from click.testing import CliRunner
from flask.testing import FlaskClient

from audio_service.cli import main
from cache.audio.paths import HASH_CHARS
from cache.redis import keys
from cache.settings import read_settings
from tests.acting import PUZZLING
from tests.integration.face import live_manifest
from tests.stand import PATIENCE_S, Processes, opened, wait_for
from worker.jobs import fetch_jobs
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.settings import WorkerSettings

PIER = "<p>Nwosu met us. Nobody else came. They greeted Nwosu’s team.</p>"
BOAT = "<p>The boat left at noon. It never came back.</p>"
KEY = "a-key-that-is-long"
BAD = {"written": "a", "ipa": "9"}


class Face:
    """Client of the HTTP service."""

    def __init__(self, flask: FlaskClient) -> None:
        self.flask = flask

    def ready(self, article_id: str) -> Any:
        self.flask.post(f"/v1/articles/{article_id}/audio")
        return self.until_ready(article_id)

    def look(self, article_id: str) -> Any:
        return self.flask.get(f"/v1/articles/{article_id}/audio").get_json()

    def until_ready(self, article_id: str) -> Any:
        def reached() -> Any:
            narration = self.look(article_id)
            return narration if narration["state"] == "ready" else None

        return wait_for(reached)

    def say(self, written: str, respelling: str, **fields: str) -> Any:
        entry = {"written": written, "respelling": respelling, **fields}
        return self.flask.put("/v1/lexicon", json=entry)

    def apply(self, *, dry_run: bool = False) -> Any:
        """Request an update of all narrations, do it like a fetcher, and return its state."""
        answer = self.flask.post("/v1/lexicon/apply", json={"dry_run": dry_run})
        assert answer.status_code == 202
        update_id = answer.get_json()["id"]
        fetch_jobs.apply_lexicon(
            open_fetcher_context(read_settings(WorkerSettings), "fetcher-1"), update_id
        )
        state = self.flask.get(answer.headers["Location"]).get_json()
        assert (state["state"], state["checked"]) == ("done", state["total"])
        return state

    def slots(self, article_id: str) -> dict[str, str]:
        """Return the hashes of the frames of the live track, by the words of their cues."""
        web = self.flask.application.extensions["listen"]
        [name] = web.stores.manifests.voices_of(article_id)
        manifest = live_manifest(web, name)
        hashes = [slot["hash"][-HASH_CHARS:] for slot in manifest.slots.values()]
        written = [cue["written"] for cue in manifest.cues]
        return dict(zip(written, hashes, strict=True))


@pytest.fixture
def face(settings_env: dict[str, str]) -> Iterator[Face]:
    with opened() as flask:
        yield Face(flask)


@pytest.fixture
def workers(processes: Processes, face: Face) -> Processes:
    processes.start_worker("first")
    processes.start_worker("rest")
    processes.start_scheduler()
    wait_for(lambda: face.flask.get("/readyz").status_code == 200)
    return processes


def test_a_changed_lexicon_speaks_what_it_touches_again_on_demand_and_nothing_else(
    face: Face, workers: Processes
) -> None:
    face.flask.put("/v1/articles/pier", json={"title": "The Pier", "html": PIER})
    face.flask.put("/v1/articles/boat", json={"title": "The Boat", "html": BOAT})
    old, boat = face.ready("pier"), face.ready("boat")
    before = face.slots("pier")
    assert face.apply(dry_run=True)["narrations"] == 0

    assert face.say("Nwosu", "Nwuh-SOO").status_code == 201
    assert face.say("Marsh", "mash").status_code == 201
    pressed = face.flask.post("/v1/articles/pier/audio")
    assert (pressed.status_code, pressed.get_json()["url"]) == (200, old["url"])
    counted = face.apply(dry_run=True)
    assert (counted["dry_run"], counted["narrations"], counted["utterances"]) == (True, 1, 2)
    assert counted["items"] == [{"article_id": "pier", "voice": "tone:220", "utterances": 2}]
    assert face.look("pier")["state"] == "ready"

    assert face.apply()["items"] == counted["items"]
    assert face.look("pier")["url"] is not None
    assert face.flask.get(old["url"]).status_code == 200
    new = face.until_ready("pier")
    assert new["url"] != old["url"]
    assert face.flask.get(old["url"]).status_code == 200
    after = face.slots("pier")
    changed = [written for written in before if before[written] != after[written]]
    assert changed == ["Nwosu met us.", "They greeted Nwosu’s team."]
    assert face.look("boat")["url"] == boat["url"]
    assert face.apply(dry_run=True)["narrations"] == 0

    assert face.flask.delete("/v1/lexicon?written=Nwosu").status_code == 204
    assert face.apply(dry_run=True)["utterances"] == 2
    face.apply()
    wait_for(lambda: face.look("pier")["url"] == old["url"])
    assert face.slots("pier") == before


def test_new_narrations_use_the_lexicon_which_outlives_an_emptied_redis(
    face: Face, workers: Processes, client: redis.Redis
) -> None:
    face.flask.put("/v1/articles/pier", json={"title": "The Pier", "html": PIER})
    face.flask.put("/v1/articles/other", json={"title": "The Pier", "html": PIER})
    face.ready("pier")
    face.say("Nwosu", "Nwuh-SOO")
    client.flushall()
    wait_for(lambda: client.exists(keys.VOICES))
    face.ready("other")
    assert face.slots("other") != face.slots("pier")
    counted = face.apply(dry_run=True)
    assert [item["article_id"] for item in counted["items"]] == ["pier"]
    face.apply()
    face.until_ready("pier")
    wait_for(lambda: face.slots("other") == face.slots("pier"))
    assert face.apply(dry_run=True)["narrations"] == 0


def test_an_entry_that_this_voice_cannot_use_touches_nothing(
    face: Face, workers: Processes
) -> None:
    face.flask.put("/v1/articles/pier", json={"title": "The Pier", "html": PIER})
    face.ready("pier")
    face.flask.put("/v1/lexicon", json={"written": "Nwosu", "ipa": "nwoʊˈsuː"})
    face.say("Nwosu", "other", voice="gtts")
    face.say("Nwosu", "other", language="fr")
    assert face.apply(dry_run=True)["narrations"] == 0
    face.say("Nwosu", "this", voice="tone")
    assert face.apply(dry_run=True)["utterances"] == 2


def test_the_command_line_counts_applies_and_waits(face: Face, workers: Processes) -> None:
    workers.start("fetcher", "--name", "fetcher-1")
    face.flask.put("/v1/articles/pier", json={"title": "The Pier", "html": PIER})
    old = face.ready("pier")
    run = CliRunner().invoke
    assert run(main, ["lexicon", "add", "Nwosu", "--respelling", "Nwuh-SOO"]).exit_code == 0
    counted = run(main, ["lexicon", "apply", "--dry-run"])
    assert "1 narrations, 2 utterances would be spoken again" in counted.output, counted.output
    applied = run(main, ["lexicon", "apply", "--wait"])
    assert applied.exit_code == 0, applied.output
    new = face.look("pier")
    assert (new["state"], new["url"] != old["url"]) == ("ready", True)


def test_a_sentence_is_heard_before_its_entry_is_stored(
    face: Face, workers: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio_service.routes.publishing.lexicon.PREVIEW_WITHIN_S", PATIENCE_S)

    def preview(**fields: Any) -> bytes:
        answer = face.flask.post("/v1/lexicon/preview", json={"text": "Nwosu spoke.", **fields})
        assert (answer.status_code, answer.content_type) == (200, "audio/mpeg")
        return bytes(answer.data)

    plain = preview()
    sound, rate_hz = soundfile.read(io.BytesIO(plain))
    assert 0.5 < len(sound) / rate_hz < 5
    other = preview(entries=[{"written": "Nwosu", "respelling": "Somebody Else"}])
    assert other != plain
    face.say("Nwosu", "Somebody Else")
    assert preview() == other
    assert preview(voice="tone:220", language="en-GB") == other
    answer = face.flask.post("/v1/lexicon/preview", json={"text": "— …"})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "nothing-to-read")


def test_an_unexpected_error_of_a_preview_is_told_at_once(
    face: Face, workers: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio_service.routes.publishing.lexicon.PREVIEW_WITHIN_S", PATIENCE_S)
    answer = face.flask.post("/v1/lexicon/preview", json={"text": f"It {PUZZLING}."})
    assert (answer.status_code, answer.get_json()["code"]) == (500, "internal-error")
    assert answer.get_json()["detail"] == "something unexpected happened; it has been logged"


def test_a_preview_that_nobody_speaks_is_given_up(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio_service.routes.publishing.lexicon.PREVIEW_WITHIN_S", 0.1)
    answer = face.flask.post("/v1/lexicon/preview", json={"text": "Nwosu spoke."})
    assert (answer.status_code, answer.get_json()["code"]) == (504, "preview-timed-out")


def test_entries_are_stored_listed_and_removed(face: Face) -> None:
    stored = face.flask.put(
        "/v1/lexicon",
        json={"entries": [
            {"written": "Sia\u0302n", "ipa": "/ʃɑːn/", "language": "en"},
            {"written": "Nwosu", "respelling": "Nwuh-SOO", "case_sensitive": True},
        ]},
    )  # fmt: skip
    assert stored.status_code == 201
    listed = face.flask.get("/v1/lexicon").get_json()
    assert listed["problems"] == []
    assert [(e["written"], e["ipa"], e["source"]) for e in listed["items"]] == [
        ("Nwosu", "", "api"), ("Siân", "ʃɑːn", "api"),
    ]  # fmt: skip
    assert stored.get_json()["items"][0] == listed["items"][1]
    assert face.say("Nwosu", "other").status_code == 200
    assert face.flask.delete("/v1/lexicon?written=Siân").status_code == 204
    assert face.flask.delete("/v1/lexicon?written=Nwosu&voice=gtts").status_code == 404
    assert face.flask.delete("/v1/lexicon?written=Nwosu&voice=").status_code == 204
    assert face.flask.get("/v1/lexicon").get_json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("PUT", "", b"{", 400, "malformed-json"),
        ("PUT", "", {}, 422, "invalid-request"),
        ("PUT", "", {"entries": []}, 422, "invalid-request"),
        ("PUT", "", {"written": 7}, 422, "invalid-request"),
        ("PUT", "", {"written": "a", "respelling": "b", "sound": "c"}, 422, "invalid-request"),
        ("PUT", "", {"written": "a" * 101, "respelling": "b"}, 422, "invalid-request"),
        ("PUT", "", {"written": "a"}, 422, "bad-lexicon-entry"),
        ("PUT", "", {"written": "…", "respelling": "b"}, 422, "bad-lexicon-entry"),
        ("PUT", "", {"written": "a", "ipa": "Q!"}, 422, "bad-lexicon-entry"),
        ("DELETE", "", None, 422, "invalid-request"),
        ("DELETE", "?written=none", None, 404, "entry-not-found"),
        ("DELETE", "?written=a&wrtten=b", None, 422, "invalid-request"),
        ("POST", "/apply", {"dry": True}, 422, "invalid-request"),
        ("POST", "/apply", b"{", 400, "malformed-json"),
        ("GET", "/apply/0123456789abcdef", None, 404, "update-not-found"),
        ("GET", "/apply/0123456789abcdef:found", None, 404, "update-not-found"),
        ("POST", "/preview", {"text": "a" * 251}, 422, "invalid-request"),
        ("POST", "/preview", {"text": ""}, 422, "invalid-request"),
        ("POST", "/preview", {"text": "a", "voice": "sing:high"}, 422, "no-such-voice"),
        ("POST", "/preview", {"text": "a", "entries": [{}]}, 422, "invalid-request"),
        ("POST", "/preview", {"text": "a", "entries": [BAD]}, 422, "bad-lexicon-entry"),
        ("PATCH", "", None, 405, "method-not-allowed"),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_gets_a_clear_answer(
    face: Face, method: str, path: str, body: Any, status: int, code: str
) -> None:
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
    answer = face.flask.open(f"/v1/lexicon{path}", method=method, data=data)
    assert answer.content_type == "application/problem+json"
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.get_json()["detail"]


def test_everything_about_the_lexicon_needs_the_key(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_API_KEY", KEY)
    with opened(FlaskClient) as flask:
        for method, path in [
            ("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/apply"), ("POST", "/preview"),
            ("GET", "/apply/0123456789abcdef"),
        ]:  # fmt: skip
            assert flask.open(f"/v1/lexicon{path}", method=method).status_code == 401
        allowed = flask.get("/v1/lexicon", headers={"Authorization": f"Bearer {KEY}"})
        assert allowed.status_code == 200


def test_openapi_describes_the_lexicon(face: Face) -> None:
    paths = face.flask.get("/openapi.json").get_json()["paths"]
    assert set(paths["/v1/lexicon"]) == {"get", "put", "delete"}
    assert "post" in paths["/v1/lexicon/apply"]
    assert "get" in paths["/v1/lexicon/apply/{update_id}"]
    assert "post" in paths["/v1/lexicon/preview"]


def test_the_command_line_keeps_a_lexicon_with_no_server(
    settings_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def listen(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["lexicon", *arguments])

    assert "added" in listen("add", "Nwosu", "--respelling", "Nwuh-SOO", "--voice", "gtts").output
    assert "replaced" in listen("add", "Nwosu", "--ipa", "nwoʊˈsuː", "--voice", "gtts").output
    assert "bad-lexicon-entry" in listen("add", "Nwosu").output
    table = tmp_path / "names.csv"
    table.write_text("written,respelling\nSiân,sharn\n", encoding="utf-8")
    assert "1 entries" in listen("import", str(table)).output
    assert listen("list").output == "Nwosu: /nwoʊˈsuː/  (gtts)\nSiân: sharn\n"
    assert "Siân,sharn,,,,,,\n" in listen("export").output
    assert "added" in listen("add", "N.C.", "--read-as", "initials", "--section", "Arts").output
    assert "N.C.: as initials  (Arts)" in listen("list").output
    assert "bad-lexicon-entry" in listen("add", "N.C.", "--section", "Arts").output
    assert "1 removed" in listen("remove", "Siân").output
    assert listen("remove", "Siân").exit_code == 1
    table.write_text("written,respelling\nSiân,\n", encoding="utf-8")
    assert "line 2" in listen("import", str(table)).output
    monkeypatch.setenv("LISTEN_LEXICON_FILE", str(table))
    table.write_text("written,respelling\nGwen,gwen\n", encoding="utf-8")
    assert "Gwen: gwen  (from the file)" in listen("list").output
    heard = tmp_path / "out.mp3"
    answer = listen("preview", "Gwen spoke.", "-o", str(heard), "--say", "Gwen=somebody else")
    assert answer.exit_code == 0, answer.output
    assert len(soundfile.read(heard)[0]) > 20_000
    assert listen("preview", "Gwen spoke.", "-o", str(heard), "--say", "Gwen").exit_code == 1
