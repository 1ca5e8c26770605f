"""The article store: articles pushed by a CMS or fetched from a source, in a database."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import DateTime, String, Text, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from cache.articles.edition import Edition, Standing
from worker.articles.database import Base, Database, translating
from worker.articles.edition import edition_of, opens_at
from worker.model.article import Article
from worker.model.fetched_article import NONE, FetchedArticle, Validators
from worker.publication.publication import Publication
from worker.publication.rules import Choices, Traits
from worker.publication.sources import STORE, Edits

__all__ = ["Article", "ArticleStore", "Outline", "TakeIn"]

UNLISTED = "no"

_LISTS = frozenset({"tags"})
"""Fields of an article that are not text."""


class TakeIn(StrEnum):
    """Result of taking in an article."""

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


class _Row(Base):
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
    """`UNLISTED` if only a press had it fetched, and the publisher has not listed it."""
    changed_at: Mapped[str | None] = mapped_column(Text)
    """Time of its last change at the source, in RFC 3339 and UTC."""
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    current: Mapped[str | None] = mapped_column(Text)
    """Revision for its narrations, if it is not that of the stored text."""
    settles_at: Mapped[str | None] = mapped_column(Text)
    """Time at which narrations are made again unless it is edited before, in RFC 3339 and UTC."""
    withdrawn_at: Mapped[str | None] = mapped_column(Text)
    """Time of its withdrawal, in RFC 3339 and UTC; its text is deleted."""
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)

    def to_article(self) -> Article:
        names = Article.__dataclass_fields__.keys() - _LISTS
        texts: dict[str, str] = {name: getattr(self, name) or "" for name in names}
        return Article(**texts, tags=tuple(json.loads(self.tags or "[]")))


_TRAITS = (
    _Row.id,
    _Row.revision,
    _Row.spoken_language,
    _Row.estimated_s,
    _Row.section,
    _Row.byline,
    _Row.tags,
    _Row.published_at,
    _Row.source,
    _Row.access,
    _Row.listed,
    _Row.current,
    _Row.withdrawn_at,
)
"""Columns from which the edition of an article is computed."""


class ArticleStore:
    """Store of articles.

    Args:
        database: The database of the process.
        publication: The publication file, with the rules for editions.

    Raises:
        ArticleStoreError: Every method raises it when the database refuses or does not answer.
    """

    def __init__(self, database: Database, publication: Publication | None = None) -> None:
        self._engine = database.open(_Row)
        self._publication = publication or Publication()

    def put(self, article: Article) -> bool:
        """Store a pushed article, and return True if it was new."""
        return self.take_in(FetchedArticle(article)) is TakeIn.NEW

    def take_in(
        self,
        found: FetchedArticle,
        source: str = STORE,
        asked_at: datetime | None = None,
        *,
        is_listed: bool = True,
    ) -> TakeIn:
        """Store an article, unless a newer version is stored.

        Args:
            found: The article with the time of its last change.
            source: Name of its source.
            asked_at: Time of the request to the source. If the time of the last change is unknown,
                a version stored after the request counts as newer.
            is_listed: True if the publisher lists it; False if only a press had it fetched.
        """
        now = datetime.now(UTC)
        listed = {} if is_listed else {"listed": UNLISTED}
        fields = {**_columns(found, edition_of(found.article)), "source": source, **listed}
        while True:
            with translating():
                taken = self._try_to_take_in(fields, now, asked_at)
            if taken:
                return taken

    def _try_to_take_in(
        self, fields: dict[str, Any], now: datetime, asked_at: datetime | None
    ) -> TakeIn | None:
        """Return the result, or None if another process has just changed the same article."""
        with Session(self._engine) as session, session.begin():
            row = session.get(_Row, fields["id"])
            if row is None:
                return TakeIn.NEW if self._add(session, fields, now) else None
            taken = _compare(row, fields, asked_at)
            if taken is TakeIn.STALE:
                return taken
            known = {
                "changed_at": fields["changed_at"] or row.changed_at,
                "listed": row.listed if fields.get("listed") else None,
            }
            fields = {**fields, **known, **self._pending(row, fields, now)}
            return taken if self._overwrite(session, row, fields, now) else None

    def _pending(self, row: _Row, fields: dict[str, Any], now: datetime) -> dict[str, str | None]:
        """Return the revision for narrations, and the time until which it applies."""
        settings = self._publication.source(fields["source"]) or self._publication.store
        before = row.current or row.revision
        follows = settings.edits is Edits.REGENERATE and not settings.quiet
        if row.withdrawn_at or follows or fields["revision"] == before:
            return {"current": None, "settles_at": None}
        if fields["revision"] == row.revision:
            return {"current": row.current, "settles_at": row.settles_at}
        settles_at = _text_of(now + settings.quiet) if settings.quiet else None
        return {"current": before, "settles_at": settles_at}

    def get(self, article_id: str) -> Article | None:
        """Return an article, or None if it does not exist or was withdrawn."""
        with translating(), Session(self._engine) as session:
            row = session.get(_Row, article_id)
            return row.to_article() if row and not row.withdrawn_at else None

    def validators(self, article_id: str) -> Validators:
        """Return the validators for a conditional request for an article."""
        query = select(_Row.etag, _Row.last_modified)
        query = query.where(_Row.id == article_id, _Row.withdrawn_at.is_(None))
        with translating(), Session(self._engine) as session:
            found = session.execute(query).one_or_none()
        return Validators(found.etag or "", found.last_modified or "") if found else NONE

    def changed_at(self, article_ids: Sequence[str]) -> dict[str, datetime | None]:
        """Return the times of the last change at the source, for those articles that are stored."""
        query = select(_Row.id, _Row.changed_at).where(_Row.id.in_(article_ids))
        with translating(), Session(self._engine) as session:
            return {row.id: _time_of(row.changed_at) for row in session.execute(query)}

    def of_source(self, source: str, limit: int) -> dict[str, datetime | None]:
        """Return the articles of a source that were stored last, and when they changed there."""
        query = select(_Row.id, _Row.changed_at)
        query = query.where(_Row.source == source, _Row.withdrawn_at.is_(None))
        query = query.order_by(_Row.updated_at.desc()).limit(limit)
        with translating(), Session(self._engine) as session:
            return {row.id: _time_of(row.changed_at) for row in session.execute(query)}

    def edition(self, article_id: str) -> Edition | None:
        """Return the current edition of an article, also if withdrawn; None if there is none."""
        return self.editions([article_id]).get(article_id)

    def editions(self, article_ids: Sequence[str]) -> dict[str, Edition]:
        """Return the current editions of those articles that exist, in one query.

        Their texts are not read.
        """
        found = self._look_up(article_ids)
        return {row.id: self._edition(row, traits) for row, traits in found}

    def _edition(self, row: Any, traits: Traits) -> Edition:
        if row.withdrawn_at:
            return Edition(row.revision, "", 0, standing=Standing.WITHDRAWN)
        edition = Edition(
            row.current or row.revision,
            traits.language,
            traits.estimated_s,
            opens_at=opens_at(row.published_at),
        )
        return self._publication.mark(edition, traits)

    def choices(self, article_id: str) -> Choices | None:
        """Return the rules' choices for an article, or None if there is none of that ID."""
        found = self._look_up([article_id])
        return self._publication.choose(found[0][1]) if found else None

    def list_as_published(self, article_ids: Sequence[str]) -> list[str]:
        """Record that the publisher lists articles; return those that were unlisted before.

        Unlisted articles were fetched for a press, and no public list names them.
        """
        unlisted = _Row.id.in_(article_ids) & (_Row.listed == UNLISTED)
        with translating(), Session(self._engine) as session, session.begin():
            found = list(session.scalars(select(_Row.id).where(unlisted)))
            if found:
                session.execute(update(_Row).where(unlisted).values(listed=None))
            return found

    def _look_up(self, article_ids: Sequence[str]) -> list[tuple[Any, Traits]]:
        """Return the derived properties of articles, without reading their texts if complete."""
        with translating(), Session(self._engine) as session:
            rows = session.execute(select(*_TRAITS).where(_Row.id.in_(article_ids))).all()
        found = [(row, self._traits(row)) for row in rows]
        return [(row, traits) for row, traits in found if traits]

    def _traits(self, row: Any) -> Traits | None:
        language, estimated_s = row.spoken_language, row.estimated_s
        if language is None or estimated_s is None:
            article = self.get(row.id)
            if article is None:
                return None
            _, language, estimated_s, *_ = edition_of(article)
        return Traits(
            source=row.source or STORE,
            section=row.section,
            byline=row.byline,
            tags=json.loads(row.tags or "[]"),
            access=row.access or "",
            language=language,
            estimated_s=int(estimated_s or 0),
            is_listed=row.listed != UNLISTED,
        )

    def withdraw(
        self,
        article_id: str,
        changed_at: datetime | None = None,
        asked_at: datetime | None = None,
    ) -> bool:
        """Delete the text of an article, and record its withdrawal.

        Args:
            article_id: ID of the article. A withdrawal is also recorded for an article that was
                never stored, so that an older version is not stored later.
            changed_at: Time of the withdrawal; if not given, the stored version is never newer, and
                may be published again unchanged.
            asked_at: Time of the request that the source answered without the article; a version
                stored after it stays.

        Returns:
            True if this changed anything; False if the stored version is newer or withdrawn
            already.
        """
        now = datetime.now(UTC)
        blank = {name: "" for name in Article.__dataclass_fields__ if name not in {"id", *_LISTS}}
        blank |= {"tags": "[]", "revision": "", "spoken_language": "", "estimated_s": "0"}
        gone = {"withdrawn_at": _text_of(changed_at or now), "current": None, "settles_at": None}
        if changed_at:
            gone["changed_at"] = _text_of(changed_at)
        fields = {**blank, **gone, "id": article_id, "etag": None, "last_modified": None}
        while True:
            with translating():
                withdrawn = self._try_to_withdraw(fields, changed_at, asked_at, now)
            if withdrawn is not None:
                return withdrawn

    def _try_to_withdraw(
        self,
        fields: dict[str, Any],
        changed_at: datetime | None,
        asked_at: datetime | None,
        now: datetime,
    ) -> bool | None:
        """Return True if this changed anything, or None if another process changed it meanwhile."""
        with Session(self._engine) as session, session.begin():
            row = session.get(_Row, fields["id"])
            if row is None:
                return True if self._add(session, fields, now) else None
            if row.withdrawn_at or _came_since(row, asked_at):
                return False
            if changed_at and (row.changed_at or "") > _text_of(changed_at):
                return False
            return True if self._overwrite(session, row, fields, now) else None

    @staticmethod
    def _add(session: Session, fields: dict[str, Any], now: datetime) -> bool:
        """Add a row; return False if another process has just added it."""
        try:
            session.add(_Row(**fields, updated_at=now))
            session.flush()
        except IntegrityError:
            session.rollback()
            return False
        return True

    @staticmethod
    def _overwrite(session: Session, row: _Row, fields: dict[str, Any], now: datetime) -> bool:
        """Change a row; return False if it has changed since it was read.

        Writes are distinguished by their time, so two writes never have the same time.
        """
        later = max(now, _utc(row.updated_at) + timedelta(microseconds=1))
        as_read = (_Row.id == row.id) & (_Row.updated_at == row.updated_at)
        changed = session.execute(update(_Row).where(as_read).values(**fields, updated_at=later))
        assert isinstance(changed, CursorResult)  # noqa: S101  # its type is too wide
        return changed.rowcount > 0

    def settling(self, now: datetime | None = None) -> list[str]:
        """Return the IDs of edited articles whose period without edits is over."""
        query = select(_Row.id).where(_Row.settles_at <= _text_of(now or datetime.now(UTC)))
        with translating(), Session(self._engine) as session:
            return list(session.scalars(query))

    def settle(self, article_id: str, now: datetime | None = None) -> str | None:
        """Make the newest text of an edited article the one for its narrations.

        Returns:
            The argument for `settled`; None if the article was edited meanwhile.
        """
        due = (_Row.id == article_id) & (_Row.settles_at <= _text_of(now or datetime.now(UTC)))
        with translating(), Session(self._engine) as session, session.begin():
            session.execute(update(_Row).where(due).values(current=None))
            return session.scalar(select(_Row.settles_at).where(due))

    def settled(self, article_id: str, settles_at: str) -> None:
        """Record that the narrations of an edited article were requested, unless edited again."""
        followed = (_Row.id == article_id) & (_Row.settles_at == settles_at)
        with translating(), Session(self._engine) as session, session.begin():
            session.execute(update(_Row).where(followed).values(settles_at=None))

    def forget_withdrawn(self, before: datetime) -> int:
        """Delete the records of articles that were withdrawn long ago, and return their number."""
        return self._delete(_Row.withdrawn_at < _text_of(before))

    def delete(self, article_id: str) -> bool:
        """Delete an article, and return True if it existed."""
        return self._delete((_Row.id == article_id) & _Row.withdrawn_at.is_(None)) > 0

    def _delete(self, condition: Any) -> int:
        with translating(), Session(self._engine) as session, session.begin():
            rows = session.scalars(select(_Row).where(condition)).all()
            for row in rows:
                session.delete(row)
            return len(rows)

    def list(self, after: str, limit: int) -> list[Article]:
        """Return articles in the order of their IDs, from the first after `after`."""
        query = select(_Row).where(_Row.id > after, _Row.withdrawn_at.is_(None))
        with translating(), Session(self._engine) as session:
            found = session.scalars(query.order_by(_Row.id).limit(limit))
            return [row.to_article() for row in found]

    def outlines(self, after: str, limit: int) -> Sequence[Outline]:
        """Return the properties of the articles of `list`, without reading their texts."""
        traits = (_Row.section, _Row.published_at, _Row.source)
        query = select(_Row.id, *traits, _Row.changed_at, _Row.updated_at).where(
            _Row.id > after, _Row.withdrawn_at.is_(None)
        )
        with translating(), Session(self._engine) as session:
            rows = session.execute(query.order_by(_Row.id).limit(limit)).all()
        return [
            Outline(
                row.id,
                row.section,
                row.published_at,
                _time_of(row.changed_at) or _utc(row.updated_at),
                row.source or STORE,
            )
            for row in rows
        ]


