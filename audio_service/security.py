"""Who may do what: the key, and which browsers may ask from other pages."""

import hmac
import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Response, request

from audio_service.desk import desk
from audio_service.problems import RequestError

P = ParamSpec("P")
R = TypeVar("R")

_FORWARDED = ("forwarded", "x-forwarded", "x-real-ip", "via")
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


def require_key() -> None:
    """Let only holders of the key pass; without one set, only programs on this machine.

    Raises:
        RequestError: The key is missing or wrong.
    """
    key = desk().settings.api_key
    if key is None:
        if _is_from_this_machine():
            return
        raise RequestError(
            "bad-key", "no key is set, so only this machine may do that; see LISTEN_API_KEY"
        )
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    expected = key.get_secret_value().encode()
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), expected):
        raise RequestError("bad-key", "this needs the header Authorization: Bearer KEY")


def needs_key(view: Callable[P, R]) -> Callable[P, R]:
    """Wrap a view so that it needs the key."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        require_key()
        return view(*args, **kwargs)

    return guarded


def _is_from_this_machine() -> bool:
    """Return whether a program on this machine asks, and not a web server for somebody else.

    The name it asks for must be this machine's, too, or a page could have its reader ask.
    """
    if any(name.lower().startswith(_FORWARDED) for name, _ in request.headers):
        return False
    if request.host.rpartition(":")[0] not in _THIS_MACHINE and request.host not in _THIS_MACHINE:
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def allow_any_page(response: Response) -> Response:
    """Let every publisher's page read an answer; none of them depends on who asks."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, Range"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def guard_page(response: Response) -> Response:
    """Have a browser run and load nothing on a page of ours but what this service sends."""
    ours = f"'self' {desk().settings.public_url}".strip()
    response.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"script-src {ours}",
            "style-src 'self'",
            "img-src 'self' data:",
            f"media-src {ours} data:",
            f"connect-src {ours}",
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
