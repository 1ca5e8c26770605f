"""Amounts of money: "$5.2bn", "£3-5 million", "€2.50", "CHF 3m", "50p"."""

import re
from typing import Any

from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import (
    DASH,
    DIGITS,
    FRACTION_SIGNS,
    LEFT,
    NUMBER,
    SIGN,
    alternatives,
    counted,
    describes,
    ends_sentence,
    signed,
)
from worker.text.english.measures.units import UNIT, parse_unit
from worker.text.english.money.currencies import (
    CODES,
    SCALES,
    SYMBOLS,
    SYMBOLS_BEHIND,
    Currency,
)
from worker.text.english.money.described_nouns import is_described
from worker.text.english.number_words import count, fraction_words

_SCALE = rf"(?:[-\s]?(?:{alternatives(SCALES)})(?![A-Za-z]))"

_SYMBOL = rf"(?:{alternatives(SYMBOLS)})"

_CODE = rf"(?:{alternatives(CODES)})"

_SIGNS = "".join(FRACTION_SIGNS)

_AMOUNT = (
    rf"(?:[0-9]{{1,2}}(?:,[0-9]{{2}})+,[0-9]{{3}}(?:\.[0-9]+)?|(?:{NUMBER})[{_SIGNS}]?|[{_SIGNS}])"
)

_TO_SOME = (
    rf"(?:\sto\s{_AMOUNT}\s(?:people|men|women|children"
    r"|(?!years|cents|dollars|pounds|euros)[a-z]{3,}s)\b)"
)
"""Recipients of money: "$50 to 12 families"."""

_JOINT = rf"(?:{DASH}|\sto\s|\sor\s)"

_RANGE = (
    rf"(?:(?!{_TO_SOME})(?P<joint>{_JOINT})(?P<symbol2>(?P=symbol)|\$)?(?P<number2>{_AMOUNT})"
    rf"(?![0-9]|\.[0-9]|%|\s?per\s?cent)(?P<scale2>{_SCALE})?)?"
)

_PERIODS = {
    "mo": "month", "mth": "month", "pcm": "month", "yr": "year", "y": "year", "wk": "week",
    "d": "day", "hr": "hour",
    "h": "hour", "ea": "each", "bbl": "barrel", "pp": "person", "sh": "share", "litre": "liter",
    "oz.": "ounce", "pint": "pint", "dozen": "dozen", "doz": "dozen",
    "class": "class", "visit": "visit",
    "ticket": "ticket", "bushel": "bushel", "bu": "bushel", "vote": "vote", "pack": "pack",
    "seat": "seat", "user": "user", "mile": "mile",
}  # fmt: skip

_PER = rf"(?:\s?/\s?(?P<period>(?:1,?000\s?|100\s?)?{UNIT}))"

_SUFFIXES = {
    "pw": " a week", "pcm": " a month", "pa": " a year", "p.a.": " a year", "p.a": " a year",
    "ph": " an hour", "pp": " per person", "p/w": " a week", "p/h": " an hour", "p/m": " a month",
    "pppn": " per person per night", "pm": " a month", "ea": " each", "ea.": " each",
    "p/p": " per person", "psf": " per square foot",
}  # fmt: skip

_SUFFIX = rf"(?:\s?(?P<suffix>{alternatives(_SUFFIXES)})(?![\w]))"

_SYMBOL_BEFORE = (
    rf"(?P<sign>{SIGN})?(?<![A-Za-z])(?P<symbol>{_SYMBOL})\s?(?P<minus>[-−])?"
    rf"(?P<number>{_AMOUNT})(?P<scale>{_SCALE})?{_RANGE}"
)

_BEFORE = re.compile(rf"{_SYMBOL_BEFORE}(?:(?P<plus>\+)|{_PER}|{_SUFFIX})?(?![0-9])(?![.,][0-9])")

_TWICE = re.compile(
    rf"{_SYMBOL_BEFORE}\s(?P<again>dollars?|pounds?|euros?|rupees?|pesos?|yen|yuan|naira)\b(?!-)"
)
"""An amount with its currency as a sign and as a word: "$5 million dollars"."""

