"""RQ jobs of the fetcher processes: fetching articles, polling sources, and periodic jobs.

It is safe to run a job twice, or on two machines at the same time.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from cache.articles.edition import Standing
from cache.messages.lexicon_updates import KIND as APPLY_LEXICON
from cache.messages.tasks import ALL, Task
from cache.narrations.leases import is_at_work
from cache.narrations.name import NarrationName
from cache.narrations.record import State
from cache.operations.voice_figures import ArticlesByVoice
from cache.redis.renewed_lock import renewed_lock
from worker.articles.article_table import TakeIn
from worker.errors import ArticleGoneError, ArticleNotFoundError, UnreadableSourceError
from worker.fetch.cdn_purge_request import purge_cdn
from worker.jobs.attempts import answering, attempting, hold, understood
from worker.jobs.contexts.fetcher import FetcherContext
from worker.jobs.failures.fallbacks import most_retries
from worker.jobs.job_ids import FETCH
from worker.maintenance.lexicon_update import Step
from worker.maintenance.storage_cleanup import SWEEP
from worker.publication.sources import UpstreamSource
from worker.sources.listing import is_unchanged
from worker.sources.source_readers import ListedArticle, Upstream

OVERLAP_S = 600
"""Overlap of a poll with the previous one, in seconds."""

MOST_LOOKED_FOR = 2_000
"""Number of a source's newest articles that each poll checks for removal."""

WITHDRAWN_FOR = timedelta(days=90)
"""Lifetime of the record of a withdrawn article."""

_HEARD = (Standing.OPEN, Standing.UNREAD)

log = logging.getLogger(__name__)


def fetch(context: FetcherContext, article_id: str, voice: str, run: int) -> None:
    """Fetch an article that was pressed before its first fetch, and request its narration."""
    name, wanted_at = NarrationName(article_id, voice), context.stores.repository.latest_run()
    queued = context.stores.narrations.read(name)
    if (queued.run, queued.state) != (run, State.QUEUED):
        return
    with answering(context, name, run, FETCH, trace=queued.trace):
        if not hold(context, name, run, FETCH):
            return
        is_listed = context.articles.entitled.is_in_advance(queued)  # a key's holder wants it
        _take_from_source(context, article_id, wanted_at, is_listed=is_listed)
        now = context.stores.narrations.read(name)
        edition = context.articles.store.edition(article_id)
        if now.run != run:
            return  # taken down, or started again, meanwhile
        if not context.articles.entitled.may_go_on(now, edition, time.time()):
            context.articles.intake.take_down(article_id, voice)
            context.articles.intake.confirm(article_id)  # a rule may still request its narration
            return
        context.stores.narrations.requeue(name, run, context.queues.enqueue_narrate)
        context.stores.leases.hand_back(name, run, FETCH, context.worker)


def refresh(context: FetcherContext, article_id: str) -> None:
    """Fetch a new or changed article; withdraw it if its source has removed it.

    A failed fetch is retried, and finally added to the failures.
    """
    _refresh(context, Task("refresh", article_id), is_listed=True)


def recheck(context: FetcherContext, article_id: str) -> None:
    """Fetch an article once more, without listing it if it was fetched only for a press."""
    _refresh(context, Task("recheck", article_id), is_listed=False)


def _refresh(context: FetcherContext, task: Task, *, is_listed: bool) -> None:
    article_id = task.about
    with _running(context, task):
        asked_at, wanted_at = datetime.now(UTC), context.stores.repository.latest_run()
        try:
            _take_from_source(context, article_id, wanted_at, is_listed=is_listed)
        except (ArticleGoneError, ArticleNotFoundError) as error:
            if context.articles.intake.withdraw(article_id, asked_at=asked_at):
                log.info("%s: %s", article_id, error)


def poll(context: FetcherContext, name: str) -> None:
    """Poll a source for new and changed articles."""
    settings, upstream = context.publication.upstreams.get(name), context.upstreams.named(name)
    if settings is None or upstream is None:
        return  # it was removed from the publication file meanwhile
    task = Task("poll", name)
    if is_at_work(context.queues.tasks.holder(task), context.stores.leases.living()):
        return  # another process polls it now
    context.queues.tasks.take(task, context.worker)
    try:
        _look(context, settings, upstream)
    except Exception as error:
        known = understood(error)
        context.states.failed(name, f"{known.code}: {known}")
        log.exception("source %s: %s", name, known.code)  # the next poll is the retry
    context.queues.tasks.done(task)


