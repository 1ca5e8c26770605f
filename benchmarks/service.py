"""The whole service under measurement, in a data directory of its own."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.stand import PIPER, Service, wait_for
from worker.articles.sources import DemoArticles

STANDARD, LONG, SHORT = DemoArticles().all()


@contextmanager
def running_service(**env: str) -> Iterator[Service]:
    """Start what `make run` starts, and stop it at the end.

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


def clear(service: Service, article_id: str) -> None:
    """Forget all that was narrated of an article, its clips included."""
    service.ask("DELETE", f"/v1/articles/{article_id}/audio")


def first_clip_s(service: Service, article_id: str) -> float:
    """Return the seconds from a press to the moment when its first clip is announced."""
    heard: list[float] = []
    listener: Any = service.redis.pubsub(ignore_subscribe_messages=True)
    listener.subscribe(f"listen:events:{article_id}|{PIPER}")
    wait_for(lambda: listener.subscribed, seconds=5)
    listener.get_message(timeout=0.2)

    def listen() -> None:
        while not heard:
            message = listener.get_message(timeout=10)
            if message and b'"index":0,' in message["data"]:
                heard.append(time.perf_counter())

    thread = threading.Thread(target=listen)
    thread.start()
    began = time.perf_counter()
    service.press(article_id)
    thread.join(30)
    listener.close()
    return heard[0] - began


def ready_s(service: Service, article_id: str) -> float:
    """Return the seconds from a press to the moment when the narration is announced as ready."""
    done: list[float] = []
    listener: Any = service.redis.pubsub(ignore_subscribe_messages=True)
    listener.subscribe(f"listen:events:{article_id}|{PIPER}")
    listener.get_message(timeout=0.2)

    def listen() -> None:
        while not done:
            message = listener.get_message(timeout=60)
            if message and b'"ready"' in message["data"]:
                done.append(time.perf_counter())

    thread = threading.Thread(target=listen)
    thread.start()
    began = time.perf_counter()
    service.press(article_id)
    thread.join(120)
    listener.close()
    return done[0] - began
