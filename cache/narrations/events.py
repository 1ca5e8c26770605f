"""Subscription to the events of a narration: new clips and changes of state."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys

Wait = Callable[[float], None]
"""Function that waits for the next event, at most the given number of seconds."""


@contextmanager
def hear(client: redis.Redis, name: NarrationName) -> Iterator[Wait]:
    """Subscribe to a narration's events while the context is open.

    Events may be lost during a reconnection. So an event is only a reason to read the record
    again; it is not the data itself.

    Yields:
        A function that waits for the next event.
    """
    events: Any = cast("Any", client).pubsub(ignore_subscribe_messages=True)
    try:
        events.subscribe(keys.events(str(name)))
        yield lambda seconds: events.get_message(timeout=seconds)
    finally:
        events.close()
