"""Ghost sites, with posts for members among the others."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.upstreams.ghost import GhostSite
from worker.errors import ArticleGoneError, NothingToReadError, SourceUnavailableError
from worker.fetch.client import Fetcher
from worker.sources.ghost import Ghost

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GATED = "<p>Everybody may read this.</p><!--members-only--><p>Members read on.</p>"


@pytest.fixture
def site() -> Iterator[GhostSite]:
    with GhostSite() as site:
        yield site


def read(site: GhostSite) -> Ghost:
    return Ghost(site.source, Fetcher(5, ["127.0.0.1"]))


@pytest.mark.parametrize("access", ["members", "paid", "tiers"])
@pytest.mark.parametrize("body", [GATED, "<p>Members read all of it.</p>"])
def test_posts_for_members_are_gone(site: GhostSite, access: str, body: str) -> None:
    article_id = site.publish(NOON, access=access, body=body)
    with pytest.raises(ArticleGoneError, match=f"it is for {access}"):
        read(site).fetch(article_id)
    (entry,) = read(site).entries()
    assert (entry.article_id, entry.article, entry.problem) == (article_id, None, "")


def test_a_post_that_becomes_public_is_read(site: GhostSite) -> None:
    article_id = site.publish(NOON, access="paid", body=GATED)
    site.edit(article_id, NOON + MINUTE, access="public")
    found = read(site).fetch(article_id)
    assert found is not None
    assert "Members read on" in found.article.html


def test_what_everybody_sees_is_read_if_settings_say_so() -> None:
    with GhostSite(previews=True) as site:
        gated = site.publish(NOON, access="paid", body=GATED)
        closed = site.publish(NOON, access="paid", body="<p>Members read all of it.</p>")
        found = read(site).fetch(gated)
        assert found is not None
        assert found.article.html == "<p>Everybody may read this.</p>"
        with pytest.raises(ArticleGoneError):
            read(site).fetch(closed)


def test_a_post_of_no_text_is_said_to_have_none(site: GhostSite) -> None:
    article_id = site.publish(NOON, body="")
    with pytest.raises(NothingToReadError):
        read(site).fetch(article_id)
    (entry,) = read(site).entries()
    assert "no text" in entry.problem


def test_a_wrong_key_takes_no_article_back() -> None:
    with GhostSite(key="0" * 26) as site:
        article_id = site.publish(NOON)
        for ask in (lambda: read(site).fetch(article_id), lambda: list(read(site).entries())):
            with pytest.raises(SourceUnavailableError, match=r"Unknown Content API Key \(401\)"):
                ask()


def test_what_ghost_says_is_shown(site: GhostSite) -> None:
    with pytest.raises(ArticleGoneError, match=r"Post not found \(404\)"):
        read(site).fetch("ghost:63f9c0a1b2c3d4e500000009")


def test_the_api_is_asked_for_a_version(site: GhostSite) -> None:
    read(site).fetch(site.publish(NOON))
    assert site.requests[0].headers["accept-version"] == "v5.0"
    assert site.requests[0].query["formats"] == "html"


def test_posts_that_are_taken_back_while_the_list_is_read_hide_no_others(site: GhostSite) -> None:
    published = [site.publish(NOON + n * MINUTE) for n in range(250)]
    entries = read(site).entries()
    found = [next(entries).article_id for _ in range(100)]
    for article_id in published[-3:]:
        site.unpublish(article_id)
    found += [entry.article_id for entry in entries]
    assert found == published[::-1]
