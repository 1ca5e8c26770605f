"""What the routes of one process use, put together once."""

import time
from dataclasses import dataclass, field
from typing import cast

import redis
from flask import current_app

from audio_service.cues import CuesSoFar
from audio_service.keyring import Keyring
from audio_service.lookout import Lookout
from audio_service.owners import TrackOwners
from audio_service.problems import RequestError
from audio_service.rates import Rates
from audio_service.relay import Origin, Relays
from audio_service.settings import FaceSettings
from audio_service.waits import Waits
from cache.admissions import Admissions
from cache.audit import Audit
from cache.connection import connect
from cache.errors import BadSettingsError
from cache.holdings import Holdings
from cache.languages import choose_voice
from cache.leases import Leases
from cache.manifests import Manifests
from cache.metrics import Counters
from cache.narrations import Narrations
from cache.orders import Orders
from cache.plays import Plays
from cache.previews import Previews
from cache.progress import Progress
from cache.records import Edition
from cache.revisions import Revisions
from cache.seen_hooks import SeenHooks
from cache.slots import Slots
from cache.source_states import SourceStates
from cache.storage import Storage
from cache.urls import Addresses, UrlCache
from cache.voices import VoiceRecord, Voices, unpublished, usual_voice
from worker.articles.airing import Airing
from worker.articles.episodes import Episodes
from worker.articles.intake import Intake
from worker.articles.lexicon import LexiconStore
from worker.articles.publication import Publication, read_publication
from worker.articles.sources import DemoArticles, Source, Sources
from worker.articles.store import ArticleStore
from worker.queue import Queues

VOICES_KNOWN_S = 1.0
REDIS_PATIENCE_S = 0.25
REDIS_ANSWERS_WITHIN_S = 2.0


@dataclass
class VoiceDirectory:
    """The published voices, read from Redis at most once a second.

    Before any worker has published, they are those of the settings, of unknown language and sound.

    Args:
        published: Where workers publish them.
        configured: The voices in the settings, for before a worker has started.
        ruled: Those that rules name.
    """

    published: Voices
    configured: tuple[str, ...]
    ruled: tuple[str, ...] = ()
    _known: list[VoiceRecord] = field(default_factory=list)
    _there: list[VoiceRecord] = field(default_factory=list)
    _first_of_each: list[VoiceRecord] = field(default_factory=list)
    _chosen: dict[tuple[str | None, str], VoiceRecord] = field(default_factory=dict)
    _read_at: float = -VOICES_KNOWN_S

    def all(self) -> list[VoiceRecord]:
        """Return the published voices in order of preference."""
        now = time.monotonic()
        if now - self._read_at >= VOICES_KNOWN_S:
            self._known, self._read_at = self.published.all(), now
            self._there = self._known or unpublished(self.configured)
            firsts: dict[str, VoiceRecord] = {}
            for record in self._there:
                firsts.setdefault(record.language, record)
            self._first_of_each = list(firsts.values())
            self._chosen = {}
        return self._known

    def there(self) -> list[VoiceRecord]:
        """Return the published voices, or those of the settings before any were."""
        self.all()
        return self._there

    def candidates(self, wanted: str | None) -> list[VoiceRecord]:
        """Return the voice asked for, or those among which rules and the language decide.

        Raises:
            RequestError: There is no such voice.
        """
        self.all()
        if not wanted:
            return [*self._first_of_each, *(v for v in self._there if v.name in self.ruled)]
        named = [record for record in self._there if record.name == wanted]
        if not named:
            names = [record.name for record in self._there]
            raise RequestError(
                "no-such-voice", f"there is no voice {wanted!r}; there are {', '.join(names)}",
                voices=names,
            )  # fmt: skip
        return named

    def choose(self, wanted: str | None, language: str) -> VoiceRecord:
        """Return the voice asked for, or the first that speaks a language.

        Args:
            wanted: Name of the voice asked for.
            language: Of the article; empty if nobody knows.

        Raises:
            RequestError: There is no such voice.
            NoVoiceForLanguageError: There is none that speaks it, or the one asked for does not.
        """
        self.all()
        chosen = self._chosen.get((wanted, language))
        if chosen is None:
            self.candidates(wanted)
            chosen = choose_voice(self._there, language, wanted or None)
            self._chosen[wanted, language] = chosen
        return chosen

    def usual(self, edition: Edition) -> VoiceRecord:
        """Return who reads an article if nobody asks for a voice.

        Raises:
            NoVoiceForLanguageError: Nobody speaks its language.
        """
        self.all()
        return usual_voice(self._there, edition)

    def reader(self, wanted: str | None, edition: Edition) -> VoiceRecord:
        """Return who reads an article for a listener who may have asked for a voice.

        Raises:
            RequestError: There is no such voice.
            NoVoiceForLanguageError: There is none that speaks it, or the one asked for does not.
        """
        if wanted or not edition.voice:
            return self.choose(wanted, edition.language)
        return self.usual(edition)

    def listed(self) -> list[dict[str, str]]:
        """Return name and language of all voices, as problems show them."""
        return [{"name": record.name, "language": record.language} for record in self._there]


@dataclass(frozen=True)
class Desk:
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

    settings: FaceSettings
    keyring: Keyring
    redis: redis.Redis
    rates: Rates
    admissions: Admissions
    waits: Waits
    queues: Queues
    narrations: Narrations
    leases: Leases
    orders: Orders
    audit: Audit
    progress: Progress
    slots: Slots
    counters: Counters
    url_cache: UrlCache
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
    airing: Airing
    holdings: Holdings
    intake: Intake
    states: SourceStates
    seen_hooks: SeenHooks
    lexicon: LexiconStore
    previews: Previews
    owners: TrackOwners
    relays: Relays
    cues: CuesSoFar
    lookout: Lookout


def open_desk(settings: FaceSettings) -> Desk:
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
    holdings = Holdings(narrations, manifests, progress, slots)
    voices = VoiceDirectory(Voices(client), settings.voices, publication.voices)
    sources: list[Source] = [store, DemoArticles()] if settings.demo_site else [store]
    articles, episodes = Sources(sources, publication), Episodes(settings.database_location)
    airing = Airing(episodes, articles, store, manifests, storage, voices.there, queues.errands)
    return Desk(
        settings=settings,
        keyring=Keyring(settings.database_location, settings.api_key),
        redis=client,
        rates=Rates(client, settings),
        admissions=Admissions(client, settings.max_pressed, settings.daily_budget_min * 60),
        waits=Waits(queues),
        queues=queues,
        narrations=narrations,
        leases=Leases(client),
        orders=Orders(client),
        audit=Audit(client),
        progress=progress,
        slots=slots,
        counters=Counters(client),
        url_cache=UrlCache(client, addresses),
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
        seen_hooks=SeenHooks(client),
        lexicon=LexiconStore(settings.database_location, settings.lexicon_file),
        previews=Previews(client),
        owners=TrackOwners(manifests),
        relays=Relays(Origin(narrations, progress, storage, client)),
        cues=CuesSoFar(progress),
        lookout=Lookout(settings, storage, publication),
    )


def desk() -> Desk:
    """Return what the routes of this process use."""
    return cast("Desk", current_app.extensions["listen"])
