"""The article store: articles pushed by a CMS or fetched from a source, in a database."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cache.articles.edition import Edition, Standing
from worker.articles.article_table import (
    TRAITS,
    UNLISTED,
    ArticleRow,
    Outline,
    TakeIn,
    add_row,
    came_since,
    columns_of,
    compare,
    completed,
    in_utc,
    is_settled,
    overwrite_row,
    text_of,
    time_of,
    withdrawn_columns,
)
from worker.articles.database import Database, transaction, translating
from worker.articles.edition import edition_of, opens_at
from worker.model.article import Article
from worker.model.fetched_article import NONE, FetchedArticle, Validators
from worker.publication.publication import Publication
from worker.publication.rules import Choices, Traits
from worker.publication.sources import STORE, Edits


class ArticleStore:
    """Store of articles.

    Args:
        database: The database of the process.
        publication: The publication file, with the rules for editions.

    Raises:
        ArticleStoreError: Every method raises it when the database refuses or does not answer.
    """

    def __init__(self, database: Database, publication: Publication | None = None) -> None:
        self._database = database
        self._engine = database.open(ArticleRow)
        self._publication = publication or Publication()

    def put(self, article: Article) -> bool:
        """Store a pushed article, and return True if it was new."""
        return self.take_in(FetchedArticle(article)) is TakeIn.NEW

    @transaction
    def take_in(
        self,
        found: FetchedArticle,
        source: str = STORE,
        asked_at: datetime | None = None,
        *,
        is_listed: bool = True,
        says_access: bool = True,
    ) -> TakeIn:
        """Store an article, unless a newer version is stored.

        Args:
            found: The article with the time of its last change.
            source: Name of its source.
            asked_at: Time of the request to the source. If the time of the last change is unknown,
                a version stored after the request counts as newer.
            is_listed: True if the publisher lists it; False if it was fetched only for a press.
            says_access: False to keep the stored `access` of the article, if it is stored.
        """
        now = datetime.now(UTC)
        listed = {} if is_listed else {"listed": UNLISTED}
        while True:
            kept = None if says_access else self.get(found.article.id)
            access = kept.access if kept else found.article.access
            article = replace(found.article, access=access)
            columns = columns_of(found._replace(article=article), edition_of(article))
            fields = {**columns, "source": source, **listed}
            with translating():
                taken = self._try_to_take_in(fields, now, asked_at, keeps=not says_access)
            if taken:
                return taken

    def _try_to_take_in(
        self, fields: dict[str, Any], now: datetime, asked_at: datetime | None, *, keeps: bool
    ) -> TakeIn | None:
        """Return the result, or None if another process has just changed the same article."""
        with Session(self._engine) as session, session.begin():
            row = session.get(ArticleRow, fields["id"])
            if row is None:
                return TakeIn.NEW if add_row(session, fields, now) else None
            if keeps and (row.access or "") != fields["access"]:
                return None
            taken = compare(row, fields, asked_at, now)
            if taken is TakeIn.STALE:
                return taken
            known = {
                "changed_at": fields["changed_at"] or row.changed_at,
                "listed": row.listed if fields.get("listed") else None,
            }
            fields = {**fields, **known, **self._pending(row, fields, now)}
            return taken if overwrite_row(session, row, fields, now) else None

    def _pending(
        self, row: ArticleRow, fields: dict[str, Any], now: datetime
    ) -> dict[str, str | None]:
        """Return the revision for narrations, and the time until which it applies."""
        settings = self._publication.source(fields["source"]) or self._publication.store
        before = row.current or row.revision
        follows = settings.edits is Edits.REGENERATE and not settings.quiet
        if row.withdrawn_at or follows or fields["revision"] == before:
            return {"current": None, "settles_at": None}
        if fields["revision"] == row.revision:
            return {"current": row.current, "settles_at": row.settles_at}
        settles_at = text_of(now + settings.quiet) if settings.quiet else None
        return {"current": before, "settles_at": settles_at}

    @transaction
    def get(self, article_id: str) -> Article | None:
        """Return an article, or None if it does not exist or was withdrawn."""
        with translating(), Session(self._engine) as session:
            row = session.get(ArticleRow, article_id)
            return row.to_article() if row and not row.withdrawn_at else None

    @transaction
    def validators(self, article_id: str) -> Validators:
        """Return the validators for a conditional request for an article."""
        query = select(ArticleRow.etag, ArticleRow.last_modified)
        query = query.where(ArticleRow.id == article_id, ArticleRow.withdrawn_at.is_(None))
        with translating(), Session(self._engine) as session:
            found = session.execute(query).one_or_none()
        return Validators(found.etag or "", found.last_modified or "") if found else NONE

    @transaction
    def changed_at(self, article_ids: Sequence[str]) -> dict[str, datetime | None]:
        """Return the times of the last change at the source, for those articles that are stored."""
        query = select(ArticleRow.id, ArticleRow.changed_at).where(ArticleRow.id.in_(article_ids))
        with translating(), Session(self._engine) as session:
            return {row.id: time_of(row.changed_at) for row in session.execute(query)}

    @transaction
    def of_source(self, source: str, limit: int) -> dict[str, datetime | None]:
        """Return the articles of a source that were stored last, and when they changed there."""
        query = select(ArticleRow.id, ArticleRow.changed_at)
        query = query.where(ArticleRow.source == source, ArticleRow.withdrawn_at.is_(None))
        query = query.order_by(ArticleRow.updated_at.desc()).limit(limit)
        with translating(), Session(self._engine) as session:
            return {row.id: time_of(row.changed_at) for row in session.execute(query)}

    def edition(self, article_id: str) -> Edition | None:
        """Return the current edition of an article, also if withdrawn; None if there is none."""
        return self.editions([article_id]).get(article_id)

    @transaction
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

    @transaction
    def choices(self, article_id: str) -> Choices | None:
        """Return the rules' choices for an article, or None if there is none of that ID."""
        found = self._look_up([article_id])
        return self._publication.choose(found[0][1]) if found else None

    @transaction
    def list_as_published(self, article_ids: Sequence[str]) -> list[str]:
        """Record that the publisher lists articles; return those that were unlisted before.

        Unlisted articles were fetched for a press, and no public list names them.
        """
        unlisted = ArticleRow.id.in_(article_ids) & (ArticleRow.listed == UNLISTED)
        with translating(), Session(self._engine) as session, session.begin():
            found = list(session.scalars(select(ArticleRow.id).where(unlisted)))
            if found:
                session.execute(update(ArticleRow).where(unlisted).values(listed=None))
            return found

    @transaction
    def is_listed(self, article_id: str) -> bool:
        """Return True if the publisher lists an article; False also if there is none."""
        return any(traits.is_listed for _, traits in self._look_up([article_id]))

    def _look_up(self, article_ids: Sequence[str]) -> list[tuple[Any, Traits]]:
        """Return the derived properties of articles, without reading their texts if complete."""
        with translating(), Session(self._engine) as session:
            rows = session.execute(select(*TRAITS).where(ArticleRow.id.in_(article_ids))).all()
        found = [(row, self._traits(row)) for row in rows]
        return [(row, traits) for row, traits in found if traits]

    def _traits(self, row: Any) -> Traits | None:
        language, estimated_s = row.spoken_language, row.estimated_s
        if language is None or estimated_s is None:
            article = self.get(row.id)
            if article is None:
                return None
            _, language, estimated_s, *_ = edition_of(article)
            with translating(), Session(self._engine) as session, session.begin():
                session.execute(completed(row, language, estimated_s))
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

    @transaction
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
        fields = withdrawn_columns(article_id, changed_at, now)
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
            row = session.get(ArticleRow, fields["id"])
            if row is None:
                return True if add_row(session, fields, now) else None
            if row.withdrawn_at or came_since(row, asked_at, now):
                return False
            if changed_at and (row.changed_at or "") > text_of(changed_at):
                return False
            return True if overwrite_row(session, row, fields, now) else None

    @transaction
    def settling(self, now: datetime | None = None) -> list[str]:
        """Return the IDs of edited articles whose period without edits is over."""
        query = select(ArticleRow.id).where(is_settled(now or datetime.now(UTC)))
        with translating(), Session(self._engine) as session:
            return list(session.scalars(query))

    @transaction
    def settle(self, article_id: str, now: datetime | None = None) -> str | None:
        """Make the newest text of an edited article the one for its narrations.

        Returns:
            The argument for `settled`; None if the article was edited meanwhile.
        """
        due = (ArticleRow.id == article_id) & is_settled(now or datetime.now(UTC))
        with translating(), Session(self._engine) as session, session.begin():
            session.execute(update(ArticleRow).where(due).values(current=None))
            return session.scalar(select(ArticleRow.settles_at).where(due))

    @transaction
    def settled(self, article_id: str, settles_at: str) -> None:
        """Record that the narrations of an edited article were requested, unless edited again."""
        followed = (ArticleRow.id == article_id) & (ArticleRow.settles_at == settles_at)
        with translating(), Session(self._engine) as session, session.begin():
            session.execute(update(ArticleRow).where(followed).values(settles_at=None))

    def forget_withdrawn(self, before: datetime) -> int:
        """Delete the records of articles that were withdrawn long ago, and return their number."""
        return self._delete(ArticleRow.withdrawn_at < text_of(before))

    def delete(self, article_id: str) -> bool:
        """Delete an article, and return True if it existed."""
        return self._delete((ArticleRow.id == article_id) & ArticleRow.withdrawn_at.is_(None)) > 0

    @transaction
    def _delete(self, condition: Any) -> int:
        with translating(), Session(self._engine) as session, session.begin():
            rows = session.scalars(select(ArticleRow).where(condition)).all()
            for row in rows:
                session.delete(row)
            return len(rows)

    @transaction
    def list(self, after: str, limit: int) -> list[Article]:
        """Return articles in the order of their IDs, from the first after `after`."""
        query = select(ArticleRow).where(ArticleRow.id > after, ArticleRow.withdrawn_at.is_(None))
        with translating(), Session(self._engine) as session:
            found = session.scalars(query.order_by(ArticleRow.id).limit(limit))
            return [row.to_article() for row in found]

    def outlines(self, after: str, limit: int) -> Sequence[Outline]:
        """Return the properties of the articles of `list`, without reading their texts."""
        traits = (ArticleRow.section, ArticleRow.published_at, ArticleRow.source)
        query = select(ArticleRow.id, *traits, ArticleRow.changed_at, ArticleRow.updated_at).where(
            ArticleRow.id > after, ArticleRow.withdrawn_at.is_(None)
        )
        with translating(), Session(self._engine) as session:
            rows = session.execute(query.order_by(ArticleRow.id).limit(limit)).all()
        return [
            Outline(
                row.id,
                row.section,
                row.published_at,
                time_of(row.changed_at) or in_utc(row.updated_at),
                row.source or STORE,
            )
            for row in rows
        ]
