"""Calls to a speech server: each is retried within its time-out, with growing random pauses."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import uniform
from typing import TypeVar

from worker.errors import EngineUnavailableError
from worker.speech.upstream.gates import Gate

T = TypeVar("T")

ATTEMPTS = 3
"""Maximum number of requests for one utterance in one attempt of a job; jobs are retried, too."""

FIRST_PAUSE_S = 0.25
"""Upper limit of the pause before the first retry, in seconds; each further limit is twice that."""

SHORTEST_ATTEMPT_S = 0.05
"""Remaining time below which no further attempt is made, in seconds."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upstream:
    """A speech server on the network.

    Attributes:
        name: Name of the server, for messages.
        gate: Gate that every request must pass.
        timeout_s: Time-out of a call in seconds, retries included; waiting for the gate is not.
    """

    name: str
    gate: Gate
    timeout_s: float

    def call(self, attempt: Callable[[float], T]) -> T:
        """Return the result of an attempt; it is repeated if the server fails.

        Args:
            attempt: Function that sends one request, called with its time-out in seconds.

        Raises:
            EngineUnavailableError: All attempts failed, or no more time is left.
        """
        [result] = self.stream(lambda timeout_s: iter([attempt(timeout_s)]))
        return result

    def stream(self, attempt: Callable[[float], Iterator[T]]) -> Iterator[T]:
        """Yield the parts of an answer; retry if the server fails before the first one.

        The pause before a retry is random between 0 and a limit that doubles, but never shorter
        than the server has asked for.

        Args:
            attempt: Function that sends one request, called with its time-out in seconds.

        Raises:
            EngineUnavailableError: All attempts failed, no more time is left, or the server failed
                after the first part.
        """
        left_s, number, has_begun = self.timeout_s, 0, False
        while True:
            number += 1
            began = time.monotonic()
            try:
                with self.gate.request(left_s):
                    began = time.monotonic()
                    for part in attempt(left_s):
                        has_begun = True
                        yield part
                    return
            except EngineUnavailableError as error:
                longest_s = FIRST_PAUSE_S * 2 ** (number - 1)
                pause_s = uniform(0, longest_s)  # noqa: S311  # a pause, not a secret
                pause_s = max(pause_s, error.retry_after_s)
                left_s -= time.monotonic() - began + pause_s
                is_over = number == ATTEMPTS or left_s < SHORTEST_ATTEMPT_S
                if has_begun or error.is_lasting or is_over:
                    raise
                log.info("%s: %s: %s; trying again", self.name, error.code, error)
            time.sleep(pause_s)
