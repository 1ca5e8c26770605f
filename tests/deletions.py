"""A soak test of deletions at random moments, with readers and killed processes."""

import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from cache.narrations.name import NarrationName
from cache.settings import read_settings
from tests.kills import write
from tests.redis_storm import Sea, sea
from tests.stand import Service
from tests.upstreams.wordpress import WordPressSite
from worker.jobs.contexts.fetcher import open_fetcher_context
from worker.settings import WorkerSettings

VOICE = "tone:220"
FETCH_S = 0.4
"""Time that the site takes to answer, in seconds."""

WATCHED_FOR_S = 1.0
COMES_WITHIN_S = 60.0
"""Longest time to wait for the moment of a deletion, in seconds; then the article is deleted."""

MOMENTS = {
    "queued": (frozenset({"queued", "speaking", "stitching", "ready"}), 0.03),
    "fetching": (frozenset({"queued", "speaking"}), FETCH_S),
    "speaking": (frozenset({"speaking", "stitching", "ready"}), 0.6),
    "stitching": (frozenset({"stitching", "ready"}), 0.0),
    "publishing": (frozenset({"stitching", "ready"}), 0.1),
    "ready": (frozenset({"ready"}), 0.5),
}
"""For each moment, the states that show that it is reached, and its duration in seconds."""

STORED = MOMENTS.keys() - {"fetching"}
"""Moments that an article has if it is stored before the press."""


@dataclass
class Outcome:
    """Result of the test.

    Attributes:
        deletions: Number of deletions.
        moments: Number of deletions at each moment that was waited for, and in each state.
        kills: Number of processes killed.
        wrong: Descriptions of all errors.
    """

    deletions: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Shore:
    """A service, and a site from which it fetches articles that are pressed."""

    at: Sea
    site: WordPressSite

    @property
    def service(self) -> Service:
        """The service."""
        return self.at.service

    def put(self, article_id: str, title: str, *body: str) -> None:
        """Have the service store an article."""
        self.service.put(article_id, title=title, html=_html(body), language="en-US")

    def publish(self, title: str, *body: str) -> str:
        """Have the site publish an article, and return its ID."""
        return self.site.publish(title=title, body=_html(body))


def _html(body: Sequence[str]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in (*body, "Everybody says so."))


@contextmanager
def shore(directory: Path, takes_s: float = 0.1) -> Iterator[Shore]:
    """Start a service with a site that it does not poll.

    Yields:
        Both.
    """
    with WordPressSite() as site:
        site.stall_s = FETCH_S
        publication = directory / "publication.toml"
        publication.write_text(f"{site.table}\npoll_min = 0\n")
        more = {"LISTEN_PUBLICATION_FILE": str(publication), "LISTEN_PRIVATE_HOSTS": "127.0.0.1"}
        with sea(directory, takes_s, more=more) as at:
            yield Shore(at, site)


def delete_at_random(
    on: Shore,
    seed: int,
    count: int,
    *,
    kills: bool = True,
    tell: Callable[[str], object] = lambda _line: None,
) -> Outcome:
    """Press articles, delete each at a random moment, and return the result.

    Args:
        on: Service and site.
        seed: Seed of all choices.
        count: Number of articles, some of which are deleted twice.
        kills: True to kill processes meanwhile.
        tell: Function that gets a line about the progress from time to time.
    """
    outcome, over = Outcome(), threading.Event()
    killer = threading.Thread(target=_kill, args=(on.service, random.Random(seed), over, outcome))
    if kills:
        killer.start()
    ids: list[str] = []
    with ThreadPoolExecutor(4) as clients:
        for _ in clients.map(lambda n: _delete_one(on, seed, n, outcome, ids), range(count)):
            tell(f"{outcome.deletions} deletions, {len(outcome.wrong)} violations")
    over.set()
    if kills:
        killer.join()
    outcome.wrong += _find_left(on.at, ids)
    return outcome


def _delete_one(on: Shore, seed: int, number: int, outcome: Outcome, ids: list[str]) -> None:
    """Delete an article once or twice; the audio of both narrations has the same addresses."""
    dice, addresses = random.Random(seed * 10_000 + number), set[str]()
    story = write(f"d{seed}-{number}", 3, dice)
    moments = [dice.choice(sorted(MOMENTS)), *dice.sample(sorted(STORED), dice.choice([0, 1]))]
    article_id = on.publish(*story) if moments[0] == "fetching" else f"d{seed}-{number}"
    ids.append(article_id)
    for moment in moments:
        if moments[0] != "fetching":
            on.put(article_id, *story)
        _press_and_delete(on.service, article_id, moment, dice, addresses, outcome)


def _press_and_delete(
    service: Service,
    article_id: str,
    moment: str,
    dice: random.Random,
    addresses: set[str],
    outcome: Outcome,
) -> None:
    while "state" not in service.press(article_id):
        time.sleep(0.1)
    with _reading(service, article_id, addresses):
        state = _wait_for(service, article_id, moment, dice)
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
    outcome.moments[f"{moment} (then {state})"] += 1


def _wait_for(service: Service, article_id: str, moment: str, dice: random.Random) -> str:
    """Wait for a moment of a run, and then a little; return the state of the narration."""
    states, lasts_s = MOMENTS[moment]
    until = time.monotonic() + COMES_WITHIN_S
    while time.monotonic() < until:
        if service.narration(article_id).get("state") in states:
            break
        time.sleep(0.01)
    time.sleep(dice.uniform(0, lasts_s))
    return str(service.narration(article_id).get("state", "unknown"))


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


def _kill(service: Service, dice: random.Random, over: threading.Event, outcome: Outcome) -> None:
    """Kill a process every few seconds, each once the service has recovered from the last."""
    while not over.wait(dice.uniform(1, 5)):
        there = service.processes(dice.choice(["worker", "worker", "gunicorn", "fetcher"]))
        if there and service.is_ready():
            try:
                service.kill(dice.choice(there))
            except ProcessLookupError:
                continue
            outcome.kills += 1


def _find_left(at: Sea, ids: list[str]) -> list[str]:
    """Return the files that deleted articles have left after a sweep a few days later."""
    env = {**at.service.env, "LISTEN_DATA_DIR": str(at.service.data_dir)}
    with mock.patch.dict(os.environ, env):
        context = open_fetcher_context(read_settings(WorkerSettings), "sweep")
    context.sweeper.sweep(datetime.now(UTC) + timedelta(days=3))
    names = [NarrationName(article_id, VOICE) for article_id in ids]
    left = [found.path for found in context.storage.objects("")]
    wrong = [
        f"{path} is left of {name.article_id}"
        for path in left
        for name in names
        if f"/{name.tag}/" in path or f"/{name.article_id}/" in path
    ]
    folders = ("clips/", "slots/", "tracks/", "narrations/")
    return wrong or [f"{path} is left" for path in left if path.startswith(folders)]
