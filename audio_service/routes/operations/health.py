"""HTTP endpoints of health and status: liveness, readiness, status and metrics."""

import json
import re
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST

from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller
from audio_service.access.key_check import open_to_all
from audio_service.access.request_costs import PAGE_MS, costs
from audio_service.context import web_context
from audio_service.http.error_responses import problem
from audio_service.http.headers import guard_page
from audio_service.http.openapi import Media, describes, write_openapi
from audio_service.http.prepared_pages import answer_prepared
from audio_service.http.request_errors import InvalidRequestError
from audio_service.http.schemas.status import Health, Status
from audio_service.operations.alert_types import Severity
from audio_service.operations.alerts import CHECKS, find_alerts
from audio_service.operations.prometheus import write_metrics
from audio_service.operations.public_status import for_strangers, plainly
from audio_service.operations.status_report import HISTORY_S, gather_status
from audio_service.routes.operations.status_page import wants_page, write_status

ops = Blueprint("ops", __name__)

JSON = "application/json"
HTML_PAGE = "text/html; charset=utf-8"

STATUS_KEPT_S = 2.0
"""Time for which callers without a key get the same status, in seconds: it costs 45 ms to make."""

_HISTORIES_S = (0, 900, 3_600, 21_600)
"""Lengths of the history that callers without a key can have, in seconds."""


@ops.get("/healthz")
@describes("Liveness", answers={200: Health})
@open_to_all
def healthz() -> Response:
    """Return 200 as long as the process answers."""
    return Response('{"status": "ok"}', content_type=JSON)


@ops.get("/readyz")
@describes(
    "Readiness",
    answers={200: Health},
    alerts=[check.name for check in CHECKS if check.severity is Severity.CRITICAL],
)
@open_to_all
@costs(PAGE_MS)
def readyz() -> Response:
    """Return 200 if a press on a new article would be served, else 503.

    The code of the problem is then the name of the most important alert; `alerts` has all names.
    """
    alerts = find_alerts(web_context().snapshots.look())
    critical = [alert for alert in alerts if alert.severity is Severity.CRITICAL]
    if not critical:
        return Response('{"status": "ready"}', content_type=JSON)
    names = [alert.name for alert in critical]
    sees_all = current_caller().has(Scope.OPERATE)
    sentences = [a.sentence if sees_all else plainly(a.name, a.sentence) for a in critical]
    return problem(503, names[0], "; ".join(sentences), alerts=names)


@ops.get("/status")
@describes(
    "Status",
    query=["format", "history_s"],
    answers={200: Status, 304: None},
    problems=[InvalidRequestError],
)
@open_to_all
def status() -> Response:
    """Return the status of the service: a page for browsers, otherwise (or by `format=json`) JSON.

    Only callers with a key of the scope `operate` see individual articles and error texts. The
    history covers the last hour, or the last `history_s` seconds, six hours at most; without a key,
    these are rounded up to 15 minutes, an hour or six.

    Raises:
        InvalidRequestError: `history_s` is not a valid number.
    """
    wanted = request.args.get("history_s", str(HISTORY_S))
    if not re.fullmatch(r"[0-9]{1,6}", wanted):
        raise InvalidRequestError("history_s: a number of seconds, up to 999999")
    is_page = wants_page()
    content_type = HTML_PAGE if is_page else JSON
    if current_caller().has(Scope.OPERATE):
        found = gather_status(web_context().snapshots, int(wanted))
        answer = Response(_write_status(found, int(wanted), is_page=is_page))
        answer.content_type = content_type
        answer.headers["Cache-Control"] = "no-store"
    else:
        shown_s = next((each for each in _HISTORIES_S if each >= int(wanted)), _HISTORIES_S[-1])
        make = partial(_status_for_strangers, shown_s, is_page=is_page)
        answer = answer_prepared(("status", shown_s, is_page), make, content_type, STATUS_KEPT_S)
        if "Authorization" in request.headers:
            answer.headers["WWW-Authenticate"] = "Bearer"
    answer.vary.add("Accept")
    return guard_page(answer) if is_page else answer


def _status_for_strangers(history_s: int, *, is_page: bool) -> str:
    """Return the part of the status that callers without a key see."""
    found = for_strangers(gather_status(web_context().snapshots, history_s))
    return _write_status(found, history_s, is_page=is_page)


def _write_status(found: dict[str, Any], history_s: int, *, is_page: bool) -> str:
    """Return the status as a page or as JSON."""
    return write_status(found, history_s) if is_page else json.dumps(found, ensure_ascii=False)


@ops.get("/metrics")
@describes("Metrics", answers={200: Media("text/plain")})
@open_to_all
@costs(PAGE_MS)
def metrics() -> Response:
    """Return the same figures in Prometheus's text format."""
    return Response(write_metrics(web_context().snapshots.look()), content_type=CONTENT_TYPE_LATEST)


@ops.get("/openapi.json")
@open_to_all
def openapi_json() -> Response:
    """Return the OpenAPI 3.1 description of the HTTP interface."""
    return answer_prepared(
        "openapi", lambda: json.dumps(write_openapi(current_app), ensure_ascii=False), JSON
    )
