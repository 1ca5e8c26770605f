"""What one process needs that asks other servers for articles, put together once."""

from dataclasses import dataclass
from datetime import timedelta

import redis

from cache.audio.slots import Slots
from cache.audio.storage import Storage, local_folder
from cache.messages.voices import Voices
from cache.narrations.addresses import Addresses
from cache.narrations.edition import Standing
from cache.narrations.leases import Leases
from cache.narrations.manifests import Manifests
from cache.narrations.progress import Progress
from cache.narrations.repository import NarrationRepository
from cache.narrations.revisions import Revisions
from cache.narrations.transitions import Narrations
from cache.operations.counters import Counters
from cache.operations.heartbeats import WorkerActivity
from cache.operations.plays import Plays
from cache.operations.source_states import SourceStates
from cache.redis.client import connect
from worker.articles.intake import Intake
from worker.articles.lookup import DemoArticles, Sources
from worker.articles.store import ArticleStore
from worker.fetch.client import Fetcher
from worker.jobs.queues import Queues
from worker.maintenance.storage_cleanup import CleanupLimits, StorageCleanup
from worker.podcast.episodes import Episodes
from worker.podcast.publishing import PodcastPublishing
from worker.publication.publication import Publication, read_publication
from worker.settings import WorkerSettings
from worker.sources.upstream import Upstreams


@dataclass(frozen=True)
class FetcherContext:
    """Everything the chores use.

    Attributes:
        occupation: The job that this process runs.
        redis: Connection to the records.
        publication: Where articles come from, and what is done with them.
        queues: Where jobs are enqueued.
        narrations: The records.
        leases: Who has what in hand.
        counters: What `/status` counts.
        holdings: Narrations, whether Redis knows them or only storage does.
        store: Where articles are kept.
        intake: Where articles come in, and are taken back.
        airing: What puts articles into the podcast, and takes them out.
        fetcher: What asks other servers.
        upstreams: The sources outside.
        states: How each source was when it was last looked at.
        sweeper: Housekeeping in storage.
    """

    occupation: WorkerActivity
    redis: redis.Redis
    publication: Publication
    queues: Queues
    narrations: Narrations
    leases: Leases
    counters: Counters
    holdings: NarrationRepository
    store: ArticleStore
    intake: Intake
    airing: PodcastPublishing
    fetcher: Fetcher
    upstreams: Upstreams
    states: SourceStates
    sweeper: StorageCleanup

    @property
    def worker(self) -> str:
        """In whose name the running job takes leases."""
        return self.occupation.holder


def open_fetcher_context(settings: WorkerSettings, worker: str) -> FetcherContext:
    """Return everything the chores of one process use; nothing is connected yet.

    Raises:
        BadSettingsError: The publication file says what cannot be.
    """
    client = connect(settings)
    queues = Queues(client, settings.workers)
    storage = Storage(settings.storage_location)
    publication = read_publication(settings.publication_file)
    store = ArticleStore(settings.database_location, publication)
    narrations, voices = Narrations(client, queues), Voices(client)
    manifests, progress = Manifests(storage), Progress(client)
    holdings = NarrationRepository(narrations, manifests, progress, Slots(client))
    articles = Sources([store, DemoArticles()], publication)
    airing = PodcastPublishing(
        Episodes(settings.database_location), articles, store, manifests, storage,
        lambda: voices.known(settings.voices), queues.errands,
    )  # fmt: skip
    intake = Intake(
        publication,
        store,
        Revisions(client),
        holdings,
        Plays(client),
        lambda: voices.known(settings.voices),
        Addresses(settings.public_url),
        queues,
        airing,
    )
    fetcher = Fetcher(
        settings.source_timeout_s, settings.private_hosts, public_url=settings.public_url
    )
    return FetcherContext(
        occupation=WorkerActivity(worker),
        redis=client,
        publication=publication,
        queues=queues,
        narrations=narrations,
        leases=Leases(client),
        counters=Counters(client),
        holdings=holdings,
        store=store,
        intake=intake,
        airing=airing,
        fetcher=fetcher,
        upstreams=Upstreams(publication, fetcher),
        states=SourceStates(client),
        sweeper=StorageCleanup(
            storage=storage,
            folder=local_folder(settings.storage_location),
            manifests=manifests,
            narrations=narrations,
            progress=progress,
            standing_of=lambda article_id: _standing(articles, article_id),
            take_down=intake.take_down,
            limits=CleanupLimits(
                clips_bytes=int(settings.clips_max_gb * 1e9),
                clips_for=timedelta(days=settings.clips_max_days),
                earlier_for=timedelta(days=settings.earlier_tracks_days),
            ),
        ),
    )


def _standing(articles: Sources, article_id: str) -> Standing | None:
    """Return how an article stands, or None if no source holds it."""
    edition = articles.edition(article_id)
    return edition.standing if edition else None
