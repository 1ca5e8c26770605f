"""From a press to the first clip: on an idle machine, and with two long articles being narrated."""

import time
from itertools import product

from benchmarks.figures import Figure, p50, p95
from benchmarks.service import LONG, STANDARD, clear, first_clip_s, running_service, store
from tests.stand import Service, wait_for

PRESSES = 12
LIMIT_S = 0.350
PAIRS = list(product(("River", "Harbor", "Border", "Water", "Fishing", "Railway"), (
    "Wary", "Quiet", "Stubborn", "Hopeful", "Weary", "Proud",
)))  # fmt: skip
"""Words that make titles of one length, each spoken for the first time."""
SETTLE_S = 2.0


def measure() -> list[Figure]:
    """Return p50 and p95 of both."""
    with running_service() as service:
        titles = (
            f"As a {a} Pact Nears Its End, Two {b} Neighbors Weigh the Cost" for a, b in PAIRS
        )
        idle = []
        for _ in range(PRESSES):
            time.sleep(SETTLE_S)  # until nobody speaks for the press before
            idle.append(_press(service, next(titles)))
        busy = []
        for _ in range(PRESSES):
            keep_busy(service)
            busy.append(_press(service, next(titles)))
    return [
        Figure("press to first clip, idle, p50", p50(idle), "s", LIMIT_S, samples=idle),
        Figure("press to first clip, idle, p95", p95(idle), "s", LIMIT_S, samples=idle),
        Figure("press to first clip, two long ones, p50", p50(busy), "s", LIMIT_S, samples=busy),
        Figure("press to first clip, two long ones, p95", p95(busy), "s", LIMIT_S, samples=busy),
    ]


def _press(service: Service, title: str) -> float:
    """Return the seconds to the first clip of an article whose title nobody has ever spoken."""
    store(service, "new", title, STANDARD.html)
    seconds = first_clip_s(service, "new")
    clear(service, "new")
    return seconds


def keep_busy(service: Service) -> None:
    """Have two long articles be narrated, from the beginning if they are done."""
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
        wait_for(lambda a=article_id: service.narration(a)["progress"]["clips_done"] > 1)
