"""Presses from many addresses, on a service with limits."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import redis
from flask.testing import FlaskClient

from cache.narrations.name import NarrationName
from cache.narrations.narration_store import Narrations
from cache.narrations.record import TrackRecord
from cache.redis import keys
from cache.redis.client import as_text
from tests.integration.asking import KEY

FROM = {"REMOTE_ADDR": "203.0.113.9"}
BEARER = {"Authorization": f"Bearer {KEY}"}
Open = Callable[..., FlaskClient]


def put(flask: FlaskClient, *article_ids: str, words: int = 10) -> None:
    for article_id in article_ids:
        article = {"title": "T", "text": "word " * words}
        answer = flask.put(f"/v1/articles/{article_id}", json=article, headers=BEARER)
        assert answer.status_code in {200, 201}


def press(flask: FlaskClient, article_id: str, address: str = "203.0.113.9", **more: str) -> Any:
    environ = {"REMOTE_ADDR": address}
    path = f"/v1/articles/{article_id}/audio"
    return flask.post(path, environ_overrides=environ, headers=more)


def press_at_once(flask: FlaskClient, article_ids: list[str], address: str) -> Counter[int]:
    """Press each article from a thread of its own, and return the number of answers by status."""

    def one(article_id: str) -> int:
        with flask.application.test_client() as client:
            return int(press(client, article_id, address).status_code)

    with ThreadPoolExecutor(len(article_ids)) as threads:
        return Counter(threads.map(one, article_ids))


def name(article_id: str) -> NarrationName:
    return NarrationName(article_id, "tone:220")


def finish(narrations: Narrations, article_id: str, duration_s: float) -> None:
    """Complete a narration that was begun."""
    narration = narrations.read(name(article_id))
    track = TrackRecord("0" * 32, duration_s, "f", narration.basis, 3)
    assert narrations.publish(name(article_id), narration.run, track, lambda *_: None)


def begun_long_ago(client: redis.Redis) -> None:
    """Move the admission of all admitted narrations ten seconds into the past."""
    for member, note in client.hgetall(keys.PRESSED).items():
        at, rest = as_text(note).split(" ", 1)
        client.hset(keys.PRESSED, member, f"{int(at) - 10} {rest}")
