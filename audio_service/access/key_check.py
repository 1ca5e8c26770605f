"""Authorization of requests by API keys and their scopes.

Every view has one of the decorators `open_to_all` and `needs_key`; a test checks this.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, request

from audio_service.access.access_context import current_access
from audio_service.access.api_key_store import Key, Scope
from audio_service.access.client_address import caller_address, is_limited
from audio_service.http.request_errors import BadKeyError, MissingScopeError, RequestError
from cache.errors import ListenError

P = ParamSpec("P")
R = TypeVar("R")


def require_key(scope: Scope) -> None:
    """Refuse callers without a key of this scope.

    Raises:
        BadKeyError: The request has no valid key.
        MissingScopeError: The key does not have the scope.
        ArticleStoreError: The database of keys does not answer.
    """
    key = _shown_key()
    if scope in key.scopes:
        g.key_name = key.name
    else:
        raise MissingScopeError(
            f"this needs a key with the scope {scope}; {key.name} has {_listed(key)}",
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
        )


def current_key() -> str:
    """Return the name of the key that authorized the current request."""
    return str(g.key_name)


def has_key(scope: Scope) -> bool:
    """Return whether the request has a key of this scope."""
    try:
        require_key(scope)
    except RequestError:
        return False
    return True


def has_shown_key() -> bool:
    """Return whether the current request has a valid key, needed or not."""
    return "key_name" in g or shows_valid_key()


def shows_valid_key() -> bool:
    """Return whether a request that needs no key has a valid key of any scope."""
    if "Authorization" not in request.headers:
        return False
    try:
        _shown_key()
    except ListenError:  # also if the database of keys does not answer
        return False
    return True


def shows_key(scope: Scope) -> bool:
    """Return whether a request that needs no key has one of this scope."""
    return "Authorization" in request.headers and has_key(scope)


def shown_secret() -> bytes:
    """Return the key that the current request shows, right or wrong; empty if there is none."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return given.strip().encode("latin-1", "replace") if scheme.lower() == "bearer" else b""


def _shown_key() -> Key:
    """Return the key in a request.

    Raises:
        BadKeyError: There is none, or a wrong one.
    """
    shown = shown_secret()
    key = _guarded(shown) if shown else None
    if key is None:
        raise BadKeyError("this needs the header Authorization: Bearer KEY")
    return key


def _guarded(shown: bytes) -> Key | None:
    """Return the key for a secret; a right one is accepted from every address.

    The comparison costs only one hash, so right keys are accepted even beyond that limit.

    Raises:
        RequestError: The key is wrong, and its address has sent too many wrong keys.
    """
    key = current_access().api_keys.find(shown)
    if key is None and is_limited():
        current_access().rates.count_wrong(caller_address())
    return key


def _listed(key: Key) -> str:
    return " and ".join(sorted(key.scopes)) or "none"


def needs_key(scope: Scope) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator for views that need a key of a scope."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require_key(scope)
            return view(*args, **kwargs)

        guarded.scope = scope  # type: ignore[attr-defined]  # the description shows it
        return guarded

    return guard


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view as one that needs no key."""
    view.scope = None  # type: ignore[attr-defined]  # as above
    return view
