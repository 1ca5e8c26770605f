"""A soak test of outages: articles are pressed while connections to Redis are cut."""

import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.kills import write
from tests.model.clock import Clock, open_clock
from tests.slow_redis import Line, line
from tests.stand import Service, ValkeyServer, wait_for

NO_SETTINGS: Mapping[str, str] = {}
PRESSED_EVERY_S = 2.5
LASTS_S = (4.0, 4.5)
"""Shortest and longest outage, in seconds."""

CUT_EVERY_S = (0.05, 0.2)
PRESSED_AMONG_CUTS_S = 1.2
"""Time between two presses, in seconds, so that there is a script to cut at any time."""

BETWEEN_S = 0.3
"""Shortest time between two outages, in seconds; an outage begins at the next script after it."""


@dataclass
class Outcome:
    """Result of a test with outages.

    Attributes:
        outages: Number of times that Redis was cut off.
        late_s: Time from the last outage until each narration was ready, in seconds.
        wrong: Descriptions of all errors.
    """

    outages: int = 0
    late_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sea:
    """A service whose Redis lies behind a line that can be cut.

    Attributes:
        service: The service.
        line: The line to its Redis.
        clock: The clock of its processes; None if it cannot be set.
    """

    service: Service
    line: Line
    clock: Clock | None = None


@contextmanager
def sea(
    directory: Path,
    takes_s: float = 0.1,
    *,
    has_moving_clock: bool = False,
    more: Mapping[str, str] = NO_SETTINGS,
) -> Iterator[Sea]:
    """Start a service whose Redis lies behind a line.

    Args:
        directory: Its data directory, and that of Redis.
        takes_s: Time to speak each sentence, in seconds.
        has_moving_clock: True to have a clock that can be set, if its package is installed.
        more: Further settings.

    Yields:
        The service and its line.
    """
    clock = open_clock(directory / "clock") if has_moving_clock else None
    server = ValkeyServer(directory)
    server.start()
    try:
        with line(directory / "l.sock", directory / "v.sock") as opened:
            env = {
                "LISTEN_VOICES": "tone:220", "LISTEN_WORKERS": "2", "REDIS_URL": opened.url,
                "ACTING_TAKES_S": str(takes_s), **(clock.env if clock else {}), **more,
            }  # fmt: skip
            service = Service(directory / "data", env, module="tests.acting")
            service.start()
            try:
                yield Sea(service, opened, clock)
            finally:
                service.stop()
    finally:
        server.stop()


def blow(at: Sea, seed: int, *, narrations: int = 20, outages: int = 12) -> Outcome:
    """Press articles while Redis is cut off again and again, and return the result.

    Each outage begins at the answer to a script; half of these answers are lost.
    """
    dice, outcome = random.Random(seed), Outcome()
    texts = _put(at.service, f"storm{seed}", narrations, dice)
    lost = [number % 2 == 0 for number in range(outages)]
    dice.shuffle(lost)

    def cut_off() -> None:
        for is_lost in lost:
            time.sleep(BETWEEN_S)
            cut = at.line.cut_at(lasts_s=dice.uniform(*LASTS_S), is_lost=is_lost)
            cut.begun.wait()
            cut.over.wait()
            outcome.outages += 1

    presser = threading.Thread(target=_press, args=(at.service, list(texts), PRESSED_EVERY_S))
    cutter = threading.Thread(target=cut_off)
    presser.start()
    cutter.start()
    cutter.join()
    presser.join()
    _wait(at.service, texts, outcome)
    return outcome


def cut_briefly(at: Sea, seed: int, *, narrations: int = 20, cuts: int = 100) -> Outcome:
    """Press articles while all connections are cut for a moment, half of them at lost answers."""
    dice, outcome = random.Random(seed), Outcome()
    texts = _put(at.service, f"cuts{seed}", narrations, dice)
    presser = threading.Thread(target=_press, args=(at.service, list(texts), PRESSED_AMONG_CUTS_S))
    presser.start()
    for number in range(cuts):
        time.sleep(dice.uniform(*CUT_EVERY_S))
        if number % 2:
            at.line.cut_at(is_lost=True).begun.wait(2)
        else:
            at.line.cut_now()
        outcome.outages += 1
    presser.join()
    _wait(at.service, texts, outcome)
    return outcome


def delay(at: Sea, seed: int, *, narrations: int = 20, delay_s: float = 0.05) -> Outcome:
    """Press articles while every answer of Redis is delayed, and return the result."""
    dice, outcome = random.Random(seed), Outcome()
    texts = _put(at.service, f"late{seed}", narrations, dice)
    at.line.delay_s = delay_s
    _press(at.service, list(texts), 0.2)
    _wait(at.service, texts, outcome)
    at.line.delay_s = 0.0
    return outcome


def _put(service: Service, name: str, count: int, dice: random.Random) -> dict[str, list[str]]:
    texts = {}
    for number in range(count):
        article_id = f"{name}-{number}"
        texts[article_id] = write(article_id, 8, dice)
        html = "".join(f"<p>{sentence}</p>" for sentence in texts[article_id][1:])
        service.put(article_id, title=texts[article_id][0], html=html, language="en-US")
    return texts


def _press(service: Service, ids: list[str], every_s: float) -> None:
    for article_id in ids:
        wait_for(lambda article_id=article_id: "state" in service.press(article_id))  # type: ignore[misc]
        time.sleep(every_s)


def _wait(service: Service, texts: dict[str, list[str]], outcome: Outcome) -> None:
    """Wait until all narrations are ready, and record their delays and errors."""
    began = time.monotonic()
    for article_id, sentences in texts.items():
        state = wait_for(lambda article_id=article_id: _ended(service, article_id), every=0.1)  # type: ignore[misc]
        outcome.late_s.append(time.monotonic() - began)
        if state != "ready":
            outcome.wrong.append(f"{article_id} is {state}")
            continue
        answer = service.ask("GET", f"/v1/articles/{article_id}/audio/cues.json")
        if [cue["written"] for cue in answer.json["cues"]] != sentences:
            outcome.wrong.append(f"{article_id}: its sentences are not each there once, in order")


def _ended(service: Service, article_id: str) -> str:
    state = service.narration(article_id).get("state", "")
    return state if state in ("ready", "failed", "absent") else ""