def _columns(found: FetchedArticle, edition: Edition) -> dict[str, Any]:
    """Return the columns of an article."""
    article = found.article
    texts = {name: getattr(article, name) for name in Article.__dataclass_fields__}
    return {
        **texts,
        "tags": json.dumps(article.tags, ensure_ascii=False),
        "revision": edition.revision,
        "spoken_language": edition.language,
        "estimated_s": str(edition.estimated_s),
        "changed_at": found.changed_at and _text_of(found.changed_at),
        "etag": found.validators.etag or None,
        "last_modified": found.validators.last_modified or None,
        "withdrawn_at": None,
    }


def _came_since(row: _Row, asked_at: datetime | None) -> bool:
    """Return True if a row was written after the request to the source."""
    return asked_at is not None and _utc(row.updated_at) > asked_at


def _compare(row: _Row, fields: dict[str, Any], asked_at: datetime | None) -> TakeIn:
    """Compare a new version with the stored one, and return the result."""
    is_dated = row.changed_at and fields["changed_at"] and not row.withdrawn_at
    if _came_since(row, asked_at) and not is_dated:
        return TakeIn.STALE
    if row.changed_at and fields["changed_at"] and row.changed_at > fields["changed_at"]:
        return TakeIn.STALE
    if row.withdrawn_at:
        return TakeIn.NEW
    return TakeIn.UNCHANGED if row.revision == fields["revision"] else TakeIn.CHANGED


def _text_of(time: datetime) -> str:
    """Return a time as text whose alphabetical order is chronological."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _time_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _utc(time: datetime) -> datetime:
    """Return a time from the database in UTC; SQLite omits the time zone."""
    return time if time.tzinfo else time.replace(tzinfo=UTC)
