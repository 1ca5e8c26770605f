"""Answers of the HTTP API to good requests: narrations, audio, counters and descriptions."""

import json

import pytest
import redis
from flask.testing import FlaskClient

from audio_service.http.schemas.narrations import Narration
from audio_service.http.schemas.status import Status
from cache.audio.paths import name_of_bytes, track_path
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from cache.redis import keys
from tests.integration.asking import KEY, problem, put
from tests.stand import wait_for


def test_playing_needs_no_key(keyed: FlaskClient) -> None:
    keyed.put("/v1/articles/pier", json={"title": "T"}, headers={"Authorization": f"Bearer {KEY}"})
    assert keyed.post("/v1/articles/pier/audio").status_code == 202
    assert keyed.post("/v1/audio", json={"article_ids": ["pier"]}).status_code == 202
    assert keyed.get("/v1/articles/pier/audio").status_code == 200
    assert keyed.get("/v1/voices").status_code == 200


def test_a_press_needs_no_body_and_no_special_header_and_any_page_may_read_it(
    flask: FlaskClient,
) -> None:
    put(flask)
    bare = flask.post("/v1/articles/pier/audio")
    assert bare.status_code == 202
    assert bare.headers["Access-Control-Allow-Origin"] == "*"
    text = flask.post(
        "/v1/articles/pier/audio", data='{"voice": "tone:220"}', content_type="text/plain"
    )
    assert text.status_code == 202
    preflight = flask.options("/v1/articles/pier/audio")
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in flask.get("/v1/articles/pier").headers


def test_a_narration_looks_as_the_contract_says(flask: FlaskClient) -> None:
    put(flask)
    absent = flask.get("/v1/articles/pier/audio").get_json()
    assert absent["state"] == "absent"
    for body in (absent, flask.post("/v1/articles/pier/audio").get_json()):
        assert Narration.model_validate(body).model_dump() == body
        assert list(body) == [
            "article_id", "voice", "state", "progress", "url", "duration_s", "estimated_s",
            "stream_url", "hls_url", "cues_url", "fingerprint", "updated_at", "error",
        ]  # fmt: skip


def test_a_narration_without_a_track_says_about_how_long_it_will_be(
    flask: FlaskClient, client: redis.Redis
) -> None:
    article_id = "p" * 60
    flask.put(f"/v1/articles/{article_id}", json={"title": "T", "text": "harbor " * 310})
    path = f"/v1/articles/{article_id}/audio"
    absent = flask.get(path)
    assert len(absent.data) <= 1_000
    both = flask.post("/v1/audio", json={"article_ids": [article_id]}).get_json()["items"]
    shown = [absent.get_json(), flask.post(path).get_json(), *both]
    shown.append(flask.get(f"{path}?voice=tone:220").get_json())
    assert [narration["estimated_s"] for narration in shown] == [120] * 4
    client.flushall()
    assert flask.get(path).get_json()["estimated_s"] == 120


def test_an_edition_noted_by_an_earlier_version_is_read_anew(
    flask: FlaskClient, client: redis.Redis
) -> None:
    put(flask)
    whole = flask.application.extensions["listen"].articles.cached_editions.read("pier")
    client.set(keys.revision("pier"), f"{whole.revision} {whole.language}")
    assert flask.get("/v1/articles/pier/audio").get_json()["estimated_s"] == 1
    assert flask.post("/v1/articles/pier/audio").get_json()["estimated_s"] == 1


def test_what_has_no_track_has_no_cues(flask: FlaskClient) -> None:
    put(flask)
    for name in ("cues.json", "cues.vtt", "chapters.json"):
        assert problem(flask.get(f"/v1/articles/pier/audio/{name}")) == (404, "no-narration")


def own(flask: FlaskClient, name: str) -> None:
    """Store an open article, and make a stored track its track."""
    track = TrackRecord(name, 12.5, "fp", Basis("r1", ""), 1)
    of_demo = Manifest(NarrationName("river-pact-nears-end", "tone:220"), track, {}, [])
    flask.application.extensions["listen"].stores.manifests.write(of_demo)