def _look(context: FetcherContext, settings: UpstreamSource, upstream: Upstream) -> None:
    """Take in all articles of a source that are new or changed since the last poll."""
    began, state = time.time(), context.states.read(settings.name)
    wanted_at = context.stores.repository.latest_run()
    notes = dict(state.notes)
    is_known = 0 < state.looked_at <= began  # later, if the clock was set back since
    reach_s = began - state.looked_at + OVERLAP_S if is_known else settings.reach_s
    since = datetime.fromtimestamp(began - reach_s, UTC)
    for entry in upstream.entries(since, notes):
        _take_entry(context, settings, entry, datetime.fromtimestamp(began, UTC), wanted_at)
    if not is_unchanged(state.notes, notes):
        _look_for_missing(context, settings, upstream)
    context.states.looked(settings.name, began, notes)


def _look_for_missing(
    context: FetcherContext, settings: UpstreamSource, upstream: Upstream
) -> None:
    """Fetch the articles that are missing in a source's list, to find out if they were removed."""
    stored = context.articles.store.of_source(settings.name, MOST_LOOKED_FOR)
    for article_id in upstream.unlisted(stored) if stored and settings.is_listed else ():
        log.info("source %s no longer lists %s", settings.name, article_id)
        kind = "refresh" if context.articles.store.is_listed(article_id) else "recheck"
        context.queues.enqueue_task(Task(kind, article_id))


def settle(context: FetcherContext) -> None:
    """Request the narrations of edited articles whose period without edits is over."""
    for article_id in context.articles.store.settling():
        context.articles.intake.settle(article_id)


def retry(context: FetcherContext) -> None:
    """Retry pre-generations that failed with a retryable error."""
    for name, times in context.stores.narrations.retryable().items():
        narration = context.stores.narrations.read(name)
        edition = context.articles.store.edition(name.article_id)
        is_closed = edition is not None and edition.standing not in _HEARD
        if narration.state is State.FAILED and context.fallbacks.is_paused(narration):
            continue
        if narration.state is State.FAILED and times <= most_retries(narration) and not is_closed:
            context.stores.repository.renew(name, narration.basis, only_from=(State.FAILED,))
        elif narration.state in (State.FAILED, State.ABSENT):
            context.stores.narrations.give_up(name)


def count(context: FetcherContext) -> None:
    """Count the articles in each voice, for `/status`."""
    ArticlesByVoice(context.redis).count(context.stores.manifests.names())


def sweep(context: FetcherContext, what: str = ALL) -> None:
    """Clean up the audio store, unless another process does it now."""
    with renewed_lock(context.redis, SWEEP) as is_held:
        if not is_held:
            return
        with _running(context, Task("sweep", what)):
            _sweep(context)


def _sweep(context: FetcherContext) -> None:
    swept = context.sweeper.sweep()
    for warning in swept.warnings:
        log.warning("%s", warning)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(swept.counts.items()))
    log.info("swept %s: %.1f MB", counts or "nothing", swept.size / 1e6)


def expire(context: FetcherContext, what: str = ALL) -> None:
    """Delete the records of articles that were withdrawn long ago."""
    with _running(context, Task("expire", what)):
        context.articles.store.forget_withdrawn(datetime.now(UTC) - WITHDRAWN_FOR)


def take_down(context: FetcherContext, about: str) -> None:
    """Complete an interrupted take-down."""
    with _running(context, Task("take_down", about)):
        context.articles.intake.end_take_down(about)


def complete_removal(context: FetcherContext, about: str) -> None:
    """Complete the interrupted removal of an article."""
    with _running(context, Task("complete_removal", about)):
        context.articles.intake.complete_removal(about)


def follow(context: FetcherContext, about: str) -> None:
    """Request the narrations of an article that was stored while the audio store did not answer."""
    with _running(context, Task("follow", about)):
        context.articles.intake.follow(about)


def air(context: FetcherContext, article_id: str) -> None:
    """Update the live tracks and the podcast episode of an article.

    This completes the work of another process that failed or died.
    """
    with _running(context, Task("air", article_id)):
        voices = [record.name for record in context.articles.intake.voices()]
        context.stores.repository.settle_all(article_id, voices)
        context.articles.publishing.air(article_id)


def air_all(context: FetcherContext, what: str = ALL) -> None:
    """Update the whole podcast to the current rules and settings."""
    with _running(context, Task("air_all", what)):
        context.articles.publishing.air_all()


