"""One process that asks other servers for articles and keeps order; it loads no voice."""

from cache.signs import Occupation, SignsOfLife
from worker.background import serve
from worker.chores import NEWSROOM
from worker.newsroom import open_newsroom
from worker.queue import Lane
from worker.reconcile import Reconciler
from worker.settings import WorkerSettings

RECYCLE_AFTER_JOBS = 5_000


def run_fetcher(settings: WorkerSettings, name: str) -> None:
    """Do chores until told to stop."""
    room = open_newsroom(settings, name)
    NEWSROOM.set(room)
    reconciler = Reconciler(room.redis, room.narrations, room.leases, room.queues)
    occupation = Occupation()
    said = {"publication": room.publication.digest}
    signs = SignsOfLife(
        room.leases,
        name,
        Lane.FETCH.value,
        [reconciler.tick],
        lambda: {**said, **occupation.say()},
    )
    signs.start()
    try:
        serve(settings, Lane.FETCH, name, RECYCLE_AFTER_JOBS, occupation)
    finally:
        signs.end()
        room.counters.flush()
