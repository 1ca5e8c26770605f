"""Articles of a WordPress site, by its REST API: post 123 of the source `wp` is `wp:123`.

The API's `content` is the text that a theme would show, with rendered blocks and shortcodes. A post
that is scheduled keeps the time of its last edit when it is published, so newly published
posts are looked for by both times.

Source: https://developer.wordpress.org/rest-api/reference/posts/, and for the times of scheduled
posts https://core.trac.wordpress.org/ticket/26980
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import urlencode

from worker.articles.fields import (
    complete,
    dek_of,
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
from worker.publication.sources import WordPressSource
from worker.sources.api_answers import ApiAnswer, ask, find, mapping, objects
from worker.sources.listing import MAX_LISTING_BYTES, Page, State, enter, known, note, walk
from worker.sources.subscribers_only import admit, is_paid

Post = Mapping[str, Any]

_WANTED = {
    "_embed": "author,wp:term,wp:featuredmedia",
    "_fields": "id,date_gmt,modified_gmt,status,link,title,content,excerpt,lang,_links,_embedded",
}
"""Requested fields of each post; the others, from themes and plugins, are many times as large."""

_OF_ONE_POST = frozenset({"rest_post_invalid_id", "rest_post_incorrect_password"})
"""Codes of errors that are about one post; others say that the API cannot be used at all."""

_OF_ONE_POST_OR_ALL = frozenset({"rest_forbidden", "rest_cannot_read", "rest_cannot_access"})
"""Codes of errors that may be about one post, or about all."""

_PER_PAGE = 100
_PAST_THE_END = "rest_post_invalid_page_number"
_NO_TAGS = frozenset({"category", "post_format"})

_LATE = timedelta(hours=1)
"""Longest delay of scheduled posts: they are published by the first visit after their time."""


class WordPress:
    """The posts of a site.

    Args:
        source: Settings of the source.
        fetcher: HTTP client.
    """

    def __init__(self, source: WordPressSource, fetcher: Fetcher) -> None:
        self._source = source
        self._fetcher = fetcher
        self._is_pretty: bool | None = None

    def fetch(self, article_id: str, validators: Validators = NONE) -> FetchedArticle | None:
        """Return a post, or None if it has not changed since the last fetch; see `Upstream`.

        Raises:
            ArticleNotFoundError: The ID is not a number.
        """
        number = article_id.removeprefix(self._source.prefix)
        if not (number.isascii() and number.isdigit()):
            raise ArticleNotFoundError(f"{article_id!r}: {number!r} is not a number of a post")
        answer = self._ask(f"/{number}", {}, validators)
        if answer.status == 304:
            return None
        if answer.status != 200:
            self._refuse(number, answer)
        post = mapping(answer.data)
        return FetchedArticle(self._read(post), _changed_at(post), answer.fetched.validators)

    def entries(
        self, since: datetime | None = None, state: State | None = None
    ) -> Iterator[ListedArticle]:
        """Yield the posts that were changed or published after a time; see `Upstream`."""
        seen: set[object] = set()
        for post in self._posts(since, state):
            if post.get("id") not in seen:
                seen.add(post.get("id"))
                yield self._enter(post)

    def unlisted(self, stored: Mapping[str, datetime | None]) -> list[str]:
        """Return those of the stored posts that are not published any more; see `Upstream`."""
        numbers = {each: each.removeprefix(self._source.prefix) for each in stored}
        own = [number for number in numbers.values() if number.isascii() and number.isdigit()]
        listed: set[str] = set()
        for first in range(0, len(own), _PER_PAGE):
            listed |= self._published(own[first : first + _PER_PAGE])
        if listed - {*own}:
            return []  # the filter is ignored
        return [each for each, number in numbers.items() if number not in listed]

    def _published(self, numbers: Sequence[str]) -> set[str]:
        """Return those of the given posts that the site lists publicly.

        Raises:
            SourceUnavailableError: The site lists none at all.
        """
        query = {"include": ",".join(numbers), "_fields": "id"}
        page = _page_of(self._ask_page(query, 1), 1)
        return {str(post.get("id", "")) for post in page.items}

    def _refuse(self, number: str, answer: ApiAnswer) -> NoReturn:
        """Raise the error that a refused request for one post means.

        The code of a post that is not published is also that of an API that is closed to visitors.
        If the API lists posts, but not this one, the post is not published.

        Raises:
            ArticleGoneError: There is no such post, or it is not public.
            SourceUnavailableError: All requests would be refused, such as without a password.
        """
        is_gone = answer.status == 410 or _code(answer) in _OF_ONE_POST
        if is_gone or (_code(answer) in _OF_ONE_POST_OR_ALL and not self._published([number])):
            raise ArticleGoneError(f"WordPress has no such public post: {_said(answer)}")
        raise SourceUnavailableError(f"WordPress refuses: {_said(answer)}")

    def _posts(self, since: datetime | None, state: State | None) -> Iterator[Post]:
        if since is None:
            yield from self._list({"orderby": "modified"}, state)
            return
        after = {"modified_after": time_text(since - timedelta(seconds=1))}
        for post in self._list({"orderby": "modified", **after}, state):
            modified = read_time(post.get("modified_gmt"))
            if modified and modified < since:  # before version 5.7, the API has no such filter
                break
            yield post
        for post in self._list({"orderby": "date", "after": time_text(since - _LATE)}, None):
            if _was_scheduled(post):
                yield post

    def _list(self, query: Mapping[str, str], state: State | None) -> Iterator[Post]:
        """Yield posts, the newest first."""
        url = f"{self._source.url} {urlencode(query)}"
        first = self._ask_page(query, 1, known(state, url))
        if first.status == 304:
            return
        for posts in walk(_page_of(first, 1), lambda n: _page_of(self._ask_page(query, n), n)):
            yield from posts
        note(state, url, first.fetched.validators)

    def _ask_page(
        self, query: Mapping[str, str], number: int, validators: Validators = NONE
    ) -> ApiAnswer:
        paging = {"order": "desc", "per_page": str(_PER_PAGE), "page": str(number)}
        return self._ask("", {**query, **paging}, validators, MAX_LISTING_BYTES)

    def _ask(
        self,
        path: str,
        query: Mapping[str, str],
        validators: Validators,
        max_bytes: int | None = None,
    ) -> ApiAnswer:
        """Return the API's answer, from the one of its two addresses that this site has.

        Raises:
            SourceUnavailableError: The API answers at neither of them.
            UnreadableSourceError: It does not answer with JSON.
        """
        headers = {"Authorization": self._authorization()} if self._source.username else {}
        ways = (True, False) if self._is_pretty is None else (self._is_pretty,)
        for is_pretty in ways:
            url = self._address(path, {**self._wanted(), **query}, is_pretty)
            try:
                answer = ask(
                    self._fetcher,
                    url,
                    headers=headers,
                    validators=validators,
                    max_bytes=max_bytes,
                )
            except UnreadableSourceError:
                if is_pretty is ways[-1]:
                    raise
                continue
            if answer.status in (200, 304) or _code(answer):
                self._is_pretty = is_pretty
                return answer
        raise SourceUnavailableError(
            f"{self._source.url} has no WordPress REST API, neither at /wp-json/ nor at "
            f"?rest_route=: it answers {answer.status}"
        )

    def _wanted(self) -> dict[str, str]:
        """Return the query parameters, among them the names of the requested fields of posts."""
        own = self._source.paid_field.partition(".")[0]
        fields = f"{_WANTED['_fields']},{own}" if own else _WANTED["_fields"]
        return {**_WANTED, "_fields": fields}

    def _address(self, path: str, query: Mapping[str, str], is_pretty: bool) -> str:
        site = self._source.url.rstrip("/")
        route = f"/wp/v2/{self._source.post_type}{path}"
        if is_pretty:
            return f"{site}/wp-json{route}?{urlencode(query)}"
        return f"{site}/?{urlencode({'rest_route': route, **query})}"

    def _authorization(self) -> str:
        password = self._source.password.get_secret_value() if self._source.password else ""
        pair = f"{self._source.username}:{password}"
        return f"Basic {b64encode(pair.encode()).decode()}"

    def _enter(self, post: Post) -> ListedArticle:
        terms = _terms(post)
        entry = ListedArticle(
            f"{self._source.prefix}{post.get('id', '')}",
            _changed_at(post),
            _section(terms),
            str(post.get("link") or ""),
        )
        return enter(entry, lambda: self._read(post))

    def _read(self, post: Post) -> Article:
        """Return a post as an article.

        Raises:
            ArticleGoneError: The post is not public.
            UnreadableSourceError: It is not a post.
        """
        article_id = f"{self._source.prefix}{post.get('id', '')}"
        content = mapping(post.get("content"))
        status = post.get("status", "publish")
        if status != "publish":
            raise ArticleGoneError(f"post {article_id} is not published: its status is {status}")
        if content.get("protected"):
            raise ArticleGoneError(f"post {article_id} is protected by a password")
        body = content.get("rendered")
        if not isinstance(body, str):
            raise UnreadableSourceError(f"post {article_id} has no content.rendered")
        terms = _terms(post)
        embedded = mapping(post.get("_embedded"))
        images = objects(embedded.get("wp:featuredmedia"))
        article = Article(
            id=article_id,
            title=plain_text(mapping(post.get("title")).get("rendered")),
            dek=dek_of(mapping(post.get("excerpt")).get("rendered"), body),
            byline=join_names(author.get("name") for author in objects(embedded.get("author"))),
            section=_section(terms),
            language=str(post.get("lang") or ""),
            published_at=time_text(read_time(post.get("date_gmt"))),
            url=str(post.get("link") or ""),
            html=body,
            tags=tuple(
                plain_text(term.get("name"))
                for term in terms
                if term.get("taxonomy") not in _NO_TAGS
            ),
            image_url=next((str(image.get("source_url") or "") for image in images), ""),
        )
        is_closed = self._is_paid(post, terms)
        return admit(complete(article, self._source.language), self._source, is_paid=is_closed)

    def _is_paid(self, post: Post, terms: Sequence[Mapping[str, Any]]) -> bool:
        """Return whether a field or a term of a post says that it is for subscribers."""
        wanted = {term.casefold() for term in self._source.paid_terms}
        named = {str(term.get(name)).casefold() for term in terms for name in ("name", "slug")}
        path = self._source.paid_field
        return bool(wanted & named) or (path != "" and is_paid(find(post, path)))


def _page_of(answer: ApiAnswer, number: int) -> Page[Post]:
    """Return one page of a list.

    Raises:
        SourceUnavailableError: The API refuses to list posts.
        UnreadableSourceError: It does not answer with a list.
    """
    if answer.status != 200:
        if number > 1 and _code(answer) == _PAST_THE_END:
            return Page([])
        raise SourceUnavailableError(f"WordPress lists no posts: {_said(answer)}")
    if not isinstance(answer.data, list):
        raise UnreadableSourceError(f"{answer.where} does not answer with a list of posts")
    posts = objects(answer.data)
    headers = answer.fetched.headers
    pages, total = headers.get("x-wp-totalpages", ""), headers.get("x-wp-total", "")
    if pages.isdecimal():
        is_last = number >= int(pages)
    else:  # some proxies let only well-known headers through
        is_last = "next" not in answer.fetched.links and len(posts) < _PER_PAGE
    return Page(posts, is_last, int(total) if total.isdecimal() else None)


def _code(answer: ApiAnswer) -> str:
    code = mapping(answer.data).get("code")
    return code if isinstance(code, str) else ""


def _said(answer: ApiAnswer) -> str:
    """Return WordPress's message for an error."""
    message = plain_text(mapping(answer.data).get("message")).rstrip(".")
    return f"{message} ({_code(answer)}, {answer.status})" if message else f"{answer.status}"


def _terms(post: Post) -> list[Mapping[str, Any]]:
    groups = mapping(post.get("_embedded")).get("wp:term")
    return [
        term for group in (groups if isinstance(groups, list) else []) for term in objects(group)
    ]


def _section(terms: list[Mapping[str, Any]]) -> str:
    """Return the first category that is not the default."""
    for term in terms:
        if term.get("taxonomy") == "category" and term.get("slug") != "uncategorized":
            return plain_text(term.get("name"))
    return ""


def _changed_at(post: Post) -> datetime | None:
    return latest(read_time(post.get("modified_gmt")), read_time(post.get("date_gmt")))


def _was_scheduled(post: Post) -> bool:
    modified, published = read_time(post.get("modified_gmt")), read_time(post.get("date_gmt"))
    return bool(modified and published and modified < published)
