"""Access of listeners: the decision of `cache.access` for the current request.

For a closed article, a caller needs the publisher's signature, or a key with the scope `read`.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from flask import g, request

from audio_service.access import signed_urls
from audio_service.access.access_context import AccessControl
from audio_service.access.admission import admit_lookups
from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller, shown_secret
from audio_service.http.request_errors import (
    NotNarratedError,
    NotPublishedYetError,
    SignatureExpiredError,
    SignatureNeededError,
    SignatureWrongError,
    UnknownArticleError,
)
from cache.access.listening_rights import (
    NOBODY,
    NOT_FETCHED,
    NOT_FOUND,
    Decision,
    Rights,
    Shown,
    decide,
)
from cache.articles.edition import Edition
from cache.errors import ListenError
from worker.errors import ArticleNotFoundError, ArticleWithdrawnError

PUBLISHER = Rights(may_read=True)
"""The rights of the publisher, who may have an article narrated before listeners may hear it."""

SIGNATURES = (SignatureNeededError, SignatureExpiredError, SignatureWrongError)
"""Errors for callers who are not subscribers."""

CLOSED = (
    ArticleNotFoundError,
    ArticleWithdrawnError,
    NotNarratedError,
    NotPublishedYetError,
    *SIGNATURES,
)
"""Errors for articles that the caller may not hear now."""

_ADDRESSES = ("url", "stream_url", "hls_url", "cues_url")

_WHY: Mapping[type[ListenError], str] = {
    ArticleWithdrawnError: "article {!r} was withdrawn by its publisher",
    NotNarratedError: "article {!r} is not narrated; a rule of its publisher excludes it",
    NotPublishedYetError: "article {!r} opens in a moment; try again then",
    SignatureNeededError: "article {!r} is for subscribers: ?signature= is missing",
    SignatureExpiredError: "the signature for article {!r} has expired; load the page again",
    SignatureWrongError: "the signature does not match article {!r}, its expiry time and the key",
}


_OF_CODE = {error.code: error for error in _WHY}


class Credentials:
    """The signature and the key of a request, checked again at each decision.

    A stream outlasts its request: meanwhile the signature may expire, the key may be revoked, or
    the article may begin to need one of them.

    Args:
        access: Access control of this process.
        article_id: ID of the article.
        signature: Signature in the request; empty if there is none.
        secret: API key in the request; empty if there is none.
    """

    def __init__(
        self, access: AccessControl, article_id: str, signature: str, secret: bytes
    ) -> None:
        self._access = access
        self._article_id = article_id
        self._signature = signature
        self._secret = secret
        self._may_read = False

    def decide(self, edition: Edition | None) -> Decision:
        """Return whether the caller may hear the article now."""
        now = time.time()
        decision = decide(edition, NOBODY, now)
        return decision if decision.is_open else decide(edition, self._rights(), now)

    def _rights(self) -> Rights:
        if self._secret:
            with suppress(ListenError):  # without the database, the key counts as before
                key = self._access.api_keys.find(self._secret)
                self._may_read = key is not None and Scope.READ in key.scopes
        shown = _judge(_keys(self._access), self._article_id, self._signature)
        return Rights(self._may_read, shown)


def credentials_of_request(access: AccessControl, article_id: str) -> Credentials:
    """Return the credentials of the current request for an article."""
    return Credentials(access, article_id, request.args.get("signature", ""), shown_secret())


def refuse_closed(
    access: AccessControl,
    article_id: str,
    edition: Edition,
    *,
    may_be_unread: bool = False,
    is_in_advance: bool = False,
) -> None:
    """Refuse an article that the caller may not hear now.

    Args:
        access: Access control of this process.
        article_id: ID of the article.
        edition: Edition of the article.
        may_be_unread: True to accept an article that is not fetched yet, because the answer
            contains no part of it.
        is_in_advance: True if the publisher has it narrated before listeners may hear it.

    Raises:
        ListenError: The article is closed to this caller.
    """
    now = time.time()
    if decide(edition, NOBODY, now).is_open:
        return
    rights = PUBLISHER if is_in_advance else rights_of_request(access, article_id)
    decision = decide(edition, rights, now)
    if not decision.is_open and not (may_be_unread and decision == NOT_FETCHED):
        if decision == NOT_FOUND:  # a hidden article counts as a look-up, like a missing one
            admit_lookups(access, 1)
        refuse(article_id, decision)


def seems_to_exist(
    access: AccessControl, article_id: str, edition: Edition | None, *, is_in_advance: bool = False
) -> bool:
    """Return False if there is no such article, or if the caller may not know of it."""
    if edition is None or edition.opens_at <= time.time():
        return edition is not None
    rights = PUBLISHER if is_in_advance else rights_of_request(access, article_id)
    return decide(edition, rights, time.time()) != NOT_FOUND


def refuse_to_narrate(article_id: str, edition: Edition) -> None:
    """Refuse to narrate an article that no caller may hear, not even with a key.

    Raises:
        ListenError: The article was withdrawn, or a rule of its publisher excludes it.
    """
    decision = decide(edition, PUBLISHER, time.time())
    if not decision.is_open and decision != NOT_FETCHED:
        refuse(article_id, decision)


def rights_of_request(access: AccessControl, article_id: str) -> Rights:
    """Return the rights of the current request, by its key or its signature."""
    given = request.args.get("signature", "")
    shown = _judge(_keys(access), article_id, given)
    if shown is Shown.GOOD:
        g.signature = given
    return Rights(current_caller().has(Scope.READ), shown)


def refuse(article_id: str, decision: Decision) -> NoReturn:
    """Refuse an article that is closed.

    For an article that is not fetched yet, the answer is the same as for one that does not exist.

    Raises:
        NotPublishedYetError: The article opens within the next seconds.
        ListenError: The article is closed for another reason.
    """
    error = _OF_CODE.get(decision.code)
    if error is None:
        refuse_unknown(article_id)
    why = _WHY[error].format(article_id)
    if error is NotPublishedYetError:
        headers = {"Retry-After": str(decision.opens_in_s)}
        raise NotPublishedYetError(why, headers=headers, opens_in_s=decision.opens_in_s)
    raise error(why)


def refuse_unknown(article_id: str) -> NoReturn:
    """Refuse an article that does not exist, or that the caller may not know of.

    Raises:
        UnknownArticleError: Always.
    """
    raise UnknownArticleError(
        f"there is no article {article_id!r}; PUT /v1/articles/{article_id} stores one",
        article_ids=[article_id],
    )


def shown_signature() -> str:
    """Return the signature that authorized the current request; empty if it needed none."""
    return str(g.get("signature", ""))


def private_for_s() -> int | None:
    """Return the time for which only the caller may cache the answer, in seconds; None if all may.

    The time ends when the signature of the request expires. It is 0 for every request with a key,
    also if the key is wrong or not needed.
    """
    if "Authorization" in request.headers:
        return 0
    shown = shown_signature()
    return max(0, signed_urls.expires_at(shown) - int(time.time())) if shown else None


def carry(address: str) -> str:
    """Return an address with the signature of the current request."""
    return signed_urls.carry(address, shown_signature())


def carry_all(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a narration, with the signature in its addresses."""
    carried = {name: carry(fields[name]) for name in _ADDRESSES if fields.get(name)}
    return fields | carried


def _keys(access: AccessControl) -> Sequence[str]:
    return [key.get_secret_value() for key in access.settings.signing_key]


def _judge(keys: Sequence[str], article_id: str, given: str) -> Shown:
    if not given:
        return Shown.NONE
    if not signed_urls.is_right(keys, article_id, given):
        return Shown.WRONG
    is_over = signed_urls.expires_at(given) <= time.time()
    return Shown.EXPIRED if is_over else Shown.GOOD
