"""What happens when an article comes in, changes, or is taken back by its publisher.

The article store is written first, then what is noted of it in Redis, then narrations are asked
for. Who dies in between leaves nothing wrong: the note expires, and the next press asks by itself.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cache.errors import NoVoiceForLanguageError
from cache.languages import speaks
from cache.messages.tasks import ALL, Task, Tasks
from cache.messages.voices import VoiceRecord, usual_voice
from cache.narrations.addresses import Addresses
from cache.narrations.edition import Basis, Edition, Standing
from cache.narrations.name import NarrationName
from cache.narrations.record import Priority
from cache.narrations.repository import NarrationRepository, RemovedAudio
from cache.narrations.revisions import Revisions
from cache.operations.plays import Plays
from worker.articles.store import ArticleStore, TakeIn
from worker.model.article import Article
from worker.model.fetched_article import NONE, FetchedArticle, Validators
from worker.publication.publication import Publication
from worker.publication.rules import Narrate
from worker.publication.sources import STORE


class PodcastEpisodes(Protocol):
    """Episodes of the podcast; `worker.podcast.publishing` provides them."""

    def expect(self, article_id: str) -> None:
        """Note that the episode of an article has to be looked at again."""

    def air(self, article_id: str) -> None:
        """Bring the episode of an article up to date."""


class TaskQueue(Protocol):
    """Where other processes are asked for what is to be done; `worker.jobs.queues` provides it."""

    errands: Tasks

    def enqueue_errand(self, errand: Task) -> None:
        """Have something done, also if who has it in hand dies."""


@dataclass(frozen=True)
class Intake:
    """Where articles come in, and are taken back.

    Attributes:
        publication: What the publisher wants done with them.
        store: Where they are kept.
        revisions: Where a press finds what is current of them.
        holdings: Their narrations.
        plays: How far they were heard.
        voices: Returns the voices there are, in order of preference.
        addresses: Where listeners find audio.
        queues: Where other processes are asked.
        airing: What takes articles out of the podcast.
    """

    publication: Publication
    store: ArticleStore
    revisions: Revisions
    holdings: NarrationRepository
    plays: Plays
    voices: Callable[[], Sequence[VoiceRecord]]
    addresses: Addresses
    queues: TaskQueue
    airing: PodcastEpisodes

    def take_in(
        self,
        article: Article,
        *,
        source: str = STORE,
        changed_at: datetime | None = None,
        validators: Validators = NONE,
        asked_at: datetime | None = None,
    ) -> TakeIn:
        """Store an article and have it narrated, as the rules and its source's settings say.

        Args:
            article: What it says.
            source: Name of the source that it is from.
            changed_at: When it last changed there. What is older than what is stored, or than its
                being withdrawn, changes nothing.
            validators: What a conditional request for it sends.
            asked_at: When its source was asked; see `ArticleStore.take_in`.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        self.revisions.forget(article.id)
        taken = self.store.take_in(
            FetchedArticle(article, changed_at, validators), source, asked_at
        )
        edition = self.remember(article.id)
        if edition and edition.is_signed:  # it may have been for everybody before
            self.airing.air(article.id)
        if edition and taken is not TakeIn.STALE:  # unchanged, too: who stored it may have died
            self._follow(article.id, edition)
        return taken

    def confirm(self, article_id: str) -> None:
        """Have an article narrated that has not changed: who stored it may have died before."""
        edition = self.remember(article_id)
        if edition:
            self._follow(article_id, edition)

    def settle(self, article_id: str, now: datetime | None = None) -> None:
        """Have an article narrated as it stands now, after nobody has edited it for a while.

        Who dies over it leaves it to be settled once more.
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
        """Forget an article that its publisher has taken back; its audio answers 410 from then on.

        Asked again, it ends what failed half-way before.

        Returns:
            Whether this changed anything: False if what is there is newer, or was withdrawn before.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        self.revisions.forget(article_id)
        changed = self.store.withdraw(article_id, changed_at, asked_at)
        edition = self.remember(article_id)
        if edition and edition.standing is Standing.WITHDRAWN:  # else what is there is newer
            self.take_down(article_id)
            self.plays.forget(article_id)
            back = self.remember(article_id)
            if back:  # it came back in this very moment, and its narration was taken down as well
                self._follow(article_id, back)
        return changed

    def delete(self, article_id: str) -> bool:
        """Delete an article with its audio, as if it had never been; return whether there was one.

        Raises:
            ArticleStoreError: The database refuses or does not answer.
        """
        self.revisions.forget(article_id)
        found = self.store.delete(article_id)
        self.revisions.forget(article_id)
        self.take_down(article_id)
        self.plays.forget(article_id)
        return found

    def take_down(self, article_id: str, voice: str | None = None) -> int:
        """Take narrations of an article down, in one voice or in all, and tell the CDN.

        Returns:
            How many there were.
        """
        doing = Task("take_down", f"{article_id} {voice or ALL} {round(time.time() * 1000)}")
        self.queues.errands.note(doing)
        removed = self._take_down(article_id, voice)
        self.queues.errands.done(doing)
        return removed.narrations

    def end_take_down(self, about: str) -> None:
        """Do what a process had begun to take down when it died; later runs are left alone.

        Args:
            about: What its task says it is about.
        """
        article_id, voice, not_after = about.split(" ")
        self._take_down(article_id, None if voice == ALL else voice, int(not_after))

    def _take_down(
        self, article_id: str, voice: str | None, not_after: int | None = None
    ) -> RemovedAudio:
        self.airing.expect(article_id)
        removed = self.holdings.take_down(
            article_id, self._names(), voice, not_after=not_after, warn=self._note_purges
        )
        for errand in self._purges(removed):
            self.queues.enqueue_errand(errand)
        self.airing.air(article_id)
        return removed

    def _note_purges(self, coming: RemovedAudio) -> None:
        """Note what a CDN is to forget before it is deleted, and who deletes it may die."""
        for errand in self._purges(coming):
            self.queues.errands.note(errand)

    def _purges(self, removed: RemovedAudio) -> list[Task]:
        if not self.publication.purge:
            return []
        tracks = [self.addresses.track(track) for track in removed.tracks]
        slots = [self.addresses.clip(slot) for slot in removed.slots]
        return [Task("purge", url) for url in (*tracks, *slots)]

    def fetch(self, article_id: str) -> None:
        """Have an article fetched from its source and taken in."""
        self.queues.enqueue_errand(Task("refresh", article_id))

    def remember(self, article_id: str) -> Edition | None:
        """Note what the store holds; if somebody else has written meanwhile, note theirs."""
        noted, stored = None, self.store.edition(article_id)
        while stored is not None and stored != noted:
            self.revisions.remember(article_id, stored)
            noted, stored = stored, self.store.edition(article_id)
        return stored

    def _follow(self, article_id: str, edition: Edition) -> None:
        """Have an article's narrations made again, and its usual one made if a rule says so."""
        if edition.standing is not Standing.OPEN:
            return
        voices = {record.name: record for record in self.voices()}
        chosen = self.store.choices(article_id)
        names, there = set(), set()
        for narration in self.holdings.of(article_id, voices):
            voice = voices.get(narration.name.voice)
            if voice and speaks(voice.language, edition.language):
                names.add(voice.name)
                there.add(voice.name)
            else:  # it is in another language now, or the voice has gone
                names.add(self._reader(edition).name)
        if chosen and chosen.narrate is Narrate.ALWAYS:
            always = self._reader(edition).name
            names.add(always)
            there.discard(always)
        for voice_name in sorted(names):
            name = NarrationName(article_id, voice_name)
            basis = Basis(edition.revision, voices[voice_name].sound)
            if voice_name in there:  # unless somebody takes it down meanwhile
                self.holdings.renew(name, basis)
            else:
                self.holdings.ask_for(name, basis, Priority.PREGENERATE)

    def _reader(self, edition: Edition) -> VoiceRecord:
        """Return who reads an article; where nobody can, the first, who says so by failing."""
        voices = self.voices()
        try:
            return usual_voice(voices, edition)
        except NoVoiceForLanguageError:
            return voices[0]

    def _names(self) -> list[str]:
        return [record.name for record in self.voices()]
