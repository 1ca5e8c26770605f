"""Stored audio: a local directory now, an object store by changing one URL.

What is stored under which name is told by `cache.paths`. Objects are written whole or not at all. Those that are not named by their content are written only
if absent, and the first one wins: a neural voice says the same sentence differently each time.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from cache.errors import MissingObjectError, StorageError

class Storage:
    """The store of audio that a URL names.

    Raises:
        StorageError: From every method, when the store refuses or does not answer.
    """

    def __init__(self, url: str) -> None:
        if url.startswith("file://"):
            Path(url.removeprefix("file://")).mkdir(parents=True, exist_ok=True)
        try:
            self._store: ObjectStore = from_url(url)
        except (BaseError, OSError, ValueError) as error:
            raise StorageError(f"LISTEN_STORAGE_URL {url!r} cannot be opened: {error}") from error

    @property
    def is_local(self) -> bool:
        """Whether objects are files of this machine."""
        return isinstance(self._store, LocalStore)

    def read(self, path: str) -> bytes:
        """Return an object.

        Raises:
            MissingObjectError: There is none at `path`.
        """
        try:
            return bytes(obstore.get(self._store, path).bytes())
        except FileNotFoundError as error:
            raise MissingObjectError(f"no object {path}") from error
        except (BaseError, OSError) as error:
            raise _translated(error) from error

    def read_if_present(self, path: str) -> bytes | None:
        """Return an object, or None if there is none."""
        try:
            return self.read(path)
        except MissingObjectError:
            return None

    def open(self, path: str) -> "StoredFile":
        """Return an object as a file to read from, whose pieces are fetched when they are read."""
        try:
            return StoredFile(obstore.open_reader(self._store, path))
        except FileNotFoundError as error:
            raise MissingObjectError(f"no object {path}") from error
        except (BaseError, OSError) as error:
            raise _translated(error) from error

    def size(self, path: str) -> int | None:
        """Return how many bytes an object has, or None if there is none."""
        try:
            return obstore.head(self._store, path)["size"]
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise _translated(error) from error

    def write(self, path: str, data: bytes | IO[bytes]) -> None:
        """Write an object, in place of any that is there; files are sent piece by piece."""
        try:
            obstore.put(self._store, path, cast("Any", data))
        except (BaseError, OSError) as error:
            raise _translated(error) from error

    def write_first(self, path: str, data: bytes) -> bytes:
        """Write an object if there is none, and return the one that is there then."""
        try:
            obstore.put(self._store, path, data, mode="create")
        except AlreadyExistsError:
            return self.read(path)
        except (BaseError, OSError) as error:
            raise _translated(error) from error
        return data

    def delete(self, path: str) -> None:
        """Delete an object; it is no error if there is none."""
        try:
            obstore.delete(self._store, path)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise _translated(error) from error

    def paths(self, prefix: str) -> Iterator[str]:
        """Yield the paths of all objects below a folder."""
        try:
            for batch in obstore.list(self._store, prefix):
                for entry in batch:
                    yield entry["path"]
        except (BaseError, OSError) as error:
            raise _translated(error) from error

    def read_json(self, path: str) -> dict[str, Any] | None:
        """Return an object that is JSON, or None if there is none or it is not whole."""
        data = self.read_if_present(path)
        if data is None:
            return None
        try:
            return cast("dict[str, Any]", json.loads(data))
        except ValueError:
            return None

    def write_json(self, path: str, fields: dict[str, Any]) -> None:
        """Write an object as JSON, in place of any that is there."""
        self.write(path, json.dumps(fields, ensure_ascii=False).encode())


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


def _translated(error: Exception) -> StorageError:
    first_line = str(error).split("\n", 1)[0]
    return StorageError(f"{first_line}; see LISTEN_STORAGE_URL")
