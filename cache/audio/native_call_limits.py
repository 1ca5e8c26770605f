"""Time limits for calls into native code, such as to the audio store or the article database.

No signal interrupts such a call, and in a web process it would stop every other request. So it runs
in a thread of its own, and its caller waits for a limited time.
"""

import queue
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

AT_A_TIME = 8
"""Number of calls that may run at the same time; further ones wait for their turn."""

TRIED_EVERY_S = 1.0
"""Time between two calls to a server that hangs, in seconds; those in between are refused."""

TRIED_FOR_S = 0.5
"""Time-out of a call to a server that hangs, in seconds."""


class Call(Protocol):
    """Function that runs a call, such as with a time limit."""

    def __call__(self, call: Callable[[], T], /) -> T:
        """Run a call, and return its result."""


def call_directly(call: Callable[[], T]) -> T:
    """Run a call without a time limit, and return its result."""
    return call()


class TimeLimitedCalls:
    """Runner of calls in separate threads, with a time-out.

    If a call gets no answer in time, the server counts as hanging. With `is_impatient`, one call a
    second then tries it for a moment, and all others are refused right away, until it answers.

    Args:
        seconds: Time-out of one call.
        threads: Threads that run the calls, at least `AT_A_TIME`; by default, new ones.
        is_impatient: True if callers need not wait for a server that is known to hang.
    """

    def __init__(
        self, seconds: float, threads: Executor | None = None, *, is_impatient: bool = False
    ) -> None:
        self._seconds = seconds
        self._is_impatient = is_impatient
        self._threads = threads or ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="native")
        self._free: queue.SimpleQueue[None] = queue.SimpleQueue()
        for _ in range(AT_A_TIME):
            self._free.put(None)
        self._unanswered: set[Future[Future[Any]]] = set()
        self._next_try_at = 0.0

    def __call__(self, call: Callable[[], T]) -> T:
        """Run a call, and return its result.

        Raises:
            TimeoutError: The call took too long; it continues, but its result is ignored.
        """
        began = time.monotonic()
        seconds = self._patience_s(began)
        try:
            self._free.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError(f"no answer within {seconds:.1f} s") from None
        try:
            future = self._threads.submit(_attempt, call)
        except BaseException:
            self._free.put(None)
            raise
        future.add_done_callback(partial(self._end, began))
        try:
            outcome = future.result(max(0.0, began + seconds - time.monotonic()))
        except TimeoutError:
            self._unanswered.add(future)
            if future.done():
                self._unanswered.discard(future)
            raise TimeoutError(f"no answer within {seconds:.1f} s") from None
        return outcome.result()

    def _patience_s(self, now: float) -> float:
        """Return the time-out of a call that begins now, in seconds.

        Raises:
            TimeoutError: The server hangs, and was tried a moment ago.
        """
        if not (self._is_impatient and self._unanswered):
            return self._seconds
        if now < self._next_try_at:
            raise TimeoutError("no answer to earlier calls")
        self._next_try_at = now + TRIED_EVERY_S
        return min(TRIED_FOR_S, self._seconds)

    def _end(self, began: float, future: "Future[Future[Any]]") -> None:
        """Record that a call has ended; an answer ends the state of hanging."""
        self._free.put(None)  # gevent's hub, which runs this, cannot wait for a lock
        self._unanswered.discard(future)
        if future.result().exception() is None or time.monotonic() - began < self._seconds:
            self._unanswered.clear()


def _attempt(call: Callable[[], T]) -> "Future[T]":
    """Run a call, and return its result or error; gevent's threads log errors that they raise."""
    outcome: Future[T] = Future()
    try:
        outcome.set_result(call())
    except BaseException as error:  # noqa: BLE001  # its caller raises it again
        outcome.set_exception(error)
    return outcome
