"""Quantities: a number, or a range of numbers, and its unit."""

import re
from collections.abc import Iterator

from worker.text.english.decision.candidates import LIKELY, USUAL, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import (
    DASH,
    DIGITS,
    FRACTION_SIGNS,
    LEFT,
    NUMBER,
    SIGN,
    describes,
    ends_sentence,
    signed,
)
from worker.text.english.measures.unit_letters import LABELED, weigh_letter, weigh_meters
from worker.text.english.measures.units import UNIT, Unit, parse_unit
from worker.text.english.number_words import count, fraction_words

FRACTION = "".join(FRACTION_SIGNS)

_GAPS = re.compile(r"(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3})")
AMOUNT = (
    r"(?:[1-9][0-9]{0,2}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?![0-9.,/]|-(?:page|year|day|mile)))|"
    rf"[0-9]/[0-9]{{1,2}}(?![0-9/])|(?:{NUMBER})(?:\s?[{FRACTION}]"
    rf"|[\s-][0-9]/[0-9]{{1,2}}(?![0-9]))?|[{FRACTION}]"
)

_SCALES = {
    "m": "million", "mn": "million", "bn": "billion", "tn": "trillion", "k": "thousand",
    "million": "million", "billion": "billion", "trillion": "trillion", "thousand": "thousand",
    "lakh": "lakh", "crore": "crore", "hundred": "hundred",
}  # fmt: skip

_MEASURE = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<number>{AMOUNT})"
    r"(?:[-\s]?(?P<scale>million|billion|trillion|thousand|bn|mn|tn|m)"
    r"(?=[\s-](?:tonnes?|tons?|km|miles?|bpd|b/d|barrels?|lit(?:er|re)s?|[kMGT]Wh|sq|square|cubic"
    r"|cu|ha|hectares?|acres?|t|gals?|lbs?|kg|boe|oz|bbl)\b))?"
    rf"(?:(?P<unit0>[a-zA-Z%]{{1,4}}(?=\s?[-–—]\s?[0-9]))?(?P<dash>{DASH}|-to-|-or-|\s?[~]\s?|\sto\s|\sor\s|\sand\s)(?P<number2>{AMOUNT}))?"
    rf"(?P<gap>[-\s]?)(?P<unit>{UNIT})(?![\w²³]|['’]s\b)"
)

_WORDS = frozenset(
    "person share night head unit dose day days week month year hour minute second mile miles "
    "gallon barrel "
    "acre ton tons tonne tonnes bar bit therm carat cup cups quart pint liter litre foot feet inch "
    "inches "
    "yard yards pound ounce meter metre meters metres kilometer kilometre kilogram".split()
)
"""Units that are written out, after which a number is read like any other."""


def amount(text: str) -> str:
    """Return a number that may end in a fraction, such as "3½" or "1 1/2", in words."""
    text = _GAPS.sub("", text.strip())
    if text[-1] in FRACTION_SIGNS:
        return fraction_words(text[:-1].strip(), *FRACTION_SIGNS[text[-1]])
    mixed = re.fullmatch(r"([0-9]+)[\s-]([0-9])/([0-9]{1,2})", text)
    if mixed and int(mixed[3]):
        return fraction_words(mixed[1], int(mixed[2]), int(mixed[3]))
    simple = re.fullmatch(r"([0-9])/([0-9]{1,2})", text)
    if simple and int(simple[2]):
        return fraction_words(None, int(simple[1]), int(simple[2]))
    return count(re.sub(r"(?:[\s-][0-9])?/[0-9]+$", "", text))


def _split_unit(text: str) -> tuple[str, Unit] | None:
    """Return the longest beginning of `text` that is a unit, and the unit."""
    cut = text
    while cut:
        unit = parse_unit(cut)
        if unit:
            return cut, unit
        shorter = re.sub(r"(?:\s?/[^/]*|\.|\s[^\s]*)$", "", cut)
        cut = shorter if len(shorter) < len(cut) else ""
    return None


def _is_measure(match: re.Match[str], symbol: str) -> bool:
    """Return whether a number and its possible unit are not another written form."""
    plain = symbol.rstrip(".")
    gap = match["gap"]
    if (
        plain in _WORDS
        or plain.startswith("c/")
        or plain in ("%", "pc", "pct")
        or (gap and plain in ("h", "d"))
    ):
        return False
    joint = (match["dash"] or "").strip(" -")
    is_other = joint in ("or", "and") and plain in ("in", "m", "s")
    is_scaled = match["scale"] in ("m", "k") and gap == ""
    return not (is_other or is_scaled) and match["unit0"] in (None, plain)


