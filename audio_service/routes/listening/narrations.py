"""HTTP endpoints of narrations: press, state, cues and chapters."""

import json
import time

from flask import Blueprint, Response, request

from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller
from audio_service.access.key_check import needs_key, open_to_all, require_key
from audio_service.access.request_costs import LEAST_MS, costs, spend
from audio_service.access.subscribers import (
    carry_all,
    refuse_closed,
    shown_signature,
)
from audio_service.context import web_context
from audio_service.http.headers import allow_pages
from audio_service.http.openapi import describes
from audio_service.http.request_errors import (
    BadKeyError,
    MissingScopeError,
    TooManyIdsError,
)
from audio_service.http.schemas import narrations as narrations_schemas
from audio_service.listening.cached_press import has_body
from audio_service.listening.failures import detail_for_caller
from audio_service.listening.heard_voices import offered_voices
from audio_service.listening.press import (
    REFUSALS,
    UNADMITTED,
    PressAnswer,
    checked_id,
    known_edition,
    press,
    wanted_voice,
)
from audio_service.listening.press_list import press_all
from audio_service.listening.wishes import Wish, find_wish
from audio_service.operations.actions import purge
from audio_service.routes.listening.request_bodies import JSON, read_body, read_bytes
from cache.articles.edition import Edition, Standing
from cache.narrations.prepared_answers import describe
from cache.narrations.record import Narration, Priority, State
from cache.operations.counters import CACHED_PRESS_S
from worker.errors import NoSuchVoiceError

audio = Blueprint("audio", __name__, url_prefix="/v1")
audio.after_request(allow_pages)

PRESS_MAX_BYTES = 10_000
LIST_MS, IDS_PER_MS = 2, 10
"""Cost of a request for several narrations, and the number of ready narrations that cost 1 ms."""

BYTES_AROUND_IDS, BYTES_PER_ID = 100_000, 210
"""Size limit of a request for several narrations: without a key, checking it must be cheap."""


def _shown(narration: Narration, voice: str | None, estimated_s: int | None, **more: object) -> str:
    """Return a narration as JSON, with more members.

    The URLs of its streams name the voice if the request named it, or if a studio voice may replace
    it.
    """
    named_by = "voice" if voice else "heard" if web_context().presses.voices.has_studio else ""
    fields = describe(
        narration, web_context().stores.addresses, named_by=named_by, estimated_s=estimated_s
    )
    if fields["error"] and narration.failure:
        fields["error"]["detail"] = detail_for_caller(narration.failure)
    return json.dumps({**carry_all(fields), **more}, ensure_ascii=False)


