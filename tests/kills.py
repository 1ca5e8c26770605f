"""A soak test of kills: articles are pressed at a steady pace while processes are killed."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.stand import Service, patience_s
from tests.walk import find_broken
from tests.witness import find_doubled, read_holds

ROLES = ("worker", "worker", "worker", "scheduler", "gunicorn", "fetcher", "valkey-server")
"""Roles of the processes to kill; workers more often, since there are more of them."""

WORDS = (
    "harbor lantern gull rope anchor tide barrel captain storm ladder window bridge market river "
    "garden copper letter evening winter stone"
).split()


@dataclass
class Storm:
    """Result of a test with many presses and kills.

    Attributes:
        took_s: Time from the press until each narration was ready, in seconds, in order.
        kills: Role, process id and time of each kill; times in seconds since the epoch.
        wrong: Descriptions of all errors.
    """

    took_s: list[float] = field(default_factory=list)
    kills: list[tuple[str, int, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def write(article_id: str, sentences: int, dice: random.Random) -> list[str]:
    """Return the sentences of a new article, its title first."""
    body = [
        f"Gust number {n} of {article_id} met {' '.join(dice.sample(WORDS, 6))} with great force."
        for n in range(sentences)
    ]
    return [f"Storm report of {article_id}", *body]


def narrate(
    service: Service, name: str, count: int, every_s: float, seed: int, sentences: int = 10
) -> Storm:
    """Press articles at a steady pace without kills, and return the result."""
    return weather(service, name, count, every_s, seed, kills=0, sentences=sentences)


def weather(  # noqa: PLR0913  # a storm has many sides
    service: Service,
    name: str,
    count: int,
    every_s: float,
    seed: int,
    *,
    kills: int,
    roles: Sequence[str] = ROLES,
    sentences: int = 10,
) -> Storm:
    """Press articles at a steady pace while processes are killed, and return the result.

    Args:
        service: Service that runs `tests.witness`.
        name: Name of the test; article IDs begin with it.
        count: Number of articles.
        every_s: Seconds between two presses.
        seed: Seed of the texts, and of the choice and the times of the kills.
        kills: Number of kills, spread over the time of the presses.
        roles: Roles to kill, in random order; each is repeated after all have been killed.
        sentences: Number of sentences of each article, besides its title.
    """
    dice, storm, texts = random.Random(seed), Storm(), {}
    for number in range(count):
        article_id = f"{name}-{number}"
        texts[article_id] = write(article_id, sentences, dice)
        html = "".join(f"<p>{sentence}</p>" for sentence in texts[article_id][1:])
        service.put(article_id, title=texts[article_id][0], html=html, language="en-US")
    ended = threading.Event()
    span_s = count * every_s
    moments = sorted(dice.uniform(0.1, span_s) for _ in range(kills))
    killer = threading.Thread(
        target=_kill, args=(service, storm, moments, roles, random.Random(seed), ended)
    )
    presser = threading.Thread(target=_press, args=(service, storm, list(texts), every_s))
    killer.start()
    presser.start()
    presser.join()
    ended.set()
    killer.join()
    storm.wrong += _find_wrong(service, texts, storm)
    return storm


def _kill(
    service: Service,
    storm: Storm,
    moments: list[float],
    roles: Sequence[str],
    dice: random.Random,
    ended: threading.Event,
) -> None:
    began = time.monotonic()
    waiting: list[str] = []
    for moment in moments:
        if ended.wait(max(0.0, moment - (time.monotonic() - began))):
            return
        there: list[int] = []
        while not there:
            waiting = waiting or dice.sample(roles, len(roles))
            role = waiting.pop()
            there = service.processes(role)
        pid = dice.choice(there)
        storm.kills.append((role, pid, time.time()))
        try:
            service.kill(pid)
        except ProcessLookupError:
            storm.kills.pop()


def _press(service: Service, storm: Storm, ids: list[str], every_s: float) -> None:
    began, waiting = time.monotonic(), list(ids)
    pressed: dict[str, float] = {}
    took: dict[str, float] = {}
    while waiting or len(took) < len(ids):
        now = time.monotonic() - began
        while waiting and now >= (len(ids) - len(waiting)) * every_s:
            article_id = waiting.pop(0)
            pressed[article_id] = time.monotonic()
            while "state" not in service.press(article_id):
                time.sleep(0.05)
        for article_id in [x for x in pressed if x not in took]:
            state = service.narration(article_id).get("state")
            if state == "ready":
                took[article_id] = time.monotonic() - pressed[article_id]
            elif (
                state in ("failed", "absent")
                or time.monotonic() - pressed[article_id] > patience_s()
            ):
                storm.wrong.append(f"{article_id} is {state}")
                took[article_id] = float("inf")
        time.sleep(0.05)
    storm.took_s = [took[article_id] for article_id in ids]


def _has_waited(since: float) -> bool:
    """Return whether a narration that was pressed at a time has had enough time to end."""
    return time.monotonic() - since > patience_s()


def _find_wrong(service: Service, texts: dict[str, list[str]], storm: Storm) -> list[str]:
    """Return all errors, after all narrations have ended."""
    wrong = []
    for article_id, sentences in texts.items():
        answer = service.ask("GET", f"/v1/articles/{article_id}/audio/cues.json")
        cues = answer.json.get("cues", [])
        if [cue["written"] for cue in cues] != sentences:
            wrong.append(f"{article_id}: its sentences are not each there once and in order")
    killed = {pid: at for _, pid, at in storm.kills}
    for one, other in find_doubled(read_holds(service.data_dir, killed)):
        wrong.append(f"{one.what} had two holders: {one} {other}")
    wrong += find_broken(service.data_dir / "audio")
    status: Any = service.ask("GET", "/status").json
    wrong += [
        f"{what}: {status.get(what)}"
        for what in ("unfinished", "narrations_failed")
        if status.get(what) != 0
    ]
    return wrong


def lateness(quiet: Storm, stormy: Storm) -> list[float]:
    """Return the additional time of each narration, compared with no kills, in seconds."""
    return [late - usual for usual, late in zip(quiet.took_s, stormy.took_s, strict=True)]
