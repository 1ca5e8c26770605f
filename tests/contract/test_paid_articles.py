"""Articles for subscribers: refused, or played with a signature, and never public."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.upstreams.json_cms import JsonSite
from tests.upstreams.pages import PageSite
from tests.upstreams.site import Reply, Site
from tests.upstreams.wordpress import WordPressSite
from worker.errors import ArticleGoneError
from worker.fetch.client import Fetcher
from worker.model.article import SUBSCRIBERS, Article
from worker.publication.publication import Publication
from worker.publication.rules import Access
from worker.sources.source_readers import Upstream, open_upstream

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def open_site(site: Site, **settings: object) -> Upstream:
    source = site.source.model_copy(update=settings)
    return open_upstream(source, Fetcher(5, ["127.0.0.1"]))


@pytest.fixture
def wordpress() -> Iterator[WordPressSite]:
    with WordPressSite() as site:
        yield site


def test_posts_with_a_term_of_subscribers_are_withheld(wordpress: WordPressSite) -> None:
    paid, free = wordpress.publish(NOON, tags=("Premium",)), wordpress.publish(NOON, tags=("Sea",))
    upstream = open_site(wordpress, paid_terms=("premium",))
    with pytest.raises(ArticleGoneError, match="for subscribers"):
        upstream.fetch(paid)
    assert upstream.fetch(free) is not None
    entries = {entry.article_id: entry for entry in upstream.entries()}
    assert (entries[paid].article, entries[paid].problem) == (None, "")


@pytest.mark.parametrize("value", [True, "yes", 1, ["members"]])
def test_posts_with_a_field_of_subscribers_are_withheld(
    wordpress: WordPressSite, value: object
) -> None:
    post_id = wordpress.publish(NOON)

    def add_field(reply: Reply) -> Reply:
        data = json.loads(reply.body)
        return Reply(json.dumps({**data, "meta": {"paid": value}}).encode(), "application/json")

    wordpress.spoil = add_field
    with pytest.raises(ArticleGoneError, match="for subscribers"):
        open_site(wordpress, paid_field="meta.paid").fetch(post_id)
    (request,) = wordpress.requests
    assert request.query["_fields"].endswith(",meta")
    found = open_site(wordpress, paid_field="meta.paid", subscribers="signed").fetch(post_id)
    assert found is not None
    assert found.article.access == SUBSCRIBERS


def test_a_notice_of_a_paywall_is_no_article(wordpress: WordPressSite) -> None:
    body = "<p>This content is restricted to subscribers.</p><p>Already a subscriber? Log in.</p>"
    with pytest.raises(ArticleGoneError, match="paywall"):
        open_site(wordpress).fetch(wordpress.publish(NOON, body=body))


@pytest.mark.parametrize(
    "said",
    [
        {"isAccessibleForFree": False},
        {"isAccessibleForFree": "False"},
        {
            "hasPart": {
                "@type": "WebPageElement",
                "isAccessibleForFree": "False",
                "cssSelector": ".p",
            }
        },
    ],
)
def test_a_page_that_says_it_is_for_subscribers_is_withheld(said: dict[str, object]) -> None:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **said})
    script = f'<script type="application/ld+json">{data}</script></head>'.encode()
    with PageSite() as site:
        article_id = site.publish(NOON)
        assert open_site(site).fetch(article_id) is not None

        def declare(reply: Reply) -> Reply:
            return Reply(reply.body.replace(b"</head>", script, 1), reply.media_type)

        site.spoil = declare
        with pytest.raises(ArticleGoneError, match="for subscribers"):
            open_site(site).fetch(article_id)
        found = open_site(site, subscribers="signed").fetch(article_id)
        assert found is not None
        assert found.article.access == SUBSCRIBERS


@pytest.mark.parametrize(("value", "is_paid"), [("paid", True), (True, True), ("free", False)])
def test_a_field_of_a_cms_says_that_an_article_is_for_subscribers(
    value: object, is_paid: bool
) -> None:
    with JsonSite() as site:
        article_id = site.publish(NOON)

        def add_field(reply: Reply) -> Reply:
            data = json.loads(reply.body)
            inner = data[site.source.item] if site.source.item else data
            inner["access"] = value
            return Reply(json.dumps(data).encode(), "application/json")

        site.spoil = add_field
        if is_paid:
            with pytest.raises(ArticleGoneError, match="for subscribers"):
                open_site(site).fetch(article_id)
        else:
            assert open_site(site).fetch(article_id) is not None


def test_an_article_for_subscribers_is_signed_and_never_in_the_podcast() -> None:
    publication = Publication.model_validate({"rules": [{"access": "open", "podcast": True}]})
    paid, free = Article("a", text="T", access=SUBSCRIBERS), Article("a", text="T")
    chosen = publication.choose(publication.traits(paid))
    assert (chosen.access, chosen.podcast) == (Access.SIGNED, False)
    assert publication.choose(publication.traits(free)).podcast
