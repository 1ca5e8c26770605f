"""RQ jobs of the speaking processes: `narrate`, `speak`, `stitch` and `preview`.

Each job reads the record, calls the pipeline, and writes the result back. `worker.jobs.attempts`
handles its errors.
"""

import json
import logging
import time
from dataclasses import asdict, replace
from functools import partial
from typing import Any, NamedTuple

from cache.errors import ListenError
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure, Narration, State, TrackRecord, Work
from cache.narrations.track_manifest import Manifest
from cache.operations.voice_figures import READY, voice_counter
from worker.audio.stitch import duration_s
from worker.errors import DeadlyJobError, LostSlotsError
from worker.jobs.attempts import MOST_ATTEMPTS, answering, hold
from worker.jobs.changed_voices import begins_again
from worker.jobs.contexts.speaker import SpeakerContext
from worker.jobs.first_utterance import is_awaited, speak_opening, speaking_first
from worker.jobs.job_ids import NARRATE, STITCH
from worker.jobs.passing_on import (
    catch_up,
    is_left_to_others,
    is_passed_on,
    request_studio,
)
from worker.jobs.run_records import (
    PlannedUtterance,
    describe_run,
    known_slots,
    longest_s,
    new_jingles,
    plan_run,
    record_sayings,
    record_utterances,
    speak_utterance,
)
from worker.jobs.track_publishing import confirm_track, publish_track
from worker.model.article import About, Article
from worker.model.slot import Slot
from worker.model.utterance import Utterance
from worker.narration.plan import plan_opening
from worker.narration.tracks import read_aloud, stitch_track
from worker.pronunciation.lexicon_entry import LexiconEntry
from worker.text.script import DEFAULT_LANGUAGE

MOST_REPAIRS = 3
"""Number of times that a run may speak lost slots again before it fails."""

log = logging.getLogger(__name__)


def narrate(context: SpeakerContext, article_id: str, voice: str, run: int) -> None:
    """Read the article, speak its first missing utterance, and write its script.

    If a listener waits, the first utterance is spoken before the rest of the script is written.
    """
    begun_at = time.time()
    name = NarrationName(article_id, voice)
    queued = context.stores.narrations.read(name)
    if (queued.run, queued.state) != (run, State.QUEUED):
        return
    with answering(context, name, run, NARRATE, trace=queued.trace):
        if not hold(context, name, run, NARRATE):
            return
        first = _begin(context, queued, begun_at)
        if not first.is_begun:
            context.stores.leases.hand_back(name, run, NARRATE, context.worker)
    if first.utterance is not None:
        answered = answering(context, name, run, NARRATE, first.utterance, trace=queued.trace)
        with answered, speaking_first(context, queued, begun_at):
            _speak_one(context, name, run, NARRATE, first.utterance)
    if queued.basis.revision == "":
        catch_up(context, name)
        request_studio(context, queued)


class _First(NamedTuple):
    """Result of the first job of a run: True if the run speaks, and its first utterance."""

    is_begun: bool
    utterance: int | None = None


def _begin(context: SpeakerContext, queued: Narration, begun_at: float) -> _First:
    """Plan a narration and start speaking it, unless another step is needed first."""
    name = queued.name
    edition = context.articles.lookup.edition(name.article_id)
    if edition and is_passed_on(context, queued, edition):
        return _First(is_begun=False)
    article = context.articles.lookup.get(name.article_id)
    context.speakers.forget_if_changed(name.voice)
    basis = Basis(edition.revision if edition else article.revision, context.sound(name.voice))
    language = (edition and edition.language) or article.language  # known since it was stored
    _, article = context.speakers.choose(replace(article, language=language), name.voice)
    if is_left_to_others(context, queued):
        return _First(is_begun=False)
    narrator, lexicon = context.speakers.get(name.voice), context.articles.lexicon.current()
    how = narrator, context.rules, lexicon, context.frame_of(article)
    is_spoken = is_awaited(queued) and speak_opening(
        context, queued, plan_opening(article, *how), narrator, begun_at
    )
    plan = plan_run(context, queued, article, how)
    if not queued.is_anew and confirm_track(context, queued, plan, basis):
        return _First(is_begun=False)
    slots = {} if queued.is_anew else known_slots(context, name, plan)
    slots |= new_jingles(context, plan, narrator, slots)
    about = json.dumps(asdict(plan.about))
    lines = record_utterances(plan, anew=queued.is_anew)
    work = Work(basis, plan.fingerprint, about, lines, slots, longest_s(plan, slots))
    if not context.stores.narrations.speak(
        queued, work, NARRATE, context.worker, goes_on=not is_spoken
    ):
        return _First(is_begun=False)
    missing = (index for index in range(len(plan.utterances)) if index not in slots)
    return _First(is_begun=True, utterance=None if is_spoken else next(missing, None))


def speak(context: SpeakerContext, article_id: str, voice: str, run: int, token: str) -> None:
    """Speak the narration's next utterance without a lease, and queue the job for the next one.

    Raises:
        DeadlyJobError: Too many processes have died in this job.
    """
    name = NarrationName(article_id, voice)
    claim = context.stores.leases.claim(name, run, token, context.worker)
    if claim is None:
        return
    with answering(context, name, run, token, claim.index, trace=claim.trace):
        if claim.deaths >= MOST_ATTEMPTS:
            raise DeadlyJobError(f"{claim.deaths} processes died at utterance {claim.index + 1}")
        goes_on = _speak_one(context, name, run, token, claim.index)
    if goes_on:
        enqueue = partial(context.queues.enqueue_tokens, tokens=[token])
        context.stores.narrations.requeue(name, run, enqueue)


