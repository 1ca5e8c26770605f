"""Log setup of all processes: one line per event, a trace id on every line, secrets removed.

Modules log through the standard library's `logging`. This module formats the lines and adds context
fields to them, such as the id of the request that started a narration.
"""

import logging
import re
import secrets
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars
from structlog.typing import EventDict, Processor

OWN = ("audio_service", "worker", "cache")
"""Our own packages, which log at the configured level; all others log warnings and errors only."""

HIDDEN = "***"

_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=://)[^\s/@\"']*:[^\s/@\"']*(?=@)"), HIDDEN),  # of a URL
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {HIDDEN}"),
    (re.compile(r"\blisten_[\w-]{20,}"), HIDDEN),  # an API key of this service
    (
        re.compile(
            r"(?i)\b((?:[\w-]*(?:signature|secret|password|passwd|token)|(?:[\w-]*[_-])?(?:api)?key))"
            r"(=|%3d|\"?:\s*\"?)[^\s&\"',;)]{4,}"
        ),
        rf"\1\2{HIDDEN}",
    ),
)
"""Patterns of secrets in messages that other libraries write, and their replacements."""

_TRACE = "trace"
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class LogFormat(StrEnum):
    """Format of log lines."""

    AUTO = "auto"
    """Readable text on a terminal, otherwise JSON."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """Minimum log level."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def set_up_logs(level: LogLevel = LogLevel.INFO, form: LogFormat = LogFormat.AUTO) -> None:
    """Write the log of this process to standard error, one line per event."""
    is_json = form is LogFormat.JSON or (form is LogFormat.AUTO and not sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.ExtraAdder(),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[_add_process, _drop_notes, *_writers(is_json=is_json)],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for package in OWN:
        logging.getLogger(package).setLevel(level.upper())


def _writers(*, is_json: bool) -> list[Processor]:
    if is_json:
        return [
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    # tracebacks without the values of variables, which may be personal data
    plain = structlog.dev.plain_traceback
    return [
        hide_secrets,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain),
        _hide_in_line,
    ]


def _add_process(_logger: Any, _method: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["pid"] = record.process
    return event


_drop_notes = structlog.stdlib.ProcessorFormatter.remove_processors_meta


def hide_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace everything that looks like a key, a password or a signature by stars."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_secrets(value)
    return event


def _hide_in_line(_logger: Any, _method: str, line: Any) -> Any:
    return without_secrets(line)


def without_secrets(text: str) -> str:
    """Return a text with stars in place of keys, passwords and signatures."""
    for pattern, stars in _SECRETS:
        text = pattern.sub(stars, text)
    return text


bound: Callable[..., Any] = bound_contextvars
"""Context manager that adds fields to all log lines written inside it."""


def begin_request(traceparent: str, request_id: str) -> str:
    """Set the trace id of a request's log lines, and return it.

    Args:
        traceparent: The header of that name (W3C Trace Context), or empty.
        request_id: The header `X-Request-Id`, or empty; used if it is a plain id.
    """
    found = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if found:
        trace = found[1]
    elif request_id and _REQUEST_ID.fullmatch(request_id):
        trace = request_id
    else:
        trace = secrets.token_hex(16)
    bind_contextvars(trace=trace)
    return trace


def current_trace() -> str:
    """Return the trace id of the current request or job; a new one if there is neither."""
    found = structlog.contextvars.get_contextvars().get(_TRACE)
    return str(found) if found else secrets.token_hex(16)
