"""A worker in the test's own process: a test starts its jobs, and retries need no pauses."""

from collections.abc import Sequence

import redis
from rq import Queue
from rq.registry import ScheduledJobRegistry
from rq.serializers import JSONSerializer

from worker.jobs.contexts.speaker import SpeakerContext
from worker.jobs.queue_names import FIRST, PLAY, PREGENERATE, STUDIO
from worker.jobs.rq_worker import ContextWorker

SPEAKING = (FIRST, PLAY, PREGENERATE, STUDIO)


class InlineWorker:
    """A worker of one context, and the voices that it publishes."""

    def __init__(self, client: redis.Redis, context: SpeakerContext) -> None:
        self._redis = client
        self.context = context
        self.publish(context.settings.all_voices)

    def publish(self, names: Sequence[str]) -> None:
        self.context.voices.publish([self.context.describe_voice(name) for name in names])

    def work(self, queues: Sequence[str] = SPEAKING) -> None:
        """Do all jobs of some queues, also those that these jobs queue."""
        while self.work_once(queues) or self.hasten(queues):
            pass

    def work_once(self, queues: Sequence[str] = SPEAKING, jobs: int | None = None) -> bool:
        """Do the jobs that wait now, at most `jobs` of them, and return True if there were any."""
        self.context.stores.leases.renew(self.context.activity.process, {"role": "rest"})
        worker = ContextWorker(
            queues, connection=self._redis, serializer=JSONSerializer, context=self.context
        )
        return worker.work(burst=True, max_jobs=jobs, logging_level="CRITICAL")

    def hasten(self, queues: Sequence[str] = SPEAKING) -> int:
        """Queue all scheduled retries now, and return their number."""
        moved = 0
        for name in queues:
            queue = Queue(name, connection=self._redis, serializer=JSONSerializer)
            registry = ScheduledJobRegistry(queue=queue)
            for job_id in registry.get_job_ids():
                registry.remove(job_id)
                queue.push_job_id(job_id)
                moved += 1
        return moved