@audio.post("/audio")
@describes(
    "Narrate articles",
    body=narrations_schemas.AudioRequest,
    answers={202: narrations_schemas.NarrationList},
    problems=(*REFUSALS, *UNADMITTED, TooManyIdsError, BadKeyError, MissingScopeError),
)
@open_to_all
@costs(LIST_MS)
def narrate_articles() -> Response:
    """Request the narrations of several articles; some of them may be ready.

    Raises:
        TooManyIdsError: There are too many IDs.
        ListenError: An ID is unknown, or no voice speaks the language of one; nothing is started.
    """
    request.max_content_length = BYTES_AROUND_IDS + BYTES_PER_ID * web_context().settings.max_ids
    wanted = read_body(narrations_schemas.AudioRequest)
    if len(wanted.article_ids) > web_context().settings.max_ids:
        raise TooManyIdsError(
            f"{len(wanted.article_ids)} article IDs in one request; at most "
            f"{web_context().settings.max_ids}; ask again for the others",
        )
    priority = Priority(wanted.priority)
    if priority is Priority.PREGENERATE:
        require_key(Scope.PUSH)
    article_ids = list(dict.fromkeys(wanted.article_ids))
    spend(web_context().access, len(article_ids) // IDS_PER_MS)
    answers = press_all(web_context().presses, article_ids, wanted.voice, priority)
    shown = {i: _answered(answer, wanted.voice) for i, answer in answers.items()}
    items = b", ".join(shown[article_id] for article_id in wanted.article_ids)
    return Response(b'{"items": [%b]}' % items, 202, content_type=JSON)


@audio.post("/articles/<article_id>/audio")
@describes(
    "Press play",
    query=["heard", "prefer", "signature"],
    body=narrations_schemas.PressRequest,
    takes_no_body=True,
    answers={200: narrations_schemas.Narration, 202: narrations_schemas.Narration},
    problems=(*REFUSALS, *UNADMITTED),
    failures=422,
)
@open_to_all
def press_play(article_id: str) -> Response:
    """Answer a listener's press: 200 if the MP3 is ready; otherwise 202, and the work begins.

    `heard` is the voice that the listener has heard, for example before the connection was lost.
    `prefer` is a voice that the listener likes better: the answer is about it if it is ready.
    """
    began = time.perf_counter()
    checked_id(article_id)
    wanted = _wanted_voice() if has_body(request.environ) else None
    heard, prefer = request.args.get("heard"), request.args.get("prefer")
    answer = press(web_context().presses, article_id, wanted, heard, prefer)
    if answer.ready:
        web_context().counters.observe(CACHED_PRESS_S, time.perf_counter() - began)
    is_ready = answer.narration is None or answer.narration.state is State.READY
    return Response(_answered(answer, wanted), 200 if is_ready else 202, content_type=JSON)


def _answered(answer: PressAnswer, voice: str | None) -> bytes:
    """Return the narration of a press as JSON."""
    if answer.ready:
        return _carried(answer.ready)
    assert answer.narration is not None  # noqa: S101  # a press has either
    return _shown(answer.narration, voice, answer.estimated_s).encode()


def _carried(ready: bytes) -> bytes:
    """Return a prepared answer, with the signature of the request in its addresses."""
    if not shown_signature():
        return ready
    return json.dumps(carry_all(json.loads(ready)), ensure_ascii=False).encode()


def _wanted_voice() -> str | None:
    request.max_content_length = PRESS_MAX_BYTES
    body = read_bytes()
    return narrations_schemas.PressRequest.model_validate_json(body).voice if body else None


@audio.get("/articles/<article_id>/audio")
@describes(
    "Read the state of a narration",
    query=["voice", "heard", "prefer", "signature"],
    answers={200: narrations_schemas.NarrationWithVoices},
    problems=REFUSALS,
)
@open_to_all
@costs(LEAST_MS)
def look_at_narration(article_id: str) -> Response:
    """Return the state of a narration, and start nothing.

    `heard` is the voice that the listener hears already: the answer is about the narration in this
    voice, even if the one in the studio voice is ready. `prefer` is a voice that the listener likes
    better: the answer is about it if it is ready. `voices` are the voices that are ready, if
    there are several.
    """
    voice, heard = request.args.get("voice"), request.args.get("heard")
    prefer, presses = request.args.get("prefer"), web_context().presses
    wish = find_wish(presses, article_id, voice, heard, prefer=prefer, may_be_unread=True)
    narration = web_context().stores.repository.recall(wish.name)
    edition = decide_again(wish, narration)
    estimated_s = None if narration.track else wish.edition.estimated_s
    voices = offered_voices(presses.narrations, presses.voices.there(), article_id, edition)
    more = {"voices": voices} if len(voices) > 1 else {}
    return Response(_shown(narration, voice, estimated_s, **more), 200, content_type=JSON)


def decide_again(wish: Wish, narration: Narration) -> Edition:
    """Check the access to an article again if it was not fetched before its narration was read.

    An article is fetched before it is narrated. If it is still not fetched and the narration has no
    track, the narration contains nothing of the article. If there is a track, the article was
    deleted.

    Raises:
        RequestError: The article is closed to the caller.
    """
    if wish.edition.standing is not Standing.UNREAD:
        return wish.edition
    edition = known_edition(web_context().presses, wish.name.article_id)
    is_empty = narration.track is None
    refuse_closed(web_context().access, wish.name.article_id, edition, may_be_unread=is_empty)
    return edition


@audio.delete("/articles/<article_id>/audio")
@describes("Take audio down", query=["voice"], answers={204: None}, problems=[NoSuchVoiceError])
@needs_key(Scope.OPERATE)
def take_audio_down(article_id: str) -> Response:
    """Take down the narrations of an article, in one voice or in all; their URLs answer 410."""
    voice = wanted_voice(request.args.get("voice"))
    purge(web_context().actions, current_caller().name, article_id=article_id, voice=voice)
    return Response(status=204)