def stitch(context: SpeakerContext, article_id: str, voice: str, run: int) -> None:
    """Join all slots of a narration to a track, and make the track live.

    Raises:
        LostSlotsError: Slots were lost too many times.
    """
    name = NarrationName(article_id, voice)
    narration = context.stores.narrations.read(name)
    said = context.stores.progress.about(name)
    if (narration.run, narration.state) != (run, State.STITCHING) or said is None:
        return
    with answering(context, name, run, STITCH, trace=narration.trace):
        if not hold(context, name, run, STITCH):
            return
        about = About(**json.loads(said))
        lines = [json.loads(line) for line in context.stores.progress.utterances(name)]
        utterances = [Utterance.from_fields(line["utterance"]) for line in lines]
        slots = [Slot.from_json(s) for _, s in sorted(context.stores.progress.slots(name).items())]
        slot_keys = [line["slot_key"] for line in lines]
        if not len(lines) == len(slots) == narration.clips_total:
            context.stores.leases.hand_back(name, run, STITCH, context.worker)
            return  # another run has begun meanwhile
        try:
            target_lufs = context.settings.loudness_lufs
            track = stitch_track(about, name, utterances, slots, context.storage, target_lufs)
        except LostSlotsError as error:
            if context.stores.narrations.repairs(name) >= MOST_REPAIRS:
                raise
            _speak_again(context, name, run, {i: slot_keys[i] for i in error.indexes})
            context.stores.leases.hand_back(name, run, STITCH, context.worker)
            return
        record = TrackRecord(
            hash=track.hash,
            duration_s=track.duration_s,
            fingerprint=narration.fingerprint or "",
            basis=narration.basis,
            clips=len(utterances),
        )
        recorded = dict(zip(slot_keys, map(asdict, slots), strict=True))
        manifest = Manifest(
            name=name,
            track=record,
            slots=recorded,
            cues=[asdict(cue) for cue in track.cues],
            chapters=[asdict(chapter) for chapter in track.chapters],
            language=about.language or DEFAULT_LANGUAGE,
            sayings=record_sayings(utterances, [line.get("sayings", []) for line in lines]),
            verdict=asdict(track.verdict),
            heard=[(slot.hash, slot.size, duration_s([slot])) for slot in slots],
            size=track.size,
            section=about.section,
        )
        if publish_track(context, run, manifest):
            context.stores.slots.forget(name, list(recorded))
            for counter in ("narrations_ready", voice_counter(name.voice, READY)):
                context.counters.add(counter)
            context.counters.note_verdict({**name._asdict(), **asdict(track.verdict)})
            log.info("ready", extra=describe_run(narration, time.time() - narration.queued_at))


def preview(
    context: SpeakerContext,
    token: str,
    text: str,
    voice: str,
    language: str,
    entries: list[dict[str, Any]],
) -> None:
    """Speak a preview with the lexicon and further entries, and deliver it."""
    answer: bytes | Failure
    try:
        narrator = context.speakers.get(voice)
        lexicon = context.articles.lexicon.current().with_entries(
            LexiconEntry(**{**e, "section": ""}) for e in entries
        )
        article = Article(
            "preview", text=text, language=language or context.speakers.voice(voice).language
        )
        answer = read_aloud(article, narrator, context.rules, lexicon)
    except ListenError as error:
        log.warning("preview: %s: %s", error.code, error)
        answer = Failure(error.code, str(error), error.retryable)
    except Exception:
        detail = "something unexpected happened; it has been logged"
        context.previews.deliver(token, Failure(ListenError.code, detail, retryable=False))
        raise
    context.previews.deliver(token, answer)


def _speak_one(
    context: SpeakerContext, name: NarrationName, run: int, token: str, index: int
) -> bool:
    """Speak one utterance, store and announce its slot; return True if more are missing."""
    line = context.stores.progress.utterance(name, index)
    if line is None:
        return False
    fields = json.loads(line)
    if begins_again(context, name, run, fields):
        return False
    utterance = Utterance.from_fields(fields["utterance"])
    anew_in = run if fields.get("anew", False) else 0
    planned = PlannedUtterance(index, utterance, fields["slot_key"], anew_in)
    store = partial(context.stores.progress.store_slot, name, run, index, token=token)
    stored = speak_utterance(context, name, planned, store)
    if stored is None:
        return False
    if stored.is_last:
        context.stores.narrations.requeue(name, run, context.queues.enqueue_stitch)
    return not stored.is_last


def _speak_again(
    context: SpeakerContext, name: NarrationName, run: int, lost: dict[int, str]
) -> None:
    """Queue jobs that speak the utterances of lost slots again."""
    log.warning("%s: storage has lost %d slots; speaking them again", name, len(lost))
    context.stores.slots.forget(name, list(lost.values()))
    context.stores.slots.forget_common(list(lost.values()))
    context.stores.narrations.drop_slots(name, run, lost)
