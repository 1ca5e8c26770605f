"""The site of a newspaper: whole pages with articles, and sitemaps."""

import gzip
from datetime import UTC, timedelta
from html import escape

from tests.upstreams.site import Reply, Request, Site, Story, not_found
from worker.publication.sources import PageSource

_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


class PageSite(Site):
    """A newspaper's site, whose article pages are below `/2026/`.

    Its sitemap is an index of one for news, of the last two days, and a packed one for the rest.
    """

    name = "page"

    @property
    def source(self) -> PageSource:
        return PageSource.model_validate(
            {
                "kind": "page",
                "name": self.name,
                "prefix": self.prefix,
                "url": f"{self.url}/2026/{{id}}",
                "sitemap": f"{self.url}/sitemap.xml",
            }
        )

    def id_of(self, story: Story) -> str:
        return f"{self.prefix}{story.published_at:%m}:{story.slug}.html"

    def path_of(self, story: Story) -> str:
        return f"/2026/{story.published_at:%m}/{story.slug}.html"

    def answer(self, request: Request) -> Reply:
        if request.path.startswith("/sitemap"):
            return self._sitemap(request.path)
        if request.path == "/":
            return Reply(b"<!doctype html><title>Front page</title><h1>The Harbor Times</h1>")
        for story in self.stories.values():
            if request.path == self.path_of(story) and story.access != "draft":
                return self.page(story)
        return not_found()

    def _sitemap(self, path: str) -> Reply:
        stories = self.newest_first()
        newest = stories[0].updated_at if stories else None
        is_news = {
            s.number: bool(newest and newest - s.updated_at < timedelta(days=2)) for s in stories
        }
        news = [story for story in stories if is_news[story.number]]
        rest = [story for story in stories if not is_news[story.number]]
        if path == "/sitemap.xml":
            return _xml(
                f'<sitemapindex xmlns="{_MAP}">\n'
                + "".join(
                    f"<sitemap><loc>{self.url}/{name}</loc>"
                    f"<lastmod>{part[0].updated_at.isoformat()}</lastmod></sitemap>\n"
                    for name, part in (("sitemap-old.xml.gz", rest), ("sitemap-news.xml", news))
                    if part
                )
                + "</sitemapindex>"
            )
        if path == "/sitemap-news.xml":
            return _xml(self._urls(news))
        packed = gzip.compress(_xml(self._urls(rest)).body)
        return Reply(packed, "application/x-gzip")

    def _urls(self, stories: list[Story]) -> str:
        pages = [
            f"<url><loc>{self.url}{self.path_of(story)}</loc>"
            f"<lastmod>{story.updated_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>"
            f"<image:image><image:loc>{self.url}{story.image}</image:loc></image:image>"
            "<news:news><news:publication><news:name>The Harbor Times</news:name>"
            "<news:language>en</news:language></news:publication>"
            f"<news:publication_date>{story.published_at.isoformat()}</news:publication_date>"
            f"<news:title>{escape(story.title)}</news:title></news:news></url>\n"
            for story in stories
        ]
        about = f"<url><loc>{self.url}/about</loc><changefreq>yearly</changefreq></url>\n"
        spaces = f'xmlns="{_MAP}" xmlns:news="{_NEWS}" xmlns:image="{_IMAGE}"'
        return f"<!-- made by hand -->\n<urlset {spaces}>\n{about}{''.join(pages)}</urlset>"

    def page(self, story: Story) -> Reply:
        """Return the page of a story."""
        robots = "noindex, follow" if story.access == "members" else "index, follow"
        tags = "".join(f'<meta property="article:tag" content="{escape(t)}">' for t in story.tags)
        dek = f'<p class="standfirst">{story.dek}</p>' if story.dek else ""
        return Reply(
            f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{story.title} | The Harbor Times</title>
<meta name="robots" content="{robots}">
<meta name="author" content="{escape(", ".join(story.authors))}">
<meta property="og:type" content="article">
<meta property="og:image" content="{self.url}{story.image}">
<meta property="article:section" content="{escape(story.section)}">{tags}
<meta property="article:published_time" content="{story.published_at.isoformat()}">
<meta property="article:modified_time" content="{story.updated_at.isoformat()}">
<link rel="canonical" href="{self.path_of(story)}"></head>
<body><nav><a href="/">Home</a> <a href="/coast">Coast</a></nav>
<main><article><h1>{story.title}</h1>{dek}
<div class="share-links"><a href="#">Share</a></div>
{story.body}</article></main>
<footer>The Harbor Times, all rights reserved</footer></body></html>""".encode()
        )


def _xml(markup: str) -> Reply:
    return Reply(f'<?xml version="1.0" encoding="UTF-8"?>\n{markup}'.encode(), "application/xml")
