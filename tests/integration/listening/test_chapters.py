"""Chapters of articles with headings, in the MP3 and as JSON."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from mutagen import id3

from audio_service.context import WebContext
from cache.audio.paths import manifest_path, track_path
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from tests.integration.asking import problem, put
from tests.integration.face import Face, live_manifest
from tests.stand import Processes

CHAPTERS = "/v1/articles/pier/audio/chapters.json"
OLD = TrackRecord("a" * 32, 12.5, "fp", Basis("r1", ""), 1)


def web_of(flask: FlaskClient) -> WebContext:
    found: WebContext = flask.application.extensions["listen"]
    return found


def chapters(flask: FlaskClient, url: str = CHAPTERS) -> Any:
    answer = flask.get(url)
    assert answer.status_code == 200
    assert answer.content_type == "application/json+chapters"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body = answer.get_json(force=True)
    assert body["version"] == "1.2.0"
    return body["chapters"]


@pytest.mark.slow
def test_chapters_begin_where_headings_are_heard(face: Face, workers: Processes) -> None:
    face.put("pier", html="<p>One. Two.</p><h2>The first part</h2><p>Three.</p><h2>Last</h2>")
    narration = face.ready("pier")
    cues = face.flask.get("/v1/articles/pier/audio/cues.json").get_json()["cues"]
    heard_at = {cue["written"]: cue["start_s"] for cue in cues}
    found = chapters(face.flask)
    assert [(c["title"], c["startTime"]) for c in found] == [
        ("The Title", 0.0),
        ("The first part", heard_at["The first part"]),
        ("Last", heard_at["Last"]),
    ]
    ends = [*(c["startTime"] for c in found[1:]), narration["duration_s"]]
    assert [c["endTime"] for c in found] == ends
    tags = id3.ID3(io.BytesIO(face.mp3(narration)))
    frames = [tags[f"CHAP:{name}"] for name in tags["CTOC:toc"].child_element_ids]
    assert [(str(f.sub_frames["TIT2"]), f.start_time) for f in frames] == [
        (c["title"], round(1000 * c["startTime"])) for c in found
    ]


@pytest.mark.slow
def test_chapters_come_without_speaking_anything_again(face: Face, workers: Processes) -> None:
    face.put("pier", html="<p>One. Two.</p><h2>Three</h2>")
    before = face.ready("pier")
    web = web_of(face.flask)
    # as an earlier version left it: another fingerprint, and no chapters
    old = live_manifest(web, NarrationName("pier", before["voice"]))
    fields = old.to_fields() | {"fingerprint": "f" * 32, "basis": "r.s"}
    del fields["chapters"]
    web.storage.write_json(manifest_path(old.track.hash), fields)
    web.redis.flushall()
    assert chapters(face.flask, f"{CHAPTERS}?voice={before['voice']}") == []
    face.spoken()
    workers.stop()
    workers.start_worker("first")
    workers.start_worker("rest")
    face.press("pier")
    face.until("pier", "ready")
    assert [c["title"] for c in chapters(face.flask)] == ["The Title", "Three"]
    assert face.spoken() == set()


def test_a_track_without_chapters_says_so(flask: FlaskClient) -> None:
    put(flask)
    name = NarrationName("pier", "tone:220")
    web_of(flask).storage.write(track_path(OLD.hash), b"mp3")
    web_of(flask).stores.manifests.write(Manifest(name, OLD, {}, []))
    web_of(flask).stores.manifests.make_live(name, OLD.hash)
    assert chapters(flask) == []


def test_chapters_and_cues_of_a_track_are_found_by_its_hash_whatever_voices_there_are(
    flask: FlaskClient,
) -> None:
    put(flask)
    name = NarrationName("pier", "gtts:fr")
    web_of(flask).stores.manifests.write(
        Manifest(name, OLD, {}, [], chapters=[{"start_s": 0.0, "end_s": 1.5, "title": "One"}])
    )
    url = f"{CHAPTERS}?track={OLD.hash}"
    assert chapters(flask, url) == [{"startTime": 0.0, "endTime": 1.5, "title": "One"}]
    assert flask.get(url.replace("chapters.json", "cues.vtt")).status_code == 200
    assert problem(flask.get(f"{url}&voice=tone:220")) == (404, "no-narration")
    assert problem(flask.get(url.replace("/pier/", "/other/")))[0] == 404
