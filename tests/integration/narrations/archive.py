"""Ready narrations, and the processes that update them to the lexicon."""

from contextlib import suppress
from dataclasses import dataclass

import redis

from audio_service.context import WebContext
from audio_service.pregenerate.lexicon_update import request_update
from cache.audio.paths import track_path
from cache.errors import ListenError
from cache.messages.lexicon_updates import LexiconUpdate, UpdateState
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, TrackRecord
from cache.narrations.track_manifest import Manifest
from cache.redis import keys
from cache.redis.client import as_text
from worker.jobs import fetch_jobs, track_publishing
from worker.jobs.contexts.fetcher import FetcherContext
from worker.jobs.contexts.speaker import SpeakerContext
from worker.model.article import Article
from worker.pronunciation.lexicon_entry import LexiconEntry

VOICE = "tone:220"
MOST_JOBS = 20


@dataclass
class Archive:
    """Ready narrations, and the processes that concern them.

    Attributes:
        web: Context of the web process, which takes requests.
        speaker: Context of a speaking process, which finishes narrations.
        fetcher: Context of the fetcher that updates them.
    """

    web: WebContext
    speaker: SpeakerContext
    fetcher: FetcherContext

    def add(self, article_id: str, written: str) -> Narration:
        """Store an article of one sentence whose track is ready, and return its narration."""
        name = NarrationName(article_id, VOICE)
        self.web.articles.intake.take_in(Article(article_id, html=f"<p>{written}</p>"))
        edition = self.web.articles.store.edition(article_id)
        assert edition
        basis = Basis(edition.revision, "s")
        asked = self.web.stores.repository.ask_for(name, basis, Priority.PREGENERATE)
        digest = article_id.encode().hex().ljust(32, "0")
        track = TrackRecord(digest, 2.5, "fp", basis, 1)
        self.web.storage.write(track_path(digest), b"mp3")
        manifest = Manifest(name, track, {}, [{"written": written}], "en", [(1, [])])
        assert track_publishing.publish_track(self.speaker, asked.run, manifest)
        return self.read(article_id)

    def read(self, article_id: str) -> Narration:
        return self.web.stores.narrations.read(NarrationName(article_id, VOICE))

    def say(self, *entries: LexiconEntry) -> None:
        self.web.articles.lexicon.put(entries)

    def request(self, *, is_dry_run: bool = False) -> str:
        return request_update(self.web, is_dry_run=is_dry_run)

    def state(self, update_id: str) -> LexiconUpdate:
        found = self.web.articles.lexicon_updates.find(update_id)
        assert found
        return found

    def waiting(self) -> list[str]:
        """Return the tasks that are recorded."""
        return list(map(as_text, self.web.redis.hkeys(keys.TASKS)))

    def finish(self, update_id: str, fetcher: FetcherContext | None = None) -> LexiconUpdate:
        """Do the jobs of an update until it ends, and return its state."""
        for _ in range(MOST_JOBS):
            with suppress(ListenError, redis.ConnectionError):  # RQ would take note of it
                fetch_jobs.apply_lexicon(fetcher or self.fetcher, update_id)
            if self.state(update_id).state is UpdateState.DONE:
                break
        return self.state(update_id)
