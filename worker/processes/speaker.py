"""The worker process: loads its voices, then serves its queues until a signal to stop."""

import logging

from cache.audio.storage import Storage
from cache.errors import ListenError, StorageError
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import Heartbeat
from cache.voice_choice import VoiceKind
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.failures.recovery import Recovery
from worker.jobs.queue_names import STUDIO, Lane
from worker.jobs.rq_worker import WorkerAssignment, serve
from worker.settings import WorkerSettings
from worker.speech.counted_voice import AUDIO_S, SYNTHESIS_S

RECYCLE_AFTER_JOBS = 20_000

WARM_UP = (
    "This sentence is as long as a long headline, so that the memory which it takes is there "
    "before the first listener presses play."
)

log = logging.getLogger(__name__)


def run_worker(
    settings: WorkerSettings, lane: Lane, name: str, *, speaks_studio: bool = True
) -> None:
    """Load the voices, then serve a lane until a signal to stop.

    Args:
        settings: Settings of the process.
        lane: Set of queues that it serves.
        name: Name of the process.
        speaks_studio: True to serve the queue of studio voices too, if it is in the lane.
    """
    context = open_speaker_context(settings, name, lane)
    published = _warm_voices(context)
    recovery = Recovery(
        context.redis, context.stores.narrations, context.stores.leases, context.queues
    )
    activity = context.activity
    said = {"publication": context.publication.digest, "storage": _identity(context.storage)}
    heartbeat = Heartbeat(
        context.stores.leases,
        name,
        lane.value,
        [lambda: _publish_voices(context, published), recovery.tick],
        lambda: {**said, **activity.say(), "voice_loaded": bool(published), "rtf": _rtf(context)},
    )
    assignment = WorkerAssignment(
        name,
        [queue for queue in lane.queues if speaks_studio or queue != STUDIO],
        context.stores.narrations,
        OperatorFlags(context.redis),
        activity,
        context,
        context.queues.give_way,
        context.closed_queues,
    )
    heartbeat.start()
    try:
        serve(settings, assignment, RECYCLE_AFTER_JOBS)
    finally:
        heartbeat.end()
        context.counters.flush()


def _identity(storage: Storage) -> str:
    """Return the identifier of this process's audio store; empty if it does not answer now."""
    try:
        return storage.identity()
    except StorageError as error:
        log.error("%s: %s", error.code, error)  # noqa: TRY400  # known
        return ""


def _rtf(context: SpeakerContext) -> float | None:
    """Return this process's synthesis time per second of sound."""
    audio_s = context.counters.added(AUDIO_S)
    return round(context.counters.added(SYNTHESIS_S) / audio_s, 4) if audio_s else None


def _warm_voices(context: SpeakerContext) -> list[str]:
    """Load all voices, let local instant ones speak once, and return the usable ones."""
    usable = []
    for name in context.settings.all_voices:
        try:
            voice = context.speakers.voice(name)
            is_local = voice.measures is not None
            kind = context.settings.kind_of(name, voice.limits.kind)
            if is_local and kind is VoiceKind.INSTANT:
                voice.say(WARM_UP)
        except ListenError as error:
            log.error("%s cannot be used: %s: %s", name, error.code, error)  # noqa: TRY400  # known
            continue
        usable.append(name)
    return usable


def _publish_voices(context: SpeakerContext, names: list[str]) -> None:
    """Publish the voices for the web processes, at the start and after Redis was emptied."""
    records = [context.describe_voice(name) for name in names]
    if context.voices.all() != records:
        context.voices.publish(records)
