"""HTTP endpoints of the podcast: a feed of all narrated articles, and one of each section."""

import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from audio_service.access.key_check import open_to_all
from audio_service.access.request_costs import FEED_MS, costs
from audio_service.context import WebContext, web_context
from audio_service.http.headers import allow_pages
from audio_service.http.openapi import RSS, describes
from audio_service.http.request_errors import (
    InvalidRequestError,
    PageNotFoundError,
    SectionNotFoundError,
)
from audio_service.podcast.feed_xml import CONTENT_TYPE, PodcastFeed, write_feed
from cache.access.listening_rights import is_open_to_all
from worker.articles.lookup import DemoArticles
from worker.podcast.episodes import Page, Section

HERE = Path(__file__).parents[2] / "podcast"

feed = Blueprint("feed", __name__)
feed.after_request(allow_pages)

MAX_AGE_S = 60
"""Cache lifetime of a feed, in seconds; an episode may be removed from it at any time."""

COVER_MAX_AGE_S = 86_400
PAGE_DIGITS = 6


@feed.get("/feed.xml")
@describes(
    "Podcast feed",
    query=["page"],
    answers={200: RSS, 304: None, 412: None},
    problems=(PageNotFoundError, InvalidRequestError),
)
@open_to_all
@costs(FEED_MS)
def podcast_feed() -> Response:
    """Return one page of the podcast, the newest articles first."""
    return _answer(None)


@feed.get("/feed/<section>.xml")
@describes(
    "Podcast feed of a section",
    query=["page"],
    answers={200: RSS, 304: None, 412: None},
    problems=(SectionNotFoundError, PageNotFoundError, InvalidRequestError),
)
@open_to_all
@costs(FEED_MS)
def section_feed(section: str) -> Response:
    """Return the podcast of a section.

    The name of the section is in small letters without accents, with `-` between words. For an
    unknown section, the error lists all sections.

    Raises:
        SectionNotFoundError: The section never had an episode.
    """
    found = web_context().articles.episodes.section(section)
    if found is None:
        listed = [
            {"section": slug, "name": name}
            for slug, name in web_context().articles.episodes.sections(_hidden(web_context()))
        ]
        names = ", ".join(each["section"] for each in listed) or "none yet"
        raise SectionNotFoundError(
            f"there is no section {section!r}; there are {names}",
            sections=listed,
        )  # fmt: skip
    return _answer(found)


@feed.get("/feed/cover.png")
@open_to_all
def cover() -> Response:
    """Return the default cover of the podcast, for publishers who configure none."""
    return send_from_directory(HERE, "cover.png", max_age=COVER_MAX_AGE_S)


def _answer(section: Section | None) -> Response:
    """Return a page of a feed, or 304 if the client has it already.

    Raises:
        PageNotFoundError: There is no such page.
    """
    settings, number = web_context().publication.podcast, _page_number()
    slug = section.slug if section else None
    page = _open_page(number, slug)
    base_url = web_context().settings.public_url or request.host_url.rstrip("/")
    found = PodcastFeed(settings, base_url, section, page, number, "page" in request.args)
    if number > found.pages:
        raise PageNotFoundError(f"there are {found.pages} pages")
    body = write_feed(found)
    response = Response(body, content_type=CONTENT_TYPE)
    response.set_etag(sha256(body).hexdigest()[:32])
    if page.changed_at:
        response.last_modified = datetime.fromtimestamp(page.changed_at, UTC)
    if web_context().settings.public_url:
        response.cache_control.public = True
        response.cache_control.max_age = MAX_AGE_S
    else:
        response.cache_control.private = True
        response.cache_control.no_cache = True
    response.make_conditional(request.environ)
    return response


def _open_page(number: int, slug: str | None) -> Page:
    """Return a page of episodes that all listeners may hear now.

    An article that was closed a moment ago may still have an episode.
    """
    size, hidden = web_context().publication.podcast.page_size, _hidden(web_context())
    while True:
        page = web_context().articles.episodes.page(number, size, slug=slug, without=hidden)
        article_ids = [episode.article_id for episode in page.episodes]
        editions, now = web_context().articles.lookup.editions(article_ids), time.time()
        closed = [i for i in article_ids if not is_open_to_all(editions.get(i), now)]
        if not closed:
            return page
        hidden += closed


def _page_number() -> int:
    """Return the requested page number.

    Raises:
        InvalidRequestError: The parameter is not a number.
    """
    asked = request.args.get("page", "1")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= PAGE_DIGITS
    if not is_number or int(asked) < 1:
        raise InvalidRequestError("page must be a number from 1")
    return int(asked)


def _hidden(used: WebContext) -> list[str]:
    """Return the demo articles if the demo site is switched off: they are not in the podcast."""
    return [] if used.settings.has_demo_site else [article.id for article in DemoArticles().all()]
