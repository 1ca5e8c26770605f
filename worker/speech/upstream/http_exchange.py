"""HTTP requests to a speech server, on connections that stay open between requests.

The time-outs of the library `requests` apply to each read: a server that sends a byte a second
would never exceed them. So a request runs in a thread, and one deadline covers the whole request,
from the name look-up to the last byte.
"""

import io
import threading
import time
from concurrent.futures import Future

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
        result: Future[requests.Response] = Future()

        def exchange() -> None:
            try:
                result.set_result(self._exchange(request, timeout_s))
            except BaseException as error:  # noqa: BLE001  # raised again by the waiting thread
                result.set_exception(error)

        threading.Thread(target=exchange, name="upstream", daemon=True).start()
        try:
            return result.result(timeout_s)
        except (TimeoutError, requests.Timeout) as error:
            raise EngineUnreachableError(
                f"{self._name} has not answered within {timeout_s:.1f} s"
            ) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise EngineUnreachableError(f"{self._name} cannot be reached: {error}") from error

    def _exchange(self, request: requests.PreparedRequest, timeout_s: float) -> requests.Response:
        ends_at = time.monotonic() + timeout_s
        how = self._session.merge_environment_settings(
            request.url or "", {}, stream=True, verify=True, cert=None
        )
        with self._session.send(
            request, timeout=timeout_s, allow_redirects=False, **how
        ) as response:
            body = io.BytesIO()
            while piece := response.raw.read1(_READ_BYTES, decode_content=True):
                body.write(piece)
                if time.monotonic() > ends_at:
                    raise TimeoutError
                if body.tell() > MAX_BYTES:
                    raise EngineNotAudioError(f"{self._name} answers with over {MAX_BYTES} bytes")
            body.seek(0)
        response.raw = body
        return response


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
