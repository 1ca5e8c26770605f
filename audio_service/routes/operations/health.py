"""HTTP endpoints of health and status: liveness, readiness, status and metrics."""

import json
import re

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST

from audio_service.access.api_keys import Scope
from audio_service.access.authorization import has_key, open_to_all
from audio_service.context import web_context
from audio_service.http.error_responses import problem
from audio_service.http.openapi import Media, describes, write_openapi
from audio_service.http.request_errors import InvalidRequestError
from audio_service.http.schemas.status import Health, Status
from audio_service.operations.alert import Severity
from audio_service.operations.alerts import CHECKS, find_alerts
from audio_service.operations.prometheus import write_metrics
from audio_service.operations.public_status import for_strangers, plainly
from audio_service.operations.status_report import HISTORY_S, gather_status
from audio_service.routes.operations.status_page import show_status, wants_page

ops = Blueprint("ops", __name__)

JSON = "application/json"


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
def readyz() -> Response:
    """Return 200 if a press on a new article would be served, else 503.

    The code of the problem is then the name of the most important alert; `alerts` has all names.
    """
    alerts = find_alerts(web_context().snapshots.look())
    critical = [alert for alert in alerts if alert.severity is Severity.CRITICAL]
    if not critical:
        return Response('{"status": "ready"}', content_type=JSON)
    names = [alert.name for alert in critical]
    sees_all = has_key(Scope.OPERATE)
    sentences = [a.sentence if sees_all else plainly(a.name, a.sentence) for a in critical]
    return problem(503, names[0], "; ".join(sentences), alerts=names)


@ops.get("/status")
@describes(
    "Status",
    query=["format", "history_s"],
    answers={200: Status},
    problems=[InvalidRequestError],
)
@open_to_all
def status() -> Response:
    """Return the status of the service: a page for browsers, otherwise (or by `format=json`) JSON.

    Only callers with a key of the scope `operate` see single articles and the text of errors. The
    history covers the last hour, or the last `history_s` seconds, six hours at most.

    Raises:
        InvalidRequestError: `history_s` is not such a number.
    """
    wanted = request.args.get("history_s", str(HISTORY_S))
    if not re.fullmatch(r"[0-9]{1,6}", wanted):
        raise InvalidRequestError("history_s: a number of seconds, up to 999999")
    found = gather_status(web_context().snapshots, int(wanted))
    sees_all = has_key(Scope.OPERATE)
    if not sees_all:
        found = for_strangers(found)
    if wants_page():
        answer = show_status(found, int(wanted))
    else:
        answer = Response(json.dumps(found, ensure_ascii=False), content_type=JSON)
        answer.vary.add("Accept")
    if not sees_all and "Authorization" in request.headers:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@ops.get("/metrics")
@describes("Metrics", answers={200: Media("text/plain")})
@open_to_all
def metrics() -> Response:
    """Return the same figures in Prometheus's text format."""
    return Response(write_metrics(web_context().snapshots.look()), content_type=CONTENT_TYPE_LATEST)


@ops.get("/openapi.json")
@open_to_all
def openapi_json() -> Response:
    """Return the OpenAPI 3.1 description of the HTTP interface."""
    return Response(json.dumps(write_openapi(current_app), ensure_ascii=False), content_type=JSON)
