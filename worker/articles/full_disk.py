"""Full disks: their detection, and take-downs that first free the space that they need."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import redis
from sqlalchemy.engine import make_url

from cache.redis.client import cannot_save
from worker.errors import ArticleStoreError

FULL = "the disk of the article database is full; free space on it"

DISK_FULL = "53100"
"""Error code of a database server whose disk is full.

Source: PostgreSQL 17, appendix A.
"""

FULL_BYTES = 1_000_000
"""Free space, in bytes, below which a failed change means that the disk is full."""

NOTICED_WITHIN_S = 4.0
"""Time within which Redis notices that its disk has room again, in seconds."""

PAUSE_S = 0.25

T = TypeVar("T")

log = logging.getLogger(__name__)


def take_down_with_room(take_down: Callable[[], T], make_room: Callable[[], object]) -> T:
    """Return the result of a take-down; if the disk is full, space is freed first.

    Redis and the database write even when they delete, which they cannot on a full disk.

    Args:
        take_down: Function that takes audio down; it is repeated after a refusal.
        make_room: Function that deletes the files of that audio.

    Raises:
        ArticleStoreError: The disk of the database is still full, or it refuses for other reasons.
        redis.ResponseError: The disk of Redis is still full, or it refuses for other reasons.
    """
    try:
        return take_down()
    except (redis.ResponseError, ArticleStoreError) as error:
        if not is_full(error):
            raise
        log.warning("the disk is full; files that are taken down are deleted first: %s", error)
    make_room()
    deadline = time.monotonic() + NOTICED_WITHIN_S
    while True:
        try:
            return take_down()
        except (redis.ResponseError, ArticleStoreError) as error:
            if not is_full(error) or time.monotonic() > deadline:
                raise
        time.sleep(PAUSE_S)


def is_full(error: redis.ResponseError | ArticleStoreError) -> bool:
    """Return True if Redis or the database refuses because its disk is full."""
    return error.is_full if isinstance(error, ArticleStoreError) else cannot_save(error)


def is_disk_full(url: str) -> bool:
    """Return True if a database is a file on a full disk: SQLite has several errors for this."""
    path = make_url(url).database
    if make_url(url).get_backend_name() != "sqlite" or not path:
        return False
    disk = os.statvfs(Path(path).parent)
    return disk.f_bavail * disk.f_frsize < FULL_BYTES
