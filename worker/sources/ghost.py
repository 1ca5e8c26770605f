"""Articles of a Ghost site, from its Content API: post 63f9 of the source `blog` is `blog:63f9`.

Text for members only is cut off at its paywall by the API itself, or left out.

Source: https://ghost.org/docs/content-api/
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from worker.articles.fields import (
    complete,
    join_names,
    latest,
    plain_text,
    read_time,
    time_text,
)
from worker.errors import (
    ArticleGoneError,
    ArticleNotFoundError,
    SourceUnavailableError,
    UnreadableSourceError,
)
from worker.fetch.client import Fetcher
from worker.model.article import Article
from worker.model.fetched_article import NONE, FetchedArticle, ListedArticle, Validators
from worker.publication.sources import GhostSource
from worker.sources.api_answers import ApiAnswer, ask, mapping, objects
from worker.sources.listing import MAX_LISTING_BYTES, Page, State, enter, known, note, walk
from worker.sources.subscribers_only import admit

Post = Mapping[str, Any]

_VERSION = "v5.0"
_ID = re.compile(r"[0-9a-f]{24}|1")
_WANTED = {"include": "authors,tags", "formats": "html"}
_PER_PAGE = 100


class Ghost:
    """Reader of a site's posts.

    Args:
        source: Settings of the source.
        fetcher: HTTP client.
    """

    def __init__(self, source: GhostSource, fetcher: Fetcher) -> None:
        self._source = source
        self._fetcher = fetcher

    def fetch(self, article_id: str, validators: Validators = NONE) -> FetchedArticle | None:
        """Return a post, or None if it has not changed since the last fetch; see `Upstream`.

        Raises:
            ArticleGoneError: There is no such post, or it is not public.
            ArticleNotFoundError: The ID cannot be that of a post.
            UnreadableSourceError: Ghost answers with something else.
        """
        own_id = article_id.removeprefix(self._source.prefix)
        if not _ID.fullmatch(own_id):
            raise ArticleNotFoundError(f"{article_id!r}: {own_id!r} is not an ID of a post")
        answer = self._ask(f"{own_id}/", {}, validators)
        if answer.status == 304:
            return None
        if answer.status in (404, 410, 422) and _errors(answer):
            raise ArticleGoneError(f"Ghost has no post {own_id}: {_said(answer)}")
        posts = _posts(answer)
        if not posts:
            raise UnreadableSourceError(f"Ghost answers without the post {own_id}")
        return FetchedArticle(
            self._read(posts[0]), _changed_at(posts[0]), answer.fetched.validators
        )

    def entries(
        self, since: datetime | None = None, state: State | None = None
    ) -> Iterator[ListedArticle]:
        """Yield the posts that changed after a time; see `Upstream`."""
        query = {"order": "updated_at desc", "limit": str(_PER_PAGE)}
        if since:
            before = (since - timedelta(seconds=1)).astimezone(UTC)
            query["filter"] = f"updated_at:>'{before:%Y-%m-%d %H:%M:%S}'"
        url = f"{self._source.url} {urlencode(query)}"
        first = self._ask("", query, known(state, url), MAX_LISTING_BYTES)
        if first.status == 304:
            return

        def read(number: int) -> Page[Post]:
            return _page_of(self._ask("", {**query, "page": str(number)}, NONE, MAX_LISTING_BYTES))

        seen: set[object] = set()
        for posts in walk(_page_of(first), read):
            for post in posts:
                if post.get("id") not in seen:
                    seen.add(post.get("id"))
                    yield self._enter(post)
        note(state, url, first.fetched.validators)

    def unlisted(self, stored: Mapping[str, datetime | None]) -> list[str]:
        """Return those of the stored posts that are not published any more; see `Upstream`."""
        own = {each: each.removeprefix(self._source.prefix) for each in stored}
        asked = [own_id for own_id in own.values() if _ID.fullmatch(own_id)]
        listed: set[str] = set()
        for first in range(0, len(asked), _PER_PAGE):
            ids = ",".join(asked[first : first + _PER_PAGE])
            query = {"filter": f"id:[{ids}]", "fields": "id,visibility", "limit": str(_PER_PAGE)}
            page = _page_of(self._ask("", query, NONE, MAX_LISTING_BYTES))
            listed |= {str(post.get("id", "")) for post in page.items}
        return [each for each, own_id in own.items() if own_id not in listed]

    def _ask(
        self,
        path: str,
        query: Mapping[str, str],
        validators: Validators,
        max_bytes: int | None = None,
    ) -> ApiAnswer:
        key = {"key": self._source.content_key.get_secret_value()}
        site = self._source.url.rstrip("/")
        return ask(
            self._fetcher,
            f"{site}/ghost/api/content/posts/{path}?{urlencode({**query, **_WANTED, **key})}",
            headers={"Accept-Version": _VERSION},
            validators=validators,
            max_bytes=max_bytes,
        )

    def _enter(self, post: Post) -> ListedArticle:
        entry = ListedArticle(
            f"{self._source.prefix}{post.get('id', '')}",
            _changed_at(post),
            _section(post),
            str(post.get("url") or ""),
        )
        return enter(entry, lambda: self._read(post))

    def _read(self, post: Post) -> Article:
        """Return a post as an article.

        Raises:
            ArticleGoneError: The post is not public.
        """
        article_id = f"{self._source.prefix}{post.get('id', '')}"
        visibility = post.get("visibility", "public")
        body = post.get("html") or ""
        if visibility != "public" and not (self._source.previews and body):
            raise ArticleGoneError(f"post {article_id} is not public: it is for {visibility}")
        tags = _public_tags(post)
        article = Article(
            id=article_id,
            title=plain_text(post.get("title")),
            dek=plain_text(post.get("custom_excerpt")),
            byline=join_names(author.get("name") for author in objects(post.get("authors"))),
            section=_section(post),
            language=str(post.get("locale") or ""),
            published_at=time_text(read_time(post.get("published_at"))),
            url=str(post.get("url") or ""),
            html=str(body),
            tags=tuple(plain_text(tag.get("name")) for tag in tags),
            image_url=str(post.get("feature_image") or ""),
        )
        return admit(complete(article, self._source.language), self._source, is_paid=False)


def _posts(answer: ApiAnswer) -> list[Post]:
    """Return the posts in Ghost's answer.

    Raises:
        SourceUnavailableError: Ghost refuses to answer.
    """
    if answer.status != 200:
        raise SourceUnavailableError(f"Ghost refuses: {_said(answer)}")
    return objects(mapping(answer.data).get("posts"))


def _page_of(answer: ApiAnswer) -> Page[Post]:
    """Return one page of a list.

    Raises:
        SourceUnavailableError: Ghost refuses to list posts.
        UnreadableSourceError: It does not answer with a list.
    """
    posts = _posts(answer)
    if "posts" not in mapping(answer.data):
        raise UnreadableSourceError(f"{answer.where} does not answer with a list of posts")
    paging = mapping(mapping(mapping(answer.data).get("meta")).get("pagination"))
    total = paging.get("total")
    return Page(posts, not paging.get("next"), total if isinstance(total, int) else None)


def _errors(answer: ApiAnswer) -> list[Mapping[str, Any]]:
    return objects(mapping(answer.data).get("errors"))


def _said(answer: ApiAnswer) -> str:
    """Return Ghost's error message."""
    said = [str(e.get("context") or e.get("message") or "") for e in _errors(answer)]
    return f"{' '.join(filter(None, said)).rstrip('.')} ({answer.status})"


def _public_tags(post: Post) -> list[Mapping[str, Any]]:
    """Return the tags that readers see; those that begin with # are for the site itself."""
    return [tag for tag in objects(post.get("tags")) if tag.get("visibility") != "internal"]


def _section(post: Post) -> str:
    tag = mapping(post.get("primary_tag")) or next(iter(_public_tags(post)), {})
    return plain_text(tag.get("name"))


def _changed_at(post: Post) -> datetime | None:
    return latest(read_time(post.get("updated_at")), read_time(post.get("published_at")))
