"""Articles that a source withdraws: taken down within one poll, and not narrated again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis

from cache.settings import read_settings
from tests.integration.asking import problem
from tests.integration.operations.test_chores import names, queued
from tests.stand import opened
from tests.upstreams.json_cms import JsonSite
from tests.upstreams.pages import PageSite
from tests.upstreams.site import Reply, Site
from tests.upstreams.wordpress import WordPressSite
from worker.jobs import fetch_jobs
from worker.jobs.contexts.fetcher import FetcherContext, open_fetcher_context
from worker.model.article import Article
from worker.model.fetched_article import FetchedArticle
from worker.settings import WorkerSettings

TakeBack = Callable[[Site, str], None]


def delete(site: Site, article_id: str) -> None:
    site.unpublish(article_id)


def make_draft(site: Site, article_id: str) -> None:
    """Withdraw a story as WordPress does for the trash, drafts and private posts."""
    site.edit(article_id, access="draft")


def protect(site: Site, article_id: str) -> None:
    site.edit(article_id, access="password")


def close_api(site: Site, _article_id: str) -> None:
    site.spoil = lambda _: Reply(
        b'{"code": "rest_forbidden", "message": "Sorry, you are not allowed to do that."}',
        "application/json",
        401,
    )


WAYS: list[tuple[type[Site], TakeBack]] = [
    (WordPressSite, delete),
    (WordPressSite, make_draft),
    (WordPressSite, protect),
    (JsonSite, delete),
    (JsonSite, make_draft),
    (PageSite, delete),
    (PageSite, make_draft),
]


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    kind: type[Site] = request.param
    with kind() as there:
        yield there


@pytest.fixture
def context(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, site: Site
) -> FetcherContext:
    file = tmp_path / "publication.toml"
    file.write_text(site.table)
    settings = {"LISTEN_PUBLICATION_FILE": str(file), "LISTEN_PRIVATE_HOSTS": "127.0.0.1"}
    for name, value in {**env, **settings}.items():
        monkeypatch.setenv(name, value)
    return open_fetcher_context(read_settings(WorkerSettings), "fetcher-1")


def take_in_two(context: FetcherContext, site: Site) -> tuple[str, str]:
    """Publish and fetch two articles, the first of which stays; return both."""
    stays = site.publish(datetime.now(UTC) - timedelta(hours=3), title="The pier")
    goes = site.publish(datetime.now(UTC) - timedelta(hours=1), title="The ferry")
    for article_id in (stays, goes):
        fetch_jobs.refresh(context, article_id)
    return stays, goes


def look(context: FetcherContext, site: Site, client: redis.Redis) -> None:
    """Poll the source once, and do what this has put on the queue."""
    queued(client)
    fetch_jobs.poll(context, site.name)
    for said in queued(client):
        kind, _, article_id = said.partition(" ")
        if kind == "refresh":
            fetch_jobs.refresh(context, article_id)


@pytest.mark.parametrize(("site", "take_back"), WAYS, indirect=["site"])
def test_what_a_source_takes_back_is_silent_within_one_look_and_stays_so(
    context: FetcherContext, site: Site, client: redis.Redis, take_back: TakeBack
) -> None:
    stays, goes = take_in_two(context, site)
    take_back(site, goes)
    look(context, site, client)
    with opened() as flask:
        gone = (410, "article-withdrawn")
        assert problem(flask.post(f"/v1/articles/{goes}/audio")) == gone
        assert flask.delete(f"/v1/articles/{goes}/audio").status_code == 204
        assert problem(flask.post(f"/v1/articles/{goes}/audio")) == gone
        look(context, site, client)
        assert problem(flask.post(f"/v1/articles/{goes}/audio")) == gone
        assert flask.post(f"/v1/articles/{stays}/audio").status_code == 202
    assert not [name for name in names(context) if name.startswith(f"{goes}|")]


@pytest.mark.parametrize("site", [WordPressSite], indirect=True)
def test_an_api_that_is_closed_takes_nothing_back(
    context: FetcherContext, site: Site, client: redis.Redis
) -> None:
    stays, goes = take_in_two(context, site)
    close_api(site, goes)
    look(context, site, client)
    with opened() as flask:
        for article_id in (stays, goes):
            assert flask.post(f"/v1/articles/{article_id}/audio").status_code == 202


@pytest.mark.parametrize("site", [WordPressSite, PageSite], indirect=True)
def test_an_article_that_only_a_press_had_fetched_stays_unlisted_at_a_poll(
    context: FetcherContext, site: Site, client: redis.Redis
) -> None:
    store, now = context.articles.store, datetime.now(UTC)
    article_id = site.publish(now - timedelta(hours=1))
    pressed = FetchedArticle(Article(article_id, title="T", text="P."))
    store.take_in(pressed, source=site.name, is_listed=False)
    fetch_jobs.recheck(context, article_id)
    assert not store.is_listed(article_id)
    fetch_jobs.refresh(context, article_id)
    assert store.is_listed(article_id)
    for own_id, is_listed in (("901", True), ("902", False)):
        gone = Article(f"{site.prefix}{own_id}", title="T", text="P.")
        found = FetchedArticle(gone, now - timedelta(minutes=30))
        store.take_in(found, source=site.name, is_listed=is_listed)
    queued(client)
    fetch_jobs.poll(context, site.name)
    tasks = set(queued(client))
    assert f"refresh {site.prefix}901" in tasks
    assert f"recheck {site.prefix}902" in tasks
    assert f"refresh {site.prefix}902" not in tasks
