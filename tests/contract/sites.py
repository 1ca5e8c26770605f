"""Sites of every kind of source, and their sources opened."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.upstreams.feed import FeedSite
from tests.upstreams.ghost import GhostSite
from tests.upstreams.json_cms import JsonSite
from tests.upstreams.pages import PageSite
from tests.upstreams.site import Site
from tests.upstreams.wordpress import WordPressSite
from worker.fetch.client import Fetcher
from worker.html.plain_text import without_markup
from worker.sources.source_readers import Upstream, open_upstream

SITES: dict[str, Callable[[], Site]] = {
    "wordpress": WordPressSite,
    "wordpress-plain": lambda: WordPressSite(is_pretty=False),
    "wordpress-closed": lambda: WordPressSite(password="abcd EFGH ijkl MNOP"),
    "wordpress-old": lambda: WordPressSite(knows_modified_after=False),
    "ghost": GhostSite,
    "json": JsonSite,
    "json-counted": lambda: JsonSite(has_next=False, has_key=True),
    "pages": PageSite,
    "rss": FeedSite,
    "rss-partial": lambda: FeedSite(is_whole=False),
    "atom": lambda: FeedSite("atom"),
    "atom-partial": lambda: FeedSite("atom", is_whole=False),
    "rdf": lambda: FeedSite("rdf", is_paged=False),
    "json-feed": lambda: FeedSite("json"),
}
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TIMEOUT_S = 5.0


def open_site(site: Site, timeout_s: float = TIMEOUT_S) -> Upstream:
    return open_upstream(site.source, Fetcher(timeout_s, ["127.0.0.1"]))


def words_of(html: str) -> list[str]:
    return re.findall(r"\w+", without_markup(html))


def is_feed_in_full(site: Site) -> bool:
    return isinstance(site, FeedSite) and site._is_whole


def spoil_with(site: Site, **changes: object) -> None:
    site.spoil = lambda reply: replace(reply, **changes)  # type: ignore[arg-type]  # tests' own
