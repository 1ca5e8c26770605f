"""Spans of a press and its jobs reach a collector; a collector that hangs delays no request."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from cache.tracing import ENDPOINTS, LONGEST_S, trace_number
from tests.stand import PYTHON, ROOT, Service, wait_for

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"
ENDED_WITHIN_S = 10.0


class Collector:
    """An OpenTelemetry collector that records all spans, or never answers."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self.spans: list[Any] = []
        self.over = threading.Event()
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if is_silent:
                    there.over.wait()
                    return
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    for scope in resource.scope_spans:
                        there.spans += scope.spans
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.env = {
            ENDPOINTS[0]: f"http://127.0.0.1:{self.server.server_port}",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
        }

    def __enter__(self) -> "Collector":
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def collector(request: pytest.FixtureRequest) -> Iterator[Collector]:
    with Collector(is_silent=getattr(request, "param", False)) as there:
        yield there


@pytest.fixture
def traced(collector: Collector, tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path / "s", {"LISTEN_VOICES": "tone:220", **collector.env})
    service.start()
    yield service
    service.stop()


def press(service: Service) -> None:
    service.put("pier", html="<p>The pier is long. It was built in 1881.</p>")
    traceparent = f"00-{TRACE}-{PARENT}-01"
    answer = service.ask("POST", "/v1/articles/pier/audio", traceparent=traceparent)
    assert answer.headers["x-request-id"] == TRACE
    service.until("pier", "ready")


def test_a_press_and_its_jobs_are_one_trace(traced: Service, collector: Collector) -> None:
    press(traced)

    def ours() -> dict[str, Any]:
        return {s.name: s for s in collector.spans if s.trace_id.hex() == TRACE}

    wait_for(lambda: set(ours()) == {"audio.press_play", "narrate", "speak", "stitch"})
    spans = ours()
    assert spans["audio.press_play"].parent_span_id.hex() == PARENT
    told = {each.key: each.value for each in spans["speak"].attributes}
    assert told["article"].string_value == "pier"
    assert told["utterance"].int_value > 0
    assert all(s.start_time_unix_nano < s.end_time_unix_nano for s in spans.values())


@pytest.mark.parametrize("collector", [True], indirect=True)
def test_a_collector_that_never_answers_delays_neither_listeners_nor_the_end(
    traced: Service,
) -> None:
    press(traced)
    began = time.monotonic()
    traced.stop()
    assert time.monotonic() - began < ENDED_WITHIN_S + LONGEST_S


def test_without_a_collector_nothing_of_it_is_loaded() -> None:
    code = (
        "import sys; from cache.tracing import note, set_up_spans; set_up_spans('web');"
        "note('speak', 0.1, article='pier');"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    env = {key: value for key, value in os.environ.items() if key not in ENDPOINTS}
    assert subprocess.run([PYTHON, "-c", code], env=env, cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("trace", ["a-plain-request-id", "z" * 32, "0" * 32, "12345678"])
def test_a_trace_that_is_no_number_has_one_all_the_same(trace: str) -> None:
    assert 0 < trace_number(trace) < 2**128
    assert trace_number(trace) == trace_number(trace)
    assert trace_number(TRACE) == int(TRACE, 16)
