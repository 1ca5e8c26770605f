"""Authorization of requests by API keys and their scopes.

Every view has one of the decorators `open_to_all` and `needs_key`; a test checks this.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from audio_service.access.api_key_store import Scope
from audio_service.access.caller import Caller, current_caller
from audio_service.http.request_errors import MissingScopeError

P = ParamSpec("P")
R = TypeVar("R")


def require_key(scope: Scope) -> None:
    """Refuse callers without a key of this scope.

    Raises:
        BadKeyError: The request has no valid key.
        MissingScopeError: The key does not have the scope.
        ArticleStoreError: The database of keys does not answer.
    """
    caller = current_caller()
    if caller.refusal:
        raise caller.refusal
    if not caller.has(scope):
        raise MissingScopeError(
            f"this needs a key with the scope {scope}; {caller.name} has {_listed(caller)}",
            headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'},
        )


def has_shown_key() -> bool:
    """Return whether the current request has a valid key of any scope, needed or not.

    The answer is False, too, if the database of keys does not answer.
    """
    return current_caller().key is not None


def _listed(caller: Caller) -> str:
    return " and ".join(sorted(caller.key.scopes if caller.key else ())) or "none"


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
