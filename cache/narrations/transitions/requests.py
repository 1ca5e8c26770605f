"""Requests: transitions that start a run, or move a waiting one to the listeners' queues."""

import time
from collections.abc import Callable, Collection
from enum import Enum, auto
from typing import cast

import redis
from redis.client import Pipeline

from cache.logs import current_trace
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import UNFINISHED_STATES, Narration, Priority, State
from cache.narrations.transitions.commands import announce, work_keys
from cache.narrations.transitions.queueing import Queueing
from cache.narrations.transitions.records import Change, Records
from cache.redis import keys

UNREAD_FAILS_FOR_S = 600
"""Interval before an article that could not be read is requested from its source again, in s."""


REMOVAL_TAKES_S = 2.0
"""Longest time that a new run waits for the deletion of earlier audio, in seconds."""

LOOKS_EVERY_S = 0.01


class _Step(Enum):
    KEEP = auto()
    BEGIN = auto()
    HASTEN = auto()


def _next_step(narration: Narration, basis: Basis, priority: Priority, *, again: bool) -> _Step:
    """Return the step that a request for a narration with `basis` needs."""
    if narration.state in UNFINISHED_STATES:
        # an article that is being fetched for this run is read after the fetch
        is_read = narration.state is not State.QUEUED
        begins_again = again and is_read and narration.priority is Priority.PREGENERATE
        is_awaited = narration.state is State.QUEUED and narration.basis.revision == ""
        # a request for an article that is not fetched yet accepts any run
        is_other = basis.revision not in ("", narration.basis.revision)
        if begins_again or (is_other and not is_awaited):
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


def changes_nothing(narration: Narration, basis: Basis, priority: Priority) -> bool:
    """Return True if a request for `basis` would leave this narration as it is."""
    return _next_step(narration, basis, priority, again=False) is _Step.KEEP


def _is_past(narration: Narration) -> bool:
    """Return True if an unread article failed so long ago that its source may have it now."""
    waited_s = time.time() - narration.updated_at
    is_recent = 0 <= waited_s <= UNREAD_FAILS_FOR_S  # negative if the clock was set back
    return narration.basis.revision == "" and not is_recent


def _is_removed_since(pipe: Pipeline, narration: Narration, number: int) -> bool:
    """Return True if a narration was taken down after a run number was issued."""
    removed = keys.removed(str(narration.name))
    pipe.watch(removed)  # type: ignore[no-untyped-call]  # redis-py has no types here
    mark = cast("bytes | None", pipe.get(removed))
    return narration.state is State.ABSENT and mark is not None and int(mark) > number


def _await_removal(pipe: Pipeline, name: NarrationName) -> None:
    """Wait while another process deletes audio of a narration, which might delete a new run's, too.

    If the deletion takes longer than `REMOVAL_TAKES_S`, the new run begins. If it then loses clips,
    it speaks them again.
    """
    deadline = time.monotonic() + REMOVAL_TAKES_S
    pipe.watch(keys.removing(str(name)))  # type: ignore[no-untyped-call]  # as above
    while pipe.exists(keys.removing(str(name))) and time.monotonic() < deadline:
        time.sleep(LOOKS_EVERY_S)


class Requests(Records):
    """Store of narration records, with the transitions that start a run.

    Args:
        client: Connection to Redis.
        queueing: Job queues.
    """

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
        wanted_at: int | None = None,
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
            wanted_at: Number from `next_number` at the start of the work that led to this request;
                nothing changes if the narration was taken down after that.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if narration.state not in only_from:
                return False
            if wanted_at is not None and _is_removed_since(pipe, narration, wanted_at):
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

    def next_number(self) -> int:
        """Return a number that is higher than that of every run so far."""
        return self._run_numbers.next()

    def begin_if(
        self,
        name: NarrationName,
        basis: Basis,
        priority: Priority,
        may_begin: Callable[[Narration], bool],
        *,
        anew: bool = False,
        alone: bool = False,
    ) -> Change:
        """Start a run if the current narration allows it.

        Args:
            name: Name of the narration.
            basis: Basis to make it from.
            priority: Priority of its jobs.
            may_begin: Function that returns True if the run may start; it is called again if
                another process changes the record meanwhile.
            anew: True to speak all utterances again, even if their clips are stored.
            alone: True if the narration's own voice reads everything, until `basis` changes or the
                narration is ready.
        """

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            if not may_begin(narration):
                return False
            self._begin(pipe, narration, basis, priority, anew=anew, alone=alone)
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
        alone: bool = False,
    ) -> None:
        name, now = narration.name, time.time()
        _await_removal(pipe, name)
        if narration.state in UNFINISHED_STATES and narration.priority is Priority.PLAY:
            priority = Priority.PLAY  # a listener waits for the current run
        anew = anew or (narration.state in UNFINISHED_STATES and narration.is_anew)
        run = self._run_numbers.next(narration.run)
        pipe.multi()
        pipe.delete(*work_keys(name), keys.removed(str(name)))
        stale = ["fingerprint", "clips_total", "failure", "first_clip_at", "anew"]
        if narration.basis.revision != basis.revision:
            stale.append("fallback")
        alone = alone or (narration.is_alone and narration.basis == basis)
        if not alone:
            stale.append("alone")
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
                **({"alone": 1} if alone else {}),
            },
        )
        pipe.sadd(keys.UNFINISHED, str(name))
        self._queueing.enqueue_narrate(pipe, name, run, priority)
        announce(pipe, name, State.QUEUED)
