"""An article under embargo looks like a missing one to every caller without a right to it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from cache.audio.paths import track_path
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from tests.integration.asking import KEY
from tests.stand import opened

BEARER = {"Authorization": f"Bearer {KEY}"}
HIDDEN, MISSING = "merger", "nobody"
TRACK = "c" * 32
FAR = "2090-01-01T00:00:00Z"
OF_THEIR_OWN = ("X-Request-Id", "Date", "RateLimit", "Retry-After")
"""Headers that differ between any two answers."""


@pytest.fixture
def flask(settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A client of a service with an article under embargo that was narrated in advance."""
    monkeypatch.setenv("LISTEN_API_KEY", KEY)
    monkeypatch.setenv("LISTEN_RATE_ON_LOOPBACK", "true")
    monkeypatch.setenv("LISTEN_RATE_LOOKUPS_PER_ADDRESS_PER_MIN", "40")
    with opened(FlaskClient) as client:
        store(client, published_at=FAR)
        yield client


def store(flask: FlaskClient, **fields: str) -> None:
    given = {"title": "Two Banks Merge", "text": "They do.", "section": "Secret", **fields}
    answer = flask.put(f"/v1/articles/{HIDDEN}", json=given, headers=BEARER)
    assert answer.status_code in {200, 201}
    web = flask.application.extensions["listen"]
    basis = Basis(web.articles.store.edition(HIDDEN).revision, "")
    track, name = TrackRecord(TRACK, 4.0, "f", basis, 1), NarrationName(HIDDEN, "tone:220")
    web.storage.write(track_path(TRACK), b"frames")
    web.stores.manifests.write(Manifest(name, track, {}, [], language="en"))
    web.stores.manifests.make_live(name, TRACK)
    web.stores.narrations.restore(name, track)
    web.articles.publishing.air(HIDDEN)


def told(answer: Any, article_id: str) -> tuple[int, list[tuple[str, str]], str]:
    """Return the status, the headers and the text of an answer, without the ID."""
    headers = [(name, value) for name, value in answer.headers if name not in OF_THEIR_OWN]
    text = re.sub(r"try again in \d+ s", "try again", answer.text.replace(article_id, "ID"))
    return answer.status_code, sorted(headers), text


ABOUT = "/v1/articles/{id}/audio"
ROUTES = [
    ("POST", ABOUT, None),
    ("POST", "/v1/audio", {"article_ids": ["{id}"]}),
    ("POST", "/v1/audio", {"article_ids": ["{id}", "river-pact-nears-end"]}),
    ("POST", "/v1/articles/{id}/plays", {"event": "started"}),
    *(
        ("GET", f"{ABOUT}{part}", None)
        for part in (
            "",
            "?voice=tone:220",
            "/stream.mp3",
            "/stream.m3u8",
            "/cues.json",
            "/cues.vtt",
            "/chapters.json",
            "/audio-object.json",
            "/snippet.html",
        )
    ),
]


@pytest.mark.parametrize("is_spent", [False, True])
def test_every_route_answers_as_for_an_article_that_does_not_exist(
    flask: FlaskClient, is_spent: bool
) -> None:
    if is_spent:
        for number in range(41):
            flask.get(f"/v1/articles/none-{number}/audio")
    for method, path, body in ROUTES:
        answers = []
        for article_id in (HIDDEN, MISSING):
            filled = body and {
                k: [i.format(id=article_id) for i in v] if isinstance(v, list) else v
                for k, v in body.items()
            }
            answer = flask.open(path.format(id=article_id), method=method, json=filled)
            answers.append(told(answer, article_id))
        assert answers[0] == answers[1], (method, path)
        assert answers[0][0] == (429 if is_spent else 404), (method, path)


def test_its_section_has_no_feed_before_it_opens(flask: FlaskClient) -> None:
    hidden, missing = flask.get("/feed/secret.xml"), flask.get("/feed/nowhr1.xml")
    assert hidden.status_code == 404
    assert told(hidden, "secret") == told(missing, "nowhr1")
    store(flask, published_at="2026-01-01T00:00:00Z")
    assert "Two Banks Merge" in flask.get("/feed/secret.xml").text


def test_no_feed_tells_that_something_was_narrated_in_advance(flask: FlaskClient) -> None:
    before = flask.get("/feed.xml")
    flask.application.extensions["listen"].articles.episodes.remove(HIDDEN)
    store(flask, published_at=FAR)
    after = flask.get("/feed.xml")
    assert "lastBuildDate" not in after.text
    assert told(before, HIDDEN) == told(after, HIDDEN)


def test_an_article_whose_embargo_is_moved_leaves_the_feeds_at_once(flask: FlaskClient) -> None:
    store(flask, published_at="2026-01-01T00:00:00Z")
    assert "Two Banks Merge" in flask.get("/feed.xml").text
    given = {"title": "Two Banks Merge", "text": "They do.", "section": "Secret"}
    flask.put(f"/v1/articles/{HIDDEN}", json={**given, "published_at": FAR}, headers=BEARER)
    assert flask.get("/feed/nowhr1.xml").get_json()["sections"] == []
    assert flask.get("/feed/secret.xml").status_code == 404
    assert "Two Banks Merge" not in flask.get("/feed.xml").text
