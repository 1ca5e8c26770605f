"""HTTP endpoints of stored audio, whole or in ranges; browsers and CDNs may cache it for ever."""

import re
from functools import partial
from typing import IO, NoReturn, cast

from flask import Blueprint, Response, request
from werkzeug.datastructures import Range
from werkzeug.wsgi import FileWrapper

from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller
from audio_service.access.key_check import open_to_all
from audio_service.access.request_costs import MISSING_AUDIO_MS, spend
from audio_service.access.subscribers import (
    CLOSED,
    private_for_s,
    refuse_closed,
    refuse_unknown,
)
from audio_service.context import web_context
from audio_service.http.headers import allow_pages
from audio_service.http.openapi import MP3, describes
from audio_service.http.request_errors import (
    AudioGoneError,
    AudioNotFoundError,
    InvalidRequestError,
    RangeNotSatisfiableError,
    TooManyRequestsError,
)
from audio_service.listening.checked_file import CheckedFile
from audio_service.listening.streaming.hls import write_timestamp
from cache.articles.edition import Edition
from cache.audio.paths import is_whole, sample_path, slot_path, track_path
from cache.messages.tasks import Task
from worker.errors import ArticleStoreError

media = Blueprint("media", __name__, url_prefix="/audio")
media.after_request(allow_pages)

PIECE_BYTES = 65_536
CLIP_MAX_AGE_S = 3_600
"""Cache lifetime of clips, in seconds. It is short, because listeners need clips only while the
track is made, and because a purge of the CDN may miss a clip."""

_NAME = re.compile(r"([0-9a-f]{16})?[0-9a-f]{32}\Z")
"""Name of a slot: the hash of its bytes, after the tag of its narration if it has one."""
_TRACK = re.compile(r"[0-9a-f]{32}\Z")
_SAMPLE = re.compile(r"[0-9a-f]{64}\Z")
"""Name of a voice's sample: its fingerprint, and a hash of its bytes."""
_TICKS = re.compile(r"[0-9]{1,12}\Z")
_ANSWERS = {200: MP3, 206: MP3, 304: None, 412: None}
_CONDITIONS = ("Range", "If-Range", "If-None-Match", "If-Modified-Since", "If-Match")
_PROBLEMS = (
    AudioNotFoundError,
    AudioGoneError,
    RangeNotSatisfiableError,
    TooManyRequestsError,
    *CLOSED,
)


@media.get("/tracks/<name>.mp3")
@describes(
    "A finished MP3",
    query=["signature"],
    answers=_ANSWERS,
    headers=_CONDITIONS,
    problems=_PROBLEMS,
)
@open_to_all
def track(name: str) -> Response:
    """Return a track; its name is a hash of its bytes, so it never changes.

    The caller must be allowed to hear its article.
    """
    return _send_track(name)


@media.get("/clips/<name>.mp3")
@describes(
    "A clip",
    query=["at", "article", "proof", "signature"],
    answers=_ANSWERS,
    headers=_CONDITIONS,
    problems=[*_PROBLEMS, InvalidRequestError],
)
@open_to_all
def clip(name: str) -> Response:
    """Return a clip and the pause after it, as MP3 frames.

    With `at`, in 1/90,000 s, it is an HLS segment: a time stamp precedes the frames.

    Raises:
        InvalidRequestError: `at` is not valid.
    """
    at = request.args.get("at")
    if at is not None and not _TICKS.match(at):
        raise InvalidRequestError("at must be a number from 0, of up to 12 digits")
    frames = _frames(name)
    _refuse_closed_clip(name)
    _refuse_left_over(request.args.get("article"), name)
    if at is None:
        response = Response(frames, content_type="audio/mpeg")
        return _as_asked(response, name, len(frames), CLIP_MAX_AGE_S)
    body = write_timestamp(int(at)) + frames
    response = Response(body, content_type="audio/mpeg")
    return _as_asked(response, f"{name}-{at}", len(body), CLIP_MAX_AGE_S)


@media.get("/samples/<sample>.mp3")
@describes(
    "A sample of a voice",
    answers=_ANSWERS,
    headers=_CONDITIONS,
    problems=[AudioNotFoundError, RangeNotSatisfiableError, TooManyRequestsError],
)
@open_to_all
def voice_sample(sample: str) -> Response:
    """Return one sentence in a voice; `GET /v1/voices` has its URL.

    Raises:
        AudioNotFoundError: There is no such sample, or it is damaged.
    """
    path = sample_path(sample)
    mp3 = web_context().storage.read_if_present(path) if _SAMPLE.match(sample) else None
    if mp3 is None or not is_whole(mp3, sample):
        spend(web_context().access, MISSING_AUDIO_MS)
        web_context().presses.voices.published.forget_sample(sample)
        if mp3 is not None:
            web_context().storage.delete(path)
        raise AudioNotFoundError("there is no audio of this name")
    return _as_asked(Response(mp3, content_type="audio/mpeg"), sample, len(mp3))


def _frames(name: str) -> bytes:
    """Return the frames of a clip.

    Raises:
        AudioNotFoundError: There is no such clip, or it was taken down or damaged.
    """
    if not _NAME.match(name):
        raise AudioNotFoundError("there is no audio of this name")
    frames = web_context().storage.read_if_present(slot_path(name))
    if frames is None:
        spend(web_context().access, MISSING_AUDIO_MS)
    if frames is not None and not is_whole(frames, name):
        web_context().stores.manifests.discard_damaged(slot_path(name))
        frames = None
    if frames is None:
        _refuse_missing(name)
    return frames


