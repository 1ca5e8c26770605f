"""The contract of every kind of source: read, list and withdraw articles."""

import itertools
import json
import re
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.contract.sites import (
    MINUTE,
    NOON,
    TIMEOUT_S,
    is_feed_in_full,
    open_site,
    spoil_with,
    words_of,
)
from tests.upstreams.feed import FeedSite
from tests.upstreams.json_cms import JsonSite
from tests.upstreams.pages import PageSite
from tests.upstreams.site import PARAGRAPHS, Reply, Site
from worker.errors import (
    AddressNotAllowedError,
    ArticleError,
    ArticleGoneError,
    ArticleNotFoundError,
    NothingToReadError,
    SourceUnavailableError,
    UnreadableSourceError,
)
from worker.fetch.client import Fetcher
from worker.model.fetched_article import NONE
from worker.sources.source_readers import Upstream, open_upstream


def test_an_article_is_read_with_all_that_is_said_of_it(site: Site, upstream: Upstream) -> None:
    article_id = site.publish(
        NOON,
        title="Harbor &#8216;loses&#8217; its <em>last</em> ferry",
        dek="Forty years of crossings end in spring.",
        authors=("Ada Lindqvist", "Bo Ek"),
        section="Coast",
        tags=("Ferries", "Islands & Sea"),
    )
    site.publish(NOON + MINUTE, title="Another one", authors=("Cy Day",), section="Politics")
    found = upstream.fetch(article_id)
    assert found is not None
    article = found.article
    assert article.id == article_id
    assert article.title == "Harbor ‘loses’ its last ferry"
    assert article.dek in {"Forty years of crossings end in spring.", ""}
    assert bool(article.dek) or (isinstance(site, FeedSite) and not site._is_whole)
    assert re.split(r"[,;] ", article.byline) == ["Ada Lindqvist", "Bo Ek"]
    assert article.section == "Coast"
    assert {"Ferries", "Islands & Sea"} <= set(article.tags)
    assert not any(tag.startswith("#") for tag in article.tags)
    assert article.published_at == "2026-03-10T12:00:00Z"
    assert article.url.startswith(site.url)
    if not (isinstance(site, FeedSite) and site.kind == "rdf"):
        assert article.image_url.endswith("/images/ferry.jpg")
    assert words_of(article.html) == words_of(PARAGRAPHS)
    assert found.changed_at == NOON


def test_the_language_of_the_settings_is_for_articles_that_do_not_say(site: Site) -> None:
    source = site.source.model_copy(update={"language": "nl"})
    article_id = site.publish(NOON)
    found = open_upstream(source, Fetcher(TIMEOUT_S, ["127.0.0.1"])).fetch(article_id)
    says = isinstance(site, PageSite) and not (isinstance(site, FeedSite) and site.kind == "rdf")
    assert found is not None
    assert found.article.language == ("en-GB" if says else "nl")


def test_what_has_not_changed_is_not_read_again(site: Site, upstream: Upstream) -> None:
    article_id = site.publish(NOON)
    first = upstream.fetch(article_id)
    assert first is not None
    assert first.validators != NONE
    site.publish(NOON + MINUTE)
    assert upstream.fetch(article_id, first.validators) is None
    site.edit(article_id, NOON + 2 * MINUTE, body="<p>The last ferry has left the old harbor.</p>")
    second = upstream.fetch(article_id, first.validators)
    assert second is not None
    assert "has left the old harbor" in second.article.html


def test_what_was_taken_back_is_gone(site: Site, upstream: Upstream) -> None:
    article_id, other = site.publish(NOON), site.publish(NOON + MINUTE)
    assert upstream.fetch(article_id) is not None
    site.unpublish(article_id)
    with pytest.raises((ArticleGoneError, ArticleNotFoundError)) as caught:
        upstream.fetch(article_id)
    assert not caught.value.retryable
    if not is_feed_in_full(site):  # of which nobody knows what it has not any more
        assert isinstance(caught.value, ArticleGoneError) or isinstance(site, FeedSite)
    assert upstream.fetch(other) is not None


def test_what_was_taken_back_is_missing_from_the_list(site: Site, upstream: Upstream) -> None:
    published = [site.publish(NOON + n * MINUTE) for n in range(3)]
    stored = {article_id: NOON + n * MINUTE for n, article_id in enumerate(published)}
    assert upstream.unlisted(stored) == []
    site.unpublish(published[1])
    missing = [] if isinstance(site, FeedSite) else [published[1]]
    assert upstream.unlisted(stored) == missing


def test_a_list_of_the_newest_tells_nothing_of_older_articles() -> None:
    with JsonSite() as site:
        newest = site.publish(NOON)
        stored = {newest: NOON, "cms:1999": NOON - timedelta(days=400), "cms:1998": None}
        upstream = open_upstream(site.source, Fetcher(TIMEOUT_S, ["127.0.0.1"]))
        assert upstream.unlisted(stored) == []


