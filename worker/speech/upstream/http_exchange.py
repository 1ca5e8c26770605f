"""HTTP requests to a speech server, on connections that stay open between requests.

The time-outs of the library `requests` apply to each read: a server that sends a byte a second
would never exceed them. So a request runs in a thread, and one deadline covers the whole request,
from the name look-up to the last byte.
"""

import io
import threading
import time
from collections.abc import Iterator
from queue import Empty, Queue
from typing import cast

import requests
import urllib3

from worker.errors import (
    EngineBlockedError,
    EngineBusyError,
    EngineNotAudioError,
    EngineRefusedError,
    EngineUnavailableError,
    EngineUnreachableError,
)

MAX_BYTES = 32_000_000
"""Size limit of a response: ten minutes of raw samples."""

_READ_BYTES = 65_536
_BUSY = 429
_UNAVAILABLE = 503
_TIMED_OUT = 408
_BLOCKED = frozenset({401, 402, 403, 407, 451})
_RETRIES = urllib3.Retry()


class HttpExchange:
    """Sender of requests to one speech server.

    Args:
        name: Name of the server, for messages.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._session = requests.Session()

    def send(self, request: requests.PreparedRequest, timeout_s: float) -> requests.Response:
        """Send a request, and return the response with its whole body; redirects are not followed.

        Raises:
            EngineUnreachableError: The server cannot be reached, or is too slow.
            EngineNotAudioError: The response is too large.
        """
        response, pieces = self.stream(request, timeout_s)
        response.raw = io.BytesIO(b"".join(pieces))
        return response

    def stream(
        self, request: requests.PreparedRequest, timeout_s: float
    ) -> tuple[requests.Response, Iterator[bytes]]:
        """Send a request, and return the response and its body piece by piece.

        Args:
            request: The request; redirects are not followed.
            timeout_s: Time-out for the whole body.

        Returns:
            The response, with status and headers only, and an iterator over the body. It raises the
            same errors, and ends the request when it is closed.

        Raises:
            EngineUnreachableError: The server cannot be reached, or is too slow.
            EngineNotAudioError: The response is too large.
        """
        exchange = _Exchange(self._name, self._session, request, timeout_s)
        threading.Thread(target=exchange.run, name="upstream", daemon=True).start()
        received = self._received(exchange)
        response = next(received)
        assert isinstance(response, requests.Response)  # noqa: S101  # the first one always is
        return response, cast("Iterator[bytes]", received)

    def _received(self, exchange: "_Exchange") -> Iterator[requests.Response | bytes]:
        """Yield the response, then the pieces of its body.

        Raises:
            EngineUnreachableError: The server cannot be reached, or is too slow.
        """
        try:
            while (found := exchange.wait()) is not None:
                yield found
        except (TimeoutError, requests.Timeout) as error:
            raise EngineUnreachableError(
                f"{self._name} has not answered within {exchange.timeout_s:.1f} s"
            ) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise EngineUnreachableError(f"{self._name} cannot be reached: {error}") from error
        finally:
            exchange.is_abandoned = True


class _Exchange:
    """One request, which a thread of its own sends.

    Args:
        name: Name of the server, for messages.
        session: Session with the open connections.
        request: The request.
        timeout_s: Time-out for the whole exchange.

    Attributes:
        timeout_s: The same.
        is_abandoned: True if the rest of the response is not needed any more.
    """

    def __init__(
        self,
        name: str,
        session: requests.Session,
        request: requests.PreparedRequest,
        timeout_s: float,
    ) -> None:
        self.timeout_s = timeout_s
        self.is_abandoned = False
        self._name = name
        self._session = session
        self._request = request
        self._ends_at = time.monotonic() + timeout_s
        self._found: Queue[requests.Response | bytes | BaseException | None] = Queue()

    def run(self) -> None:
        """Send the request, and receive the response until its end, the time-out or an error."""
        try:
            self._receive()
        except BaseException as error:  # noqa: BLE001  # raised again by the waiting thread
            self._found.put(error)
        else:
            self._found.put(None)

    def wait(self) -> requests.Response | bytes | None:
        """Return the response, then the next piece of its body, and None after the last one.

        Raises:
            TimeoutError: The time is over.
            OSError: The server cannot be reached.
            HTTPError: The response is cut off; this is urllib3's error.
        """
        try:
            found = self._found.get(timeout=max(0.0, self._ends_at - time.monotonic()))
        except Empty:
            raise TimeoutError from None
        if isinstance(found, BaseException):
            raise found
        return found

    def _receive(self) -> None:
        request = self._request
        how = self._session.merge_environment_settings(
            request.url or "", {}, stream=True, verify=True, cert=None
        )
        with self._session.send(
            request, timeout=self.timeout_s, allow_redirects=False, **how
        ) as response:
            self._found.put(response)
            size = 0
            while piece := response.raw.read1(_READ_BYTES, decode_content=True):
                size += len(piece)
                if size > MAX_BYTES:
                    raise EngineNotAudioError(f"{self._name} answers with over {MAX_BYTES} bytes")
                if self.is_abandoned or time.monotonic() > self._ends_at:
                    raise TimeoutError
                self._found.put(piece)


def check_status(name: str, response: requests.Response) -> None:
    """Check that a response is a success.

    Args:
        name: Name of the server, for messages.
        response: The response.

    Raises:
        EngineBusyError: The server limits requests.
        EngineBlockedError: The server refuses this service, or sends it elsewhere.
        EngineUnavailableError: The server has failed.
        EngineRefusedError: The server refuses this request.
    """
    status, reason = response.status_code, response.reason or ""
    said = f"{name} answers with {status} {reason}".strip()
    pause_s = _retry_after_s(response)
    if status == _BUSY:
        raise EngineBusyError(said, retry_after_s=pause_s)
    if response.is_redirect or 300 <= status < 400 or status in _BLOCKED:
        raise EngineBlockedError(said)
    if status >= 500 or status == _TIMED_OUT:
        raise EngineUnavailableError(said, retry_after_s=pause_s if status == _UNAVAILABLE else 0.0)
    if status >= 400:
        raise EngineRefusedError(said)


def _retry_after_s(response: requests.Response) -> float:
    """Return the pause in the header `Retry-After`, which has seconds or a date; 0 if it is absent.

    A malformed header counts as absent.
    """
    header = response.headers.get("Retry-After")
    try:
        return _RETRIES.parse_retry_after(header) if header else 0.0
    except urllib3.exceptions.InvalidHeader:
        return 0.0
