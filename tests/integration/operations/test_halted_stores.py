"""An object store or a database that halts or refuses: only what needs it ends as an error."""

import secrets
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

from audio_service.app import create_app
from cache.audio.paths import name_of_bytes, track_path
from cache.messages.published_voices import VoiceRecord, Voices
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import TrackRecord
from cache.narrations.track_manifest import Manifest
from cache.redis import keys
from cache.redis.client import as_text
from tests.database_server import DatabaseServer, fill, small_disk
from tests.integration.asking import KEY
from tests.integration.gunicorn_process import web_process
from tests.object_store import ObjectStore
from tests.stand import Answer, http, wait_for

NAME = NarrationName("pier", "tone:220")
VOICE = VoiceRecord(NAME.voice, "en", 22_050, "sound", 0)
MP3 = b"frames of a track" * 9_000
TRACK = f"/audio/tracks/{name_of_bytes(MP3)}.mp3"
ARTICLE = {"title": "The Pier", "html": "<p>It stands.</p>"}
PRESS = f"/v1/articles/{NAME.article_id}/audio"


class Web:
    """The HTTP service as gunicorn runs it, in one process."""

    def __init__(self, port: int) -> None:
        self._port = port

    def ask_at_once(self, path: str, times: int = 60) -> set[int]:
        """Return the statuses of many equal requests at once: more than there are threads."""
        with ThreadPoolExecutor(times // 2) as threads:
            return {each.status for each in threads.map(self.ask, ["GET"] * times, [path] * times)}

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        """Return an answer; one that takes longer than a client waits raises TimeoutError."""
        headers = {"Authorization": f"Bearer {KEY}"}
        return http(method, f"http://127.0.0.1:{self._port}{path}", body, headers)


@contextmanager
def serving(env: dict[str, str], client: redis.Redis) -> Iterator[Web]:
    Voices(client).publish([VOICE])
    with web_process(env) as port:
        yield Web(port)


@pytest.fixture
def object_store() -> Iterator[ObjectStore]:
    store = ObjectStore()
    store.start()
    yield store
    store.stop()


@pytest.fixture
def database_server() -> Iterator[DatabaseServer]:
    with tempfile.TemporaryDirectory(prefix="listen-pg-") as directory:
        server = DatabaseServer(Path(directory))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def store_track(monkeypatch: pytest.MonkeyPatch, env: dict[str, str]) -> None:
    """Store a finished track of the article, as workers do."""
    with monkeypatch.context() as patched:
        for name, value in env.items():
            patched.setenv(name, value)
        stores = create_app().extensions["listen"]
    edition = stores.articles.store.edition(NAME.article_id)
    basis = Basis(edition.revision, VOICE.sound)
    track = TrackRecord(name_of_bytes(MP3), 12.5, "f" * 32, basis, 3)
    stores.storage.write(track_path(track.hash), MP3)
    stores.stores.manifests.write(Manifest(NAME, track, {}, [], size=len(MP3)))
    stores.stores.manifests.make_live(NAME, track.hash)
    stores.articles.store._engine.dispose()
    stores.redis.connection_pool.disconnect()


def test_an_object_store_that_halts_delays_nothing_that_does_not_need_it(
    object_store: ObjectStore,
    env: dict[str, str],
    client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    env |= object_store.env
    with serving(env, client) as web:
        assert web.ask("PUT", f"/v1/articles/{NAME.article_id}", ARTICLE).status == 201
        store_track(monkeypatch, env)
        assert web.ask("POST", PRESS).json["state"] == "ready"
        assert web.ask("GET", TRACK).body == MP3
        assert web.ask_at_once(TRACK) == {200}
        object_store.halt()
        first = web.ask("GET", TRACK)
        assert (first.status, first.json["code"]) == (503, "storage-unavailable")
        assert int(first.headers["retry-after"]) > 0
        for path in ("/healthz", "/status", "/metrics", "/v1/articles", "/v1/voices"):
            assert web.ask("GET", path).status == 200
        assert web.ask("POST", PRESS).json["state"] == "ready"
        changed = {**ARTICLE, "html": "<p>It still stands.</p>"}
        assert web.ask("PUT", f"/v1/articles/{NAME.article_id}", changed).status == 200
        assert web.ask("PUT", "/v1/articles/new", ARTICLE).status == 201
        for path in (TRACK, f"{PRESS}/cues.json"):
            assert web.ask("GET", path).status == 503
        for path in (PRESS, "/v1/articles/new"):
            assert web.ask("DELETE", path).status == 503
        object_store.go_on()
        wait_for(lambda: web.ask("GET", TRACK).status == 200)
        assert web.ask("GET", TRACK).body == MP3
        object_store.stop()
        refused = web.ask("GET", TRACK)
        assert (refused.status, refused.json["code"]) == (503, "storage-unavailable")
        assert web.ask("GET", "/healthz").status == 200
        assert web.ask("PUT", "/v1/articles/newest", ARTICLE).status == 201
        waiting = {as_text(task).split(" ")[0] for task in client.hkeys(keys.TASKS)}
        assert waiting >= {"follow", "take_down"}


def test_a_database_that_halts_delays_nothing_that_does_not_need_it(
    database_server: DatabaseServer,
    env: dict[str, str],
    client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    env |= {"LISTEN_DATABASE_URL": database_server.url}
    with serving(env, client) as web:
        assert web.ask("PUT", f"/v1/articles/{NAME.article_id}", ARTICLE).status == 201
        store_track(monkeypatch, env)
        assert web.ask("POST", PRESS).json["state"] == "ready"
        assert web.ask_at_once("/v1/articles") == {200}
        database_server.halt()
        refused = web.ask("PUT", "/v1/articles/new", ARTICLE)
        assert (refused.status, refused.json["code"]) == (503, "article-store-unavailable")
        assert int(refused.headers["retry-after"]) > 0
        for path in ("/healthz", "/status", "/metrics", TRACK, f"{PRESS}/cues.json"):
            assert web.ask("GET", path).status == 200
        assert web.ask("POST", PRESS).json["state"] == "ready"
        assert web.ask("GET", "/v1/articles").status == 503
        database_server.go_on()
        wait_for(lambda: web.ask("GET", "/v1/articles").status == 200)
        listed = web.ask("GET", "/v1/articles").json
        assert [each["id"] for each in listed["items"]] == [NAME.article_id]
        assert web.ask("PUT", "/v1/articles/new", ARTICLE).status == 201
        database_server.kill()
        assert web.ask("PUT", "/v1/articles/newer", ARTICLE).status == 503
        assert web.ask("POST", PRESS).json["state"] == "ready"
        assert web.ask("GET", TRACK).status == 200
        database_server.run()
        wait_for(lambda: web.ask("PUT", "/v1/articles/newer", ARTICLE).status == 201)


def test_a_database_whose_disk_is_full_is_called_so_and_delays_no_listener(
    env: dict[str, str],
    client: redis.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tempfile.TemporaryDirectory(prefix="listen-pg-")
    with folder as directory, small_disk(Path(directory)) as disk:
        server = DatabaseServer(disk)
        try:
            server.start()
            env |= {"LISTEN_DATABASE_URL": server.url}
            with serving(env, client) as web:
                _fill_and_free(web, disk, monkeypatch, env)
        finally:
            server.stop()


def _fill_and_free(
    web: Web, disk: Path, monkeypatch: pytest.MonkeyPatch, env: dict[str, str]
) -> None:
    """Fill the disk of a database, look at what works, and make room again."""
    assert web.ask("PUT", f"/v1/articles/{NAME.article_id}", ARTICLE).status == 201
    store_track(monkeypatch, env)
    assert web.ask("POST", PRESS).json["state"] == "ready"
    filler = fill(disk)
    long = {**ARTICLE, "html": f"<p>{secrets.token_hex(200_000)}</p>"}
    refused = web.ask("PUT", "/v1/articles/long", long)
    assert (refused.status, refused.json["code"]) == (503, "article-store-unavailable")
    [alert] = wait_for(lambda: [each for each in alerts(web) if "is full" in each["sentence"]])
    assert alert["name"] == "database-down"
    assert web.ask("POST", PRESS).json["state"] == "ready"
    assert web.ask("GET", TRACK).body == MP3
    assert web.ask("GET", "/v1/articles").status == 200
    filler.unlink()
    wait_for(lambda: web.ask("PUT", "/v1/articles/long", long).status == 201)
    wait_for(lambda: "database-down" not in {each["name"] for each in alerts(web)})


def alerts(web: Web) -> Any:
    """Return the alerts on the status page."""
    return web.ask("GET", "/status").json["alerts"]
