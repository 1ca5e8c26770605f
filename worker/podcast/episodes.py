"""The episodes of the podcast: a row for each article that was in it, beside the article store.

The feed is read from these rows alone. When an episode is removed, its row stays and records only
the removal, so that the time of the feed's last change stays known.
"""

import re
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Float,
    Index,
    Integer,
    Select,
    String,
    Text,
    func,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from worker.articles.database import Base, Database, transaction, translating

SLUG_CHARS = 200


@dataclass(frozen=True, slots=True)
class Episode:
    """An article in the podcast.

    Attributes:
        article_id: ID of the article.
        voice: Name of the voice.
        track: Hash of its MP3; empty if it is no longer in the feed.
        size: Size of the MP3, in bytes.
        duration_s: Length of the MP3, in seconds.
        has_chapters: True if the MP3 has chapters.
        language: Language in which it is read, as a BCP 47 tag.
        title: Headline.
        dek: Summary below the headline.
        byline: Names of the authors.
        section: Section of the publication.
        url: URL of its page.
        image_url: URL of its main picture.
        published_at: Time of publication, in seconds since the epoch; None if unknown. The episode
            is not in the feed before.
        narrated_at: Time of its first narration, in seconds since the epoch.
    """

    article_id: str
    voice: str
    track: str
    size: int
    duration_s: float
    has_chapters: bool
    language: str
    title: str
    dek: str
    byline: str
    section: str
    url: str
    image_url: str
    published_at: float | None
    narrated_at: float

    @property
    def dated_at(self) -> float:
        """Time by which it is sorted, in seconds since the epoch."""
        return self.narrated_at if self.published_at is None else self.published_at


class Section(NamedTuple):
    """A section with episodes.

    Attributes:
        slug: Name in URLs.
        name: Name.
    """

    slug: str
    name: str


class Page(NamedTuple):
    """A page of the podcast feed.

    Attributes:
        episodes: Episodes, the newest first.
        total: Number of episodes on all pages.
        changed_at: Time of the feed's last change, in seconds since the epoch; 0 if it never had
            an episode.
    """

    episodes: list[Episode]
    total: int
    changed_at: float


def slug_of(section: str) -> str:
    """Return the name of a section in URLs; empty if it has no letter and no digit.

    Accents are removed, and letters of other scripts stay: "Santé & Société" is
    `sante-societe`, and "国际" stays "国际".
    """
    plain = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", section.casefold())
        if not unicodedata.combining(sign)
    )
    slug = unicodedata.normalize("NFC", re.sub(r"[\W_]+", "-", plain))
    return slug[:SLUG_CHARS].strip("-")


class _Row(Base):
    __tablename__ = "episodes"

    article_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    voice: Mapped[str] = mapped_column(Text)
    track: Mapped[str] = mapped_column(String(32))
    size: Mapped[int] = mapped_column(Integer)
    duration_s: Mapped[float] = mapped_column(Float)
    has_chapters: Mapped[bool] = mapped_column(Boolean)
    language: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    dek: Mapped[str] = mapped_column(Text)
    byline: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    image_url: Mapped[str] = mapped_column(Text)
    published_at: Mapped[float | None] = mapped_column(Float)
    narrated_at: Mapped[float] = mapped_column(Float)
    dated_at: Mapped[float] = mapped_column(Float, index=True)
    slug: Mapped[str] = mapped_column(String(SLUG_CHARS))
    updated_at: Mapped[float] = mapped_column(Float, index=True)
    """Time of the last change of this row, in seconds since the epoch."""

    __table_args__ = (Index("ix_episodes_slug_dated_at", "slug", "dated_at"),)

    def to_episode(self) -> Episode:
        return Episode(**{name: getattr(self, name) for name in Episode.__dataclass_fields__})


