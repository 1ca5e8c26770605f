"""Hearing what narrations announce: their clips and states, as they come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import redis

from cache.narrations.name import NarrationName
from cache.redis import keys

Wait = Callable[[float], None]
"""Waits until something is announced, at most so many seconds."""


@contextmanager
def hear(client: redis.Redis, name: NarrationName) -> Iterator[Wait]:
    """Listen to a narration's announcements while the context is open.

    Announcements may get lost while a connection is made anew: they say when to look, and not what
    there is.

    Yields:
        What waits for the next one.
    """
    events: Any = cast("Any", client).pubsub(ignore_subscribe_messages=True)
    try:
        events.subscribe(keys.events(str(name)))
        yield lambda seconds: events.get_message(timeout=seconds)
    finally:
        events.close()
