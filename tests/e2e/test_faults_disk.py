"""A full disk: what is written then, a take-down, and the recovery."""

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
SIZE_OF_ALL_MB = 24
ROLES = ("gunicorn", "worker", "fetcher", "scheduler", "valkey")


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    size_mb = getattr(request, "param", SIZE_MB)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", str(place)]
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


@pytest.mark.slow
@pytest.mark.parametrize("small_disk", [SIZE_OF_ALL_MB], indirect=True)
def test_a_full_disk_that_holds_everything_is_named_and_take_downs_make_room(
    small_disk: Path,
) -> None:
    env = {"LISTEN_VOICES": "tone:220", "LISTEN_WORKERS": "2"}
    service = Service(small_disk / "d", env, module="tests.acting")
    service.start()
    try:
        service.put("heard", title="Heard before", html=body("heard"))
        service.put("later", title="Pressed later", html=body("later"))
        service.press("heard")
        url = service.until("heard", "ready")["url"]
        before = {role: service.processes(role) for role in ROLES}
        filler = fill(small_disk)
        wait_for(lambda: "redis-refuses-writes" in alerts(service))
        wait_for(lambda: {"storage-full", "database-down"} & alerts(service))
        assert "redis-down" not in alerts(service)
        assert service.ask("POST", "/v1/articles/heard/audio").status == 200
        assert service.ask("GET", url).status == 200
        pressed = service.ask("POST", "/v1/articles/later/audio")
        assert (pressed.status, pressed.json["code"]) == (503, "cache-unavailable")
        assert service.ask("DELETE", "/v1/articles/heard/audio").status == 204
        assert service.ask("GET", url).status == 410
        filler.unlink()
        wait_for(service.is_ready)
        service.press("later")
        service.until("later", "ready")
        assert {role: service.processes(role) for role in ROLES} == before
    finally:
        service.stop()


def alerts(service: Service) -> set[str]:
    """Return the names of the critical alerts."""
    return set(service.ask("GET", "/readyz").json.get("alerts", []))
