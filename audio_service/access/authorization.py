"""Authorization of requests by API keys and their scopes.

Every view says who may ask: `open_to_all`, or `needs_key` with a scope. A test holds all of them to
that.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g, request

from audio_service.access.access_control import current_access
from audio_service.access.api_keys import Key, Scope
from audio_service.access.client_address import caller_address, is_limited
from audio_service.http.request_errors import BadKeyError, MissingScopeError, RequestError

P = ParamSpec("P")
R = TypeVar("R")


def require_key(scope: Scope) -> None:
    """Let only holders of a key of this scope pass, wherever they are.

    Raises:
        MissingScopeError: No key is shown, or a wrong one, or one of other scopes.
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
    """Return the name of the key by which the present request was let pass."""
    return str(g.key_name)


def has_key(scope: Scope) -> bool:
    """Return whether who asks might do what needs this scope."""
    try:
        require_key(scope)
    except RequestError:
        return False
    return True


def shows_key(scope: Scope) -> bool:
    """Return whether a request that needs no key shows one of this scope all the same."""
    return "Authorization" in request.headers and has_key(scope)


def _shown_key() -> Key:
    """Return the key in a request.

    Raises:
        BadKeyError: It shows none, or a wrong one.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    shown = given.strip().encode("latin-1", "replace") if scheme.lower() == "bearer" else b""
    key = _guarded(shown) if shown else None
    if key is None:
        raise BadKeyError("this needs the header Authorization: Bearer KEY")
    return key


def _guarded(shown: bytes) -> Key | None:
    """Return the key that is shown, unless too many wrong ones came from its address before.

    Raises:
        RequestError: They did.
    """
    if not is_limited():
        return current_access().api_keys.find(shown)
    address = caller_address()
    current_access().rates.refuse_guessing(address)
    key = current_access().api_keys.find(shown)
    if key is None:
        current_access().rates.count_wrong(address)
    return key


def _listed(key: Key) -> str:
    return " and ".join(sorted(key.scopes)) or "none"


def needs_key(scope: Scope) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return what wraps a view so that it needs a key of a scope."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require_key(scope)
            return view(*args, **kwargs)

        guarded.scope = scope  # type: ignore[attr-defined]  # the description shows it
        return guarded

    return guard


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Say of a view that it needs no key."""
    view.scope = None  # type: ignore[attr-defined]  # as above
    return view
