"""Redis commands that several transitions add to their transactions."""

import json

from redis.client import Pipeline

from cache.narrations.name import NarrationName
from cache.narrations.record import State
from cache.redis import keys


def work_keys(name: NarrationName) -> list[str]:
    """Return the keys of everything that only an unfinished run needs."""
    kinds = (keys.utterances, keys.slots, keys.parts, keys.leases, keys.attempts, keys.jobs)
    return [key(str(name)) for key in kinds]


def announce(pipe: Pipeline, name: NarrationName, state: State) -> None:
    """Publish a new state to the subscribers of a narration's events."""
    pipe.publish(keys.events(str(name)), json.dumps({"state": state}))


def delete_record(pipe: Pipeline, name: NarrationName) -> None:
    """Delete a narration's record and the state of its run, and announce it as absent."""
    pipe.delete(keys.narration(str(name)), keys.answer(str(name)), *work_keys(name))
    pipe.srem(keys.UNFINISHED, str(name))
    pipe.hdel(keys.RETRYABLE, str(name))
    announce(pipe, name, State.ABSENT)
