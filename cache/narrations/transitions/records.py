"""Narration records in Redis: reads, and changes as one transaction each."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import redis
from redis.client import Pipeline

from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, parse_record
from cache.narrations.transitions.run_numbers import RunNumbers
from cache.redis import keys
from cache.redis.client import as_text
from cache.redis.transactions import MARKED_S, new_mark


class Change(NamedTuple):
    """Result of a transition: True if it happened, and the narration afterwards."""

    happened: bool
    narration: Narration


class Records:
    """Store of narration records, in Redis."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client
        self._run_numbers = RunNumbers(client)

    def read(self, name: NarrationName) -> Narration:
        """Return a narration; its state is `absent` if there is no record."""
        return self.read_many([name])[0]

    def read_many(self, names: Sequence[NarrationName]) -> list[Narration]:
        """Return several narrations, in the order of `names`."""
        with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hgetall(keys.narration(str(name)))
                pipe.hlen(keys.slots(str(name)))
            answers = pipe.execute()
        return [
            parse_record(name, _as_texts(record), slots)
            for name, record, slots in zip(names, answers[::2], answers[1::2], strict=True)
        ]

    def made(self, name: NarrationName) -> list[str]:
        """Return the slots of the current or latest run, as JSON."""
        return [as_text(slot) for slot in self._redis.hvals(keys.slots(str(name)))]

    def unfinished(self) -> list[NarrationName]:
        """Return the names of all narrations that are queued, speaking or stitching."""
        return [NarrationName.parse(as_text(m)) for m in self.unfinished_members()]

    def unfinished_members(self) -> set[bytes]:
        """Return the names of unfinished narrations, not decoded: there may be thousands."""
        return cast("set[bytes]", self._redis.smembers(keys.UNFINISHED))

    def failures(self) -> list[dict[str, Any]]:
        """Return the latest failed narrations, newest first."""
        return [json.loads(line) for line in self._redis.lrange(keys.FAILURES, 0, -1)]

    def trace(self, name: NarrationName) -> str:
        """Return the trace id of the request that started the current run; empty if unknown."""
        return as_text(self._redis.hget(keys.narration(str(name)), "trace") or b"")

    def ended(self, most: int = -1) -> list[dict[str, Any]]:
        """Return the histories of the latest narrations that ended, newest first."""
        last = most - 1 if most > 0 else -1
        return [json.loads(line) for line in self._redis.lrange(keys.ENDED, 0, last)]

    def change(
        self, name: NarrationName, transition: Callable[[Pipeline, Narration], bool]
    ) -> Change:
        """Run `transition` on the record as one transaction, and return the result.

        `transition` gets the current record and a watching pipeline. It either returns False and
        changes nothing, or calls `multi`, queues its commands and returns True. If another process
        changes the record meanwhile, `transition` is called again with the new record. It takes
        effect once, even if the answer is lost and the transaction is sent again.
        """
        key, mark, is_sent = keys.narration(str(name)), new_mark(), False
        with self._redis.pipeline() as pipe:
            while True:
                try:
                    pipe.watch(key)  # type: ignore[no-untyped-call]  # redis-py has no types here
                    record = cast("dict[bytes, bytes]", pipe.hgetall(key))
                    slots = pipe.hlen(keys.slots(str(name)))
                    narration = parse_record(name, _as_texts(record), slots)
                    if is_sent and pipe.exists(mark):
                        return Change(happened=True, narration=narration)
                    if not transition(pipe, narration):
                        return Change(happened=False, narration=narration)
                    is_sent = True
                    pipe.set(mark, 1, ex=MARKED_S)
                    pipe.hgetall(key)
                    pipe.hlen(keys.slots(str(name)))
                    *_, record, slots = pipe.execute()
                    after = parse_record(name, _as_texts(record), slots)
                    return Change(happened=True, narration=after)
                except redis.WatchError:
                    continue


def _as_texts(record: Mapping[bytes, bytes]) -> dict[str, str]:
    return {as_text(field): as_text(value) for field, value in record.items()}
