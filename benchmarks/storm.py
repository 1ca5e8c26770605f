"""Kills worker processes at random moments while they narrate: `make soak`, for as long as wanted.

Every narration must become ready, at most ten seconds later than without kills, with every sentence
once and in order. Prints a line for each, and ends with 1 if one broke that.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence

from benchmarks.service import ready_s, running_service, store
from tests.stand import Service
from worker.articles.sources import DemoArticles

LATE_LIMIT_S = 10.0
SENTENCES = 14
ROLES = ("worker", "worker", "worker", "scheduler", "gunicorn", "valkey-server")


def main() -> int:
    """Run the storm, and return 1 if a narration was lost, late, or not whole."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storm", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--roles", nargs="*", default=ROLES, help="what is killed, at random")
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311  # it need not be secret
    with running_service() as service:
        usual_s = _narrate(service, "usual", dice)
        broken = 0
        for number in range(options.kills):
            broken += not _survives(service, number, usual_s, dice, options.roles)
        status = service.ask("GET", "/status").json
    print(f"{options.kills} kills, {broken} broken, {status['unfinished']} unfinished")  # noqa: T201
    return int(bool(broken or status["unfinished"] or status["narrations_failed"]))


def _survives(
    service: Service, number: int, usual_s: float, dice: random.Random, roles: Sequence[str]
) -> bool:
    """Kill a process during one narration, and return whether all is as it should be."""
    article_id = f"storm-{number}"
    sentences = _store(service, article_id, dice)
    role, moment_s = dice.choice(roles), dice.uniform(0, usual_s)
    began = time.monotonic()
    service.press(article_id)
    time.sleep(max(0.0, moment_s - (time.monotonic() - began)))
    service.kill(dice.choice(service.processes(role)))
    service.until(article_id, "ready")
    late_s = time.monotonic() - began - usual_s
    cues = service.ask("GET", f"/v1/articles/{article_id}/audio/cues.json").json["cues"]
    is_whole = [cue["written"] for cue in cues] == sentences
    is_good = is_whole and late_s <= LATE_LIMIT_S
    print(  # noqa: T201
        f"{'ok  ' if is_good else 'MISS'} {number:4} {role:<13} at {moment_s:4.1f} s: "
        f"{late_s:5.1f} s late, {'whole' if is_whole else 'NOT WHOLE'}",
        flush=True,
    )
    return is_good


def _narrate(service: Service, article_id: str, dice: random.Random) -> float:
    _store(service, article_id, dice)
    return ready_s(service, article_id)


def _store(service: Service, article_id: str, dice: random.Random) -> list[str]:
    """Store an article that nobody has heard, and return its sentences."""
    title = f"Storm report of {article_id}"
    words = DemoArticles().all()[1].title.split()
    sentences = [
        f"Gust number {n} of {article_id} met {' '.join(dice.sample(words, 6))} with great force."
        for n in range(SENTENCES)
    ]
    store(service, article_id, title, "".join(f"<p>{sentence}</p>" for sentence in sentences))
    return [title, *sentences]


if __name__ == "__main__":
    sys.exit(main())
