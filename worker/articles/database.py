"""The database of the article store: connection, schema changes and errors."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    Table,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import CreateIndex, CreateTable

from cache.audio.native_call_limits import AT_A_TIME, Call, call_directly
from worker.articles.full_disk import DISK_FULL, FULL, is_disk_full
from worker.errors import ArticleStoreError

P = ParamSpec("P")
T = TypeVar("T")

BUSY_TIMEOUT_S = 10

DATA_FORMAT = 1
"""Version of the data format. It rises with each change that earlier versions cannot read."""

POSTGRES_LOCK = 0x11_57E4
"""Number of the PostgreSQL advisory lock for schema changes."""

_LOST_CONNECTIONS = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Options by which PostgreSQL's client notices that a server is gone, in seconds and ms.

Source: https://www.postgresql.org/docs/current/libpq-connect.html
"""


class Base(DeclarativeBase):
    """Base class of the tables."""


class _Format(Base):
    """Table with the data format of the database."""

    __tablename__ = "data_format"

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    """`DATA_FORMAT` of the version that created or changed the database last."""


class Database:
    """The database connection pool of a process, opened at its first use.

    Args:
        url: SQLAlchemy URL.
        call: Function that runs each transaction, such as with a time limit.
    """

    def __init__(self, url: str, call: Call = call_directly) -> None:
        self._url = url
        self._engine: Engine | None = None
        self._call = call

    def run(self, transaction: Callable[[], T]) -> T:
        """Run a transaction, and return its result; a nested transaction is part of the outer one.

        Raises:
            ArticleStoreError: The database refuses or does not answer; then nothing has changed,
                unless the commit was already under way.
        """
        if getattr(_present, "attempt", None) is not None:
            return transaction()
        attempt = _Attempt()
        try:
            with translating():
                return self._call(partial(attempt.run, transaction))
        except TimeoutError as error:
            attempt.is_given_up = True
            raise ArticleStoreError(f"the article store does not answer: {error}") from error
        except ArticleStoreError as error:
            if is_disk_full(self._url):
                raise ArticleStoreError(FULL, is_full=True) from error
            raise

    def open(self, *tables: type[Base]) -> Engine:
        """Open the database, create missing tables and columns, and return the engine.

        If several processes open the database at the same time, they create tables one by one.

        Args:
            tables: Tables that must exist.

        Raises:
            ArticleStoreError: The database refuses or does not answer, or a newer version has
                changed it.
        """
        with translating():
            engine = self._engine or _open(self._url)
            mapped: tuple[type[Base], ...] = (_Format, *tables)
            wanted = [cast("Table", kind.__table__) for kind in mapped]
            with engine.begin() as connection:
                if not all(_is_there(connection, table) for table in wanted):
                    _wait_for_others(connection)
                    for table in wanted:
                        _make(connection, table)
                    if _format_of(connection) is None:
                        connection.execute(insert(_Format).values(number=DATA_FORMAT))
                _check_format(_format_of(connection))
            self._engine = engine
            return engine


class UsesDatabase(Protocol):
    """A class with methods that run as transactions; `transaction` decorates them."""

    _database: Database


U = TypeVar("U", bound=UsesDatabase)


def transaction(
    method: Callable[Concatenate[U, P], T],
) -> Callable[Concatenate[U, P], T]:
    """Make a method run as a transaction of its object's database, with its time limit."""

    @wraps(method)
    def run(self: U, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._database.run(partial(method, self, *args, **kwargs))

    return run


_present = threading.local()
"""The current attempt of each thread, in `attempt`."""


class _Attempt:
    """One attempt to run a transaction.

    Attributes:
        is_given_up: True if its caller has stopped waiting; then it must not change anything.
    """

    def __init__(self) -> None:
        self.is_given_up = False

    def run(self, transaction: Callable[[], T]) -> T:
        """Run the transaction, and return its result."""
        _present.attempt = self
        try:
            return transaction()
        finally:
            _present.attempt = None


def _refuse_given_up(*_: object) -> None:
    """Abort the current attempt of this thread if its caller has stopped waiting.

    Raises:
        ArticleStoreError: The caller has stopped waiting.
    """
    attempt = getattr(_present, "attempt", None)
    if attempt is not None and attempt.is_given_up:
        raise ArticleStoreError("the article store answered too late")


def _is_there(connection: Connection, table: Table) -> bool:
    if not inspect(connection).has_table(table.name):
        return False
    indexes = {index["name"] for index in inspect(connection).get_indexes(table.name)}
    return not _missing_columns(connection, table) and {i.name for i in table.indexes} <= indexes


def _wait_for_others(connection: Connection) -> None:
    """Take the lock for schema changes until the end of the transaction."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({POSTGRES_LOCK})")


def _make(connection: Connection, table: Table) -> None:
    """Create a table or its missing columns; added columns contain text or NULL."""
    connection.execute(CreateTable(table, if_not_exists=True))
    for column in _missing_columns(connection, table):
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column} TEXT")
    for index in table.indexes:
        connection.execute(CreateIndex(index, if_not_exists=True))


def _missing_columns(connection: Connection, table: Table) -> list[str]:
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    return [column.name for column in table.columns if column.name not in there]


def _format_of(connection: Connection) -> int | None:
    return connection.execute(select(func.max(_Format.number))).scalar()


def _check_format(found: int | None) -> None:
    """Check that this version can use the data.

    Raises:
        ArticleStoreError: A newer version has changed the data.
    """
    if found is not None and found > DATA_FORMAT:
        raise ArticleStoreError(
            f"the data have format {found}, but this version supports {DATA_FORMAT}: a newer "
            "version has used them; install it, or restore a backup from this version"
        )


def _open(url: str) -> Engine:
    location = make_url(url)
    is_file = location.get_backend_name() == "sqlite"
    engine = _open_file(url) if is_file else _open_server(url)
    event.listen(engine, "before_cursor_execute", _refuse_given_up)
    event.listen(engine, "commit", _refuse_given_up)
    return engine


def _open_server(url: str) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=AT_A_TIME,
        connect_args=_LOST_CONNECTIONS,
        hide_parameters=True,  # article texts do not belong in logs
    )


def _open_file(url: str) -> Engine:
    location = make_url(url)
    if location.database:
        Path(location.database).parent.mkdir(parents=True, exist_ok=True)
        Path(location.database).touch(mode=0o600)  # texts may be paid or embargoed
    engine = create_engine(
        url,
        pool_size=AT_A_TIME,
        connect_args={"timeout": BUSY_TIMEOUT_S},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _use_wal(connection: sqlite3.Connection, _record: object) -> None:
        _turn_to_wal(connection)
        connection.execute("PRAGMA synchronous=NORMAL").close()

    return engine


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Switch a SQLite database to write-ahead logging, with retries because SQLite does not wait.

    Raises:
            sqlite3.OperationalError: Another process keeps it locked, or the disk is full.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def translating() -> Iterator[None]:
    """Translate errors of SQLAlchemy into errors of this package.

    Yields:
        Nothing.

    Raises:
        ArticleStoreError: The database refuses or does not answer.
    """
    try:
        yield
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ArticleStoreError(f"LISTEN_DATABASE_URL cannot be used: {error}") from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == DISK_FULL:
            raise ArticleStoreError(FULL, is_full=True) from error
        raise ArticleStoreError(f"the article store does not answer: {error.orig}") from error
    except SQLAlchemyError as error:
        raise ArticleStoreError(f"the article store failed: {error}") from error
