"""Removals: transitions that delete a record, or the lost track of a record."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple, cast

from redis.client import Pipeline

from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, State
from cache.narrations.transitions.commands import delete_record
from cache.narrations.transitions.records import Records
from cache.redis import keys
from cache.redis.client import as_text

REMOVING_S = 10
"""Longest time for which a removal delays new runs, in seconds. If the process that removes dies,
another process completes the removal within this time."""

REMOVED_S = 3600
"""Lifetime of the mark of a removed narration, in seconds: longer than any run takes to end."""


class Removal(NamedTuple):
    """Result of the removal of a narration.

    Attributes:
        before: The narration before its removal; absent if a later run was kept.
        made: Slots of its run, as JSON.
        token: Token for `end_removal`.
    """

    before: Narration
    made: Sequence[str]
    token: str = ""


class Removals(Records):
    """Store of narration records, with the transitions that delete them."""

    def remove(
        self, name: NarrationName, not_after: int | None = None, *, has_audio: bool = False
    ) -> Removal:
        """Delete a record in one transaction; jobs of its run do nothing, and it is not restored.

        Args:
            name: Name of the narration.
            not_after: Number of the last run to delete; None for no limit.
            has_audio: True if the caller deletes its audio next, and then calls `end_removal`; new
                runs wait for that.

        Returns:
            The narration before its removal, with the slots of its run.
        """
        found, removing = Removal(Narration(name), []), keys.removing(str(name))

        def transition(pipe: Pipeline, narration: Narration) -> bool:
            nonlocal found
            if not_after is not None and narration.run > not_after:
                return False
            slots = keys.slots(str(name))
            pipe.watch(slots)  # type: ignore[no-untyped-call]  # redis-py has no types here
            made = cast("dict[bytes, bytes]", pipe.hgetall(slots)).values()
            found = Removal(narration, [as_text(slot) for slot in made], secrets.token_hex(8))
            pipe.multi()
            delete_record(pipe, name)
            pipe.delete(keys.known_slots(str(name)))
            self._run_numbers.mark(pipe, keys.removed(str(name)), REMOVED_S)
            if has_audio:
                pipe.hset(removing, found.token, 1)
                pipe.expire(removing, REMOVING_S)
            return True

        self.change(name, transition)
        return found

    def end_removal(self, name: NarrationName, removal: Removal) -> None:
        """Let new runs begin, after the audio of the removed narration was deleted."""
        self._redis.hdel(keys.removing(str(name)), removal.token)

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
                delete_record(pipe, name)
            else:
                pipe.hdel(keys.narration(str(name)), *narration.track.to_fields())
                pipe.delete(keys.answer(str(name)))
            return True

        return self.change(name, transition).happened

    def was_removed(self, name: NarrationName) -> bool:
        """Return True if a narration was taken down, as opposed to lost with all of Redis."""
        return bool(self._redis.exists(keys.removed(str(name))))
