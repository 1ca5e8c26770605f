"""The backup file: a tar archive that begins with a header and ends with checksums.

It is written and read sequentially, so that it can go through a pipe. No part of it is used before
all of it was read: a file with a wrong checksum, or with a name that leads outside the archive,
makes the whole archive invalid.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

from cache.errors import ListenError

FORMAT = 1
HEADER = "listen-backup.json"
CHECKSUMS = "checksums.json"

_BLOCK_BYTES = 1 << 20
_MOST_LINE_BYTES = 64 << 20
_MOST_HEAD_BYTES = 100_000
_MOST_CHECKSUM_BYTES = 1_000
"""Size of the pieces in which files are read, in bytes."""

Told = Callable[[int], object]
"""A progress callback, called with the number of further bytes done."""

Check = Callable[[bytes], object]
NO_CHECKS: Mapping[str, Check] = {}


class ArchiveError(ListenError):
    """Error for a backup that cannot be written or read; the message says what to do."""

    code = "bad-backup"
    status = 422


class Checksum(NamedTuple):
    """Size and checksum of a file in an archive.

    Attributes:
        size: In bytes.
        sha256: In hexadecimal.
    """

    size: int
    sha256: str


class _Hashed:
    """A readable file that computes its checksum while it is read."""

    def __init__(self, file: IO[bytes], told: Told) -> None:
        self._file = file
        self._told = told
        self._digest = hashlib.sha256()
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        return self._noted(self._file.read(size))

    def readline(self) -> bytes:
        return self._noted(self._file.readline(_MOST_LINE_BYTES))

    def _noted(self, data: bytes) -> bytes:
        self._digest.update(data)
        self._size += len(data)
        self._told(len(data))
        return data

    @property
    def checksum(self) -> Checksum:
        return Checksum(self._size, self._digest.hexdigest())


class _Forward:
    """A writable file that knows its position and never seeks, such as a pipe."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile) -> None:
        self._file = file
        self._at = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)

    def tell(self) -> int:
        return self._at


class ArchiveWriter:
    """An archive that is being written; it is valid only after `close`.

    Args:
        file: The file to write to.
        name: Name of the file; its suffix says whether it is compressed.
        about: Header fields besides format and version.
        told: Progress callback.
    """

    def __init__(self, file: IO[bytes], name: str, about: dict[str, Any], told: Told) -> None:
        is_packed = name.endswith((".gz", ".tgz"))
        self._packer = gzip.GzipFile(fileobj=file, mode="wb", mtime=0) if is_packed else None
        out: Any = _Forward(self._packer or file)  # tarfile needs no more than this
        self._tar = tarfile.TarFile(fileobj=out, mode="w")
        self._told = told
        self._checksums: dict[str, Checksum] = {}
        head = {"format": FORMAT, "version": version("listen-to-article"), "at": time.time()}
        self._add_json(HEADER, {**about, **head})

    def add(self, name: str, path: Path) -> bool:
        """Add a file, and return whether it was still there."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return False
        with file:
            self._checksums[name] = self._add(name, file, os.fstat(file.fileno()).st_size)
        return True

    def close(self) -> None:
        """Write the checksums, which end the archive."""
        self._add_json(CHECKSUMS, dict(self._checksums))
        self._tar.close()
        if self._packer:
            self._packer.close()

    def __len__(self) -> int:
        """Return the number of files added."""
        return len(self._checksums)

    def _add_json(self, name: str, fields: dict[str, Any]) -> None:
        data = json.dumps(fields).encode()
        self._add(name, io.BytesIO(data), len(data))

    def _add(self, name: str, file: IO[bytes], size: int) -> Checksum:
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, int(time.time()), 0o600
        hashed = _Hashed(file, self._told)
        self._tar.addfile(member, hashed)
        return hashed.checksum


def unpack(
    file: IO[bytes], into: Path | None, told: Told, checks: Mapping[str, Check] = NO_CHECKS
) -> dict[str, Any]:
    """Read and check a whole archive, and return its header.

    Args:
        file: The archive; it is read once, from its current position to its end.
        into: An empty directory for the files; None to check the archive only.
        told: Progress callback.
        checks: Line checks by file name: each is called with every line of its file and raises a
            ValueError for a line that is not valid.

    Raises:
        ArchiveError: The file is not an archive, is cut off or changed, has an invalid name or an
            unexpected file, or was written by a later version of this service.
    """
    with _translating(), tarfile.open(fileobj=file, mode="r|*") as tar:
        members = _files(tar)
        head = _read_head(*next(members))
        found: dict[str, Checksum] = {}
        promised = None
        for name, content in members:
            if name == CHECKSUMS:
                most = _MOST_CHECKSUM_BYTES * (len(found) + 1)
                promised = {n: Checksum(*said) for n, said in _read_json(content, most).items()}
                break
            hashed = _Hashed(content, told)
            with _open(into, name) as target:
                if name in checks:
                    while line := hashed.readline():
                        checks[name](line)
                        target.write(line)
                else:
                    shutil.copyfileobj(hashed, target, _BLOCK_BYTES)
            found[name] = hashed.checksum
        if promised is None:
            raise ArchiveError("the backup is incomplete: its end is missing")
        wrong = sorted(
            name for name in {*found, *promised} if found.get(name) != promised.get(name)
        )
        if wrong:
            raise ArchiveError(f"the backup is damaged: wrong checksum of {', '.join(wrong[:3])}")
    return head


def _files(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name and the content of each file of an archive.

    Raises:
        ArchiveError: An entry is not a file, or its name leads outside the archive.
    """
    for member in tar:
        path = PurePosixPath(member.name)
        content = tar.extractfile(member) if member.isreg() else None
        is_inside = not path.is_absolute() and ".." not in path.parts and "\\" not in member.name
        if content is None or not is_inside or str(path) != member.name:
            raise ArchiveError(
                f"the backup contains {member.name!r}, which cannot be part of a backup"
            )
        yield member.name, content


def _read_head(name: str, content: IO[bytes]) -> dict[str, Any]:
    head = _read_json(content, _MOST_HEAD_BYTES) if name == HEADER else {}
    if not isinstance(head.get("format"), int):
        raise ArchiveError("this is not a backup of this service")
    if head["format"] > FORMAT:
        raise ArchiveError(
            f"the backup was made by version {head.get('version')}, which is newer than this; "
            "install that version to restore it"
        )
    kinds = {"version": str, "at": float | int, "left": list}
    if not all(isinstance(head.get(field), kind) for field, kind in kinds.items()):
        raise ArchiveError("this is not a backup of this service")
    return head


def _read_json(content: IO[bytes], most: int) -> dict[str, Any]:
    data = content.read(most + 1)
    found = json.loads(data) if len(data) <= most else None
    if not isinstance(found, dict):
        raise ArchiveError("this is not a backup of this service")
    return found


@contextmanager
def _open(into: Path | None, name: str) -> Iterator[IO[bytes]]:
    """Open a file in a directory for writing, or nothing if there is no directory.

    Yields:
        The file.
    """
    path = into / name if into else Path(os.devnull)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        yield file


@contextmanager
def _translating() -> Iterator[None]:
    """Translate the errors of damaged archives into `ArchiveError`.

    Yields:
        Nothing.

    Raises:
        ArchiveError: The archive is damaged.
    """
    try:
        yield
    except StopIteration as error:
        raise ArchiveError("this is not a backup of this service: it is empty") from error
    except (tarfile.TarError, EOFError, zlib.error, ValueError, TypeError, RecursionError) as error:
        raise ArchiveError(f"the backup cannot be read to its end: {error}") from error
