"""What can be seen of the whole service at a moment: of Redis, storage, database and processes.

Everything is read within a second or so, though Redis or a disk may hang: there is a connection for
this alone, which has little patience.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import redis

from audio_service.probes import Room, Seen, probe_database, probe_storage
from audio_service.settings import FaceSettings
from cache.connection import connect
from cache.deaths import Death, Deaths
from cache.history import History, Sample
from cache.leases import Leases
from cache.metrics import Counters, FirstClip
from cache.narrations import Narrations
from cache.onsets import Onsets
from cache.plays import Plays
from cache.records import Narration, NarrationName, State
from cache.source_states import SourceState, SourceStates
from cache.storage import Storage
from cache.voices import Voices
from worker.articles.database import Health
from worker.articles.publication import Publication
from worker.errors import DeadlyJobError
from worker.queue import Depth, Queues

ANSWERS_WITHIN_S = 0.5
ENDED_SEEN = 20
UNFINISHED_SEEN = 20
LEVELS_OVER = 60
"""Samples that the service levels are of: ten minutes."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How things stood at a moment.

    Attributes:
        at: When, in seconds since the epoch.
        redis_down: Why Redis cannot be asked; None if it can. If so, all that it holds is missing.
        redis_refusal: Why it takes nothing; None if it does.
        latency_s: How long it takes to answer.
        redis_info: What it says of itself.
        storage: What came of writing to storage.
        database: What came of looking at the database.
        upstreams: Names of the sources that articles are fetched from, and their kinds.
        living: What each living process says, by its name.
        deaths: The latest deaths, newest first.
        depths: How full the queues are.
        counters: All counters.
        clips: How the latest presses came to their first clip, newest first.
        has_voices: Whether a worker has published any.
        unfinished: How many narrations are under way.
        under_way: Some of them.
        ended: Time lines of the latest that ended, newest first.
        failures: The latest failures, newest first.
        poisoned: Narrations that are failed now since processes died over them.
        sources: How each source was when it was last looked at.
        verdicts: What was found of the latest tracks.
        samples: Of the last minutes, oldest first.
        plays_today: How many plays began today.
    """

    at: float
    storage: Seen[Room]
    database: Seen[Health]
    upstreams: Mapping[str, str] = field(default_factory=dict)
    redis_down: str | None = None
    redis_refusal: str | None = None
    latency_s: float | None = None
    redis_info: Mapping[str, Any] = field(default_factory=dict)
    living: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    deaths: Sequence[Death] = ()
    depths: Mapping[str, Depth] = field(default_factory=dict)
    counters: Mapping[str, float] = field(default_factory=dict)
    clips: Sequence[FirstClip] = ()
    has_voices: bool = False
    unfinished: int = 0
    under_way: Sequence[Narration] = ()
    ended: Sequence[dict[str, Any]] = ()
    failures: Sequence[dict[str, Any]] = ()
    poisoned: Sequence[NarrationName] = ()
    sources: Mapping[str, SourceState] = field(default_factory=dict)
    verdicts: Sequence[dict[str, Any]] = ()
    samples: Sequence[Sample] = ()
    plays_today: int = 0

    @property
    def roles(self) -> list[str]:
        """What each of the living processes is there for."""
        return [says.get("role", "") for says in self.living.values()]


class Lookout:
    """Looks, whenever it is asked.

    Args:
        settings: Of this process.
        storage: Stored audio.
        publication: Which sources there are.
    """

    def __init__(self, settings: FaceSettings, storage: Storage, publication: Publication) -> None:
        client = connect(settings, patience_s=0, answers_within_s=ANSWERS_WITHIN_S)
        self._redis = client
        self._queues = Queues(client, workers=1)
        self._narrations = Narrations(client, self._queues)
        self._leases, self._deaths = Leases(client), Deaths(client)
        self._counters, self._voices = Counters(client), Voices(client)
        self._states, self._plays = SourceStates(client), Plays(client)
        self._upstreams = {n: source.kind for n, source in publication.upstreams.items()}
        self._storage = probe_storage(settings, storage)
        self._database = probe_database(settings)
        self.history = History(client)
        self.onsets = Onsets(client)

    def look(self) -> Sight:
        """Return how things stand now; never raises for what is wrong."""
        seen: dict[str, Any] = {
            "at": time.time(),
            "storage": self._storage.seen(),
            "database": self._database.seen(),
            "upstreams": self._upstreams,
        }
        try:
            return Sight(**seen, latency_s=self._latency_s(), **self._read())
        except redis.RedisError as error:
            return Sight(**seen, redis_down=str(error) or type(error).__name__)

    def _latency_s(self) -> float:
        """Return how long Redis takes to answer; the best of three, as this process may be busy."""
        found = []
        for _ in range(3):
            began = time.perf_counter()
            self._redis.ping()
            found.append(time.perf_counter() - began)
        return round(min(found), 5)

    def _read(self) -> dict[str, Any]:
        unfinished, failures = self._narrations.unfinished(), self._narrations.failures()
        return {
            "redis_refusal": self._refusal(),
            "redis_info": self._redis.info(),
            "living": self._leases.living(),
            "deaths": self._deaths.latest(),
            "depths": self._queues.depths(time.time()),
            "counters": self._counters.read(),
            "clips": self._counters.first_clips(),
            "has_voices": bool(self._voices.all()),
            "unfinished": len(unfinished),
            "under_way": self._narrations.read_many(unfinished[:UNFINISHED_SEEN]),
            "ended": self._narrations.ended(ENDED_SEEN),
            "failures": failures,
            "poisoned": self._poisoned(failures),
            "sources": {name: self._states.read(name) for name in self._upstreams},
            "verdicts": self._counters.verdicts(),
            "samples": self.history.read(LEVELS_OVER + 1),
            "plays_today": self._plays.begun_today(),
        }

    def _refusal(self) -> str | None:
        try:
            self._leases.try_lock("probe", seconds=1)
        except redis.ResponseError as error:
            return str(error)
        return None

    def _poisoned(self, failures: Sequence[Mapping[str, Any]]) -> list[NarrationName]:
        names = {
            NarrationName(failure["article_id"], failure["voice"])
            for failure in failures
            if failure["code"] == DeadlyJobError.code
        }
        return [
            narration.name
            for narration in self._narrations.read_many(sorted(names))
            if narration.state is State.FAILED
            and narration.failure
            and narration.failure.code == DeadlyJobError.code
        ]
