"""The article store: what a CMS has pushed, in a database."""

from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import DateTime, String, Text, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from cache.records import Edition
from worker.articles.database import Base, open_database, translating
from worker.articles.edition import edition_of
from worker.stages import Article

__all__ = ["Article", "ArticleStore"]


class _Row(Base):
    """An article as it is stored, a column for each field, and what was found out about it."""

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
    spoken_language: Mapped[str | None] = mapped_column(Text)
    """As `language_of` says; NULL in a row that is older than this column."""
    estimated_s: Mapped[str | None] = mapped_column(Text)
    """As `estimate_s` says, in digits; NULL in a row that is older than this column."""
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
        self._engine = open_database(url, _Row)

    def put(self, article: Article) -> bool:
        """Store an article, and return whether it was new."""
        with translating():
            try:
                return self._merge(article)
            except IntegrityError:  # somebody else has just stored its first version
                return self._merge(article)

    def _merge(self, article: Article) -> bool:
        edition = edition_of(article)
        row = _Row(
            **asdict(article),
            revision=edition.revision,
            spoken_language=edition.language,
            estimated_s=str(edition.estimated_s),
            updated_at=datetime.now(UTC),
        )
        with Session(self._engine) as session, session.begin():
            is_new = session.get(_Row, article.id) is None
            session.merge(row)
            return is_new

    def get(self, article_id: str) -> Article | None:
        """Return an article, or None if there is none of that ID."""
        with translating(), Session(self._engine) as session:
            row = session.get(_Row, article_id)
            return row.to_article() if row else None

    def edition(self, article_id: str) -> Edition | None:
        """Return what is current of an article, or None if there is none of that ID."""
        query = select(_Row.revision, _Row.spoken_language, _Row.estimated_s)
        with translating(), Session(self._engine) as session:
            found = session.execute(query.where(_Row.id == article_id)).one_or_none()
        if found is None:
            return None
        if found.spoken_language is not None and found.estimated_s is not None:
            return Edition(found.revision, found.spoken_language, int(found.estimated_s))
        article = self.get(article_id)
        return edition_of(article) if article else None

    def delete(self, article_id: str) -> bool:
        """Delete an article, and return whether there was one."""
        with translating(), Session(self._engine) as session, session.begin():
            row = session.get(_Row, article_id)
            if row:
                session.delete(row)
            return row is not None

    def list(self, after: str, limit: int) -> list[Article]:
        """Return articles in the order of their IDs, beginning behind the ID `after`."""
        query = select(_Row).where(_Row.id > after).order_by(_Row.id).limit(limit)
        with translating(), Session(self._engine) as session:
            return [row.to_article() for row in session.scalars(query)]
