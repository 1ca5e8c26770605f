"""Dates and times of day."""

import re
from collections.abc import Iterator

from worker.text.languages.language import Language
from worker.text.languages.rule import RIGHT, Rule, rule

_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CENTURY_ENDS = 40
"""Two digits below this are a year of this century."""


def rules(language: Language) -> Iterator[Rule]:
    """Yield the rules for dates and times that are written with digits alone."""

    def say_date(match: re.Match[str]) -> str | None:
        day, month = int(match["d"]), int(match["m"])
        if not is_day(day, month) or _is_version(match):
            return None
        before = match.string[: match.start()]
        return language.date(day, month, full_year(match["y"]), before)

    def say_clock(match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["min"])
        return language.clock(hour, minute) if hour < 25 and minute < 60 else None

    left = language.left
    yield rule(
        rf"{left}(?P<d>\d{{1,2}})(?P<by>[./-])(?P<m>\d{{1,2}})(?P=by)(?P<y>\d{{4}}|\d{{2}}){RIGHT}",
        say_date,
    )
    yield rule(rf"{left}(?P<y>[12]\d{{3}})-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?![^\W_])", say_date)
    yield rule(rf"{left}(?P<h>\d{{1,2}}):(?P<min>\d{{2}}){RIGHT}", say_clock, needs=":")


def _is_version(match: re.Match[str]) -> bool:
    """Return whether three numbers may be a version and not a date, such as "2.6.26"."""
    is_slashed = match.groupdict().get("by", "-") == "/"
    is_long = len(match["y"]) == 4 or len(match["d"]) == len(match["m"]) == 2
    return not is_slashed and not is_long


def is_day(day: int, month: int) -> bool:
    """Return whether a month has a day of this number."""
    return 1 <= month <= 12 and 1 <= day <= _MONTH_DAYS[month - 1]


def full_year(digits: str | None) -> int | None:
    """Return a year that may be written with two digits."""
    if not digits:
        return None
    if len(digits) > 2:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _CENTURY_ENDS else 1900)
