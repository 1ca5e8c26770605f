"""Narrations of articles by a speech server that fails three requests in ten."""

from collections.abc import Iterator

import pytest
import redis

from cache.narrations.name import NarrationName
from cache.upstreams.circuit_breaker import BreakerState, CircuitBreaker
from tests.failing_speech import FIRST_VOICE, SECOND_VOICE, fields_of, what_is_wrong
from tests.integration.face import Face
from tests.integration.speech.inline_worker import InlineWorker
from tests.speech_servers import SpeechServer, fake_google
from worker.jobs.contexts.speaker import SpeakerContext
from worker.speech.upstream import calls

ARTICLES = 6


@pytest.fixture
def google(env: dict[str, str]) -> Iterator[SpeechServer]:
    """In `env`, Google is the first voice, and a tone the second."""
    with fake_google() as server:
        env.update(LISTEN_VOICES=f"{FIRST_VOICE},{SECOND_VOICE}", LISTEN_GTTS_BASE_URL=server.url)
        yield server


def test_articles_keep_their_first_voice_and_lose_no_sentence_if_three_requests_in_ten_fail(
    google: SpeechServer,
    face: Face,
    client: redis.Redis,
    context: SpeakerContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calls, "FIRST_PAUSE_S", 0.0)
    worker = InlineWorker(client, context)
    google.fails = 0.3
    ids = [f"a-{number}" for number in range(ARTICLES)]
    for number, article_id in enumerate(ids):
        face.put(article_id, dek="", **fields_of(number))
    asked = face.flask.post("/v1/audio", json={"article_ids": ids, "priority": "pregenerate"})
    assert asked.status_code == 202
    worker.work()
    for number, article_id in enumerate(ids):
        assert face.look(article_id)["state"] == "ready"
        manifest = context.stores.manifests.find(NarrationName(article_id, FIRST_VOICE))
        assert what_is_wrong(manifest, number) == []
    assert CircuitBreaker(client, "gtts").read().state is BreakerState.CLOSED
    spoken = len(set(google.texts))
    assert spoken < len(google.texts) < 3 * spoken
