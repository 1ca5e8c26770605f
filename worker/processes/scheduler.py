"""The scheduler process: enqueues due jobs, and recovers lost ones."""

import signal
import threading

from cache.narrations.leases import Leases
from cache.narrations.narration_store import Narrations
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import Heartbeat
from cache.redis.client import connect
from cache.redis.outages import tolerating_outage
from worker.jobs.failures.recovery import Recovery
from worker.jobs.queues import Queues
from worker.jobs.schedule import (
    DELAYED_EVERY_S,
    delayed_jobs_scheduler,
    enter_schedule,
    follow_rules,
    leave_schedule,
    queue_due_jobs,
    schedule_periodic_jobs,
)
from worker.processes.history_samples import HistorySampler
from worker.publication.publication import read_publication
from worker.settings import WorkerSettings


def run_scheduler(settings: WorkerSettings, name: str) -> None:
    """Enqueue due jobs and recover lost ones until a signal to stop."""
    client = connect(settings)
    leases, operator_flags, queues = (
        Leases(client),
        OperatorFlags(client),
        Queues(client, settings.workers),
    )
    narrations = Narrations(client, queues)
    recovery = Recovery(client, narrations, leases, queues)
    sampler = HistorySampler(client, leases, narrations, queues)
    publication = read_publication(settings.publication_file)
    said = {"publication": publication.digest}
    periodic_tasks = [recovery.tick, sampler.tick]
    heartbeat = Heartbeat(leases, name, "scheduler", periodic_tasks, lambda: said)
    cron = schedule_periodic_jobs(client, publication, queues, leases)
    scheduler = delayed_jobs_scheduler(client)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    heartbeat.start()
    is_registered = is_draining = False
    try:
        while not (stopping.wait(DELAYED_EVERY_S) or is_draining):
            with tolerating_outage("nothing can be scheduled"):
                if not is_registered:
                    enter_schedule(scheduler, cron)
                    follow_rules(client, publication, queues)
                    is_registered = True
                queue_due_jobs(scheduler, cron, leases, queues)
                is_draining = operator_flags.is_draining(name)
    finally:
        heartbeat.end()
        with tolerating_outage("the end of the scheduler is not recorded"):
            leave_schedule(cron)
