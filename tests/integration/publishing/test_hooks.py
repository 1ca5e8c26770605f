"""Webhooks as a CMS sends them: those with an effect, and those without."""

import hashlib
import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from cache.audio.paths import track_path
from cache.errors import StorageError
from cache.messages.webhook_deliveries import WebhookDeliveries
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from cache.redis.client import as_text
from cache.redis.keys import PREFIX
from tests.hooks import Ghost, Sender, Standard
from tests.integration.asking import problem
from tests.integration.face import BODY, Face
from tests.integration.records import jobs
from tests.stand import ValkeyServer, opened
from worker.jobs.queue_names import CHORES

SECRET, OLD_SECRET = "the-secret-of-these-hooks", "the-secret-they-had-before"
STORE_ALONE = f"""
[sources.store]
webhook_secret = "{SECRET}"
"""
PUBLICATION = f"""{STORE_ALONE}
[sources.wp]
kind = "wordpress"
url = "https://news.example"
webhook_secret = ["{SECRET}", "{OLD_SECRET}"]
language = "en"

[sources.blog]
kind = "ghost"
url = "https://blog.example"
content_key = "0123456789"
webhook_secret = "{SECRET}"

[sources.quiet]
kind = "page"
url = "https://pages.example/{{id}}"
"""
ARTICLE = {"title": "The Title", "dek": "The dek.", "html": BODY}
NOW = datetime.now(UTC)


def ago(seconds: float) -> str:
    return (NOW - timedelta(seconds=seconds)).isoformat()


@pytest.fixture
def publication() -> str:
    return PUBLICATION


@pytest.fixture
def env(env: dict[str, str], tmp_path: Path, publication: str) -> dict[str, str]:
    """The same, with a publication file."""
    file = tmp_path / "publication.toml"
    file.write_text(publication)
    return {**env, "LISTEN_PUBLICATION_FILE": str(file)}


@pytest.fixture
def sender(flask: FlaskClient) -> Sender:
    return Sender(flask, "store", SECRET)


@pytest.fixture
def wp(flask: FlaskClient) -> Sender:
    return Sender(flask, "wp", SECRET)


@pytest.fixture
def blog(flask: FlaskClient) -> Ghost:
    return Ghost(flask, "blog", SECRET)


@pytest.fixture
def everything(client: redis.Redis, env: dict[str, str]) -> Callable[[], Any]:
    """Return a function that reads Redis and the articles, without the records of webhooks."""

    def look() -> Any:
        found = {
            key: client.dump(key)
            for key in client.scan_iter()
            if not key.startswith(f"{PREFIX}hook:".encode())
        }
        database = Path(env["LISTEN_DATA_DIR"]) / "articles.db"
        with sqlite3.connect(database) as rows:
            return found, rows.execute("SELECT * FROM articles ORDER BY id").fetchall()

    return look


def result(answer: Any) -> tuple[int, str]:
    assert answer.content_type == "application/json", answer.get_data(as_text=True)
    return answer.status_code, answer.get_json()["result"]


def fetches(client: redis.Redis) -> Counter[str]:
    """Return the number of waiting jobs by their description, such as `refresh ID`."""
    found = (client.hget(f"rq:job:{job}", "description") for job in jobs(client, CHORES))
    return Counter(as_text(description) for description in found if description)


def test_a_published_article_is_stored(sender: Sender) -> None:
    answer = sender.tell("publish", "pier", ago(10), article=ARTICLE)
    assert result(answer) == (202, "accepted")
    assert answer.get_json()["article_id"] == "pier"
    stored = sender.flask.get("/v1/articles/pier").get_json()
    assert (stored["title"], stored["html"]) == ("The Title", BODY)
    changed = {**ARTICLE, "title": "Another"}
    assert result(sender.tell("update", "pier", ago(5), article=changed)) == (202, "accepted")
    assert sender.flask.get("/v1/articles/pier").get_json()["title"] == "Another"


