"""Dependencies of the web process, built once at its start."""

from dataclasses import dataclass
from typing import cast

import redis
from flask import current_app

from audio_service.access.api_keys import ApiKeys
from audio_service.access.queue_waits import QueueWaits
from audio_service.access.rate_limits import RateLimits
from audio_service.access.track_owners import TrackOwners
from audio_service.listening.live_cues import LiveCues
from audio_service.listening.live_stream import LiveStreams, StreamOrigin
from audio_service.listening.voices import VoiceDirectory
from audio_service.operations.snapshot import SnapshotTaker
from audio_service.settings import WebSettings
from cache.audio.slots import Slots
from cache.audio.storage import Storage
from cache.errors import BadSettingsError
from cache.messages.previews import Previews
from cache.messages.voices import Voices
from cache.messages.webhook_deliveries import WebhookDeliveries
from cache.narrations.addresses import Addresses
from cache.narrations.admissions import Admissions
from cache.narrations.answers import PreparedAnswers
from cache.narrations.leases import Leases
from cache.narrations.manifests import Manifests
from cache.narrations.progress import Progress
from cache.narrations.repository import NarrationRepository
from cache.narrations.revisions import Revisions
from cache.narrations.transitions import Narrations
from cache.operations.audit_log import AuditLog
from cache.operations.counters import Counters
from cache.operations.flags import OperatorFlags
from cache.operations.plays import Plays
from cache.operations.source_states import SourceStates
from cache.redis.client import connect
from worker.articles.intake import Intake
from worker.articles.lexicon_store import LexiconStore
from worker.articles.lookup import DemoArticles, Source, Sources
from worker.articles.store import ArticleStore
from worker.jobs.queues import Queues
from worker.podcast.episodes import Episodes
from worker.podcast.publishing import PodcastPublishing
from worker.publication.publication import Publication, read_publication

REDIS_PATIENCE_S = 0.25

REDIS_ANSWERS_WITHIN_S = 2.0


@dataclass(frozen=True)
class WebContext:
    """Everything the routes use.

    Attributes:
        settings: Of this process.
        keyring: Who may do what.
        redis: Connection to the records.
        rates: How often whom may do what.
        admissions: How much of what was pressed is under way, and what it costs.
        waits: How long presses wait.
        queues: Where jobs are enqueued.
        narrations: The records.
        leases: Who lives.
        orders: What operators tell the processes.
        audit: What operators did.
        progress: What runs under way have made.
        slots: Which slots lie in storage.
        counters: What `/status` counts.
        url_cache: Prepared answers.
        addresses: Where listeners find what belongs to a narration.
        revisions: What is current of an article.
        plays: How far articles are heard.
        voices: Which voices there are.
        storage: Stored audio.
        manifests: What lies beside the tracks.
        store: What a CMS has pushed.
        articles: All places where articles are looked for.
        publication: Where articles come from, and what is done with them.
        episodes: What is in the podcast.
        airing: What puts articles into the podcast, and takes them out.
        holdings: Narrations, whether Redis knows them or only storage does.
        intake: Where articles come in, and are taken back.
        states: How each source was when it was last looked at.
        seen_hooks: Which publish hooks were heeded.
        lexicon: How names are said.
        previews: Where spoken sentences are waited for.
        owners: Which article each track is of.
        relays: Narrations that are heard while they are made.
        cues: When what is made so far is heard.
        lookout: What is seen of the whole service.
    """

    settings: WebSettings
    keyring: ApiKeys
    redis: redis.Redis
    rates: RateLimits
    admissions: Admissions
    waits: QueueWaits
    queues: Queues
    narrations: Narrations
    leases: Leases
    orders: OperatorFlags
    audit: AuditLog
    progress: Progress
    slots: Slots
    counters: Counters
    url_cache: PreparedAnswers
    addresses: Addresses
    revisions: Revisions
    plays: Plays
    voices: VoiceDirectory
    storage: Storage
    manifests: Manifests
    store: ArticleStore
    articles: Sources
    publication: Publication
    episodes: Episodes
    airing: PodcastPublishing
    holdings: NarrationRepository
    intake: Intake
    states: SourceStates
    seen_hooks: WebhookDeliveries
    lexicon: LexiconStore
    previews: Previews
    owners: TrackOwners
    relays: LiveStreams
    cues: LiveCues
    lookout: SnapshotTaker


def open_web_context(settings: WebSettings) -> WebContext:
    """Return everything the routes of one process use; nothing is connected yet.

    Raises:
        BadSettingsError: The publication file says what cannot be, or a key is missing.
    """
    client = connect(settings, patience_s=REDIS_PATIENCE_S, answers_within_s=REDIS_ANSWERS_WITHIN_S)
    queues = Queues(client, workers=1)
    storage = Storage(settings.storage_location)
    addresses = Addresses(settings.public_url)
    publication = read_publication(settings.publication_file)
    if publication.has_signed and not settings.signing_key:
        raise BadSettingsError('LISTEN_SIGNING_KEY: a rule says access = "signed", so set one')
    store = ArticleStore(settings.database_location, publication)
    narrations, progress = Narrations(client, queues), Progress(client)
    manifests, slots = Manifests(storage), Slots(client)
    revisions, plays = Revisions(client), Plays(client)
    holdings = NarrationRepository(narrations, manifests, progress, slots)
    voices = VoiceDirectory(Voices(client), settings.voices, publication.voices)
    sources: list[Source] = [store, DemoArticles()] if settings.demo_site else [store]
    articles, episodes = Sources(sources, publication), Episodes(settings.database_location)
    airing = PodcastPublishing(
        episodes, articles, store, manifests, storage, voices.there, queues.errands
    )
    return WebContext(
        settings=settings,
        keyring=ApiKeys(settings.database_location, settings.api_key),
        redis=client,
        rates=RateLimits(client, settings),
        admissions=Admissions(client, settings.max_pressed, settings.daily_budget_min * 60),
        waits=QueueWaits(queues),
        queues=queues,
        narrations=narrations,
        leases=Leases(client),
        orders=OperatorFlags(client),
        audit=AuditLog(client),
        progress=progress,
        slots=slots,
        counters=Counters(client),
        url_cache=PreparedAnswers(client, addresses),
        addresses=addresses,
        revisions=revisions,
        plays=plays,
        voices=voices,
        storage=storage,
        manifests=manifests,
        store=store,
        articles=articles,
        publication=publication,
        episodes=episodes,
        airing=airing,
        holdings=holdings,
        intake=Intake(
            publication, store, revisions, holdings, plays, voices.there, addresses, queues, airing
        ),
        states=SourceStates(client),
        seen_hooks=WebhookDeliveries(client),
        lexicon=LexiconStore(settings.database_location, settings.lexicon_file),
        previews=Previews(client),
        owners=TrackOwners(manifests),
        relays=LiveStreams(StreamOrigin(narrations, progress, storage, client)),
        cues=LiveCues(progress),
        lookout=SnapshotTaker(settings, storage, publication),
    )


def desk() -> WebContext:
    """Return what the routes of this process use."""
    return cast("WebContext", current_app.extensions["listen"])
