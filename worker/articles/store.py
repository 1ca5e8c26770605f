"""The article store: what a CMS has pushed, in a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import DateTime, Engine, String, Table, Text, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from worker.errors import ArticleStoreError
from worker.stages import Article

__all__ = ["Article", "ArticleStore"]

BUSY_TIMEOUT_S = 10


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    """An article as it is stored, a column for each field."""

    __tablename__ = "articles"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    dek: Mapped[str] = mapped_column(Text)
    byline: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    published_at: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    revision: Mapped[str] = mapped_column(String(32))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)

    def to_article(self) -> Article:
        return Article(**{name: getattr(self, name) for name in Article.__dataclass_fields__})


class ArticleStore:
    """All articles that were pushed.

    Args:
        url: As SQLAlchemy takes it. Tables are made when they are missing.

    Raises:
        ArticleStoreError: From every method, when the database refuses or does not answer.
    """

    def __init__(self, url: str) -> None:
        with _translating():
            self._engine = _open(url)
            _make_tables(self._engine)

    def put(self, article: Article) -> bool:
        """Store an article, and return whether it was new."""
        with _translating():
            try:
                return self._merge(article)
            except IntegrityError:  # somebody else has just stored its first version
                return self._merge(article)

    def _merge(self, article: Article) -> bool:
        row = _Row(**asdict(article), revision=article.revision, updated_at=datetime.now(UTC))
        with Session(self._engine) as session, session.begin():
            is_new = session.get(_Row, article.id) is None
            session.merge(row)
            return is_new

    def get(self, article_id: str) -> Article | None:
        """Return an article, or None if there is none of that ID."""
        with _translating(), Session(self._engine) as session:
            row = session.get(_Row, article_id)
            return row.to_article() if row else None

    def revision(self, article_id: str) -> str | None:
        """Return an article's revision, or None if there is none of that ID."""
        with _translating(), Session(self._engine) as session:
            return session.scalar(select(_Row.revision).where(_Row.id == article_id))

    def delete(self, article_id: str) -> bool:
        """Delete an article, and return whether there was one."""
        with _translating(), Session(self._engine) as session, session.begin():
            row = session.get(_Row, article_id)
            if row:
                session.delete(row)
            return row is not None

    def list(self, after: str, limit: int) -> list[Article]:
        """Return articles in the order of their IDs, beginning behind the ID `after`."""
        query = select(_Row).where(_Row.id > after).order_by(_Row.id).limit(limit)
        with _translating(), Session(self._engine) as session:
            return [row.to_article() for row in session.scalars(query)]


def _open(url: str) -> Engine:
    location = make_url(url)
    if location.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if location.database:
        Path(location.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _use_wal(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # sqlite3's own
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    return engine


def _make_tables(engine: Engine) -> None:
    table = cast("Table", _Row.__table__)
    with engine.begin() as connection:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


@contextmanager
def _translating() -> Iterator[None]:
    try:
        yield
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ArticleStoreError(f"LISTEN_DATABASE_URL cannot be used: {error}") from error
    except DBAPIError as error:
        raise ArticleStoreError(f"the article store does not answer: {error.orig}") from error
    except SQLAlchemyError as error:
        raise ArticleStoreError(f"the article store failed: {error}") from error
