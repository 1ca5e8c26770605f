"""Costs of requests: an estimate of the work of a web process, limited for each address.

Each process counts by itself, because the limit protects its own processor: this needs no round
trip, and works without Redis. Cached presses and audio that exists cost nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from audio_service.access.access_context import AccessControl, current_access
from audio_service.access.client_address import caller_address, is_limited
from audio_service.access.key_check import has_shown_key
from audio_service.access.rate_limits import CountedRate
from audio_service.http.request_errors import RequestError

P = ParamSpec("P")
R = TypeVar("R")

LEAST_MS = 1
CUES_MS = 3
PAGE_MS = 5
FEED_MS = 25
MISSING_AUDIO_MS = 3


def spend(access: AccessControl, cost_ms: int) -> None:
    """Count the cost of the current request, in ms of processor time, unless it has a valid key.

    Raises:
        RequestError: The requests of its address have cost too much within a minute.
    """
    if not is_limited():
        return
    try:
        access.rates.count_here(CountedRate.WORK, caller_address(), cost_ms)
    except RequestError:
        if not has_shown_key():
            raise


def costs(cost_ms: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator for views whose requests cost `cost_ms`, in ms of processor time."""

    def charge(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def charged(*args: P.args, **kwargs: P.kwargs) -> R:
            spend(current_access(), cost_ms)
            return view(*args, **kwargs)

        charged.cost_ms = cost_ms  # type: ignore[attr-defined]  # a test looks at it
        return charged

    return charge
