"""Actions of operators: they need a key, and all are in the audit log."""

import json

from flask import Blueprint, Response

from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller
from audio_service.access.key_check import needs_key
from audio_service.context import web_context
from audio_service.http.openapi import describes
from audio_service.http.request_errors import (
    CannotDrainError,
    InvalidRequestError,
    NoNarrationError,
    WorkerNotFoundError,
)
from audio_service.http.schemas import actions as actions_schemas
from audio_service.listening.press import REFUSALS, current_edition
from audio_service.operations import actions as act
from audio_service.operations.actions import ActionOutcome
from audio_service.routes.listening.request_bodies import JSON, read_body
from audio_service.routes.publishing.articles import read_limit
from cache.narrations.prepared_answers import rfc3339
from worker.errors import ArticleNotFoundError

actions = Blueprint("actions", __name__, url_prefix="/v1/ops")


@actions.post("/retry")
@describes(
    "Try failed narrations again",
    body=actions_schemas.RetryRequest,
    answers={200: actions_schemas.ActionAnswer},
    problems=(*REFUSALS, NoNarrationError),
)
@needs_key(Scope.OPERATE)
def retry() -> Response:
    """Retry the failed narrations of an article, or all failed ones that may succeed now."""
    wanted = read_body(actions_schemas.RetryRequest).root
    if isinstance(wanted, actions_schemas.RetryAll):
        return _told(act.retry_all(web_context().actions, _who()))
    return _told(act.retry(web_context().actions, _who(), **wanted.model_dump()))


@actions.post("/regenerate")
@describes(
    "Regenerate an article",
    body=actions_schemas.ActOnNarrations,
    answers={200: actions_schemas.ActionAnswer},
    problems=(*REFUSALS, NoNarrationError),
)
@needs_key(Scope.OPERATE)
def regenerate() -> Response:
    """Speak every sentence of an article again; the old track stays live until then.

    A narration in progress is not changed, because listeners may be hearing it.
    """
    wanted = read_body(actions_schemas.ActOnNarrations)
    return _told(act.regenerate(web_context().actions, _who(), **wanted.model_dump()))


@actions.post("/purge")
@describes(
    "Purge an article",
    body=actions_schemas.ActOnNarrations,
    answers={200: actions_schemas.ActionAnswer},
    problems=[ArticleNotFoundError],
)
@needs_key(Scope.OPERATE)
def purge() -> Response:
    """Take down the narrations of an article; their URLs answer 410 from then on."""
    wanted = read_body(actions_schemas.ActOnNarrations)
    outcome = act.purge(web_context().actions, _who(), **wanted.model_dump())
    if not outcome.narrations:
        current_edition(web_context().presses, wanted.article_id)
    return _told(outcome)


@actions.post("/pause")
@describes("Pause pre-generation", answers={200: actions_schemas.ActionAnswer})
@needs_key(Scope.OPERATE)
def pause() -> Response:
    """Pause pre-generation until `resume`; pressed articles are still narrated."""
    return _told(act.pause(web_context().actions, _who()))


@actions.post("/resume")
@describes("Resume pre-generation", answers={200: actions_schemas.ActionAnswer})
@needs_key(Scope.OPERATE)
def resume() -> Response:
    """Continue pre-generation."""
    return _told(act.resume(web_context().actions, _who()))


@actions.post("/drain")
@describes(
    "Drain a worker",
    body=actions_schemas.DrainRequest,
    answers={200: actions_schemas.ActionAnswer},
    problems=[WorkerNotFoundError, CannotDrainError],
)
@needs_key(Scope.OPERATE)
def drain() -> Response:
    """End a process after its current job; the supervisor starts a new one."""
    wanted = read_body(actions_schemas.DrainRequest)
    return _told(act.drain(web_context().actions, _who(), worker=wanted.worker))


@actions.get("/audit")
@describes(
    "Audit log",
    query=["limit"],
    answers={200: actions_schemas.AuditTrail},
    problems=[InvalidRequestError],
)
@needs_key(Scope.OPERATE)
def audit() -> Response:
    """Return the audit log, newest entries first.

    Raises:
        RequestError: `limit` is not valid.
    """
    items = [
        {**e._asdict(), "at": rfc3339(e.at)}
        for e in web_context().actions.audit.latest(read_limit())
    ]
    return Response(json.dumps({"items": items}, ensure_ascii=False), content_type=JSON)


def _who() -> str:
    """Return the name of the caller's key, for the audit log."""
    return current_caller().name


def _told(outcome: ActionOutcome) -> Response:
    return Response(json.dumps(outcome.to_fields(), ensure_ascii=False), content_type=JSON)
