"""State transitions of narration records.

Every transition is one transaction. A transition that needs a job enqueues it in the same
transaction, so that no record waits for a job that was never queued. A later request starts a new
*run* of the same narration. Jobs carry the number of their run, and jobs of an older run do
nothing. The track of an earlier run stays live until a newer one replaces it.
"""

import json
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, replace
from enum import Enum, auto
from typing import NamedTuple, Protocol, cast

import redis
from redis.client import Pipeline

from cache.logs import current_trace
from cache.narrations.edition import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import (
    UNFINISHED_STATES,
    Failure,
    Narration,
    Priority,
    State,
    TrackRecord,
    Work,
    time_line,
)
from cache.narrations.record_store import Change, Records
from cache.redis import keys
from cache.redis.client import as_text


class Queueing(Protocol):
    """The part of the job queues that transitions need; `worker.jobs.queues` implements it."""

    def enqueue_narrate(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the job that reads the article to the transaction."""

    def enqueue_speak(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the jobs that speak the utterances to the transaction."""

    def enqueue_stitch(
        self, pipe: Pipeline, name: NarrationName, run: int, priority: Priority
    ) -> None:
        """Add the job that joins the slots to the transaction."""

    def hasten(self, pipe: Pipeline, name: NarrationName, now: float) -> None:
        """Move waiting jobs of `name` to a listener's queues, as part of the transaction."""


REPAIRS = "repairs"
"""Field that counts how often lost slots of a run were spoken again."""


ENDED_KEPT = 200
ENDED_KEPT_S = 86_400

STREAMED_S = 3600
"""Longest time that listeners may continue a live stream of a finished run, in seconds."""

SLOTS_KEPT_S = 120
"""Lifetime in Redis of a finished run's slots, for live streams, in seconds; afterwards, only the
manifest has them."""

FAILED_KEPT_S = 30 * 86_400
"""Lifetime of the record of a failed narration without a track, in seconds."""

UNREAD_KEPT_S = 3_600
"""The same if the article could not be read, in seconds: short, because IDs may be invented."""

UNREAD_FAILS_FOR_S = 600
"""Interval before an article that could not be read is requested from its source again, in s."""

REMOVED_S = 3600
"""Lifetime of the mark of a removed narration, in seconds: longer than any run takes to end."""


class Removal(NamedTuple):
    """Result of the removal of a narration.

    Attributes:
        before: The narration before its removal; absent if a later run was kept.
        made: Slots of its run, as JSON.
        planned: Utterances of its run, as JSON.
    """

    before: Narration
    made: Sequence[str]
    planned: Sequence[str]


class _Step(Enum):
    KEEP = auto()
    BEGIN = auto()
    HASTEN = auto()


def _next_step(narration: Narration, basis: Basis, priority: Priority, *, again: bool) -> _Step:
    """Return the step that a request for a narration with `basis` needs."""
    if narration.state in UNFINISHED_STATES:
        is_read = narration.state is not State.QUEUED
        begins_again = again and is_read and narration.priority is Priority.PREGENERATE
        if begins_again or narration.basis.revision != basis.revision:
            return _Step.BEGIN
        waits = priority is Priority.PLAY and narration.priority is Priority.PREGENERATE
        return _Step.HASTEN if waits else _Step.KEEP
    failure = narration.failure
    has_failed = narration.state is State.FAILED and failure and not failure.retryable
    is_hopeless = has_failed and narration.basis.agrees_with(basis) and not _is_past(narration)
    is_settled = is_hopeless or narration.is_current(basis)
    return _Step.KEEP if is_settled and not again else _Step.BEGIN


def would_begin(narration: Narration, basis: Basis) -> bool:
    """Return True if a listener's request for `basis` would start a run that is not running yet."""
    if narration.state in UNFINISHED_STATES:
        return False
    return _next_step(narration, basis, Priority.PLAY, again=False) is _Step.BEGIN


def _is_past(narration: Narration) -> bool:
    """Return True if an unread article failed so long ago that its source may have it now."""
    waited_s = time.time() - narration.updated_at
    is_recent = 0 <= waited_s <= UNREAD_FAILS_FOR_S  # negative if the clock was set back
    return narration.basis.revision == "" and not is_recent


WriteAnswer = Callable[[Pipeline, Narration], None]
"""Function that adds the prepared answer of a ready narration to a transaction."""


class Narrations(Records):
    """Store of narration records, with all transitions between their states."""

    def __init__(self, client: redis.Redis, queueing: Queueing) -> None:
        super().__init__(client)
        self._queueing = queueing

    def request(
        self,
        name: NarrationName,
        basis: Basis,
        priority: Priority,
        *,
        again: bool = False,
        only_from: Collection[State] = frozenset(State),
    ) -> Narration:
        """Request a narration of `basis`, and return it.

        Concurrent requests start one run only. A listener's request moves a waiting pre-generation
        to the listeners' queues.

        Args:
            name: Name of the narration.
            basis: Basis to make it from.
            priority: Priority of its jobs.
            again: True to read it again even if it was made from `basis` already; ignored if it has
                not been read yet, or if a listener waits for the current run.
            only_from: States in which it may start; in other states, nothing changes.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.state not in only_from:
                return False
            step = _next_step(narration, basis, priority, again=again)
            if step is _Step.BEGIN:
                self._begin(pipe, narration, basis, priority)
            elif step is _Step.HASTEN:
                pipe.multi()
                now = time.time()
                pipe.hset(
                    keys.narration(str(name)), mapping={"priority": priority, "queued_at": now}
                )
                self._queueing.hasten(pipe, name, now)
            return step is not _Step.KEEP

        return self.change(name, transition).narration

    def begin_if(
        self,
        name: NarrationName,
        basis: Basis,
        priority: Priority,
        may_begin: Callable[[Narration], bool],
        *,
        anew: bool = False,
    ) -> Change:
        """Start a run if the current narration allows it.

        Args:
            name: Name of the narration.
            basis: Basis to make it from.
            priority: Priority of its jobs.
            may_begin: Function that returns True if the run may start; it is called again if
                another process changes the record meanwhile.
            anew: True to speak all utterances again, even if their clips are stored.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if not may_begin(narration):
                return False
            self._begin(pipe, narration, basis, priority, anew=anew)
            return True

        return self.change(name, transition)

    def _begin(
        self,
        pipe: Pipeline,
        narration: Narration,
        basis: Basis,
        priority: Priority,
        *,
        anew: bool = False,
    ) -> None:
        name, now = narration.name, time.time()
        if narration.state in UNFINISHED_STATES and narration.priority is Priority.PLAY:
            priority = Priority.PLAY  # a listener waits for the current run
        anew = anew or (narration.state in UNFINISHED_STATES and narration.is_anew)
        run = max(narration.run + 1, int(now * 1000))
        pipe.multi()
        pipe.delete(*_work_keys(name), keys.removed(str(name)))
        stale = ("fingerprint", "clips_total", "failure", "first_clip_at", "anew")
        pipe.hdel(keys.narration(str(name)), *stale)
        pipe.persist(keys.narration(str(name)))
        pipe.hset(
            keys.narration(str(name)),
            mapping={
                "state": State.QUEUED,
                "priority": priority,
                "run": run,
                "basis": str(basis),
                "queued_at": now,
                "updated_at": now,
                "trace": current_trace(),
                **({"anew": 1} if anew else {}),
            },
        )
        pipe.sadd(keys.UNFINISHED, str(name))
        self._queueing.enqueue_narrate(pipe, name, run, priority)
        self._announce(pipe, name, State.QUEUED)

    def speak(self, queued: Narration, work: "Work", token: str, holder: str) -> bool:
        """Change a queued narration to speaking, and queue its `speak` jobs.

        Args:
            queued: The narration, as read at the start of its job.
            work: Utterances to speak, and slots that exist already.
            token: Token of the calling job, for its lease on the first missing utterance.
            holder: Holder of the lease.

        Returns:
            False if another run has started meanwhile; then nothing has changed.
        """
        name = queued.name
        missing = [i for i in range(len(work.utterances)) if i not in work.slots]

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if (narration.run, narration.state) != (queued.run, State.QUEUED):
                return False
            state, now = State.SPEAKING if missing else State.STITCHING, time.time()
            pipe.multi()
            pipe.hset(
                keys.narration(str(name)),
                mapping={
                    "state": state,
                    "basis": str(work.basis),
                    "fingerprint": work.fingerprint,
                    "about": work.about,
                    "longest_s": work.longest_s,
                    "clips_total": len(work.utterances),
                    "next": missing[0] + 1 if missing else len(work.utterances),
                    "updated_at": now,
                    **({"first_clip_at": now} if 0 in work.slots else {}),
                },
            )
            pipe.delete(*_work_keys(name))
            pipe.rpush(keys.utterances(str(name)), *work.utterances)
            if work.slots:
                pipe.hset(
                    keys.slots(str(name)), mapping={str(i): slot for i, slot in work.slots.items()}
                )
            if missing:
                pipe.hset(keys.leases(str(name)), token, f"{holder} {missing[0]}")
                begun_by, _, _ = holder.partition("#")
                pipe.hset(keys.attempts(str(name)), str(missing[0]), begun_by)
                self._queueing.enqueue_speak(pipe, name, queued.run, narration.priority)
            else:
                self._queueing.enqueue_stitch(pipe, name, queued.run, narration.priority)
            self._announce(pipe, name, state)
            return True

        return self.change(name, transition).happened

    def hand_over(self, queued: Narration, basis: Basis, voice: str) -> None:
        """Request the article in another voice, and delete the queued narration.

        Args:
            queued: The narration, as read at the start of its job; its voice was chosen before the
                article's language was known.
            basis: Basis of the new narration.
            voice: Name of the other voice.
        """
        self.request(NarrationName(queued.name.article_id, voice), basis, queued.priority)

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.run != queued.run:
                return False
            pipe.multi()
            self._delete(pipe, queued.name)
            return True

        self.change(queued.name, transition)

    def requeue(
        self, name: NarrationName, run: int, enqueue: Callable[[Pipeline, Priority], None]
    ) -> bool:
        """Queue a job of an unfinished run, with the narration's current priority.

        Args:
            name: Name of the narration.
            run: Number of the run.
            enqueue: Function that adds the job to the transaction.

        Returns:
            True if the run is unfinished and the job was queued.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.run != run or narration.state not in UNFINISHED_STATES:
                return False
            pipe.multi()
            enqueue(pipe, narration.priority)
            return True

        return self.change(name, transition).happened

    def drop_slots(self, name: NarrationName, run: int, indexes: Iterable[int]) -> None:
        """Delete slots that are no longer stored, and queue jobs that speak them again."""
        lost = [str(index) for index in indexes]

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.run != run or narration.state not in (State.SPEAKING, State.STITCHING):
                return False
            pipe.multi()
            pipe.hdel(keys.slots(str(name)), *lost)
            pipe.hset(
                keys.narration(str(name)),
                mapping={"state": State.SPEAKING, "updated_at": time.time()},
            )
            pipe.hincrby(keys.attempts(str(name)), REPAIRS, 1)
            self._queueing.enqueue_speak(pipe, name, run, narration.priority)
            self._announce(pipe, name, State.SPEAKING)
            return True

        self.change(name, transition)

    def repairs(self, name: NarrationName) -> int:
        """Return the number of times that the current run had lost slots spoken again."""
        return int(self._redis.hget(keys.attempts(str(name)), REPAIRS) or 0)

    def publish(
        self, name: NarrationName, run: int, track: TrackRecord, write_answer: WriteAnswer
    ) -> bool:
        """Make a track live and the narration ready.

        Returns:
            False if this run is over; then nothing has changed.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.run != run or narration.state not in UNFINISHED_STATES:
                return False
            pipe.multi()
            ready = self._write_ready(pipe, narration, track)
            write_answer(pipe, ready)
            self._note_end(pipe, ready)
            self._announce(pipe, name, State.READY)
            return True

        return self.change(name, transition).happened

    def restore(self, name: NarrationName, track: TrackRecord) -> Narration:
        """Restore the record of a finished narration that Redis has lost.

        Nothing happens if the narration was taken down.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            removed = keys.removed(str(name))
            pipe.watch(removed)  # type: ignore[no-untyped-call]  # redis-py has no types here
            if narration.state is not State.ABSENT or pipe.exists(removed):
                return False
            pipe.multi()
            self._write_ready(pipe, narration, track)
            return True

        return self.change(name, transition).narration

    def prepare_answer(self, name: NarrationName, write_answer: WriteAnswer) -> None:
        """Write the prepared answer of a narration, if it is still ready."""

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.state is not State.READY:
                return False
            pipe.multi()
            write_answer(pipe, narration)
            return True

        self.change(name, transition)

    def fail(self, name: NarrationName, run: int, failure: Failure) -> bool:
        """End a run as failed; the track of an earlier run stays live.

        If the run should have spoken an up-to-date track again, the narration becomes ready again.

        Returns:
            False if this run was over already; then nothing has changed.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.run != run or narration.state not in UNFINISHED_STATES:
                return False
            now, track = time.time(), narration.track
            pipe.multi()
            self.note_failure(name, failure, pipe)
            failed = replace(narration, state=State.FAILED, failure=failure, updated_at=now)
            self._note_end(pipe, failed)
            if narration.is_anew and track and track.basis.agrees_with(narration.basis):
                self._write_ready(pipe, narration, track)
                pipe.delete(*_work_keys(name))
                self._announce(pipe, name, State.READY)
                return True
            pipe.hset(
                keys.narration(str(name)),
                mapping={
                    "state": State.FAILED,
                    "failure": json.dumps(
                        [failure.code, failure.detail, failure.retryable], ensure_ascii=False
                    ),
                    "updated_at": now,
                },
            )
            pipe.srem(keys.UNFINISHED, str(name))
            pipe.delete(*_work_keys(name), keys.answer(str(name)))
            if narration.track is None:
                is_read = narration.basis.revision != ""
                kept_s = FAILED_KEPT_S if is_read else UNREAD_KEPT_S
                pipe.expire(keys.narration(str(name)), kept_s)
            if failure.retryable and narration.priority is Priority.PREGENERATE:
                pipe.hincrby(keys.RETRYABLE, str(name), 1)
            else:
                pipe.hdel(keys.RETRYABLE, str(name))
            self._announce(pipe, name, State.FAILED)
            return True

        return self.change(name, transition).happened

    def retryable(self) -> dict[NarrationName, int]:
        """Return the pre-generations with a retryable failure, and their numbers of failures.

        A narration stays in this list until it is ready, taken down, given up, or fails
        permanently.
        """
        found = self._redis.hgetall(keys.RETRYABLE)
        return {NarrationName.parse(as_text(name)): int(times) for name, times in found.items()}

    def give_up(self, name: NarrationName) -> None:
        """Stop the automatic retries of a failed pre-generation."""
        self._redis.hdel(keys.RETRYABLE, str(name))

    def note_failure(
        self, name: NarrationName, failure: Failure, pipe: Pipeline | None = None
    ) -> None:
        """Add a failure to the list of the latest failures.

        Args:
            name: Name of the narration; its voice is empty if an article could not be imported.
            failure: Reason for the failure.
            pipe: The transaction to add the commands to; None to send them at once.
        """
        record = {**name._asdict(), **asdict(failure), "at": time.time()}
        with self._redis.pipeline() as own:
            (pipe or own).lpush(keys.FAILURES, json.dumps(record, ensure_ascii=False))
            (pipe or own).ltrim(keys.FAILURES, 0, 99)
            own.execute()

    def remove(self, name: NarrationName, not_after: int | None = None) -> Removal:
        """Delete a record in one transaction; jobs of its run do nothing, and it is not restored.

        Args:
            name: Name of the narration.
            not_after: Number of the last run to delete; None for no limit.

        Returns:
            The narration before its removal, with the slots and utterances of its run.
        """
        found = Removal(Narration(name), [], [])

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            nonlocal found
            if not_after is not None and narration.run > not_after:
                return False
            slots, lines = keys.slots(str(name)), keys.utterances(str(name))
            pipe.watch(slots)  # type: ignore[no-untyped-call]  # redis-py has no types here
            made = cast("dict[bytes, bytes]", pipe.hgetall(slots)).values()
            planned = cast("list[bytes]", pipe.lrange(lines, 0, -1))
            found = Removal(narration, [as_text(s) for s in made], [as_text(s) for s in planned])
            pipe.multi()
            self._delete(pipe, name)
            pipe.set(keys.removed(str(name)), "1", ex=REMOVED_S)
            return True

        self.change(name, transition)
        return found

    def drop_lost_track(self, name: NarrationName, track_hash: str) -> bool:
        """Delete a lost track from the record, so that the next press makes it again.

        An unfinished run continues.

        Returns:
            True if it was the narration's live track.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.track is None or narration.track.hash != track_hash:
                return False
            pipe.multi()
            if narration.state is State.READY:
                self._delete(pipe, name)
            else:
                pipe.hdel(keys.narration(str(name)), *narration.track.to_fields())
                pipe.delete(keys.answer(str(name)))
            return True

        return self.change(name, transition).happened

    def _delete(self, pipe: Pipeline, name: NarrationName) -> None:
        pipe.delete(keys.narration(str(name)), keys.answer(str(name)), *_work_keys(name))
        pipe.srem(keys.UNFINISHED, str(name))
        pipe.hdel(keys.RETRYABLE, str(name))
        self._announce(pipe, name, State.ABSENT)

    def was_removed(self, name: NarrationName) -> bool:
        """Return True if a narration was taken down, as opposed to lost with all of Redis."""
        return bool(self._redis.exists(keys.removed(str(name))))

    @staticmethod
    def _write_ready(pipe: Pipeline, before: Narration, track: TrackRecord) -> Narration:
        now, slots = round(time.time(), 3), keys.slots(str(before.name))
        record = {
            "state": State.READY,
            "run": str(before.run),
            "queued_at": str(round(before.queued_at, 3)),
            "longest_s": str(before.longest_s),
            "updated_at": str(now),
            **track.to_fields(),
        }
        # a large hash would keep its memory-hungry encoding, so it is created again
        pipe.delete(keys.narration(str(before.name)))
        pipe.hset(
            keys.narration(str(before.name)), items=[x for pair in record.items() for x in pair]
        )
        pipe.srem(keys.UNFINISHED, str(before.name))
        pipe.hdel(keys.RETRYABLE, str(before.name))
        pipe.delete(*(key for key in _work_keys(before.name) if key != slots))
        pipe.expire(slots, SLOTS_KEPT_S)
        return replace(
            before,
            state=State.READY,
            basis=track.basis,
            fingerprint=track.fingerprint,
            track=track,
            is_anew=False,
            clips_done=track.clips,
            clips_total=track.clips,
            updated_at=now,
        )

    @staticmethod
    def _note_end(pipe: Pipeline, narration: Narration) -> None:
        pipe.lpush(keys.ENDED, json.dumps(time_line(narration), ensure_ascii=False))
        pipe.ltrim(keys.ENDED, 0, ENDED_KEPT - 1)
        pipe.expire(keys.ENDED, ENDED_KEPT_S)

    @staticmethod
    def _announce(pipe: Pipeline, name: NarrationName, state: State) -> None:
        pipe.publish(keys.events(str(name)), json.dumps({"state": state}))


def _work_keys(name: NarrationName) -> list[str]:
    kinds = (keys.utterances, keys.slots, keys.leases, keys.attempts, keys.jobs)
    return [key(str(name)) for key in kinds]
