"""Soak test: a speech server on the network fails many requests, and then all of them."""

import argparse
import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.runner import Run
from tests.failing_speech import (
    AT_ONCE,
    FIRST_VOICE,
    PER_MIN,
    SECOND_VOICE,
    Harbor,
    press_through_outage,
    read_through_failures,
)
from tests.speech_servers import fake_google

SHARE = 0.3
KEPT = 0.95
PROBED_WITHIN_S = 70.0
"""Longest pause of a breaker plus ten seconds for the probe."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument("--articles", type=int, default=200, help="read through failures")
    parser.add_argument("--outage-s", type=float, default=600.0, help="of the speech server")


def measure(options: argparse.Namespace, run: Run) -> list[Figure]:
    """Run the test, and return its figures."""
    with tempfile.TemporaryDirectory() as directory, fake_google() as google:
        harbor = Harbor(Path(directory), google)
        harbor.service.start()
        try:
            some = read_through_failures(harbor, options.articles, SHARE)
            run.tell(f"{options.articles} articles through {SHARE:.0%} failures")
            dead = press_through_outage(harbor, options.articles, options.outage_s, 5.0)
        finally:
            harbor.service.stop()
    for line in (*some.wrong, *dead.wrong):
        print(f"WRONG {line}")  # noqa: T201
    kept = some.voices[FIRST_VOICE] / options.articles
    waits_s = sorted(dead.waits_s)
    return [
        Figure("articles through 30 % failures", options.articles, "", None),
        Figure("lost, mixed, incomplete", len(some.wrong) + len(dead.wrong), "", 0),
        Figure("kept their first voice", kept, "", KEPT, at_least=True),
        Figure("requests at once", some.most_at_once, "", AT_ONCE),
        Figure("requests in a minute", some.most_in_a_minute, "", PER_MIN),
        Figure("breaker opened at 30 %", int(some.opened), "", 0),
        Figure("breaker opened in the outage", int(dead.opened), "", 1, at_least=True),
        Figure("articles pressed in the outage", len(waits_s), "", None),
        Figure("of all, read by the fallback", dead.voices[SECOND_VOICE], "", None),
        Figure("press to first clip, median", waits_s[len(waits_s) // 2], "s", 1.0),
        Figure("press to first clip, slowest", waits_s[-1], "s", None),
        Figure("breaker closed after the outage", dead.closed_after_s, "s", PROBED_WITHIN_S),
    ]
