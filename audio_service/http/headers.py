"""What every answer tells browsers: which pages may use it, and what it may do itself."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from audio_service.http.errors import RequestError
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
"""For answers whose blueprint says nothing else: none of them is a page, nor for other sites.

Source: OWASP HTTP Headers Cheat Sheet.
"""

_ALLOWS = "Access-Control-Allow-Origin"
_TOLD = "ETag, Content-Range, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
"""Headers that a page's scripts may read besides those they always may."""


def register(app: Flask) -> None:
    """Have `app` guard every answer, and refuse what pages that are not allowed would begin."""
    app.before_request(_refuse_other_pages)
    app.after_request(_keep_private)
    app.wsgi_app = _guarded(app.wsgi_app)  # type: ignore[method-assign, assignment]


def _guarded(serve: "WSGIApplication") -> "WSGIApplication":
    """Return an application whose answers have the usual headers where they give no others.

    Beneath Flask: adding them to its responses costs a cached press a sixth of its time.
    """

    def guarded(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], *exc_info: Any) -> Any:
            names = {name.lower() for name, _ in given}
            usual = [header for name, header in _EVERYWHERE if name not in names]
            return start_response(status, [*given, *usual], *exc_info)

        return serve(environ, start)

    return guarded


def _keep_private(response: Response) -> Response:
    if "key_name" in g:
        response.headers.setdefault("Cache-Control", "no-store")
    if "signature" in g and not response.cache_control.private:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def page_headers(origins: Collection[str], origin: str | None) -> list[tuple[str, str]]:
    """Return what lets pages of the allowed sites use an answer.

    Args:
        origins: Of the allowed sites.
        origin: Of the page that asks, if it is of one of them.
    """
    headers = [("Cross-Origin-Resource-Policy", "cross-origin")]
    if ANY not in origins:
        headers.append(("Vary", "Origin"))
    if allows := ANY if ANY in origins else origin:
        headers += [(_ALLOWS, allows), ("Access-Control-Expose-Headers", _TOLD)]
    return headers


def allow_pages(response: Response) -> Response:
    """Let the pages of the allowed sites use an answer, which depends on no cookie."""
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
    """Refuse what a page of another site would begin with its reader's browser.

    A press is sent without asking first, so that not being let read the answer would come late.

    Raises:
        RequestError: Its site is not among the allowed ones.
    """
    origin = request.environ.get("HTTP_ORIGIN")
    is_safe = request.method in {"GET", "HEAD", "OPTIONS"}
    if origin is not None and not is_safe and not _is_allowed(origin):
        raise RequestError(
            "origin-not-allowed",
            f"pages of {origin[:200]} may not ask here; LISTEN_ORIGINS lists those that may",
        )


def _is_allowed(origin: str) -> bool:
    """Return whether pages of a site may use this service: it is listed, or our own."""
    settings = _settings()
    if ANY in settings.origins or origin.lower() in settings.origins:
        return True
    own = {urlsplit(settings.public_url).netloc, request.host} - {""}
    try:
        return urlsplit(origin).netloc in own
    except ValueError:  # it is no origin at all
        return False


def guard_page(response: Response) -> Response:
    """Have a browser run and load nothing on a page of ours but what this service sends."""
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
