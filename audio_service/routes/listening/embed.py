"""Snippets for a publisher's page: the player, and data for search engines."""

import json
from typing import Any

from flask import Blueprint, Response, request
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from audio_service.access.key_check import open_to_all
from audio_service.access.request_costs import PAGE_MS, costs
from audio_service.access.subscribers import private_for_s, shown_signature
from audio_service.context import web_context
from audio_service.http.headers import allow_pages
from audio_service.http.openapi import HTML, Media, describes
from audio_service.http.request_errors import NoNarrationError
from audio_service.listening.press import REFUSALS, checked_id
from audio_service.listening.structured_data import absolute, describe_audio

embed = Blueprint("embed", __name__, url_prefix="/v1/articles/<article_id>/audio")
embed.after_request(allow_pages)

MAX_AGE_S = 60
"""Cache lifetime of an answer, in seconds."""

_DATA = Markup('<script type="application/ld+json" data-listen-article="{}">{}</script>\n')
_PLAYER = Markup('<script type="module" src="{}"></script>\n')
_TAG = Markup("<listen-to-article {}></listen-to-article>\n")
_ATTRIBUTE = Markup('{}="{}"')


@embed.get("/audio-object.json")
@describes(
    "Structured data",
    query=["signature"],
    answers={200: Media("application/ld+json")},
    problems=(*REFUSALS, NoNarrationError),
)
@open_to_all
@costs(PAGE_MS)
def audio_object(article_id: str) -> Response:
    """Return the finished track as schema.org's AudioObject, in JSON-LD.

    Raises:
        NoNarrationError: There is no such article, or no track yet.
    """
    found = _described(article_id)
    if found is None:
        raise NoNarrationError(f"article {article_id!r} has no finished track yet")
    return _kept(Response(json.dumps(found, ensure_ascii=False), mimetype="application/ld+json"))


@embed.get("/snippet.html")
@describes(
    "Player and structured data",
    query=["content", "signature"],
    answers={200: HTML},
    problems=REFUSALS,
)
@open_to_all
@costs(PAGE_MS)
def snippet(article_id: str) -> Response:
    """Return HTML to include in the article's page: the player, and its AudioObject if ready.

    `content` is a selector of the article's text, for reading along.
    """
    found = _described(article_id)
    content = request.args.get("content")
    html = write_data(article_id, found) + _PLAYER.format(
        absolute(f"{web_context().settings.public_url}/player.js", request.host_url)
    )
    given = {"article-id": article_id, "content": content, "signature": shown_signature()}
    attributes = [_ATTRIBUTE.format(name, value) for name, value in given.items() if value]
    html += _TAG.format(Markup(" ").join(attributes))
    return _kept(Response(html, mimetype="text/html"))


def write_data(article_id: str, found: dict[str, Any] | None) -> Markup:
    """Return structured data as a script element, escaped for HTML; empty if there is none."""
    return _DATA.format(article_id, htmlsafe_json_dumps(found)) if found else Markup()


def _described(article_id: str) -> dict[str, Any] | None:
    return describe_audio(web_context().delivery, checked_id(article_id), request.host_url)


def _kept(response: Response) -> Response:
    """Allow shared caches to keep an answer that is the same for all callers."""
    if web_context().settings.public_url and private_for_s() is None:
        response.cache_control.public = True
        response.cache_control.max_age = MAX_AGE_S
    else:
        response.cache_control.no_store = True
    return response
