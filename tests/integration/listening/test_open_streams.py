"""Open streams: before each slot, the access is checked again by the rules at that time."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, cast

import pytest
from flask.testing import FlaskClient

from audio_service.access.api_key_store import Scope
from audio_service.access.signed_urls import sign
from audio_service.listening.streaming.live_stream import LiveStreamError
from cache.audio.paths import slot_path
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Priority
from cache.redis import keys
from tests.integration.asking import KEY
from tests.integration.closed_articles import SIGNING_KEY
from tests.stand import wait_for
from worker.errors import ArticleStoreError

BEARER = {"Authorization": f"Bearer {KEY}"}
NAME = NarrationName("pier", "tone:220")
PATH = "/v1/articles/pier/audio/stream.mp3"
SLOT_BYTES = 13_000
Hear = Callable[..., Iterator[bytes]]


@pytest.fixture
def flask(guarded: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client that hears an article whose slots the tests make."""
    monkeypatch.setattr("audio_service.listening.streaming.live_stream.LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr("audio_service.access.api_key_store.KNOWN_S", 0.0)
    put(guarded, section="News")
    web = guarded.application.extensions["listen"]
    basis = Basis(web.articles.store.edition("pier").revision, "")
    web.stores.narrations.request(NAME, basis, Priority.PLAY)
    make_slot(web, 0)
    return guarded


def put(flask: FlaskClient, **fields: str) -> None:
    given = {"title": "T", "text": "P", **fields}
    answer = flask.put("/v1/articles/pier", json=given, headers=BEARER)
    assert answer.status_code in {200, 201}


def make_slot(web: Any, index: int) -> None:
    """Store a slot as if a worker had just made it."""
    frames = bytes([index]) * SLOT_BYTES
    name = hashlib.sha256(frames).hexdigest()[:32]
    web.storage.write(slot_path(name), frames)
    slot = json.dumps({"hash": name, "size": SLOT_BYTES, "duration_s": 1.6})
    web.redis.hset(keys.slots(str(NAME)), str(index), slot)


@pytest.fixture
def hear(flask: FlaskClient) -> Iterator[Hear]:
    """Return the pieces of a stream, of which the first one came already."""
    with ExitStack() as answers:

        def go(**shown: Any) -> Iterator[bytes]:
            answer = flask.get(PATH, buffered=False, **shown)
            answers.callback(answer.close)
            assert answer.status_code == 200, answer.text
            pieces = cast("Iterator[bytes]", iter(answer.response))
            assert len(next(pieces)) >= SLOT_BYTES
            return pieces

        yield go


def is_cut(pieces: Iterator[bytes]) -> bool:
    try:
        next(pieces)
    except ConnectionResetError:
        return True
    return False


def close_to_strangers(web: Any, *, is_signed: bool = True, **more: Any) -> None:
    """Close the article, as a change of the article or of the rules does."""
    cached = web.articles.cached_editions
    edition = web.articles.store.edition("pier")
    cached.remember("pier", edition._replace(is_signed=is_signed, **more))


def signature(seconds: int = 600) -> dict[str, str]:
    return {"signature": sign(SIGNING_KEY, "pier", int(time.time()) + seconds)}


def goes_on(web: Any, pieces: Iterator[bytes], index: int) -> bool:
    """Return whether the next slot is streamed after it is made."""
    make_slot(web, index)
    return not is_cut(pieces)


def test_an_article_that_closes_is_heard_by_nobody_but_who_has_a_right_by_then(
    flask: FlaskClient, hear: Hear
) -> None:
    web = flask.application.extensions["listen"]
    stranger, subscriber = hear(), hear(query_string=signature())
    holder = hear(headers=BEARER)
    close_to_strangers(web)
    time.sleep(0.05)  # until the edition is read again
    make_slot(web, 1)
    assert is_cut(stranger)
    assert not is_cut(subscriber)
    assert not is_cut(holder)
    close_to_strangers(web, opens_at=4_000_000_000)
    time.sleep(0.05)
    make_slot(web, 2)
    assert is_cut(subscriber)
    assert not is_cut(holder)


def test_a_stream_ends_with_the_signature_that_opened_it(flask: FlaskClient, hear: Hear) -> None:
    web = flask.application.extensions["listen"]
    close_to_strangers(web)
    until = int(time.time()) + 2
    shown = {"signature": sign(SIGNING_KEY, "pier", until)}
    pieces = hear(query_string=shown)
    wait_for(lambda: time.time() > until)
    assert not goes_on(web, pieces, 1)


def test_a_stream_ends_with_the_key_that_opened_it(flask: FlaskClient, hear: Hear) -> None:
    web = flask.application.extensions["listen"]
    close_to_strangers(web)
    key = web.access.api_keys.add("desk", [Scope.READ])
    pieces = hear(headers={"Authorization": f"Bearer {key}"})
    assert goes_on(web, pieces, 1)
    web.access.api_keys.revoke("desk")
    assert not goes_on(web, pieces, 2)


def test_a_database_that_is_away_ends_no_open_stream(
    flask: FlaskClient, hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = flask.application.extensions["listen"]
    close_to_strangers(web)
    key = web.access.api_keys.add("desk", [Scope.READ])
    streams = [
        hear(query_string=signature()),
        hear(headers={"Authorization": f"Bearer {key}"}),
    ]

    def refuse(*_: Any) -> None:
        raise ArticleStoreError("the database is away")

    monkeypatch.setattr("worker.articles.lookup.Sources.editions", refuse)
    monkeypatch.setattr("audio_service.access.api_key_store.ApiKeys._select", refuse)
    web.articles.cached_editions.forget("pier")
    time.sleep(0.05)
    make_slot(web, 1)
    assert [is_cut(pieces) for pieces in streams] == [False, False]


def test_a_stream_whose_article_was_never_read_says_nothing_while_the_database_is_away(
    flask: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = flask.application.extensions["listen"]

    def refuse(*_: Any) -> None:
        raise ArticleStoreError("the database is away")

    monkeypatch.setattr("worker.articles.lookup.Sources.editions", refuse)
    web.articles.cached_editions.forget("pier")
    stream = web.delivery.live_streams.join(web.stores.narrations.read(NAME))
    with pytest.raises(LiveStreamError):
        stream.wait_for(0, 5.0)
    web.delivery.live_streams.leave(web.stores.narrations.read(NAME), stream)