def test_an_article_of_a_source_is_fetched_and_nothing_is_asked_of_it_here(
    wp: Sender, client: redis.Redis
) -> None:
    answer = wp.tell("publish", "123", ago(10))
    assert result(answer) == (202, "accepted")
    assert answer.get_json()["article_id"] == "wp:123"
    assert result(wp.tell("update", "wp:123", ago(5))) == (202, "accepted")
    assert fetches(client) == {"refresh wp:123": 1}
    assert wp.flask.get("/v1/articles/wp:123").status_code == 404


def test_an_article_that_comes_along_is_not_fetched(wp: Sender, client: redis.Redis) -> None:
    assert result(wp.tell("publish", "123", ago(10), article=ARTICLE)) == (202, "accepted")
    stored = wp.flask.get("/v1/articles/wp:123").get_json()
    assert (stored["title"], stored["language"]) == ("The Title", "en")
    assert not fetches(client)


@pytest.mark.parametrize("named", [None, "pier", ""])
def test_an_article_may_name_itself(sender: Sender, named: str | None) -> None:
    answer = sender.tell("publish", "pier", ago(1), article={**ARTICLE, "id": named})
    assert result(answer) == (202, "accepted")


def test_what_ghost_tells_is_done(blog: Ghost, client: redis.Redis) -> None:
    for current, previous, expected in (
        ("draft", {"title": "x"}, (200, "ignored")),
        ("published", {"status": "draft"}, (202, "accepted")),
        ("published", {"title": "x"}, (202, "accepted")),
        ("draft", {"status": "published"}, (202, "accepted")),
    ):
        assert result(blog.changes("66f0", current, previous)) == expected
    assert fetches(client) == {"refresh blog:66f0": 1}
    assert problem(blog.flask.post("/v1/articles/blog:66f0/audio")) == (410, "article-withdrawn")
    assert result(blog.deletes("66f1")) == (202, "accepted")
    assert problem(blog.flask.post("/v1/articles/blog:66f1/audio")) == (410, "article-withdrawn")


def test_standard_webhooks_are_taken(flask: FlaskClient) -> None:
    sender = Standard(flask, "store", SECRET)
    answer = sender.tell("publish", "pier", ago(10), article=ARTICLE)
    assert result(answer) == (202, "accepted")
    changed = {**ARTICLE, "title": "Of the same webhook-id"}
    answer = sender.tell("publish", "pier", ago(5), article=changed)
    assert result(answer) == (200, "duplicate")
    sender.message_id = "msg_2"
    answer = sender.tell("publish", "pier", ago(10), article=ARTICLE)
    assert result(answer) == (200, "unchanged")


def test_a_secret_that_is_being_replaced_still_signs(flask: FlaskClient) -> None:
    for number, secret in enumerate((SECRET, OLD_SECRET)):
        answer = Sender(flask, "wp", secret).tell("publish", str(number), ago(1))
        assert result(answer) == (202, "accepted")


@pytest.mark.parametrize("source", ["none", "quiet", "STORE", "a" * 300, "%00"])
def test_a_source_without_secret_is_as_unknown_as_one_that_is_not_there(
    flask: FlaskClient, source: str
) -> None:
    answer = Sender(flask, source, SECRET).tell("publish", "1", ago(1))
    assert problem(answer) == (404, "hook-not-found")
    assert "webhook_secret" in answer.get_json()["detail"]
    known = flask.post("/v1/webhooks/none").get_json()
    assert answer.get_json() == known


