"""The fetcher process: fetches articles and runs periodic jobs, without loading a voice."""

import worker.jobs.fetch_jobs  # noqa: F401  # at the start, not at the first listener's job
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import Heartbeat
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.jobs.failures.recovery import Recovery
from worker.jobs.queue_names import FETCH_QUEUE, Lane
from worker.jobs.rq_worker import WorkerAssignment, serve
from worker.settings import WorkerSettings

RECYCLE_AFTER_JOBS = 5_000


def run_fetcher(settings: WorkerSettings, name: str, *, is_free: bool = False) -> None:
    """Serve the fetchers' queues until a signal to stop.

    Args:
        settings: Settings of this process.
        name: Name of this process.
        is_free: True if it is reserved for listeners' requests, and runs no periodic jobs.
    """
    queues = [FETCH_QUEUE] if is_free else Lane.FETCH.queues
    context = open_fetcher_context(settings, name)
    recovery = Recovery(
        context.redis, context.stores.narrations, context.stores.leases, context.queues
    )
    activity = context.activity
    said = {"publication": context.publication.digest}
    heartbeat = Heartbeat(
        context.stores.leases,
        name,
        Lane.FETCH.value,
        [recovery.tick],
        lambda: {**said, **activity.say()},
    )
    assignment = WorkerAssignment(
        name,
        queues,
        context.stores.narrations,
        OperatorFlags(context.redis),
        activity,
        context,
        context.queues.give_way,
    )
    heartbeat.start()
    try:
        serve(settings, assignment, RECYCLE_AFTER_JOBS)
    finally:
        heartbeat.end()
        context.counters.flush()
