"""An article on its way into the store."""

from datetime import datetime
from typing import NamedTuple

from worker.stages import Article


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


class Upstreamed(NamedTuple):
    """An article as its source has it.

    Attributes:
        article: What it says.
        changed_at: When it last changed there; None if the source does not say.
        validators: What a conditional request for it sends.
    """

    article: Article
    changed_at: datetime | None = None
    validators: Validators = NONE
