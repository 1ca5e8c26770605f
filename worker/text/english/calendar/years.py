"""Years, decades, centuries, eras and quarters."""

import re

from worker.text.english.calendar.months import YEAR, say_year, short_year
from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, DIGITS, LEFT, RIGHT, keep_stop
from worker.text.english.number_words import (
    cardinal,
    integer,
    is_year,
    ordinal,
    plural,
    two_digits,
    year,
)

_DECADES = re.compile(
    rf"(?<![0-9.,])(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)-)?(?<![A-Za-z0-9])[’‘']?"
    rf"(?P<first>(?:[12][0-9])?[0-9]0)(?:[’']?s)?"
    rf"(?:{DASH}[’‘']?(?P<second>(?:[12][0-9])?[0-9]0))?(?<=[0-9])[’']?s\b"
)

_YEARS = re.compile(
    rf"{LEFT}(?P<from>{YEAR})(?P<sign>{DASH}|/)(?P<to>{YEAR}"
    rf"|[0-9]{{2}}){RIGHT}(?![A-Za-z%])(?!-[0-9])"
)

_YEAR_TO_SHORT = re.compile(
    rf"{LEFT}(?P<from>{YEAR}|[’‘'][0-9]{{2}})(?P<joint>\sto\s|\sand\s|\sor\s|{DASH}"
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

_FISCAL = re.compile(
    rf"\b(?P<name>FY|fiscal|Fiscal|CY|Q[1-4]|[1-4]Q|H[12]|[12]H|Spring|Summer|Autumn|Fall"
    rf"|Winter)(?P<gap>[\s-]?)(?:FY)?[’‘']?(?P<year>{YEAR}|[0-9]{{2}})"
    rf"(?:(?P<joint>[-–/])(?P<to>{YEAR}|[0-9]{{2}}))?(?![\w%]|[.,][0-9])"
)

_LIFE = re.compile(r"(?<![\w])(?P<word>b|d|fl|r)\.\s?(?=c(?:a|irca)?\.?\s?[12]|[12][0-9]{3}\b)")

_LIFE_WORDS = {"b": "born ", "d": "died ", "fl": "flourished ", "r": "reigned "}

_CIRCA_YEAR = re.compile(r"(?<![\w])ca?\.?(?P<year>[1-9][0-9]{2,3})(?![\w]|,[0-9])")
_CIRCA = re.compile(
    r"(?<![\w])(?P<word>c|ca|circa)\.?\s?(?=[0-9]{3,4}\b(?!,)|AD\s|[0-9]{1,3}\s?BC)"
)


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
    return f"{say_year(match['from'])} {joint} {short_year(match['to'])}"


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


def _read_fiscal(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    name, text = match["name"], match["year"]
    if not is_year(text) and (
        match["gap"] == "-" or (name not in ("FY", "CY") and not match["gap"] and "Q" not in name)
    ):
        return None
    if len(name) > 3 and not is_year(text):
        return None
    is_full = name[0].isdecimal() and len(text) == 2
    said = f"{_period_name(name)} {say_year(f'20{text}' if is_full else text)}"
    if match["to"]:
        said += f" to {say_year(match['to'])}"
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
    Rule(_CIRCA_YEAR, lambda match: f"circa {_era_year(match['year'])}", DIGITS, 0.8),
    Rule(_CIRCA, lambda _: "circa ", DIGITS, 0.65),
)