_WORD_BEHIND = re.compile(
    rf"{LEFT}(?P<number>[0-9]+(?:,[0-9]{{3}})*\.[0-9]{{2}})\s(?P<word>[Ee]uro|[Dd]ollar)s?\b(?!-)"
)

_CODE_BEFORE = re.compile(
    rf"(?P<sign>{SIGN})?(?<![A-Za-z/])(?P<symbol>{_CODE})\s?(?P<minus>[-−])?"
    rf"(?P<number>{_AMOUNT})(?P<scale>{_SCALE})?{_RANGE}(?:(?P<plus>\+)|{_PER}"
    rf"|{_SUFFIX})?(?![0-9])(?![.,][0-9])"
)

_BEHIND = re.compile(
    rf"{LEFT}(?<![$£€])(?<![A-Z]-)(?P<sign>{SIGN})?(?P<number>{_AMOUNT})(?P<scale>{_SCALE})?"
    rf"(?:(?P<joint>{DASH})(?P<number2>{_AMOUNT})(?P<scale2>{_SCALE})?)?\s?(?P<symbol>[€£₹₽₪₺]"
    rf"|{_CODE}(?![A-Za-z/])|zł|kr)(?![\w])"
)

_NEGATIVE = re.compile(rf"(?P<symbol>[$£€])\((?P<number>{NUMBER})\)(?P<scale>{_SCALE})?(?![\w])")
"""A loss as accountants write it: "$(0.03)"."""

_SPACED_RAND = re.compile(
    r"(?<![A-Za-z0-9])R\s?(?P<number>[1-9][0-9]{0,2}(?:[ \u00a0\u202f][0-9]{3})+)(?![0-9.,]\d|\d)"
)
"""Rand with spaces between thousands: "R1 500"."""

_PENCE = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<number>{_AMOUNT})"
    rf"(?:(?P<joint>{_JOINT})(?P<number2>{NUMBER}))?(?P<unit>p|¢|c|ct"
    rf"|cts)(?:\s?/\s?(?P<period>{UNIT}))?(?![A-Za-z0-9'’])"
)

_OLD_PENCE = re.compile(rf"{LEFT}(?P<s>[0-9]{{1,2}})s\s?(?P<d>[0-9]{{1,2}})d(?![\w])")

_RAND = re.compile(r"\b(?:rand|South Africa|Eskom|Johannesburg|Cape Town|Pretoria|Durban)")
_SHORT_CODES = frozenset(("LE", "SR", "Sh", "DM", "Dh", "RM", "Rp"))
_SAUDI = re.compile(r"\b(?:Saudi|riyals?|Riyadh|Jeddah|Mecca)\b")
_PRICED = re.compile(
    r"\b(?:cost|price|charg|levy|fare|fee|rais|rose|rise|cut|per|litre|liter|pump|worth|paid|pay"
    r"|each|stamp|coin|duty|tax|deposit|bag|share|dividend|sell|sold|buy|bought|save|off|extra"
    r"|unit|kWh|cheap|toll|rate|minute|text|dollar|cents?)",
    re.IGNORECASE,
)


_NIGERIA = re.compile(r"\b(?:[Nn]aira|Nigerian?s?|Lagos|Abuja|kobo)\b")
_NAIRA_SCALES = re.compile(r"m|mn|bn|tn|trn|million|billion|trillion")


def _number(text: str, *, with_and: bool = True) -> str:
    if text[-1] in FRACTION_SIGNS:
        return fraction_words(text[:-1] or None, *FRACTION_SIGNS[text[-1]])
    return count(text, with_and=with_and)


def _scale(text: str | None) -> str:
    return SCALES[(text or "").strip(" -\u00a0")] if text else ""


def _say_with_fraction(number: str, currency: Currency, many: str) -> str:
    """Return "four dollars fifty one and a half cents" for "4.51½", and "2½" in words."""
    if "." not in number or not currency.minor_one:
        return f"{_number(number)} {many}"
    whole, _, fraction = number[:-1].replace(",", "").partition(".")
    cents = fraction_words(str(int(fraction)), *FRACTION_SIGNS[number[-1]])
    dollars = counted(whole or "0", currency.one, many)
    return f"{dollars} {cents} {currency.minor_many}"


