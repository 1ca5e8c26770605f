"""The health of the article database, checked without changing it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from worker.articles.database import translating
from worker.articles.full_disk import FULL, is_disk_full
from worker.errors import ArticleStoreError

FIND_ARTICLE = "SELECT id FROM articles LIMIT 1"
"""Query that fails if the articles table is lost."""

SORT_ON_DISK = "SELECT count(*) FROM (SELECT n FROM generate_series(1, 20000) n ORDER BY -n) sorted"
"""Query of a database server that needs half a megabyte of its disk for a moment."""

LOOKS_FOR_S = 2
"""Time-out of the check that the database is writable, in seconds."""


class Health(NamedTuple):
    """Health of a database.

    Attributes:
        size_bytes: Size of the data, in bytes.
    """

    size_bytes: int


def look_at(url: str) -> Health:
    """Check that a database is writable, without changing it, and return its health.

    Raises:
        ArticleStoreError: The database does not answer, is locked, is read-only, has no articles
            table, or its disk is full.
    """
    with translating():
        location = make_url(url)
        if location.get_backend_name() == "sqlite":
            return _look_at_file(location.database or "")
        arguments = {"connect_timeout": LOOKS_FOR_S}
        engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
        with engine.connect() as connection:
            if connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on":
                raise ArticleStoreError("the article database is read-only")
            connection.exec_driver_sql(FIND_ARTICLE)
            connection.exec_driver_sql("SET LOCAL work_mem = '64kB'")
            connection.exec_driver_sql(SORT_ON_DISK)
            size = "SELECT pg_database_size(current_database())"
            return Health(int(connection.exec_driver_sql(size).scalar() or 0))


def _look_at_file(path: str) -> Health:
    try:
        with closing(sqlite3.connect(path, timeout=LOOKS_FOR_S, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE").close()
            database.execute(FIND_ARTICLE).close()
            database.execute("ROLLBACK").close()
        return Health(Path(path).stat().st_size)
    except (sqlite3.Error, OSError) as error:
        if is_disk_full(f"sqlite:///{path}"):
            raise ArticleStoreError(FULL, is_full=True) from error
        raise ArticleStoreError(f"the article database: {error}") from error
