"""A full disk while a clip, a track or an article is written, and the recovery."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.acting import WAITING
from tests.stand import Service, wait_for
from tests.walk import find_broken

SIZE_MB = 6


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(place)]
    if sys.platform != "linux" or os.getuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root mounts a small file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def cramped(small_disk: Path, tmp_path: Path) -> Iterator[Service]:
    """A service whose audio and articles are on the small file system, and Redis is not."""
    env = {
        "LISTEN_VOICES": "tone:220",
        "LISTEN_WORKERS": "2",
        "LISTEN_STORAGE_URL": (small_disk / "audio").as_uri(),
        "LISTEN_DATABASE_URL": f"sqlite:///{small_disk / 'articles.db'}",
    }
    started = Service(tmp_path / "d", env, module="tests.acting")
    started.start()
    yield started
    started.stop()


def fill(place: Path) -> Path:
    """Fill the file system to its last byte, and return the file that does."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(65_536))
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    return filler


def body(name: str, count: int = 12) -> str:
    return "".join(
        f"<p>Number {n} of {name} tells of gulls over a harbor.</p>" for n in range(count)
    )


@pytest.mark.slow
def test_a_full_disk_tears_nothing_and_all_goes_on_when_there_is_space(
    cramped: Service, small_disk: Path
) -> None:
    go_on = cramped.data_dir / "go-on"
    waiting = body("clip") + f"<p>It {WAITING}, at the end.</p>" + body("more")
    cramped.put("clip", title="In the midst of clips", html=waiting)
    cramped.put("later", title="All of it later", html=body("later"))
    cramped.press("clip")
    wait_for(lambda: cramped.narration("clip")["progress"]["clips_done"] >= 12)
    filler = fill(small_disk)
    go_on.touch()
    refused = cramped.ask("PUT", "/v1/articles/full", {"title": "Full", "html": body("full", 99)})
    assert (refused.status, refused.json["code"]) == (503, "article-store-unavailable")
    assert int(refused.headers["retry-after"]) > 0
    cramped.press("later")
    failed = cramped.until("clip", "failed")
    assert (failed["error"]["code"], failed["error"]["retryable"]) == ("storage-unavailable", True)
    cramped.until("later", "failed")
    ready = cramped.ask("GET", "/readyz")
    assert ready.status == 503
    assert find_broken(small_disk / "audio") == []
    filler.unlink()
    wait_for(cramped.is_ready)
    for article_id in ("clip", "later"):
        cramped.press(article_id)
        cramped.until(article_id, "ready")
    cramped.put("full", title="Full", html=body("full", 3))
    assert find_broken(small_disk / "audio") == []
