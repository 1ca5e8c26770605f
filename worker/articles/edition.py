"""Computation of an article's edition: revision, language and estimated length."""

from cache.articles.edition import Edition
from worker.model.article import Article
from worker.text.duration_estimate import estimate_s
from worker.text.language_detection import language_of


def edition_of(article: Article) -> Edition:
    """Return the edition of an article, before the publisher's rules are applied."""
    return Edition(article.revision, language_of(article), estimate_s(article))
