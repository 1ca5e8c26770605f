"""Plain numbers: a count, or a year of four digits."""

import re
from collections.abc import Iterator

from worker.text.english.decision.candidates import LIKELY, POSSIBLE, USUAL, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, LEFT, NUMBER, RIGHT
from worker.text.english.number_words import (
    cardinal,
    count,
    digits,
    is_year,
    model_number,
    number,
    plural,
)

_POINTED = re.compile(rf"{LEFT}(?P<number>[0-9]+(?:\.[0-9]+){{2,}}){RIGHT}")

_THOUSANDS = re.compile(
    rf"{LEFT}(?P<number>1,?0{{2,12}}(?:,000)*|1(?:,000)+|10(?:,?000)+|100(?:,?000)*)['’]?s\b"
)

_SPACED = re.compile(
    r"(?<![\w.,:/-])(?P<number>[1-9][0-9]{0,2}(?:[ \u00a0\u2009\u202f][0-9]{3})+)(?![\w]|[.,][0-9]"
    r"|[ \u00a0\u2009\u202f][0-9]|-[0-9])"
)

_LAKHS = re.compile(
    r"(?<![\w.,])(?P<number>[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?P<part>\.[0-9]+)?(?![0-9,])"
)

_BIG = re.compile(rf"{LEFT}(?P<number>[0-9]{{5,}}){RIGHT}(?=\s[a-z]{{3,}})")

_NUMBER = re.compile(rf"{LEFT}(?P<number>{NUMBER})(?![0-9A-Za-z])(?![.,][0-9])")

_POINTLESS = re.compile(
    r"(?<![\w.])\.(?P<caliber>[0-9]{2,3})(?P<cal>-cal\b\.?)?(?=[\s-](?:caliber|calibre|cal\b|rifles?|pistols?"
    r"|revolvers?|handguns?|guns?|rounds?|bullets?|ammunition|Magnum|Winchester|cartridges?|round"
    r"|shells?))"
)

_COMMA = re.compile(
    r"(?<![\w.,])(?P<whole>[0-9]{1,3}),(?P<part>[0-9]{1,2})"
    r"(?=\s?%|\sper cent\b|\s(?:million|billion)\b)"
)
"""A decimal with a comma, as some South African papers write it."""

_SEVERAL = re.compile(rf"{LEFT}(?P<number>[0-9]{{1,3}})s(?![\w'’])")
_AVERAGE = re.compile(r"(?<![\w.$€£])\.(?P<digits>[0-9]{3})(?![\w%]|\.[0-9])")
_BASEBALL = re.compile(
    r"\b(?:hit|hits|hitting|hitter|batt?(?:ed|ing|s)|batter|slugg\w+|average|OPS|on-base|winning"
    r" percentage|homers?|home runs?|RBIs?|innings)\b"
)
_COUNTED_BEFORE = re.compile(
    r"\b(?:about|around|some|nearly|almost|over|than|least|most|only|just|roughly|approximately"
    r"|estimated|another|additional|up to)\s$",
    re.IGNORECASE,
)

_DATED_BEFORE = re.compile(
    r"\b(?:in|since|by|until|from|to|of|before|after|during|for|year|late|early|mid|circa|spring"
    r"|summer|autumn|fall|winter|the|his|her|its|their|our|this|a|class|season|back|through"
    r"|between|and|[a-z]+['’]s)[\s-]$",
    re.IGNORECASE,
)

_COUNTABLE = re.compile(
    r"\s(?:(?:new|more|other|young|registered|adult|local|female|male|American|British|volunteer"
    r"|older|hospital|full-time|active|healthy)\s)?"
    r"(?:people|men|women|children|adults|nurses|workers|students|patients|homes|houses|voters"
    r"|teachers|officers|soldiers|employees|participants"
    r"|residents|families|members|volunteers|jobs|cases|deaths|pupils|players|passengers|victims"
    r"|doctors|visitors|respondents|tons|tonnes|acres|miles"
    r"|meters|metres|feet|kilometers|hectares|pounds|votes|points|seats|tickets|rooms|birds|cattle"
    r"|sheep|trees|cars|vehicles|units|copies|barrels|hours|refugees|migrants|households"
    r"|businesses|schools|prisoners|inmates|protesters|guests|delegates|athletes|runners|calories"
    r"|words|pages|steps|samples|households|women|infants|babies|drivers|farmers|claims|complaints"
    r"|applications|applicants|customers|subjects|galaxies|stars|species|yards|square|sq|cubic|km"
    r"|kg|light-years|days|civilians|fans|mourners|cyclists|horses|pigs|chickens|cows)\b"
)


