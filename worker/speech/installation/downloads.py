"""Downloads of models and voices: they continue after an interruption, and digests are checked."""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import requests
import urllib3

from worker.errors import DownloadError

CONNECT_S, READ_S = 10.0, 30.0
"""Time-outs for the connection and for each read, in seconds."""

ATTEMPTS = 4
"""Maximum number of consecutive attempts that receive nothing new."""

PAUSE_S = 0.5
"""Pause before the first retry, in seconds; it doubles each time."""

_READ_BYTES = 65_536
_REST, _BUSY = 206, 429


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file on a server.

    Attributes:
        url: Its URL.
        digest: Its digest, such as `sha256:` and 64 hexadecimal digits.
        size: Its size, in bytes.
    """

    url: str
    digest: str
    size: int


class _InterruptedError(Exception):
    """Error for a download that a new request may continue."""


def is_whole(file: PublishedFile, path: Path) -> bool:
    """Return True if a file is there and has the right digest."""
    try:
        with path.open("rb") as opened:
            found = hashlib.file_digest(opened, file.digest.partition(":")[0]).hexdigest()
    except OSError:
        return False
    return found == file.digest.partition(":")[2]


def download_json(url: str) -> Any:
    """Return the content of a small JSON file on a server.

    Raises:
        DownloadError: The server does not answer with JSON.
    """
    try:
        answer = requests.get(url, timeout=(CONNECT_S, READ_S))
        answer.raise_for_status()
        return answer.json()
    except requests.RequestException as error:
        raise DownloadError(f"{url}: {error}") from error


def download(
    file: PublishedFile,
    path: Path,
    tell: Callable[[int], None] = lambda _: None,
    pause_s: float = PAUSE_S,
) -> None:
    """Download a file; the path exists only when the file is complete.

    Until then, the received bytes are in `NAME.part` in the same folder. A later call continues it.

    Args:
        file: The file on its server.
        path: Path to write to.
        tell: Called with the number of bytes that have been received.
        pause_s: Pause before the first retry, in seconds.

    Raises:
        DownloadError: The server does not have the file or keeps failing, the file has another
            digest, or it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as out:
            _lock(out, part)
            is_continued = out.tell() > 0
            _receive_all(file, out, tell, pause_s)
            if is_continued and not is_whole(file, part):  # its first part is of another version
                _empty(out)
                _receive_all(file, out, tell, pause_s)
            os.fsync(out.fileno())
            if not is_whole(file, part):
                part.unlink()
                raise DownloadError(f"{file.url} has another digest than the published file")
            part.rename(path)
    except OSError as error:
        raise DownloadError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        if part.is_file() and not part.stat().st_size:
            part.unlink()


def _receive_all(
    file: PublishedFile, out: IO[bytes], tell: Callable[[int], None], pause_s: float
) -> None:
    """Receive a file, with as many requests as needed.

    Raises:
        DownloadError: The server does not have the file, or keeps failing.
    """
    failures = 0
    while out.tell() < file.size:
        before = out.tell()
        try:
            _receive(file, out, tell)
        except _InterruptedError as error:
            failures = 1 if out.tell() > before else failures + 1
            if failures == ATTEMPTS:
                raise DownloadError(
                    f"{file.url}: {error}; the same command continues after "
                    f"{out.tell() / 1e6:.1f} of {file.size / 1e6:.1f} MB"
                ) from error
            time.sleep(pause_s * 2 ** (failures - 1))
    out.flush()


def _receive(file: PublishedFile, out: IO[bytes], tell: Callable[[int], None]) -> None:
    """Receive the rest of a file with one request.

    Raises:
        DownloadError: The server refuses, or sends more bytes than the file has.
        _InterruptedError: The server fails, or the connection was interrupted.
    """
    start = out.tell()
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={start}-"} if start else {})}
    try:
        with requests.get(
            file.url, headers=headers, stream=True, timeout=(CONNECT_S, READ_S)
        ) as answer:
            _check_status(file, answer)
            said = answer.headers.get("Content-Range", "")
            if start and not (answer.status_code == _REST and said.startswith(f"bytes {start}-")):
                _empty(out)  # the server sends the whole file
            while piece := answer.raw.read1(_READ_BYTES):
                out.write(piece)
                if out.tell() > file.size:
                    _empty(out)
                    raise DownloadError(f"{file.url} is larger than the published file")
                tell(out.tell())
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise _InterruptedError(str(error)) from error
    if out.tell() < file.size:
        raise _InterruptedError("the server ended the file early")


def _check_status(file: PublishedFile, answer: requests.Response) -> None:
    """Check that an answer is the file or its rest.

    Raises:
        DownloadError: The server refuses.
        _InterruptedError: The server fails; a later request may succeed.
    """
    if answer.status_code >= 500 or answer.status_code == _BUSY:
        raise _InterruptedError(f"the server answers with {answer.status_code}")
    if answer.status_code >= 400:
        raise DownloadError(f"{file.url}: the server answers with {answer.status_code}")


def _empty(out: IO[bytes]) -> None:
    out.seek(0)
    out.truncate()


def _lock(out: IO[bytes], part: Path) -> None:
    """Keep other processes from writing the same file.

    Raises:
        DownloadError: Another process is downloading it.
    """
    try:
        fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise DownloadError(f"another process downloads {part.name}") from error
