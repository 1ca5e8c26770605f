"""Dates, ranges of dates, years, decades, quarters and days of the week."""

import re

from worker.text.english.candidates import CERTAIN, LIKELY, Context, Form, Rule
from worker.text.english.patterns import DASH, DIGITS, LEFT, RIGHT, ends_sentence, keep_stop
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
_MONTH = rf"(?:(?i:{_NAMES}|(?:{_SHORT})(?:\.|\b)))"
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
_SUFFIX = r"(?:st|nd|rd|th)?"
_YEAR = r"[12][0-9]{3}"
_NOT_MORE = r"(?![0-9A-Za-z%])(?![.,:/][0-9])"
_TO = rf"(?:{DASH}|\sto\s|\suntil\s|\sthrough\s|/)"
_WEEKDAY_NAMES = "|".join(sorted(_DAYS, key=len, reverse=True))

_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})[\s-](?P<day>{_DAY}){_SUFFIX}"
    rf"(?:(?P<joint>{DASH}|/|\sand\s|\sor\s|\sto\s)(?P<day2>{_DAY}){_SUFFIX}(?![-0-9A-Za-z])"
    rf"(?!\s(?:percent|people|million|years)))?"
    rf"{_NOT_MORE}(?P<comma>,?)(?:[\s-](?P<year>{_YEAR}"
    rf"|[’‘'][0-9]{{2}}){_NOT_MORE}(?!\s?[-–]\s?[0-9]))?"
)
_DAY_MONTH = re.compile(
    rf"(?P<the>\b[Tt]he\s)?{LEFT}(?P<day>{_DAY}){_SUFFIX}(?:(?P<joint>{DASH}|/|\sand\s|\sor\s"
    rf"|\sto\s)(?P<the2>the\s)?(?P<day2>{_DAY}){_SUFFIX})?"
    rf"[\s-](?:of\s)?(?P<month>{_MONTH})(?![A-Za-z])(?:,?[\s-](?P<year>{_YEAR}"
    rf"|[’‘'][0-9]{{2}}){_NOT_MORE})?"
)
_HALF_DATE = r"(?:{day}{suffix}\s)?{month}(?:\s{day}{suffix}(?![0-9]))?(?:,?\s{year})?"
_DATE_RANGE = re.compile(
    rf"{LEFT}(?:(?P<d1>{_DAY}){_SUFFIX}\s)?(?P<m1>{_MONTH})"
    rf"(?:\s(?P<e1>{_DAY}){_SUFFIX}(?![0-9]))?(?:,?\s(?P<y1>{_YEAR}))?"
    rf"(?P<joint>\s?[-–—−]\s?|\s?/\s?)"
    rf"(?:(?P<d2>{_DAY}){_SUFFIX}\s)?(?P<m2>{_MONTH})"
    rf"(?:\s(?P<e2>{_DAY}){_SUFFIX}(?![0-9]))?(?:,?\s(?P<y2>{_YEAR}))?(?![\w])"
)
_MONTH_YEAR = re.compile(
    rf"\b(?P<month>{_MONTH}),?[\s-](?P<year>{_YEAR}|[’‘'][0-9]{{2}}){_NOT_MORE}(?!\s?[-–][0-9])"
)
_SHORT_MONTH = re.compile(
    r"\b(?P<part>(?:[Mm]id|[Ll]ate|[Ee]arly)-)?(?P<month>(?:Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\.)"
)
_BARE_MONTH = re.compile(
    r"(?<=\b[Ii]n |\b[Bb]y |\bof )(?P<month>Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\b(?!['’.\w])"
)
_YEAR_FIRST = re.compile(
    rf"{LEFT}(?P<year>{_YEAR})([-/.])(?P<month>[0-9]{{1,2}})\2"
    rf"(?P<day>{_DAY})(?![0-9])(?![.,:/][0-9])"
    r"(?:(?P<t>[T\s])(?P<h>[0-2][0-9]):(?P<m>[0-5][0-9])"
    r"(?::(?P<s>[0-5][0-9])(?:\.[0-9]+)?)?(?P<zone>Z|\s?UTC|\s?GMT|[+-][0-2][0-9]:?[0-5][0-9])?)?"
)
_YEAR_LAST = re.compile(
    rf"{LEFT}(?P<a>[0-9]{{1,2}})([-/.])(?P<b>[0-9]{{1,2}})\2(?P<year>{_YEAR}"
    rf"|[0-9]{{2}}){RIGHT}(?![-/])"
)
_DECADES = re.compile(
    rf"(?<![0-9.,])(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)-)?(?<![A-Za-z0-9])[’‘']?"
    rf"(?P<first>(?:[12][0-9])?[0-9]0)(?:[’']?s)?"
    rf"(?:{DASH}[’‘']?(?P<second>(?:[12][0-9])?[0-9]0))?(?<=[0-9])[’']?s\b"
)
_YEARS = re.compile(
    rf"{LEFT}(?P<from>{_YEAR})(?P<sign>{DASH}|/)(?P<to>{_YEAR}"
    rf"|[0-9]{{2}}){RIGHT}(?![A-Za-z%])(?!-[0-9])"
)
_YEAR_TO_SHORT = re.compile(
    rf"{LEFT}(?P<from>{_YEAR}|[’‘'][0-9]{{2}})(?P<joint>\sto\s|\sand\s|\sor\s|{DASH}"
    rf"|/)[’‘'](?P<to>[0-9]{{2}})(?![0-9])(?!['’]?s\b)"
)
_ERA_MARK = r"(?:A\.?D\b\.?|B\.?C\.?E\b\.?|B\.?C\b\.?|C\.?E\b\.?)"
_ERA = re.compile(
    rf"(?:{LEFT}(?P<year>[0-9]{{1,3}}(?:,[0-9]{{3}})+"
    rf"|[0-9]{{1,5}})(?:{DASH}(?P<until>[0-9]{{1,4}}))?\s?(?P<era>{_ERA_MARK})(?!\.[A-Z])"
    rf"|\b(?P<era2>A\.?D\.?|CE|BCE"
    rf"|BC)\s(?P<year2>[0-9]{{1,4}})(?:{DASH}(?P<until2>[0-9]{{1,4}}))?)(?![0-9])"
)
_CENTURY_ERA = re.compile(r"(?<=\bcentury )(?P<era>[AB]\.?[CD]\.?(?:E\b\.?)?)(?![A-Za-z])")
_SHORT_YEAR = re.compile(r"(?<![\w])[’‘'](?P<year>[0-9]{2})\b(?!['’]?s|[\"”])")
_WEEKDAY = re.compile(
    r"\b(?P<day>Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\.(?=[,;:)]?(?:\s|$)|[-–/])"
)
_WEEKDAYS = re.compile(
    rf"\b(?P<a>{_WEEKDAY_NAMES})\.?(?P<joint>\s?[-–—/&,]\s?|\s(?:to|and"
    rf"|or)\s)(?P<b>{_WEEKDAY_NAMES})\b\.?"
)
_BARE_WEEKDAY = re.compile(
    rf"\b(?P<day>{_WEEKDAY_NAMES})(?=,?\s(?:the\s)?(?:{_DAY}{_SUFFIX}\s(?:{_MONTH})"
    rf"|{_MONTH}\s[0-9]|[0-9]{{1,2}}(?:[:.][0-9]{{2}})?\s?(?:[ap]\.?m|[-–])|{_DAY}(?:st|nd|rd"
    rf"|th)\b|[0-9]{{1,2}}/[0-9]|(?:morning|evening|night|afternoon)\b))"
)
_WEEKDAY_DAY = re.compile(
    rf"\b(?P<name>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\s(?P<day>{_DAY})(?:th|st|nd"
    rf"|rd)?(?=[,;.)]?(?:\s(?:at|from|and|to|in|for|will|was)\b|$|\.))"
)
_FISCAL = re.compile(
    rf"\b(?P<name>FY|fiscal|Fiscal|CY|Q[1-4]|[1-4]Q|H[12]|[12]H|Spring|Summer|Autumn|Fall"
    rf"|Winter)(?P<gap>[\s-]?)(?:FY)?[’‘']?(?P<year>{_YEAR}|[0-9]{{2}})"
    rf"(?:(?P<joint>[-–/])(?P<to>{_YEAR}|[0-9]{{2}}))?(?![\w%]|[.,][0-9])"
)
_LIFE = re.compile(r"(?<![\w])(?P<word>b|d|fl|r)\.\s?(?=c(?:a|irca)?\.?\s?[12]|[12][0-9]{3}\b)")
_LIFE_WORDS = {"b": "born ", "d": "died ", "fl": "flourished ", "r": "reigned "}
_CIRCA = re.compile(
    r"(?<![\w])(?P<word>c|ca|circa)\.?\s?(?=[0-9]{3,4}\b(?!,)|AD\s|[0-9]{1,3}\s?BC)"
)


