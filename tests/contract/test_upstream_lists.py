"""Lists of articles, of every kind of source."""

import json
from datetime import datetime, timedelta

import pytest

from tests.contract.sites import MINUTE, NOON, open_site, spoil_with
from tests.upstreams.feed import FeedSite
from tests.upstreams.site import Site
from worker.errors import (
    SourceUnavailableError,
)
from worker.sources.source_readers import Upstream


def test_a_list_that_is_missing_says_nothing_of_its_articles(
    site: Site, upstream: Upstream
) -> None:
    site.publish(NOON)
    for status in (404, 401, 403, 410):
        spoil_with(site, status=status, body=b"<h1>Nothing here</h1>", media_type="text/html")
        with pytest.raises(SourceUnavailableError):
            list(upstream.entries())


def test_all_pages_of_a_list_are_read_and_nothing_twice(site: Site, upstream: Upstream) -> None:
    count = 20 if isinstance(site, FeedSite) and not site._is_paged else 230
    published = [site.publish(NOON + n * MINUTE, title=f"Story {n}") for n in range(count)]
    entries = list(upstream.entries())
    assert [entry.article_id for entry in entries] == published[::-1]
    assert all(not entry.problem for entry in entries)
    assert [entry.changed_at for entry in entries] == [
        NOON + n * MINUTE for n in reversed(range(count))
    ]
    assert all(entry.url.startswith(site.url) for entry in entries)


def test_an_entry_says_what_the_article_says(site: Site, upstream: Upstream) -> None:
    article_id = site.publish(NOON, dek="Forty years of crossings end.")
    (entry,) = upstream.entries()
    found = upstream.fetch(article_id)
    assert found is not None
    assert (entry.article_id, entry.changed_at) == (found.article.id, found.changed_at)
    assert entry.article in (None, found.article)
    assert entry.section in ("", found.article.section)


def test_what_is_older_is_left_out_and_its_pages_not_asked_for(
    site: Site, upstream: Upstream
) -> None:
    count = 20 if isinstance(site, FeedSite) and not site._is_paged else 230
    published = [site.publish(NOON + n * MINUTE) for n in range(count)]
    site.edit(published[3], NOON + (count + 1) * MINUTE)
    since = NOON + (count - 5) * MINUTE
    found = {entry.article_id for entry in upstream.entries(since)}
    is_told = not (isinstance(site, FeedSite) and site.kind == "rss")  # it has no times of edits
    assert found == {*published[-5:], *([published[3]] if is_told else [])}
    assert len(site.requests) <= 3
    assert not list(upstream.entries(NOON + timedelta(days=1)))


def test_times_in_any_zone_mean_the_same(site: Site, upstream: Upstream) -> None:
    published = [site.publish(NOON + n * MINUTE) for n in range(5)]
    since = (NOON + 3 * MINUTE).astimezone(datetime.now().astimezone().tzinfo)
    assert {entry.article_id for entry in upstream.entries(since)} == set(published[3:])


def test_a_list_that_has_not_changed_yields_nothing(site: Site, upstream: Upstream) -> None:
    state: dict[str, str] = {}
    site.publish(NOON)
    assert len(list(upstream.entries(state=state))) == 1
    assert not list(upstream.entries(state=state))
    again = json.loads(json.dumps(state))
    article_id = site.publish(NOON + MINUTE)
    assert article_id in {entry.article_id for entry in open_site(site).entries(state=again)}


def test_a_list_that_was_not_read_to_its_end_is_read_again(site: Site, upstream: Upstream) -> None:
    state: dict[str, str] = {}
    published = [site.publish(NOON + n * MINUTE) for n in range(3)]
    assert next(upstream.entries(state=state)).article_id == published[-1]
    assert len(list(upstream.entries(state=state))) == 3


def test_an_edit_is_seen_at_the_next_look(site: Site, upstream: Upstream) -> None:
    state: dict[str, str] = {}
    published = [site.publish(NOON + n * MINUTE) for n in range(3)]
    assert len(list(upstream.entries(NOON, state))) == 3
    site.edit(published[0], NOON + 60 * MINUTE, body="<p>The last ferry has left for good.</p>")
    entries = list(upstream.entries(NOON + 30 * MINUTE, state))
    if isinstance(site, FeedSite) and site.kind == "rss" and not site._is_whole:
        return  # nothing on the list tells
    assert [entry.article_id for entry in entries] == [published[0]]
