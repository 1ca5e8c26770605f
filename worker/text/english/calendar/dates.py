"""Dates and ranges of dates with the name of a month."""

import re

from worker.text.english.calendar.months import (
    DAY,
    MONTH,
    NOT_MORE,
    SUFFIX,
    YEAR,
    month_name,
    say_year,
)
from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, DIGITS, LEFT, ends_sentence, keep_stop
from worker.text.english.number_words import ordinal, year

_TO = rf"(?:{DASH}|\sto\s|\suntil\s|\sthrough\s|/)"

_MONTH_DAY = re.compile(
    rf"\b(?P<month>{MONTH})[\s-](?P<day>{DAY}){SUFFIX}"
    rf"(?:(?P<joint>{DASH}|/|\sand\s|\sor\s|\sto\s)(?P<day2>{DAY}){SUFFIX}(?![-0-9A-Za-z])"
    rf"(?!\s(?:percent|people|million|years)))?"
    rf"{NOT_MORE}(?P<comma>,?)(?:[\s-](?P<year>{YEAR}"
    rf"|[’‘'][0-9]{{2}}){NOT_MORE}(?!\s?[-–]\s?[0-9]))?"
)

_DAY_MONTH = re.compile(
    rf"(?P<the>\b[Tt]he\s)?{LEFT}(?P<day>{DAY}){SUFFIX}(?:(?P<joint>{DASH}|/|\sand\s|\sor\s"
    rf"|\sto\s)(?P<the2>the\s)?(?P<day2>{DAY}){SUFFIX})?"
    rf"[\s-](?:of\s)?(?P<month>{MONTH})(?![A-Za-z])(?:,?[\s-](?P<year>{YEAR}"
    rf"|[’‘'][0-9]{{2}}){NOT_MORE})?"
)

_HALF_DATE = r"(?:{day}{suffix}\s)?{month}(?:\s{day}{suffix}(?![0-9]))?(?:,?\s{year})?"

_DATE_RANGE = re.compile(
    rf"{LEFT}(?:(?P<d1>{DAY}){SUFFIX}\s)?(?P<m1>{MONTH})"
    rf"(?:\s(?P<e1>{DAY}){SUFFIX}(?![0-9]))?(?:,?\s(?P<y1>{YEAR}))?"
    rf"(?P<joint>\s?[-–—−]\s?|\s?/\s?)"
    rf"(?:(?P<d2>{DAY}){SUFFIX}\s)?(?P<m2>{MONTH})"
    rf"(?:\s(?P<e2>{DAY}){SUFFIX}(?![0-9]))?(?:,?\s(?P<y2>{YEAR}))?(?![\w])"
)

_MONTH_YEAR = re.compile(
    rf"\b(?P<month>{MONTH}),?[\s-](?P<year>{YEAR}|[’‘'][0-9]{{2}}){NOT_MORE}(?!\s?[-–][0-9])"
)

_SHORT_MONTH = re.compile(
    r"\b(?P<part>(?:[Mm]id|[Ll]ate|[Ee]arly)-)?(?P<month>(?:Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\.)"
)

_BARE_MONTH = re.compile(
    r"(?<=\b[Ii]n |\b[Bb]y |\bof )(?P<month>Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\b(?!['’.\w])"
)

_JOINTS = {"and": "and", "or": "or", "/": "and"}

_PEOPLE_AFTER = re.compile(
    r"\s(?!(?:percent|at|in|on|and|or|to|for|from|by|with|was|is|as|has)\b)(?:people|men|women"
    r"|children|officers|[a-z]{3,}s)\b(?<!elections)"
    r"(?<!attacks)(?<!protests)(?<!polls)(?<!hearings)"
)


def _read_month_day(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    month = month_name(match["month"])
    if month is None:
        return None
    before, after = match.string[: match.start()], match.string[match.end() :]
    is_count = (
        re.search(r"\b[Ii]n $", before)
        and not match["comma"]
        and not match["year"]
        and _PEOPLE_AFTER.match(after)
    )
    is_question = (
        match["month"] == "May" and not before and match.string.rstrip(' "”').endswith("?")
    )
    if is_count or (is_question and _PEOPLE_AFTER.match(after)):
        return None
    if (
        match["month"] == "May"
        and not match["comma"]
        and re.match(r"\s(?:times|people|years)\b", after)
        and not re.search(r"\b(?:on|by|until|since|before|after|from) $", before, re.IGNORECASE)
    ):
        return None
    said = f"{month} {ordinal(int(match['day']))}"
    if match["day2"]:
        joint = match["joint"].strip()
        if joint not in _JOINTS and int(match["day2"]) < int(match["day"]):
            return None
        said += f" {_JOINTS.get(joint, 'to')} {ordinal(int(match['day2']))}"
    said += match["comma"]
    return (f"{said} {say_year(match['year'])}" if match["year"] else said), 0.85


_ATTRIBUTED = re.compile(
    r"\b(?:an?|his|her|its|their|our|my|your|this|that|last|next|every|each|new"
    r"|[A-Z]?[a-z]+['’]s)\s$",
    re.IGNORECASE,
)


def _read_day_month(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    month = month_name(match["month"])
    if month is None:
        return None
    before, after = match.string[: match.start()], match.string[match.end() :]
    the = match["the"] or ("" if _ATTRIBUTED.search(before) else "the ")
    said = f"{the}{ordinal(int(match['day']))}"
    if match["day2"]:
        joint = _JOINTS.get(match["joint"].strip(), "to")
        said += f" {joint} the {ordinal(int(match['day2']))}"
    said += f" of {month}"
    if match["year"]:
        return f"{said} {say_year(match['year'])}", 0.88
    stop = "." if match[0].endswith(".") and ends_sentence(after) else ""
    return said + stop, 0.88


def _read_date_range(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    first, second = month_name(match["m1"]), month_name(match["m2"])
    days = [match[name] for name in ("d1", "e1", "d2", "e2")]
    is_slash = "/" in match["joint"]
    if first is None or second is None or (is_slash and any(days)):
        return None
    parts = []
    for month, before, behind, at in ((first, "d1", "e1", "y1"), (second, "d2", "e2", "y2")):
        said = month
        if match[before]:
            said = f"the {ordinal(int(match[before]))} of {month}"
        elif match[behind]:
            said = f"{month} {ordinal(int(match[behind]))}"
        parts.append(said + (f" {year(int(match[at]))}" if match[at] else ""))
    stop = "." if match[0].endswith(".") and ends_sentence(match.string[match.end() :]) else ""
    return (" and " if is_slash else " to ").join(parts) + stop, 0.93


def _say_month_year(match: re.Match[str]) -> str | None:
    month = month_name(match["month"])
    return month and f"{month} {say_year(match['year'])}"


def _say_short_month(match: re.Match[str]) -> str:
    return keep_stop(
        match, (match["part"] or "").replace("-", " ") + str(month_name(match["month"])).title()
    )


RULES = (
    Form(_DATE_RANGE, _read_date_range, needs="-–—−/"),
    Form(_DAY_MONTH, _read_day_month, needs=DIGITS),
    Form(_MONTH_DAY, _read_month_day, needs=DIGITS),
    Rule(_MONTH_YEAR, _say_month_year, DIGITS, 0.86),
    Rule(_SHORT_MONTH, _say_short_month, "."),
    Rule(_BARE_MONTH, lambda match: str(month_name(match["month"])).title()),
)
