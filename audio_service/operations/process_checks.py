"""Checks of the processes: one of each kind must be running, and none may keep dying."""

from collections import Counter
from collections.abc import Callable, Sequence

from audio_service.operations.alert_types import Check, Severity
from audio_service.operations.snapshot import Snapshot
from worker.jobs.queue_names import Lane

DEATHS_WITHIN_S = 300.0
MOST_DEATHS = 3
QUIET_S = 14.0
"""Time from the last death to the end of the alert, in seconds: 8 to restart, 6 to die again."""


def _nobody(role: str, sentence: str) -> Callable[[Snapshot], str | None]:
    return lambda snapshot: None if role in snapshot.roles else sentence


def _no_fetcher(snapshot: Snapshot) -> str | None:
    if not snapshot.upstreams or Lane.FETCH in snapshot.roles:
        return None
    return (
        "no process serves the queue 'fetch': no articles are fetched. See the log of the fetchers"
    )


def _process_restarts(snapshot: Snapshot) -> str | None:
    late = [death for death in snapshot.deaths if snapshot.at - death.at < DEATHS_WITHIN_S]
    for role, count in Counter(death.role for death in late).items():
        last = next(death for death in late if death.role == role)
        if count >= MOST_DEATHS and snapshot.at - last.at < QUIET_S:
            return (
                f"the process for '{role}' on {last.host} has died {count} times in five minutes, "
                f"last with exit code {last.exit_code}. See its log"
            )
    return None


PROCESS_CHECKS: Sequence[Check] = (
    Check(
        "no-first-worker",
        Severity.CRITICAL,
        _nobody(
            Lane.FIRST,
            "no worker serves the queue 'first': presses on new articles wait. See the workers' "
            "log",
        ),
    ),
    Check(
        "no-play-worker",
        Severity.CRITICAL,
        _nobody(
            Lane.REST,
            "no worker serves the queue 'play': new articles stop early. See the workers' log",
        ),
    ),
    Check(
        "no-scheduler",
        Severity.WARNING,
        _nobody(
            "scheduler",
            "there is no scheduler: failed jobs are not tried again. See its log",
        ),
    ),
    Check("no-fetcher", Severity.WARNING, _no_fetcher),
    Check("process-restarts", Severity.WARNING, _process_restarts),
)
