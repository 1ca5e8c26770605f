"""Stored audio: a local directory now, an object store by changing one URL.

`cache.audio.paths` names what is stored. Objects are written whole or not at all.
Those that are not named by their content are written only if absent, and the first one wins: a
neural voice says the same sentence differently each time.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, TypeVar, cast
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import ObjectStore, from_url

from cache.audio.time_limits import call_directly
from cache.errors import MissingObjectError, StorageError

T = TypeVar("T")

IDENTITY_PATH = "identity"

USED_EVERY = timedelta(days=1)
"""How exactly it is known when an object was used."""


def local_folder(url: str) -> Path | None:
    """Return the folder that a URL names; None if it names a store elsewhere."""
    parts = urlsplit(url)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else None


class Call(Protocol):
    """What makes a call into the store."""

    def __call__(self, call: Callable[[], T], /) -> T:
        """Return what the call returns."""


class Stored(NamedTuple):
    """What is known of an object without reading it.

    Attributes:
        path: Where it lies.
        size: In bytes.
        modified_at: When it was written.
    """

    path: str
    size: int
    modified_at: datetime


class Storage:
    """The store of audio that a URL names.

    Args:
        url: Of the store.
        call: Makes each call into the store, such as within a time limit.

    Raises:
        StorageError: From every method, when the store refuses or does not answer.
    """

    def __init__(self, url: str, call: Call = call_directly) -> None:
        self._call = call
        with _translating(url):
            folder = local_folder(url)
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
            self._store: ObjectStore = from_url(url)
        self._folder = folder

    def read(self, path: str) -> bytes:
        """Return an object.

        Raises:
            MissingObjectError: There is none at `path`.
        """
        with _translating(path):
            return self._call(lambda: bytes(obstore.get(self._store, path).bytes()))

    def read_if_present(self, path: str) -> bytes | None:
        """Return an object, or None if there is none.

        Once a day that counts as written, where the store is on this machine, so that housekeeping
        knows what is used.
        """
        try:
            with _translating(path):
                data, written_at = self._call(lambda: self._get(path))
        except MissingObjectError:
            return None
        if self._folder and datetime.now(UTC) - written_at > USED_EVERY:
            with suppress(OSError):
                os.utime(self._folder / path)
        return data

    def _get(self, path: str) -> tuple[bytes, datetime]:
        found = obstore.get(self._store, path)
        return bytes(found.bytes()), found.meta["last_modified"]

    def open(self, path: str) -> "StoredFile":
        """Return an object as a file to read from, whose pieces are fetched when they are read."""
        with _translating(path):
            return StoredFile(obstore.open_reader(self._store, path))

    def find(self, path: str) -> Stored | None:
        """Return what is known of an object, or None if there is none."""
        try:
            with _translating(path):
                return _describe(self._call(lambda: obstore.head(self._store, path)))
        except MissingObjectError:
            return None

    def size(self, path: str) -> int | None:
        """Return how many bytes an object has, or None if there is none."""
        found = self.find(path)
        return found.size if found else None

    def write(self, path: str, data: bytes | IO[bytes]) -> None:
        """Write an object, in place of any that is there; files are sent piece by piece."""
        with _translating(path):
            self._call(lambda: obstore.put(self._store, path, cast("Any", data)))

    def write_first(self, path: str, data: bytes) -> bytes:
        """Write an object if there is none, and return the one that is there then."""
        try:
            with _translating(path):
                self._call(lambda: obstore.put(self._store, path, data, mode="create"))
        except _TakenError:
            return self.read(path)
        return data

    def identity(self) -> str:
        """Return what tells this store from every other; whoever asks first gives it one."""
        return self.write_first(IDENTITY_PATH, secrets.token_hex(8).encode()).decode()

    def delete(self, path: str) -> None:
        """Delete an object; it is no error if there is none."""
        try:
            with _translating(path):
                self._call(lambda: obstore.delete(self._store, path))
        except MissingObjectError:
            return

    def objects(self, prefix: str) -> Iterator[Stored]:
        """Yield all objects below a folder."""
        with _translating(prefix):
            batches = iter(obstore.list(self._store, prefix))
            while batch := self._call(lambda: next(batches, None)):
                yield from map(_describe, batch)

    def read_json(self, path: str) -> dict[str, Any] | None:
        """Return a JSON object, or None if there is none or it is something else."""
        data = self.read_if_present(path)
        try:
            fields = json.loads(data) if data is not None else None
        except ValueError:
            return None
        return fields if isinstance(fields, dict) else None

    def write_json(self, path: str, fields: dict[str, Any]) -> None:
        """Write an object as JSON, in place of any that is there."""
        self.write(path, json.dumps(fields, ensure_ascii=False).encode())


def _describe(found: "obstore.ObjectMeta") -> Stored:
    return Stored(found["path"], found["size"], found["last_modified"])


class StoredFile:
    """An object in storage, read like a file."""

    def __init__(self, reader: "obstore.ReadableFile") -> None:
        self._reader = reader

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, or all that are left."""
        return bytes(self._reader.read(size if size >= 0 else None))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, and return where that is."""
        return self._reader.seek(offset, whence)

    def tell(self) -> int:
        """Return where the next byte comes from."""
        return self._reader.tell()

    def seekable(self) -> bool:
        """Return that it is possible to go to a place."""
        return True

    def close(self) -> None:
        """Let go of the object."""
        self._reader.close()


class _TakenError(StorageError):
    """There is an object already."""


@contextmanager
def _translating(path: str) -> Iterator[None]:
    """Turn what obstore raises into this package's errors.

    Raises:
        MissingObjectError: There is no object.
        _TakenError: There is one already.
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
