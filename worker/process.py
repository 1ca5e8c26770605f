"""The processes that the supervisor starts: workers of two kinds, and the scheduler."""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import redis
from rq import SimpleWorker
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from cache.connection import REDIS_DOWN, connect, redis_location
from cache.errors import ListenError
from cache.leases import Leases
from worker.jobs import STUDIO
from worker.queue import FIRST, PLAY, PREGENERATE, QUEUES
from worker.reconcile import EVERY_S, Reconciler
from worker.settings import WorkerSettings
from worker.studio import Studio, open_studio

BACKGROUND_NICENESS = 10
RECYCLE_AFTER_JOBS = 20_000
SCHEDULER_NAME = "listen"
"""One name for all schedulers: a new one takes over the locks that a killed one left."""

log = logging.getLogger(__name__)


class Lane(StrEnum):
    """Which queues a worker serves."""

    FIRST = "first"
    """`narrate` of pressed articles, at normal priority, one voice on all cores."""

    REST = "rest"
    """Everything else, in the background, one core each."""

    @property
    def queues(self) -> list[str]:
        """Names of the queues, the most urgent first."""
        return [FIRST] if self is Lane.FIRST else [PLAY, PREGENERATE]


class SignsOfLife(threading.Thread):
    """Tells every second that this process lives, and looks after unfinished narrations.

    Args:
        leases: Where it is told.
        name: Of the worker.
        says: What the process says of itself.
        chores: What else is done each time.
    """

    def __init__(
        self,
        leases: Leases,
        name: str,
        says: Callable[[], dict[str, Any]],
        chores: list[Callable[[], object]],
    ) -> None:
        super().__init__(name="signs-of-life", daemon=True)
        self._leases = leases
        self._worker = name
        self._says = says
        self._chores = chores
        self._ended = threading.Event()

    def run(self) -> None:
        """Give signs of life until the end."""
        while not self._ended.is_set():
            try:
                self._leases.renew(self._worker, self._says())
                for chore in self._chores:
                    chore()
            except (*REDIS_DOWN, redis.ResponseError) as error:
                log.warning("no sign of life could be given: %s", error)
            self._ended.wait(EVERY_S)

    def end(self) -> None:
        """Give no further sign, and say so."""
        self._ended.set()
        self.join(timeout=2)
        try:
            self._leases.bury(self._worker)
        except REDIS_DOWN:
            return


def run_worker(settings: WorkerSettings, lane: Lane, name: str) -> None:
    """Serve a lane until told to stop; the voices are loaded before the first job."""
    if lane is Lane.REST:
        os.nice(BACKGROUND_NICENESS)
    cores = os.cpu_count() or 1
    studio = open_studio(settings, name, threads=cores if lane is Lane.FIRST else 1)
    STUDIO.set(studio)
    published = _warm_voices(studio)
    since = time.time()
    signs = SignsOfLife(
        studio.leases,
        name,
        lambda: _says(lane.value, since),
        [lambda: _publish_voices(studio, published), _reconciler(studio).tick],
    )
    signs.start()
    worker = SimpleWorker(
        lane.queues,
        name=name,
        connection=redis.Redis.from_url(redis_location(settings)),
        serializer=JSONSerializer,
    )
    try:
        worker.work(logging_level="WARNING", max_jobs=RECYCLE_AFTER_JOBS)
    finally:
        signs.end()
        studio.counters.flush()


def run_scheduler(settings: WorkerSettings, name: str) -> None:
    """Put jobs on their queues when their time has come, and look after lost ones, until told."""
    client = connect(settings)
    studio = open_studio(settings, name, threads=1)
    since = time.time()
    signs = SignsOfLife(
        studio.leases, name, lambda: _says("scheduler", since), [_reconciler(studio).tick]
    )
    scheduler = RQScheduler(
        list(QUEUES),
        connection=client,
        name=SCHEDULER_NAME,
        serializer=JSONSerializer,
        logging_level="WARNING",
    )
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    signs.start()
    scheduler.register_birth()
    try:
        while not stopping.wait(EVERY_S / 2):
            scheduler.acquire_locks()
            scheduler.heartbeat()
            scheduler.enqueue_scheduled_jobs()
    finally:
        signs.end()


def _warm_voices(studio: Studio) -> list[str]:
    """Load every voice, have local ones speak once, and return those that can be used."""
    usable = []
    for name in studio.settings.voices:
        try:
            voice = studio.speakers.voice(name)
            if voice.loudness is not None:
                voice.say("Ready.")
        except ListenError as error:
            log.error("%s cannot be used: %s: %s", name, error.code, error)  # noqa: TRY400  # known
            continue
        usable.append(name)
    return usable


def _publish_voices(studio: Studio, names: list[str]) -> None:
    """Tell the HTTP face which voices there are, at the start and after Redis was emptied."""
    records = [studio.describe_voice(name) for name in names]
    if studio.voices.all() != records:
        studio.voices.publish(records)


def _reconciler(studio: Studio) -> Reconciler:
    return Reconciler(studio.redis, studio.narrations, studio.leases, studio.queues)


def _says(role: str, since: float) -> dict[str, Any]:
    return {"role": role, "pid": os.getpid(), "host": socket.gethostname(), "since": since}