def _refuse_missing(name: str) -> NoReturn:
    """Refuse a request for audio that is not stored.

    Raises:
        AudioGoneError: The audio was taken down.
        AudioNotFoundError: There is no audio of this name.
    """
    if web_context().stores.manifests.is_gone(name):
        raise AudioGoneError("this audio was taken down")
    raise AudioNotFoundError("there is no audio of this name")


def _send_track(name: str) -> Response:
    """Return a stored track, according to ranges, conditions and HEAD.

    Raises:
        AudioNotFoundError: There is no such track, or it was taken down or damaged.
    """
    if not _TRACK.match(name):
        raise AudioNotFoundError("there is no audio of this name")
    size = web_context().storage.size(track_path(name))
    if size is None:
        spend(web_context().access, MISSING_AUDIO_MS)
    if size is not None and size != (web_context().delivery.owners.size_of(name) or size):
        web_context().stores.manifests.discard_damaged(track_path(name))
        size = None
    if size is None:
        lost = web_context().stores.repository.forget_lost_track(name)
        if lost:
            web_context().queues.enqueue_task(Task("air", lost.article_id))
        _refuse_missing(name)
    _refuse_closed_track(name)
    _refuse_left_over(web_context().delivery.owners.of(name), name)
    found = web_context().storage.open(track_path(name))
    damaged = partial(web_context().stores.manifests.discard_damaged, track_path(name))
    response = Response(
        FileWrapper(cast("IO[bytes]", CheckedFile(found, name, size, damaged)), PIECE_BYTES),
        content_type="audio/mpeg",
        direct_passthrough=True,
    )
    return _as_asked(response, name, size)


def _refuse_left_over(article_id: str | None, name: str) -> None:
    """Refuse audio that is stored although it was taken down, unless a narration has it again.

    Such audio is left if a process is killed after it has stored audio of a narration that was
    taken down meanwhile.

    Args:
        article_id: ID of its article; None if the caller did not give it and has a key.
        name: Hash of the track or slot.

    Raises:
        AudioGoneError: No narration has the audio.
    """
    if article_id is None or not web_context().stores.manifests.is_gone(name):
        return
    voices = [voice.name for voice in web_context().presses.voices.all()]
    if not web_context().stores.repository.has(article_id, voices, name):
        raise AudioGoneError("this audio was taken down")


def _refuse_closed_track(name: str) -> None:
    """Refuse a track of an article that the caller may not hear.

    Raises:
        AudioNotFoundError: The track has no article.
        ListenError: The article is closed to the caller.
    """
    article_id = web_context().delivery.owners.of(name)
    edition = _edition_of(article_id) if article_id else None
    if article_id is None or edition is None:
        raise AudioNotFoundError("this audio belongs to no known article")
    refuse_closed(web_context().access, article_id, edition)


def _refuse_closed_clip(name: str) -> None:
    """Refuse a clip if its address is from no playlist, or if the caller may not hear its article.

    Raises:
        AudioNotFoundError: The address has no valid proof that the clip belongs to the article.
        ListenError: The article is closed to the caller.
    """
    article_id, proof = request.args.get("article", ""), request.args.get("proof", "")
    if not web_context().stores.segments.proofs.is_right(article_id, name, proof):
        if current_caller().has(Scope.READ):
            return
        raise AudioNotFoundError(
            "the address is incomplete; a playlist has the whole address of a clip"
        )
    edition = _edition_of(article_id)
    if edition is None:
        refuse_unknown(article_id)
    refuse_closed(web_context().access, article_id, edition)


def _edition_of(article_id: str) -> Edition | None:
    """Return the edition of an article from the database, or from Redis if it does not answer.

    Raises:
        ArticleStoreError: The database does not answer, and Redis does not have the edition.
    """
    try:
        return web_context().articles.lookup.edition(article_id)
    except ArticleStoreError:
        noted = web_context().articles.cached_editions.read(article_id)
        if noted is None:
            raise
        return noted


def _as_asked(response: Response, etag: str, size: int, max_age_s: int | None = None) -> Response:
    """Return an immutable response, according to ranges, conditions and HEAD.

    Args:
        response: The response with the whole object.
        etag: Its entity tag.
        size: Its size, in bytes.
        max_age_s: Limit of its cache lifetime, in seconds, in addition to that of the settings.
    """
    response.content_length = size
    response.set_etag(etag)
    limits = (web_context().settings.audio_max_age_s, private_for_s(), max_age_s)
    if private_for_s() is None:
        response.cache_control.public = True
    else:
        response.cache_control.private = True
    response.cache_control.max_age = min(limit for limit in limits if limit is not None)
    response.cache_control.immutable = True
    if not _is_in_range(request.range, size):
        request.environ.pop("HTTP_RANGE", None)
    response.make_conditional(request.environ, accept_ranges=True, complete_length=size)
    return response


def _is_in_range(asked: Range | None, size: int) -> bool:
    """Return whether a Range header applies; otherwise the whole object is sent.

    Source: RFC 9110, section 14.2: unknown units are ignored, and many ranges may be ignored; a
    suffix longer than the object means all of it.
    """
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return False
    return asked.ranges[0][0] > -size
