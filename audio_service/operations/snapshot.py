"""Snapshots of the whole service: Redis, storage, database and processes at one moment.

A snapshot takes about a second even if Redis or a disk hangs: it has a Redis connection of its own,
with short timeouts.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from operator import call
from typing import Any

import redis

from audio_service.operations.probes import FreeSpace, ProbeResult, probe_database, probe_storage
from audio_service.settings import WebSettings
from cache.messages.published_voices import VoiceRecord, Voices
from cache.narrations.admission_limits import AdmissionLimit, Admissions
from cache.narrations.leases import Leases
from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import Narration, State
from cache.operations.alert_times import AlertTimes
from cache.operations.counters import Counters, FirstClip
from cache.operations.deaths import Death, Deaths
from cache.operations.flags import OperatorFlags, Pause
from cache.operations.history import History, Sample
from cache.operations.plays import Plays
from cache.operations.source_states import SourceState, SourceStates
from cache.operations.voice_figures import ArticlesByVoice, VoiceCosts
from cache.redis.client import connect
from cache.upstreams.circuit_breaker import BreakerReading, CircuitBreaker
from worker.articles.database_health import Health
from worker.errors import DeadlyJobError
from worker.jobs.queue_names import FIRST, PLAY, QUEUES
from worker.jobs.queues import Depth, Queues
from worker.publication.publication import Publication

ANSWERS_WITHIN_S = 0.5
FAR_S = 0.02
"""Response time of Redis, in seconds, above which requests are sent in parallel."""

ENDED_SEEN = 20
LEAST_LEFT_S = 60
"""Rest of the day's budget, in seconds, below which the budget counts as used up."""

UNFINISHED_SEEN = 20
LEVELS_OVER = 60
"""Number of samples for the service levels: ten minutes."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the service at one moment.

    Attributes:
        at: Time, in seconds since the epoch.
        redis_down: The reason why Redis does not answer; then everything that is read from Redis is
            missing. None if Redis answers.
        redis_refusal: The reason why Redis refuses writes; None if it accepts them.
        latency_s: Response time of Redis, in seconds.
        redis_info: Redis's answer to INFO.
        storage: Result of the storage probe.
        database: Result of the database probe.
        upstreams: Names of the sources that articles are fetched from, and their kinds.
        living: Heartbeats of the living processes, by name.
        deaths: The latest deaths of processes, newest first.
        depths: Lengths of the queues.
        paused: Start and author of a pause of pre-generation; None if it is not paused.
        counters: All counters.
        clips: Timings of the latest first clips, newest first.
        has_voices: True if a worker has published a voice.
        voices: The voices that workers have published.
        articles_by_voice: Number of articles with a track in each voice.
        prices: Price of a million characters in each voice that has one.
        month_costs: Costs of the voices with a price in this month.
        unfinished: Number of narrations in progress.
        under_way: Some of the narrations in progress.
        ended: Time lines of the latest finished narrations, newest first.
        failures: The latest failed narrations, newest first.
        poisoned: Narrations that failed because processes died while working on them.
        sources: State of each source at its last poll.
        breakers: Circuit breaker of each engine; empty for engines without a server.
        verdicts: Checks of the latest tracks.
        samples: History samples of the last minutes, oldest first.
        plays_today: Number of plays started today.
        is_budget_spent: True if no press may start a narration until the day ends.
        is_closed: True if no press may start a narration now, because too many narrations are in
            progress or a press waits for too long.
    """

    at: float
    storage: ProbeResult[FreeSpace]
    database: ProbeResult[Health]
    upstreams: Mapping[str, str] = field(default_factory=dict)
    redis_down: str | None = None
    redis_refusal: str | None = None
    latency_s: float | None = None
    redis_info: Mapping[str, Any] = field(default_factory=dict)
    living: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    deaths: Sequence[Death] = ()
    depths: Mapping[str, Depth] = field(default_factory=dict)
    paused: Pause | None = None
    counters: Mapping[str, float] = field(default_factory=dict)
    clips: Sequence[FirstClip] = ()
    has_voices: bool = False
    voices: Sequence[VoiceRecord] = ()
    articles_by_voice: Mapping[str, int] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)
    month_costs: float = 0.0
    unfinished: int = 0
    under_way: Sequence[Narration] = ()
    ended: Sequence[dict[str, Any]] = ()
    failures: Sequence[dict[str, Any]] = ()
    poisoned: Sequence[NarrationName] = ()
    sources: Mapping[str, SourceState] = field(default_factory=dict)
    breakers: Sequence[BreakerReading] = ()
    verdicts: Sequence[dict[str, Any]] = ()
    samples: Sequence[Sample] = ()
    plays_today: int = 0
    is_budget_spent: bool = False
    is_closed: bool = False

    @property
    def roles(self) -> list[str]:
        """Roles of the living processes."""
        return [says.get("role", "") for says in self.living.values()]


