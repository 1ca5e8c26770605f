"""Purges of the CDN: all URLs at which audio of a closed article may be cached."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from flask.testing import FlaskClient

from cache.audio.paths import slot_path, track_path
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Priority, TrackRecord
from cache.narrations.track_manifest import Manifest
from cache.redis import keys
from cache.redis.client import as_text
from tests.stand import opened
from worker.jobs.schedule import follow_rules
from worker.publication.publication import read_publication

PUBLICATION = """
[purge]
url = "https://cdn.example/?url={url}"

[[rules]]
section = "Paid"
access = "signed"
"""
EARLIER, LIVE = "a" * 32, "b" * 32
SLOTS = {EARLIER: ["1" * 32, "2" * 32], LIVE: ["1" * 32, "3" * 32]}
NAME = NarrationName("pier", "tone:220")


@pytest.fixture
def flask(
    settings_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[FlaskClient]:
    """A client of a service with a CDN, and an article with an earlier and a live track."""
    (tmp_path / "publication.toml").write_text(PUBLICATION)
    monkeypatch.setenv("LISTEN_PUBLICATION_FILE", str(tmp_path / "publication.toml"))
    monkeypatch.setenv("LISTEN_SIGNING_KEY", "k" * 32)
    with opened() as client:
        put(client, section="News")
        web = client.application.extensions["listen"]
        for track_hash in (EARLIER, LIVE):
            track = TrackRecord(track_hash, 4.0, "f", Basis("r", ""), 2)
            web.storage.write(track_path(track_hash), b"frames")
            heard = [(slot, 9, 2.0) for slot in SLOTS[track_hash]]
            web.stores.manifests.write(Manifest(NAME, track, {}, [], heard=heard))
            web.stores.manifests.make_live(NAME, track_hash)
        yield client


def put(flask: FlaskClient, **fields: str) -> None:
    given = {"title": "T", "text": "P", **fields}
    assert flask.put("/v1/articles/pier", json=given).status_code in {200, 201}


def expected(web: Any) -> set[str]:
    """Return the URLs of both tracks, and those of their segments as playlists name them."""
    segments = [
        url
        for slots in SLOTS.values()
        for url in web.stores.segments.of("pier", [(slot, 2.0) for slot in slots])
    ]
    assert len(set(segments)) == 3
    return {f"/audio/tracks/{EARLIER}.mp3", f"/audio/tracks/{LIVE}.mp3", *segments}


@pytest.mark.parametrize(
    "fields",
    [{"section": "Paid"}, {"published_at": "2090-01-01T00:00:00Z"}],
    ids=["for subscribers", "embargo moved"],
)
def test_an_article_that_closes_is_purged_with_its_segments_and_earlier_tracks(
    flask: FlaskClient, client: redis.Redis, fields: dict[str, str]
) -> None:
    web = flask.application.extensions["listen"]
    put(flask, section="News")
    assert tasks(client) == set()
    put(flask, **fields)
    assert expected(web) <= tasks(client)


def test_audio_that_is_taken_down_is_purged_at_all_its_urls(
    flask: FlaskClient, client: redis.Redis
) -> None:
    web = flask.application.extensions["listen"]
    wanted = expected(web)
    assert flask.delete("/v1/articles/pier").status_code == 204
    assert wanted <= tasks(client)


def test_segments_of_a_run_under_way_are_purged_too(
    flask: FlaskClient, client: redis.Redis
) -> None:
    web = flask.application.extensions["listen"]
    web.stores.narrations.request(NAME, Basis("r2", ""), Priority.PLAY)
    slot = {"hash": "7" * 32, "size": 9, "duration_s": 2.0}
    client.hset(keys.slots(str(NAME)), "0", json.dumps(slot))
    put(flask, section="Paid")
    [url] = web.stores.segments.of("pier", [("7" * 32, 2.0)])
    assert url in tasks(client)


def test_changed_rules_purge_what_they_close(
    flask: FlaskClient, client: redis.Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = flask.application.extensions["listen"]
    follow_rules(client, web.publication, web.queues)
    client.delete(keys.TASKS)
    follow_rules(client, web.publication, web.queues)
    assert client.hlen(keys.TASKS) == 0, "nothing has changed"
    changed = tmp_path / "changed.toml"
    changed.write_text(PUBLICATION.replace("Paid", "News"))
    rules = read_publication(changed)
    follow_rules(client, rules, web.queues)
    assert "purge_closed all" in {as_text(field) for field in client.hkeys(keys.TASKS)}
    wanted = expected(web)
    web.articles.intake.purge_closed()
    assert tasks(client) == set(), "it is open by the former rules"
    monkeypatch.setenv("LISTEN_PUBLICATION_FILE", str(changed))
    with opened() as later:
        later.application.extensions["listen"].articles.intake.purge_closed()
    assert wanted <= tasks(client)


def tasks(client: redis.Redis) -> set[str]:
    """Return the URLs that are to be purged."""
    fields = [as_text(field) for field in client.hkeys(keys.TASKS)]
    return {field.partition(" ")[2] for field in fields if field.startswith("purge ")}


@pytest.mark.parametrize(
    "path",
    ["", "/cues.json", "/cues.vtt", "/chapters.json", "/stream.mp3", f"/cues.json?track={LIVE}"],
)
def test_no_cache_keeps_what_a_closing_changes(flask: FlaskClient, path: str) -> None:
    answer = flask.get(f"/v1/articles/pier/audio{path}")
    assert answer.status_code in {200, 302}, answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_cdn_keeps_clips_for_an_hour_at_most(flask: FlaskClient) -> None:
    web = flask.application.extensions["listen"]
    frames = b"frames of a clip"
    slot = hashlib.sha256(frames).hexdigest()[:32]
    web.storage.write(slot_path(slot), frames)
    [address] = web.stores.segments.of("pier", [(slot, 2.0)])
    answer = flask.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=3600, immutable"
    assert flask.get(f"/audio/clips/{slot}.mp3?article=pier&proof=none").status_code == 404
