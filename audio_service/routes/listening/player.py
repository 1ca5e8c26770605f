"""Files of the web component: two scripts, which publishers' pages load, and its types."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request

from audio_service.access.key_check import open_to_all
from audio_service.http.headers import allow_pages

PLAYER = Path(__file__).parents[2] / "player"
FILES = {
    "player.js": PLAYER / "dist" / "player.js",
    "listening.js": PLAYER / "dist" / "listening.js",
    "player.d.ts": PLAYER / "player.d.ts",
}
MAX_AGE_S = 300
STALE_S = 86_400

player = Blueprint("player", __name__)
player.after_request(allow_pages)


@player.get("/player.js")
@open_to_all
def player_js() -> Response:
    """Return the script that a page loads: the tag and its play button."""
    return _send("player.js")


@player.get("/player/listening.js")
@open_to_all
def listening_js() -> Response:
    """Return the script that the tag loads when a listener approaches it: all controls.

    During an upgrade a tag of another version may request it for a short time. It gets the current
    script, and no cache keeps this answer.
    """
    response = _send("listening.js")
    _, etag = _read("listening.js")
    if not etag.startswith(request.args.get("v", "")):
        response.headers["Cache-Control"] = "no-store"
    return response


@player.get("/player.d.ts")
@open_to_all
def player_types() -> Response:
    """Return the TypeScript types of the tag: attributes, methods and events."""
    return _send("player.d.ts")


def _send(name: str) -> Response:
    """Return a file that caches keep for minutes and then revalidate by its ETag."""
    body, etag = _read(name)
    kind = "text/javascript" if name.endswith(".js") else "text/plain"
    response = Response(body, content_type=f"{kind}; charset=utf-8")
    response.set_etag(etag)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_S
    response.cache_control.stale_while_revalidate = STALE_S
    response.make_conditional(request.environ)
    return response


@cache
def _read(name: str) -> tuple[bytes, str]:
    body = FILES[name].read_bytes()
    return body, sha256(body).hexdigest()[:32]