class SnapshotTaker:
    """Maker of snapshots of the service.

    Args:
        settings: Settings of this process.
        publication: Sources and rules of the publisher.
    """

    def __init__(self, settings: WebSettings, publication: Publication) -> None:
        client = connect(settings, patience_s=0, answers_within_s=ANSWERS_WITHIN_S)
        self._redis = client
        self._queues = Queues(client, workers=1)
        self._narrations = Narrations(client, self._queues)
        self._leases, self._deaths = Leases(client), Deaths(client)
        self._counters, self._voices = Counters(client), Voices(client)
        self._articles_by_voice, self._costs = ArticlesByVoice(client), VoiceCosts(client, settings)
        self._prices = {n: p for n in settings.all_voices if (p := settings.price_of(n))}
        budget_s = settings.daily_budget_min * 60
        self._settings = settings
        self._admissions = Admissions(client, AdmissionLimit(settings.max_pressed, budget_s))
        self._operator_flags = OperatorFlags(client)
        self._states, self._plays = SourceStates(client), Plays(client)
        engines = dict.fromkeys(name.partition(":")[0] for name in settings.all_voices)
        self._breakers = [CircuitBreaker(client, engine) for engine in engines]
        self._upstreams = {n: source.kind for n, source in publication.upstreams.items()}
        self._storage = probe_storage(settings)
        self._database = probe_database(settings)
        self.history = History(client)
        self.alert_times = AlertTimes(client)

    def look(self) -> Snapshot:
        """Return a snapshot; faults are recorded in it and raise no error."""
        seen: dict[str, Any] = {
            "at": time.time(),
            "storage": self._storage.seen(),
            "database": self._database.seen(),
            "upstreams": self._upstreams,
            "prices": self._prices,
        }
        try:
            latency_s = self._latency_s()
            return Snapshot(**seen, latency_s=latency_s, **self._read(at_once=latency_s > FAR_S))
        except redis.RedisError as error:
            return Snapshot(**seen, redis_down=str(error) or type(error).__name__)

    def _latency_s(self) -> float:
        """Return Redis's mean response time over three requests, in seconds."""
        began = time.perf_counter()
        for _ in range(3):
            self._redis.time()  # a Redis that refuses writes refuses PING, too
        return round((time.perf_counter() - began) / 3, 5)

    def _read(self, *, at_once: bool) -> dict[str, Any]:
        """Return the part of a snapshot that comes from Redis.

        Args:
            at_once: True sends all requests in parallel, so that slow answers do not add up.
        """
        readers: list[Callable[[], dict[str, Any]]] = [
            lambda: {"redis_refusal": self._refusal()},
            lambda: {"redis_info": self._redis.info()},
            lambda: {"living": self._leases.living()},
            lambda: {"deaths": self._deaths.latest()},
            lambda: {"paused": self._operator_flags.paused()},
            lambda: {"counters": self._counters.read()},
            lambda: {"clips": self._counters.first_clips()},
            self._published,
            lambda: {"articles_by_voice": self._articles_by_voice.read()},
            lambda: {"month_costs": self._costs.spent(time.time())},
            lambda: {"ended": self._narrations.ended(ENDED_SEEN)},
            lambda: {"sources": {name: self._states.read(name) for name in self._upstreams}},
            lambda: {"breakers": [breaker.read() for breaker in self._breakers]},
            lambda: {"verdicts": self._counters.verdicts()},
            lambda: {"samples": self.history.read(LEVELS_OVER + 1)},
            lambda: {"plays_today": self._plays.begun_today()},
            self._under_way,
            self._failures,
        ]
        depths = [partial(self._queues.depths, time.time(), (name,)) for name in QUEUES]
        read: list[Callable[[], Any]] = [*readers, *depths]
        if at_once:
            with ThreadPoolExecutor(len(read)) as pool:
                answers = list(pool.map(call, read))
        else:
            answers = [reader() for reader in read]
        found: dict[str, Any] = {"depths": {}}
        for answer in answers[: len(readers)]:
            found |= answer
        for depth in answers[len(readers) :]:
            found["depths"] |= depth
        return found if found["redis_refusal"] else {**found, **self._admission(found["depths"])}

    def _published(self) -> dict[str, Any]:
        voices = self._voices.all()
        return {"has_voices": bool(voices), "voices": voices}

    def _under_way(self) -> dict[str, Any]:
        unfinished = self._narrations.unfinished()
        under_way = self._narrations.read_many(unfinished[:UNFINISHED_SEEN])
        return {"unfinished": len(unfinished), "under_way": under_way}

    def _failures(self) -> dict[str, Any]:
        failures = self._narrations.failures()
        return {"failures": failures, "poisoned": self._poisoned(failures)}

    def _admission(self, depths: Mapping[str, Depth]) -> dict[str, bool]:
        limits, stands = self._settings, self._admissions.look()
        waited_s = max(depths[name].oldest_s or 0.0 for name in (FIRST, PLAY))
        is_full = bool(limits.max_pressed) and stands.under_way >= limits.max_pressed
        is_late = bool(limits.max_wait_s) and waited_s > limits.max_wait_s
        left_s = limits.daily_budget_min * 60 - stands.spent_s
        return {
            "is_budget_spent": bool(limits.daily_budget_min) and left_s < LEAST_LEFT_S,
            "is_closed": is_full or is_late,
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
