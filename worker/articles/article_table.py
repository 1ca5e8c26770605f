"""The table of articles: its columns, and the comparison of two versions."""

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, DateTime, String, Text, Update, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from cache.articles.edition import Edition
from worker.articles.database import Base
from worker.model.article import Article
from worker.model.fetched_article import FetchedArticle

CLOCKS_DIFFER = timedelta(minutes=1)
"""Largest plausible difference between the clocks of two machines."""

UNLISTED = "no"

LISTS = frozenset({"tags"})
"""Fields of an article that are not text."""


class TakeIn(StrEnum):
    """Result of storing a version of an article."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    STALE = "stale"
    """Nothing was changed, because the stored version is newer."""


class Outline(NamedTuple):
    """Properties for the selection of articles.

    Attributes:
        article_id: ID of the article.
        section: Section of the publication.
        published_at: Time of publication, as the publisher wrote it; may be empty.
        changed_at: Time of its last change at its source, or of its last storing if unknown.
        source: Name of its source.
    """

    article_id: str
    section: str
    published_at: str
    changed_at: datetime
    source: str


class ArticleRow(Base):
    """Table of articles: one column for each field, and columns for derived properties.

    Columns added by later versions contain text, or NULL in older rows.
    """

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
    """Revision of the stored text."""
    spoken_language: Mapped[str | None] = mapped_column(Text)
    """Language from `language_of`."""
    estimated_s: Mapped[str | None] = mapped_column(Text)
    """Estimated listening time from `estimate_s`, in digits."""
    tags: Mapped[str | None] = mapped_column(Text)
    """Tags as a JSON list."""
    image_url: Mapped[str | None] = mapped_column(Text)
    access: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    """Name of its source."""
    listed: Mapped[str | None] = mapped_column(Text)
    """`UNLISTED` if it was fetched only for a press, and the publisher has not listed it."""
    changed_at: Mapped[str | None] = mapped_column(Text)
    """Time of its last change at the source, in RFC 3339 and UTC."""
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    current: Mapped[str | None] = mapped_column(Text)
    """Revision for its narrations, if it is not that of the stored text."""
    settles_at: Mapped[str | None] = mapped_column(Text)
    """Time at which narrations are made again unless an edit comes first, in RFC 3339 and UTC."""
    withdrawn_at: Mapped[str | None] = mapped_column(Text)
    """Time of its withdrawal, in RFC 3339 and UTC; its text is deleted."""
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)

    def to_article(self) -> Article:
        """Return the stored article."""
        names = Article.__dataclass_fields__.keys() - LISTS
        texts: dict[str, str] = {name: getattr(self, name) or "" for name in names}
        return Article(**texts, tags=tuple(json.loads(self.tags or "[]")))


TRAITS = (
    ArticleRow.id,
    ArticleRow.revision,
    ArticleRow.spoken_language,
    ArticleRow.estimated_s,
    ArticleRow.section,
    ArticleRow.byline,
    ArticleRow.tags,
    ArticleRow.published_at,
    ArticleRow.source,
    ArticleRow.access,
    ArticleRow.listed,
    ArticleRow.current,
    ArticleRow.withdrawn_at,
)
"""Columns from which the edition of an article is computed."""


def completed(row: Any, language: str, estimated_s: int | None) -> Update:
    """Return the update that stores derived columns of a row, unless it was edited since."""
    as_read = (ArticleRow.id == row.id) & (ArticleRow.revision == row.revision)
    derived = {"spoken_language": language, "estimated_s": str(estimated_s or 0)}
    return update(ArticleRow).where(as_read).values(**derived)


def columns_of(found: FetchedArticle, edition: Edition) -> dict[str, Any]:
    """Return the columns of an article."""
    article = found.article
    texts = {name: getattr(article, name) for name in Article.__dataclass_fields__}
    return {
        **texts,
        "tags": json.dumps(article.tags, ensure_ascii=False),
        "revision": edition.revision,
        "spoken_language": edition.language,
        "estimated_s": str(edition.estimated_s),
        "changed_at": found.changed_at and text_of(found.changed_at),
        "etag": found.validators.etag or None,
        "last_modified": found.validators.last_modified or None,
        "withdrawn_at": None,
    }


def withdrawn_columns(
    article_id: str, changed_at: datetime | None, now: datetime
) -> dict[str, Any]:
    """Return the columns of an article that is withdrawn: its ID without any text.

    Args:
        article_id: ID of the article.
        changed_at: Time of the withdrawal at its source, if known.
        now: Current time.
    """
    blank = {name: "" for name in Article.__dataclass_fields__ if name not in {"id", *LISTS}}
    blank |= {"tags": "[]", "revision": "", "spoken_language": "", "estimated_s": "0"}
    gone = {"withdrawn_at": text_of(changed_at or now), "current": None, "settles_at": None}
    if changed_at:
        gone["changed_at"] = text_of(changed_at)
    return {**blank, **gone, "id": article_id, "etag": None, "last_modified": None}


def came_since(row: ArticleRow, asked_at: datetime | None, now: datetime) -> bool:
    """Return True if a row was written after the request to the source.

    A row from the future was written before the clock was set back, and counts as earlier.
    """
    return asked_at is not None and asked_at < in_utc(row.updated_at) <= now


def compare(
    row: ArticleRow, fields: dict[str, Any], asked_at: datetime | None, now: datetime
) -> TakeIn:
    """Compare a new version with the stored one, and return the result."""
    is_dated = row.changed_at and fields["changed_at"] and not row.withdrawn_at
    if came_since(row, asked_at, now) and not is_dated:
        return TakeIn.STALE
    if row.changed_at and fields["changed_at"] and row.changed_at > fields["changed_at"]:
        return TakeIn.STALE
    if row.withdrawn_at:
        return TakeIn.NEW
    return TakeIn.UNCHANGED if row.revision == fields["revision"] else TakeIn.CHANGED


def is_settled(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an article's period without edits is over.

    It is over too if the edit lies in the future, because the clock was set back since.
    """
    is_from_the_future = ArticleRow.updated_at > now + CLOCKS_DIFFER
    return (ArticleRow.settles_at <= text_of(now)) | (
        ArticleRow.settles_at.is_not(None) & is_from_the_future
    )


def text_of(time: datetime) -> str:
    """Return a time as text whose alphabetical order is chronological."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(text: str | None) -> datetime | None:
    """Return the time of a text from `text_of`; None for none."""
    return datetime.fromisoformat(text) if text else None


def in_utc(time: datetime) -> datetime:
    """Return a time from the database in UTC; SQLite omits the time zone."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def add_row(session: Session, fields: dict[str, Any], now: datetime) -> bool:
    """Add a row; return False if another process has just added it."""
    try:
        session.add(ArticleRow(**fields, updated_at=now))
        session.flush()
    except IntegrityError:
        session.rollback()
        return False
    return True


def overwrite_row(session: Session, row: ArticleRow, fields: dict[str, Any], now: datetime) -> bool:
    """Change a row; return False if it has changed since it was read.

    Writes are distinguished by their time, so two writes never have the same time.
    """
    later = max(now, in_utc(row.updated_at) + timedelta(microseconds=1))
    as_read = (ArticleRow.id == row.id) & (ArticleRow.updated_at == row.updated_at)
    changed = session.execute(update(ArticleRow).where(as_read).values(**fields, updated_at=later))
    assert isinstance(changed, CursorResult)  # noqa: S101  # its type is too wide
    return changed.rowcount > 0
