"""An article on its way into the store."""

from datetime import datetime
from typing import NamedTuple

from worker.model.article import Article


class Validators(NamedTuple):
    """What a conditional request sends, as the last answer had it.

    Attributes:
        etag: Of the answer; empty if it had none.
        last_modified: Of the answer, in its own words; empty if it had none.

    Source: RFC 9110, section 8.8.
    """

    etag: str = ""
    last_modified: str = ""


NONE = Validators()


class FetchedArticle(NamedTuple):
    """An article as its source has it.

    Attributes:
        article: What it says.
        changed_at: When it last changed there; None if the source does not say.
        validators: What a conditional request for it sends.
    """

    article: Article
    changed_at: datetime | None = None
    validators: Validators = NONE


class ListedArticle(NamedTuple):
    """An article as a source's list has it.

    Attributes:
        article_id: What it is called here.
        changed_at: When it last changed there; None if the list does not say.
        section: Where it stands; empty if the list does not say.
        url: Its page; empty if the list does not say.
        article: What it says, if the list has all of it; else it is to be fetched, which also
            tells whether it is still public.
        problem: Why it cannot be used, in one line; empty if it can.
    """

    article_id: str
    changed_at: datetime | None = None
    section: str = ""
    url: str = ""
    article: Article | None = None
    problem: str = ""
