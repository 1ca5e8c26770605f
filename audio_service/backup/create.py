"""Backups of all that one service keeps: articles, audio and what Redis knows, while it runs.

What refers to something is copied before what it refers to, so that nothing in a backup leads
nowhere; what was taken down comes last, so that it stays down.
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
"""Begins the name of a folder beside a backup that is being written; its process is next."""

_FOLDERS = ("narrations", "tracks", "voices", "slots", "clips", "gone")
"""Of storage, in the order in which they are copied."""

_FOR_EDITS = frozenset({"slots", "clips"})
"""Those without which everything plays; only edits take longer."""


class BackupSources(NamedTuple):
    """What a backup is made of, and what it leaves where it is.

    Attributes:
        database: The SQLite file of articles and lexicon; None if they are elsewhere.
        audio: The folder of stored audio; None if it is elsewhere.
        left: What is not copied, and how that is kept, in sentences.
    """

    database: Path | None
    audio: Path | None
    left: tuple[str, ...]


class BackedUp(NamedTuple):
    """What a backup holds.

    Attributes:
        files: How many there are.
        keys: How many keys of Redis.
        left: What is not in it, in sentences.
    """

    files: int
    keys: int
    left: tuple[str, ...]


def find_sources(settings: SharedSettings) -> BackupSources:
    """Return what is copied, as the settings say."""
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
    """Return about how many bytes a backup will hold."""
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
        settings: Of the service.
        client: Connection to Redis; None if this machine has none, since nothing ever ran.
        file: Where it goes.
        path: Of the file, whose ending says whether it is compressed; beside it is room for more.
        told: Called with how many further bytes are done.
        with_clips: Whether it holds the clips, without which all plays and edits take longer.
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
    """Remove what backups left that were killed: the texts of all articles may be in it."""
    for left in folder.glob(f"{_SCRATCH}*"):
        owner = left.name.removeprefix(_SCRATCH).partition("-")[0]
        try:
            os.kill(int(owner), 0)
        except (ValueError, ProcessLookupError):
            shutil.rmtree(left, ignore_errors=True)
        except PermissionError:  # it lives, and is another user's
            continue


def _audio_files(sources: BackupSources, *, with_clips: bool) -> Iterator[tuple[str, Path]]:
    """Yield what storage holds, with the paths by which it is known there."""
    if sources.audio is None or not sources.audio.exists():
        return
    storage = Storage(sources.audio.as_uri())
    for folder in _FOLDERS:
        if with_clips or folder not in _FOR_EDITS:
            for found in storage.objects(f"{folder}/"):
                yield found.path, sources.audio / found.path


def _copy_database(database: Path, copy: Path) -> None:
    """Copy a SQLite file as it stands at one moment, while others write to it.

    Raises:
        ArchiveError: SQLite cannot.
    """
    try:
        with closing(sqlite3.connect(database)) as there, closing(sqlite3.connect(copy)) as here:
            there.backup(here)
    except sqlite3.Error as error:
        raise ArchiveError(f"{database} cannot be copied: {error}") from error
