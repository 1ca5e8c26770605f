"""One HTTP request and its response, on a new connection to a checked address.

A host is resolved once, all its addresses are checked, and the connection uses one of them, so that
a second look-up cannot lead elsewhere. One deadline covers everything from the look-up to the last
byte.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import cached_property

import certifi
import h11

from worker.errors import AddressNotAllowedError, SourceUnavailableError
from worker.fetch.private_addresses import PrivateHost, why_refused
from worker.fetch.urls import Url

LookUp = Callable[[str, int], Sequence[str]]
"""Function from a host and a port to the host's addresses, in the order to try them."""

_MAX_HEAD_BYTES = 65_536
_READ_BYTES = 65_536


class Deadline:
    """Deadline of a request, shared by all its waits.

    Attributes:
        timeout_s: Time-out from the creation of this object, in seconds.
    """

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._ends_at = time.monotonic() + timeout_s

    def left_s(self) -> float:
        """Return the remaining time, in seconds.

        Raises:
            TimeoutError: No time is left.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host, from the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class HttpResponse:
    """Response of a server, read from its connection.

    Attributes:
        status: HTTP status.
        headers: Headers by names in lower case; equal names are joined by commas.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD_BYTES)
        self.status = 0
        self.headers: dict[str, str] = {}

    def ask(self, method: str, url: Url, headers: Mapping[str, str]) -> None:
        """Send a request, and read the status and headers of the response."""
        fields = [(name.encode(), value.encode()) for name, value in headers.items()]
        request = h11.Request(method=method, target=url.target, headers=fields)
        sent = (self._http.send(request) or b"") + (self._http.send(h11.EndOfMessage()) or b"")
        self._sock.settimeout(self._deadline.left_s())
        self._sock.sendall(sent)
        head = self._next()
        while not isinstance(head, h11.Response):  # skip informational responses, such as 103
            head = self._next()
        self.status = head.status_code
        for raw_name, raw_value in head.headers:
            name, value = raw_name.decode("latin-1"), _text_of(raw_value)
            self.headers[name] = f"{self.headers[name]}, {value}" if name in self.headers else value

    def pieces(self) -> Iterator[bytes]:
        """Yield the pieces of the body as they arrive."""
        while isinstance(event := self._next(), h11.Data):
            yield bytes(event.data)

    def _next(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._sock.settimeout(self._deadline.left_s())
            self._http.receive_data(self._sock.recv(_READ_BYTES))
        return event


class Connection:
    """Sender of requests to other servers.

    Args:
        private: Allowed hosts with private addresses.
        look_up: Function that resolves host names.
    """

    def __init__(self, private: Sequence[PrivateHost], look_up: LookUp = look_up) -> None:
        self._private = private
        self._look_up = look_up

    @contextmanager
    def ask(
        self, method: str, url: Url, headers: Mapping[str, str], deadline: Deadline
    ) -> Iterator[HttpResponse]:
        """Send a request, and yield the response while the connection is open.

        Yields:
            The response, whose status and headers were read.

        Raises:
            AddressNotAllowedError: The host has a private address; nothing was sent.
            SourceUnavailableError: There is no valid HTTP response in time.
        """
        try:
            addresses = self._find(url, deadline)
            with self._connect(url, addresses, deadline) as sock:
                answer = HttpResponse(sock, deadline)
                answer.ask(method, url, headers)
                yield answer
        except TimeoutError as error:
            raise SourceUnavailableError(
                f"{url.shown} has not answered in {deadline.timeout_s:g} s, the limit set by "
                "LISTEN_SOURCE_TIMEOUT_S"
            ) from error
        except h11.RemoteProtocolError as error:
            raise SourceUnavailableError(
                f"{url.shown} does not answer with valid HTTP: {error}"
            ) from error
        except (h11.LocalProtocolError, UnicodeError) as error:  # its text may contain a key
            raise SourceUnavailableError(f"{url.shown}: a request header is malformed") from error
        except OSError as error:
            raise SourceUnavailableError(
                f"{url.shown} does not answer: {error.strerror or error}"
            ) from error

    def _find(self, url: Url, deadline: Deadline) -> Sequence[str]:
        """Resolve a host, check all its addresses, and return them.

        Raises:
            AddressNotAllowedError: An address is private.
        """
        found: Future[Sequence[str]] = Future()

        def find() -> None:
            try:
                found.set_result(self._look_up(url.host, url.port))
            except OSError as error:
                found.set_exception(error)

        # in a thread, because a look-up has no time-out
        threading.Thread(target=find, name="look-up", daemon=True).start()
        addresses = found.result(deadline.left_s())
        refused = why_refused(url.host, url.port, addresses, self._private)
        if refused:
            raise AddressNotAllowedError(f"{url.shown}: {refused}")
        return addresses

    def _connect(self, url: Url, addresses: Sequence[str], deadline: Deadline) -> socket.socket:
        """Connect to the first address that accepts, with TLS for https."""
        failed: OSError = OSError("it has no address")
        for tried, address in enumerate(addresses):
            patience_s = deadline.left_s() / (len(addresses) - tried)
            try:
                sock = socket.create_connection((address, url.port), patience_s)
            except OSError as error:
                failed = error
            else:
                return self._encrypt(sock, url, deadline) if url.scheme == "https" else sock
        raise failed

    def _encrypt(self, sock: socket.socket, url: Url, deadline: Deadline) -> ssl.SSLSocket:
        try:
            sock.settimeout(deadline.left_s())
            return self._tls.wrap_socket(sock, server_hostname=url.host)
        except BaseException:
            sock.close()
            raise

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """TLS context that trusts the system's certificate authorities and those of browsers."""
        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())
        return context


def _text_of(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
