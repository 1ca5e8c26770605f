"""WordPress sites in their many states."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.upstreams.site import Reply
from tests.upstreams.wordpress import WordPressSite
from worker.errors import ArticleGoneError, SourceUnavailableError
from worker.fetch.client import Fetcher
from worker.sources.wordpress import WordPress

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def site() -> Iterator[WordPressSite]:
    with WordPressSite() as site:
        yield site


def read(site: WordPressSite, **settings: object) -> WordPress:
    source = site.source.model_copy(update=settings)
    return WordPress(source, Fetcher(5, ["127.0.0.1"]))


def test_drafts_and_posts_with_a_password_are_gone() -> None:
    with WordPressSite(password="abcd EFGH") as site:
        draft, locked = site.publish(NOON, access="draft"), site.publish(NOON, access="password")
        with pytest.raises(ArticleGoneError, match="draft"):
            read(site).fetch(draft)
        with pytest.raises(ArticleGoneError, match="password"):
            read(site).fetch(locked)
        (entry,) = read(site).entries()
        assert (entry.article_id, entry.article, entry.problem) == (locked, None, "")


def test_what_wordpress_says_of_a_post_is_shown(site: WordPressSite) -> None:
    draft = site.publish(NOON, access="draft")
    with pytest.raises(ArticleGoneError, match=r"not allowed to do that \(rest_forbidden, 401\)"):
        read(site).fetch(draft)
    with pytest.raises(ArticleGoneError, match=r"Invalid post ID \(rest_post_invalid_id, 404\)"):
        read(site).fetch("wp:999")


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"username": ""}, "rest_not_logged_in"), ({"username": "other"}, "incorrect_password")],
)
def test_a_closed_api_takes_no_article_back(settings: dict[str, str], said: str) -> None:
    with WordPressSite(password="abcd EFGH") as site:
        article_id = site.publish(NOON)
        with pytest.raises(SourceUnavailableError, match=said):
            read(site, **settings).fetch(article_id)
        with pytest.raises(SourceUnavailableError, match=said):
            list(read(site, **settings).entries())


def test_a_code_of_one_post_that_the_whole_api_answers_takes_no_article_back(
    site: WordPressSite,
) -> None:
    article_id = site.publish(NOON)
    forbidden = {"code": "rest_forbidden", "message": "Sorry.", "data": {"status": 401}}
    site.spoil = lambda _: Reply(json.dumps(forbidden).encode(), "application/json", status=401)
    with pytest.raises(SourceUnavailableError, match="rest_forbidden"):
        read(site).fetch(article_id)
    with pytest.raises(SourceUnavailableError, match="rest_forbidden"):
        read(site).unlisted({article_id: NOON})


def test_posts_in_the_trash_and_drafts_are_missing_from_the_list(site: WordPressSite) -> None:
    kept, trashed = site.publish(NOON), site.publish(NOON)
    draft = site.publish(NOON, access="draft")
    site.unpublish(trashed)
    assert read(site).unlisted(dict.fromkeys((kept, trashed, draft))) == [trashed, draft]


def test_a_site_that_ignores_the_filter_misses_no_post(site: WordPressSite) -> None:
    site.publish(NOON)
    site.spoil = lambda _: Reply(b'[{"id": 77}]', "application/json")
    assert read(site).unlisted({"wp:5": NOON}) == []


def test_a_site_without_the_api_takes_no_article_back(site: WordPressSite) -> None:
    site.spoil = lambda _: Reply(b"<h1>Not here</h1>", status=404)
    with pytest.raises(SourceUnavailableError, match="no WordPress REST API"):
        read(site).fetch("wp:1")


def test_a_type_of_posts_that_is_not_there_takes_no_article_back(site: WordPressSite) -> None:
    with pytest.raises(SourceUnavailableError, match="rest_no_route"):
        read(site, post_type="stories").fetch("wp:1")


def test_the_address_that_answers_is_asked_from_then_on() -> None:
    with WordPressSite(is_pretty=False) as site:
        article_id = site.publish(NOON)
        wordpress = read(site)
        wordpress.fetch(article_id)
        assert [request.path for request in site.requests] == ["/wp-json/wp/v2/posts/1", "/"]
        wordpress.fetch(article_id)
        assert [request.path for request in site.requests[2:]] == ["/"]


def test_a_scheduled_post_is_found_when_it_is_out(site: WordPressSite) -> None:
    site.publish(NOON - timedelta(days=3))
    written, out = NOON - timedelta(days=2), NOON - 20 * MINUTE
    late = site.publish(published_at=out, updated_at=written)
    (entry,) = read(site).entries(NOON - 10 * MINUTE)  # a visit has published it only now
    assert (entry.article_id, entry.changed_at) == (late, out)
    found = read(site).fetch(late)
    assert found is not None
    assert (found.changed_at, found.article.published_at) == (out, "2026-03-10T11:40:00Z")


def test_a_time_that_is_yet_to_come_hides_no_later_edit(site: WordPressSite) -> None:
    article_id = site.publish(updated_at=datetime(2999, 1, 1, tzinfo=UTC))
    found = read(site).fetch(article_id)
    assert found is not None
    assert found.changed_at is not None
    assert found.changed_at <= datetime.now(UTC)


def test_an_excerpt_that_wordpress_cut_from_the_text_is_no_dek(site: WordPressSite) -> None:
    cut, written = site.publish(NOON), site.publish(NOON, dek="Forty years &amp; a spring.")
    wordpress = read(site)
    deks = [found.article.dek for found in map(wordpress.fetch, (cut, written)) if found]
    assert deks == ["", "Forty years & a spring."]


def test_authors_that_are_hidden_and_no_category_leave_fields_empty(site: WordPressSite) -> None:
    article_id = site.publish(NOON, authors=(), section="Uncategorized", tags=())
    found = read(site).fetch(article_id)
    assert found is not None
    assert (found.article.byline, found.article.section, found.article.tags) == ("", "", ())


def test_posts_that_are_taken_back_while_the_list_is_read_hide_no_others(
    site: WordPressSite,
) -> None:
    published = [site.publish(NOON + n * MINUTE) for n in range(250)]
    entries = read(site).entries()
    found = [next(entries).article_id for _ in range(100)]
    for article_id in published[-3:]:
        site.unpublish(article_id)
    found += [entry.article_id for entry in entries]
    assert found == published[::-1]


def test_a_proxy_that_drops_headers_hides_no_pages(site: WordPressSite) -> None:
    published = {site.publish(NOON + n * MINUTE) for n in range(200)}
    site.spoil = lambda reply: replace(reply, headers={})
    assert {entry.article_id for entry in read(site).entries()} == published
    assert len(site.requests) == 3  # the last is refused: there is no such page


def test_a_list_asks_for_no_more_than_is_read(site: WordPressSite) -> None:
    site.publish(NOON)
    assert len(list(read(site).entries())) == 1
    (request,) = site.requests
    assert request.query["per_page"] == "100"
    assert "yoast_head" not in request.query["_fields"]


def test_a_post_that_is_no_post_is_a_problem_of_its_own(site: WordPressSite) -> None:
    site.publish(NOON)
    site.spoil = lambda reply: replace(
        reply, body=json.dumps([{"id": "ä b"}, {"id": 7}, *json.loads(reply.body)]).encode()
    )
    odd, bare, good = read(site).entries()
    assert "cannot be the ID" in odd.problem
    assert "content.rendered" in bare.problem
    assert good.article
