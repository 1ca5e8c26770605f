"""Costs of requests: the limit for each address, and the requests that are always served."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient

from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from tests.integration.asking import KEY, problem, put
from tests.stand import opened

BEARER = {"Authorization": f"Bearer {KEY}"}
HASH = "0" * 32


@pytest.fixture
def flask(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A client to which the limits apply, although it is on this machine."""
    monkeypatch.setenv("LISTEN_RATE_ON_LOOPBACK", "true")
    monkeypatch.setenv("LISTEN_RATE_LOOKUPS_PER_ADDRESS_PER_MIN", "3")
    monkeypatch.setenv("LISTEN_RATE_WORK_PER_ADDRESS_MS_PER_MIN", "100")
    monkeypatch.setenv("LISTEN_API_KEY", KEY)
    with opened() as client:
        yield client


def make_ready(flask: FlaskClient, *article_ids: str) -> None:
    """Store articles, and record a track of each as if a worker had made it."""
    web = flask.application.extensions["listen"]
    for article_id in article_ids:
        put(flask, article_id)
        basis = Basis(web.articles.store.edition(article_id).revision, "")
        track = TrackRecord(HASH, 9.0, "f", basis, 2)
        web.stores.narrations.restore(NarrationName(article_id, "tone:220"), track)


def ask(flask: FlaskClient, article_ids: list[str], **more: Any) -> Any:
    return flask.post("/v1/audio", json={"article_ids": article_ids}, **more)


def test_a_hundred_ready_articles_cost_as_few_commands_of_redis_as_one(
    flask: FlaskClient, client: redis.Redis
) -> None:
    ids = [f"a{number}" for number in range(100)]
    make_ready(flask, *ids)
    ask(flask, ids, headers=BEARER)  # prepares their answers

    def commands_for(wanted: list[str]) -> int:
        before = client.info("stats")["total_commands_processed"]
        answer = ask(flask, wanted)
        assert {each["state"] for each in answer.get_json()["items"]} == {"ready"}
        return int(client.info("stats")["total_commands_processed"] - before)

    commands_for(ids)  # what is cached for a second may be read now
    assert commands_for(ids) <= commands_for(ids[:1]) + 4
    assert [each["article_id"] for each in ask(flask, ids[::-1]).get_json()["items"]] == ids[::-1]


def test_lists_of_known_articles_have_a_limit_by_their_length(flask: FlaskClient) -> None:
    ids = [f"a{number}" for number in range(100)]
    make_ready(flask, *ids)
    assert ask(flask, ids, headers=BEARER).status_code == 202
    statuses = [ask(flask, ids).status_code for _ in range(12)]
    assert statuses[:6] == [202] * 6
    assert statuses[-1] == 429
    answer = ask(flask, ids)
    assert problem(answer) == (429, "too-many-requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert ask(flask, ids, headers=BEARER).status_code == 202, "its key has a limit of its own"
    wrong = {"Authorization": "Bearer a-wrong-key-of-somebody"}
    assert ask(flask, ids, headers=wrong).status_code == 429
    assert flask.post("/v1/articles/a0/audio").status_code == 200, "a cached press costs nothing"


def test_ready_articles_are_served_although_their_address_has_no_lookup_left(
    flask: FlaskClient, client: redis.Redis
) -> None:
    make_ready(flask, "pier", "quay")
    web = flask.application.extensions["listen"]
    for article_id in ("pier", "quay"):
        manifest_of(web, article_id)
    for number in range(3):
        assert problem(flask.post(f"/v1/articles/none-{number}/audio"))[0] == 404
    for path, method in (
        ("/v1/articles/pier/audio", "POST"),
        ("/v1/articles/pier/audio", "GET"),
        ("/v1/articles/pier/audio/stream.mp3", "GET"),
        ("/v1/articles/pier/audio/stream.m3u8", "GET"),
    ):
        web.articles.cached_editions.forget("pier")
        assert flask.open(path, method=method).status_code in {200, 302}, path
    for article_id in ("pier", "quay"):
        web.articles.cached_editions.forget(article_id)
    assert ask(flask, ["pier", "quay"]).status_code == 202
    assert problem(ask(flask, ["pier", "none"])) == (429, "too-many-requests")
    assert problem(flask.post("/v1/articles/none/audio")) == (429, "too-many-requests")


def manifest_of(web: Any, article_id: str) -> None:
    """Store the files that the audio store has of a ready narration."""
    name = NarrationName(article_id, "tone:220")
    web.stores.manifests.make_live(name, HASH)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles/pier/audio",
        "/v1/articles/pier/audio/cues.json",
        "/v1/articles/pier/audio/audio-object.json",
        "/v1/articles/pier/audio/snippet.html",
        "/feed.xml",
        "/feed/none.xml",
        "/metrics",
        "/readyz",
        f"/audio/tracks/{HASH}.mp3",
        f"/audio/clips/{HASH}.mp3",
    ],
)
def test_an_address_has_a_process_work_a_little_and_no_more(flask: FlaskClient, path: str) -> None:
    put(flask, "pier")
    stranger = FlaskClient(flask.application, flask.application.response_class)
    statuses = [stranger.get(path).status_code for _ in range(101)]
    first = statuses.index(429)
    assert first > 3
    assert set(statuses[first:]) == {429}
    other = {"REMOTE_ADDR": "203.0.113.9"}
    assert stranger.get(path, environ_overrides=other).status_code != 429
    assert stranger.get(path, headers=BEARER).status_code != 429
    assert stranger.get("/v1/articles/pier/audio/stream.mp3").status_code == 409
