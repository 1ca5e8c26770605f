"""Intake of articles: storing, changing, withdrawing and deleting them, with their narrations.

The article store is written first, then the edition in Redis, then narrations are requested. The
death of a process in between is harmless: the edition in Redis expires, and the next press reads
the store.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cache.access.listening_rights import is_open_to_all
from cache.articles.cached_editions import CachedEditions
from cache.articles.edition import Edition, Standing
from cache.errors import NoVoiceForLanguageError, StorageError
from cache.languages import speaks
from cache.messages.published_voices import VoiceRecord, studio_voice, usual_voice
from cache.messages.tasks import Task
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Priority
from cache.operations.plays import Plays
from worker.articles.article_table import TakeIn
from worker.articles.full_disk import take_down_with_room
from worker.articles.store import ArticleStore
from worker.articles.take_downs import TakeDowns
from worker.model.article import Article
from worker.model.fetched_article import NONE, FetchedArticle, Validators
from worker.publication.publication import Publication
from worker.publication.rules import Narrate
from worker.publication.sources import STORE

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Intake(TakeDowns):
    """Intake of articles.

    Attributes:
        publication: The publication file.
        store: Article store.
        cached_editions: Cache of current editions.
        plays: Play counts.
        is_studio_open: Function that returns True if studio voices may speak now.
    """

    publication: Publication
    store: ArticleStore
    cached_editions: CachedEditions
    plays: Plays
    is_studio_open: Callable[[], bool]

    def take_in(  # noqa: PLR0913  # the details of its fetch
        self,
        article: Article,
        *,
        source: str = STORE,
        changed_at: datetime | None = None,
        validators: Validators = NONE,
        asked_at: datetime | None = None,
        is_listed: bool = True,
        says_access: bool = True,
        wanted_at: int | None = None,
    ) -> TakeIn:
        """Store an article, and request its narrations according to the rules and source settings.

        Args:
            article: The article.
            source: Name of its source.
            changed_at: Time of its last change at the source. A version older than the stored one,
                or than its withdrawal, changes nothing.
            validators: Validators for the next conditional request.
            asked_at: Time of the request to the source; see `ArticleStore.take_in`.
            is_listed: True if the publisher lists it; False if it was fetched only for a press.
            says_access: False to keep the stored `access` of the article, if it is stored.
            wanted_at: Number of the latest run before its fetch, from the repository; narrations
                that were taken down after that stay absent.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        self.cached_editions.forget(article.id)
        found = FetchedArticle(article, changed_at, validators)
        taken = self.store.take_in(
            found, source, asked_at, is_listed=is_listed, says_access=says_access
        )
        edition = self.remember(article.id)
        # also if unchanged, because the process that stored it may have died before this step
        if edition:
            try:
                if not is_open_to_all(edition, time.time()):  # it may have been open before
                    self.podcast_updates.air(article.id)
                if taken is not TakeIn.STALE:
                    self._renew(article.id, edition, wanted_at)
            except StorageError as error:  # the article is stored, so a fetcher does the rest
                log.warning("%s: its narrations follow later: %s", article.id, error)
                number = wanted_at or self.repository.latest_run()
                self.queues.enqueue_task(Task("follow", f"{article.id} {number}"))
        return taken

    def follow(self, about: str) -> None:
        """Update the episode and the narrations of an article to its current edition.

        Args:
            about: Subject of the task: ID of the article, and `wanted_at` of `take_in`.
        """
        article_id, wanted_at = about.split(" ")
        edition = self.remember(article_id)
        if edition:
            self._renew(article_id, edition, int(wanted_at))

    def _renew(self, article_id: str, edition: Edition, wanted_at: int | None = None) -> None:
        self._bring_into_line(article_id, edition)
        self._follow(article_id, edition, wanted_at)

    def list_as_published(self, article_ids: Sequence[str]) -> None:
        """Record that the publisher lists articles, so that public lists may name them."""
        for article_id in self.store.list_as_published(article_ids):
            self.queues.enqueue_task(Task("air", article_id))

    def _bring_into_line(self, article_id: str, edition: Edition) -> None:
        """Update the episode of an article, and purge the CDN if the article is closed now."""
        if self.podcast_updates.has_episode(article_id):
            self.queues.enqueue_task(Task("air", article_id))
        if not is_open_to_all(edition, time.time()):
            for task in self.cdn_purges.of_article(article_id, self._names()):
                self.queues.enqueue_task(task)

    def purge_closed(self) -> None:
        """Purge the audio of all closed articles from the CDN, after the rules have changed."""
        for task in self.cdn_purges.of_closed(self._names()):
            self.queues.enqueue_task(task)

    def confirm(self, article_id: str, wanted_at: int | None = None) -> None:
        """Request the narrations of an unchanged article, if its intake was interrupted.

        Args:
            article_id: ID of the article.
            wanted_at: See `take_in`.
        """
        edition = self.remember(article_id)
        if edition:
            self._follow(article_id, edition, wanted_at)

    def settle(self, article_id: str, now: datetime | None = None) -> None:
        """Request the narrations of an article's newest text, after a period without edits.

        If the process dies meanwhile, a later call requests them again.
        """
        settles_at = self.store.settle(article_id, now)
        if settles_at:
            self.confirm(article_id)
            self.store.settled(article_id, settles_at)

    def withdraw(
        self,
        article_id: str,
        *,
        changed_at: datetime | None = None,
        asked_at: datetime | None = None,
    ) -> bool:
        """Delete the text and audio of a withdrawn article; its audio URLs then answer 410.

        A repeated call completes an interrupted one.

        Returns:
            True if this changed anything; False if the stored article is newer or withdrawn
            already.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        withdraw = partial(self._withdraw, article_id, changed_at, asked_at)
        before = self.store.changed_at([article_id]).get(article_id)
        if asked_at or (changed_at and before and before > changed_at):
            return withdraw()  # it may be too old to change anything
        return take_down_with_room(withdraw, partial(self.repository.make_room, article_id))

    def _withdraw(
        self, article_id: str, changed_at: datetime | None, asked_at: datetime | None
    ) -> bool:
        self.cached_editions.forget(article_id)
        with self.completed_later(article_id):
            changed = self.store.withdraw(article_id, changed_at, asked_at)
            edition = self.remember(article_id)
            if edition and edition.standing is Standing.WITHDRAWN:  # else the stored one is newer
                self.take_down(article_id)
                self.plays.forget(article_id)
                back = self.remember(article_id)
                if back:  # published again meanwhile, and the new narration was taken down too
                    self._follow(article_id, back)
        return changed

    def delete(self, article_id: str) -> bool:
        """Delete an article with its audio, and return True if it existed.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        return take_down_with_room(
            partial(self._delete, article_id), partial(self.repository.make_room, article_id)
        )

    def _delete(self, article_id: str) -> bool:
        self.cached_editions.forget(article_id)
        with self.completed_later(article_id):
            found = self.store.delete(article_id)
            self.cached_editions.forget(article_id)
            self.take_down(article_id)
            self.plays.forget(article_id)
        return found

    def complete_removal(self, about: str) -> None:
        """Complete the interrupted removal of an article, if the database has removed it.

        Args:
            about: Subject of the task.
        """
        article_id, not_after = about.split(" ")
        self.cached_editions.forget(article_id)
        edition = self.remember(article_id)
        if edition is None or edition.standing is Standing.WITHDRAWN:
            self._take_down(article_id, None, int(not_after))
            self.plays.forget(article_id)

    def fetch(self, article_id: str) -> None:
        """Queue a task that fetches an article from its source and takes it in."""
        self.queues.enqueue_task(Task("refresh", article_id))

    def remember(self, article_id: str) -> Edition | None:
        """Cache the edition in the store, repeatedly if another process changes it meanwhile."""
        noted, stored = None, self.store.edition(article_id)
        while stored is not None and stored != noted:
            self.cached_editions.remember(article_id, stored)
            noted, stored = stored, self.store.edition(article_id)
        return stored

    def _follow(self, article_id: str, edition: Edition, wanted_at: int | None = None) -> None:
        """Request an article's existing narrations again, and a new one if a rule says so."""
        if edition.standing is not Standing.OPEN:
            return
        records = self.voices()  # read once, because workers may publish others meanwhile
        voices = {record.name: record for record in records}
        chosen = self.store.choices(article_id)
        names, there = set(), set()
        is_closed = not is_open_to_all(edition, time.time())
        for narration in self.repository.of(article_id, voices):
            if is_closed and narration.track is None and not narration.basis.revision:
                continue  # this run began before the fetch; it ends unless its callers may listen
            voice = voices.get(narration.name.voice)
            if voice and speaks(voice.language, edition.language):
                names.add(voice.name)
                there.add(voice.name)
            else:  # the article's language has changed, or the voice is no longer available
                names.add(_reader(records, edition).name)
        if chosen and chosen.narrate is Narrate.ALWAYS:
            always = {voice.name for voice in self._readers_in_advance(records, edition)}
            names |= always
            there -= always
        for voice_name in sorted(names):
            name = NarrationName(article_id, voice_name)
            basis = Basis(edition.revision, voices[voice_name].sound)
            if voice_name in there:  # unless it is taken down meanwhile
                self.repository.renew(name, basis)
            else:
                self.repository.ask_for(name, basis, Priority.PREGENERATE, wanted_at=wanted_at)

    def _readers_in_advance(
        self, voices: Sequence[VoiceRecord], edition: Edition
    ) -> list[VoiceRecord]:
        """Return the voices that read an article before a listener asks for it.

        This is its studio voice, or its usual voice if it has no studio voice. While studio voices
        may not speak, it is both.
        """
        studio, usual = studio_voice(voices, edition), _reader(voices, edition)
        if studio is None:
            return [usual]
        return [studio] if self.is_studio_open() else [studio, usual]


def _reader(voices: Sequence[VoiceRecord], edition: Edition) -> VoiceRecord:
    """Return the voice of an article; the first voice if none speaks its language."""
    try:
        return usual_voice(voices, edition)
    except NoVoiceForLanguageError:
        return voices[0]
