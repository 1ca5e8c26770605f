"""An article on its way into the store."""

from datetime import datetime
from typing import NamedTuple

from worker.model.article import Article


class Validators(NamedTuple):
    """Validators of the last response, for a conditional request.

    Attributes:
        etag: Header `ETag`; empty if the response had none.
        last_modified: Header `Last-Modified`, unchanged; empty if the response had none.

    Source: RFC 9110, section 8.8.
    """

    etag: str = ""
    last_modified: str = ""


NONE = Validators()


class FetchedArticle(NamedTuple):
    """An article fetched from its source.

    Attributes:
        article: Content of the article.
        changed_at: Time of its last change at the source; None if unknown.
        validators: Validators for the next conditional request.
        own_id: ID of the article at its source, if it differs from the requested ID; else
            empty.
        doubt: Reason to assume that it is not an article; empty if there is none.
    """

    article: Article
    changed_at: datetime | None = None
    validators: Validators = NONE
    own_id: str = ""
    doubt: str = ""


class ListedArticle(NamedTuple):
    """An article in a source's list of articles.

    Attributes:
        article_id: ID in this service.
        changed_at: Time of its last change at the source; None if the list does not give it.
        section: Section of the publication; empty if the list does not give it.
        url: URL of its page; empty if the list does not give it.
        article: Content, if the list contains it; otherwise it must be fetched, which also shows
            if it is still public.
        problem: Reason why it cannot be used, in one line; empty if it can.
    """

    article_id: str
    changed_at: datetime | None = None
    section: str = ""
    url: str = ""
    article: Article | None = None
    problem: str = ""
