"""A shelf with one feed, and what is read from it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.upstreams.feed import FeedSite
from tests.upstreams.shelf import Shelf
from tests.upstreams.site import PARAGRAPHS
from worker.fetch.client import Fetcher
from worker.model.article import Article
from worker.model.fetched_article import ListedArticle
from worker.sources.feed import FeedReader, feed_of

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RSS = (
    '<?xml version="1.0"{encoding}?><rss version="2.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{channel}{items}</channel></rss>'
)
LONG = "<p>" + "The ferry crossed the bay once more. " * 40 + "</p>"
PAGE = f"<!doctype html><title>T</title><article><h1>The whole story</h1>{PARAGRAPHS}</article>"
HTML = "text/html; charset=utf-8"


def read(site: Shelf | FeedSite, path: str = "/feed", **settings: Any) -> FeedReader:
    source = site.source if isinstance(site, FeedSite) else feed_of(f"{site.url}{path}")
    return FeedReader(source.model_copy(update=settings), Fetcher(5, ["127.0.0.1"]))


def put(shelf: Shelf, *items: str, channel: str = "", encoding: str = "utf-8", **how: str) -> None:
    rss = RSS.format(
        encoding=f' encoding="{encoding}"',
        channel=channel,
        items="".join(f"<item>{item}</item>" for item in items),
    )
    shelf.put("/feed", rss.encode(encoding), how.get("media_type", "application/rss+xml"))


def entries_of(shelf: Shelf, *items: str, **how: str) -> list[ListedArticle]:
    put(shelf, *items, **how)
    return list(read(shelf).entries())


def article_of(shelf: Shelf, item: str, **how: str) -> Article:
    (entry,) = entries_of(shelf, f"<guid>a</guid>{item}", **how)
    assert entry.article is not None, entry.problem
    return entry.article
