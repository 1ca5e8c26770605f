"""Actions of operators, by HTTP and by command line, with an audit log.

Each action returns what it changed. An action can be repeated, and several can run at the
same time: an action that finds its work already done changes nothing and says so.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from audio_service.access.subscribers import refuse_to_narrate
from audio_service.http.request_errors import (
    CannotDrainError,
    NoNarrationError,
    WorkerNotFoundError,
)
from audio_service.listening.press import Presses, checked_id, current_edition
from cache.errors import ListenError
from cache.messages.published_voices import is_studio
from cache.narrations.basis import Basis
from cache.narrations.leases import Leases
from cache.narrations.name import NarrationName
from cache.narrations.prepared_answers import rfc3339
from cache.narrations.record import UNFINISHED_STATES, Narration, Priority, State
from cache.operations.audit_log import AuditLog
from cache.operations.flags import OperatorFlags
from cache.settings import VOICE_PATTERN
from worker.articles.intake import Intake
from worker.jobs.queue_names import IN_ADVANCE, Lane
from worker.jobs.queues import Queues

DRAINABLE = frozenset({*Lane, "scheduler"})
"""Roles of the processes that obey the flags of operators."""

MOST_AT_ONCE = 1_000
"""Largest number of narrations that one action starts."""

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class ActedOn:
    """The result of an action for one narration.

    Attributes:
        article_id: ID of the article.
        voice: Name of the voice.
        changed: True if the action changed the narration.
        state: State after the action.
        detail: The result in one sentence.
    """

    article_id: str
    voice: str
    changed: bool
    state: State
    detail: str


@dataclass(frozen=True)
class OperatorActions:
    """Dependencies of operator actions.

    Attributes:
        presses: Dependencies of presses.
        intake: Storing, changing and withdrawing articles.
        leases: Leases and heartbeats of processes.
        queues: Job queues.
        operator_flags: Flags that operators set for all processes.
        audit: The audit log.
    """

    presses: Presses
    intake: Intake
    leases: Leases
    queues: Queues
    operator_flags: OperatorFlags
    audit: AuditLog


@dataclass(frozen=True, slots=True)
class ActionOutcome:
    """The result of an action.

    Attributes:
        action: Name of the action, such as `retry`.
        changed: True if the action changed anything.
        detail: The result in one sentence.
        narrations: The result for each narration.
    """

    action: str
    changed: bool
    detail: str
    narrations: tuple[ActedOn, ...] = ()

    def to_fields(self) -> dict[str, Any]:
        """Return the fields of the HTTP answer."""
        return asdict(self)


Act = Callable[Concatenate[OperatorActions, str, P], ActionOutcome]


def _audited(act: Act[P]) -> Act[P]:
    """Write an action and its caller to the audit log, even if it is refused."""

    @wraps(act)
    def audited(
        actions: OperatorActions, who: str, /, *args: P.args, **kwargs: P.kwargs
    ) -> ActionOutcome:
        action, asked = act.__name__.partition("_")[0], {k: v for k, v in kwargs.items() if v}
        begun = actions.audit.begin(who, action, asked)
        try:
            outcome = act(actions, who, *args, **kwargs)
        except ListenError as error:
            actions.audit.end(begun, f"refused: {error.code}: {error}", changed=False)
            raise
        except Exception as error:
            actions.audit.end(begun, f"failed: {type(error).__name__}: {error}", changed=True)
            raise
        actions.audit.end(begun, outcome.detail, changed=outcome.changed)
        return outcome

    return audited


@_audited
def retry(
    actions: OperatorActions, _who: str, *, article_id: str, voice: str | None = None
) -> ActionOutcome:
    """Restart the failed narrations of an article.

    Raises:
        ListenError: There is no such article, it has no narration, or it is closed to listeners.
        NoVoiceForLanguageError: The voice does not speak the article's language any more.
    """
    found = _narrations_of(actions, article_id, voice)
    return _retried([_try_again(actions, narration) for narration in found])


@_audited
def retry_all(actions: OperatorActions, _who: str) -> ActionOutcome:
    """Restart all narrations that failed with a retryable error."""
    names = {*actions.presses.narrations.retryable(), *_latest_failures(actions)}
    failed = [
        narration
        for narration in actions.presses.narrations.read_many(sorted(names)[:MOST_AT_ONCE])
        if narration.state is State.FAILED and narration.failure and narration.failure.retryable
    ]
    return _retried([_try_again_if_possible(actions, narration) for narration in failed])


@_audited
def regenerate(
    actions: OperatorActions, _who: str, *, article_id: str, voice: str | None = None
) -> ActionOutcome:
    """Synthesize every sentence of an article again; the old track stays live until then.

    Raises:
        ListenError: There is no such article, it has no narration, or it is closed to listeners.
        NoVoiceForLanguageError: The voice does not speak the article's language any more.
    """
    acted = [_speak_anew(actions, found) for found in _narrations_of(actions, article_id, voice)]
    return _summed_up(
        "regenerate", acted, "every sentence is spoken again; the old track stays live until then"
    )


@_audited
def purge(
    actions: OperatorActions, _who: str, *, article_id: str, voice: str | None = None
) -> ActionOutcome:
    """Delete narrations of an article; their URLs answer 410 from then on.

    Raises:
        RequestError: `article_id` is not a valid ID.
    """
    names = [found.name for found in _there(actions, checked_id(article_id), voice)]
    count = actions.intake.take_down(article_id, voice)
    told = "taken down"
    acted = tuple(ActedOn(*name, changed=True, state=State.ABSENT, detail=told) for name in names)
    return ActionOutcome("purge", count > 0, f"{_counted(count)} {told}", acted)


@_audited
def pause(actions: OperatorActions, who: str) -> ActionOutcome:
    """Pause pre-generation; pressed articles are still narrated."""
    changed = actions.operator_flags.pause(who)
    since = actions.operator_flags.paused()
    waiting = _waiting(actions)
    if changed or since is None:
        return ActionOutcome("pause", changed, f"pre-generation is paused; {waiting}")
    return ActionOutcome(
        "pause", changed, f"{since.by} has paused it before, at {rfc3339(since.since)}; {waiting}"
    )


@_audited
def resume(actions: OperatorActions, _who: str) -> ActionOutcome:
    """Resume pre-generation."""
    changed = actions.operator_flags.resume()
    told = "pre-generation continues" if changed else "pre-generation was not paused"
    return ActionOutcome("resume", changed, f"{told}; {_waiting(actions)}")


@_audited
def drain(actions: OperatorActions, _who: str, *, worker: str) -> ActionOutcome:
    """End a process after its current job; its supervisor starts a new one.

    Raises:
        WorkerNotFoundError: There is no such process.
        CannotDrainError: Its role has no jobs.
    """
    living = actions.leases.living()
    says = living.get(worker)
    if says is None:
        there = [name for name, said in living.items() if said["role"] in DRAINABLE]
        raise WorkerNotFoundError(
            f"no process {worker!r} is running; there are {', '.join(there) or 'none'}",
            workers=there,
        )
    if says["role"] not in DRAINABLE:
        raise CannotDrainError(f"{worker} has the role {says['role']}; it has no jobs")
    changed, hand = actions.operator_flags.drain(worker), says.get("busy_with")
    told = f"ends after {hand}" if hand else "ends"
    return ActionOutcome(
        "drain", changed, f"{worker} {told}{'' if changed else ', as requested before'}"
    )


def _try_again(actions: OperatorActions, narration: Narration) -> ActedOn:
    if narration.state is not State.FAILED:
        return _left(narration, "has not failed")
    change = actions.presses.narrations.begin_if(
        narration.name,
        _basis(actions, narration.name),
        narration.priority,
        lambda now: now.state is State.FAILED,
    )
    if not change.happened:
        return _left(change.narration, "another request has started it meanwhile")
    return _begun(change.narration, "tried again")


def _try_again_if_possible(actions: OperatorActions, narration: Narration) -> ActedOn:
    try:
        return _try_again(actions, narration)
    except ListenError as error:
        return _left(narration, f"{error.code}: {error}")


def _speak_anew(actions: OperatorActions, narration: Narration) -> ActedOn:
    change = actions.presses.narrations.begin_if(
        narration.name,
        _basis(actions, narration.name),
        _priority(actions, narration.name.voice),
        lambda now: now.state in (State.READY, State.FAILED),
        anew=True,
    )
    now = change.narration
    if change.happened:
        return _begun(now, "spoken again")
    if now.state in UNFINISHED_STATES and now.is_anew:
        return _left(now, "is being regenerated already")
    return _left(now, "is in progress, and listeners may hear it; try again when it is ready")


def _priority(actions: OperatorActions, voice: str) -> Priority:
    """Return the priority of a run that an operator requests: for a studio voice, the low one."""
    is_slow = is_studio(actions.presses.voices.there(), voice)
    return Priority.PREGENERATE if is_slow else Priority.PLAY


def _waiting(actions: OperatorActions) -> str:
    depths = actions.queues.depths(time.time(), IN_ADVANCE)
    return f"{sum(depth.jobs for depth in depths.values())} jobs wait"


def _basis(actions: OperatorActions, name: NarrationName) -> Basis:
    """Return the revision of the article and the sound settings for a new run of a narration.

    Raises:
        RequestError: There is no such article or voice, or the article may not be heard.
        NoVoiceForLanguageError: The voice does not speak its language.
    """
    edition = current_edition(actions.presses, name.article_id)
    refuse_to_narrate(name.article_id, edition)
    voice = actions.presses.voices.choose(name.voice, edition.language)
    return Basis(edition.revision, voice.sound)


def _narrations_of(actions: OperatorActions, article_id: str, voice: str | None) -> list[Narration]:
    """Return the existing narrations of an article, in one voice or in all.

    Raises:
        NoNarrationError: There is no such article, or it was never requested.
    """
    found = _there(actions, checked_id(article_id), voice)
    if not found:
        current_edition(actions.presses, article_id)
        which = f"article {article_id!r}" + (f" in {voice}" if voice else "")
        raise NoNarrationError(f"there is no narration of {which} yet; a press starts it")
    return found


def _there(actions: OperatorActions, article_id: str, voice: str | None) -> list[Narration]:
    voices = {record.name for record in actions.presses.voices.there()}
    if voice and VOICE_PATTERN.fullmatch(voice):
        voices.add(voice)  # a voice that is no longer offered
    found = actions.presses.repository.of(article_id, voices)
    return [narration for narration in found if voice in (None, narration.name.voice)]


def _latest_failures(actions: OperatorActions) -> Iterable[NarrationName]:
    """Return the narrations among the latest failures; failures of articles have no voice."""
    failures = actions.presses.narrations.failures()
    return [NarrationName(f["article_id"], f["voice"]) for f in failures if f["voice"]]


def _begun(narration: Narration, detail: str) -> ActedOn:
    return ActedOn(*narration.name, changed=True, state=narration.state, detail=detail)


def _left(narration: Narration, why: str) -> ActedOn:
    return ActedOn(*narration.name, changed=False, state=narration.state, detail=why)


def _retried(acted: list[ActedOn]) -> ActionOutcome:
    return _summed_up("retry", acted, "tried again")


def _summed_up(action: str, acted: list[ActedOn], what: str) -> ActionOutcome:
    changed = sum(each.changed for each in acted)
    left = len(acted) - changed
    others = f"; {_counted(left)} left as before" if left else ""
    return ActionOutcome(action, changed > 0, f"{_counted(changed)} {what}{others}", tuple(acted))


def _counted(count: int) -> str:
    return f"{count} narration{'' if count == 1 else 's'}"
