"""A stored file whose hash is checked while it is sent.

A damaged or lost track is forgotten by `cache.narrations.records_and_audio`, and made again at the
next press.
"""

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
        """Set the position."""

    def tell(self) -> int:
        """Return the position."""

    def seekable(self) -> bool:
        """Return whether the position can be set."""

    def close(self) -> None:
        """Close it."""


class CheckedFile:
    """A file whose last bytes are returned only if the hash of the whole file is correct.

    If the position was set, only a part is read, and the hash cannot be checked.

    Args:
        file: The stored file, at its beginning.
        name: The hash of its bytes.
        size: Number of its bytes.
        damaged: Called when the hash is wrong.
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
            ConnectionResetError: The file is damaged; so that the receiver notices it, the server
                closes the connection before the last bytes.
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
        """Set the position and return it."""
        self._is_checked = False
        return self._file.seek(offset, whence)
