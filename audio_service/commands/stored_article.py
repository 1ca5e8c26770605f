"""Articles of the article store, of its sources, and of single pages."""

from dataclasses import replace

from cache.articles.edition import Standing
from worker.articles.database import Database
from worker.articles.lookup import DemoArticles, Sources
from worker.articles.store import ArticleStore
from worker.fetch.client import Fetcher
from worker.html.omissions import Note
from worker.model.article import Article
from worker.publication.publication import Publication
from worker.settings import WorkerSettings
from worker.sources.page import MEDIA_TYPES, read_page
from worker.sources.source_readers import Upstreams


def find_stored(source: str, settings: WorkerSettings, publication: Publication) -> Article:
    """Return the article with an ID, fetched from its source if it was not read yet."""
    sources = Sources(
        [ArticleStore(Database(settings.database_location)), DemoArticles()], publication
    )
    edition = sources.edition(source)
    if edition and edition.standing is Standing.UNREAD:
        upstream = Upstreams(publication, _open_fetcher(settings)).of(source)
        found = upstream.fetch(source) if upstream else None
        if found:
            return found.article
    return replace(sources.get(source), id=source)


def _open_fetcher(settings: WorkerSettings) -> Fetcher:
    return Fetcher(
        settings.source_timeout_s, settings.private_hosts, public_url=settings.public_url
    )


def fetch_page(url: str, settings: WorkerSettings, note: Note) -> Article:
    """Return the article on the page at a URL."""
    page = _open_fetcher(settings).get(url, accept=MEDIA_TYPES)
    name = url.rstrip("/").rsplit("/", 1)[-1].split("?")[0] or "page"
    return read_page(page.text(note), name, page.url, note)
