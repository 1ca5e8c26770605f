"""Bodies of requests: read within their limits, and checked."""

from typing import TypeVar

from flask import request
from gunicorn.http.errors import ParseException
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

JSON = "application/json"

M = TypeVar("M", bound=BaseModel)


def read_bytes() -> bytes:
    """Return the body of the request.

    Raises:
        RequestEntityTooLarge: It came in chunks and is too large; Werkzeug would return only its
            beginning.
        BadRequest: A chunk is malformed.
    """
    limit = request.max_content_length
    try:
        body = request.get_data(cache=False)
    except (OSError, ParseException) as error:
        raise BadRequest(f"the body cannot be read: {error}") from error
    if "HTTP_TRANSFER_ENCODING" in request.environ and limit is not None and len(body) >= limit:
        raise RequestEntityTooLarge
    return body


def read_body(model: type[M]) -> M:
    """Return the body of the request after validation; its content type does not matter.

    Raises:
        pydantic.ValidationError: It is not JSON, or does not match `model`.
    """
    return model.model_validate_json(read_bytes() or b"")
