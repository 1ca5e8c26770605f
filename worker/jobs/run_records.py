"""The utterances and slots of a run: planned, spoken, recorded, and found where they are stored."""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from cache.audio.paths import slot_path
from cache.narrations.name import NarrationName
from cache.narrations.progress import KnownSlot, StoredSlot
from cache.narrations.record import Failure, Narration
from worker.audio.cues import write_slot_cues
from worker.audio.stitch import duration_s
from worker.jobs.contexts.speaker import SpeakerContext
from worker.jobs.failures.fallbacks import OF_THE_VOICE
from worker.model.announcement import IntroAndOutro
from worker.model.article import Article
from worker.model.slot import Slot
from worker.model.utterance import Utterance
from worker.narration.casts import NO_CAST
from worker.narration.clips import obtain_slot
from worker.narration.narrators import Narrator
from worker.narration.plan import Plan, PlannedUtterances, plan_narration
from worker.narration.slot_in_parts import PartsOfSlot, obtain_slot_in_parts
from worker.pronunciation.lexicon import Lexicon
from worker.text.script import ReadingRules

Manner = tuple[Narrator, ReadingRules, Lexicon, IntroAndOutro]
"""Voice, rules, pronunciations and announcements with which an article is read."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PlannedUtterance:
    """One utterance of a run.

    Attributes:
        index: Number of the utterance, from 0.
        utterance: The utterance.
        slot_key: Slot key of the plan.
        anew_in: Number of the run that speaks it again even if its clip is stored, or 0.
    """

    index: int
    utterance: Utterance
    slot_key: str
    anew_in: int = 0


class StoreSlot(Protocol):
    """Function that records and announces a slot, such as `Progress.store_slot` of one run."""

    def __call__(self, slot: str, *, known: KnownSlot) -> StoredSlot | None:
        """Record a slot; return None if its run is over."""


def plan_run(context: SpeakerContext, queued: Narration, article: Article, how: Manner) -> Plan:
    """Return the plan of an article; without its cast if a voice of the cast cannot be used.

    Args:
        context: Context of the process.
        queued: The narration, as read at the start of its job.
        article: Article with the language in which it is read.
        how: Voice, rules, pronunciations and announcements.

    Raises:
        NothingToReadError: The article has no letter and no digit.
    """  # noqa: DOC501  # errors of the cast are handled here
    cast = NO_CAST if queued.is_alone else context.cast_of(article, queued.name.voice)
    try:
        return plan_narration(article, *how, cast)
    except OF_THE_VOICE as error:
        if not cast.voices:
            raise
        log.warning("%s: no dialogue: %s: %s", queued.name, error.code, error)
        failure = Failure(error.code, str(error), error.retryable)
        context.stores.narrations.note_failure(queued.name, failure)
        return plan_narration(article, *how)


def speak_utterance(
    context: SpeakerContext,
    name: NarrationName,
    planned: PlannedUtterance,
    store: StoreSlot,
    parts: PartsOfSlot | None = None,
) -> StoredSlot | None:
    """Speak one utterance, store its slot and announce it.

    Args:
        context: Context of the process.
        name: Name of the narration.
        planned: The utterance.
        store: Function that records its slot.
        parts: Parts of the slot, to be heard while it is spoken; None to speak it as a whole.

    Returns:
        The counts of the run's slots; None if the run is over.
    """
    utterance = planned.utterance
    narrator = context.speakers.reader(name.voice, utterance.voice)
    what = planned.index + 1, utterance, narrator, context.storage
    if parts and narrator.speaker.limits.yields_parts:
        obtained = obtain_slot_in_parts(*what, parts, tag=name.tag)
    else:
        obtained = obtain_slot(*what, anew_in=planned.anew_in, tag=name.tag)
    if obtained.spoken_again:
        context.counters.add("clips_spoken_again")
    known = context.stores.slots.known(
        name, planned.slot_key, obtained.to_json(), is_common=obtained.is_common
    )
    stored = store(record_slot(utterance, obtained), known=known)
    if stored is None:
        discard_late_slot(context, name, obtained)
    return stored


def remembered_slots(
    context: SpeakerContext, name: NarrationName, planned: PlannedUtterances
) -> dict[int, str]:
    """Return the stored slots of some utterances that Redis lists, without a look into storage."""
    known = context.stores.slots.find(name, planned.slot_keys)
    return {
        i: record_slot(planned.utterances[i], Slot.from_json(slot))
        for i, slot in enumerate(known)
        if slot is not None
    }


def known_slots(context: SpeakerContext, name: NarrationName, plan: Plan) -> dict[int, str]:
    """Return the stored slots of a plan that Redis or the last track's manifest lists."""
    slots = remembered_slots(context, name, plan)
    if len(slots) < len(plan.slot_keys):
        last = context.stores.manifests.find(name)
        for i, slot_key in enumerate(plan.slot_keys):
            recorded = last.slots.get(slot_key) if last and i not in slots else None
            if recorded and context.storage.find(slot_path(recorded["hash"])):  # not cleaned up
                slots[i] = record_slot(plan.utterances[i], Slot.from_fields(recorded))
    return slots


