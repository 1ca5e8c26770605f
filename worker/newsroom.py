"""What one process needs that asks other servers for articles, put together once."""

from dataclasses import dataclass

import redis

from cache.connection import connect
from cache.holdings import Holdings
from cache.leases import Leases
from cache.manifests import Manifests
from cache.metrics import Counters
from cache.narrations import Narrations
from cache.plays import Plays
from cache.progress import Progress
from cache.revisions import Revisions
from cache.slots import Slots
from cache.source_states import SourceStates
from cache.storage import Storage
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
    manifests = Manifests(storage)
    holdings = Holdings(narrations, manifests, Progress(client), Slots(client))
    airing = Airing(
        Episodes(settings.database_location), Sources([store, DemoArticles()], publication), store,
        manifests, storage, lambda: voices.known(settings.voices),
    )  # fmt: skip
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
        intake=Intake(
            publication,
            store,
            Revisions(client),
            holdings,
            Plays(client),
            lambda: voices.known(settings.voices),
            Addresses(settings.public_url),
            queues,
            airing,
        ),
        airing=airing,
        fetcher=fetcher,
        upstreams=Upstreams(publication, fetcher),
        states=SourceStates(client),
    )
