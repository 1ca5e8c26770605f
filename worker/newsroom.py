"""What one process needs that asks other servers for articles, put together once."""

from dataclasses import dataclass
from datetime import timedelta

import redis

from cache.connection import connect
from cache.holdings import Holdings
from cache.leases import Leases
from cache.manifests import Manifests
from cache.metrics import Counters
from cache.narrations import Narrations
from cache.plays import Plays
from cache.progress import Progress
from cache.records import Standing
from cache.revisions import Revisions
from cache.slots import Slots
from cache.source_states import SourceStates
from cache.storage import Storage, local_folder
from cache.urls import Addresses
from cache.voices import Voices
from worker.articles.airing import Airing
from worker.articles.episodes import Episodes
from worker.articles.fetch import Fetcher
from worker.articles.intake import Intake
from worker.articles.publication import Publication, read_publication
from worker.articles.sources import DemoArticles, Sources
from worker.articles.store import ArticleStore
from worker.articles.upstream import Upstreams
from worker.queue import Queues
from worker.settings import WorkerSettings
from worker.sweep import Limits, Sweeper


@dataclass(frozen=True)
class Newsroom:
    """Everything the chores use.

    Attributes:
        worker: Name of this process; leases are in this name.
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

    worker: str
    redis: redis.Redis
    publication: Publication
    queues: Queues
    narrations: Narrations
    leases: Leases
    counters: Counters
    holdings: Holdings
    store: ArticleStore
    intake: Intake
    airing: Airing
    fetcher: Fetcher
    upstreams: Upstreams
    states: SourceStates
    sweeper: Sweeper


def open_newsroom(settings: WorkerSettings, worker: str) -> Newsroom:
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
    holdings = Holdings(narrations, manifests, progress, Slots(client))
    articles = Sources([store, DemoArticles()], publication)
    airing = Airing(
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
    return Newsroom(
        worker=worker,
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
        sweeper=Sweeper(
            storage=storage,
            folder=local_folder(settings.storage_location),
            manifests=manifests,
            narrations=narrations,
            progress=progress,
            standing_of=lambda article_id: _standing(articles, article_id),
            take_down=intake.take_down,
            limits=Limits(
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