def _read_spaced(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return a number with spaces between thousands; "3 200-page books" is two numbers."""
    is_pair = context.region != "ZA" and re.match(r"-[a-z]", match.string[match.end() :])
    return None if is_pair else (count(re.sub(r"\s", "", match["number"])), USUAL)


def _read_comma(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    is_decimal = context.region == "ZA"
    return (count(f"{match['whole']}.{match['part']}"), 0.95) if is_decimal else None


def _say_hundreds(match: re.Match[str]) -> str | None:
    """Return "thousands" for "1,000s", "tens of thousands" for "10,000s"."""
    plain = match["number"].replace(",", "")
    names = {
        3: "hundreds",
        4: "thousands",
        5: "tens of thousands",
        6: "hundreds of thousands",
        7: "millions",
    }
    if plain.strip("0") != "1":
        return None
    return (
        names.get(len(plain))
        if len(plain) > 3 or "," in match["number"] or plain == "100"
        else None
    )


def _say_lakhs(match: re.Match[str]) -> str | None:
    value = int(match["number"].replace(",", ""))
    crores, rest = divmod(value, 10_000_000)
    lakhs, rest = divmod(rest, 100_000)
    parts = [f"{cardinal(crores)} crore"] if crores else []
    parts += [f"{cardinal(lakhs)} lakh"] if lakhs else []
    parts += [cardinal(rest)] if rest else []
    said = " ".join(parts)
    return f"{said} point {digits(match['part'])}" if match["part"] else said


def _read_average(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return an average of baseball, ".312", as "three twelve"."""
    text = match["digits"]
    if text[0] == "0" or not _BASEBALL.search(context.text):
        return None
    return model_number(text), 0.8


def _read_number(match: re.Match[str], _: Context) -> Iterator[tuple[str, float]]:
    """Yield readings of a number: four digits are a year, or a count of something."""
    text = match["number"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    as_year = 0.6
    if is_year(text):
        if (
            _COUNTED_BEFORE.search(before)
            and not re.search(r"\b[Ss]ince ", before[-16:])
            and re.match(
                r"\s(?:[a-z]+\s)?(?!was|has|is|as\b)[a-z]{2,}s\b|\s(?:people|men|women|children"
                r"|more)\b",
                after,
            )
        ):
            as_year = 0.3
        if _COUNTABLE.match(after):
            as_year = (
                0.3 if not _DATED_BEFORE.search(before) or _COUNTED_BEFORE.search(before) else 0.58
            )
        if (text.endswith("00") and text != "2000") or re.search(
            r"\b[Ii]n (?:the )?(?:year )?$", before
        ):
            as_year = max(as_year, 0.6)
    yield number(text), as_year
    if is_year(text):
        yield count(text), 0.5


RULES = (
    Rule(_THOUSANDS, _say_hundreds, DIGITS, LIKELY),
    Form(_SPACED, _read_spaced, needs=DIGITS),
    Form(_COMMA, _read_comma, needs=","),
    Rule(_LAKHS, _say_lakhs, ",", LIKELY),
    Rule(_SEVERAL, lambda match: plural(cardinal(int(match["number"]))), DIGITS, POSSIBLE),
    Form(_AVERAGE, _read_average, needs="."),
    Rule(
        _POINTLESS,
        lambda match: number(match["caliber"]) + (" caliber" if match["cal"] else ""),
        ".",
        0.9,
    ),
    Rule(
        _POINTED,
        lambda match: " point ".join(cardinal(int(p[:18])) for p in match["number"].split(".")),
        ".",
    ),
    Rule(
        _BIG,
        lambda match: count(match["number"]) if match["number"].endswith("00") else None,
        DIGITS,
    ),
    Form(_NUMBER, _read_number, needs=DIGITS),
)