def test_without_a_publication_file_no_hook_is_heeded(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LISTEN_PUBLICATION_FILE")
    with opened() as flask:
        answer = flask.post("/v1/webhooks/store", data=b"{}")
        assert problem(answer) == (404, "hook-not-found")


@pytest.fixture
def published(sender: Sender, wp: Sender, blog: Ghost) -> None:
    sender.tell("publish", "pier", ago(60), article=ARTICLE)
    wp.tell("publish", "5", ago(60), article=ARTICLE)


def test_what_is_badly_signed_or_late_changes_nothing(
    flask: FlaskClient, everything: Callable[[], Any], published: None
) -> None:
    before = everything()
    wrong, late, early = (
        Sender(flask, "store", "some-other-secret"),
        Sender(flask, "store", SECRET, late_s=301),
        Sender(flask, "store", SECRET, late_s=-305),
    )
    for event in ("publish", "update", "unpublish", "delete"):
        article = {**ARTICLE, "title": event}
        assert problem(wrong.tell(event, "pier", ago(0), article=article)) == (401, "bad-signature")
        assert problem(late.tell(event, "pier", ago(0), article=article)) == (401, "hook-too-old")
        assert problem(early.tell(event, "pier", ago(0), article=article)) == (401, "hook-too-old")
    for current in ("published", "draft"):
        previous = {"status": "published"}
        bad = Ghost(flask, "blog", OLD_SECRET)
        assert problem(bad.changes("1", current, previous)) == (401, "bad-signature")
        old = Ghost(flask, "blog", SECRET, late_s=301)
        assert problem(old.changes("1", current, previous)) == (401, "hook-too-old")
    body, headers = Sender(flask, "store", SECRET).signed("delete", "pier", ago(0))
    for changed in ({}, {"Listen-Signature": headers["Listen-Signature"][:-1]}):
        answer = flask.post("/v1/webhooks/store", data=body, headers=changed)
        assert problem(answer) == (401, "bad-signature")
        assert answer.headers["WWW-Authenticate"] == "Signature"
    answer = flask.post("/v1/webhooks/wp", data=body + b" ", headers=headers)
    assert problem(answer) == (401, "bad-signature")
    assert everything() == before


def test_what_comes_twice_changes_nothing(
    sender: Sender, wp: Sender, blog: Ghost, everything: Callable[[], Any]
) -> None:
    told = [
        sender.signed("publish", "pier", ago(60), article=ARTICLE),
        wp.signed("publish", "5", ago(60)),
        blog.signed("66f0", "published", {"status": "draft"}),
        sender.signed("unpublish", "gone", ago(60)),
    ]
    paths = ["store", "wp", "blog", "store"]
    for path, (body, headers) in zip(paths, told, strict=True):
        answer = sender.flask.post(f"/v1/webhooks/{path}", data=body, headers=headers)
        assert result(answer) == (202, "accepted")
    before = everything()
    for path, (body, headers) in zip(paths, told, strict=True):
        answer = sender.flask.post(f"/v1/webhooks/{path}", data=body, headers=headers)
        assert result(answer) == (200, "duplicate")
    # and signed again, as a sender without an answer does
    answer = sender.tell("publish", "pier", ago(60), article=ARTICLE)
    assert result(answer) == (200, "duplicate")
    assert everything() == before


def test_what_comes_out_of_order_changes_nothing(
    sender: Sender, wp: Sender, everything: Callable[[], Any]
) -> None:
    sender.tell("publish", "pier", ago(60), article=ARTICLE)
    sender.tell("unpublish", "gone", ago(60))
    wp.tell("publish", "5", ago(60), article=ARTICLE)
    before = everything()
    older = {**ARTICLE, "title": "Older"}
    for who, article_id in ((sender, "pier"), (sender, "gone"), (wp, "5")):
        for event in ("publish", "update", "unpublish", "delete"):
            answer = who.tell(event, article_id, ago(61), article=older)
            assert result(answer) == (200, "stale")
    assert result(wp.tell("update", "5", ago(61))) == (200, "stale")
    assert everything() == before


def test_an_article_that_says_the_same_is_unchanged(sender: Sender) -> None:
    sender.tell("publish", "pier", ago(60), article=ARTICLE)
    answer = sender.tell("update", "pier", ago(30), article=ARTICLE)
    assert result(answer) == (200, "unchanged")
    sender.tell("unpublish", "pier", ago(20))
    assert result(sender.tell("delete", "pier", ago(10))) == (200, "unchanged")


def test_an_update_of_what_was_unpublished_is_of_no_interest(
    sender: Sender, wp: Sender, everything: Callable[[], Any]
) -> None:
    for who in (sender, wp):
        who.tell("publish", "1", ago(60), article=ARTICLE)
        who.tell("unpublish", "1", ago(50))
    before = everything()
    for who in (sender, wp):
        edited = {**ARTICLE, "title": "Edited"}
        answer = who.tell("update", "1", ago(40), article=edited)
        assert result(answer) == (200, "ignored")
    assert result(wp.tell("update", "1", ago(39))) == (200, "ignored")
    assert everything() == before
    again = {**ARTICLE, "title": "Again"}
    assert result(sender.tell("publish", "1", ago(30), article=again)) == (202, "accepted")
    assert sender.flask.get("/v1/articles/1").get_json()["title"] == "Again"


@pytest.mark.parametrize(
    ("source", "told", "status", "code"),
    [
        ("store", {"article": None}, 422, "invalid-request"),
        ("store", {"event": "update", "article": None}, 422, "invalid-request"),
        ("store", {"article": {"title": "—"}}, 422, "nothing-to-read"),
        ("store", {"article": {**ARTICLE, "id": "other"}}, 422, "bad-article-id"),
        ("store", {"id": "a b"}, 422, "bad-article-id"),
        ("store", {"id": "../etc"}, 422, "bad-article-id"),
        ("store", {"id": "wp:5"}, 422, "bad-article-id"),
        ("store", {"id": "blog:5", "event": "delete"}, 422, "bad-article-id"),
        ("wp", {"id": "1" * 198}, 422, "bad-article-id"),
        ("wp", {"id": "a b"}, 422, "bad-article-id"),
        ("wp", {"event": "explode"}, 422, "invalid-request"),
        ("wp", {"at": "2026-01-01"}, 422, "invalid-request"),
        ("wp", {"at": ago(-86_400)}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_heeded_says_why_and_changes_nothing(
    flask: FlaskClient,
    everything: Callable[[], Any],
    source: str,
    told: dict[str, Any],
    status: int,
    code: str,
) -> None:
    before = everything()
    fields = {"event": "publish", "id": "1", "at": ago(1), "article": ARTICLE, **told}
    answer = Sender(flask, source, SECRET).send(json.dumps(fields).encode())
    assert problem(answer) == (status, code)
    assert everything() == before


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]"])
def test_a_signed_body_that_is_no_json_object_is_refused(sender: Sender, body: bytes) -> None:
    status, code = problem(sender.send(body))
    assert (status, code) in {(400, "malformed-json"), (422, "invalid-request")}


def test_a_body_that_is_too_large_is_refused_unread(sender: Sender) -> None:
    assert problem(sender.send(b" " * 4_000_001)) == (413, "too-large")


def test_of_hooks_that_come_at_once_one_has_an_effect(
    settings_env: dict[str, str], client: redis.Redis, everything: Callable[[], Any]
) -> None:
    with opened() as flask:
        application = flask.application
        body, headers = Sender(flask, "wp", SECRET).signed("publish", "123", ago(1))
        answers: list[tuple[int, str]] = []
        start = threading.Barrier(16)

        def send() -> None:
            with application.test_client() as own:
                start.wait()
                answers.append(result(own.post("/v1/webhooks/wp", data=body, headers=headers)))

        threads = [threading.Thread(target=send) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Counter(answers) == {(202, "accepted"): 1, (200, "duplicate"): 15}
    assert fetches(client) == {"refresh wp:123": 1}


def test_one_that_takes_long_has_the_other_come_again(
    wp: Sender, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cache.messages.webhook_deliveries.WAIT_S", 0.1)
    body, headers = wp.signed("publish", "123", ago(1))
    with WebhookDeliveries(client).once("wp", hashlib.sha256(body).hexdigest()) as is_new:
        assert is_new
        answer = wp.flask.post("/v1/webhooks/wp", data=body, headers=headers)
        assert problem(answer) == (503, "hook-in-hand")
        assert int(answer.headers["Retry-After"]) > 0
        assert not fetches(client)
    assert result(wp.flask.post("/v1/webhooks/wp", data=body, headers=headers)) == (
        200,
        "duplicate",
    )


@pytest.fixture
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A Valkey that may be stopped."""
    server = ValkeyServer(tmp_path_factory.mktemp("m"))
    server.start()
    yield server
    server.stop()


def test_without_redis_a_hook_is_to_come_again_and_is_heeded_then(
    settings_env: dict[str, str], mortal: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", mortal.url)
    with opened() as flask:
        sender, wp = Sender(flask, "store", SECRET), Sender(flask, "wp", SECRET)
        sender.tell("publish", "gone", ago(60), article=ARTICLE)
        told = [
            ("store", *sender.signed("publish", "pier", ago(1), article=ARTICLE)),
            ("store", *sender.signed("unpublish", "gone", ago(1))),
            ("wp", *wp.signed("publish", "123", ago(1))),
        ]
        mortal.stop()
        for source, body, headers in told:
            answer = flask.post(f"/v1/webhooks/{source}", data=body, headers=headers)
            assert problem(answer) == (503, "cache-unavailable")
            assert int(answer.headers["Retry-After"]) > 0
        mortal.start()
        for source, body, headers in told:
            answer = flask.post(f"/v1/webhooks/{source}", data=body, headers=headers)
            assert result(answer) == (202, "accepted")
        assert flask.get("/v1/articles/pier").status_code == 200
        assert problem(flask.post("/v1/articles/gone/audio")) == (410, "article-withdrawn")
        with mortal.connect() as client:
            assert fetches(client) == {"refresh wp:123": 1}


def test_without_the_database_a_hook_is_to_come_again_and_is_heeded_then(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("the database is away"))

    body, headers = sender.signed("publish", "pier", ago(1), article=ARTICLE)
    with monkeypatch.context() as broken:
        broken.setattr("sqlalchemy.engine.Engine.connect", refuse)
        answer = sender.flask.post("/v1/webhooks/store", data=body, headers=headers)
        assert problem(answer) == (503, "article-store-unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    answer = sender.flask.post("/v1/webhooks/store", data=body, headers=headers)
    assert result(answer) == (202, "accepted")


def test_audio_that_could_not_be_taken_down_is_when_the_hook_comes_again(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise StorageError("storage is away")

    web = sender.flask.application.extensions["listen"]
    sender.tell("publish", "pier", ago(60), article=ARTICLE)
    track = TrackRecord("f" * 32, 12.5, "fp", Basis("r1", "s1"), 1)
    name = NarrationName("pier", "tone:220")
    web.storage.write(track_path(track.hash), b"mp3")
    web.stores.manifests.write(Manifest(name, track, {}, []))
    web.stores.manifests.make_live(name, track.hash)
    body, headers = sender.signed("unpublish", "pier", ago(1))
    with monkeypatch.context() as broken:
        broken.setattr("cache.audio.storage.Storage.delete", refuse)
        answer = sender.flask.post("/v1/webhooks/store", data=body, headers=headers)
        assert problem(answer) == (503, "storage-unavailable")
    answer = sender.flask.post("/v1/webhooks/store", data=body, headers=headers)
    assert result(answer) == (200, "unchanged")
    assert sender.flask.get(f"/audio/tracks/{track.hash}.mp3").status_code == 410


@pytest.mark.slow
@pytest.mark.parametrize("publication", [STORE_ALONE])
def test_what_is_unpublished_is_heard_no_more(face: Face, workers: Any) -> None:
    sender = Sender(face.flask, "store", SECRET)
    sender.tell("publish", "pier", ago(60), article=ARTICLE)
    url = face.ready("pier")["url"]
    assert face.flask.get(url).status_code == 200
    assert result(sender.tell("unpublish", "pier", ago(30))) == (202, "accepted")
    assert face.flask.get(url).status_code == 410
    assert face.flask.get("/v1/articles/pier").status_code == 404
    assert problem(face.press("pier")) == (410, "article-withdrawn")
    sender.tell("publish", "pier", ago(10), article=ARTICLE)
    assert face.flask.get(face.ready("pier")["url"]).status_code == 200


def test_openapi_describes_hooks(flask: FlaskClient) -> None:
    described = flask.get("/openapi.json").get_json()
    hook = described["paths"]["/v1/webhooks/{source}"]["post"]
    assert "security" not in hook
    headers = {p["name"] for p in hook["parameters"] if p["in"] == "header"}
    assert {"Listen-Signature", "X-Ghost-Signature", "webhook-signature"} <= headers
    assert {"event", "id", "at"} <= set(
        described["components"]["schemas"]["HookRequest"]["required"]
    )
    assert "Listen-Signature" in flask.get("/docs").get_data(as_text=True)
