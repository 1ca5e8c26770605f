"""Admission of presses that start a narration: limits of the caller and of the workers.

Presses on narrations that are ready or in progress are not limited. The number in progress and the
daily budget are counted and limited in `cache.narrations.admission_limits`.
"""

from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from audio_service.access.access_context import AccessControl
from audio_service.access.api_key_store import Scope
from audio_service.access.caller import current_caller
from audio_service.access.client_address import caller_address, caller_site, is_limited
from audio_service.access.rate_limits import CountedRate
from audio_service.http.request_errors import (
    BudgetSpentError,
    RequestError,
    TooBusyError,
    TooManyRequestsError,
)
from cache.narrations.name import NarrationName
from cache.operations.counters import REFUSED

UNREAD_S = 240
"""Length charged to the budget for an article of unknown length, in seconds."""

BUSY_S = 10
"""`Retry-After` when too many narrations are in progress, in seconds."""


class PressToAdmit(NamedTuple):
    """A narration that a request would start.

    Attributes:
        name: Name of the narration.
        estimated_s: Estimated length, in seconds; None if it is unknown.
    """

    name: NarrationName
    estimated_s: int | None


def admit_press(access: AccessControl, wanted: Sequence[PressToAdmit]) -> None:
    """Admit pressed narrations, all of them or none.

    A caller with a key of the scope `push` has the limit of this key, and no daily budget.

    Raises:
        RequestError: The caller starts too many narrations, too many are in progress, or the daily
            budget is used up.
    """
    if not wanted or not is_limited():
        return
    caller = current_caller()
    if caller.has(Scope.PUSH):
        access.rates.count(CountedRate.KEYED, caller.name, len(wanted))
        return
    try:
        _admit(access, wanted)
    except RequestError as error:
        access.counters.add(f"{REFUSED}{error.code}", len(wanted))
        raise


def _admit(access: AccessControl, wanted: Sequence[PressToAdmit]) -> None:
    needs_fetch = any(each.estimated_s is None for each in wanted)
    longest_s = access.queue_waits.longest_s(with_fetch=needs_fetch)
    most_s = access.settings.max_wait_s
    if most_s and longest_s > most_s:
        _refuse_for_now(f"other presses have waited for {longest_s:.0f} s")
    address = caller_address()
    access.rates.count(CountedRate.NARRATIONS, address, len(wanted))
    access.rates.count(CountedRate.NARRATIONS_A_DAY, address, len(wanted))
    _charge(access, wanted)


def admit_lookups(access: AccessControl, count: int) -> None:
    """Admit look-ups of articles in the database or at their sources.

    Raises:
        RequestError: The caller's address has looked up too many articles.
    """
    if is_limited() and not current_caller().has(Scope.PUSH):
        access.rates.count(CountedRate.LOOKUPS, caller_address(), count)


def counts_play(access: AccessControl, article_id: str, event: str) -> bool:
    """Return True if a play event is counted; the events of one address are limited."""
    if not is_limited():
        return True
    try:
        access.rates.count(CountedRate.PLAYS, f"{caller_address()} {article_id} {event}")
    except RequestError:
        return False
    return True


def admit_pregenerate(access: AccessControl, count: int) -> None:
    """Admit narrations in advance that are requested with the key of the current request.

    Raises:
        RequestError: The key has started too many narrations.
    """
    if is_limited():
        access.rates.count(CountedRate.KEYED, current_caller().name, count)


def _charge(access: AccessControl, wanted: Sequence[PressToAdmit]) -> None:
    charges = [(name, UNREAD_S if seconds is None else seconds) for name, seconds in wanted]
    verdict = access.admissions.admit(charges, caller_site())
    if verdict.refused == "address-busy":
        raise TooManyRequestsError(
            f"{verdict.own_under_way} narrations that your address has started are in progress; "
            f"try again in {BUSY_S} s. Existing narrations still play",
            headers={"Retry-After": str(BUSY_S)},
        )
    if verdict.refused == "address-spent":
        raise TooManyRequestsError(
            "the budget of new audio for your address is used up for today (UTC); existing "
            "narrations still play",
            headers={"Retry-After": str(verdict.day_ends_in_s)},
        )
    if verdict.refused == "budget-spent":
        raise BudgetSpentError(
            "the budget of new audio for today (UTC), LISTEN_DAILY_BUDGET_MIN, is used up; "
            "existing narrations still play",
            headers={"Retry-After": str(verdict.day_ends_in_s)},
        )
    if verdict.refused:
        _refuse_for_now(f"{verdict.under_way} narrations are in progress")


def _refuse_for_now(why: str) -> NoReturn:
    raise TooBusyError(
        f"{why}; try again in {BUSY_S} s. Existing narrations still play",
        headers={"Retry-After": str(BUSY_S)},
    )
