"""Snippets for a publisher's page."""

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient

from audio_service.context import WebContext
from audio_service.listening.structured_data import iso8601
from cache.audio.paths import track_path
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from tests.stand import opened

HASH = "0" * 32
EVIL = "\"><script>alert(1)</script><!-- & \u2028 'it’s'"


def narrate(flask: FlaskClient, article_id: str = "pier", duration_s: float = 243.7) -> None:
    """Store a track, as if a worker had made it."""
    web: WebContext = flask.application.extensions["listen"]
    name = NarrationName(article_id, "tone:220")
    track = TrackRecord(HASH, duration_s, "fp", Basis("r1", ""), 3)
    web.storage.write(track_path(HASH), b"x" * 1_949_600)
    web.stores.manifests.write(Manifest(name, track, {}, []))
    web.stores.manifests.make_live(name, HASH)


def put(flask: FlaskClient, article_id: str = "pier", **fields: str) -> None:
    article = {"title": "Ferries", "text": "Two ferries share a berth.", **fields}
    assert flask.put(f"/v1/articles/{article_id}", json=article).status_code == 201


def test_a_track_is_described_as_schema_org_has_it(flask: FlaskClient) -> None:
    put(flask, dek="Two captains.", language="en-US")
    narrate(flask)
    answer = flask.get("/v1/articles/pier/audio/audio-object.json")
    assert answer.content_type == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"  # it names the host that was asked
    found = answer.get_json(force=True)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found.pop("uploadDate"))
    assert found == {
        "@context": "https://schema.org",
        "@type": "AudioObject",
        "name": "Ferries",
        "description": "Two captains.",
        "contentUrl": f"http://localhost/audio/tracks/{HASH}.mp3",
        "encodingFormat": "audio/mpeg",
        "duration": "PT4M4S",
        "contentSize": "1950 kB",
        "inLanguage": "en-US",
    }


def test_addresses_are_those_that_listeners_see(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened() as flask:
        put(flask)
    monkeypatch.setenv("LISTEN_PUBLIC_URL", "https://audio.example")
    with opened() as flask:
        narrate(flask)
        found = flask.get("/v1/articles/pier/audio/audio-object.json").get_json(force=True)
        assert found["contentUrl"] == f"https://audio.example/audio/tracks/{HASH}.mp3"
        page = flask.get("/v1/articles/pier/audio/snippet.html").get_data(as_text=True)
        assert 'src="https://audio.example/player.js"' in page


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.2, "PT1S"), (59.6, "PT1M"), (61.8, "PT1M2S"), (3600, "PT1H"), (7384.4, "PT2H3M4S")],
)
def test_a_duration_is_written_in_whole_seconds(seconds: float, written: str) -> None:
    assert iso8601(seconds) == written


def test_what_has_no_track_has_no_structured_data_and_what_is_unknown_has_nothing(
    flask: FlaskClient,
) -> None:
    put(flask)
    answer = flask.get("/v1/articles/pier/audio/audio-object.json")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "no-narration")
    assert Elements(flask.get("/v1/articles/pier/audio/snippet.html").text).names == [
        "script",
        "listen-to-article",
    ]
    for name in ("audio-object.json", "snippet.html"):
        answer = flask.get(f"/v1/articles/none/audio/{name}")
        assert (answer.status_code, answer.get_json()["code"]) == (404, "article-not-found")
        assert flask.get(f"/v1/articles/a%20b/audio/{name}").status_code == 422


class Elements(HTMLParser):
    """The elements of a snippet, as a browser would see them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.data: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.names.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def test_no_text_of_an_article_can_leave_its_place_in_a_snippet(flask: FlaskClient) -> None:
    put(flask, title=EVIL, dek=EVIL)
    narrate(flask)
    answer = flask.get(
        "/v1/articles/pier/audio/snippet.html", query_string={"content": f".body{EVIL}"}
    )
    assert answer.content_type == "text/html; charset=utf-8"
    found = Elements(answer.text)
    assert found.names == ["script", "script", "listen-to-article"]
    data, player, tag = found.attributes
    assert data == {"type": "application/ld+json", "data-listen-article": "pier"}
    assert player == {"type": "module", "src": "http://localhost/player.js"}
    assert tag == {"article-id": "pier", "content": f".body{EVIL}"}
    described = json.loads(found.data[0])
    assert (described["name"], described["description"]) == (EVIL, EVIL)
    assert html.unescape(found.data[0]) == found.data[0]