def purge(context: FetcherContext, url: str) -> None:
    """Purge a URL from the CDN; an error is retried later."""
    with _running(context, Task("purge", url)):
        rule = context.publication.purge
        if rule is not None:
            headers = {name: value.get_secret_value() for name, value in rule.headers.items()}
            purge_cdn(context.fetcher, rule.method, rule.url.replace("{url}", url), headers)


def purge_closed(context: FetcherContext, what: str = ALL) -> None:
    """Purge the audio of closed articles from the CDN, after the rules have changed."""
    with _running(context, Task("purge_closed", what)):
        context.articles.intake.purge_closed()


def apply_lexicon(context: FetcherContext, update_id: str) -> None:
    """Continue an update of all narrations to the lexicon, in parts, so that other jobs run too."""
    task, step = Task(APPLY_LEXICON, update_id), Step.FINISHED
    with attempting(context, task, partial(context.articles.lexicon_updates.fail, update_id)):
        step = context.lexicon_updater.advance(update_id)
    if step is Step.UNFINISHED:
        context.queues.enqueue_task(task)
    elif step is Step.FINISHED:
        context.queues.tasks.done(task)


def remind(context: FetcherContext) -> None:
    """Queue the tasks again whose worker has died."""
    for task in context.queues.lost_tasks(context.stores.leases.living()):
        log.warning("%s was lost; queued again", task)
        context.queues.enqueue_task(task)


@contextmanager
def _running(context: FetcherContext, task: Task) -> Iterator[None]:
    """Do a task in the block; it is done after the block, or abandoned after too many failures.

    Yields:
        Nothing.
    """
    with attempting(context, task):
        yield
    context.queues.tasks.done(task)


def _take_from_source(
    context: FetcherContext, article_id: str, wanted_at: int, *, is_listed: bool
) -> None:
    """Fetch an article from its source, unless it has not changed, and take it in.

    Args:
        context: Dependencies of the process.
        article_id: ID of the article.
        wanted_at: Number of the latest run before the job checked if the article is still wanted.
        is_listed: True if the publisher lists the article; False if only a press needs it.

    Raises:
        ArticleGoneError: The source does not have it.
        ArticleNotFoundError: Its ID at the source is different.
        SourceUnavailableError: The source does not answer.
        UnreadableSourceError: The answer is not an article.
    """
    upstream = context.upstreams.of(article_id)
    if upstream is None:
        raise ArticleGoneError(f"no source has articles with IDs like {article_id!r} any more")
    asked_at = datetime.now(UTC)
    found = upstream.fetch(article_id, context.articles.store.validators(article_id))
    if found is None:
        if is_listed:
            context.articles.intake.list_as_published([article_id])
        context.articles.intake.confirm(article_id, wanted_at)
        return
    if found.article.id != article_id:
        raise ArticleNotFoundError(f"{article_id!r} is {found.article.id!r} at its source")
    if found.own_id and not is_listed:  # the publisher may list any address
        raise ArticleNotFoundError(f"{article_id!r} is {found.own_id!r} at its source")
    if found.doubt and not is_listed:
        raise UnreadableSourceError(f"{article_id!r} is not an article: {found.doubt}")
    taken = context.articles.intake.take_in(
        found.article,
        source=context.publication.source_of(article_id).name,
        changed_at=found.changed_at,
        validators=found.validators,
        asked_at=asked_at,
        is_listed=is_listed,
        wanted_at=wanted_at,
    )
    edition = context.articles.store.edition(article_id)
    is_overtaken = taken is TakeIn.STALE and found.changed_at is None
    if is_overtaken and edition and edition.standing is not Standing.WITHDRAWN:
        # it is unknown which of the two answers is newer
        context.queues.enqueue_task(Task("recheck", article_id))


def _take_entry(
    context: FetcherContext,
    settings: UpstreamSource,
    entry: ListedArticle,
    asked_at: datetime,
    wanted_at: int,
) -> None:
    """Take in an entry of a poll, or queue a task that fetches it."""
    if entry.problem:
        context.counters.add("entries_unusable")
        log.warning("source %s: %s", settings.name, entry.problem)
        return
    if entry.article:
        context.articles.intake.take_in(
            entry.article,
            source=settings.name,
            changed_at=entry.changed_at,
            asked_at=asked_at,
            wanted_at=wanted_at,
        )
        return
    known = context.articles.store.changed_at([entry.article_id])
    before = known.get(entry.article_id)
    is_newer = entry.changed_at and before and entry.changed_at > before
    if entry.article_id not in known or is_newer:
        context.articles.intake.fetch(entry.article_id)
    else:
        context.articles.intake.list_as_published([entry.article_id])
