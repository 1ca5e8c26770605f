"""Listening rights: the one decision about who may hear an article, and from when. Pure.

Every route, open stream, signed URL, public list and job calls `decide`. An article about which
nothing is known yet is closed.
"""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from cache.articles.edition import Edition, Standing

TOLD_BEFORE_S = 30.0
"""Last seconds of an embargo, in which a press is answered with the opening time, since the clocks
of publishers and listeners differ. An earlier press gets the answer for a missing article."""


class Shown(StrEnum):
    """Validity of the signature that a caller has sent."""

    NONE = "none"
    GOOD = "good"
    EXPIRED = "expired"
    WRONG = "wrong"


class Rights(NamedTuple):
    """The rights of a caller.

    Attributes:
        may_read: True if the caller holds a key with the scope `read`.
        signature: Validity of the caller's signature for this article.
    """

    may_read: bool = False
    signature: Shown = Shown.NONE


NOBODY = Rights()
"""The rights of a caller who shows neither a key nor a signature."""


class Decision(NamedTuple):
    """A decision about one caller and one article.

    Attributes:
        code: Error code of a closed article; empty if the article is open.
        opens_in_s: Seconds until the embargo ends, if the caller may know that.
    """

    code: str = ""
    opens_in_s: int | None = None

    @property
    def is_open(self) -> bool:
        """True if the caller may hear the article now."""
        return not self.code


OPEN = Decision()
NOT_FOUND = Decision("article-not-found")
NOT_FETCHED = Decision("not-fetched-yet")

_OF_STANDING: Mapping[Standing, Decision] = {
    Standing.OPEN: OPEN,
    Standing.UNREAD: NOT_FETCHED,
    Standing.NEVER: Decision("not-narrated"),
    Standing.WITHDRAWN: Decision("article-withdrawn"),
}
_OF_SIGNATURE: Mapping[Shown, Decision] = {
    Shown.NONE: Decision("signature-needed"),
    Shown.EXPIRED: Decision("signature-expired"),
    Shown.WRONG: Decision("signature-wrong"),
    Shown.GOOD: OPEN,
}


def decide(edition: Edition | None, rights: Rights, now: float) -> Decision:
    """Return whether a caller may hear an article now, and if not, why.

    Args:
        edition: The article's edition, with the result of the publisher's rules; None if there is
            no such article.
        rights: The rights of the caller.
        now: Seconds since the epoch.
    """
    if edition is None:
        return NOT_FOUND
    if now < edition.opens_at and not rights.may_read:
        return _embargoed(edition.opens_at - now)
    if edition.standing in (Standing.NEVER, Standing.WITHDRAWN):
        return _OF_STANDING[edition.standing]
    needs_signature = edition.is_signed and not rights.may_read
    signed = _OF_SIGNATURE[rights.signature] if needs_signature else OPEN
    return _OF_STANDING[edition.standing] if signed.is_open else signed


def is_open_to_all(edition: Edition | None, now: float) -> bool:
    """Return whether everybody may hear an article now, so that public lists may name it."""
    return decide(edition, NOBODY, now).is_open


def _embargoed(opens_in_s: float) -> Decision:
    if opens_in_s > TOLD_BEFORE_S:
        return NOT_FOUND
    return Decision("not-published-yet", max(1, math.ceil(opens_in_s)))
