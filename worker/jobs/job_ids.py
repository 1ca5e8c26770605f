"""Ids of narration jobs: their kinds, and the narration and run that they name."""

import secrets
from typing import NamedTuple

NARRATE = "narrate"
SPEAK = "speak"
STITCH = "stitch"
PREVIEW = "preview"
SAMPLE = "sample"
FETCH = "fetch"
KINDS = (NARRATE, SPEAK, STITCH, PREVIEW, FETCH)


class Waiting(NamedTuple):
    """A waiting job, described by its id.

    Attributes:
        tag: Tag of its narration.
        run: Number of its run.
        token: Token of the job: `fetch`, `narrate`, `stitch`, or `speak` with its number.
    """

    tag: str
    run: int
    token: str


def speak_tokens(workers: int) -> list[str]:
    """Return the tokens of the jobs that share one narration."""
    return [f"{SPEAK}{number}" for number in range(workers)]


def parse_job_id(job_id: str) -> Waiting | None:
    """Return the job described by an id; None if the id has another format."""
    kind, *rest = job_id.split("-")
    if kind not in KINDS or len(rest) < 2 or not rest[1].isdigit():
        return None
    token = f"{SPEAK}{rest[2]}" if kind == SPEAK and len(rest) > 2 else kind
    return Waiting(rest[0], int(rest[1]), token)


def new_serial() -> str:
    """Return a unique suffix for a job id, because RQ deletes a finished job by its id."""
    return secrets.token_hex(4)
