"""The caller of a request, as its API key shows: one value, found once for each request.

Every check of a key is a function of this value, so no check changes the result of another one.
"""

from dataclasses import dataclass
from typing import cast

from flask import request

from audio_service.access.access_context import current_access
from audio_service.access.api_key_store import Key, Scope
from audio_service.access.client_address import caller_address, is_limited
from audio_service.http.request_errors import BadKeyError, RequestError
from audio_service.http.request_log import CALLER
from cache.errors import ListenError


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of a request.

    Attributes:
        key: The valid key in the request; None if there is none.
        refusal: Reason why there is none; None if there is one.
    """

    key: Key | None
    refusal: ListenError | None = None

    @property
    def name(self) -> str:
        """Name of the key; empty if there is none."""
        return self.key.name if self.key else ""

    def has(self, scope: Scope) -> bool:
        """Return whether the caller has a key of this scope.

        Raises:
            ListenError: It is unknown, because the database of keys does not answer.
        """
        if self.refusal and not isinstance(self.refusal, RequestError):
            raise self.refusal
        return self.key is not None and scope in self.key.scopes


def current_caller() -> Caller:
    """Return the caller of the current request."""
    if CALLER not in request.environ:
        request.environ[CALLER] = _identify()
    return cast("Caller", request.environ[CALLER])


def shown_secret() -> bytes:
    """Return the key that the current request shows, right or wrong; empty if there is none."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return given.strip().encode("latin-1", "replace") if scheme.lower() == "bearer" else b""


def _identify() -> Caller:
    shown = shown_secret()
    try:
        key = _find_key(shown) if shown else None
    except ListenError as error:
        return Caller(None, error)
    if key is None:
        return Caller(None, BadKeyError("this needs the header Authorization: Bearer KEY"))
    return Caller(key)


def _find_key(shown: bytes) -> Key | None:
    """Return the key for a secret; a right one is accepted from every address.

    The comparison costs only one hash, so right keys are accepted even beyond that limit.

    Raises:
        RequestError: The key is wrong, and its address has sent too many wrong keys.
        ArticleStoreError: The database of keys does not answer.
    """
    key = current_access().api_keys.find(shown)
    if key is None and is_limited():
        current_access().rates.count_wrong(caller_address())
    return key
