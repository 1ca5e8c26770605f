"""Dependencies of a fetcher process, built once at its start."""

from dataclasses import dataclass
from datetime import timedelta

from cache.articles.edition import Standing
from cache.audio.native_call_limits import TimeLimitedCalls
from cache.audio.storage import local_folder
from cache.messages.published_voices import Voices
from cache.operations.heartbeats import WorkerActivity
from cache.operations.source_states import SourceStates
from cache.redis.client import connect
from worker.articles.lookup import Sources
from worker.fetch.client import Fetcher
from worker.jobs.contexts.shared import SharedContext, open_shared
from worker.maintenance.lexicon_update import LexiconUpdater
from worker.maintenance.storage_cleanup import CleanupLimits, StorageCleanup
from worker.publication.publication import read_publication
from worker.settings import STORAGE_ANSWERS_WITHIN_S, WorkerSettings
from worker.sources.source_readers import Upstreams


@dataclass(frozen=True)
class FetcherContext(SharedContext):
    """Dependencies of a fetcher process.

    Attributes:
        activity: The job that this process runs.
        fetcher: Outgoing HTTP requests.
        upstreams: External sources, such as content management systems and feeds.
        states: State of each source when it was last polled.
        sweeper: Housekeeping in storage.
        lexicon_updater: Updates of all narrations to the lexicon.
    """

    activity: WorkerActivity
    fetcher: Fetcher
    upstreams: Upstreams
    states: SourceStates
    sweeper: StorageCleanup
    lexicon_updater: LexiconUpdater

    @property
    def worker(self) -> str:
        """Holder name under which the running job takes leases."""
        return self.activity.holder


def open_fetcher_context(settings: WorkerSettings, worker: str) -> FetcherContext:
    """Return the dependencies of a fetcher process; nothing is connected yet.

    Raises:
        BadSettingsError: The publication file is not valid.
    """
    client = connect(settings)
    publication = read_publication(settings.publication_file)
    shared = open_shared(
        settings,
        client,
        publication,
        workers=settings.workers,
        storage_call=TimeLimitedCalls(STORAGE_ANSWERS_WITHIN_S),
    )
    articles, stores = shared.articles, shared.stores
    fetcher = Fetcher(
        settings.source_timeout_s, settings.private_hosts, public_url=settings.public_url
    )
    return FetcherContext(
        **vars(shared),
        activity=WorkerActivity(worker),
        fetcher=fetcher,
        upstreams=Upstreams(publication, fetcher),
        states=SourceStates(client),
        sweeper=StorageCleanup(
            storage=shared.storage,
            folder=local_folder(settings.storage_location),
            manifests=stores.manifests,
            narrations=stores.narrations,
            progress=stores.progress,
            standing_of=lambda article_id: _standing(articles.lookup, article_id),
            take_down=articles.intake.take_down,
            limits=CleanupLimits(
                clips_bytes=int(settings.clips_max_gb * 1e9),
                clips_for=timedelta(days=settings.clips_max_days),
                earlier_for=timedelta(days=settings.earlier_tracks_days),
            ),
            forget_lost=stores.repository.forget_lost_track,
            known_samples=lambda: {voice.sample for voice in Voices(client).all()},
        ),
        lexicon_updater=LexiconUpdater(
            articles.lexicon_updates,
            articles.lexicon,
            stores.manifests,
            stores.repository,
            articles.lookup,
            Voices(client),
        ),
    )


def _standing(articles: Sources, article_id: str) -> Standing | None:
    """Return the availability of an article, or None if no source has it."""
    edition = articles.edition(article_id)
    return edition.standing if edition else None
