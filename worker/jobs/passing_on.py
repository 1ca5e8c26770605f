"""Decisions about a narration that is being planned.

It may have to be fetched first, end, be read by another voice, or be left to another process. After
its planning it may begin again for a changed article, or get a studio narration.
"""

import time

from cache.articles.edition import Edition, Standing
from cache.messages.published_voices import studio_voice, usual_voice
from cache.narrations.basis import Basis
from cache.narrations.name import NarrationName
from cache.narrations.record import Narration, Priority, State
from worker.articles.lookup import UNREAD
from worker.jobs.contexts.speaker import SpeakerContext
from worker.jobs.queue_names import Lane


def is_passed_on(context: SpeakerContext, queued: Narration, edition: Edition) -> bool:
    """Return True if a narration is fetched first, has ended, or needs another voice."""
    if _is_fetched_first_or_ended(context, queued, edition):
        return True
    return queued.basis.revision == "" and _hand_over(context, queued, edition)


def _is_fetched_first_or_ended(
    context: SpeakerContext, queued: Narration, edition: Edition
) -> bool:
    """Queue the fetch of an unread article, or end a run that may not continue.

    A run ends if a rule forbids its narration, or if it began before the article was fetched and
    none of its callers may hear the article.

    Returns:
        True if either happened.
    """
    name, run = queued.name, queued.run
    if edition.standing is Standing.UNREAD:
        context.stores.narrations.requeue(name, run, context.queues.enqueue_fetch_for)
        return True
    is_ended = edition.standing is Standing.NEVER or not context.articles.entitled.may_go_on(
        queued, edition, time.time()
    )
    if is_ended:
        context.stores.narrations.remove(name)
    return is_ended


def _hand_over(context: SpeakerContext, queued: Narration, edition: Edition) -> bool:
    """Request another voice if the article's language turned out to need one.

    Returns:
        True if the narration was handed over to another voice.
    """
    there = context.voices.known(context.settings.all_voices, context.settings.studio_voice)
    if queued.name.voice != usual_voice(there, UNREAD).name:
        return False  # the request named the voice
    reader = usual_voice(there, edition)
    if reader.name == queued.name.voice:
        return False
    context.stores.narrations.hand_over(queued, Basis(edition.revision, reader.sound), reader.name)
    return True


def is_left_to_others(context: SpeakerContext, queued: Narration) -> bool:
    """Leave a narration whose voice was never measured to other processes than that of `first`.

    It takes seconds to measure a voice, and other listeners would have to wait.

    Returns:
        True if the narration is left to them.
    """
    name, run = queued.name, queued.run
    if context.lane is not Lane.FIRST or context.speakers.is_measured(name.voice):
        return False
    context.stores.narrations.requeue(name, run, context.queues.enqueue_slow_narrate)
    return True


def catch_up(context: SpeakerContext, name: NarrationName) -> None:
    """Begin a new run if the article changed while its first run was planned.

    A change does not restart a run that waits for its first fetch.
    """
    edition = context.articles.lookup.edition(name.article_id)
    narration = context.stores.narrations.read(name)
    if edition and narration.state is State.SPEAKING and edition.standing is Standing.OPEN:
        basis = Basis(edition.revision, context.sound(name.voice))
        context.stores.narrations.request(name, basis, narration.priority)


def request_studio(context: SpeakerContext, queued: Narration) -> None:
    """Request the studio narration of an article that was pressed before it was fetched."""
    article_id = queued.name.article_id
    edition = context.articles.lookup.edition(article_id)
    if not edition or edition.standing is not Standing.OPEN or queued.priority is not Priority.PLAY:
        return
    studio = studio_voice(context.voices.known(context.settings.all_voices), edition)
    if studio and context.articles.entitled.may_go_on(queued, edition, time.time()):
        context.stores.repository.ask_for(
            NarrationName(article_id, studio.name),
            Basis(edition.revision, studio.sound),
            Priority.PREGENERATE,
            wanted_at=queued.run,
        )