def say_day(day: int, month: int, *, day_first: bool) -> str:
    """Return a day and its month: "march fourth", or "the fourth of march"."""
    if day_first:
        return f"the {ordinal(day)} of {MONTHS[month - 1]}"
    return f"{MONTHS[month - 1]} {ordinal(day)}"


def _month(text: str) -> str | None:
    """Return the month that `text` names; "may" and "mar" without a capital are words."""
    if text in ("may", "march", "mar", "sat", "sun"):
        return None
    return MONTHS[_MONTH_NUMBERS[text.rstrip(".").lower()] - 1]


def _year(text: str) -> str:
    text = text.lstrip("’‘'")
    return year(int(text)) if is_year(text) else short_year(text)


def short_year(text: str) -> str:
    """Return the two digits of a year: "oh eight", "twenty four"."""
    return f"oh {cardinal(int(text[1]))}" if text[0] == "0" else two_digits(int(text))


_JOINTS = {"and": "and", "or": "or", "/": "and"}
_PEOPLE_AFTER = re.compile(
    r"\s(?!(?:percent|at|in|on|and|or|to|for|from|by|with|was|is|as|has)\b)(?:people|men|women"
    r"|children|officers|[a-z]{3,}s)\b(?<!elections)"
    r"(?<!attacks)(?<!protests)(?<!polls)(?<!hearings)"
)