def new_jingles(
    context: SpeakerContext,
    planned: PlannedUtterances,
    narrator: Narrator,
    known: Mapping[int, str],
) -> dict[int, str]:
    """Make the missing slots of the jingles among some utterances, and return them.

    They are made here, because other workers may run on machines without the files.
    """
    slots = {}
    for i, utterance in enumerate(planned.utterances):
        if utterance.sound and i not in known:
            slot = obtain_slot(i + 1, utterance, narrator, context.storage)
            context.stores.slots.remember_common(planned.slot_keys[i], slot.to_json())
            slots[i] = record_slot(utterance, slot)
    return slots


def describe_run(narration: Narration, waited_s: float) -> dict[str, Any]:
    """Return the log fields of a run, `waited_s` after its request."""
    return {
        "trace": narration.trace,
        "article": narration.name.article_id,
        "voice": narration.name.voice,
        "run": narration.run,
        "waited_s": round(waited_s, 3),
    }


def discard_late_slot(context: SpeakerContext, name: NarrationName, slot: Slot) -> None:
    """Delete a slot that was stored after its narration was taken down.

    A new run may store and announce the same slot meanwhile; then it is put back.
    """
    while context.stores.narrations.was_removed(name):
        frames = context.storage.read_if_present(slot_path(slot.hash))
        if frames is None:  # the take-down has found it
            return context.stores.manifests.remove_clip(asdict(slot))
        context.stores.manifests.remove_slot(asdict(slot))
        if context.stores.narrations.was_removed(name):
            return None
        context.storage.write(slot_path(slot.hash), frames)
    return None


def longest_s(plan: Plan, slots: Mapping[int, str]) -> int:
    """Return the upper limit of a slot's length, in seconds, including the jingles'."""
    sounds = [Slot.from_json(slot) for i, slot in slots.items() if plan.utterances[i].sound]
    return max([plan.longest_s, *(math.ceil(duration_s([sound])) for sound in sounds)])


def record_slot(utterance: Utterance, slot: Slot) -> str:
    """Return the recorded form of a slot: its fields, its length and its cues."""
    heard = {
        "duration_s": duration_s([slot]),
        "cues": [asdict(cue) for cue in write_slot_cues(utterance, slot)],
    }
    return json.dumps({**asdict(slot), **heard}, ensure_ascii=False, separators=(",", ":"))


def record_utterances(plan: Plan, *, anew: bool) -> list[str]:
    """Return the recorded form of a plan's utterances."""
    how = {"anew": True} if anew else {}
    return [
        json.dumps(
            {
                "slot_key": key,
                "sayings": sayings,
                "utterance": asdict(utterance),
                "version": version,
                **how,
            },
            ensure_ascii=False,
        )
        for utterance, sayings, key, version in zip(
            plan.utterances, plan.sayings, plan.slot_keys, plan.versions, strict=True
        )
    ]


def record_sayings(
    utterances: Sequence[Utterance], sayings: Sequence[list[list[str]]]
) -> list[tuple[int, list[list[str]]]]:
    """Return the lexicon matches of each utterance, in the form of the manifest."""
    return [(len(u.sentences), said) for u, said in zip(utterances, sayings, strict=True)]