def _say_amount(number: str, scale: str | None, currency: Currency, *, describes: bool) -> str:
    one, many = currency.one, currency.one if describes else currency.many
    if scale:
        return f"{_number(number, with_and=False)} {_scale(scale)} {many}"
    if number[-1] in FRACTION_SIGNS:
        return _say_with_fraction(number, currency, many)
    whole, _, fraction = number.replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    if not fraction:
        return counted(whole or "0", one, many)
    if len(fraction) > 2 or not currency.minor_one:
        return f"{count(f'{whole or 0}.{fraction}')} {many}"
    minor = str(int(f"{fraction:0<2}"))
    minor_many = "cent" if describes and currency.minor_many == "cents" else currency.minor_many
    cents = counted(minor, currency.minor_one, minor_many)
    return f"{counted(whole, one, many)} {cents}" if whole.strip("0") else cents


def _is_currency(match: re.Match[str], context: Context) -> bool:
    """Return whether letters before an amount are a currency, not another abbreviation.

    One digit after "INR" is the result of a blood test.
    """
    symbol, number = match["symbol"], match["number"]
    is_round = bool(match["scale"]) or number.endswith("0")
    if symbol == "N":
        return _is_naira(match, context)
    if symbol == "R":
        is_at_home = not context.is_american or bool(_RAND.search(context.wider_text))
        return is_at_home and (is_round or "." in number or context.region == "ZA")
    if symbol == "INR" and not match["scale"]:
        return context.region == "IN" or len(re.sub(r"\..*|\D", "", number)) > 1
    is_saudi = symbol != "SR" or not context.is_american or _SAUDI.search(context.wider_text)
    is_near = symbol not in _SHORT_CODES or re.match(rf"{symbol}\s?[0-9]", match[0].lstrip("-"))
    return bool(is_saudi and is_near)


def _is_naira(match: re.Match[str], context: Context) -> bool:
    """Return whether "N" before an amount is the naira: "N500m", and "N95" never."""
    number, scale = match["number"], (match["scale"] or "").strip(" -")
    is_near = match[0].lstrip("-").startswith(f"N{number}")
    is_large = "," in number or bool(_NAIRA_SCALES.fullmatch(scale))
    is_told = bool(_NIGERIA.search(context.wider_text))
    return is_near and (is_large or (is_told and (scale != "" or len(number) > 2)))


