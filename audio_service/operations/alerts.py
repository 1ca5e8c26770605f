"""Alerts: a table of checks, each with a stable name and a sentence that says what to do.

A check reads a `Snapshot` and returns a sentence, or nothing while all is well. An alert has ended
once its check returns nothing; `cache.operations.alert_times` records when.
`docs/operations.md` says what to do about each alert; `deploy/` has a Prometheus rule for each.
"""

from collections import Counter
from collections.abc import Sequence

from audio_service.http.request_errors import NotNarratedError
from audio_service.operations.alert_types import Alert, Check, Severity
from audio_service.operations.process_checks import PROCESS_CHECKS
from audio_service.operations.snapshot import Snapshot
from audio_service.operations.store_checks import STORE_CHECKS
from cache.errors import NoVoiceForLanguageError
from cache.narrations.prepared_answers import rfc3339
from cache.upstreams.circuit_breaker import BreakerState
from worker.errors import (
    ArticleError,
    ArticleGoneError,
    ArticleNotFoundError,
    ArticleWithdrawnError,
    DeadlyJobError,
    NothingToReadError,
)
from worker.jobs.queue_names import CHORES, FETCH_QUEUE, FIRST, IN_ADVANCE, PLAY

HELP = "/docs/operations#"

SLOW_FIRST_S = 10.0
"""Wait of a press for a worker at which the alert `press-waits` starts, in seconds."""

LATE_S = 300.0
SLOW_SOUND_S = 1.0
LATEST_CLIPS = 5
LEAST_CLIPS = 3

OLD_S = {PLAY: 60.0, FETCH_QUEUE: 60.0, CHORES: 900.0}
"""Longest normal wait of a queue's first job, in seconds. In `pregenerate` and `studio`, hours are
normal."""

ENDED_WITHIN_S = 900.0
LATEST_ENDED = 10
MOST_FAILED = 3
WELL_AGAIN = 2
"""Number of successful narrations in a row that ends an alert about failures."""

CLOCK_S = 2.0

OF_THE_ARTICLE = frozenset(
    error.code
    for error in (
        ArticleGoneError, ArticleNotFoundError, ArticleWithdrawnError, ArticleError, DeadlyJobError,
        NoVoiceForLanguageError, NotNarratedError, NothingToReadError,
    )
)  # fmt: skip
"""Codes of failures that the article caused, and not the service."""


def find_alerts(snapshot: Snapshot) -> list[Alert]:
    """Return the current alerts, the most severe first."""
    found = []
    for check in CHECKS:
        if snapshot.redis_down is None or check.without_redis:
            sentence = check.find(snapshot)
            if sentence:
                found.append(Alert(check.name, check.severity, sentence))
    return sorted(found, key=lambda alert: alert.severity is not Severity.CRITICAL)


def _no_voice(snapshot: Snapshot) -> str | None:
    if snapshot.has_voices:
        return None
    return (
        "no voice can be used: nothing can be spoken. See the workers' log, and check LISTEN_VOICES"
    )


def _press_waits(snapshot: Snapshot) -> str | None:
    waited_s = snapshot.depths[FIRST].oldest_s
    if waited_s is None or waited_s < SLOW_FIRST_S:
        return None
    return (
        f"a press has waited {waited_s:.0f} s for a worker. See what the worker of 'first' is doing"
    )