def test_audio_is_answered_whole_or_in_ranges(flask: FlaskClient) -> None:
    data = bytes(range(256)) * 1_000
    name = name_of_bytes(data)
    flask.application.extensions["listen"].storage.write(track_path(name), data)
    own(flask, name)
    url = f"/audio/tracks/{name}.mp3"
    whole = flask.get(url)
    assert (whole.status_code, whole.data, whole.content_type) == (200, data, "audio/mpeg")
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    part = flask.get(url, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.data) == (206, data[1000:2000])
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(data)}"
    assert part.headers["Content-Length"] == "1000"
    assert flask.get(url, headers={"Range": "bytes=-10"}).data == data[-10:]
    assert flask.get(url, headers={"Range": "bytes=255990-"}).data == data[255_990:]
    assert problem(flask.get(url, headers={"Range": "bytes=999999-"}))[0] == 416
    same = flask.get(url, headers={"If-None-Match": whole.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    head = flask.head(url)
    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(data)))
    stale = flask.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (stale.status_code, len(stale.data)) == (200, len(data))


@pytest.mark.parametrize("name", ["1" * 32, "x", "..%2f..%2fetc%2fpasswd", "0" * 31])
def test_audio_that_was_never_there_is_404(flask: FlaskClient, name: str) -> None:
    for kind in ("tracks", "clips"):
        assert problem(flask.get(f"/audio/{kind}/{name}.mp3"))[0] == 404


def test_the_status_says_who_is_missing(flask: FlaskClient) -> None:
    found = flask.get("/status").get_json()
    assert Status.model_validate(found).model_dump() == found
    assert found["status"] == "degraded"
    assert any("'first'" in line for line in found["problems"])
    assert problem(flask.get("/readyz")) == (503, "no-first-worker")
    assert flask.get("/healthz").get_json() == {"status": "ok"}


def test_presses_are_counted(flask: FlaskClient) -> None:
    put(flask)
    for _ in range(3):
        flask.post("/v1/articles/pier/audio")
    wait_for(lambda: flask.get("/status").get_json()["presses"]["misses"] == 3)
    assert flask.get("/status").get_json()["presses"]["hit_ratio"] == 0.0


def test_the_metrics_can_be_read_by_prometheus(flask: FlaskClient) -> None:
    text = flask.get("/metrics").get_data(as_text=True)
    assert 'listen_queue_jobs{queue="first"} 0.0' in text
    assert "listen_ok 0.0" in text


def test_the_description_names_every_route_of_the_contract(flask: FlaskClient) -> None:
    described = flask.get("/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    routes = {
        f"{method.upper()} {path}" for path, ways in described["paths"].items() for method in ways
    }
    assert routes == {
        "GET /v1/ops/audit",
        "POST /v1/ops/drain",
        "POST /v1/ops/pause",
        "POST /v1/ops/purge",
        "POST /v1/ops/regenerate",
        "POST /v1/ops/resume",
        "POST /v1/ops/retry",
        "POST /v1/audio",
        "POST /v1/articles/{article_id}/audio",
        "GET /v1/articles/{article_id}/audio",
        "DELETE /v1/articles/{article_id}/audio",
        "GET /v1/articles/{article_id}/audio/stream.mp3",
        "GET /v1/articles/{article_id}/audio/stream.mp4",
        "GET /v1/articles/{article_id}/audio/stream.m3u8",
        "GET /v1/articles/{article_id}/audio/cues.json",
        "GET /v1/articles/{article_id}/audio/cues.vtt",
        "GET /v1/articles/{article_id}/audio/chapters.json",
        "GET /v1/articles/{article_id}/audio/audio-object.json",
        "GET /v1/articles/{article_id}/audio/snippet.html",
        "GET /v1/articles/{article_id}/plays",
        "POST /v1/articles/{article_id}/plays",
        "GET /v1/articles",
        "PUT /v1/articles/{article_id}",
        "GET /v1/articles/{article_id}",
        "DELETE /v1/articles/{article_id}",
        "POST /v1/webhooks/{source}",
        "GET /v1/lexicon",
        "PUT /v1/lexicon",
        "DELETE /v1/lexicon",
        "POST /v1/lexicon/apply",
        "GET /v1/lexicon/apply/{update_id}",
        "POST /v1/lexicon/preview",
        "GET /v1/voices",
        "GET /audio/tracks/{name}.mp3",
        "GET /audio/clips/{name}.mp3",
        "GET /audio/samples/{sample}.mp3",
        "GET /feed.xml",
        "GET /feed/{section}.xml",
        "GET /healthz",
        "GET /readyz",
        "GET /status",
        "GET /metrics",
    }
    names = set(described["components"]["schemas"])
    used = set(json.dumps(described).split("#/components/schemas/")[1:])
    assert {reference.split('"')[0] for reference in used} <= names
