"""The web component's two files, as every publisher's page loads them."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request

from audio_service.access.authorization import open_to_all
from audio_service.http.headers import allow_pages

DIST = Path(__file__).parents[2] / "player" / "dist"
MAX_AGE_S = 300
STALE_S = 86_400

player = Blueprint("player", __name__)
player.after_request(allow_pages)


@player.get("/player.js")
@open_to_all
def player_js() -> Response:
    """Answer what a page loads: the tag and its play button."""
    return _send("player.js")


@player.get("/player/listening.js")
@open_to_all
def listening_js() -> Response:
    """Answer what the tag loads when a listener comes near: all the controls.

    A tag of another version, as it is for moments while a new one is put live, gets what is here,
    and no cache keeps it under that tag's address.
    """
    response = _send("listening.js")
    _, etag = _read("listening.js")
    if not etag.startswith(request.args.get("v", "")):
        response.headers["Cache-Control"] = "no-store"
    return response


def _send(name: str) -> Response:
    """Answer a file that pages may keep for minutes, and then ask for again by its ETag."""
    body, etag = _read(name)
    response = Response(body, content_type="text/javascript; charset=utf-8")
    response.set_etag(etag)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_S
    response.cache_control.stale_while_revalidate = STALE_S
    response.make_conditional(request.environ)
    return response


@cache
def _read(name: str) -> tuple[bytes, str]:
    body = (DIST / name).read_bytes()
    return body, sha256(body).hexdigest()[:32]
