"""HTTP endpoints of the article store, into which a CMS pushes."""

import json
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request

from audio_service.access.api_key_store import Scope
from audio_service.access.key_check import needs_key
from audio_service.context import web_context
from audio_service.http.openapi import describes
from audio_service.http.request_errors import BadArticleIdError, InvalidRequestError
from audio_service.http.schemas.articles import (
    ArticleAnswer,
    ArticleFields,
    ArticleList,
    ArticleRequest,
)
from audio_service.http.schemas.common import is_article_id
from audio_service.listening.press import checked_id
from audio_service.routes.listening.request_bodies import JSON, read_body
from worker.articles.article_table import TakeIn
from worker.articles.fields import has_words, tells_no_moment
from worker.errors import ArticleNotFoundError, NothingToReadError, UnreadableSourceError
from worker.model.article import Article

articles = Blueprint("articles", __name__, url_prefix="/v1/articles")

MOST_LISTED = 500


@articles.put("/<article_id>")
@describes(
    "Store an article",
    body=ArticleRequest,
    answers={200: ArticleAnswer, 201: ArticleAnswer},
    problems=[NothingToReadError, UnreadableSourceError],
)
@needs_key(Scope.PUSH)
def store_article(article_id: str) -> Response:
    """Store an article, and replace an earlier one with the same ID.

    The rules decide whether it is narrated now. If it was narrated before and its text has changed,
    it is narrated again. Without `access`, an article for subscribers stays one.

    Raises:
        ListenError: Its id differs from the one in the address, or there is nothing to read.
    """
    given = read_body(ArticleRequest)
    article = article_from(checked_id(article_id), given)
    says_access = "access" in given.model_fields_set
    taken = web_context().articles.intake.take_in(article, says_access=says_access)
    stored = article if says_access else web_context().articles.store.get(article_id) or article
    return Response(_shown(stored), 201 if taken is TakeIn.NEW else 200, content_type=JSON)


def article_from(article_id: str, given: ArticleFields) -> Article:
    """Return the article in a request.

    Raises:
        BadArticleIdError: Its id differs from the one in the address.
        NothingToReadError: The article has no letter and no digit.
        InvalidRequestError: Its time of publication is ambiguous.
    """
    if given.id not in (None, article_id):
        raise BadArticleIdError(f"the article's id is {given.id!r}, not {article_id!r}")
    fields = given.model_dump()
    article = Article(**{**fields, "id": article_id, "tags": tuple(fields["tags"])})
    if not has_words(article):
        raise NothingToReadError(
            "the article has no letter and no digit in title, dek, html or text"
        )
    if tells_no_moment(article.published_at):
        raise InvalidRequestError(
            f"published_at: {article.published_at!r} is ambiguous; write RFC 3339 with a "
            "time zone, because the article opens at that time",
        )
    return article


@articles.get("/<article_id>")
@describes("Read an article", answers={200: ArticleAnswer}, problems=[ArticleNotFoundError])
@needs_key(Scope.READ)
def read_article(article_id: str) -> Response:
    """Return a stored article.

    Raises:
        ArticleNotFoundError: There is no article with this ID.
    """
    article = web_context().articles.store.get(checked_id(article_id))
    if article is None:
        raise ArticleNotFoundError(f"there is no article {article_id!r} in the store")
    return Response(_shown(article), content_type=JSON)


@articles.delete("/<article_id>")
@describes("Delete an article", answers={204: None}, problems=[ArticleNotFoundError])
@needs_key(Scope.PUSH)
def delete_article(article_id: str) -> Response:
    """Delete an article from the store, and take its audio down.

    Raises:
        ArticleNotFoundError: There is no article with this ID.
    """
    if not web_context().articles.intake.delete(checked_id(article_id)):
        raise ArticleNotFoundError(f"there is no article {article_id!r} in the store")
    return Response(status=204)


@articles.get("")
@describes(
    "List articles",
    query=["after", "limit"],
    answers={200: ArticleList},
    problems=[BadArticleIdError, InvalidRequestError],
)
@needs_key(Scope.READ)
def list_articles() -> Response:
    """Return one page of the stored articles, sorted by ID.

    Raises:
        BadArticleIdError: The value of `after` is not an article ID.
    """
    limit = read_limit()
    after = request.args.get("after", "")
    if after and not is_article_id(after):
        raise BadArticleIdError(f"after={after[:80]!r} is not an article ID")
    found = web_context().articles.store.list(after, limit + 1)
    page = found[:limit]
    following = page[-1].id if len(found) > len(page) else None
    body = {"items": [_fields(article) for article in page], "next": following}
    return Response(json.dumps(body, ensure_ascii=False), content_type=JSON)


def _fields(article: Article) -> dict[str, Any]:
    return {**asdict(article), "revision": article.revision}


def _shown(article: Article) -> str:
    return json.dumps(_fields(article), ensure_ascii=False)


def read_limit() -> int:
    """Return the requested number of list entries.

    Raises:
        InvalidRequestError: The parameter is not a number within the limits.
    """
    limit = request.args.get("limit", "100")
    if not (limit.isascii() and limit.isdigit()) or not 1 <= int(limit) <= MOST_LISTED:
        raise InvalidRequestError(f"limit must be a number from 1 to {MOST_LISTED}")
    return int(limit)
