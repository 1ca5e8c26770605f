"""A stored file that is checked against its name while it is sent."""

import errno
import hashlib
from collections.abc import Callable
from typing import Protocol

from cache.audio.paths import HASH_CHARS


class Readable(Protocol):
    """A readable object; `cache.audio.storage` provides it."""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""

    def tell(self) -> int:
        """Return where the next byte comes from."""

    def seekable(self) -> bool:
        """Return whether it is possible to go to a place."""

    def close(self) -> None:
        """Let go of it."""


class CheckedFile:
    """A file whose last bytes are only read if all of it is what its name says.

    Whoever reads a part of it, from a place of their own, is not told.

    Args:
        file: What is read, from its beginning.
        name: The hash of its bytes.
        size: How many these are.
        damaged: Called when it is something else.
    """

    def __init__(self, file: Readable, name: str, size: int, damaged: Callable[[], object]) -> None:
        self._file = file
        self._name = name
        self._left = size
        self._damaged = damaged
        self._sum = hashlib.sha256()
        self._is_checked = True
        self.tell, self.seekable, self.close = file.tell, file.seekable, file.close

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            ConnectionResetError: They are the last ones, and the file is damaged; the server then
                cuts the connection.
        """
        piece = self._file.read(size)
        if self._is_checked and piece:
            self._sum.update(piece)
            self._left -= len(piece)
            if self._left <= 0 and self._sum.hexdigest()[:HASH_CHARS] != self._name:
                self._damaged()
                raise ConnectionResetError(errno.ECONNRESET, f"{self._name} is damaged")
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place, and return where that is."""
        self._is_checked = False
        return self._file.seek(offset, whence)
