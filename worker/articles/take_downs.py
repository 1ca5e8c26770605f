"""Take-downs of audio, which another process completes if the first one dies."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from cache.messages.published_voices import VoiceRecord
from cache.messages.tasks import ALL, Task, Tasks
from cache.narrations.records_and_audio import NarrationRepository, RemovedAudio
from worker.articles.cdn_purge_urls import CdnPurges
from worker.articles.full_disk import take_down_with_room


class PodcastEpisodes(Protocol):
    """The part of the podcast that take-downs need; `worker.podcast.publishing` implements it."""

    def has_episode(self, article_id: str) -> bool:
        """Return whether an article is in the podcast."""

    def expect(self, article_id: str) -> None:
        """Record a task to update the episode of an article."""

    def air(self, article_id: str) -> None:
        """Update the episode of an article."""


class TaskQueue(Protocol):
    """The part of the job queues that take-downs need; `worker.jobs.queues` implements it."""

    tasks: Tasks

    def enqueue_task(self, task: Task) -> None:
        """Queue a task that survives the death of a worker."""


@dataclass(frozen=True)
class TakeDowns:
    """Take-downs of audio.

    Attributes:
        repository: Repository of narrations.
        voices: Function that returns the available voices, in order of preference.
        cdn_purges: Purges of audio from a CDN.
        queues: Job queues.
        podcast_updates: Podcast publishing.
    """

    repository: NarrationRepository
    voices: Callable[[], Sequence[VoiceRecord]]
    cdn_purges: CdnPurges
    queues: TaskQueue
    podcast_updates: PodcastEpisodes

    def take_down(self, article_id: str, voice: str | None = None) -> int:
        """Take down narrations of an article, in one voice or in all, and purge them from the CDN.

        Returns:
            The number of narrations.
        """
        return take_down_with_room(
            partial(self._take_down_noted, article_id, voice),
            partial(self.repository.make_room, article_id, voice),
        )

    def _take_down_noted(self, article_id: str, voice: str | None) -> int:
        latest = self.repository.latest_run()
        doing = Task("take_down", f"{article_id} {voice or ALL} {latest}")
        self.queues.tasks.note(doing)
        removed = self._take_down(article_id, voice)
        self.queues.tasks.done(doing)
        return removed.narrations

    def end_take_down(self, about: str) -> None:
        """Complete an interrupted take-down; narrations started later stay.

        Args:
            about: Subject of the task.
        """
        article_id, voice, not_after = about.split(" ")
        self._take_down(article_id, None if voice == ALL else voice, int(not_after))

    def _take_down(
        self, article_id: str, voice: str | None, not_after: int | None = None
    ) -> RemovedAudio:
        self.podcast_updates.expect(article_id)
        purges = self.cdn_purges.of_article(article_id, [voice] if voice else self._names())
        self._note(purges)
        removed = self.repository.take_down(
            article_id,
            self._names(),
            voice,
            not_after=not_after,
            warn=lambda coming: self._note(self.cdn_purges.of_removed(coming)),
        )
        for task in dict.fromkeys((*self.cdn_purges.of_removed(removed), *purges)):
            self.queues.enqueue_task(task)
        self.podcast_updates.air(article_id)
        return removed

    def _note(self, purges: Iterable[Task]) -> None:
        """Record CDN purges as tasks before the deletion, in case the process dies meanwhile."""
        for task in purges:
            self.queues.tasks.note(task)

    @contextmanager
    def completed_later(self, article_id: str) -> Iterator[None]:
        """Have another process complete the removal of an article if this one does not.

        Yields:
            Nothing; the article is removed meanwhile.
        """
        doing = Task("complete_removal", f"{article_id} {self.repository.latest_run()}")
        self.queues.tasks.note(doing)
        yield
        self.queues.tasks.done(doing)

    def _names(self) -> list[str]:
        return [record.name for record in self.voices()]
