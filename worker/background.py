"""RQ's worker, as every background process of this service runs it."""

import redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from cache.connection import redis_location
from cache.settings import SharedSettings
from worker.queue import Lane


class Worker(SimpleWorker):
    """RQ's worker that does not fork, and is back soon after Redis is."""

    max_connection_wait_time = 1.0


def serve(settings: SharedSettings, lane: Lane, name: str, jobs: int) -> None:
    """Serve the queues of a lane until told to stop, or until so many jobs are done.

    Args:
        settings: Where Redis is.
        lane: Which queues.
        name: Of this process.
        jobs: After how many the process ends, to be started afresh.
    """
    worker = Worker(
        lane.queues,
        name=name,
        connection=redis.Redis.from_url(redis_location(settings)),
        serializer=JSONSerializer,
    )
    worker.work(logging_level="WARNING", max_jobs=jobs)
