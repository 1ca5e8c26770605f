"""Admission of presses that start a narration: limits of the caller and of the workers.

What is ready or under way never comes here.
"""

from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from audio_service.access.access_control import AccessControl
from audio_service.access.api_keys import Scope
from audio_service.access.authorization import current_key, shows_key
from audio_service.access.client_address import caller_address, is_limited
from audio_service.access.rate_limits import CountedRate
from audio_service.http.errors import RequestError
from cache.narrations.name import NarrationName
from cache.operations.counters import REFUSED

UNREAD_S = 240
"""What is charged for an article of which nobody knows how long it is, in seconds."""

BUSY_S = 10
"""After how long, in seconds, it is worth another try when too much is under way."""


class PressToAdmit(NamedTuple):
    """A narration that somebody would begin.

    Attributes:
        name: Which.
        estimated_s: About how long it is, in seconds; None if nobody knows.
    """

    name: NarrationName
    estimated_s: int | None


def admit_press(access: AccessControl, wanted: Sequence[PressToAdmit]) -> None:
    """Admit narrations that a listener waits for, all of them or none.

    Who shows a key to push with is held to what that may, and not to the day's budget.

    Raises:
        RequestError: The caller begins too many, or there is too much to do, or the day's budget
            is spent.
    """
    if not wanted or not is_limited():
        return
    if shows_key(Scope.PUSH):
        access.rates.count(CountedRate.KEYED, current_key(), len(wanted))
        return
    try:
        _admit(access, wanted)
    except RequestError as error:
        access.counters.add(f"{REFUSED}{error.code}", len(wanted))
        raise


def _admit(access: AccessControl, wanted: Sequence[PressToAdmit]) -> None:
    longest_s, most_s = access.queue_waits.longest_s(), access.settings.max_wait_s
    if most_s and longest_s > most_s:
        _refuse_for_now(f"presses wait for {longest_s:.0f} s already")
    address = caller_address()
    access.rates.count(CountedRate.NARRATIONS, address, len(wanted))
    access.rates.count(CountedRate.NARRATIONS_A_DAY, address, len(wanted))
    _charge(access, wanted)


def admit_pregenerate(access: AccessControl, count: int) -> None:
    """Admit narrations that nobody waits for, begun with the key of the present request.

    Raises:
        RequestError: Too many are begun with it.
    """
    if is_limited():
        access.rates.count(CountedRate.KEYED, current_key(), count)


def _charge(access: AccessControl, wanted: Sequence[PressToAdmit]) -> None:
    charges = [(name, UNREAD_S if seconds is None else seconds) for name, seconds in wanted]
    verdict = access.admissions.admit(charges)
    if verdict.refused == "budget-spent":
        raise RequestError(
            "budget-spent",
            "no more is narrated today (UTC) than LISTEN_DAILY_BUDGET_MIN allows; what was "
            "narrated before is heard as ever",
            headers={"Retry-After": str(verdict.day_ends_in_s)},
        )
    if verdict.refused:
        _refuse_for_now(f"{verdict.under_way} narrations are under way")


def _refuse_for_now(why: str) -> NoReturn:
    raise RequestError(
        "too-busy",
        f"{why}; try again in {BUSY_S} s. What was narrated before is heard as ever",
        headers={"Retry-After": str(BUSY_S)},
    )
