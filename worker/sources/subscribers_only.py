"""Articles that are restricted to subscribers."""

from dataclasses import replace
from typing import Any

from worker.errors import ArticleGoneError
from worker.html.paywall import is_only_paywall
from worker.html.selectors import mark_left_out_of
from worker.model.article import SUBSCRIBERS, Article
from worker.publication.sources import UpstreamSource
from worker.sources.api_answers import MISSING

_FREE = frozenset(["", *"0 false no off none free open public everyone all".split()])
"""Values of a field of an article that everybody may read."""


def is_paid(value: Any) -> bool:
    """Return True if the value of a field restricts an article to subscribers."""
    if isinstance(value, list):
        return any(map(is_paid, value))
    if value is MISSING:
        return False
    if isinstance(value, str):
        return value.strip().lower() not in _FREE
    return bool(value)


def admit(article: Article, source: UpstreamSource, *, is_paid: bool) -> Article:
    """Return an article with its access and its parts left out, as its source's settings say.

    Args:
        article: Article from its source.
        source: Settings of the source.
        is_paid: True if the source restricts the article to subscribers.

    Raises:
        ArticleGoneError: The article is for subscribers, and the source does not take such articles
            in; or all of its text is the notice of a paywall.
    """
    article = replace(article, html=mark_left_out_of(article.html, source.leave_out))
    if is_only_paywall(article.html or article.text):
        raise ArticleGoneError(f"article {article.id} is not public: it is only a paywall")
    if not is_paid:
        return article
    if not source.takes_paid:
        raise ArticleGoneError(
            f"article {article.id} is not public: it is for subscribers, which "
            f"sources.{source.name}.subscribers withholds"
        )
    return replace(article, access=SUBSCRIBERS)
