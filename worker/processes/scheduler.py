"""The scheduler: puts jobs on their queues when their time has come."""

import signal
import threading
import time

from cache.narrations.leases import Leases
from cache.narrations.transitions import Narrations
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import Heartbeat
from cache.redis.client import connect
from worker.jobs.queues import Queues
from worker.jobs.recovery import EVERY_S, Recovery
from worker.jobs.schedule import delayed_jobs_scheduler, schedule_chores
from worker.processes.history_samples import HistorySampler
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings


def run_scheduler(settings: WorkerSettings, name: str) -> None:
    """Put jobs on their queues when their time has come, and look after lost ones, until told."""
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
        while not (stopping.wait(EVERY_S / 2) or orders.is_draining(name)):
            scheduler.acquire_locks()
            scheduler.heartbeat()
            if leases.try_lock("schedule", EVERY_S * 0.45):  # or another machine does it just now
                queues.pull_in(time.time())
                scheduler.enqueue_scheduled_jobs()
            cron.enqueue_jobs()
            cron.heartbeat()
    finally:
        signs.end()
        cron.register_death()