def _read_month_day(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    month = _month(match["month"])
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
    ):
        return None
    said = f"{month} {ordinal(int(match['day']))}"
    if match["day2"]:
        joint = match["joint"].strip()
        said += f" {_JOINTS.get(joint, 'to')} {ordinal(int(match['day2']))}"
    said += match["comma"]
    return (f"{said} {_year(match['year'])}" if match["year"] else said), 0.85


_ATTRIBUTED = re.compile(
    r"\b(?:an?|his|her|its|their|our|my|your|this|that|last|next|every|each|new"
    r"|[A-Z]?[a-z]+['’]s)\s$",
    re.IGNORECASE,
)


def _read_day_month(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    month = _month(match["month"])
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
        return f"{said} {_year(match['year'])}", 0.88
    stop = "." if match[0].endswith(".") and ends_sentence(after) else ""
    return said + stop, 0.88


def _read_date_range(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    first, second = _month(match["m1"]), _month(match["m2"])
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
    month = _month(match["month"])
    return month and f"{month} {_year(match['year'])}"


def _say_short_month(match: re.Match[str]) -> str:
    return keep_stop(
        match, (match["part"] or "").replace("-", " ") + str(_month(match["month"])).title()
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
    is_dotted = match[0][len(match["a"])] == "."
    if is_dotted and not is_year(text) and not (len(match["a"]) == len(match["b"]) == 2):
        return None
    day_first = context.is_day_first or a > len(MONTHS)
    day, month = (a, b) if day_first else (b, a)
    if month > len(MONTHS):
        day, month, day_first = month, day, not day_first
    if not (1 <= month <= len(MONTHS) and 1 <= day <= 31):
        return None
    said = year(int(text)) if is_year(text) else short_year(text)
    return f"{say_day(day, month, day_first=day_first)} {said}", 0.93 if is_year(text) else 0.8


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
    last = year(int(second)) if len(second) == len(first) else short_year(second)
    return f"{year(int(first))} {'' if match['sign'] == '/' else 'to '}{last}"


def _say_year_to_short(match: re.Match[str]) -> str:
    joint = match["joint"].strip()
    joint = joint if joint in ("and", "or") else "to"
    return f"{_year(match['from'])} {joint} {short_year(match['to'])}"


def _say_era(match: re.Match[str]) -> str:
    era = re.sub(r"\.", "", match["era"] or match["era2"])
    said = _era_year(match["year"] or match["year2"])
    until = match["until"] or match["until2"]
    if until:
        said += f" to {_era_year(until)}"
    return f"{era} {said}" if match["era2"] else keep_stop(match, f"{said} {era}")


def _era_year(text: str) -> str:
    if len(text) == 3 and "," not in text:
        rest = int(text[1:])
        return f"{cardinal(int(text[0]))} {two_digits(rest)}" if rest > 9 else cardinal(int(text))
    return integer(text)


def _say_weekdays(match: re.Match[str]) -> str:
    joint = match["joint"].strip()
    word = {"&": "and", ",": ",", "and": "and", "or": "or", "/": "and"}.get(joint, "to")
    gap = "" if word == "," else " "
    said = f"{_DAYS[match['a']]}{gap}{word} {_DAYS[match['b']]}"
    return keep_stop(match, said)


def _read_fiscal(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    name, text = match["name"], match["year"]
    if not is_year(text) and (
        match["gap"] == "-" or (name not in ("FY", "CY") and not match["gap"] and "Q" not in name)
    ):
        return None
    if len(name) > 3 and not is_year(text):
        return None
    said = f"{_period_name(name)} {_year(text)}"
    if match["to"]:
        said += f" to {_year(match['to'])}"
    return said, 0.85


def _period_name(name: str) -> str:
    if re.fullmatch("[1-4]Q", name):
        return f"the {ordinal(int(name[0]))} quarter of"
    if re.fullmatch("[12]H", name):
        return f"the {ordinal(int(name[0]))} half of"
    if re.fullmatch("[QH][1-4]", name):
        return f"{name[0]} {cardinal(int(name[1]))}"
    return name


RULES = (
    Form(_YEAR_FIRST, _read_year_first, needs=DIGITS),
    Form(_YEAR_LAST, _read_year_last, needs=DIGITS),
    Form(_DATE_RANGE, _read_date_range, needs="-–—−/"),
    Form(_DAY_MONTH, _read_day_month, needs=DIGITS),
    Form(_MONTH_DAY, _read_month_day, needs=DIGITS),
    Rule(_MONTH_YEAR, _say_month_year, DIGITS, 0.86),
    Rule(_DECADES, _say_decades, DIGITS, 0.7),
    Rule(
        _YEAR_TO_SHORT,
        _say_year_to_short,
        DIGITS,
        0.9,
    ),
    Rule(_YEARS, _say_years, DIGITS, 0.92),
    Rule(_ERA, _say_era, DIGITS, 0.85),
    Rule(_CENTURY_ERA, lambda match: keep_stop(match, match["era"].replace(".", "")), "", LIKELY),
    Rule(_SHORT_YEAR, lambda match: short_year(match["year"]), DIGITS, 0.75),
    Form(_FISCAL, _read_fiscal, needs=DIGITS),
    Rule(_LIFE, lambda match: _LIFE_WORDS[match["word"]], "."),
    Rule(_CIRCA, lambda _: "circa ", DIGITS, 0.65),
    Rule(_SHORT_MONTH, _say_short_month, "."),
    Rule(_BARE_MONTH, lambda match: str(_month(match["month"])).title()),
    Rule(_WEEKDAYS, _say_weekdays, "", LIKELY),
    Rule(_WEEKDAY, lambda match: _DAYS[match["day"]], ".", LIKELY),
    Rule(_BARE_WEEKDAY, lambda match: _DAYS[match["day"]], DIGITS, CERTAIN),
    Rule(
        _WEEKDAY_DAY, lambda match: f"{match['name']} the {ordinal(int(match['day']))}", DIGITS, 0.7
    ),
)
