"""A site with a feed: RSS 2.0 or 1.0, Atom or JSON Feed, with whole articles or beginnings."""

import json
import re
from datetime import UTC, datetime
from html import escape
from typing import Literal

from tests.upstreams.pages import PageSite
from tests.upstreams.site import Reply, Request, Story, not_found, web_time
from worker.publication.sources import FeedSource

Kind = Literal["rss", "atom", "rdf", "json"]
_PER_PAGE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TYPES = {
    "rss": "application/rss+xml; charset=UTF-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}
_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
)


class FeedSite(PageSite):
    """A site with a feed at `/feed.xml` and the pages that it leads to.

    Args:
        kind: Kind of the feed.
        is_whole: True if the feed has the whole text of articles.
        is_paged: True if the feed links to pages with older articles.
    """

    name = "feed"

    def __init__(self, kind: Kind = "rss", *, is_whole: bool = True, is_paged: bool = True) -> None:
        super().__init__()
        self.kind: Kind = kind
        self._is_whole = is_whole
        self._is_paged = is_paged

    @property
    def feed_url(self) -> str:
        return f"{self.url}/feed.xml"

    @property
    def source(self) -> FeedSource:  # type: ignore[override]  # another kind than its parent's
        return FeedSource.model_validate(
            {"kind": "feed", "name": self.name, "prefix": self.prefix, "url": self.feed_url}
        )

    def id_of(self, story: Story) -> str:
        return f"{self.prefix}{self.guid_of(story)}"

    def guid_of(self, story: Story) -> str:
        return f"harbor-{story.number}"

    def answer(self, request: Request) -> Reply:
        if request.path == "/feed.xml":
            return self.feed(int(request.query.get("page", 1)))
        return super().answer(request)

    def feed(self, number: int = 1) -> Reply:
        """Return a page of the feed."""
        stories = self.newest_first()
        chosen = stories[(number - 1) * _PER_PAGE : number * _PER_PAGE]
        if not chosen and number > 1:
            return not_found()
        has_more = self._is_paged and number * _PER_PAGE < len(stories)
        later = f"{self.feed_url}?page={number + 1}" if has_more else ""
        write = {"rss": self._rss, "atom": self._atom, "rdf": self._rdf, "json": self._json}
        return Reply(write[self.kind](chosen, later).encode(), _TYPES[self.kind])

    def _rss(self, stories: list[Story], later: str) -> str:
        link = f'<atom:link rel="next" href="{later}"/>' if later else ""
        items = "\n".join(
            f"<item><title>{escape(story.title)}</title><link>{self.url}{self.path_of(story)}</link>"
            f"<pubDate>{web_time(story.published_at)}</pubDate>"
            f'<guid isPermaLink="false">{self.guid_of(story)}</guid>{self._rss_fields(story)}'
            f'<media:content url="{self.url}{story.image}" medium="image"/></item>'
            for story in stories
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {_SPACES}><channel>'
            f"<title>The Harbor Times</title><link>{self.url}</link><language>en-GB</language>"
            f"<description>News from the harbor</description>{link}\n{items}\n</channel></rss>\n"
        )

    def _rdf(self, stories: list[Story], _later: str) -> str:
        items = "\n".join(
            f'<item rdf:about="{self.guid_of(story)}"><title>{escape(story.title)}</title>'
            f"<link>{self.url}{self.path_of(story)}</link>"
            f"<dc:date>{story.updated_at.isoformat()}</dc:date>{self._rss_fields(story)}</item>"
            for story in stories
        )
        return (
            '<?xml version="1.0"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
            f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {_SPACES}>'
            f"<channel><title>The Harbor Times</title><link>{self.url}</link></channel>\n"
            f"{items}\n</rdf:RDF>"
        )

    def _rss_fields(self, story: Story) -> str:
        authors = f"<dc:creator>{escape(', '.join(story.authors))}</dc:creator>"
        tags = "".join(f"<category>{escape(t)}</category>" for t in (story.section, *story.tags))
        content = f"<content:encoded><![CDATA[{story.body}]]></content:encoded>"
        summary = story.dek or _beginning(story)
        return (
            f"{authors}{tags}<description>{escape(summary)}</description>"
            f"{content if self._is_whole else ''}"
        )

    def _atom(self, stories: list[Story], later: str) -> str:
        newest = max((story.updated_at for story in stories), default=_EPOCH)
        link = f'<link rel="next" href="{later}"/>' if later else ""
        entries = "\n".join(
            f'<entry><title type="html">{escape(story.title)}</title>'
            f'<link rel="alternate" type="text/html" href="{self.path_of(story)}"/>'
            f"<id>{self.guid_of(story)}</id><updated>{_time(story.updated_at)}</updated>"
            f"<published>{_time(story.published_at)}</published>"
            + "".join(f"<author><name>{escape(n)}</name></author>" for n in story.authors)
            + "".join(f'<category term="{escape(t)}"/>' for t in (story.section, *story.tags))
            + f'<link rel="enclosure" type="image/jpeg" href="{story.image}"/>'
            + f"<summary>{escape(story.dek or _beginning(story))}</summary>"
            + (f'<content type="html">{escape(story.body)}</content>' if self._is_whole else "")
            + "</entry>"
            for story in stories
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
            f'xml:lang="en-GB"><title>The Harbor Times</title><id>{self.url}/</id>{link}'
            f"<updated>{_time(newest)}</updated>\n{entries}\n</feed>"
        )

    def _json(self, stories: list[Story], later: str) -> str:
        items = [
            {
                "id": self.guid_of(story),
                "url": f"{self.url}{self.path_of(story)}",
                "title": story.title,
                "summary": story.dek or _beginning(story),
                **({"content_html": story.body} if self._is_whole else {}),
                "image": f"{self.url}{story.image}",
                "date_published": _time(story.published_at),
                "date_modified": _time(story.updated_at),
                "authors": [{"name": name} for name in story.authors],
                "tags": [story.section, *story.tags],
                "language": "en-GB",
            }
            for story in stories
        ]
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "The Harbor Times",
            "home_page_url": self.url,
            "items": items,
            **({"next_url": later} if later else {}),
        }
        return json.dumps(feed, ensure_ascii=False)


def _beginning(story: Story) -> str:
    return re.sub(r"<[^>]*>", "", story.body).strip()[:60] + " […]"


def _time(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
