"""Response headers for browsers: CORS, content security policy and related ones."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from audio_service.http.request_errors import OriginNotAllowedError
from audio_service.settings import WebSettings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ANY = "*"

EXTENSION = "web_settings"
"""Name of the Flask extension that holds the settings of the web process."""

_EVERYWHERE = tuple(
    (name.lower(), (name, value))
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    }.items()
)
"""Default headers, for answers that are not pages and that other sites may not use.

Source: OWASP HTTP Headers Cheat Sheet.
"""

_ALLOWS = "Access-Control-Allow-Origin"
_TOLD = "ETag, Content-Range, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
"""Response headers that scripts of a page may read, besides the default ones."""


def register(app: Flask) -> None:
    """Make `app` add these headers and refuse requests of pages that are not allowed."""
    app.before_request(_refuse_other_pages)
    app.after_request(_keep_private)
    app.wsgi_app = _guarded(app.wsgi_app)  # type: ignore[method-assign, assignment]


def _guarded(serve: "WSGIApplication") -> "WSGIApplication":
    """Return a WSGI application that adds default headers to every answer.

    It is middleware, because adding them in Flask takes a sixth of the time of a cached press.
    """

    def guarded(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], *exc_info: Any) -> Any:
            names = {name.lower() for name, _ in given}
            usual = [header for name, header in _EVERYWHERE if name not in names]
            return start_response(status, [*given, *usual], *exc_info)

        return serve(environ, start)

    return guarded


def _keep_private(response: Response) -> Response:
    """Forbid caching of answers that may need a key or signature, or set no cache policy."""
    if "Authorization" in request.headers:
        response.headers.setdefault("Cache-Control", "no-store")
    if "signature" in g and not response.cache_control.private:
        response.headers["Cache-Control"] = "private, no-store"
    of_api = request.path.startswith("/v1/")
    response.headers.setdefault("Cache-Control", "no-store" if of_api else "no-cache")
    return response


def page_headers(origins: Collection[str], origin: str | None) -> list[tuple[str, str]]:
    """Return the headers that let pages of the allowed sites use an answer.

    Args:
        origins: Origins of the allowed sites.
        origin: Origin of the requesting page, if it is an allowed one.
    """
    headers = [("Cross-Origin-Resource-Policy", "cross-origin")]
    if ANY not in origins:
        headers.append(("Vary", "Origin"))
    if allows := ANY if ANY in origins else origin:
        headers += [(_ALLOWS, allows), ("Access-Control-Expose-Headers", _TOLD)]
    return headers


def allow_pages(response: Response) -> Response:
    """Let pages of the allowed sites use an answer; it depends on no cookie."""
    origin = request.headers.get("Origin")
    is_allowed = origin is not None and _is_allowed(origin)
    given = dict(page_headers(_settings().origins, origin if is_allowed else None))
    if "Vary" in given:
        response.vary.add(given.pop("Vary"))
    response.headers.update(given)
    if request.method == "OPTIONS" and _ALLOWS in given:
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, Range"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _settings() -> WebSettings:
    return cast("WebSettings", current_app.extensions[EXTENSION])


def _refuse_other_pages() -> None:
    """Refuse unsafe requests from pages of sites that are not allowed.

    A press has no CORS preflight, so a browser would block only the answer, not the press.

    Raises:
        OriginNotAllowedError: The site is not allowed.
    """
    origin = request.environ.get("HTTP_ORIGIN")
    is_safe = request.method in {"GET", "HEAD", "OPTIONS"}
    if origin is not None and not is_safe and not _is_allowed(origin):
        raise OriginNotAllowedError(
            f"pages of {origin[:200]} may not use this service; see LISTEN_ORIGINS",
        )


def _is_allowed(origin: str) -> bool:
    """Return whether pages of an origin may use this service."""
    settings = _settings()
    if ANY in settings.origins or origin.lower() in settings.origins:
        return True
    own = {urlsplit(settings.public_url).netloc, request.host} - {""}
    try:
        return urlsplit(origin).netloc in own
    except ValueError:  # not an origin
        return False


def guard_page(response: Response) -> Response:
    """Add a content security policy that allows a page only what this service serves."""
    ours = f"'self' {_settings().public_url}".strip()
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
    return response