@pytest.mark.parametrize("own_id", ["none", "0", "..", ".", "..:..:etc", "a:b", "-"])
def test_what_never_was_is_no_article(site: Site, upstream: Upstream, own_id: str) -> None:
    site.publish(NOON)
    with pytest.raises((ArticleGoneError, ArticleNotFoundError)):
        upstream.fetch(f"{site.prefix}{own_id}")
    assert not any({".", ".."} & set(request.path.split("/")) for request in site.requests)


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_servers_that_fail_may_be_asked_again(site: Site, upstream: Upstream, status: int) -> None:
    article_id = site.publish(NOON)
    spoil_with(site, status=status, body=b"<h1>Sorry</h1>", media_type="text/html")
    for ask in (lambda: upstream.fetch(article_id), lambda: list(upstream.entries())):
        with pytest.raises(SourceUnavailableError, match=str(status)) as caught:
            ask()
        assert caught.value.retryable
    site.spoil = None
    assert upstream.fetch(article_id) is not None


def test_servers_that_do_not_answer_in_time_are_left(site: Site) -> None:
    article_id = site.publish(NOON)
    upstream = open_site(site, timeout_s=0.3)
    site.stall_s = 60
    began = time.monotonic()
    with pytest.raises(SourceUnavailableError):
        upstream.fetch(article_id)
    with pytest.raises(SourceUnavailableError):
        list(upstream.entries())
    assert time.monotonic() - began < 30


def test_what_is_too_large_is_not_read(site: Site, upstream: Upstream) -> None:
    article_id = site.publish(NOON)
    site.has_validators = False
    spoil_with(site, body=b" " * 60_000_000)
    for ask in (lambda: upstream.fetch(article_id), lambda: list(upstream.entries())):
        with pytest.raises(UnreadableSourceError, match="larger than"):
            ask()


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf", ""])
def test_what_is_of_another_kind_is_not_read(
    site: Site, upstream: Upstream, media_type: str
) -> None:
    article_id = site.publish(NOON)
    spoil_with(site, media_type=media_type)
    for ask in (lambda: upstream.fetch(article_id), lambda: list(upstream.entries())):
        with pytest.raises(UnreadableSourceError):
            ask()


@pytest.mark.parametrize("body", [b"", b"{", b"<", b"[]", b"<rss", b"[" * 100_000])
def test_what_is_broken_is_never_an_article(site: Site, upstream: Upstream, body: bytes) -> None:
    article_id = site.publish(NOON)
    spoil_with(site, body=body)
    with pytest.raises((UnreadableSourceError, ArticleGoneError, NothingToReadError)):
        upstream.fetch(article_id)
    with suppress(UnreadableSourceError):
        assert not list(upstream.entries())


def test_words_in_the_wrong_encoding_are_never_read(site: Site, upstream: Upstream) -> None:
    article_id = site.publish(NOON, title="Smörgåsbord på färjan", body="<p>Älvar och öar.</p>")

    def spoil(reply: Reply) -> Reply:
        said = json.loads(reply.body) if reply.body[:1] in b"{[" else None
        text = reply.body.decode() if said is None else json.dumps(said, ensure_ascii=False)
        kind = reply.media_type.partition(";")[0]
        return replace(
            reply, body=text.encode("latin-1", "replace"), media_type=f"{kind}; charset=utf-8"
        )

    site.spoil = spoil
    if not (isinstance(site, FeedSite) and site._is_whole and site.kind != "json"):
        with pytest.raises(UnreadableSourceError, match="utf-8"):
            upstream.fetch(article_id)
        return
    found = upstream.fetch(article_id)  # feeds are read as far as possible
    assert found is not None
    assert found.article.title == "Smörgåsbord på färjan"
    assert "Älvar och öar" in found.article.html


def test_an_article_without_words_is_none(site: Site, upstream: Upstream) -> None:
    article_id = site.publish(NOON, body='<figure><img src="a.jpg" alt=""></figure><p>—</p>')
    with pytest.raises((NothingToReadError, UnreadableSourceError)):
        upstream.fetch(article_id)
    for entry in upstream.entries():
        assert entry.article is None


def test_characters_that_nobody_can_store_are_left_out(site: Site, upstream: Upstream) -> None:
    article_id = site.publish(NOON, title="Full \x0bsteam\x01 ahead")
    found = upstream.fetch(article_id)
    assert found is not None
    assert found.article.title == "Full steam ahead"


def test_inner_addresses_are_not_asked(site: Site) -> None:
    article_id = site.publish(NOON)
    upstream = open_upstream(site.source, Fetcher(TIMEOUT_S))
    for ask in (lambda: upstream.fetch(article_id), lambda: list(upstream.entries())):
        with pytest.raises(AddressNotAllowedError):
            ask()
    assert not site.requests


def test_no_error_tells_a_secret(site: Site, upstream: Upstream) -> None:
    article_id = site.publish(NOON)
    secrets = ("22444f78447824223cefc48062", "a-key-that-nobody-guesses", "abcd EFGH")
    for status, body in itertools.product((200, 400, 401, 404, 500), (b"", b'{"a": 1}')):
        spoil_with(site, status=status, body=body)
        for ask in (lambda: upstream.fetch(article_id), lambda: list(upstream.entries())):
            message = ""
            try:
                ask()
            except ArticleError as error:
                message = str(error)
            assert not any(secret in message for secret in secrets)
