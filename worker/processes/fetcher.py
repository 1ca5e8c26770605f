"""The fetcher process: fetches articles and runs periodic jobs, without loading a voice."""

from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import Heartbeat
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.jobs.lanes import FETCH_QUEUE, Lane
from worker.jobs.recovery import Recovery
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
    room = open_fetcher_context(settings, name)
    reconciler = Recovery(room.redis, room.stores.narrations, room.stores.leases, room.queues)
    occupation = room.occupation
    said = {"publication": room.publication.digest}
    signs = Heartbeat(
        room.stores.leases,
        name,
        Lane.FETCH.value,
        [reconciler.tick],
        lambda: {**said, **occupation.say()},
    )
    post = WorkerAssignment(
        name, queues, room.stores.narrations, OperatorFlags(room.redis), occupation, room
    )
    signs.start()
    try:
        serve(settings, post, RECYCLE_AFTER_JOBS)
    finally:
        signs.end()
        room.counters.flush()