class Episodes:
    """Store of podcast episodes.

    Args:
        database: The database of the process.

    Raises:
        ArticleStoreError: Every method raises it when the database refuses or does not answer.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engine = database.open(_Row)

    @transaction
    def put(self, episode: Episode) -> None:
        """Store the episode of an article; an existing episode keeps its time of narration.

        An unchanged episode is not written.
        """
        with translating():
            try:
                self._merge(episode)
            except IntegrityError:  # another process has just stored the first one
                self._merge(episode)

    def _merge(self, episode: Episode) -> None:
        with Session(self._engine) as session, session.begin():
            row = session.get(_Row, episode.article_id)
            if row is not None:
                episode = replace(episode, narrated_at=row.narrated_at)
                if row.to_episode() == episode:
                    return
            found = {"dated_at": episode.dated_at, "slug": slug_of(episode.section)}
            session.merge(_Row(**asdict(episode), **found, updated_at=time.time()))

    @transaction
    def remove(self, article_id: str) -> None:
        """Remove the episode of an article, if there is one."""
        with translating(), Session(self._engine) as session, session.begin():
            row = session.get(_Row, article_id)
            if row is not None and row.track:
                row.track = row.voice = row.title = row.dek = row.byline = row.url = ""
                row.image_url = ""
                row.size, row.updated_at = 0, time.time()

    @transaction
    def get(self, article_id: str) -> Episode | None:
        """Return the episode of an article, or None if it is not in the feed."""
        with translating(), Session(self._engine) as session:
            row = session.get(_Row, article_id)
            return row.to_episode() if row and row.track else None

    @transaction
    def article_ids(self) -> set[str]:
        """Return the IDs of the articles that have an episode."""
        query = select(_Row.article_id).where(_Row.track != "")
        with translating(), Session(self._engine) as session:
            return set(session.scalars(query))

    @transaction
    def page(
        self,
        number: int,
        size: int,
        *,
        slug: str | None = None,
        without: Iterable[str] = (),
        now: float | None = None,
    ) -> Page:
        """Return a page of the feed.

        Args:
            number: Number of the page, from 1.
            size: Maximum number of episodes.
            slug: Section to include, by its name in URLs; None for all.
            without: IDs of articles to leave out.
            now: Current time, in seconds since the epoch; by default, the clock's.
        """
        counts = _counts(without, time.time() if now is None else now)
        if slug is not None:
            counts.append(_Row.slug == slug)
        newest = select(_Row).where(*counts).order_by(_Row.dated_at.desc(), _Row.article_id)
        tally = select(func.count(), func.max(_Row.dated_at)).where(*counts)
        with translating(), Session(self._engine) as session:
            rows = session.scalars(newest.limit(size).offset((number - 1) * size))
            total, latest = session.execute(tally).one()
            public = _Row.dated_at <= (time.time() if now is None else now)
            updated_at = session.scalar(select(func.max(_Row.updated_at)).where(public))
            return Page([r.to_episode() for r in rows], total, max(updated_at or 0, latest or 0))

    def sections(self, without: Iterable[str] = ()) -> list[Section]:
        """Return all sections that have episodes now, in alphabetical order."""
        return self._sections(
            select(_Row.slug, func.max(_Row.section)).where(
                *_counts(without, time.time()), _Row.slug != ""
            )
        )

    def section(self, slug: str) -> Section | None:
        """Return a section that has episodes, or had some; None if it never had any until now."""
        wanted = (_Row.slug == slug, _Row.dated_at <= time.time())
        found = self._sections(select(_Row.slug, func.max(_Row.section)).where(*wanted))
        return next(iter(found), None) if slug else None

    @transaction
    def _sections(self, query: Select[str, str]) -> list[Section]:
        with translating(), Session(self._engine) as session:
            rows = session.execute(query.group_by(_Row.slug).order_by(_Row.slug))
            return [Section(*row) for row in rows]


def _counts(without: Iterable[str], now: float) -> list[ColumnElement[bool]]:
    """Return the conditions for episodes that are in the feed at a time."""
    return [_Row.track != "", _Row.dated_at <= now, _Row.article_id.not_in([*without])]
