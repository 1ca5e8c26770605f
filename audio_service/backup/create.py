"""Backups of a running service: articles, audio and the data in Redis.

References are copied before the files that they refer to, so that no reference in a backup is
broken. Marks of deleted audio come last, so that it stays deleted.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, NamedTuple

import redis
from sqlalchemy.engine import make_url

from audio_service.backup.archive import ArchiveError, ArchiveWriter, Told
from cache.audio.storage import Storage, local_folder
from cache.operations.redis_backup import dump
from cache.settings import SharedSettings

REDIS_FILE = "redis.jsonl"
DATABASE_FILE = "articles.db"
AUDIO_FOLDER = "audio"

_SCRATCH = ".backup-"
"""Prefix of the scratch folder beside a backup; the process id follows it."""

_FOLDERS = ("narrations", "tracks", "voices", "slots", "clips", "gone")
"""Folders of storage, in the order in which they are copied."""

_FOR_EDITS = frozenset({"slots", "clips"})
"""Folders that a backup need not have: without them everything plays, but edits take longer."""


class BackupSources(NamedTuple):
    """Sources of a backup, and the data that it does not include.

    Attributes:
        database: SQLite file of articles and lexicon; None if another database holds them.
        audio: Folder of stored audio; None if an object store holds it.
        left: Data that are not copied, and how to keep them, in sentences.
    """

    database: Path | None
    audio: Path | None
    left: tuple[str, ...]


class BackedUp(NamedTuple):
    """Contents of a backup.

    Attributes:
        files: Number of files.
        keys: Number of Redis keys.
        left: Data that are not in it, in sentences.
    """

    files: int
    keys: int
    left: tuple[str, ...]


def find_sources(settings: SharedSettings) -> BackupSources:
    """Return the sources of a backup, from the settings."""
    location = make_url(settings.database_location)
    is_file = location.get_backend_name() == "sqlite" and location.database
    database = Path(str(location.database)) if is_file else None
    audio = local_folder(settings.storage_location)
    left = [
        f"the database at {location.render_as_string()}: use pg_dump" if not database else "",
        f"audio at {settings.storage_location}: let your object store keep versions of it"
        if not audio
        else "",
    ]
    return BackupSources(database, audio, tuple(filter(None, left)))


def measure(sources: BackupSources, *, with_clips: bool) -> int:
    """Return the approximate size of a backup, in bytes."""
    files = [path for _, path in _audio_files(sources, with_clips=with_clips)]
    files += [sources.database] if sources.database else []
    return sum(path.stat().st_size for path in files if path.exists())


def back_up(
    settings: SharedSettings,
    client: redis.Redis | None,
    file: IO[bytes],
    path: Path,
    told: Told,
    *,
    with_clips: bool = True,
) -> BackedUp:
    """Write a backup.

    Args:
        settings: Settings of the service.
        client: Connection to Redis; None if the service never ran on this machine.
        file: File object to which the backup is written.
        path: Path of the file; its suffix says whether it is compressed.
        told: Called with the number of further bytes done.
        with_clips: True to include clips; without them everything plays, and edits take longer.
    """
    sources = find_sources(settings)
    about: dict[str, Any] = {"left": sources.left, "has_clips": with_clips}
    writer = ArchiveWriter(file, path.name, about, told)
    _clear_scratch(path.parent)
    with tempfile.TemporaryDirectory(
        dir=path.parent, prefix=f"{_SCRATCH}{os.getpid()}-"
    ) as scratch:
        kept = Path(scratch) / REDIS_FILE
        count = 0
        with kept.open("w") as lines:
            for line in dump(client) if client else ():
                lines.write(line)
                count += 1
        writer.add(REDIS_FILE, kept)
        if sources.database and sources.database.exists():
            copy = Path(scratch) / DATABASE_FILE
            _copy_database(sources.database, copy)
            writer.add(DATABASE_FILE, copy)
    for path_in_audio, path in _audio_files(sources, with_clips=with_clips):
        writer.add(f"{AUDIO_FOLDER}/{path_in_audio}", path)
    writer.close()
    return BackedUp(len(writer), count, sources.left)


def _clear_scratch(folder: Path) -> None:
    """Remove scratch folders of killed backups: they may hold the texts of all articles."""
    for left in folder.glob(f"{_SCRATCH}*"):
        owner = left.name.removeprefix(_SCRATCH).partition("-")[0]
        try:
            os.kill(int(owner), 0)
        except (ValueError, ProcessLookupError):
            shutil.rmtree(left, ignore_errors=True)
        except PermissionError:  # the process is running, and is another user's
            continue


def _audio_files(sources: BackupSources, *, with_clips: bool) -> Iterator[tuple[str, Path]]:
    """Yield the files of storage with their paths in it."""
    if sources.audio is None or not sources.audio.exists():
        return
    storage = Storage(sources.audio.as_uri())
    for folder in _FOLDERS:
        if with_clips or folder not in _FOR_EDITS:
            for found in storage.objects(f"{folder}/"):
                yield found.path, sources.audio / found.path


def _copy_database(database: Path, copy: Path) -> None:
    """Copy a SQLite file in its state at one moment, while others write to it.

    Raises:
        ArchiveError: SQLite cannot copy it.
    """
    try:
        with closing(sqlite3.connect(database)) as there, closing(sqlite3.connect(copy)) as here:
            there.backup(here)
    except sqlite3.Error as error:
        raise ArchiveError(f"{database} cannot be copied: {error}") from error
