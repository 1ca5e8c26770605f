"""Telephone numbers, versions, models and other names made of letters and digits."""

import re

from worker.text.english.rule import DIGITS, LEFT, RIGHT, Rule
from worker.text.english.words import (
    cardinal,
    count,
    digits,
    is_year,
    ordinal,
    pairs,
    plural,
    two_digits,
    year,
)

_MODELS = (
    "Boeing Airbus Flight Route Highway Interstate Room Channel Porsche Peugeot Section".split()
)

_PHONE = re.compile(
    r"(?<![\w])(?:(?P<country>\+?1)[-.\s]?)?\(?(?P<area>[0-9]{3})\)?[-.\s]?(?P<three>[0-9]{3})[-.\s]"
    r"(?P<four>[0-9]{4})(?:-(?P<more>[0-9]{1,4}))?(?![\w-])"
)
_WORLD_PHONE = re.compile(r"(?<![\w])\+(?P<all>[0-9]{1,3}(?:[\s.-]?\(?[0-9]{2,5}\)?){2,5})(?![\w])")
_WORD_PHONE = re.compile(
    r"\b1-(?P<area>8[0-9]{2})-(?P<rest>(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*)"
)
_SOCIAL = re.compile(rf"{LEFT}(?P<a>[0-9]{{3}})-(?P<b>[0-9]{{2}})-(?P<c>[0-9]{{4}}){RIGHT}")
_EMERGENCY = re.compile(r"(?<![\w$€£.,])(?:911|999|112|101|111|988|311|411)(?![\w%-])(?![.,][0-9])")
_CALLED = re.compile(r"\b(?:call|dial|phon|ring|rang)\w*\s$", re.IGNORECASE)
_CALL = re.compile(r"\s(?:call|caller|dispatch|operator|emergenc)")
_ADDRESS = re.compile(rf"{LEFT}[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}{RIGHT}")
_QUARTER = re.compile(r"\b(?P<number>[1-4])Q\s?'?(?P<year>[0-9]{2}|[12][0-9]{3})\b")
_VERSION = re.compile(r"\b(?P<v>[vV])\.?(?P<number>[0-9]+(?:\.[0-9]+)*)\b(?!\.[0-9])")
_MODEL = re.compile(
    rf"\b(?P<name>{'|'.join(_MODELS)})\s(?P<number>[1-9][0-9]{{2}})(?P<many>s)?\b(?![,.][0-9])"
)
_JET = re.compile(
    r"(?<![\w$€£.,])(?:A3[0-9]0s|7[0-9]7(?:s\b|(?=\s(?:MAX|Max|Dreamliner|jet|plane|aircraft))))"
)
_COMPOUND = re.compile(
    r"\b(?P<word>[A-Za-z]+)-(?P<number>[0-9]{1,4})(?P<many>(?:['’]?s)?)(?![\w])(?!\.[0-9])"
)
_MIXED = re.compile(
    r"(?<![\w.])(?=[A-Za-z0-9]*[A-Za-z])(?=[A-Za-z0-9]*[0-9])[A-Za-z0-9]{2,}(?:-[A-Za-z0-9]+)*(?!\w)"
)
_DECIMAL = re.compile(r"\b(?P<word>[A-Z]{1,4})(?P<number>[0-9]+\.[0-9]+)\b(?!\.[0-9])")
_PARTS = re.compile(r"[A-Za-z]+|[0-9]+|-")


def _say_phone(match: re.Match[str]) -> str:
    found = match.groupdict()
    groups = [digits(found[name]) for name in ("area", "three", "four", "more") if found[name]]
    if found["country"] and found["area"] == "800":
        groups[0] = "eight hundred"
    if found["country"]:
        groups.insert(0, "plus one" if "+" in found["country"] else "one")
    return ", ".join(groups)


def _say_world_phone(match: re.Match[str]) -> str:
    groups = re.split(r"[\s.()-]+", match["all"].strip())
    return f"plus {', '.join(digits(group) for group in groups if group)}"


def _say_word_phone(match: re.Match[str]) -> str:
    hundred = (
        f"{cardinal(int(match['area'][0]))} hundred"
        if match["area"].endswith("00")
        else digits(match["area"])
    )
    rest = match["rest"].replace("-", " ")
    return f"one, {hundred}, {re.sub('[0-9]+', lambda number: digits(number[0]), rest)}"


def _say_emergency(match: re.Match[str]) -> str | None:
    before, rest = match.string[: match.start()], match.string[match.end() :]
    return digits(match[0]) if _CALLED.search(before) or _CALL.match(rest) else None


def _say_quarter(match: re.Match[str]) -> str:
    text = match["year"]
    said = year(int(text)) if is_year(text) else two_digits(int(text))
    return f"the {ordinal(int(match['number']))} quarter of {said}"


def _say_social(match: re.Match[str]) -> str:
    return ", ".join(digits(match[group]) for group in "abc")


def _say_model(match: re.Match[str]) -> str:
    said = _model_number(match["number"])
    return f"{match['name']} {plural(said) if match['many'] else said}"


def _say_version(match: re.Match[str]) -> str:
    numbers = " point ".join(cardinal(int(part)) for part in match["number"].split("."))
    return f"version {numbers}" if match["v"] == "v" or "." in match["number"] else f"V {numbers}"


def _say_compound(match: re.Match[str]) -> str:
    said = _model_number(match["number"])
    many = match["many"]
    return f"{match['word']}-{plural(said) if many == 's' else said + many}"


def _model_number(text: str) -> str:
    """Return the digits of a name: short ones as numbers, "737" as "seven thirty seven"."""
    if text[0] == "0" or len(text) > 4:
        return digits(text)
    if len(text) == 3:
        return cardinal(int(text)) if text.endswith("00") else pairs(int(text))
    if len(text) == 4:
        return year(int(text)) if text[0] in "12" else cardinal(int(text))
    return cardinal(int(text))


def _say_mixed(match: re.Match[str]) -> str | None:
    parts = _PARTS.findall(match[0])
    *before, last = parts
    is_plural = last == "s" and bool(before) and before[-1].isdecimal()
    words = [
        _model_number(part) if part.isdecimal() else part
        for part in (before if is_plural else parts)
    ]
    said = " ".join(words).replace(" - ", "-")
    return plural(said) if is_plural else said


FIRST_RULES = (
    Rule(_PHONE, _say_phone, needs=DIGITS),
    Rule(_WORLD_PHONE, _say_world_phone, needs="+"),
    Rule(_WORD_PHONE, _say_word_phone, needs="-"),
    Rule(_SOCIAL, _say_social, needs="-"),
    Rule(_ADDRESS, lambda match: " dot ".join(map(digits, match[0].split("."))), needs="."),
)
"""What would be taken for dates or ranges."""

RULES = (
    Rule(_EMERGENCY, _say_emergency, needs=DIGITS),
    Rule(_QUARTER, _say_quarter, needs="Q"),
    Rule(_VERSION, _say_version, needs=DIGITS),
    Rule(_MODEL, _say_model, needs=DIGITS),
    Rule(_JET, _say_mixed, needs=DIGITS),
    Rule(_COMPOUND, _say_compound, needs="-"),
    Rule(_DECIMAL, lambda match: f"{match['word']} {count(match['number'])}", needs="."),
)

LAST_RULES = (Rule(_MIXED, _say_mixed, needs=DIGITS),)
"""What is left with letters and digits once all numbers and units are told."""
