"""Gates before speech servers: they decide if a request may be sent, and learn its outcome."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Gate(Protocol):
    """Decision about the requests to one speech server."""

    def request(self, request_s: float) -> AbstractContextManager[None]:
        """Wait for permission, and learn the outcome of the request from the block.

        An `EngineUnavailableError` in the block is a failure of the server.

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
