"""HTTP endpoints of narrations in progress: a progressive MP3, and an HLS event playlist.

Both consist of the same frames as the finished track, in order.
"""

import errno
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
from audio_service.http.openapi import HTML, MP3, Media, describes
from audio_service.http.request_errors import (
    ForwardedError,
    InvalidRequestError,
    NarrationSlowError,
    NotBegunError,
)
from audio_service.listening.failures import detail_for_caller
from audio_service.listening.hls import write_padding, write_playlist
from audio_service.listening.live_stream import HeardSlot, LiveStream, LiveStreamError
from audio_service.listening.press import REFUSALS
from audio_service.listening.wishes import Wish, find_wish
from audio_service.routes.listening.narrations import decide_again
from cache.errors import StorageError
from cache.narrations.name import NarrationName
from cache.narrations.record import UNFINISHED_STATES, Narration, State, TrackRecord
from cache.narrations.transitions.endings import STREAMED_S

stream = Blueprint("stream", __name__, url_prefix="/v1")
stream.after_request(allow_pages)

TOO_SLOW = "no audio of this narration is ready yet; try again"

BLOCK_BYTES = 32_768
"""Block size in which Chromium reads, in bytes. Without padding to whole blocks, a first slot of
32,600 bytes was played only when the second one came, two seconds later (Chromium 156, 2026-11)."""

FIRST_BYTES = 12_000
"""Minimum size of the first block, in bytes: 1.5 s of sound, so that the second one is in time."""

FIRST_PATIENCE_S = 30.0
STALL_S = 60.0
ASKED_AGAIN_S = 0.5
"""Pause before a store that did not answer is tried again, in seconds."""

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

    If the narration fails, the service closes the connection early, so that the client notices that
    the answer is not complete.

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
            first = _gather_first(relay)
            _decide_again(wish, relay)
        except LiveStreamError:  # another voice or run may have replaced it
            leave()
        except BaseException:
            leave()
            raise
        else:
            return _stream(wish, relay, first, leave)
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


def _stream(wish: Wish, relay: LiveStream, first: int, leave: Callable[[], object]) -> Response:
    """Return the response that streams slots."""
    response = Response(_frames(wish, relay, first), content_type="audio/mpeg")
    response.call_on_close(leave)
    response.headers["Accept-Ranges"] = "none"
    return _uncached(response)


def _gather_first(relay: LiveStream) -> int:
    """Return the number of slots in the first block, as soon as they are stored.

    Raises:
        NarrationSlowError: The slots take too long.
        LiveStreamError: The slots will never be stored.
    """
    size = count = 0
    while size < FIRST_BYTES:
        slot = relay.wait_for(count, FIRST_PATIENCE_S)
        if slot is None and not relay.is_whole:
            raise NarrationSlowError(TOO_SLOW)
        if slot is None:
            break
        relay.frames(count)
        size += slot.size
        count += 1
    return count


def _read(relay: LiveStream, index: int) -> bytes:
    """Return the frames of a slot; a store that does not answer is tried again for a while.

    Raises:
        LiveStreamError: Storage has lost the frames, or has not answered within the time limit.
    """
    deadline = time.monotonic() + STALL_S
    while True:
        try:
            return relay.frames(index)
        except StorageError as error:
            if time.monotonic() > deadline:
                raise LiveStreamError(str(error)) from error
            time.sleep(ASKED_AGAIN_S)


def _frames(wish: Wish, relay: LiveStream, first: int) -> Iterator[bytes]:
    """Yield the first slots, padded to whole blocks, and each further one when it is stored.

    Raises:
        ConnectionResetError: The narration failed, or the caller may not hear it any more; the
            server then closes the connection.
    """
    index = first
    try:
        head = b"".join(_read(relay, index) for index in range(first))
        yield write_padding(10 + -(len(head) + 10) % BLOCK_BYTES) + head
        while relay.wait_for(index, STALL_S) and _is_open(wish, relay):
            yield _read(relay, index)
            index += 1
    except LiveStreamError as error:
        raise ConnectionResetError(errno.ECONNRESET, str(error)) from error
    if not relay.is_whole or index < len(relay.slots):
        why = "no slot was made for a long time, or the article was closed"
        raise ConnectionResetError(errno.ECONNRESET, why)


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
