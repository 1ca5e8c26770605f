"""The two files of the player: built from the source, small, and served correctly."""

import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.stand import ROOT, opened

PLAYER = ROOT / "audio_service" / "player"
MOST_BYTES = 10_240


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    monkeypatch.setenv("LISTEN_DATA_DIR", str(tmp_path))
    with opened() as flask:
        yield flask


def node(*arguments: str) -> None:
    """Run one of the player's build tools, as `make test` installs them."""
    command = shutil.which("node")
    if command is None or not (PLAYER / "node_modules" / "esbuild").is_dir():
        if os.environ.get("CI") and shutil.which("npm"):
            pytest.fail("the player's build tools are missing; `make node` installs them")
        pytest.skip("there is no node, or `make node` has not been run")
    done = subprocess.run([command, *arguments], cwd=PLAYER, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_build_is_what_the_source_makes() -> None:
    node("build.js", "--check")


def test_the_types_of_the_source_agree() -> None:
    node("node_modules/typescript/bin/tsc", "--project", ".")


def test_nothing_else_is_shipped() -> None:
    shipped = {path.name for path in (PLAYER / "dist").iterdir()}
    assert shipped == {"player.js", "listening.js"}


def test_no_cache_keeps_another_version_s_controls(client: FlaskClient) -> None:
    own = client.get("/player/listening.js").headers["ETag"].strip('"')[:10]
    assert "max-age" in client.get(f"/player/listening.js?v={own}").headers["Cache-Control"]
    other = client.get("/player/listening.js?v=0123456789")
    assert (other.status_code, other.headers["Cache-Control"]) == (200, "no-store")


def test_what_a_page_loads_is_small() -> None:
    script = (PLAYER / "dist" / "player.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= MOST_BYTES


@pytest.mark.parametrize("path", ["/player.js", "/player/listening.js", "/player.d.ts"])
def test_any_page_may_load_it_and_ask_whether_it_has_changed(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == ("text/javascript" if path.endswith(".js") else "text/plain")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    kept = answer.headers["Cache-Control"]
    assert kept == "public, max-age=300, stale-while-revalidate=86400"
    etag = answer.headers["ETag"]
    assert etag.startswith('"')
    again = client.get(path, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.headers["ETag"] == etag
    assert again.headers["Access-Control-Allow-Origin"] == "*"
