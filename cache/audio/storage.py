"""The audio store: a local directory, or an object store in the cloud, named by a URL.

`cache.audio.paths` has the names of the objects. Objects are written completely or not at all.
Clips are written only if absent, and the first one stays, because a neural voice speaks the same
sentence differently each time.
"""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import ObjectStore, from_url

from cache.audio.native_call_limits import Call, call_directly
from cache.errors import MissingObjectError, StorageError

if TYPE_CHECKING:
    from obstore.store import RetryConfig

IDENTITY_PATH = "identity"

USED_EVERY = timedelta(days=1)
"""Precision of the time at which an object was last used."""

RETRIES: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
"""Number of retries of a request that an object store refuses."""


def local_folder(url: str) -> Path | None:
    """Return the local folder that a URL names; None if it names another kind of store."""
    parts = urlsplit(url)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else None


class Stored(NamedTuple):
    """Metadata of a stored object.

    Attributes:
        path: Path in the store.
        size: Size, in bytes.
        modified_at: Time of the last write.
    """

    path: str
    size: int
    modified_at: datetime


class Storage:
    """Audio store at a URL.

    Args:
        url: URL of the store.
        call: Function that runs each call to the store, such as with a time limit.

    Raises:
        StorageError: Every method raises it when the store refuses or does not answer.
    """

    def __init__(self, url: str, call: Call = call_directly) -> None:
        self._call = call
        with _translating(url):
            folder = local_folder(url)
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
            retries = None if folder else RETRIES
            self._store: ObjectStore = from_url(url, retry_config=retries)
        self._folder = folder

    def read(self, path: str) -> bytes:
        """Return the content of an object.

        Raises:
            MissingObjectError: There is no object at `path`.
        """
        with _translating(path):
            return self._call(lambda: bytes(obstore.get(self._store, path).bytes()))

    def read_if_present(self, path: str) -> bytes | None:
        """Return the content of an object, or None if there is none.

        On a local store, a read also updates the file's time once a day, so that the cleanup knows
        which objects are in use.
        """
        try:
            with _translating(path):
                return self._call(lambda: self._get(path))
        except MissingObjectError:
            return None

    def _get(self, path: str) -> bytes:
        found = obstore.get(self._store, path)
        data = bytes(found.bytes())
        if self._folder and datetime.now(UTC) - found.meta["last_modified"] > USED_EVERY:
            with suppress(OSError):
                os.utime(self._folder / path)
        return data

    def open(self, path: str) -> "StoredFile":
        """Open an object as a file whose content is fetched as it is read."""
        with _translating(path):
            reader = self._call(lambda: obstore.open_reader(self._store, path))
        return StoredFile(path, reader, self._call)

    def find(self, path: str) -> Stored | None:
        """Return the metadata of an object, or None if there is none."""
        try:
            with _translating(path):
                return _describe(self._call(lambda: obstore.head(self._store, path)))
        except MissingObjectError:
            return None

    def size(self, path: str) -> int | None:
        """Return the size of an object in bytes, or None if there is none."""
        found = self.find(path)
        return found.size if found else None

    def write(self, path: str, data: bytes | IO[bytes]) -> None:
        """Write an object, replacing an existing one; files are sent piece by piece."""
        with _translating(path):
            self._call(lambda: obstore.put(self._store, path, cast("Any", data)))

    def write_first(self, path: str, data: bytes) -> bytes:
        """Write an object if there is none yet, and return the content stored now."""
        try:
            with _translating(path):
                self._call(lambda: obstore.put(self._store, path, data, mode="create"))
        except _TakenError:
            return self.read(path)
        return data

    def identity(self) -> str:
        """Return the unique identifier of this store; the first call creates it."""
        return self.write_first(IDENTITY_PATH, secrets.token_hex(8).encode()).decode()

    def delete(self, path: str) -> None:
        """Delete an object, if it exists."""
        try:
            with _translating(path):
                self._call(lambda: obstore.delete(self._store, path))
        except MissingObjectError:
            return

    def objects(self, prefix: str) -> Iterator[Stored]:
        """Yield the metadata of all objects below a folder."""
        with _translating(prefix):
            batches = iter(obstore.list(self._store, prefix))
            while batch := self._call(lambda: next(batches, None)):
                yield from map(_describe, batch)

    def read_json(self, path: str) -> dict[str, Any] | None:
        """Return the stored JSON object; None if the object is missing or is not a JSON object."""
        data = self.read_if_present(path)
        try:
            fields = json.loads(data) if data is not None else None
        except ValueError:
            return None
        return fields if isinstance(fields, dict) else None

    def write_json(self, path: str, fields: dict[str, Any]) -> None:
        """Write an object as JSON, replacing an existing one."""
        self.write(path, json.dumps(fields, ensure_ascii=False).encode())


def _describe(found: "obstore.ObjectMeta") -> Stored:
    return Stored(found["path"], found["size"], found["last_modified"])


class StoredFile:
    """Stored object, read like a file."""

    def __init__(self, path: str, reader: "obstore.ReadableFile", call: Call) -> None:
        self._path = path
        self._reader = reader
        self._call = call

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, or all remaining ones."""
        wanted = size if size >= 0 else None
        with _translating(self._path):
            return self._call(lambda: bytes(self._reader.read(wanted)))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position, and return it."""
        return self._reader.seek(offset, whence)

    def tell(self) -> int:
        """Return the current position."""
        return self._reader.tell()

    def seekable(self) -> bool:
        """Return True: the file supports `seek`."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._reader.close()


class _TakenError(StorageError):
    """Error for an object that exists already."""


@contextmanager
def _translating(path: str) -> Iterator[None]:
    """Translate errors of obstore into errors of this package.

    Raises:
        MissingObjectError: There is no such object.
        _TakenError: The object exists already.
        StorageError: The store refused or did not answer.
    """
    try:
        yield
    except AlreadyExistsError as error:
        raise _TakenError(path) from error
    except FileNotFoundError as error:
        raise MissingObjectError(f"there is no object {path}") from error
    except (BaseError, OSError, ValueError) as error:
        first_line = str(error).split("\n", 1)[0]
        raise StorageError(f"{path}: {first_line}; see LISTEN_STORAGE_URL") from error
