"""Play events are counted, without any data about listeners."""

import json
import threading

import pytest
import redis
from flask.testing import FlaskClient

from audio_service.http.schemas.status import Status
from cache.articles.cached_editions import CachedEditions
from cache.articles.edition import Edition, Standing
from cache.operations.plays import PlayEvent, Plays
from cache.redis import keys
from tests.integration.asking import KEY, problem, put

NONE = {event.value: 0 for event in PlayEvent}
TELL = "/v1/articles/pier/plays"


@pytest.fixture
def flask(flask: FlaskClient) -> FlaskClient:
    put(flask)
    return flask


def body(event: str) -> str:
    return json.dumps({"event": event})


def test_what_players_tell_is_counted_for_the_article_and_in_all(flask: FlaskClient) -> None:
    put(flask, "quay")
    for event in ("started", "started", "25", "50", "75", "100"):
        answer = flask.post(TELL, data=body(event), content_type="text/plain;charset=UTF-8")
        assert (answer.status_code, answer.data) == (204, b"")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
    assert flask.post("/v1/articles/quay/plays", json={"event": "started"}).status_code == 204
    assert flask.get(TELL).get_json() == {"started": 2, "25": 1, "50": 1, "75": 1, "100": 1}
    status = flask.get("/status", headers={"Accept": "application/json"}).get_json()
    assert Status.model_validate(status).model_dump() == status
    assert status["plays"] == {"started": 3, "25": 1, "50": 1, "75": 1, "100": 1}
    metrics = flask.get("/metrics").get_data(as_text=True)
    assert 'listen_plays_total{event="started"} 3.0' in metrics
    assert "listen_plays:" not in metrics


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_who_declines_is_not_counted(flask: FlaskClient, header: str) -> None:
    answer = flask.post(TELL, data=body("started"), headers={header: "1"})
    assert answer.status_code == 204
    assert flask.get(TELL).get_json() == NONE
    assert flask.post(TELL, data=body("started"), headers={header: "0"}).status_code == 204
    assert flask.get(TELL).get_json()["started"] == 1


def test_an_article_that_is_not_there_gets_no_key(flask: FlaskClient, client: redis.Redis) -> None:
    before = set(client.keys())
    answer = flask.post("/v1/articles/none/plays", data=body("started"))
    assert problem(answer) == (404, "article-not-found")
    assert problem(flask.post("/v1/articles/a%20b/plays", data=body("25")))[0] == 422
    assert problem(flask.get("/v1/articles/none/plays")) == (404, "article-not-found")
    assert set(client.keys()) == before
    assert flask.get("/status").get_json()["plays"] == NONE


def test_an_article_that_was_never_fetched_gets_no_key(
    flask: FlaskClient, client: redis.Redis
) -> None:
    unread = Edition("", "", standing=Standing.UNREAD)
    CachedEditions(client).remember("wp:1", unread)
    assert not Plays(client).count("wp:1", PlayEvent.STARTED)
    assert not client.exists(keys.plays("wp:1"))
    assert flask.get("/status").get_json()["plays"] == NONE


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"", 400, "malformed-json"),
        (b"started", 400, "malformed-json"),
        (b'{"event": "26"}', 422, "invalid-request"),
        (b'{"event": 25}', 422, "invalid-request"),
        (b'{"event": "25", "listener": "me"}', 422, "invalid-request"),
        (b"[]", 422, "invalid-request"),
        (b'{"event": "25"}' + b" " * 1_100, 413, "too-large"),
    ],
)
def test_what_is_no_event_is_refused(
    flask: FlaskClient, sent: bytes, status: int, code: str
) -> None:
    assert problem(flask.post(TELL, data=sent)) == (status, code)
    assert flask.get(TELL).get_json() == NONE


def test_counts_go_with_their_article_and_the_totals_stay(
    flask: FlaskClient, client: redis.Redis
) -> None:
    flask.post(TELL, data=body("started"))
    assert client.exists(keys.plays("pier"))
    assert flask.delete("/v1/articles/pier").status_code == 204
    assert not client.exists(keys.plays("pier"))
    put(flask)
    assert flask.get(TELL).get_json() == NONE
    assert flask.get("/status").get_json()["plays"]["started"] == 1


def test_a_demo_article_that_redis_has_forgotten_is_counted(
    flask: FlaskClient, client: redis.Redis
) -> None:
    client.flushall()
    path = "/v1/articles/river-pact-nears-end/plays"
    assert flask.post(path, data=body("50")).status_code == 204
    assert flask.get(path).get_json()["50"] == 1


def test_the_counts_need_the_key_and_telling_does_not(keyed: FlaskClient) -> None:
    bearer = {"Authorization": f"Bearer {KEY}"}
    assert keyed.put("/v1/articles/pier", json={"title": "T"}, headers=bearer).status_code == 201
    assert keyed.post(TELL, data=body("started")).status_code == 204
    assert problem(keyed.get(TELL)) == (401, "bad-key")
    assert keyed.get(TELL, headers=bearer).get_json()["started"] == 1


def test_no_count_is_lost_when_many_tell_at_once(client: redis.Redis) -> None:
    plays = Plays(client)
    assert plays.count("pier", PlayEvent.STARTED) is False
    CachedEditions(client).remember("pier", Edition("r1", "en", 10))

    def tell() -> None:
        for _ in range(50):
            assert plays.count("pier", PlayEvent.STARTED)

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert plays.of("pier") == {**NONE, "started": 200}


def test_what_was_counted_before_an_orderly_end_is_counted(flask: FlaskClient) -> None:
    web, presence = (flask.application.extensions[name] for name in ("listen", "heartbeat"))
    presence.begin()
    web.counters.add("presses_hit")
    presence.end()
    assert web.counters.read()["presses_hit"] == 1
