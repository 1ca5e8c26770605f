"""Gates of speech servers: each decides if a request may be sent, and records its outcome."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Gate(Protocol):
    """Gate of one speech server: the limits that each request to it must pass."""

    def request(self, request_s: float) -> AbstractContextManager[None]:
        """Wait for permission, and record the outcome of the request that the block sends.

        An `EngineUnavailableError` in the block counts as a failure of the server.

        Args:
            request_s: Longest time of the request, in seconds.

        Raises:
            EngineBusyError: The server or the request budget allows no request now.
            EnginePausedError: The server keeps failing.
        """


class OpenGate:
    """Gate of a process without Redis, which lets every request through."""

    @contextmanager
    def request(self, request_s: float) -> Iterator[None]:  # noqa: ARG002  # as the protocol has it
        """Let the request through.

        Yields:
            Nothing.
        """
        yield
