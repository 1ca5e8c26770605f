"""Endings: transitions to ready and failed, and the lists of ended and failed narrations."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import NamedTuple

from redis.client import Pipeline

from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import (
    UNFINISHED_STATES,
    Failure,
    Narration,
    Priority,
    State,
    TrackRecord,
    time_line,
)
from cache.narrations.transitions.commands import announce, work_keys
from cache.narrations.transitions.records import Records
from cache.redis import keys
from cache.redis.client import as_text
from cache.redis.transactions import send_once

ENDED_KEPT = 200
ENDED_KEPT_S = 86_400

STREAMED_S = 3600
"""Longest time that listeners may continue a live stream of a finished run, in seconds."""

SLOTS_KEPT_S = 120
"""Lifetime of a finished run's slots in Redis, in seconds: live streams still need them. After
that, only the manifest has them."""

FAILED_KEPT_S = 30 * 86_400
"""Lifetime of the record of a failed narration without a track, in seconds."""

UNREAD_KEPT_S = 3_600
"""Lifetime of such a record if the article could not be read, in seconds. It is short, because
callers may send IDs of articles that do not exist."""

WriteAnswer = Callable[[Pipeline, Narration], None]
"""Function that adds the prepared answer of a ready narration to a transaction."""


class Fallback(NamedTuple):
    """The voice that takes over an article from one that could not finish it.

    Attributes:
        voice: Name of the voice.
        revision: Revision of the article.
    """

    voice: str
    revision: str


class Endings(Records):
    """Store of narration records, with the transitions that end a run."""

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
            ready = _write_ready(pipe, narration, track)
            write_answer(pipe, ready)
            _note_end(pipe, ready)
            announce(pipe, name, State.READY)
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
            _write_ready(pipe, narration, track)
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

    def fail(
        self,
        name: NarrationName,
        run: int,
        failure: Failure,
        *,
        is_wanted: bool = True,
        fallback: Fallback | None = None,
    ) -> bool:
        """End a run as failed; the track of an earlier run stays live.

        If the run should have spoken an up-to-date track again, the narration becomes ready again.

        Args:
            name: Name of the narration.
            run: Number of the run.
            failure: Reason for the failure.
            is_wanted: True if the publisher wants the narration; False if only callers without a
                key requested it, so that its failure raises no alert.
            fallback: The voice that takes over. If the failure is retryable, the failed voice is
                tried again later, as a pre-generation.

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
            _note_end(pipe, failed, is_wanted=is_wanted)
            if narration.is_anew and track and track.basis.agrees_with(narration.basis):
                _write_ready(pipe, narration, track)
                pipe.delete(*work_keys(name))
                announce(pipe, name, State.READY)
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
            pipe.delete(*work_keys(name), keys.answer(str(name)))
            if narration.track is None:
                is_read = bool(fallback) or narration.basis.revision != ""
                kept_s = FAILED_KEPT_S if is_read else UNREAD_KEPT_S
                pipe.expire(keys.narration(str(name)), kept_s)
            if fallback:
                _write_fallback(pipe, narration, fallback)
            is_repeated = bool(fallback) or narration.priority is Priority.PREGENERATE
            if failure.retryable and is_repeated:
                pipe.hincrby(keys.RETRYABLE, str(name), 1)
            else:
                pipe.hdel(keys.RETRYABLE, str(name))
            announce(pipe, name, State.FAILED)
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
        line = json.dumps(record, ensure_ascii=False)

        def add(to: Pipeline) -> None:
            to.lpush(keys.FAILURES, line)
            to.ltrim(keys.FAILURES, 0, 99)

        if pipe is None:
            send_once(self._redis, add)
        else:
            add(pipe)


def _write_fallback(pipe: Pipeline, narration: Narration, fallback: Fallback) -> None:
    pipe.hset(
        keys.narration(str(narration.name)),
        mapping={
            "fallback": fallback.voice,
            "basis": str(Basis(fallback.revision, narration.basis.sound)),
            "priority": Priority.PREGENERATE,
        },
    )


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
    pipe.hset(keys.narration(str(before.name)), items=[x for pair in record.items() for x in pair])
    pipe.srem(keys.UNFINISHED, str(before.name))
    pipe.hdel(keys.RETRYABLE, str(before.name))
    pipe.delete(*(key for key in work_keys(before.name) if key != slots))
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


def _note_end(pipe: Pipeline, narration: Narration, *, is_wanted: bool = True) -> None:
    line = time_line(narration) | ({} if is_wanted else {"is_wanted": False})
    pipe.lpush(keys.ENDED, json.dumps(line, ensure_ascii=False))
    pipe.ltrim(keys.ENDED, 0, ENDED_KEPT - 1)
    pipe.expire(keys.ENDED, ENDED_KEPT_S)
