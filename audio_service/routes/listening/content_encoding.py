"""Compressed request bodies: gzip is unpacked up to the size limit, other encodings are refused."""

import zlib

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from audio_service.http.request_errors import UnsupportedEncodingError

_GZIP = frozenset({"gzip", "x-gzip"})
"""Names of gzip in the header Content-Encoding (RFC 9110, section 8.4.1.3)."""

_GZIP_FORMAT = 16 + zlib.MAX_WBITS


def decode_body(body: bytes, encoding: str, limit: int) -> bytes:
    """Return a request body without its content encoding.

    Args:
        body: The body as it was sent.
        encoding: The header Content-Encoding; empty if there is none.
        limit: Size limit of the body when unpacked, in bytes.

    Raises:
        UnsupportedEncodingError: The encoding is not gzip.
        RequestEntityTooLarge: The unpacked body is too large.
        BadRequest: The body is not in gzip format.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _GZIP:
        raise UnsupportedEncodingError(
            f"the Content-Encoding {name[:40]!r} is not supported; send gzip, or no encoding",
            headers={"Accept-Encoding": "gzip"},
        )
    unpacking = zlib.decompressobj(_GZIP_FORMAT)
    try:
        unpacked = unpacking.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadRequest(f"the body is not gzip: {error}") from error
    if len(unpacked) > limit:
        raise RequestEntityTooLarge
    if not unpacking.eof or unpacking.unused_data:
        raise BadRequest("the body is not one whole gzip file")
    return unpacked
