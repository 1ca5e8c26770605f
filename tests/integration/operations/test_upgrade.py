"""Data of earlier versions is read, and data of later versions is left alone.

Each folder of `old` has the data of a version that had narrated two articles, had taken one of them
down, and was killed as a third was asked for.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import redis

from cache.operations.redis_backup import Kept, _write
from tests.forks import FORKING
from tests.integration.face import Face
from tests.integration.operations.opening import open_at_once
from tests.stand import PATIENCE_S, Processes, opened, wait_for
from worker.articles.database import DATA_FORMAT, Database
from worker.articles.store import ArticleStore
from worker.errors import ArticleStoreError

OLD = Path(__file__).parent / "old"
VERSIONS = sorted(folder.name for folder in OLD.iterdir())


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest, env: dict[str, str], client: redis.Redis) -> Path:
    """Data of an earlier version, copied to the places where this version reads its data."""
    folder, data_dir = OLD / str(request.param), Path(env["LISTEN_DATA_DIR"])
    shutil.copytree(folder / "audio", data_dir / "audio")
    fill(data_dir / "articles.db", folder)
    with client.pipeline() as pipe, (folder / "redis.jsonl").open() as lines:
        for line in lines:
            _write(pipe, Kept(*json.loads(line)))
        pipe.execute()
    return folder


def fill(path: Path, folder: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript((folder / "articles.sql").read_text())


def test_what_an_earlier_version_narrated_is_heard(
    version: Path, settings_env: dict[str, str], processes: Processes
) -> None:
    urls = json.loads((version / "facts.json").read_text())
    for lane in ("first", "rest"):
        processes.start_worker(lane)
    processes.start_scheduler()
    with opened() as flask:
        face = Face(flask, Path(settings_env["LISTEN_DATA_DIR"]))
        wait_for(lambda: flask.get("/readyz").status_code == 200)
        face.until("waits", "ready")
        found = face.look("pier")
        assert (found["state"], found["url"]) == ("ready", urls["pier"])
        stored = next((version / "audio").rglob(Path(urls["pier"]).name))
        assert face.mp3(found) == stored.read_bytes()
        assert flask.get(urls["gone"]).status_code == 410
        assert flask.get("/v1/articles/pier/audio/cues.json").status_code == 200
        assert flask.get("/v1/articles/pier").get_json()["title"] == "Pier"
        assert face.status()["narrations_ready"] >= 2
        assert face.ready("pier")["url"]
        assert (version / "articles.sql").read_text().count("Nwosu") == flask.get(
            "/v1/lexicon"
        ).get_data(as_text=True).count("Nwosu")


def test_without_redis_an_earlier_version_s_audio_is_found_again(
    version: Path, settings_env: dict[str, str], client: redis.Redis
) -> None:
    client.flushall()
    with opened() as flask:
        found = Face(flask, Path(settings_env["LISTEN_DATA_DIR"])).look("pier")
    assert found["url"] == json.loads((version / "facts.json").read_text())["pier"]


@pytest.mark.parametrize("name", ["nothing", *VERSIONS])
def test_eight_processes_at_once_bring_a_database_up_to_date(tmp_path: Path, name: str) -> None:
    path = tmp_path / "articles.db"
    if name != "nothing":
        fill(path, OLD / name)
    together = FORKING.Barrier(8, timeout=PATIENCE_S)
    opening = (f"sqlite:///{path}", together)
    running = [FORKING.Process(target=open_at_once, args=opening) for _ in range(8)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * 8
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT number FROM data_format").fetchall() == [(DATA_FORMAT,)]


def test_data_of_a_later_version_are_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'articles.db'}"
    ArticleStore(Database(url))
    with closing(sqlite3.connect(tmp_path / "articles.db")) as database, database:
        database.execute("UPDATE data_format SET number = number + 1")
    with pytest.raises(ArticleStoreError, match="a newer version has used them"):
        ArticleStore(Database(url))
