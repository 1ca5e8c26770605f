"""What is told of an article without reading it again."""

from cache.records import Edition
from worker.articles.estimate import estimate_s
from worker.articles.language import language_of
from worker.stages import Article


def edition_of(article: Article) -> Edition:
    """Return the revision of an article, its language, and about how long it takes to hear."""
    return Edition(article.revision, language_of(article), estimate_s(article))
