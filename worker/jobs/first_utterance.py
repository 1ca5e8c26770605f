"""The first utterance of a run, for which a listener may be waiting.

The first utterance is spoken before the rest of the script is written, and heard in parts while it
is spoken. Meanwhile the run stays in the state `queued`, so that recovery starts the same job again
if the process dies. Streams send the slots that are announced already.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from cache.messages.slot_parts import PartPublisher
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
            _speak_in_parts(context, queued, planned, begun_at)
            return True
        announce(name, queued.run, index, slots[index])
    return False


def _speak_in_parts(
    context: SpeakerContext, queued: Narration, planned: PlannedUtterance, begun_at: float
) -> None:
    """Speak an utterance of a queued run, and announce its parts and its slot."""
    name, run, index = queued.name, queued.run, planned.index
    store = partial(context.stores.progress.announce_opening, name, run, index)
    with speaking_first(context, queued, begun_at) as note_sound:
        parts = PartPublisher(context.stores.parts, name, run, index, note_sound)
        speak_utterance(context, name, planned, store, parts)


@contextmanager
def speaking_first(
    context: SpeakerContext, queued: Narration, begun_at: float
) -> Iterator[Callable[[], None]]:
    """Pause the background workers for a first utterance, and record how long its sound took.

    Yields:
        A function to call when a part can be heard; only the first call has an effect.
    """
    planned_at, before_s = time.time(), context.counters.added(SYNTHESIS_S)
    is_heard = queued.priority is not Priority.PLAY or queued.is_anew  # then no listener waits

    def note_sound() -> None:
        nonlocal is_heard
        if is_heard:
            return
        is_heard = True
        clip = FirstClip(
            article_id=queued.name.article_id,
            asked_at=queued.queued_at,
            begun_at=begun_at,
            planned_at=planned_at,
            synthesis_s=context.counters.added(SYNTHESIS_S) - before_s,
            announced_at=time.time(),
            voice=queued.name.voice,
            loading_s=context.speakers.models.loading_s(begun_at),
        )
        context.counters.note_first_clip(clip)
        log.info("first clip", extra=describe_run(queued, clip.announced_at - clip.asked_at))

    with context.background.hold() if context.lane is Lane.FIRST else nullcontext():
        yield note_sound
    note_sound()
