"""What an operator does, and narrations that fail."""

from typing import Any

from flask.testing import FlaskClient

from audio_service.context import WebContext
from audio_service.http.schemas.actions import ActionAnswer
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure, Priority


def do(flask: FlaskClient, action: str, **body: Any) -> Any:
    answer = flask.post(f"/v1/ops/{action}", json=body or None)
    assert answer.status_code == 200, answer.data
    ActionAnswer.model_validate_json(answer.data)
    return answer.get_json()


def web_of(flask: FlaskClient) -> WebContext:
    found: WebContext = flask.application.extensions["listen"]
    return found


def fail(flask: FlaskClient, article_id: str, *, retryable: bool, pressed: bool = True) -> None:
    """Let a narration fail before its first utterance is spoken."""
    web, name = web_of(flask), NarrationName(article_id, "tone:220")
    priority = Priority.PLAY if pressed else Priority.PREGENERATE
    asked = web.stores.repository.ask_for(name, Basis("r", ""), priority)
    assert web.stores.narrations.fail(name, asked.run, Failure("some-code", "why", retryable))
