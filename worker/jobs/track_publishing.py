"""Publication of a stored track: its record, its manifest and its podcast episode."""

import logging
from dataclasses import replace

from cache.errors import ListenError
from cache.narrations.basis import Basis
from cache.narrations.record import Narration, State
from cache.narrations.track_manifest import Manifest
from worker.jobs.contexts.speaker import SpeakerContext
from worker.jobs.run_records import record_sayings
from worker.narration.plan import Plan
from worker.text.script import DEFAULT_LANGUAGE

log = logging.getLogger(__name__)


def publish_track(context: SpeakerContext, run: int, manifest: Manifest) -> bool:
    """Make a stored track live, unless it was taken down or replaced meanwhile.

    Returns:
        True if it is live.
    """
    name, track = manifest.name, manifest.track
    context.articles.publishing.expect(name.article_id)
    context.stores.manifests.write(manifest)
    is_published = context.stores.narrations.publish(
        name, run, track, context.stores.prepared_answers.write
    )
    narration = context.stores.narrations.read(name)
    is_absent = narration.state is State.ABSENT
    is_forgotten = is_absent and not context.stores.narrations.was_removed(name)
    if is_published or is_forgotten:  # Redis may be empty by now
        context.stores.manifests.make_live(name, track.hash)
    if is_published or not is_absent:
        context.stores.repository.settle(name)
    elif not is_forgotten:
        context.stores.manifests.discard(track.hash)
    _air(context, name.article_id)
    return narration.track is not None and narration.track.hash == track.hash


def _air(context: SpeakerContext, article_id: str) -> None:
    """Update the podcast episode of an article; a failed update is retried by its task."""
    try:
        context.articles.publishing.air(article_id)
    except ListenError as error:
        log.warning("%s is not in the podcast yet: %s: %s", article_id, error.code, error)


def confirm_track(context: SpeakerContext, queued: Narration, plan: Plan, basis: Basis) -> bool:
    """Make the narration ready if its live track equals the plan already."""
    track = queued.track
    if track is None or track.fingerprint != plan.fingerprint:
        return False
    manifest = context.stores.manifests.of_track(track.hash)
    if manifest is None or not context.stores.manifests.is_whole(manifest):
        return False
    record = replace(manifest.track, basis=basis)
    manifest = replace(
        manifest,
        name=queued.name,
        track=record,
        language=plan.about.language or DEFAULT_LANGUAGE,
        sayings=record_sayings(plan.utterances, plan.sayings),
    )
    return publish_track(context, queued.run, manifest)
