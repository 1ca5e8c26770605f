"""The jobs that ask other servers, or keep order, as RQ runs them in processes that do not speak.

Each is safe to run twice, and on two machines at once.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import rq

from cache.messages.tasks import ALL, Task
from cache.narrations.edition import Standing
from cache.narrations.leases import is_at_work
from cache.narrations.name import NarrationName
from cache.narrations.record import Failure, State
from worker.articles.store import TakeIn
from worker.errors import ArticleGoneError, ArticleNotFoundError, SourceUnavailableError
from worker.fetch.client import Fetcher
from worker.jobs.attempts import answering, hold, understood
from worker.jobs.fetcher_context import FetcherContext
from worker.jobs.queues import FETCH
from worker.publication.publication import Purge
from worker.publication.sources import UpstreamSource
from worker.sources.upstream import ListedArticle, Upstream

OVERLAP_S = 600
"""How far one look at a source reaches back before the one before it began, in seconds."""

MOST_LOOKED_FOR = 2_000
"""So many articles of a source, the newest ones, are looked for in its list at each look."""

MOST_RETRIES = 5
"""How often a narration that nobody waits for is begun again after errors that may pass."""

WITHDRAWN_FOR = timedelta(days=90)
"""How long it is known that an article was withdrawn."""

PURGED_BELOW = 400
"""Answers of a CDN from this status on are refusals."""

_HEARD = (Standing.OPEN, Standing.UNREAD)

log = logging.getLogger(__name__)


def fetch(room: FetcherContext, article_id: str, voice: str, run: int) -> None:
    """Fetch an article that somebody asked for before anybody had read it, and have it narrated."""
    name = NarrationName(article_id, voice)
    queued = room.stores.narrations.read(name)
    if (queued.run, queued.state) != (run, State.QUEUED):
        return
    with answering(room, name, run, FETCH, trace=queued.trace):
        if not hold(room, name, run, FETCH):
            return
        _take_from_source(room, article_id)
        room.stores.narrations.requeue(
            name,
            run,
            lambda pipe, priority: room.queues.enqueue_narrate(pipe, name, run, priority),
        )
        room.stores.leases.hand_back(name, run, FETCH, room.worker)


def refresh(room: FetcherContext, article_id: str) -> None:
    """Fetch an article that is new or has changed; one that is gone is withdrawn.

    What cannot be fetched is tried again, and in the end is among the failures.
    """
    with _running(room, Task("refresh", article_id)):
        asked_at = datetime.now(UTC)
        try:
            _take_from_source(room, article_id)
        except (ArticleGoneError, ArticleNotFoundError) as error:
            if room.articles.intake.withdraw(article_id, asked_at=asked_at):
                log.info("%s: %s", article_id, error)


def poll(room: FetcherContext, name: str) -> None:
    """Look for new and changed articles of a source."""
    settings, upstream = room.publication.upstreams.get(name), room.upstreams.named(name)
    if settings is None or upstream is None:
        return  # it was taken out of the publication file meanwhile
    errand = Task("poll", name)
    if is_at_work(room.queues.errands.holder(errand), room.stores.leases.living()):
        return  # somebody looks at it now
    room.queues.errands.take(errand, room.worker)
    try:
        _look(room, settings, upstream)
    except Exception as error:
        known = understood(error)
        room.states.failed(name, f"{known.code}: {known}")
        log.exception("source %s: %s", name, known.code)  # the next look comes by itself
    room.queues.errands.done(errand)


def _look(room: FetcherContext, settings: UpstreamSource, upstream: Upstream) -> None:
    """Take in all that a source has that is new or has changed since the last look."""
    began, state = time.time(), room.states.read(settings.name)
    notes = dict(state.notes)
    reach_s = began - state.looked_at + OVERLAP_S if state.looked_at else settings.reach_s
    since = datetime.fromtimestamp(began - reach_s, UTC)
    for entry in upstream.entries(since, notes):
        _take_entry(room, settings, entry, datetime.fromtimestamp(began, UTC))
    if not _is_unchanged(state.notes, notes):
        _look_for_missing(room, settings, upstream)
    room.states.looked(settings.name, began, notes)


def _is_unchanged(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Return whether a source says that its list is the same as at the look before."""
    names = ("listing", "etag", "last_modified")
    is_said = bool(after.get("etag") or after.get("last_modified"))
    return is_said and all(before.get(name) == after.get(name) for name in names)


def _look_for_missing(room: FetcherContext, settings: UpstreamSource, upstream: Upstream) -> None:
    """Fetch the articles that a source does not list any more: it tells if they are gone."""
    stored = room.articles.store.of_source(settings.name, MOST_LOOKED_FOR)
    for article_id in upstream.unlisted(stored) if stored and settings.is_listed else ():
        log.info("source %s does not list %s any more", settings.name, article_id)
        room.articles.intake.fetch(article_id)


def settle(room: FetcherContext) -> None:
    """Have articles narrated anew that were edited, and then not for as long as was asked."""
    for article_id in room.articles.store.settling():
        room.articles.intake.settle(article_id)


def retry(room: FetcherContext) -> None:
    """Begin narrations again that nobody waits for and that failed for what may have passed."""
    for name, times in room.stores.narrations.retryable().items():
        narration = room.stores.narrations.read(name)
        edition = room.articles.store.edition(name.article_id)
        is_closed = edition is not None and edition.standing not in _HEARD
        if narration.state is State.FAILED and times <= MOST_RETRIES and not is_closed:
            room.stores.holdings.renew(name, narration.basis, only_from=(State.FAILED,))
        elif narration.state in (State.FAILED, State.ABSENT):
            room.stores.narrations.give_up(name)


