"""The worker process: loads its voices, then serves its queues until a signal to stop."""

import logging

from cache.audio.storage import Storage
from cache.errors import ListenError, StorageError
from cache.operations.flags import OperatorFlags
from cache.operations.heartbeats import Heartbeat
from worker.jobs.contexts.speaker import SpeakerContext, open_speaker_context
from worker.jobs.lanes import Lane
from worker.jobs.recovery import Recovery
from worker.jobs.rq_worker import WorkerAssignment, serve
from worker.settings import WorkerSettings
from worker.speech.counted_voice import SYNTHESIS_S

RECYCLE_AFTER_JOBS = 20_000

WARM_UP = (
    "This sentence is as long as a long headline, so that the memory which it takes is there "
    "before the first listener presses play."
)

log = logging.getLogger(__name__)


def run_worker(settings: WorkerSettings, lane: Lane, name: str) -> None:
    """Load the voices, then serve a lane until a signal to stop."""
    studio = open_speaker_context(settings, name, lane)
    published = _warm_voices(studio)
    reconciler = Recovery(
        studio.redis, studio.stores.narrations, studio.stores.leases, studio.queues
    )
    occupation = studio.occupation
    said = {"publication": studio.publication.digest, "storage": _identity(studio.storage)}
    signs = Heartbeat(
        studio.stores.leases,
        name,
        lane.value,
        [lambda: _publish_voices(studio, published), reconciler.tick],
        lambda: {**said, **occupation.say(), "voice_loaded": bool(published), "rtf": _rtf(studio)},
    )
    post = WorkerAssignment(
        name, lane.queues, studio.stores.narrations, OperatorFlags(studio.redis), occupation, studio
    )
    signs.start()
    try:
        serve(settings, post, RECYCLE_AFTER_JOBS)
    finally:
        signs.end()
        studio.counters.flush()


def _identity(storage: Storage) -> str:
    """Return the identifier of this process's audio store; empty if it does not answer now."""
    try:
        return storage.identity()
    except StorageError as error:
        log.error("%s: %s", error.code, error)  # noqa: TRY400  # known
        return ""


def _rtf(studio: SpeakerContext) -> float | None:
    """Return this process's synthesis time per second of sound."""
    audio_s = studio.counters.added("audio_s")
    return round(studio.counters.added(SYNTHESIS_S) / audio_s, 4) if audio_s else None


def _warm_voices(studio: SpeakerContext) -> list[str]:
    """Load all voices, let local ones speak once, and return the usable ones."""
    usable = []
    for name in studio.settings.voices:
        try:
            voice = studio.speakers.voice(name)
            if voice.measures is not None:
                voice.say(WARM_UP)
        except ListenError as error:
            log.error("%s cannot be used: %s: %s", name, error.code, error)  # noqa: TRY400  # known
            continue
        usable.append(name)
    return usable


def _publish_voices(studio: SpeakerContext, names: list[str]) -> None:
    """Publish the voices for the web processes, at the start and after Redis was emptied."""
    records = [studio.describe_voice(name) for name in names]
    if studio.voices.all() != records:
        studio.voices.publish(records)
