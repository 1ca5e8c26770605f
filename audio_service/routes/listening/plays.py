"""Play events from players: only counts are kept."""

import json

from flask import Blueprint, Response, request

from audio_service.access.admission import counts_play
from audio_service.access.api_key_store import Scope
from audio_service.access.key_check import needs_key, open_to_all
from audio_service.access.request_costs import LEAST_MS, costs
from audio_service.access.subscribers import CLOSED, refuse_closed
from audio_service.context import web_context
from audio_service.http.headers import allow_pages
from audio_service.http.openapi import describes
from audio_service.http.schemas.narrations import PlayCounts, PlayRequest
from audio_service.listening.press import checked_id, known_edition
from audio_service.routes.listening.request_bodies import JSON, read_body
from cache.operations.plays import PlayEvent
from worker.errors import ArticleNotFoundError

plays = Blueprint("plays", __name__, url_prefix="/v1/articles/<article_id>/plays")
plays.after_request(allow_pages)

MAX_BYTES = 1_000


@plays.post("")
@describes(
    "Count a play event",
    query=["signature"],
    body=PlayRequest,
    answers={204: None},
    problems=CLOSED,
)
@open_to_all
@costs(LEAST_MS)
def count_play(article_id: str) -> Response:
    """Count that a listener started an article, or has heard a part of it.

    No cookie, address or name is requested or stored. Requests with `DNT: 1` or `Sec-GPC: 1` are
    not counted. The content type does not matter, so that a page needs no preflight.
    """
    request.max_content_length = MAX_BYTES
    checked_id(article_id)
    event = PlayEvent(read_body(PlayRequest).event)
    declines = "1" in (request.headers.get("DNT"), request.headers.get("Sec-GPC"))
    refuse_closed(
        web_context().access, article_id, known_edition(web_context().presses, article_id)
    )
    if not declines and counts_play(web_context().access, article_id, event):
        web_context().articles.plays.count(article_id, event)
    return Response(status=204)


@plays.get("")
@describes("Plays of an article", answers={200: PlayCounts}, problems=[ArticleNotFoundError])
@needs_key(Scope.READ)
def read_plays(article_id: str) -> Response:
    """Return the number of times an article was started, and heard up to each quarter."""
    known_edition(web_context().presses, checked_id(article_id))
    return Response(json.dumps(web_context().articles.plays.of(article_id)), content_type=JSON)