def _read(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    found = match.groupdict()
    symbol = found["symbol"]
    currency = (SYMBOLS | CODES | SYMBOLS_BEHIND)[symbol]
    if not _is_currency(match, context):
        return None
    again = found.get("again")
    if again and again.rstrip("s") != currency.one.split()[-1]:
        return None
    is_one = is_described(match) and again in (None, currency.one.split()[-1])
    said = _say_range(found, currency, describes=is_one or again == currency.one.split()[-1])
    if found.get("period"):
        per = _period(found["period"])
        said += f" {per}" if per else f" slash {found['period']}"
    if found.get("suffix"):
        said += _SUFFIXES[found["suffix"]]
    said += " plus" if found.get("plus") else ""
    is_end = match[0].endswith(".") and ends_sentence(match.string[match.end() :])
    said += "." if is_end else ""
    confidence = 0.95 if symbol in SYMBOLS and symbol not in ("R", "LE", "SR", "Sh") else LIKELY
    return signed(found["sign"] or found.get("minus"), said), confidence


def _read_word_behind(match: re.Match[str], _: Context) -> tuple[str, float]:
    """Return "forty nine euros ninety five cents" for "49.95 euros"."""
    currency = SYMBOLS["€" if match["word"][0] in "Ee" else "$"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    is_one = describes(before, after) and not match[0].endswith("s")
    return _say_amount(match["number"], None, currency, describes=is_one), 0.8


def _period(text: str) -> str | None:
    """Return "per barrel" for "bbl"; None for a word that is not a unit of a price."""
    text = text.rstrip(".")
    unit = parse_unit(text) or parse_unit(text.lower())
    name = _PERIODS.get(text) or (unit.one if unit else None)
    if name is None and re.fullmatch("[A-Za-z]{3,12}", text):
        name = text.lower()
    if name is None:
        hundred = re.fullmatch(r"(1,?000|100)\s?(.+)", text)
        inner = parse_unit(hundred[2]) if hundred else None
        return f"per {count(hundred[1])} {inner.many}" if hundred and inner else None
    return "each" if name == "each" else f"per {name}"


def _say_range(found: dict[str, Any], currency: Currency, *, describes: bool) -> str:
    number, scale, number2, scale2 = (
        found["number"],
        found["scale"],
        found["number2"],
        found["scale2"],
    )
    if number2 is None:
        return _say_amount(number, scale, currency, describes=describes)
    joint = "or" if found["joint"].strip() == "or" else "to"
    second = _say_amount(number2, scale2, currency, describes=describes)
    if found.get("symbol2") and not (scale2 and not scale):
        return f"{_say_amount(number, scale, currency, describes=describes)} {joint} {second}"
    first = _number(number) + (f" {_scale(scale)}" if scale else "")
    return f"{first} {joint} {second}"


def _say_negative(match: re.Match[str]) -> str:
    currency = SYMBOLS[match["symbol"]]
    said = _say_amount(match["number"], match["scale"], currency, describes=False)
    return f"minus {said}"


def _read_spaced_rand(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if context.region != "ZA":
        return None
    number = re.sub(r"\s", "", match["number"])
    return _say_amount(number, None, SYMBOLS["R"], describes=False), 0.95


def _read_pence(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    unit, number = match["unit"], match["number"]
    if unit == "p" and number in ("1080", "720", "480", "1440", "2160", "360", "240", "576"):
        return f"{_lines(number)} p", 0.9
    sure = LIKELY if unit in ("p", "¢") else _weigh_cents(match, context)
    per = _period(match["period"]) if match["period"] else ""
    if per is None or sure == 0:
        return None
    said = _number(number)
    if match["number2"]:
        said += f" to {count(match['number2'])}"
    said += f" {_say_coins(match)}"
    return (f"{said} {per}" if per else said), sure


def _weigh_cents(match: re.Match[str], context: Context) -> float:
    """Return the confidence that "c" after a number means cents, not a label or a century."""
    number, after = match["number"], match.string[match.end() :]
    is_label = number.startswith("0") and not number.startswith("0.")
    if is_label or (re.match(r"\.?\s?[0-9]", after) and not match["period"]):
        return 0
    is_priced = _PRICED.search(context.text) or re.search(r"[$€]", context.text)
    return 0.7 if is_priced or match["period"] else 0.35


def _say_coins(match: re.Match[str]) -> str:
    """Return the name of the coins: "penny", "pence", "cent" or "cents"."""
    is_one = match["number"] == "1" and not match["number2"]
    if match["unit"] == "p":
        return "penny" if is_one else "pence"
    before, after = match.string[: match.start()], match.string[match.end() :]
    return "cent" if is_one or describes(before, after) else "cents"


def _lines(text: str) -> str:
    """Return the number of lines of a picture, such as "1080p", in words."""
    return {"1080": "ten eighty", "1440": "fourteen forty", "2160": "twenty one sixty"}.get(
        text, f"{count(text[0])} {count(text[1:])}"
    )


RULES = (
    Form(_TWICE, _read, needs=DIGITS),
    Form(_WORD_BEHIND, _read_word_behind, needs="."),
    Form(_BEFORE, _read, needs=DIGITS),
    Form(_CODE_BEFORE, _read, needs=DIGITS),
    Form(_BEHIND, _read, needs=DIGITS),
    Rule(_NEGATIVE, _say_negative, "(", 0.95),
    Form(_SPACED_RAND, _read_spaced_rand, needs="R"),
    Form(_PENCE, _read_pence, needs=DIGITS),
    Form(
        _OLD_PENCE,
        lambda match, _: (
            f"{counted(match['s'], 'shilling', 'shillings')} and {count(match['d'])} pence",
            0.8,
        ),
        needs="d",
    ),
)
