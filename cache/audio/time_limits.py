"""A time limit for calls into storage, which hear no signal while they wait."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

AT_A_TIME = 8
"""How many calls may hang before others wait for them."""


def call_directly(call: Callable[[], T]) -> T:
    """Return what a call returns, however long it takes."""
    return call()


class TimeLimitedCalls:
    """Calls in threads of their own, given up when they take too long.

    Args:
        seconds: How long one call may take.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="storage")

    def __call__(self, call: Callable[[], T]) -> T:
        """Return what a call returns.

        Raises:
            TimeoutError: It has not returned in time; it goes on, and nobody hears of it.
        """
        future = self._threads.submit(call)
        try:
            return future.result(self._seconds)
        except TimeoutError:
            future.cancel()
            raise TimeoutError(f"no answer within {self._seconds:.0f} s") from None
