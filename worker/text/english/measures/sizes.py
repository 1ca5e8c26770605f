"""Sizes of things and people: dimensions, heights, weights in stone."""

import re

from worker.text.english.decision.candidates import USUAL, Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, DIGITS, LEFT, describes, ends_sentence
from worker.text.english.measures.quantities import AMOUNT, FRACTION, amount
from worker.text.english.measures.units import parse_unit

_LENGTH = r"(?:mm|cm|km|m|ft|in|feet|foot|inch(?:es)?|yds?|yards?|miles?|metres?|meters?|['’′\"”″])"

_DIMENSIONS = re.compile(
    rf"{LEFT}(?<![$£€])(?P<first>{AMOUNT})(?P<gap1>[-\s]?)"
    rf"(?P<unit1>{_LENGTH}(?![A-Za-z]))?\.?(?P<x>\s?[x\u00d7X]\s?|\sby\s|-by-)"
    rf"(?P<second>{AMOUNT})(?P<gap2>[-\s]?)(?P<unit2>{_LENGTH}(?![A-Za-z]))?\.?"
    rf"(?:(?:\s?[x\u00d7X]\s?|\sby\s|-by-)(?P<third>{AMOUNT})(?P<gap3>[-\s]?)(?P<unit3>{_LENGTH}"
    rf"(?![A-Za-z]))?\.?)?(?![\w])"
)

_MARKS = {"'": "ft", "’": "ft", "′": "ft", '"': "in", "”": "in", "″": "in"}

_SHAPED = re.compile(
    r"\s(?:grid|photo|print|pixel|screen|resolution|matrix|plot|room|board|frame|sheet)"
)


def _read_dimensions(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    units = [match["unit1"], match["unit2"], match["unit3"]]
    given = [unit for unit in units if unit]
    sign = match["x"].strip()
    after = match.string[match.end() :]
    if not given:
        if sign in ("by", "-by-"):
            return None
        is_sum = sign == "\u00d7" or bool(re.match(r"\s?=", after)) or len(match["x"]) == 3
        is_power = match["second"] == "10" and re.match(r"[⁰¹²³⁴-⁹⁻^]", after)
        if is_power or (is_sum and not _SHAPED.match(after) and len(match["first"]) < 4):
            return None
    sizes = [(match["first"], units[0])]
    sizes.append((match["second"], units[1]))
    if match["third"]:
        sizes.append((match["third"], units[2]))
    before = match.string[: match.start()]
    is_one = (
        describes(before, after) or "-" in (match["gap2"] or "") or "-" in (match["gap3"] or "")
    )
    said = " by ".join(_say_size(number, symbol, is_one=is_one) for number, symbol in sizes)
    stop = "." if match[0].endswith(".") and ends_sentence(after) else ""
    return said + stop, 0.9


def _say_size(number: str, symbol: str | None, *, is_one: bool) -> str:
    unit = parse_unit(_MARKS.get(symbol, symbol)) if symbol else None
    if unit is None:
        return amount(number)
    return f"{amount(number)} {unit.one if is_one or number == '1' else unit.many}"


_HEIGHT = re.compile(
    rf"{LEFT}(?P<feet>[0-9]{{1,3}})(?:\s?(?:['’′]|ft\.?|foot|feet)\s?)"
    rf"(?P<inches>[0-9]{{1,2}}(?:[{FRACTION}]|\.[0-9]|\s1/2)?)\s?(?P<mark>[\"”″]|''|’’|ins?\b\.?"
    rf"|inches\b)?(?![\w/])"
)

_STONE = re.compile(
    rf"{LEFT}(?P<stone>[0-9]{{1,2}})\s?st\s?(?P<pounds>[0-9]{{1,2}}"
    rf"(?:[{FRACTION}])?)\s?(?:lbs?)?(?![\w])"
)

_QUOTED_SIZE = re.compile(
    rf"{LEFT}(?:(?P<low>{AMOUNT})(?P<dash>{DASH}|\sto\s))?(?P<number>{AMOUNT})(?P<mark>[\"”″'′])(?=[\s,.;)-]|$)"
)

_BIG = re.compile(
    r"\s(?:tall|wide|long|deep|high|thick|screen|TV|television|display|monitor|laptop|tablet|pipe"
    r"|x|containers?|boats?|yachts?|ceilings?|fences?|walls?|trailers?|ladders?|poles?|ropes?"
    r"|subs?|pizzas?|wheels?|vinyl|of (?:snow|rain|ice))\b"
)


def _read_height(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    inches = match["inches"]
    if int(re.match("[0-9]+", inches)[0]) > 11:  # type: ignore[index]
        return None
    if "'" not in match[0] and "’" not in match[0] and "′" not in match[0] and not match["mark"]:
        if re.match(r"[\s-](?:feet|foot|miles?|people)", match.string[match.end() :]):
            return None
        return f"{amount(match['feet'])} foot {amount(inches)}", USUAL
    stop = "." if match[0].endswith(".") and ends_sentence(match.string[match.end() :]) else ""
    return f"{amount(match['feet'])} foot {amount(inches)}{stop}", 0.85


def _read_stone(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    is_ordinal = match["stone"][-1] == "1" and match["stone"] != "11"
    if is_ordinal and "lb" not in match[0]:
        return None
    return f"{amount(match['stone'])} stone {amount(match['pounds'])}" + (
        (" pound" if match["pounds"] == "1" else " pounds") if "lb" in match[0] else ""
    ), 0.9


def _read_quoted_size(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    before, after = match.string[: match.start()], match.string[match.end() :]
    mark = match["mark"]
    is_sized = bool(_BIG.match(after)) or after.startswith("-")
    if mark in '"”' and (
        len(re.findall('(?<![0-9])["“”]', before)) % 2 or (mark == "”" and "“" in before)
    ):
        return None
    is_feet = is_sized or (match["number"].replace(",", "").isdecimal() and "," in match["number"])
    if mark == "'" and (not is_feet or len(re.findall(r"(?<![0-9])'(?!\w)", before)) % 2):
        return None
    is_plain = re.match(r"\s[a-z]", after) or re.match(r"[.,;)]", after)
    if mark in '"”' and not (is_sized or is_plain):
        return None
    is_one = describes(before, after) or after.startswith("-")
    low = f"{amount(match['low'])} to " if match["low"] else ""
    return low + _say_size(match["number"], mark, is_one=is_one), 0.8


RULES = (
    Form(_DIMENSIONS, _read_dimensions, needs="x×Xb"),
    Form(_HEIGHT, _read_height, needs=DIGITS),
    Form(_STONE, _read_stone, needs=DIGITS),
    Form(_QUOTED_SIZE, _read_quoted_size, needs=DIGITS),
)
