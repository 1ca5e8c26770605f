"""A soak test of deletions at random moments, with readers and killed processes."""

import os
import random
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from unittest import mock

from cache.narrations.name import NarrationName
from cache.settings import read_settings
from tests.kills import write
from tests.redis_storm import Sea
from tests.stand import Service
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.settings import WorkerSettings

VOICE = "tone:220"
RUNS_FOR_S = 2.5
"""Approximate duration of a run, from its press to its end, in seconds."""

WATCHED_FOR_S = 1.0


@dataclass
class Outcome:
    """Result of the test.

    Attributes:
        deletions: Number of deletions.
        states: States of the narrations when they were deleted.
        wrong: Descriptions of all errors.
    """

    deletions: int = 0
    states: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def delete_at_random(at: Sea, seed: int, count: int, *, kills: bool = True) -> Outcome:
    """Press articles, delete each at a random moment, and return the result."""
    outcome, over = Outcome(), threading.Event()
    killer = threading.Thread(target=_kill, args=(at.service, random.Random(seed), over))
    if kills:
        killer.start()
    with ThreadPoolExecutor(4) as clients:
        list(clients.map(lambda n: _delete_one(at.service, seed, n, outcome), range(count)))
    over.set()
    if kills:
        killer.join()
    outcome.wrong += _find_left(at, seed, count)
    return outcome


def _delete_one(service: Service, seed: int, number: int, outcome: Outcome) -> None:
    dice, article_id = random.Random(seed * 10_000 + number), f"d{seed}-{number}"
    title, *body = write(article_id, 5, dice)
    html = "".join(f"<p>{sentence}</p>" for sentence in (*body, "Everybody says so."))
    service.put(article_id, title=title, html=html, language="en-US")
    while "state" not in service.press(article_id):
        time.sleep(0.1)
    addresses: set[str] = set()
    with _reading(service, article_id, addresses):
        time.sleep(dice.uniform(0, RUNS_FOR_S))
        state = service.narration(article_id).get("state", "")
        path = f"/v1/articles/{article_id}" + dice.choice(["", "/audio"])
        while service.ask("DELETE", path).status not in (204, 404):
            time.sleep(0.1)
        until = time.monotonic() + WATCHED_FOR_S
        while time.monotonic() < until:
            found = service.narration(article_id).get("state", "absent")
            if found != "absent":
                outcome.wrong.append(f"{article_id}: deleted while {state}, is {found}")
                break
            time.sleep(0.1)
    for address in sorted(addresses):
        status = service.ask("GET", address).status
        if status not in (0, 404, 410, 503):
            outcome.wrong.append(f"{article_id}: deleted while {state}, {address} is {status}")
    outcome.deletions += 1
    outcome.states.append(state)


@contextmanager
def _reading(service: Service, article_id: str, addresses: set[str]) -> Iterator[None]:
    """Run a reader that requests the article all the time and records every address it gets.

    Yields:
        Nothing.
    """
    over = threading.Event()

    def read() -> None:
        while not over.wait(0.05):
            found = service.narration(article_id)
            addresses.update(filter(None, [found.get("url")]))
            playlist = service.ask("GET", f"/v1/articles/{article_id}/audio/stream.m3u8?_HLS_msn=0")
            if playlist.status == 200:
                clips = re.findall(rb"^(/audio/[^\n]+)$", playlist.body, re.MULTILINE)
                addresses.update(clip.decode() for clip in clips)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        over.set()
        reader.join()


def _kill(service: Service, dice: random.Random, over: threading.Event) -> None:
    while not over.wait(dice.uniform(1, 5)):
        there = service.processes(dice.choice(["worker", "worker", "gunicorn"]))
        if there:
            try:
                service.kill(dice.choice(there))
            except ProcessLookupError:
                continue


def _find_left(at: Sea, seed: int, count: int) -> list[str]:
    """Return the files that deleted articles have left after a sweep a few days later."""
    env = {**at.service.env, "LISTEN_DATA_DIR": str(at.service.data_dir)}
    with mock.patch.dict(os.environ, env):
        context = open_fetcher_context(read_settings(WorkerSettings), "sweep")
    context.sweeper.sweep(datetime.now(UTC) + timedelta(days=3))
    names = [NarrationName(f"d{seed}-{number}", VOICE) for number in range(count)]
    left = [found.path for found in context.storage.objects("")]
    wrong = [
        f"{path} is left of {name.article_id}"
        for path in left
        for name in names
        if f"/{name.tag}/" in path or f"/{name.article_id}/" in path
    ]
    folders = ("clips/", "slots/", "tracks/", "narrations/")
    return wrong or [f"{path} is left" for path in left if path.startswith(folders)]
