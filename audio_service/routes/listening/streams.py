"""HTTP endpoints of narrations in progress: a progressive MP3 or MP4, and an HLS event playlist.

All consist of the same frames as the finished track, in order.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import NoReturn

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from audio_service.access.key_check import open_to_all
from audio_service.access.subscribers import carry, refuse
from audio_service.context import web_context
from audio_service.http.headers import allow_pages
from audio_service.http.openapi import HTML, MP3, MP4, Media, describes
from audio_service.http.request_errors import (
    ForwardedError,
    InvalidRequestError,
    NarrationSlowError,
    NotBegunError,
)
from audio_service.listening.failures import detail_for_caller
from audio_service.listening.press import REFUSALS
from audio_service.listening.streaming.containers import Container, Mp3Container, Mp4Container
from audio_service.listening.streaming.hls import write_playlist
from audio_service.listening.streaming.live_stream import HeardSlot, LiveStream, LiveStreamError
from audio_service.listening.streaming.progressive import (
    TOO_SLOW,
    Beginning,
    gather_first,
    stream_frames,
)
from audio_service.listening.wishes import Wish, find_wish
from audio_service.routes.listening.narrations import decide_again
from cache.narrations.name import NarrationName
from cache.narrations.record import UNFINISHED_STATES, Narration, State, TrackRecord
from cache.narrations.transitions.endings import STREAMED_S

stream = Blueprint("stream", __name__, url_prefix="/v1")
stream.after_request(allow_pages)

MOST_RUNS = 5
"""Maximum number of runs of a narration that one request follows."""

HOLD_S = 8.0
"""Maximum time for which a playlist request waits for a new segment, in seconds."""


@stream.get("/articles/<article_id>/audio/stream.mp3")
@describes(
    "Live stream as MP3",
    query=["voice", "heard", "signature"],
    answers={200: MP3, 302: HTML},
    problems=(*REFUSALS, NarrationSlowError, NotBegunError),
    failures=409,
)
@open_to_all
def stream_mp3(article_id: str) -> AnyResponse:
    """Stream the slots made so far, and then each further one as soon as it is stored.

    The first slot is streamed part by part while it is being made.

    If the narration fails, the service closes the connection early, so that the client notices that
    the answer is not complete.

    Raises:
        RequestError: It was not started, it failed, or its first audio is not ready in time.
    """
    return _stream_in(Mp3Container(), article_id)


@stream.get("/articles/<article_id>/audio/stream.mp4")
@describes(
    "Live stream as MP4",
    query=["voice", "signature"],
    answers={200: MP4, 302: HTML},
    problems=(*REFUSALS, NarrationSlowError, NotBegunError),
    failures=409,
)
@open_to_all
def stream_mp4(article_id: str) -> AnyResponse:
    """Stream the frames of `stream.mp3` in an MP4: Chromium begins to play it one second earlier.

    Raises:
        RequestError: It was not started, it failed, or its first audio is not ready in time.
    """
    return _stream_in(Mp4Container(), article_id)


def _stream_in(container: Container, article_id: str) -> AnyResponse:
    """Return the stream of an article in a container.

    Raises:
        RequestError: It was not started, it failed, or its first audio is not ready in time.
    """
    for _ in range(MOST_RUNS):
        wish, narration = _find(article_id)
        if narration.state not in UNFINISHED_STATES:
            decide_again(wish, narration)
            return redirect(
                carry(web_context().stores.addresses.track(_live_track(narration).hash)), 302
            )
        relay = web_context().delivery.live_streams.join(narration)
        leave = partial(web_context().delivery.live_streams.leave, narration, relay)
        try:
            beginning = gather_first(relay, container.first_part_bytes)
            _decide_again(wish, relay)
        except LiveStreamError:  # another voice or run may have replaced it
            leave()
        except BaseException:
            leave()
            raise
        else:
            return _stream(wish, relay, beginning, container, leave)
    return _refuse(narration.name)


def _find(article_id: str) -> tuple[Wish, Narration]:
    """Return the narration of a request, with the credentials of its caller.

    Raises:
        ListenError: There is no such article or voice, or it is closed to the caller.
    """
    voice, heard = request.args.get("voice"), request.args.get("heard")
    wish = find_wish(web_context().presses, article_id, voice, heard, may_be_unread=True)
    return wish, web_context().stores.repository.recall(wish.name)


def _decide_again(wish: Wish, relay: LiveStream) -> None:
    """Check the access again, because the article may have changed meanwhile.

    Raises:
        ListenError: The article is closed to the caller by now.
    """
    decision = wish.credentials.decide(relay.edition)
    if not decision.is_open:
        refuse(wish.name.article_id, decision)


def _stream(
    wish: Wish,
    relay: LiveStream,
    beginning: Beginning,
    container: Container,
    leave: Callable[[], object],
) -> Response:
    """Return the response that streams slots."""
    frames = stream_frames(relay, beginning, container, partial(_is_open, wish, relay))
    response = Response(frames, content_type=container.content_type)
    response.call_on_close(leave)
    response.headers["Accept-Ranges"] = "none"
    return _uncached(response)


def _is_open(wish: Wish, relay: LiveStream) -> bool:
    """Return whether the caller may still hear the article."""
    return wish.credentials.decide(relay.edition).is_open


@stream.get("/articles/<article_id>/audio/stream.m3u8")
@describes(
    "Live stream as HLS playlist",
    query=["voice", "heard", "run", "_HLS_msn", "signature"],
    answers={200: Media("application/vnd.apple.mpegurl")},
    problems=(*REFUSALS, NarrationSlowError, NotBegunError, InvalidRequestError),
    failures=409,
)
@open_to_all
def stream_m3u8(article_id: str) -> Response:
    """Return a playlist of the segments made so far; it waits for the segment `_HLS_msn`.

    `run` comes from the address in a narration; for another run there is no playlist.

    Raises:
        RequestError: It was not started, it failed, or its first audio is not ready in time.
    """
    for _ in range(MOST_RUNS):
        wish, narration = _find(article_id)
        if request.args.get("run", str(narration.run)) != str(narration.run):
            _refuse(narration.name)
        if narration.state not in UNFINISHED_STATES:
            decide_again(wish, narration)
            return _playlist(_finished_playlist(narration))
        with _listening(narration) as relay, suppress(LiveStreamError):  # a new run may start
            relay.wait_for(_wanted_segment(), HOLD_S)
            longest_s = relay.wait_until_planned(HOLD_S)
            return _grown_playlist(wish, narration, relay, longest_s)
    return _refuse(narration.name)


def _grown_playlist(
    wish: Wish, narration: Narration, relay: LiveStream, longest_s: int
) -> Response:
    """Return the playlist of the slots made so far.

    Raises:
        NarrationSlowError: There are no slots yet.
        ListenError: The caller may not hear them.
    """
    slots, whole = relay.slots, relay.is_whole
    if slots:
        _decide_again(wish, relay)
    if not slots or not longest_s:
        raise NarrationSlowError(TOO_SLOW)
    return _playlist(write_playlist(_segments(narration, slots), longest_s, whole=whole))


@contextmanager
def _listening(narration: Narration) -> Iterator[LiveStream]:
    relay = web_context().delivery.live_streams.join(narration)
    try:
        yield relay
    finally:
        web_context().delivery.live_streams.leave(narration, relay)


def _wanted_segment() -> int:
    """Return the number of the segment for which the request waits.

    Raises:
        InvalidRequestError: `_HLS_msn` is not a number.
    """
    wanted = request.args.get("_HLS_msn", "0")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        raise InvalidRequestError("_HLS_msn must be a number from 0, of up to 9 digits")
    return int(wanted)


def _segments(narration: Narration, slots: Sequence[HeardSlot]) -> Iterator[tuple[str, float]]:
    """Yield the address and the length of each slot's segment."""
    heard = [(slot.hash, slot.duration_s) for slot in slots]
    found = web_context().stores.segments.of(narration.name.article_id, heard)
    for address, slot in zip(found, slots, strict=True):
        yield carry(address), slot.duration_s


