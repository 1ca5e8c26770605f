"""Dates, years, decades and days of the week."""

import re

from worker.text.english.rule import DASH, DIGITS, LEFT, RIGHT, Rule, keep_stop
from worker.text.english.words import cardinal, integer, is_year, ordinal, plural, two_digits, year

MONTHS = (
    "january february march april may june july august september october november december"
).split()
_SHORT_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | _SHORT_MONTHS
_DAYS = {
    "Mon": "Monday", "Tue": "Tuesday", "Tues": "Tuesday", "Wed": "Wednesday", "Weds": "Wednesday",
    "Thu": "Thursday", "Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday",
    "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip

_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_SHORT = "|".join(sorted(_SHORT_MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<month>(?i:{_NAMES}|(?:{_SHORT})(?:\.|\b)))"
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
_SUFFIX = r"(?:st|nd|rd|th)?"
_YEAR = r"[12][0-9]{3}"
_NOT_MORE = r"(?![0-9A-Za-z%])(?![.,:/][0-9])"

_MONTH_DAY = re.compile(
    rf"\b{_MONTH}[\s-](?P<day>{_DAY}){_SUFFIX}(?:{DASH}(?P<day2>{_DAY}){_SUFFIX}(?![-0-9]))?"
    rf"{_NOT_MORE}(?P<comma>,?)(?:[\s-](?P<year>{_YEAR}){_NOT_MORE}(?!\s?[-–]\s?[0-9]))?"
)
_DAY_MONTH = re.compile(
    rf"(?P<the>\b[Tt]he\s)?{LEFT}(?P<day>{_DAY}){_SUFFIX}(?:{DASH}(?P<day2>{_DAY}){_SUFFIX})?"
    rf"[\s-](?:of\s)?{_MONTH}(?![A-Za-z])(?:,?[\s-](?P<year>{_YEAR}){_NOT_MORE})?"
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s(?P<year>{_YEAR}){_NOT_MORE}")
_SHORT_MONTH = re.compile(r"\b(?P<month>(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.)")
_YEAR_FIRST = re.compile(
    rf"{LEFT}(?P<year>{_YEAR})([-/])(?P<month>[0-9]{{1,2}})\2(?P<day>{_DAY}){RIGHT}"
)
_YEAR_LAST = re.compile(
    rf"{LEFT}(?P<a>[0-9]{{1,2}})([-/.])(?P<b>[0-9]{{1,2}})\2(?P<year>{_YEAR}|[0-9]{{2}}){RIGHT}(?![-/])"
)
_DECADES = re.compile(
    rf"(?<![0-9.,])(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)-)?(?<![A-Za-z0-9])[’‘']?"
    rf"(?P<first>(?:[12][0-9])?[0-9]0)(?:[’']?s)?"
    rf"(?:{DASH}[’‘']?(?P<second>(?:[12][0-9])?[0-9]0))?(?<=[0-9])[’']?s\b"
)
_YEARS = re.compile(
    rf"{LEFT}(?P<from>{_YEAR})(?P<sign>{DASH}|/)(?P<to>{_YEAR}|[0-9]{{2}}){RIGHT}(?![A-Za-z%])(?!-[0-9])"
)
_ERA = re.compile(
    rf"(?:{LEFT}(?P<year>[0-9]{{1,4}})\s(?P<era>A\.?D\b\.?|B\.?C\.?E\b\.?|B\.?C\b\.?|C\.?E\b\.?)"
    r"|\b(?P<era2>A\.?D\.?)\s(?P<year2>[0-9]{1,4}))(?![0-9])"
)
_SHORT_YEAR = re.compile(r"(?<![\w])[’‘'](?P<year>[0-9]{2})\b(?!['’]?s)")
_WEEKDAY = re.compile(r"\b(?P<day>Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\.(?=,?\s)")


def _month(text: str) -> str | None:
    """Return the month that `text` names; "may" and "mar" without a capital are words."""
    if text in ("may", "march", "mar"):
        return None
    return MONTHS[_MONTH_NUMBERS[text.rstrip(".").lower()] - 1]


def _say_month_day(match: re.Match[str]) -> str | None:
    month = _month(match["month"])
    if month is None:
        return None
    said = f"{month} {ordinal(int(match['day']))}"
    if match["day2"]:
        said += f" to {ordinal(int(match['day2']))}"
    said += match["comma"]
    return f"{said} {year(int(match['year']))}" if match["year"] else said


def _say_day_month(match: re.Match[str]) -> str | None:
    month = _month(match["month"])
    if month is None:
        return None
    said = f"{match['the'] or 'the '}{ordinal(int(match['day']))}"
    if match["day2"]:
        said += f" to the {ordinal(int(match['day2']))}"
    said += f" of {month}"
    return f"{said} {year(int(match['year']))}" if match["year"] else keep_stop(match, said)


def _say_month_year(match: re.Match[str]) -> str | None:
    month = _month(match["month"])
    return month and f"{month} {year(int(match['year']))}"


def _say_short_month(match: re.Match[str]) -> str:
    return keep_stop(match, str(_month(match["month"])).title())


def _say_numeric(month: str, day: str, said_year: str) -> str | None:
    if not 1 <= int(month) <= len(MONTHS) or not 1 <= int(day) <= 31:
        return None
    return f"{MONTHS[int(month) - 1]} {ordinal(int(day))} {said_year}"


def _say_year_first(match: re.Match[str]) -> str | None:
    return _say_numeric(match["month"], match["day"], year(int(match["year"])))


def _say_year_last(match: re.Match[str]) -> str | None:
    a, b, text = match["a"], match["b"], match["year"]
    said = year(int(text)) if is_year(text) else _short_year(text)
    if int(a) > len(MONTHS):
        if not 1 <= int(b) <= len(MONTHS) or int(a) > 31:
            return None
        return f"the {ordinal(int(a))} of {MONTHS[int(b) - 1]} {said}"
    return _say_numeric(a, b, said)


def _short_year(text: str) -> str:
    return f"zero {cardinal(int(text[1]))}" if text[0] == "0" else two_digits(int(text))


def _say_decades(match: re.Match[str]) -> str:
    said = " to ".join(_decade(text) for text in match.group("first", "second") if text)
    return f"{match['part']} {said}" if match["part"] else said


def _decade(text: str) -> str:
    if is_year(text):
        return plural(year(int(text)))
    return plural(two_digits(int(text))) if int(text) else "two thousands"


def _say_years(match: re.Match[str]) -> str | None:
    first, second = match["from"], match["to"]
    if int(second if len(second) == len(first) else first[:2] + second) <= int(first):
        return None
    last = year(int(second)) if len(second) == len(first) else _short_year(second)
    return f"{year(int(first))} {'' if match['sign'] == '/' else 'to '}{last}"


def _say_era(match: re.Match[str]) -> str:
    text = match["year"] or match["year2"]
    era = (match["era"] or match["era2"]).replace(".", "")
    if len(text) == 3:
        rest = int(text[1:])
        said = f"{cardinal(int(text[0]))} {two_digits(rest)}" if rest > 9 else cardinal(int(text))
    else:
        said = integer(text)
    return f"{era} {said}" if match["era2"] else keep_stop(match, f"{said} {era}")


RULES = (
    Rule(_YEAR_FIRST, _say_year_first, needs=DIGITS),
    Rule(_YEAR_LAST, _say_year_last, needs=DIGITS),
    Rule(_DAY_MONTH, _say_day_month, needs=DIGITS),
    Rule(_MONTH_DAY, _say_month_day, needs=DIGITS),
    Rule(_MONTH_YEAR, _say_month_year, needs=DIGITS),
    Rule(_DECADES, _say_decades, needs=DIGITS),
    Rule(_YEARS, _say_years, needs=DIGITS),
    Rule(_ERA, _say_era, needs=DIGITS),
    Rule(_SHORT_YEAR, lambda match: _short_year(match["year"]), needs=DIGITS),
    Rule(_SHORT_MONTH, _say_short_month, needs="."),
    Rule(_WEEKDAY, lambda match: _DAYS[match["day"]], needs="."),
)
