"""The publication file, as read once by the supervisor for all its processes."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from cache.messages.published_voices import Voices
from cache.narrations.leases import Leases
from tests.stand import Service, wait_for

RULE = '[[rules]]\nintro = "You hear {title}."\n'
EDITED = RULE.replace("hear", "listen to")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "publication.toml"
    path.write_text(RULE)
    return path


@pytest.fixture
def service(tmp_path: Path, file: Path) -> Iterator[Service]:
    env = {
        "LISTEN_VOICES": "tone:220",
        "LISTEN_WORKERS": "1",
        "LISTEN_FETCHERS": "1",
        "LISTEN_PUBLICATION_FILE": str(file),
    }
    service = Service(tmp_path / "var", env, module="tests.acting")
    service.start()
    yield service
    service.stop()


def said(service: Service, before: Collection[str] = ()) -> dict[str, str]:
    """Return the publication digest of each process; wait until none of them is in `before`."""

    def found() -> dict[str, str]:
        living = Leases(service.redis).living().items()
        read = {name: says["publication"] for name, says in living if "publication" in says}
        return read if len(read) == 4 and not read.keys() & set(before) else {}

    return wait_for(found)


def test_an_edit_is_read_by_all_processes_after_a_restart_and_by_none_before(
    service: Service, file: Path
) -> None:
    before, voices = said(service), Voices(service.redis).all()
    file.write_text(EDITED)
    for role in ("worker", "fetcher", "scheduler"):
        for pid in service.processes(role):
            service.kill(pid)
    assert set(said(service, before).values()) == set(before.values())
    assert Voices(service.redis).all() == voices
    service.put("pier", title="The pier", text="It is long.")
    service.press("pier")
    assert service.until("pier", "ready")["progress"]["clips_total"] == 3
    spoken = (service.data_dir / "spoken").read_text().splitlines()
    assert "You hear The pier." in spoken
    service.stop()
    service.start()
    assert not set(said(service).values()) & set(before.values())
