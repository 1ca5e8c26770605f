"""The first utterance of a run, for which a listener may be waiting.

The first utterance is spoken before the rest of the script is written. Meanwhile the run stays in
the state `queued`, so that recovery starts the same job again if the process dies. Streams send the
slots that are announced already.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from cache.narrations.record import Narration, Priority
from cache.operations.counters import FirstClip
from worker.jobs.contexts.speaker import SpeakerContext
from worker.jobs.queue_names import Lane
from worker.jobs.run_records import (
    PlannedUtterance,
    describe_run,
    new_jingles,
    remembered_slots,
    speak_utterance,
)
from worker.narration.narrators import Narrator
from worker.narration.plan import PlannedUtterances
from worker.speech.counted_voice import SYNTHESIS_S

log = logging.getLogger(__name__)


def is_awaited(queued: Narration) -> bool:
    """Return True if a listener waits for the first sound of an article."""
    return queued.priority is Priority.PLAY and queued.track is None and not queued.is_anew


def speak_opening(
    context: SpeakerContext,
    queued: Narration,
    opening: PlannedUtterances,
    narrator: Narrator,
    begun_at: float,
) -> bool:
    """Announce the stored slots with which an article begins, and speak the first missing one.

    Args:
        context: Context of the process.
        queued: The narration, as read at the start of its job.
        opening: First utterances of its plan; may be empty.
        narrator: Voice that reads it.
        begun_at: Time at which its job began, in seconds since the epoch.

    Returns:
        True if an utterance was spoken.
    """
    if not opening.utterances:
        return False
    name, announce = queued.name, context.stores.progress.announce_opening
    slots = remembered_slots(context, name, opening)
    slots |= new_jingles(context, opening, narrator, slots)
    for index, slot_key in enumerate(opening.slot_keys):
        if index not in slots:
            planned = PlannedUtterance(index, opening.utterances[index], slot_key)
            with speaking_first(context, queued, begun_at):
                speak_utterance(context, name, planned, partial(announce, name, queued.run, index))
            return True
        announce(name, queued.run, index, slots[index])
    return False


@contextmanager
def speaking_first(context: SpeakerContext, queued: Narration, begun_at: float) -> Iterator[None]:
    """Pause the background workers for a first utterance, and record its timing.

    Yields:
        Nothing; the utterance is spoken meanwhile.
    """
    planned_at, synthesis_s = time.time(), context.counters.added(SYNTHESIS_S)
    with context.background.hold() if context.lane is Lane.FIRST else nullcontext():
        yield
    if queued.priority is Priority.PLAY and not queued.is_anew:  # a listener waits for it
        clip = FirstClip(
            article_id=queued.name.article_id,
            asked_at=queued.queued_at,
            begun_at=begun_at,
            planned_at=planned_at,
            synthesis_s=context.counters.added(SYNTHESIS_S) - synthesis_s,
            announced_at=time.time(),
            voice=queued.name.voice,
        )
        context.counters.note_first_clip(clip)
        log.info("first clip", extra=describe_run(queued, clip.announced_at - clip.asked_at))