def _read_measure(match: re.Match[str], context: Context) -> Iterator[tuple[str, float]] | None:
    found = _split_unit(match["unit"])
    if found is None or len(found[0]) < len(match["unit"].rstrip(".")):
        return None
    symbol, unit = found
    if not _is_measure(match, symbol):
        return None
    plain = symbol.rstrip(".")
    gap, number = match["gap"], match["number"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    stop = "." if symbol.endswith(".") else ""
    confidence = LIKELY
    if unit.is_letter:
        confidence = weigh_letter(
            plain, match["number2"] or number, gap, before, stop + after, context
        )
    elif LABELED.search(before) and gap == "":
        confidence = USUAL
    unit = _local(plain, unit, number, context)
    return iter([(_say(match, unit, symbol), confidence)])


_BLOWING = re.compile(
    r"\b(?:winds?|gust\w*|speed|storm\w*|seas|squalls?|breezes?|blow\w*)\b", re.IGNORECASE
)


def _local(symbol: str, unit: Unit, number: str, context: Context) -> Unit:
    """Return a unit whose symbol means another one in some places or sizes."""
    if symbol in ("t", "kt", "Mt") and symbol != "t" and _BLOWING.search(context.text):
        return Unit("knot", "knots") if symbol == "kt" else unit
    if symbol == "t" and not context.is_american:
        return Unit("tonne", "tonnes")
    if symbol == "mb" and float(number.replace(",", "") or 0 if number[-1:].isdigit() else 0) < 700:
        return Unit("megabyte", "megabytes")
    return unit


def _say(match: re.Match[str], unit: Unit, symbol: str) -> str:
    number, number2, scale = match["number"], match["number2"], match["scale"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    said = amount(number)
    joint = (match["dash"] or "").strip(" -")
    if number2:
        said += f" {joint if joint in ('or', 'and') else 'to'} {amount(number2)}"
    said += f" {_SCALES[scale]}" if scale else ""
    is_one = (
        (number in ("1", *FRACTION_SIGNS) or ("/" in number and len(number) < 5))
        and not number2
        and not scale
    )
    if number[0] in FRACTION_SIGNS and match["gap"] != "-" and not number2:
        said += " of an" if unit.one[0] in "aeio" else " of a" if number != "½" else " a"
    is_one = is_one or match["gap"] == "-" or describes(before, after)
    said = f"{said} {unit.one if is_one else unit.many}"
    return signed(match["sign"], said) + (
        "." if symbol.endswith(".") and ends_sentence(after) else ""
    )


_PER_UNIT = re.compile(
    r"(?P<per>\b(?:per|a|an|each)\s)(?P<unit>[kKMGT]?[A-Za-z]{1,3}(?:[²³23])?)\b(?![\w])"
)


def _read_per_unit(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "per kilowatt hour" for "per kWh"."""
    symbol = match["unit"]
    unit = parse_unit(symbol)
    if (
        unit is None
        or symbol.lower() in _WORDS
        or symbol
        in (
            "in",
            "d",
            "day",
            "A",
            "m",
            "s",
            "AU",
            "bar",
            "bit",
            "MP",
            "cup",
            "st",
            "K",
            "M",
            "T",
            "B",
            "N",
            "J",
            "P",
            "cal",
            "min",
            "au",
            "ton",
            "hp",
            "head",
            "unit",
            "pt",
            "sec",
            "ins",
        )
    ):
        return None
    is_per = match["per"].strip() == "per"
    if not is_per and len(symbol) == 1:
        return None
    if not is_per and not re.search(
        r"[0-9]|cents|dollars|pence", context.text[max(0, match.start() - 20) : match.start()]
    ):
        return None
    return f"{match['per']}{unit.one}", 0.8


_BEHIND_POWER = re.compile(
    r"(?:(?<=[0-9²³⁰¹⁴-⁹]\s)(?P<unit>[kcmµn]?(?:m|g|mol|L|l)/(?:s|h|kg|m|L|l|cm)[²³]?)"
    r"|(?<=[²³⁰¹⁴-⁹]\s)(?P<plain>[kcmµn]?m[²³]?|[kmµ]?g|[kMG]?(?:J|W|Hz|eV|Pa)|K|s|yr))(?![\w²³/])"
)


def _say_behind_power(match: re.Match[str]) -> str | None:
    """Return the unit after a number that another rule reads, such as "3 × 10⁸ m/s"."""
    unit = parse_unit(match["unit"] or match["plain"])
    return unit.many if unit else None


_PRESSURE = re.compile(r"(?<=[0-9])(?P<gap>\s?)mm\s?Hg\b")
_F_NUMBER = re.compile(r"(?<![\w/])[fƒ]/(?P<number>[0-9]{1,2}(?:\.[0-9])?)(?![\w/]|\.[0-9])")
_MILLION = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:(?P<first>m?)(?P<dash>{DASH}"
    rf"|\sto\s)(?P<number2>{NUMBER}))?(?P<plus>\+?)m(?P<plus2>\+?)(?![\w/²³])"
)


def _read_million(match: re.Match[str], context: Context) -> tuple[str, float]:
    before, after = match.string[: match.start()], match.string[match.end() :]
    meters = weigh_meters(match["number2"] or match["number"], "", before, after, context)
    said = count(match["number"], with_and=False)
    if match["number2"]:
        first = " million" if match["first"] and match["dash"].strip() == "to" else ""
        said += f"{first} to {count(match['number2'], with_and=False)}"
    plus = " plus" if match["plus"] or match["plus2"] else ""
    return signed(match["sign"], f"{said} million{plus}"), 1 - meters


RULES = (
    Form(_MEASURE, _read_measure, needs=DIGITS + FRACTION),
    Rule(_PRESSURE, lambda match: f"{match['gap'] or ' '}millimeters of mercury", "H", USUAL),
    Rule(_F_NUMBER, lambda match: f"f {count(match['number'])}", "/", 0.9),
    Form(_MILLION, _read_million, needs="m"),
    Form(_PER_UNIT, _read_per_unit),
    Rule(_BEHIND_POWER, _say_behind_power, "/²³⁰¹⁴⁵⁶⁷⁸⁹", USUAL),
)
