"""What is told of an article without reading it again."""

from cache.narrations.edition import Edition
from worker.model.article import Article
from worker.text.duration_estimate import estimate_s
from worker.text.language import language_of


def edition_of(article: Article) -> Edition:
    """Return the revision of an article, its language, and about how long it takes to hear."""
    return Edition(article.revision, language_of(article), estimate_s(article))
