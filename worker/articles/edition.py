"""Computation of an article's edition: revision, language and estimated length."""

import math

from cache.articles.edition import Edition
from worker.articles.fields import opening_time
from worker.model.article import Article
from worker.text.duration_estimate import estimate_s
from worker.text.language_detection import language_of


def edition_of(article: Article) -> Edition:
    """Return the edition of an article, before the publisher's rules are applied."""
    return Edition(
        article.revision,
        language_of(article),
        estimate_s(article),
        opens_at=opens_at(article.published_at),
    )


def opens_at(published_at: str) -> int:
    """Return the end of an article's embargo, in seconds since the epoch; 0 if it has none.

    Args:
        published_at: Time of publication as its publisher wrote it; may be empty.
    """
    opening = opening_time(published_at)
    return max(0, math.ceil(opening.timestamp())) if opening else 0
