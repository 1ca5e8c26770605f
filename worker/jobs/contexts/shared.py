"""Dependencies that every process of the service has, built once at its start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import redis

from cache.access.clip_proofs import ClipProofs
from cache.access.presses_before_fetch import EntitledPresses
from cache.access.segment_addresses import SegmentAddresses
from cache.articles.cached_editions import CachedEditions
from cache.audio.native_call_limits import Call, call_directly
from cache.audio.storage import Storage
from cache.messages.lexicon_updates import LexiconUpdates
from cache.messages.published_voices import VoiceRecord, Voices, is_studio
from cache.messages.slot_parts import SlotParts
from cache.narrations.leases import Leases
from cache.narrations.manifests import Manifests
from cache.narrations.narration_store import Narrations
from cache.narrations.prepared_answers import PreparedAnswers
from cache.narrations.progress import Progress
from cache.narrations.public_urls import Addresses
from cache.narrations.records_and_audio import NarrationRepository
from cache.narrations.slot_cache import Slots
from cache.operations.counters import Counters
from cache.operations.plays import Plays
from cache.operations.studio_allowance import StudioAllowance
from cache.operations.voice_figures import VoiceCosts
from cache.settings import SharedSettings
from cache.upstreams.circuit_breaker import CircuitBreaker
from worker.articles.cdn_purge_urls import CdnPurges
from worker.articles.database import Database
from worker.articles.intake import Intake
from worker.articles.lexicon_store import LexiconStore
from worker.articles.lookup import DemoArticles, Source, Sources
from worker.articles.store import ArticleStore
from worker.jobs.failures.fallbacks import Fallbacks
from worker.jobs.queues import Queues
from worker.podcast.episodes import Episodes
from worker.podcast.publishing import PodcastPublishing
from worker.publication.publication import Publication


@dataclass(frozen=True)
class NarrationStores:
    """The state of narrations, in Redis and in storage.

    Attributes:
        narrations: Narration records.
        progress: Utterances and slots of narrations under way.
        leases: Leases, locks and heartbeats.
        slots: Slots in storage.
        parts: Parts of slots that are being made.
        manifests: Manifests of finished narrations, in storage.
        repository: Narrations, in Redis or in storage.
        prepared_answers: Prepared answers of ready narrations.
        addresses: Addresses of audio, streams and cues.
        segments: Addresses of the segments in playlists.
    """

    narrations: Narrations
    progress: Progress
    leases: Leases
    slots: Slots
    parts: SlotParts
    manifests: Manifests
    repository: NarrationRepository
    prepared_answers: PreparedAnswers
    addresses: Addresses
    segments: SegmentAddresses


@dataclass(frozen=True)
class ArticleStores:
    """Articles, and everything that is kept about them.

    Attributes:
        database: The database of the article store; one connection pool for all of its tables.
        store: The article store.
        lookup: Every place where articles are looked up: the store, then the demo articles.
        cached_editions: Current revisions of articles, in Redis.
        lexicon: The pronunciation lexicon.
        lexicon_updates: Updates of all narrations to the lexicon.
        episodes: Episodes of the podcast.
        publishing: Adding articles to the podcast and removing them.
        intake: Storing, changing and withdrawing articles.
        plays: Play counts.
        entitled: Presses by callers with a key or signature, on articles not fetched yet.
    """

    database: Database
    store: ArticleStore
    lookup: Sources
    cached_editions: CachedEditions
    lexicon: LexiconStore
    lexicon_updates: LexiconUpdates
    episodes: Episodes
    publishing: PodcastPublishing
    intake: Intake
    plays: Plays
    entitled: EntitledPresses


@dataclass(frozen=True)
class SharedContext:
    """Dependencies that every process has.

    Attributes:
        redis: Connection to Redis.
        storage: Stored audio.
        publication: Sources and rules of the publisher.
        queues: Job queues.
        counters: Counters for `/status` and `/metrics`.
        stores: The state of narrations.
        articles: Articles, and everything that is kept about them.
        fallbacks: Choice of the voice that takes over from a failed one.
        studio_allowance: Hours and budgets of studio voices.
        voice_costs: Costs of the voices with a price.
    """

    redis: redis.Redis
    storage: Storage
    publication: Publication
    queues: Queues
    counters: Counters
    stores: NarrationStores
    articles: ArticleStores
    fallbacks: Fallbacks
    studio_allowance: StudioAllowance
    voice_costs: VoiceCosts


def open_shared(  # noqa: PLR0913  # each kind of process differs in some of these
    settings: SharedSettings,
    client: redis.Redis,
    publication: Publication,
    *,
    workers: int = 1,
    voices: Callable[[], Sequence[VoiceRecord]] | None = None,
    has_demo: bool = True,
    storage_call: Call = call_directly,
    database_call: Call = call_directly,
) -> SharedContext:
    """Return the dependencies that every process has; nothing is connected yet.

    Args:
        settings: Settings of the process.
        client: Connection to Redis; its time-outs differ between kinds of processes.
        publication: Sources and rules of the publisher.
        workers: Number of `speak` jobs for one narration.
        voices: Returns the available voices, in order of preference; by default, those in Redis.
        has_demo: True to include the demo articles.
        storage_call: Function that makes each call to storage, such as with a time limit.
        database_call: Function that makes each transaction, such as with a time limit.
    """
    storage = Storage(settings.storage_location, storage_call)
    database = Database(settings.database_location, database_call)
    store = ArticleStore(database, publication)
    sources: list[Source] = [store, DemoArticles()] if has_demo else [store]
    lookup = Sources(sources, publication)
    published = Voices(client)
    known = voices or (lambda: published.known(settings.all_voices, settings.studio_voice))
    queues = Queues(client, workers, lambda name: is_studio(known(), name))
    narrations, progress = Narrations(client, queues), Progress(client)
    manifests, slots = Manifests(storage), Slots(client)
    addresses, cached_editions, plays = (
        Addresses(settings.public_url),
        CachedEditions(client, publication.digest),
        Plays(client),
    )
    segments = SegmentAddresses(addresses, ClipProofs(client))
    repository = NarrationRepository(narrations, manifests)
    allowance = StudioAllowance(client, settings)
    episodes = Episodes(database)
    publishing = PodcastPublishing(episodes, lookup, store, manifests, storage, known, queues.tasks)
    return SharedContext(
        redis=client,
        storage=storage,
        publication=publication,
        queues=queues,
        counters=Counters(client),
        stores=NarrationStores(
            narrations=narrations,
            progress=progress,
            leases=Leases(client),
            slots=slots,
            parts=SlotParts(client),
            manifests=manifests,
            repository=repository,
            prepared_answers=PreparedAnswers(client, addresses, publication.digest),
            addresses=addresses,
            segments=segments,
        ),
        articles=ArticleStores(
            database=database,
            store=store,
            lookup=lookup,
            cached_editions=cached_editions,
            lexicon=LexiconStore(database, settings.lexicon_file),
            lexicon_updates=LexiconUpdates(client, queues.tasks),
            episodes=episodes,
            publishing=publishing,
            intake=Intake(
                repository,
                known,
                CdnPurges(
                    publication.purge is not None,
                    segments,
                    manifests,
                    narrations,
                    progress,
                    store,
                    queues.tasks,
                ),
                queues,
                publishing,
                publication,
                store,
                cached_editions,
                plays,
                allowance.is_open,
            ),
            plays=plays,
            entitled=EntitledPresses(client),
        ),
        fallbacks=Fallbacks(
            known, lookup, narrations, lambda engine: CircuitBreaker(client, engine)
        ),
        studio_allowance=allowance,
        voice_costs=VoiceCosts(client, settings),
    )
