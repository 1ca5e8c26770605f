"""Backup and restore while the service runs, without any loss."""

import gzip
import io
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis

from audio_service.backup.archive import CHECKSUMS, HEADER, ArchiveError, unpack
from audio_service.backup.restore import finish_restore
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Priority, State
from cache.operations.redis_backup import check, dump, load
from cache.redis import keys
from cache.redis.client import as_text
from cache.settings import read_settings
from tests import forks
from tests.acting import MUTE, WAITING
from tests.integration.records import NAME, Begin
from tests.stand import PYTHON, ROOT, Service
from worker.settings import WorkerSettings

VOICE = {"LISTEN_VOICES": "tone:220", "LISTEN_WORKERS": "1", "LISTEN_FETCHERS": "1"}


def listen(data_dir: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a command of `listen` on a data directory."""
    return forks.listen({**os.environ, **VOICE, "LISTEN_DATA_DIR": str(data_dir)}, *arguments)


def contents(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder except locks and logs, which change by themselves."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in {"listen.lock", "valkey.sock", "valkey.log", "spoken"}
    }


class Filled:
    """A service with something of everything.

    Attributes:
        service: It runs.
        file: A backup of it.
        urls: Where tracks are, by their articles.
        mp3s: What is there.
        under_way: An article that was being narrated when the backup was made.
    """

    under_way = "under-way"

    def __init__(self, service: Service, file: Path) -> None:
        self.service, self.file = service, file
        for name in ("pier", "taken-down", "mute"):
            service.put(
                name, title=f"The {name}", text=f"All of {name}. " + (MUTE * (name == "mute"))
            )
            service.press(name)
        self.urls = {n: service.until(n, "ready")["url"] for n in ("pier", "taken-down")}
        service.until("mute", "failed")
        self.mp3s = {name: service.ask("GET", url).body for name, url in self.urls.items()}
        service.ask("DELETE", "/v1/articles/taken-down/audio")
        entry = {"written": "Nwosu", "respelling": "Nwuh-SOO"}
        assert service.ask("PUT", "/v1/lexicon", {"entries": [entry]}).status == 201
        for event in ("started", "25"):
            service.ask("POST", "/v1/articles/pier/plays", {"event": event})
        service.put(self.under_way, title="It goes on", text=f"It {WAITING}. And on.")
        service.press(self.under_way)
        service.until(self.under_way, "speaking")
        self.done = listen(service.data_dir, "backup", file)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """A service that runs, with something of everything, and a backup that was made meanwhile."""
    place = tmp_path_factory.mktemp("f")
    service = Service(place / "var", VOICE, module="tests.acting")
    service.start()
    yield Filled(service, place / "backup.tar")
    service.stop()


def open_to_others(data_dir: Path) -> list[str]:
    """Return the files and folders that other users of the machine may read, write or enter."""
    found = [data_dir, *data_dir.rglob("*")]
    return [str(path) for path in found if path.lstat().st_mode & 0o077 and not path.is_symlink()]


def test_nothing_in_the_data_directory_is_open_to_other_users(
    filled: Filled, tmp_path: Path
) -> None:
    assert open_to_others(filled.service.data_dir) == []
    restored = listen(tmp_path / "var", "restore", filled.file)
    assert restored.returncode == 0, restored.stderr
    assert len(list((tmp_path / "var").rglob("*.mp3"))) > 0
    assert open_to_others(tmp_path / "var") == []


def test_all_is_as_it_was_after_a_restore(filled: Filled, tmp_path: Path) -> None:
    assert filled.done.returncode == 0, filled.done.stderr
    assert filled.file.stat().st_mode & 0o777 == 0o600
    done = listen(tmp_path / "var", "restore", filled.file)
    assert done.returncode == 0, done.stderr
    assert "files of audio" in done.stdout
    assert not (tmp_path / "var" / ".restore").exists()
    (tmp_path / "var" / "go-on").touch()
    again = Service(tmp_path / "var", VOICE, module="tests.acting")
    again.start()
    try:
        assert again.ask("GET", filled.urls["pier"]).body == filled.mp3s["pier"]
        assert again.press("pier")["url"] == filled.urls["pier"]
        assert again.ask("GET", filled.urls["taken-down"]).status == 410
        assert again.narration("mute")["error"]["code"] == "clip-implausible"
        assert again.ask("GET", "/v1/articles/pier/plays").json["25"] == 1
        assert "Nwosu" in again.ask("GET", "/v1/lexicon").body.decode()
        again.until(filled.under_way, "ready")
        failures = again.ask("GET", "/status", Accept="application/json").json["failures"]
        assert "mute" in {failure["article_id"] for failure in failures}
    finally:
        again.stop()
    spoken = (tmp_path / "var" / "spoken").read_text()
    assert "pier" not in spoken


DEATHS = {
    "while it is unpacked": ("shutil.copyfileobj", 3),
    "before it is ready": ("os.sync", 1),
    "as the first part takes its place": ("shutil.move", 1),
    "as the second part takes its place": ("shutil.move", 2),
    "between two parts": ("audio_service.backup.restore._put_in_place", 3),
    "as it clears away": ("audio_service.backup.restore.finish_restore", 2),
}


def dying(data_dir: Path, file: Path, where: str, call: int) -> int:
    """Restore in a process that is killed as it calls something once more, and return its code."""
    deadly = {"DIES_AT": where, "DIES_AT_CALL": str(call), "LISTEN_DATA_DIR": str(data_dir)}
    env = {**os.environ, **VOICE, **deadly}
    return forks.listen(env, "restore", "--force", file, module="tests.dying").returncode


@pytest.fixture
def old(filled: Filled, tmp_path: Path) -> Path:
    """A data directory with other articles than those of the backup."""
    place = tmp_path / "var"
    assert listen(place, "restore", filled.file).returncode == 0
    with closing(sqlite3.connect(place / "articles.db")) as database, database:
        database.execute("UPDATE articles SET title = 'The old one'")
    (place / "audio" / "tracks" / "old").touch()
    return place


@pytest.mark.parametrize("when", DEATHS)
def test_a_restore_that_is_killed_leaves_all_as_it_was_or_as_it_should_be(
    filled: Filled, old: Path, when: str
) -> None:
    before = contents(old)
    assert dying(old, filled.file, *DEATHS[when]) == -signal.SIGKILL
    settings = read_settings(WorkerSettings, data_dir=old)
    finish_restore(settings)
    after = contents(old)
    assert not (old / ".restore").exists()
    is_old = after == before
    assert is_old == (when in list(DEATHS)[:2])
    if not is_old:
        assert "audio/tracks/old" not in after
        with closing(sqlite3.connect(old / "articles.db")) as database:
            assert "The old one" not in {
                t for (t,) in database.execute("SELECT title FROM articles")
            }
        assert listen(old, "backup", old.parent / "again.tar").returncode == 0


def test_a_full_disk_changes_nothing(filled: Filled, old: Path, tmp_path: Path) -> None:
    [commands] = old.rglob("*.incr.aof")
    with commands.open("a", newline="") as file:
        file.write("*5\r\n")  # Valkey deletes this key at once, and cannot write that down
        for word in ("SET", "past", "v" * 8_000, "PXAT", "1"):
            file.write(f"${len(word)}\r\n{word}\r\n")
    before = contents(old)

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))

    for arguments in (["restore", "--force", filled.file], ["backup", tmp_path / "b.tar"]):
        done = subprocess.run(
            [PYTHON, "-m", "audio_service.cli", *map(str, arguments)],
            env={**os.environ, **VOICE, "LISTEN_DATA_DIR": str(old)},
            cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=small_files,
        )  # fmt: skip
        assert done.returncode == 1
        assert re.search("cannot be (written|copied): (File too large|disk I/O)", done.stderr)
        assert "Traceback" not in done.stderr
        opened = {"articles.db-shm", "articles.db-wal"}
        assert {k: v for k, v in contents(old).items() if k not in opened} == before
    assert [path.name for path in tmp_path.iterdir()] == ["var"]


def test_a_restore_replaces_nothing_unasked(filled: Filled, old: Path) -> None:
    before = contents(old)
    done = listen(old, "restore", filled.file)
    assert done.returncode == 1
    assert "there is data already; --force replaces it" in done.stderr
    assert contents(old) == before
    done = listen(filled.service.data_dir, "restore", "--force", filled.file)
    assert done.returncode == 1
    assert "another `listen up` uses" in done.stderr
    assert filled.service.ask("GET", filled.urls["pier"]).body == filled.mp3s["pier"]


def test_a_backup_in_a_folder_that_it_replaces_is_refused_and_kept(
    filled: Filled, old: Path
) -> None:
    before = contents(old)
    file = old / "audio" / "backup.tar"
    shutil.copy(filled.file, file)
    done = listen(old, "restore", "--force", file)
    assert done.returncode == 1
    assert "which is replaced; move it elsewhere first" in done.stderr
    assert file.read_bytes() == filled.file.read_bytes()
    file.unlink()
    assert contents(old) == before


def test_a_backup_goes_through_a_pipe_packed_or_without_clips(
    filled: Filled, tmp_path: Path
) -> None:
    env = {**os.environ, **VOICE, "LISTEN_DATA_DIR": str(filled.service.data_dir)}
    piped = subprocess.run(
        [PYTHON, "-m", "audio_service.cli", "backup", "-", "--no-clips"],
        env=env, cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    with tarfile.open(fileobj=io.BytesIO(piped.stdout)) as tar:
        names = tar.getnames()
    assert (names[0], names[-1]) == (HEADER, CHECKSUMS)
    assert not [name for name in names if name.startswith(("audio/clips", "audio/slots"))]
    assert [name for name in names if name.startswith("audio/tracks")]
    packed = tmp_path / "b.tar.gz"
    assert listen(filled.service.data_dir, "backup", packed).returncode == 0
    assert packed.read_bytes().startswith(b"\x1f\x8b")
    assert listen(filled.service.data_dir, "backup", packed).returncode == 1
    done = listen(tmp_path / "var", "restore", "--check", packed)
    assert "is complete and undamaged: made by version" in done.stdout
    assert not (tmp_path / "var").exists()


def test_a_backup_that_is_not_whole_is_refused(filled: Filled, tmp_path: Path) -> None:
    whole = filled.file.read_bytes()
    packed = gzip.compress(whole)
    spoilt = bytearray(whole)
    spoilt[whole.index(b"ID3") + 600] ^= 1
    broken: list[bytes | bytearray] = [
        whole[: len(whole) // 2],
        whole[:-12_000],
        packed[:-2_000],
        b"",
        b"no tar",
        spoilt,
    ]
    for data in broken:
        with pytest.raises(ArchiveError):
            unpack(io.BytesIO(data), None, lambda _: None)
    file = tmp_path / "b.tar"
    file.write_bytes(whole[:-12_000])
    done = listen(tmp_path / "var", "restore", file)
    assert "[bad-backup]" in done.stderr
    assert contents(tmp_path / "var") == {}


def test_what_a_killed_backup_left_is_removed_by_the_next(filled: Filled, tmp_path: Path) -> None:
    for owner in ("4194304", str(os.getpid()), "x"):
        (tmp_path / f".backup-{owner}-y").mkdir()
    assert listen(filled.service.data_dir, "backup", tmp_path / "b.tar").returncode == 0
    assert [p.name for p in tmp_path.glob(".backup-*")] == [f".backup-{os.getpid()}-y"]


def test_what_is_under_way_begins_again(
    begin: Begin, client: redis.Redis, narrations: Narrations
) -> None:
    begin(3)
    other = NarrationName("ferry", "tone:220")
    narrations.request(other, Basis("r2", "s1"), Priority.PREGENERATE)
    client.hset(keys.TASKS, "refresh ferry", "w1 12.5")
    client.set("listen:hook:store:1", "done", ex=1000)
    lines = list(dump(client))
    for line in lines:
        check(line.encode())
    client.flushall()
    assert load(client, lines, lambda _: True) == 2
    assert set(narrations.unfinished()) == {NAME, other}
    found = narrations.read(NAME)
    assert (found.state, found.clips_total, found.priority) == (State.QUEUED, 0, Priority.PLAY)
    assert as_text(client.hget(keys.TASKS, "refresh ferry") or "").startswith("- ")
    assert 900 < client.ttl("listen:hook:store:1") <= 1000
    assert not client.keys("rq:*")
    assert not client.keys("listen:narration:*:utterances")
