"""Purges of audio from the publisher's CDN: all URLs at which it may be cached."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cache.access.listening_rights import is_open_to_all
from cache.access.segment_addresses import SegmentAddresses
from cache.messages.tasks import Task, Tasks
from cache.narrations.manifests import Manifests
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.progress import Progress
from cache.narrations.records_and_audio import RemovedAudio
from worker.articles.store import ArticleStore

AT_ONCE = 500
"""Number of articles whose editions are read at a time."""


@dataclass(frozen=True)
class CdnPurges:
    """Purge tasks for the audio of articles.

    Attributes:
        is_on: True if the publication file configures purges.
        segments: Builder of the URLs of segments.
        manifests: Store of track manifests.
        narrations: Store of narration records.
        progress: Progress of unfinished runs.
        store: Article store.
        tasks: Store of tasks.
    """

    is_on: bool
    segments: SegmentAddresses
    manifests: Manifests
    narrations: Narrations
    progress: Progress
    store: ArticleStore
    tasks: Tasks

    def of_article(self, article_id: str, voices: Sequence[str]) -> list[Task]:
        """Return the purges of all audio of an article: tracks, also earlier ones, and segments.

        Args:
            article_id: ID of the article.
            voices: Voices to look up, in addition to those with a track.
        """
        if not self.is_on:
            return []
        names = {NarrationName(article_id, voice) for voice in voices}
        names |= set(self.manifests.voices_of(article_id))
        urls = dict.fromkeys(url for name in sorted(names) for url in self._urls(name))
        return [Task("purge", url) for url in urls]

    def of_removed(self, removed: RemovedAudio) -> list[Task]:
        """Return the purges of audio that was taken down, by its bare URLs."""
        if not self.is_on:
            return []
        addresses = self.segments.addresses
        tracks = [addresses.track(track) for track in removed.tracks]
        slots = [addresses.clip(slot) for slot in removed.slots]
        return [Task("purge", url) for url in (*tracks, *slots)]

    def of_closed(self, voices: Sequence[str]) -> Iterator[Task]:
        """Yield the purges of all narrated articles that are closed now."""
        narrated = sorted({name.article_id for name in self.manifests.names()})
        for first in range(0, len(narrated) if self.is_on else 0, AT_ONCE):
            some = narrated[first : first + AT_ONCE]
            editions, now = self.store.editions(some), time.time()
            for article_id in some:
                edition = editions.get(article_id)
                if edition is not None and not is_open_to_all(edition, now):
                    yield from self.of_article(article_id, voices)

    def _urls(self, name: NarrationName) -> Iterator[str]:
        """Yield the URLs at which audio of a narration may be cached."""
        narration = self.narrations.read(name)
        live, *earlier = self.manifests.tracks_of(name)
        kept = narration.track.hash if narration.track else None
        for track in dict.fromkeys(filter(None, (kept, live, *earlier))):
            yield self.segments.addresses.track(track)
            manifest = self.manifests.of_track(track)
            heard = manifest.heard if manifest else []
            yield from self.segments.of(name.article_id, [(h, s) for h, _, s in heard])
        made = map(json.loads, self.progress.slots_from(name, 0))
        yield from self.segments.of(
            name.article_id, [(slot["hash"], slot["duration_s"]) for slot in made]
        )
