"""Soak test: each store and each kind of process is halted while listeners are served."""

import argparse

from benchmarks.figures import Figure
from benchmarks.runner import Run
from tests.halts import HALTS, Outcome, halt_all, park

RECOVERS_S = 60.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this test."""
    parser.add_argument("--halt-rounds", type=int, default=3, help="times that each one is halted")
    parser.add_argument("--halt-s", type=float, default=20.0, help="duration of each, in seconds")


def measure(options: argparse.Namespace, run: Run) -> list[Figure]:
    """Run the test, and return its figures."""
    outcomes: list[Outcome] = []
    with park() as at:
        for number in range(options.halt_rounds):
            outcomes.append(halt_all(at, options.seed + number, options.halt_s))
            run.tell(f"{sum(len(outcome.halts) for outcome in outcomes)} halts")
    wrong = [line for outcome in outcomes for line in outcome.wrong]
    for line in wrong:
        print(f"WRONG {line}")  # noqa: T201
    halts, answers = sum(len(o.halts) for o in outcomes), sum(o.answers for o in outcomes)
    late_s = [late for outcome in outcomes for late in outcome.late_s]
    most = options.halt_rounds * len(HALTS)
    return [
        Figure("stores and processes halted", halts, "", most, at_least=True),
        Figure("listeners served meanwhile", answers, "", None),
        Figure("slowest answer to one of them", max(o.slowest_s for o in outcomes), "s", None),
        Figure("unanswered, lost, repeated, alerts missing", len(wrong), "", 0),
        Figure("new article ready after the halt, at the latest", max(late_s), "s", RECOVERS_S),
    ]
