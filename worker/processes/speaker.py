"""The worker process: loads its voices, then serves its queues until a signal to stop."""

import logging

import worker.jobs.speech_jobs  # noqa: F401  # at the start, not at the first listener's job
from cache.audio.storage import Storage
from cache.errors import StorageError
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import Heartbeat
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.failures.recovery import Recovery
from worker.jobs.queue_names import STUDIO, Lane
from worker.jobs.rq_worker import WorkerAssignment, serve
from worker.processes.voice_publishing import VoicePublisher
from worker.settings import WorkerSettings
from worker.speech.counted_voice import AUDIO_S, SYNTHESIS_S

RECYCLE_AFTER_JOBS = 20_000

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
    publisher = VoicePublisher(context)
    publisher.warm()
    recovery = Recovery(
        context.redis, context.stores.narrations, context.stores.leases, context.queues
    )
    activity = context.activity
    said = {"publication": context.publication.digest, "storage": _identity(context.storage)}
    heartbeat = Heartbeat(
        context.stores.leases,
        name,
        lane.value,
        [publisher.publish, context.speakers.models.unload_idle, recovery.tick],
        lambda: {**said, **activity.say(), **_say_voices(context, publisher), "rtf": _rtf(context)},
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


def _say_voices(context: SpeakerContext, publisher: VoicePublisher) -> dict[str, object]:
    """Return the fields of the heartbeat about the voices in memory."""
    models = context.speakers.models
    return {
        "voice_loaded": publisher.has_voices,
        "voices_loaded": models.names,
        "voices_bytes": models.size_bytes,
    }


def _rtf(context: SpeakerContext) -> float | None:
    """Return this process's synthesis time per second of sound."""
    audio_s = context.counters.added(AUDIO_S)
    return round(context.counters.added(SYNTHESIS_S) / audio_s, 4) if audio_s else None
