"""OpenTelemetry spans of logged requests and of jobs.

Without `OTEL_EXPORTER_OTLP_ENDPOINT`, OpenTelemetry is not imported, and `note` returns at once.
Its other variables (`OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER`, `OTEL_EXPORTER_OTLP_HEADERS`) are
used too. The trace id of a span is the trace id of the logs.

Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

import hashlib
import logging
import os
import time
from typing import Any

from cache.logs import current_trace, without_secrets

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
LONGEST_S = 2.0
"""Longest wait for the collector at the end of a process, in seconds."""

log = logging.getLogger(__name__)


class _Spans:
    """Holder of the process's tracer; None if tracing is off."""

    tracer: Any = None


def set_up_spans(role: str) -> None:
    """Send this process's spans to a collector, if the environment names one.

    Args:
        role: Role of the process, such as `web` or `worker`.
    """
    if not any(os.environ.get(name) for name in ENDPOINTS):
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
    except ImportError:
        log.warning("%s is set, but its packages are missing: pip install "
                    "'listen-to-article[otel]'; no spans are sent", ENDPOINTS[0])  # fmt: skip
        return

    class OwnIds(RandomIdGenerator):
        """Generator of trace ids that returns the trace id of the logs."""

        def generate_trace_id(self) -> int:
            return trace_number(current_trace())

    about = {"service.name": os.environ.get("OTEL_SERVICE_NAME", "listen-to-article"), "role": role}
    provider = TracerProvider(resource=Resource.create(about), id_generator=OwnIds())
    exporter = OTLPSpanExporter(timeout=LONGEST_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _Spans.tracer = provider.get_tracer("listen-to-article")


def note(
    name: str,
    took_s: float,
    *,
    traceparent: str = "",
    error: str = "",
    **attributes: Any,
) -> None:
    """Record a span that ends now.

    Args:
        name: Name of the operation, such as `speak`.
        took_s: Duration, in seconds.
        traceparent: The request's header of that name, if any.
        error: Error message, if the operation failed.
        attributes: Further attributes, texts and numbers; None is left out.
    """
    if _Spans.tracer is None:
        return
    from opentelemetry.trace import Status, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    now = time.time_ns()
    span = _Spans.tracer.start_span(
        name,
        TraceContextTextMapPropagator().extract({"traceparent": traceparent}),
        start_time=now - int(took_s * 1e9),
        attributes={key: value for key, value in attributes.items() if value is not None},
    )
    if error:
        span.set_status(Status(StatusCode.ERROR, without_secrets(error)))
    span.end(now)


def trace_number(trace: str) -> int:
    """Return the trace id of the logs as a 128-bit number: its own value if it is hexadecimal."""
    try:
        return int(trace, 16) if len(trace) == 32 and int(trace, 16) else _digest(trace)
    except ValueError:
        return _digest(trace)


def _digest(trace: str) -> int:
    return int.from_bytes(hashlib.blake2b(trace.encode(), digest_size=16).digest()) or 1
