"""`listen` with jobs that record their work and its start, and checks of these records.

Run as `python -m tests.witness`. A job writes one line when Redis has given it an utterance or a
whole narration, and a second one when the job is done with it, unless its process is killed.
"""

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from audio_service.cli import main
from cache.narrations.leases import Claim, Leases
from cache.narrations.name import NarrationName
from worker.jobs import fetch_jobs, speech_jobs
from worker.jobs.attempts import answering

LOG = "in-hand"

_claim, _hold = Leases.claim, Leases.hold
_held: list[str] = []


def _note(event: str, what: str) -> None:
    line = json.dumps({"at": time.time(), "pid": os.getpid(), "event": event, "what": what})
    with (Path(os.environ["LISTEN_DATA_DIR"]) / LOG).open("a") as log:
        log.write(f"{line}\n")


def _take(what: str) -> None:
    _held.append(what)
    _note("take", what)


def _release() -> None:
    while _held:
        _note("done", _held.pop())


def _noted_claim(
    self: Leases, name: NarrationName, run: int, token: str, holder: str
) -> Claim | None:
    claim = _claim(self, name, run, token, holder)
    if claim:
        _take(f"{name} {run} {claim.index}")
    return claim


def _noted_hold(self: Leases, name: NarrationName, run: int, token: str, holder: str) -> int | None:
    deaths = _hold(self, name, run, token, holder)
    if deaths is not None:
        _take(f"{name} {run} {token}")
    return deaths


@contextmanager
def _noted_answering(
    context: Any,
    name: NarrationName,
    run: int,
    token: str,
    index: int | None = None,
    **about: Any,
) -> Iterator[None]:
    if token == "narrate" and index is not None:
        _take(f"{name} {run} {index}")
    try:
        with answering(context, name, run, token, index, **about):
            yield
    finally:
        _release()


@dataclass(frozen=True)
class Hold:
    """A lease of a process, with its start and end in seconds since the epoch."""

    what: str
    pid: int
    since: float
    until: float


def read_holds(data_dir: Path, killed: Mapping[int, float]) -> list[Hold]:
    """Return all leases that processes have held.

    Args:
        data_dir: Data directory of the service.
        killed: Time of each kill, by process id; leases of other processes have ended.
    """
    holds, begun = [], {}
    for line in (data_dir / LOG).read_text().splitlines():
        fields = json.loads(line)
        key = fields["what"], fields["pid"]
        if fields["event"] == "take":
            begun[key] = fields["at"]
        elif key in begun:
            holds.append(Hold(*key, begun.pop(key), fields["at"]))
    for (what, pid), since in begun.items():
        holds.append(Hold(what, pid, since, killed.get(pid, since)))
    return holds


def find_doubled(holds: list[Hold]) -> list[tuple[Hold, Hold]]:
    """Return the leases that two processes have held at the same time."""
    doubled, by_what = [], defaultdict(list)
    for hold in holds:
        by_what[hold.what].append(hold)
    for several in by_what.values():
        several.sort(key=lambda hold: hold.since)
        doubled += [(a, b) for a, b in pairwise(several) if b.since < a.until]
    return doubled


if __name__ == "__main__":
    Leases.claim, Leases.hold = _noted_claim, _noted_hold  # type: ignore[method-assign]
    speech_jobs.answering = fetch_jobs.answering = _noted_answering  # type: ignore[attr-defined]
    main()
