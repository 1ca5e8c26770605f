"""The whole service as the object of a benchmark, in its own data directory."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.stand import PIPER, Service, wait_for
from worker.articles.lookup import DemoArticles

STANDARD, LONG, SHORT = DemoArticles().all()
LONGEST_S = 120.0


@contextmanager
def running_service(**env: str) -> Iterator[Service]:
    """Start the same processes as `make run`, and stop them at the end.

    Yields:
        The service, its workers warm.
    """
    with tempfile.TemporaryDirectory() as directory:
        service = Service(Path(directory), env)
        service.start()
        try:
            yield service
        finally:
            service.stop()


def store(service: Service, article_id: str, title: str, html: str) -> None:
    """Store an article."""
    service.put(article_id, title=title, html=html, language="en-US")


def pregenerate(service: Service, count: int) -> None:
    """Queue `count` articles for pre-generation, without any common sentence."""
    ids = [f"waiting-{number}" for number in range(count)]
    for article_id in ids:
        store(service, article_id, article_id, LONG.html.replace(".", f" {article_id}."))
    for first in range(0, count, 100):
        body = {"article_ids": ids[first : first + 100], "priority": "pregenerate"}
        service.ask("POST", "/v1/audio", body)


def keep_busy(service: Service) -> None:
    """Keep two long articles in progress; start them again if they are ready."""
    for article_id in ("long-a", "long-b"):
        progress = service.narration(article_id).get("progress")
        if progress and 0 < progress["clips_done"] < progress["clips_total"] - 10:
            continue
        store(
            service,
            article_id,
            f"{LONG.title} {article_id}",
            LONG.html.replace(".", f" {article_id}."),
        )
        clear(service, article_id)
        service.press(article_id)
    for article_id in ("long-a", "long-b"):
        wait_for(partial(_is_begun, service, article_id))


def _is_begun(service: Service, article_id: str) -> bool:
    return int(service.narration(article_id)["progress"]["clips_done"]) > 1


def clear(service: Service, article_id: str) -> None:
    """Delete the narration of an article, with its clips."""
    service.ask("DELETE", f"/v1/articles/{article_id}/audio")


def first_clip_s(service: Service, article_id: str) -> float:
    """Return the seconds from a press to the moment when its first clip is announced."""
    return _until_announced(service, article_id, b'"index":0,')


def ready_s(service: Service, article_id: str) -> float:
    """Return the seconds from a press to the moment when the narration is announced as ready."""
    return _until_announced(service, article_id, b'"ready"')


def _until_announced(service: Service, article_id: str, wanted: bytes) -> float:
    heard: list[float] = []
    client: Any = service.redis
    listener = client.pubsub(ignore_subscribe_messages=True)
    listener.subscribe(f"listen:events:{article_id}|{PIPER}")
    listener.get_message(timeout=0.2)

    def listen() -> None:
        deadline = time.monotonic() + LONGEST_S
        while not heard and time.monotonic() < deadline:
            message = listener.get_message(timeout=1)
            if message and wanted in message["data"]:
                heard.append(time.perf_counter())

    thread = threading.Thread(target=listen)
    thread.start()
    began = time.perf_counter()
    service.press(article_id)
    thread.join()
    listener.close()
    if not heard:
        raise TimeoutError(f"{article_id}: no {wanted.decode()} after {LONGEST_S:.0f} s")
    return heard[0] - began
