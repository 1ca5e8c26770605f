"""Job queues: enqueueing of jobs, and the jobs that wait.

Functions are referenced by name and not imported, so that enqueueing processes load no engine.

Each transaction of this service takes effect once, even if its answer is lost. Transactions of RQ,
such as for a retry, may take effect twice; then the same job waits in the queue twice. The leases
let only one of the two run, and RQ skips the id of a finished job.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

import redis
from redis.client import Pipeline
from rq import Queue, Retry
from rq.job import Job
from rq.registry import ScheduledJobRegistry
from rq.serializers import JSONSerializer
from rq.utils import utcformat

from cache.messages.tasks import NO_JOB, Task, Tasks
from cache.narrations.name import NarrationName
from cache.narrations.record import Priority
from cache.redis import keys
from cache.redis.transactions import ScriptOnce, send_once
from worker.jobs.job_ids import (
    FETCH,
    NARRATE,
    PREVIEW,
    SAMPLE,
    SPEAK,
    STITCH,
    new_serial,
    speak_tokens,
)
from worker.jobs.queue_names import (
    CHORES,
    FETCH_QUEUE,
    FIRST,
    IN_ADVANCE,
    PLAY,
    PREGENERATE,
    QUEUES,
    STUDIO,
)
from worker.jobs.queue_scripts import FIRST_SLOTS, GIVE_WAY, GIVES_WAY_S, HASTEN, LOOKED_AT

TIMEOUTS_S = {NARRATE: 120, SPEAK: 90, STITCH: 900, PREVIEW: 30, SAMPLE: 90, FETCH: 150}
CHORE_TIMEOUT_S = 900
RETRY_AFTER_S = [1, 2, 4]
CHORE_RETRY_AFTER_S = [5, 60, 600, 3000]
FAILURES_KEPT_S = 86_400
WAITS_S = 7 * 86_400
"""Lifetime of a waiting job, in seconds. If a process dies before the first line of its job, the
job is lost; the recovery gives its narration a new one."""


class Depth(NamedTuple):
    """Length of a queue.

    Attributes:
        jobs: Number of waiting jobs.
        oldest_s: Waiting time of the first job, in seconds; None if the queue is empty.
    """

    jobs: int
    oldest_s: float | None


class Queues:
    """The queues, in Redis.

    Args:
        client: Connection to Redis whose answers are bytes, as RQ requires.
        workers: Number of `speak` jobs for one narration.
        is_studio: Function that returns True for the name of a studio voice.
    """

    def __init__(
        self, client: redis.Redis, workers: int, is_studio: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._redis = client
        self._is_studio = is_studio
        self.tokens = speak_tokens(workers)
        self.tasks = Tasks(client)
        self._queues = {
            name: Queue(name, connection=client, serializer=JSONSerializer) for name in QUEUES
        }
        self._hasten = client.register_script(HASTEN)
        self._give_way = ScriptOnce(client, GIVE_WAY)

    def enqueue_narrate(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the job that reads the article to the transaction."""
        queue = FIRST if priority is Priority.PLAY else self._in_advance(name)
        self._enqueue(pipe, queue, NARRATE, f"{name.tag}-{run}", (*name, run))

    def enqueue_lost_narrate(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add to the transaction a new `narrate` job for one whose process has died.

        It does not use the queue `first`: the process of `first` may have died because of this
        article.
        """
        queue = PLAY if priority is Priority.PLAY else self._in_advance(name)
        self._enqueue(pipe, queue, NARRATE, f"{name.tag}-{run}", (*name, run), at_front=True)

    def enqueue_slow_narrate(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the job that reads an article to the transaction, behind the queue `first`."""
        queue = PLAY if priority is Priority.PLAY else self._in_advance(name)
        suffix = f"{name.tag}-{run}-{new_serial()}"
        self._enqueue(pipe, queue, NARRATE, suffix, (*name, run), at_front=True)

    def enqueue_speak(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the jobs that speak the utterances to the transaction."""
        self.enqueue_tokens(pipe, name, run, priority, self.tokens)

    def enqueue_tokens(
        self,
        pipe: Pipeline,
        name: NarrationName,
        run: int,
        priority: Priority,
        tokens: Iterable[str],
    ) -> None:
        """Add single `speak` jobs to the transaction.

        Pressed articles take turns, so their jobs go to the end of the queue. Other articles are
        finished one after the other, so their jobs go to the front.
        """
        queue = PLAY if priority is Priority.PLAY else self._in_advance(name)
        for token in tokens:
            suffix = f"{name.tag}-{run}-{token.removeprefix(SPEAK)}-{new_serial()}"
            at_front = queue in IN_ADVANCE
            self._enqueue(pipe, queue, SPEAK, suffix, (*name, run, token), at_front=at_front)

    def enqueue_stitch(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the job that joins the slots to the transaction."""
        queue = PLAY if priority is Priority.PLAY else self._in_advance(name)
        self._enqueue(pipe, queue, STITCH, f"{name.tag}-{run}", (*name, run), at_front=True)

    def _in_advance(self, name: NarrationName) -> str:
        """Return the queue of a narration that no listener waits for."""
        return STUDIO if self._is_studio(name.voice) else PREGENERATE

    def enqueue_fetch_for(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the job that fetches an article and then requests its narration."""
        queue = FETCH_QUEUE if priority is Priority.PLAY else CHORES
        self._enqueue(pipe, queue, FETCH, f"{name.tag}-{run}", (*name, run))

    def enqueue_task(self, task: Task) -> None:
        """Queue a task that survives the death of a worker, unless it waits in its queue already.

        A task that waits for a retry is queued now, because a retry may be much later.
        """
        if not self._is_queued(self.tasks.job(task)):
            job = self._new_task_job(*task)

            def add(pipe: Pipeline) -> None:
                self.tasks.note(task, job.id, pipe)
                self._queues[CHORES].enqueue_job(job, pipeline=pipe)

            send_once(self._redis, add)

    def _is_queued(self, job_id: str) -> bool:
        return job_id != NO_JOB and self._redis.lpos(self._queues[CHORES].key, job_id) is not None

    def lost_tasks(self, living: Mapping[str, Mapping[str, Any]]) -> list[Task]:
        """Return the lost tasks: no job waits for them, and no living process does them."""
        queue = self._queues[CHORES]
        later = ScheduledJobRegistry(queue=queue).get_job_ids(cleanup=False)
        return self.tasks.lost(living, {*queue.get_job_ids(), *later})

    def enqueue_periodic_job(self, pipe: Pipeline, kind: str, *args: str, within_s: int) -> Job:
        """Add a periodic job to the transaction; RQ retries it after an error.

        Args:
            pipe: The transaction.
            kind: Name of a function in `worker.jobs.fetch_jobs`.
            args: Arguments of the function.
            within_s: Lifetime of the job, in seconds; afterwards, the next one is due.
        """
        job = self._new_task_job(kind, *args, within_s=within_s)
        return self._queues[CHORES].enqueue_job(job, pipeline=pipe)

    def _new_task_job(self, kind: str, *args: str, within_s: int | None = None) -> Job:
        return self._queues[CHORES].create_job(
            f"worker.jobs.fetch_jobs.{kind}",
            args=list(args),
            job_id=f"{kind}-{new_serial()}",
            timeout=CHORE_TIMEOUT_S,
            ttl=within_s or WAITS_S,
            result_ttl=0,
            failure_ttl=FAILURES_KEPT_S,
            retry=Retry(max=len(CHORE_RETRY_AFTER_S), interval=CHORE_RETRY_AFTER_S),
            description=" ".join((kind, *args)),
        )

    def enqueue_preview(self, token: str, args: Mapping[str, Any], within_s: float) -> None:
        """Queue the job of a preview, which expires when the caller stops waiting."""
        queue = self._queues[FIRST]
        job = queue.create_job(
            f"worker.jobs.speech_jobs.{PREVIEW}",
            kwargs={"token": token, **args},
            job_id=f"{PREVIEW}-{token}",
            timeout=TIMEOUTS_S[PREVIEW],
            ttl=math.ceil(within_s),
            result_ttl=0,
            failure_ttl=FAILURES_KEPT_S,
            description=f"{PREVIEW} in {args['voice']}",
        )
        send_once(self._redis, lambda pipe: queue.enqueue_job(job, pipeline=pipe))

    def enqueue_sample(self, pipe: Pipeline, voice: str, sample: str) -> None:
        """Add the job that speaks a voice's sample to the transaction, at the end of its queue.

        Args:
            pipe: The transaction.
            voice: Name of the voice.
            sample: Fingerprint of the sample.
        """
        queue = self._queues[STUDIO if self._is_studio(voice) else PREGENERATE]
        job = queue.create_job(
            f"worker.jobs.sample_jobs.{SAMPLE}",
            args=[voice],
            job_id=f"{SAMPLE}-{sample}",
            timeout=TIMEOUTS_S[SAMPLE],
            ttl=WAITS_S,
            result_ttl=0,
            failure_ttl=FAILURES_KEPT_S,
            description=f"{SAMPLE} of {voice}",
        )
        pipe.lrem(queue.key, 0, job.id)
        queue.enqueue_job(job, pipeline=pipe)

    def hasten(self, pipe: Pipeline, name: NarrationName, now: float) -> None:
        """Move waiting jobs of a narration to a listener's queues, as part of the transaction.

        Args:
            pipe: The transaction.
            name: Name of the narration.
            now: Time of the listener's request, in seconds since the epoch.
        """
        since = utcformat(datetime.fromtimestamp(now, UTC))
        for ahead in IN_ADVANCE:  # its voice may have become a studio voice after the request
            moves = ((ahead, FIRST), (CHORES, FETCH_QUEUE), (ahead, PLAY))
            places = [
                key
                for before, after in moves
                for key in (
                    self._queues[before].key,
                    ScheduledJobRegistry(queue=self._queues[before]).key,
                    self._queues[after].key,
                )
            ]
            self._hasten(
                keys=[keys.jobs(str(name)), *places],
                args=[*(after for _, after in moves), Job.redis_job_namespace_prefix, since],
                client=pipe,
            )

    def give_way(self, job_id: str, name: NarrationName, now: float) -> bool:
        """Put a job back if it has no listener and a job with a listener waits.

        Args:
            job_id: Id of a `speak` job that was taken from the queue of pressed articles.
            name: Name of its narration.
            now: Current time, in seconds since the epoch.

        Returns:
            True if the job was put back into the queue, behind the job with a listener.
        """
        tag = str(name)
        names = [
            self._queues[PLAY].key, keys.listened(name.tag), keys.narration(tag), keys.slots(tag),
        ]  # fmt: skip
        arguments = [job_id, keys.listened(""), FIRST_SLOTS, now - GIVES_WAY_S, LOOKED_AT]
        return bool(self._give_way(keys=names, args=arguments))

    def waiting_ids(self) -> set[bytes]:
        """Return the ids of all jobs that wait in a queue or for a retry, as Redis has them."""
        with self._redis.pipeline(transaction=False) as pipe:
            for queue in self._queues.values():
                pipe.lrange(queue.key, 0, -1)
                pipe.zrange(ScheduledJobRegistry(queue=queue).key, 0, -1)
            return {job_id for ids in pipe.execute() for job_id in ids}

    def depths(self, now: float, names: Iterable[str] = QUEUES) -> dict[str, Depth]:
        """Return the length of each queue; `now` is in seconds since the epoch."""
        depths = {}
        for name in names:
            queue = self._queues[name]
            ids = queue.get_job_ids(0, 1)
            first = Job.fetch_many(ids, self._redis, JSONSerializer)[0] if ids else None
            since = first.enqueued_at.timestamp() if first and first.enqueued_at else None
            age = max(0.0, now - since) if since is not None else None
            depths[name] = Depth(queue.count, age)
        return depths

    def pull_in(self, now: float) -> None:
        """Queue retries that are too far away because the clock was set back to `now` (in s)."""
        for queue in self._queues.values():
            latest = now + max(CHORE_RETRY_AFTER_S if queue.name == CHORES else RETRY_AFTER_S)
            key = ScheduledJobRegistry(queue=queue).key
            for job_id in cast("list[bytes]", self._redis.zrangebyscore(key, latest + 1, "+inf")):
                self._redis.zadd(key, {job_id: now}, xx=True)

    def _enqueue(
        self,
        pipe: Pipeline,
        queue_name: str,
        kind: str,
        suffix: str,
        args: tuple[str | int, ...],
        *,
        at_front: bool = False,
    ) -> None:
        queue = self._queues[queue_name]
        job = queue.create_job(
            f"worker.jobs.{'fetch_jobs' if kind == FETCH else 'speech_jobs'}.{kind}",
            args=list(args),
            job_id=f"{kind}-{suffix}",
            timeout=TIMEOUTS_S[kind],
            ttl=WAITS_S,
            result_ttl=0,
            failure_ttl=FAILURES_KEPT_S,
            retry=Retry(
                max=len(RETRY_AFTER_S),
                interval=RETRY_AFTER_S,
                # otherwise a retry would wait for all articles behind it
                enqueue_at_front=queue_name in IN_ADVANCE,
            ),
            description=f"{kind} {args[0]} in {args[1]}",
        )
        queue.enqueue_job(job, pipeline=pipe, at_front=at_front)
        article_id, voice, _, *token = map(str, args)
        pipe.hset(keys.jobs(str(NarrationName(article_id, voice))), (*token, kind)[0], job.id)