def _first_sound_slow(snapshot: Snapshot) -> str | None:
    late = [clip for clip in snapshot.clips if snapshot.at - clip.announced_at < LATE_S]
    waits_s = [clip.announced_at - clip.asked_at for clip in late[:LATEST_CLIPS]]
    median_s = sorted(waits_s)[len(waits_s) // 2] if waits_s else 0.0
    if len(waits_s) < LEAST_CLIPS or min(median_s, waits_s[0]) < SLOW_SOUND_S:
        return None
    return (
        f"the latest listeners waited {median_s:.1f} s (median) for the first sound. Find out what "
        "else uses the cores of the machine"
    )


def _queue_old(snapshot: Snapshot) -> str | None:
    old = [
        f"'{name}' for {depth.oldest_s:.0f} s"
        for name, depth in snapshot.depths.items()
        if not (snapshot.paused and name in IN_ADVANCE)
        if depth.oldest_s is not None and depth.oldest_s > OLD_S.get(name, float("inf"))
    ]
    if not old:
        return None
    return f"jobs wait in {' and '.join(old)}. Run more workers (LISTEN_WORKERS), on more cores"


def _narrations_fail(snapshot: Snapshot) -> str | None:
    late = [
        line
        for line in snapshot.ended
        if snapshot.at - line["ended_at"] < ENDED_WITHIN_S and line.get("is_wanted", True)
    ]
    codes = Counter(
        line["error"]["code"]
        for line in late[:LATEST_ENDED]
        if line["error"] and line["error"]["code"] not in OF_THE_ARTICLE
    )
    is_well_again = not any(line["error"] for line in late[:WELL_AGAIN])
    if codes.total() < MOST_FAILED or is_well_again:
        return None
    code, _ = codes.most_common(1)[0]
    return (
        f"{codes.total()} of the latest {len(late[:LATEST_ENDED])} narrations failed, most with "
        f"the code {code}. See the list of failures"
    )


def _speech_server_down(snapshot: Snapshot) -> str | None:
    paused = [each for each in snapshot.breakers if each.state is not BreakerState.CLOSED]
    if not paused:
        return None
    names = " and ".join(f"'{each.upstream}'" for each in paused)
    return (
        f"the speech server of {names} keeps failing and gets no requests: other voices read the "
        "articles. `/status` shows its errors"
    )


def _poisoned(snapshot: Snapshot) -> str | None:
    if not snapshot.poisoned:
        return None
    ids = ", ".join(sorted({name.article_id for name in snapshot.poisoned})[:5])
    return (
        f"processes died while they spoke {ids}, which is not tried again. Check its text, then "
        "retry or purge it"
    )


def _budget_spent(snapshot: Snapshot) -> str | None:
    if not snapshot.is_budget_spent:
        return None
    return (
        "the daily budget of new audio is used up: presses on articles that are not narrated yet "
        "are refused until midnight UTC. Find out where the presses come from, or raise "
        "LISTEN_DAILY_BUDGET_MIN"
    )


def _admission_closed(snapshot: Snapshot) -> str | None:
    if not snapshot.is_closed:
        return None
    return (
        "too many pressed articles wait or are in progress: further ones are refused for now. "
        "Find out where the presses come from, or run more workers"
    )


def _source_failing(snapshot: Snapshot) -> str | None:
    failing = [
        f"{name} ({state.problem})" for name, state in snapshot.sources.items() if state.problem
    ]
    if not failing:
        return None
    return (
        f"articles cannot be fetched from {', '.join(failing)}. This is tried again automatically"
    )


def _clock_off(snapshot: Snapshot) -> str | None:
    off = {
        says["host"]: says["ahead_s"]
        for says in snapshot.living.values()
        if abs(says.get("ahead_s") or 0) > CLOCK_S
    }
    if not off:
        return None
    told = ", ".join(f"{host} by {ahead_s:+.0f} s" for host, ahead_s in sorted(off.items()))
    return f"clocks differ from the clock of Redis: {told}. Set them by NTP"


def _versions_differ(snapshot: Snapshot) -> str | None:
    versions = sorted({says.get("version", "") for says in snapshot.living.values()} - {""})
    if len(versions) < 2:
        return None
    return (
        f"processes of versions {' and '.join(versions)} run at the same time. Finish the upgrade"
    )


def _draining(snapshot: Snapshot) -> str | None:
    draining = sorted(name for name, says in snapshot.living.items() if says.get("draining"))
    if not draining:
        return None
    return f"{', '.join(draining)} is draining: it ends after its current job"


def _paused(snapshot: Snapshot) -> str | None:
    if not snapshot.paused:
        return None
    waiting = sum(snapshot.depths[name].jobs for name in IN_ADVANCE)
    return (
        f"pre-generation was paused by {snapshot.paused.by} at {rfc3339(snapshot.paused.since)}; "
        f"{waiting} jobs wait. Run `listen resume` to continue"
    )


CHECKS: Sequence[Check] = (
    *STORE_CHECKS,
    *PROCESS_CHECKS,
    Check("no-voice", Severity.CRITICAL, _no_voice),
    Check("press-waits", Severity.CRITICAL, _press_waits),
    Check("first-sound-slow", Severity.WARNING, _first_sound_slow),
    Check("queue-old", Severity.WARNING, _queue_old),
    Check("narrations-fail", Severity.WARNING, _narrations_fail),
    Check("speech-server-down", Severity.WARNING, _speech_server_down),
    Check("poisoned-article", Severity.WARNING, _poisoned),
    Check("source-failing", Severity.WARNING, _source_failing),
    Check("clock-off", Severity.WARNING, _clock_off),
    Check("versions-differ", Severity.WARNING, _versions_differ),
    Check("budget-spent", Severity.WARNING, _budget_spent),
    Check("admission-closed", Severity.WARNING, _admission_closed),
    Check("pregenerate-paused", Severity.WARNING, _paused),
    Check("worker-draining", Severity.WARNING, _draining),
)
"""All checks, in the order in which their alerts are shown."""
