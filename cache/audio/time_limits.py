"""Time limits for calls to the audio store, which cannot be interrupted by a signal."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

AT_A_TIME = 8
"""Number of calls that may hang before further calls have to wait."""


def call_directly(call: Callable[[], T]) -> T:
    """Run a call without a time limit, and return its result."""
    return call()


class TimeLimitedCalls:
    """Runner of calls in separate threads, with a time-out.

    Args:
        seconds: Time-out of one call.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="storage")

    def __call__(self, call: Callable[[], T]) -> T:
        """Run a call, and return its result.

        Raises:
            TimeoutError: The call took too long; it continues, but its result is ignored.
        """
        future = self._threads.submit(call)
        try:
            return future.result(self._seconds)
        except TimeoutError:
            future.cancel()
            raise TimeoutError(f"no answer within {self._seconds:.0f} s") from None
