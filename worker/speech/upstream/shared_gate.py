"""Gate of a speech server that all workers share through Redis."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import redis

from cache.upstreams.budget import Budget
from cache.upstreams.circuit_breaker import Admission, CircuitBreaker, Verdict
from cache.upstreams.request_budget import BudgetSpentError, RequestBudget
from worker.errors import (
    EngineBudgetError,
    EngineBusyError,
    EnginePausedError,
    EngineRefusedError,
    EngineUnavailableError,
)

BUDGET_PATIENCE_S = 12.0
"""Longest wait of one request for a place in the request budget, in seconds."""

LONG_PAUSE_S = 8.0
"""Pause that a server asks for, in seconds, beyond which the retries of a job are useless."""


class SharedGate:
    """Gate of one speech server, shared by all workers through Redis.

    Args:
        client: Connection to Redis.
        upstream: Name of the server, such as `gtts`.
        budget: Limits of its requests.
        count: Function called with the name of a counter and the amount to add.
    """

    def __init__(
        self,
        client: redis.Redis,
        upstream: str,
        budget: Budget,
        count: Callable[[str, float], None],
    ) -> None:
        self._upstream = upstream
        self._breaker = CircuitBreaker(client, upstream)
        self._budget = RequestBudget(client, upstream, budget)
        self._count = count

    @contextmanager
    def request(self, request_s: float) -> Iterator[None]:
        """Wait for the request budget, ask the circuit breaker, and record the outcome.

        Yields:
            Nothing.

        Raises:
            EngineBudgetError: The request budget allows no request now.
            EngineUnavailableError: The server has failed, keeps failing, or has asked for a pause.
            EngineRefusedError: The server refuses the request.
        """
        self._admit(0.0)
        try:
            with self._budget.spend(BUDGET_PATIENCE_S, request_s):
                admission = self._admit(request_s + 1)
                try:
                    yield
                except EngineUnavailableError as error:
                    self._note(admission, error)
                    raise
                except EngineRefusedError:  # the server has answered
                    self._note(admission, None)
                    raise
                self._note(admission, None)
        except BudgetSpentError as error:
            raise EngineBudgetError(str(error)) from error

    def _admit(self, probe_s: float) -> Admission:
        """Return the permission of a request; with 0 s, the request cannot become a probe.

        Raises:
            EngineBusyError: The server has asked for a pause.
            EnginePausedError: The server keeps failing.
        """
        admission = self._breaker.admit(probe_s)
        if admission.verdict is Verdict.QUIET:
            raise EngineBusyError(
                f"{self._upstream} has asked for a pause of {admission.wait_s:.0f} s more",
                retry_after_s=admission.wait_s,
                is_lasting=admission.wait_s > LONG_PAUSE_S,
            )
        if admission.verdict is Verdict.OPEN:
            self._count(f"upstream:{self._upstream}:held-back", 1)
            raise EnginePausedError(
                f"{self._upstream} keeps failing; it is tried again in {admission.wait_s:.0f} s",
                retry_after_s=admission.wait_s,
                is_lasting=True,
            )
        return admission

    def _note(self, admission: Admission, error: EngineUnavailableError | None) -> None:
        outcome, quiet_s = (error.code, error.retry_after_s) if error else ("answered", 0.0)
        self._count(f"upstream:{self._upstream}:{outcome}", 1)
        self._breaker.report(admission, succeeded=error is None, quiet_s=quiet_s)