def _finished_playlist(narration: Narration) -> str:
    """Return the playlist of a narration that is not in progress: its slots, or the whole track.

    Raises:
        RequestError: There is no track.
    """
    track = _live_track(narration)
    is_fresh = time.time() - narration.updated_at < STREAMED_S
    manifest = web_context().stores.manifests.of_track(track.hash) if is_fresh else None
    if narration.state is State.READY and narration.longest_s and manifest and manifest.heard:
        slots = [HeardSlot(*slot) for slot in manifest.heard]
        return write_playlist(_segments(narration, slots), narration.longest_s, whole=True)
    if "run" in request.args:
        _refuse(narration.name)
    segment = carry(web_context().stores.addresses.track(track.hash)), track.duration_s
    return write_playlist([segment], math.ceil(track.duration_s), whole=True)


def _live_track(narration: Narration) -> TrackRecord:
    """Return the live track.

    Raises:
        RequestError: There is no live track.
    """
    if narration.track is None:
        _refuse(narration.name)
    return narration.track


def _refuse(name: NarrationName) -> NoReturn:
    """Refuse a narration that cannot be played.

    Raises:
        ForwardedError: The narration failed.
        NotBegunError: The narration was not started, or is being started again.
    """
    failure = web_context().stores.narrations.read(name).failure
    if failure:
        raise ForwardedError(failure.code, detail_for_caller(failure), NotBegunError.status)
    press = f"POST /v1/articles/{name.article_id}/audio"
    raise NotBegunError(f"this narration was not started, or is being started again; {press}")


def _playlist(text: str) -> Response:
    return _uncached(Response(text, content_type="application/vnd.apple.mpegurl"))


def _uncached(response: Response) -> Response:
    """Forbid caches and proxies to keep or buffer a response."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response
