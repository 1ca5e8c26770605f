"""Cues and chapters of narrations."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import Blueprint, Response, request

from audio_service.access.key_check import open_to_all
from audio_service.access.request_costs import CUES_MS, costs
from audio_service.access.subscribers import refuse_closed
from audio_service.context import web_context
from audio_service.http.headers import allow_pages
from audio_service.http.openapi import Media, describes
from audio_service.http.request_errors import InvalidRequestError, NoNarrationError
from audio_service.http.schemas import cues as cues_schemas
from audio_service.listening.press import REFUSALS, known_edition
from audio_service.listening.wishes import find_wish
from audio_service.routes.listening.narrations import decide_again
from audio_service.routes.listening.request_bodies import JSON
from cache.articles.edition import Edition, Standing
from cache.audio.webvtt import write_vtt
from cache.narrations.record import UNFINISHED_STATES, Narration, State
from cache.narrations.track_manifest import Manifest

cues = Blueprint("cues", __name__, url_prefix="/v1")
cues.after_request(allow_pages)

TRACK_HASH = re.compile(r"[0-9a-f]{32}\Z")

NO_TRACK = "article {!r} has no such finished track"


@cues.get("/articles/<article_id>/audio/cues.json")
@describes(
    "Cues as JSON",
    query=["voice", "heard", "track", "from", "signature"],
    answers={200: cues_schemas.CueList},
    problems=(*REFUSALS, NoNarrationError, InvalidRequestError),
)
@open_to_all
@costs(CUES_MS)
def cues_json(article_id: str) -> Response:
    """Return start, end and place in the article of each sentence and each word.

    They are the cues of the live track, or of the one whose hash is `track`; for a narration in
    progress, the cues of the slots made so far. `from` skips that number of cues.
    """
    found = _cues_in_request(article_id)
    body = {**found._asdict(), "cues": found.cues[_first_wanted() :]}
    return Response(json.dumps(body, ensure_ascii=False), content_type=JSON)


class _Cues(NamedTuple):
    """The members of a `CueList`."""

    state: State
    complete: bool
    fingerprint: str | None
    duration_s: float
    cues: Sequence[Mapping[str, Any]]


def _cues_in_request(article_id: str) -> _Cues:
    """Return the requested cues.

    Raises:
        NoNarrationError: The narration is neither finished nor in progress, or has no such track.
    """
    narration, manifest, edition = _looked_at(article_id)
    if narration.state in UNFINISHED_STATES and not request.args.get("track"):
        is_read = edition.standing is not Standing.UNREAD
        cues, duration_s = web_context().delivery.cues.so_far(narration) if is_read else ([], 0.0)
        return _Cues(narration.state, False, narration.fingerprint, duration_s, cues)
    if manifest is None:
        raise NoNarrationError(NO_TRACK.format(article_id))
    track = manifest.track
    return _Cues(narration.state, True, track.fingerprint, track.duration_s, manifest.cues)


class _LookedAt(NamedTuple):
    """The narration of a request.

    Attributes:
        narration: Record of the narration.
        manifest: Manifest of the requested track; None if there is no such track.
        edition: Edition of the article.
    """

    narration: Narration
    manifest: Manifest | None
    edition: Edition


def _looked_at(article_id: str) -> _LookedAt:
    """Return the narration of a request, with the manifest of the requested track.

    The track is the live one, or the one whose hash is `track`. That one may be of an earlier
    version of the article, or in a voice that is not offered any more.

    Raises:
        ListenError: There is no such article or voice, or it is closed to the caller.
    """
    voice, wanted = request.args.get("voice"), request.args.get("track", "")
    manifest = web_context().stores.manifests.of_track(wanted) if TRACK_HASH.match(wanted) else None
    if manifest and manifest.name == (article_id, voice or manifest.name.voice):
        edition = known_edition(web_context().presses, article_id)
        refuse_closed(web_context().access, article_id, edition)
        return _LookedAt(web_context().stores.repository.recall(manifest.name), manifest, edition)
    heard = request.args.get("heard")
    wish = find_wish(web_context().presses, article_id, voice, heard, may_be_unread=True)
    narration = web_context().stores.repository.recall(wish.name)
    track = None if wanted else narration.track
    found = web_context().stores.manifests.of_track(track.hash) if track else None
    return _LookedAt(narration, found, decide_again(wish, narration))


def _first_wanted() -> int:
    """Return the number of cues to skip.

    Raises:
        InvalidRequestError: `from` is not a number.
    """
    first = request.args.get("from", "0")
    if not re.fullmatch(r"[0-9]{1,9}", first):
        raise InvalidRequestError("from must be a number from 0, of up to 9 digits")
    return int(first)


@cues.get("/articles/<article_id>/audio/cues.vtt")
@describes(
    "Cues as WebVTT",
    query=["voice", "heard", "track", "signature"],
    answers={200: Media("text/vtt")},
    problems=(*REFUSALS, NoNarrationError),
)
@open_to_all
@costs(CUES_MS)
def cues_vtt(article_id: str) -> Response:
    """Return the cues as WebVTT."""
    found = _cues_in_request(article_id)
    return Response(write_vtt(found.cues), content_type="text/vtt; charset=utf-8")


@cues.get("/articles/<article_id>/audio/chapters.json")
@describes(
    "Chapters as JSON",
    query=["voice", "heard", "track", "signature"],
    answers={200: Media("application/json+chapters", cues_schemas.ChapterList)},
    problems=(*REFUSALS, NoNarrationError),
)
@open_to_all
@costs(CUES_MS)
def chapters_json(article_id: str) -> Response:
    """Return the chapters of a finished track, in the format of podcast players; there may be none.

    The title and each heading of the article start a chapter.

    Raises:
        NoNarrationError: There is no such track.
    """
    manifest = _looked_at(article_id).manifest
    if manifest is None:
        raise NoNarrationError(NO_TRACK.format(article_id))
    chapters = [
        {"startTime": each["start_s"], "endTime": each["end_s"], "title": each["title"]}
        for each in manifest.chapters
    ]
    body = {"version": "1.2.0", "chapters": chapters}
    return Response(json.dumps(body, ensure_ascii=False), content_type="application/json+chapters")
