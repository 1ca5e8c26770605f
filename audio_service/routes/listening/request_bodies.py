"""Request bodies: read within a time limit, and few at a time from one address."""

import socket
import threading
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

import gevent
from flask import Flask, current_app, request
from gunicorn.http.errors import ParseException
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from audio_service.access.client_address import caller_address
from audio_service.http.request_errors import BodyTooSlowError, TooManyRequestsError
from audio_service.routes.listening.content_encoding import decode_body

JSON = "application/json"

M = TypeVar("M", bound=BaseModel)

EXTENSION = "bodies"
"""Name of the Flask extension that counts the bodies being read."""

WITHIN_S = 20.0
"""Time limit for a whole body, in seconds, even if no part of it arrives."""

MOST_AT_ONCE = 16
"""Number of bodies that a process reads at a time from one address."""

SMALL_BYTES = 16_384
"""A body up to this size is not counted: it costs less than the limit saves."""

WAIT_S = 2
"""Time after which the client should try again, in seconds."""


class BodiesInProgress:
    """Number of bodies that this process is reading, by address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reading: Counter[str] = Counter()

    @contextmanager
    def counted(self, address: str) -> Iterator[None]:
        """Count a body while it is read.

        Yields:
            Nothing.

        Raises:
            TooManyRequestsError: Too many are being read from this address.
        """
        with self._lock:
            if self._reading[address] >= MOST_AT_ONCE:
                raise TooManyRequestsError(
                    f"{MOST_AT_ONCE} request bodies are being read from this address; try again "
                    f"in {WAIT_S} s",
                    headers={"Retry-After": str(WAIT_S)},
                )
            self._reading[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._reading[address] -= 1
                if not self._reading[address]:
                    del self._reading[address]


def register(app: Flask) -> None:
    """Make `app` count the bodies that it reads."""
    app.extensions[EXTENSION] = BodiesInProgress()


def read_bytes() -> bytes:
    """Return the body of the request, unpacked if it is compressed.

    Raises:
        UnsupportedEncodingError: The body is compressed in a format other than gzip.
        RequestEntityTooLarge: A body in chunks is too large; Werkzeug would return only its
            beginning.
        BadRequest: A chunk is malformed.
        RequestError: The body did not arrive in time, or too many bodies are being read from this
            address.
    """
    limit = request.max_content_length
    try:
        body = _read_in_time()
    except (OSError, ParseException) as error:
        raise BadRequest(f"the body cannot be read: {error}") from error
    if "HTTP_TRANSFER_ENCODING" in request.environ and limit is not None and len(body) >= limit:
        raise RequestEntityTooLarge
    encoding = request.headers.get("Content-Encoding", "")
    most = current_app.config["MAX_CONTENT_LENGTH"] if limit is None else limit
    return decode_body(body, encoding, most)


def read_body(model: type[M]) -> M:
    """Return the body of the request after validation; its content type does not matter.

    A byte order mark before the JSON is skipped.

    Raises:
        pydantic.ValidationError: The body is not JSON, or does not match `model`.
    """
    return model.model_validate_json(read_bytes().removeprefix(BOM_UTF8))


def _read_in_time() -> bytes:
    """Return the body of the request, unless it takes too long.

    Raises:
        BodyTooSlowError: The body takes too long.
        TooManyRequestsError: Too many are being read from this address.
    """
    is_small = (request.content_length or SMALL_BYTES + 1) <= SMALL_BYTES
    try:
        with gevent.Timeout(WITHIN_S):
            if is_small:
                return request.get_data(cache=False)
            bodies = cast("BodiesInProgress", current_app.extensions[EXTENSION])
            with bodies.counted(caller_address()):
                return request.get_data(cache=False)
    except gevent.Timeout as timeout:
        _hear_no_more()
        raise BodyTooSlowError(f"the body did not arrive within {WITHIN_S:.0f} s") from timeout


def _hear_no_more() -> None:
    """Stop reading from the connection, so that the server does not wait for the rest."""
    connection = request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.shutdown(socket.SHUT_RD)
