"""Restoration of a backup: all of it is read and checked before anything changes.

The backup is unpacked into a folder of the data directory. Then a note records which file goes
where; from then on the next `listen restore` or `listen up` finishes the restoration. So a process
that dies leaves either the old data or the data of the backup.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import IO, NamedTuple

import redis

from audio_service.backup.archive import ArchiveError, Check, Told, unpack
from audio_service.backup.create import AUDIO_FOLDER, DATABASE_FILE, REDIS_FILE, find_sources
from audio_service.supervisor.child import StartError
from audio_service.supervisor.valkey import valkey_running
from cache.audio.paths import NARRATIONS_FOLDER, gone_path, manifest_path, track_path
from cache.narrations.leases import Leases
from cache.operations.redis_backup import check, empty, is_empty, load
from cache.redis.client import connect
from cache.redis.keys import narration
from worker.settings import WorkerSettings

CHECKS: Mapping[str, Check] = {REDIS_FILE: check}
"""Checks of each line, by file name."""

STAGE = ".restore"
"""Folder of the data directory in which a restoration is prepared."""

_NEW, _OLD, _NOTE = "new", "old", "commit.json"


class Restored(NamedTuple):
    """Contents of a restored backup.

    Attributes:
        version: Version of the service that wrote the backup.
        at: Time of the backup, in seconds since the epoch.
        files: Number of audio files.
        narrations: Number of narration records; others are restored from their manifests.
        left: Data that were not in it, in sentences.
    """

    version: str
    at: float
    files: int
    narrations: int
    left: tuple[str, ...]


def check_unused(settings: WorkerSettings, *, force: bool) -> None:
    """Check that a restoration loses no data.

    Args:
        settings: Settings of the service, whose data directory is locked.
        force: True if existing data may be replaced.

    Raises:
        StartError: The service is running, or there are data.
    """
    sources = find_sources(settings)
    there = [sources.database, sources.audio, settings.data_dir / "valkey"]
    full = [str(path) for path in there if path and path.exists() and not _is_bare(path)]
    if settings.redis_url:
        with connect(settings) as client:
            if Leases(client).living():
                raise StartError("the service is running: stop it on all machines, and try again")
            full += [] if is_empty(client) else [settings.redis_url]
    if full and not force:
        raise StartError(f"{', '.join(full)}: there is data already; --force replaces it")


def check_outside(settings: WorkerSettings, file: Path) -> None:
    """Check that the backup does not lie in a folder that the restoration replaces.

    Raises:
        StartError: The backup lies in such a folder.
    """
    replaced = (
        find_sources(settings).audio,
        settings.data_dir / "valkey",
        settings.data_dir / STAGE,
    )
    for folder in filter(None, replaced):
        if file.resolve().is_relative_to(folder.resolve()):
            raise StartError(f"{file} lies in {folder}, which is replaced; move it elsewhere first")


def restore(settings: WorkerSettings, lock: int, file: IO[bytes], told: Told) -> Restored:
    """Replace the data of the service by a backup.

    Args:
        settings: Settings of the service, which is not running.
        lock: Lock of its data directory.
        file: The backup.
        told: Progress callback.

    Raises:
        ArchiveError: The backup is damaged, or the disk is too full; nothing has changed then.
    """
    finish_restore(settings)
    stage = settings.data_dir / STAGE
    try:
        found = _prepare(settings, lock, stage, file, told)
    except OSError as error:
        shutil.rmtree(stage, ignore_errors=True)
        raise ArchiveError(f"{stage} cannot be written: {error.strerror}") from error
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    finish_restore(settings)
    return found


def finish_restore(settings: WorkerSettings) -> None:
    """Finish a restoration that was interrupted, or remove its leftovers."""
    stage = settings.data_dir / STAGE
    note = stage / _NOTE
    if note.exists():
        moves = json.loads(note.read_text())
        for number, (name, target) in enumerate(moves):
            _put_in_place(stage / _NEW / name, Path(target), stage / _OLD / str(number))
        if settings.redis_url:
            _fill(settings, stage / _NEW, find_sources(settings).audio)
        note.unlink()
    shutil.rmtree(stage, ignore_errors=True)


def _prepare(
    settings: WorkerSettings, lock: int, stage: Path, file: IO[bytes], told: Told
) -> Restored:
    """Prepare all files in the staging folder, and write the note.

    Raises:
        ArchiveError: The backup contains data that cannot be used.
    """
    new = stage / _NEW
    new.mkdir(parents=True)
    head = unpack(file, new, told, CHECKS)
    moves = _moves(settings, new)
    _check_database(new / DATABASE_FILE)
    try:
        _unlink_lost(new / AUDIO_FOLDER)
        if not settings.redis_url:
            directory = new / "valkey"
            directory.mkdir(mode=0o700)
            with valkey_running(settings, lock, directory) as client:
                _load(client, new)
            moves.append(("valkey", settings.data_dir / "valkey"))
    except (ValueError, TypeError, KeyError, AttributeError, redis.ResponseError) as error:
        raise ArchiveError(
            f"the backup contains data that this service cannot read: {error}"
        ) from error
    narrations = sum(1 for line in _lines(new) if line.startswith(f'["{narration("")}'))
    files = sum(1 for path in (new / AUDIO_FOLDER).rglob("*") if path.is_file())
    os.sync()
    _write_note(stage / _NOTE, moves)
    return Restored(head["version"], head["at"], files, narrations, tuple(head["left"]))


def _check_database(file: Path) -> None:
    """Check that the database of the backup is an undamaged SQLite file.

    Raises:
        ArchiveError: The database is damaged.
    """
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file)) as database:
            [found] = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise ArchiveError(f"the backup's {file.name} is damaged: {error}") from error
    if found != "ok":
        raise ArchiveError(f"the backup's {file.name} is damaged: {found}")


def _moves(settings: WorkerSettings, new: Path) -> list[tuple[str, Path]]:
    """Return the target path of each unpacked file.

    Raises:
        ArchiveError: A file has no target here.
    """
    sources = find_sources(settings)
    places = {DATABASE_FILE: sources.database, AUDIO_FOLDER: sources.audio}
    found = {name: place for name, place in places.items() if (new / name).exists()}
    for name, place in found.items():
        if place is None:
            raise ArchiveError(
                f"the backup has {name}, which LISTEN_DATABASE_URL or LISTEN_STORAGE_URL puts "
                "elsewhere; restore it with these unset"
            )
    return [(name, place) for name, place in found.items() if place is not None]


def _write_note(note: Path, moves: list[tuple[str, Path]]) -> None:
    """Write the note atomically and durably."""
    draft = note.with_suffix(".draft")
    with draft.open("w") as file:
        json.dump([(name, str(target)) for name, target in moves], file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(note)


def _put_in_place(new: Path, target: Path, old: Path) -> None:
    """Move old files away and new files to their places, unless that is done already."""
    if not new.exists():
        return
    if target.exists():
        old.parent.mkdir(exist_ok=True)
        shutil.move(target, old)
    for suffix in ("-wal", "-shm"):
        target.with_name(f"{target.name}{suffix}").unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        new.rename(target)
    except OSError:  # it is on another disk, so a copy is made and then renamed
        draft = target.with_name(f"{target.name}.restoring")
        _remove(draft)
        (shutil.copytree if new.is_dir() else shutil.copy2)(new, draft)
        draft.rename(target)
        _remove(new)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _is_bare(path: Path) -> bool:
    return path.is_dir() and next(path.iterdir(), None) is None


def _fill(settings: WorkerSettings, new: Path, audio: Path | None) -> None:
    """Replace the keys of this service in an external Redis by those of the backup."""
    with connect(settings) as client:
        empty(client)
        _load(client, new, audio)


def _load(client: redis.Redis, new: Path, audio: Path | None = None) -> None:
    folder = audio or new / AUDIO_FOLDER

    def is_there(track_hash: str) -> bool:
        is_gone = (folder / gone_path(track_hash)).exists()
        return not is_gone and (folder / track_path(track_hash)).exists()

    load(client, _lines(new), is_there if folder.exists() else lambda _: True)


def _lines(new: Path) -> Iterator[str]:
    with (new / REDIS_FILE).open() as lines:
        yield from lines


def _unlink_lost(audio: Path) -> None:
    """Remove narrations whose track is missing because it was being deleted or replaced."""
    for path in (audio / NARRATIONS_FOLDER).rglob("*.json"):
        track = json.loads(path.read_text()).get("track")
        is_gone = track and (audio / gone_path(track)).exists()
        if is_gone or (track and not (audio / manifest_path(track)).exists()):
            path.unlink()
