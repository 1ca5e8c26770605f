"""What the routes of one process use, put together once."""

import time
from dataclasses import dataclass, field
from typing import cast

import redis
from flask import current_app

from audio_service.problems import RequestError
from audio_service.settings import FaceSettings
from cache.connection import connect
from cache.leases import Leases
from cache.manifests import Manifests
from cache.metrics import Counters
from cache.narrations import Narrations
from cache.previews import Previews
from cache.progress import Progress
from cache.revisions import Revisions
from cache.slots import Slots
from cache.storage import Storage
from cache.urls import Addresses, UrlCache
from cache.voices import VoiceRecord, Voices
from worker.articles.lexicon import LexiconStore
from worker.articles.sources import DemoArticles, Source, Sources
from worker.articles.store import ArticleStore
from worker.queue import Queues

VOICES_KNOWN_S = 1.0
REDIS_PATIENCE_S = 0.25


@dataclass
class VoiceDirectory:
    """The published voices, read from Redis at most once a second.

    Args:
        published: Where workers publish them.
        configured: The voices in the settings, for before a worker has started.
    """

    published: Voices
    configured: tuple[str, ...]
    _known: list[VoiceRecord] = field(default_factory=list)
    _sounds: dict[str, str] = field(default_factory=dict)
    _read_at: float = -VOICES_KNOWN_S

    def all(self) -> list[VoiceRecord]:
        """Return the voices in order of preference."""
        now = time.monotonic()
        if now - self._read_at >= VOICES_KNOWN_S:
            self._known, self._read_at = self.published.all(), now
            self._sounds = {record.name: record.sound for record in self._known}
            self._sounds = self._sounds or dict.fromkeys(self.configured, "")
        return self._known

    def choose(self, wanted: str | None) -> tuple[str, str]:
        """Return the voice asked for, or the default, and the digest of its sound.

        Before any worker has started, the voices are those of the settings and have no digest.

        Raises:
            RequestError: There is no such voice.
        """
        self.all()
        name = wanted or next(iter(self._sounds))
        sound = self._sounds.get(name)
        if sound is None:
            names = list(self._sounds)
            raise RequestError(
                "no-such-voice", f"there is no voice {name!r}; there are {', '.join(names)}",
                voices=names,
            )  # fmt: skip
        return name, sound


@dataclass(frozen=True)
class Desk:
    """Everything the routes use.

    Attributes:
        settings: Of this process.
        redis: Connection to the records.
        queues: Where jobs are enqueued.
        narrations: The records.
        leases: Who lives.
        progress: What runs under way have made.
        slots: Which slots lie in storage.
        counters: What `/status` counts.
        url_cache: Prepared answers.
        addresses: Where listeners find what belongs to a narration.
        revisions: Which revision of an article is current.
        voices: Which voices there are.
        storage: Stored audio.
        manifests: What lies beside the tracks.
        store: What a CMS has pushed.
        articles: All places where articles are looked for.
        lexicon: How names are said.
        previews: Where spoken sentences are waited for.
    """

    settings: FaceSettings
    redis: redis.Redis
    queues: Queues
    narrations: Narrations
    leases: Leases
    progress: Progress
    slots: Slots
    counters: Counters
    url_cache: UrlCache
    addresses: Addresses
    revisions: Revisions
    voices: VoiceDirectory
    storage: Storage
    manifests: Manifests
    store: ArticleStore
    articles: Sources
    lexicon: LexiconStore
    previews: Previews


def open_desk(settings: FaceSettings) -> Desk:
    """Return everything the routes of one process use; nothing is connected yet."""
    client = connect(settings, patience_s=REDIS_PATIENCE_S)
    queues = Queues(client, workers=1)
    storage = Storage(settings.storage_location)
    addresses = Addresses(settings.public_url, settings.voices[0])
    store = ArticleStore(settings.database_location)
    sources: list[Source] = [store, DemoArticles()] if settings.demo_site else [store]
    return Desk(
        settings=settings,
        redis=client,
        queues=queues,
        narrations=Narrations(client, queues),
        leases=Leases(client),
        progress=Progress(client),
        slots=Slots(client),
        counters=Counters(client),
        url_cache=UrlCache(client, addresses),
        addresses=addresses,
        revisions=Revisions(client),
        voices=VoiceDirectory(Voices(client), settings.voices),
        storage=storage,
        manifests=Manifests(storage),
        store=store,
        articles=Sources(sources),
        lexicon=LexiconStore(settings.database_location, settings.lexicon_file),
        previews=Previews(client),
    )


def desk() -> Desk:
    """Return what the routes of this process use."""
    return cast("Desk", current_app.extensions["listen"])