def sweep(room: FetcherContext, what: str = ALL) -> None:
    """Remove from storage what need not be kept, unless somebody does so now."""
    errand = Task("sweep", what)
    if is_at_work(room.queues.errands.holder(errand), room.stores.leases.living()):
        return
    with _running(room, errand):
        swept = room.sweeper.sweep()
        for warning in swept.warnings:
            log.warning("%s", warning)
        counts = ", ".join(f"{count} {kind}" for kind, count in sorted(swept.counts.items()))
        log.info("swept %s: %.1f MB", counts or "nothing", swept.size / 1e6)


def expire(room: FetcherContext, what: str = ALL) -> None:
    """Forget that articles were withdrawn long ago."""
    with _running(room, Task("expire", what)):
        room.articles.store.forget_withdrawn(datetime.now(UTC) - WITHDRAWN_FOR)


def take_down(room: FetcherContext, about: str) -> None:
    """End the removal of audio that a process had begun when it died."""
    with _running(room, Task("take_down", about)):
        room.articles.intake.end_take_down(about)


def air(room: FetcherContext, article_id: str) -> None:
    """Put an article into the podcast, or take it out: who should have done it could not."""
    with _running(room, Task("air", article_id)):
        room.articles.publishing.air(article_id)


def air_all(room: FetcherContext, what: str = ALL) -> None:
    """Bring the whole podcast into line with the rules and settings, which may have changed."""
    with _running(room, Task("air_all", what)):
        room.articles.publishing.air_all()


def purge(room: FetcherContext, url: str) -> None:
    """Tell a CDN that it should forget an address; where it refuses, it is told again later."""
    with _running(room, Task("purge", url)):
        rule = room.publication.purge
        if rule is not None:
            _tell(room.fetcher, rule, url)


def remind(room: FetcherContext) -> None:
    """Queue errands again that nobody has in hand, since who had them died."""
    for errand in room.queues.lost_errands(room.stores.leases.living()):
        log.warning("%s was lost; queued again", errand)
        room.queues.enqueue_errand(errand)


@contextmanager
def _running(room: FetcherContext, errand: Task) -> Iterator[None]:
    """Have an errand in hand, and give it up in the end if it cannot be done.

    Yields:
        Nothing; what is done inside may fail.
    """
    room.queues.errands.take(errand, room.worker)
    try:
        yield
    except Exception as error:
        known, job = understood(error), rq.get_current_job()
        if job and job.should_retry and known.retryable:
            log.warning("%s: %s: %s; trying again", errand, known.code, known)
            room.queues.errands.note(errand, job.id)
            raise
        room.counters.add(f"failed:{known.code}")
        room.stores.narrations.note_failure(
            NarrationName(errand.about, ""), Failure(known.code, str(known), known.retryable)
        )
        log.exception("%s: %s", errand, known.code)
    room.queues.errands.done(errand)


def _tell(fetcher: Fetcher, rule: Purge, url: str) -> None:
    """Tell a CDN what to forget.

    Raises:
        SourceUnavailableError: It refuses.
    """
    headers = {name: value.get_secret_value() for name, value in rule.headers.items()}
    status = fetcher.send(rule.method, rule.url.replace("{url}", url), headers)
    if status >= PURGED_BELOW and status not in (404, 410):
        raise SourceUnavailableError(f"the CDN answered {status} when it was to forget {url}")


def _take_from_source(room: FetcherContext, article_id: str) -> None:
    """Fetch an article from its source, unless it has not changed, and take it in.

    Raises:
        ArticleGoneError: It is not there, or not any more.
        ArticleNotFoundError: It is called otherwise.
        SourceUnavailableError: The source does not answer.
        UnreadableSourceError: What it answers is no article.
    """
    upstream = room.upstreams.of(article_id)
    if upstream is None:
        raise ArticleGoneError(f"no source has articles with IDs like {article_id!r} any more")
    asked_at = datetime.now(UTC)
    found = upstream.fetch(article_id, room.articles.store.validators(article_id))
    if found is None:
        room.articles.intake.confirm(article_id)
        return
    if found.article.id != article_id:
        raise ArticleNotFoundError(f"{article_id!r} is {found.article.id!r} at its source")
    taken = room.articles.intake.take_in(
        found.article,
        source=room.publication.source_of(article_id).name,
        changed_at=found.changed_at,
        validators=found.validators,
        asked_at=asked_at,
    )
    edition = room.articles.store.edition(article_id)
    is_overtaken = taken is TakeIn.STALE and found.changed_at is None
    if is_overtaken and edition and edition.standing is not Standing.WITHDRAWN:
        room.articles.intake.fetch(article_id)  # nobody can tell which of the two answers is newer


def _take_entry(
    room: FetcherContext, settings: UpstreamSource, entry: ListedArticle, asked_at: datetime
) -> None:
    """Take in what a look at a source has found, or have it fetched."""
    if entry.problem:
        room.counters.add("entries_unusable")
        log.warning("source %s: %s", settings.name, entry.problem)
        return
    if entry.article:
        room.articles.intake.take_in(
            entry.article, source=settings.name, changed_at=entry.changed_at, asked_at=asked_at
        )
        return
    known = room.articles.store.changed_at([entry.article_id])
    before = known.get(entry.article_id)
    is_newer = entry.changed_at and before and entry.changed_at > before
    if entry.article_id not in known or is_newer:
        room.articles.intake.fetch(entry.article_id)
