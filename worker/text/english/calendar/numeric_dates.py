"""Dates in digits alone: "2026-03-04", "3/4/2026"."""

import re

from worker.text.english.calendar.months import DAY, MONTHS, YEAR, say_day, short_year
from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, DIGITS, LEFT, RIGHT
from worker.text.english.number_words import cardinal, is_year, two_digits, year

_YEAR_FIRST = re.compile(
    rf"{LEFT}(?P<year>{YEAR})([-/.])(?P<month>[0-9]{{1,2}})\2"
    rf"(?P<day>{DAY})(?![0-9])(?![.,:/][0-9])"
    r"(?:(?P<t>[T\s])(?P<h>[0-2][0-9]):(?P<m>[0-5][0-9])"
    r"(?::(?P<s>[0-5][0-9])(?:\.[0-9]+)?)?(?P<zone>Z|\s?UTC|\s?GMT|[+-][0-2][0-9]:?[0-5][0-9])?)?"
)

_YEAR_LAST = re.compile(
    rf"{LEFT}(?P<a>[0-9]{{1,2}})([-/.])(?P<b>[0-9]{{1,2}})\2(?P<year>{YEAR}"
    rf"|[0-9]{{2}}){RIGHT}(?![-/])"
)


_RANGE = re.compile(
    rf"{LEFT}(?P<a1>[0-9]{{1,2}})/(?P<b1>[0-9]{{1,2}}){DASH}"
    rf"(?P<a2>[0-9]{{1,2}})/(?P<b2>[0-9]{{1,2}}){RIGHT}(?![-/\w])"
)
_DATED = re.compile(
    r"\b(?:on|dated?|of|by|since|until|before|after|from|to|due|expires?|born|signed|effective)\s$"
)
_DENOMINATORS = frozenset((2, 3, 4, 5, 6, 7, 8, 10, 12, 16))
_LASTING = re.compile(
    r"\b(?:runs?|running|from|dates?|on|open|weekend|week of|closed|sale) $", re.IGNORECASE
)


def _read_year_first(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    month, day = int(match["month"]), int(match["day"])
    if not 1 <= month <= len(MONTHS):
        return None
    said = f"{say_day(day, month, day_first=context.is_day_first)} {year(int(match['year']))}"
    if match["h"]:
        minute = match["m"]
        clock = f"{two_digits(int(match['h']))} {_minutes(minute)}"
        zone = (match["zone"] or "").strip()
        said += f" at {clock}" + (
            " UTC" if zone in ("Z", "UTC") else " GMT" if zone == "GMT" else ""
        )
    return said, 0.95


def _minutes(text: str) -> str:
    if text == "00":
        return "hundred"
    return f"oh {cardinal(int(text[1]))}" if text[0] == "0" else two_digits(int(text))


def _read_year_last(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    a, b, text = int(match["a"]), int(match["b"]), match["year"]
    sign = match[0][len(match["a"])]
    is_dotted = sign == "."
    if is_dotted and not is_year(text) and not (len(match["a"]) == len(match["b"]) == 2):
        return None
    day_first = context.is_day_first or a > len(MONTHS)
    day, month = (a, b) if day_first else (b, a)
    if month > len(MONTHS):
        day, month, day_first = month, day, not day_first
    if not (1 <= month <= len(MONTHS) and 1 <= day <= 31):
        return None
    said = year(int(text)) if is_year(text) else short_year(text)
    is_dated = sign != "-" or is_year(text) or _DATED.search(match.string[: match.start()])
    sure = 0.93 if is_year(text) else 0.8 if is_dated else 0.6
    return f"{say_day(day, month, day_first=day_first)} {said}", sure


def _read_range(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "november twenty eighth to december second" for "11/28-12/2"."""
    dates = [(int(match["a1"]), int(match["b1"])), (int(match["a2"]), int(match["b2"]))]
    if context.is_day_first:
        dates = [(month, day) for day, month in dates]
    if not all(1 <= month <= len(MONTHS) and 1 <= day <= 31 for month, day in dates):
        return None
    first, last = (say_day(day, month, day_first=context.is_day_first) for month, day in dates)
    is_fraction = all(day in _DENOMINATORS for _, day in dates)
    is_dated = _LASTING.search(match.string[: match.start()])
    return f"{first} to {last}", 0.9 if is_dated or not is_fraction else 0.3


RULES = (
    Form(_RANGE, _read_range, needs="/"),
    Form(_YEAR_FIRST, _read_year_first, needs=DIGITS),
    Form(_YEAR_LAST, _read_year_last, needs=DIGITS),
)
