"""The scheduler process: enqueues due jobs, and recovers lost ones."""

import logging
import signal
import threading
from contextlib import suppress

from cache.narrations.leases import Leases
from cache.narrations.narration_store import Narrations
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import Heartbeat
from cache.redis.client import REDIS_DOWN, connect
from worker.jobs.queues import Queues
from worker.jobs.recovery import Recovery
from worker.jobs.schedule import (
    DELAYED_EVERY_S,
    delayed_jobs_scheduler,
    queue_due_jobs,
    schedule_chores,
)
from worker.processes.history_samples import HistorySampler
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings

log = logging.getLogger(__name__)


def run_scheduler(settings: WorkerSettings, name: str) -> None:
    """Enqueue due jobs and recover lost ones until a signal to stop."""
    client = connect(settings)
    leases, orders, queues = Leases(client), OperatorFlags(client), Queues(client, settings.workers)
    narrations = Narrations(client, queues)
    reconciler = Recovery(client, narrations, leases, queues)
    sampler = HistorySampler(client, leases, narrations, queues)
    publication = read_publication(settings.publication_file)
    said = {"publication": publication.digest}
    chores = [reconciler.tick, sampler.tick]
    signs = Heartbeat(leases, name, "scheduler", chores, lambda: said)
    cron = schedule_chores(client, publication, queues, leases)
    scheduler = delayed_jobs_scheduler(client)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    signs.start()
    scheduler.register_birth()
    cron.register_birth()
    try:
        while not (stopping.wait(DELAYED_EVERY_S) or _is_draining(orders, name)):
            try:
                queue_due_jobs(scheduler, cron, leases, queues)
            except REDIS_DOWN as error:
                log.warning("nothing can be scheduled: Redis does not answer: %s", error)
    finally:
        signs.end()
        with suppress(*REDIS_DOWN):
            cron.register_death()


def _is_draining(orders: OperatorFlags, name: str) -> bool:
    try:
        return orders.is_draining(name)
    except REDIS_DOWN:
        return False
