"""Benchmark of the first press after the end of an embargo, against a cached press."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks.figures import Figure, p50, p95
from benchmarks.runner import Run
from benchmarks.service import SHORT, running_service, store
from tests.stand import Service, http, wait_for

ARTICLES = 20
OPENS_IN_S = 75.0
"""Longer than an edition is cached in Redis, so that the first press finds none."""

BLOCK = "bytes=0-32767"
"""First block of an MP3 that a browser reads."""


def measure(run: Run) -> Iterator[Figure]:
    """Yield the time from a press to the first sound at the end of an embargo, and its ratio."""
    del run  # a first press cannot be repeated
    closed = [f"closed-{number}" for number in range(ARTICLES)]
    known = [f"known-{number}" for number in range(ARTICLES)]
    with running_service() as service:
        for article_id in known:
            store(service, article_id, article_id, SHORT.html)
        until = time.time() + OPENS_IN_S
        opening = datetime.fromtimestamp(until, UTC).isoformat()
        for article_id in closed:
            said = {"title": article_id, "html": SHORT.html, "published_at": opening}
            service.put(article_id, language="en-US", **said)
        service.ask("POST", "/v1/audio", {"article_ids": closed, "priority": "pregenerate"})
        for article_id in known:
            service.press(article_id)
        for article_id in known:
            service.until(article_id, "ready")
        for article_id in closed:
            wait_for(lambda article_id=article_id: _is_ready(service, article_id))  # type: ignore[misc]
        told = {http("POST", _path(service, each)).status for each in closed}
        assert told <= {403, 404} or time.time() > until  # noqa: S101
        wait_for(lambda: time.time() > until + 1)
        for article_id in known:
            _first_sound_ms(service, article_id)  # so that they are cached
        pairs = [
            (_first_sound_ms(service, one), _first_sound_ms(service, other))
            for one, other in zip(closed, known, strict=True)
        ]
    opened, cached = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    note = f"{_shown(opened)}; cached {_shown(cached)}"
    yield Figure(
        "first press after an embargo, of a cached press",
        p50(opened) / p50(cached),
        "x",
        2.0,
        samples=opened,
        note=note,
    )


def _shown(samples_ms: list[float]) -> str:
    return f"p50 {p50(samples_ms):.1f} ms, p95 {p95(samples_ms):.1f} ms"


def _path(service: Service, article_id: str) -> str:
    return f"{service.url}/v1/articles/{article_id}/audio"


def _is_ready(service: Service, article_id: str) -> bool:
    key = {"Authorization": f"Bearer {service.key}"}
    return bool(http("GET", _path(service, article_id), None, key).json.get("state") == "ready")


def _first_sound_ms(service: Service, article_id: str) -> float:
    """Return the time from a press to the first block of the MP3."""
    began = time.perf_counter()
    pressed = http("POST", _path(service, article_id))
    assert pressed.status == 200, pressed.body  # noqa: S101
    block = http("GET", f"{service.url}{pressed.json['url']}", None, {"Range": BLOCK})
    assert block.status == 206  # noqa: S101
    return (time.perf_counter() - began) * 1000
