"""Amounts of money: "$5.2bn", "£3-5 million", "€2.50", "CHF 3m", "50p"."""

import re
from typing import NamedTuple

from worker.text.english.rule import (
    DASH,
    DESCRIBES,
    DIGITS,
    LEFT,
    NUMBER,
    RIGHT,
    SIGN,
    Rule,
    alternatives,
    counted,
    signed,
)
from worker.text.english.words import count


class Currency(NamedTuple):
    """What a currency and its hundredth are called; those without one are said as decimals."""

    one: str
    many: str
    minor_one: str = ""
    minor_many: str = ""


def _dollar(country: str = "") -> Currency:
    return Currency(f"{country} dollar".strip(), f"{country} dollars".strip(), "cent", "cents")


_DOLLAR = _dollar()
_EURO = Currency("euro", "euros", "cent", "cents")
_POUND = Currency("pound", "pounds", "penny", "pence")
_YEN = Currency("yen", "yen")
_RUPEE = Currency("rupee", "rupees", "paisa", "paise")
_WON = Currency("won", "won")
_RUBLE = Currency("ruble", "rubles", "kopek", "kopeks")

SYMBOLS = {
    "$": _DOLLAR, "US$": _dollar("US"), "A$": _dollar("Australian"), "AU$": _dollar("Australian"),
    "C$": _dollar("Canadian"), "CA$": _dollar("Canadian"), "NZ$": _dollar("New Zealand"),
    "HK$": _dollar("Hong Kong"), "S$": _dollar("Singapore"), "NT$": _dollar("Taiwan"),
    "R$": Currency("real", "reais"), "MX$": Currency("Mexican peso", "Mexican pesos"),
    "€": _EURO, "£": _POUND, "¥": _YEN, "₹": _RUPEE, "Rs": _RUPEE, "Rs.": _RUPEE,
    "₩": _WON, "₽": _RUBLE,
    "₺": Currency("lira", "lira"), "₪": Currency("shekel", "shekels"),
    "₫": Currency("dong", "dong"), "₴": Currency("hryvnia", "hryvnias"),
    "₦": Currency("naira", "naira"), "฿": Currency("baht", "baht"),
    "₱": Currency("peso", "pesos"), "₿": Currency("bitcoin", "bitcoins"),
}  # fmt: skip

CODES = {
    "USD": _dollar("US"), "EUR": _EURO, "GBP": _POUND, "JPY": _YEN, "INR": _RUPEE, "KRW": _WON,
    "RUB": _RUBLE, "AUD": _dollar("Australian"), "CAD": _dollar("Canadian"),
    "NZD": _dollar("New Zealand"), "HKD": _dollar("Hong Kong"), "SGD": _dollar("Singapore"),
    "CHF": Currency("Swiss franc", "Swiss francs"), "CNY": Currency("yuan", "yuan"),
    "RMB": Currency("yuan", "yuan"), "SEK": Currency("Swedish krona", "Swedish kronor"),
    "NOK": Currency("Norwegian krone", "Norwegian kroner"),
    "DKK": Currency("Danish krone", "Danish kroner"), "PLN": Currency("zloty", "zlotys"),
    "CZK": Currency("Czech koruna", "Czech korunas"), "HUF": Currency("forint", "forints"),
    "TRY": Currency("Turkish lira", "Turkish lira"), "BRL": Currency("real", "reais"),
    "ZAR": Currency("rand", "rand"), "MXN": Currency("Mexican peso", "Mexican pesos"),
    "ILS": Currency("shekel", "shekels"), "AED": Currency("dirham", "dirhams"),
    "SAR": Currency("Saudi riyal", "Saudi riyals"), "UAH": Currency("hryvnia", "hryvnias"),
    "BTC": Currency("bitcoin", "bitcoins"),
}  # fmt: skip

SCALES = {
    "k": "thousand", "K": "thousand", "thousand": "thousand",
    "m": "million", "M": "million", "mn": "million", "mln": "million", "mm": "million",
    "MM": "million", "million": "million",
    "b": "billion", "B": "billion", "bn": "billion", "bln": "billion", "billion": "billion",
    "t": "trillion", "T": "trillion", "tn": "trillion", "trn": "trillion", "trillion": "trillion",
    "crore": "crore", "lakh": "lakh", "cr": "crore",
}  # fmt: skip

_SCALE = rf"(?:[-\s]?(?:{alternatives(SCALES)})(?![A-Za-z]))"
_SYMBOL = rf"(?:{alternatives(SYMBOLS)})"
_CODE = rf"(?:{alternatives(CODES)})"
_RANGE = rf"(?:{DASH}(?P<symbol2>{_SYMBOL})?(?P<number2>{NUMBER})(?P<scale2>{_SCALE})?)?"

_PERIODS = {
    "mo": "month", "month": "month", "yr": "year", "year": "year", "y": "year", "wk": "week",
    "week": "week", "d": "day", "day": "day", "hr": "hour", "h": "hour", "hour": "hour",
    "share": "share", "person": "person", "night": "night", "barrel": "barrel", "bbl": "barrel",
    "kg": "kilogram", "lb": "pound", "ton": "ton", "tonne": "tonne", "t": "ton", "gallon": "gallon",
    "gal": "gallon",
    "oz": "ounce", "ounce": "ounce", "mile": "mile", "sq ft": "square foot", "ft": "foot",
}  # fmt: skip
_PER = rf"(?:/(?P<period>{alternatives(_PERIODS)})(?![A-Za-z]))"

_BEFORE = re.compile(
    rf"(?P<sign>{SIGN})?(?<![A-Za-z])(?P<symbol>{_SYMBOL})\s?(?P<minus>[-−])?"  # noqa: RUF001
    rf"(?P<number>{NUMBER})(?P<scale>{_SCALE})?{_RANGE}{_PER}?{RIGHT}"
)
_CODE_BEFORE = re.compile(
    rf"(?P<sign>{SIGN})?(?<![A-Za-z])(?P<symbol>{_CODE})\s?(?P<minus>[-−])?"  # noqa: RUF001
    rf"(?P<number>{NUMBER})(?P<scale>{_SCALE})?{_RANGE}{RIGHT}"
)
_BEHIND = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER})(?P<scale>{_SCALE})?"
    rf"(?:{DASH}(?P<number2>{NUMBER})(?P<scale2>{_SCALE})?)?\s?(?P<symbol>[€£₹₽₪₺]|{_CODE}(?![A-Za-z]))"
)
_PENCE = re.compile(rf"{LEFT}(?P<number>{NUMBER})(?P<unit>p|¢)(?![A-Za-z0-9])")


def _say_amount(number: str, scale: str | None, currency: Currency, *, describes: bool) -> str:
    one, many = currency.one, currency.one if describes else currency.many
    if scale:
        return f"{count(number, with_and=False)} {SCALES[scale.strip(' -')]} {many}"
    whole, _, fraction = number.replace(",", "").partition(".")
    fraction = fraction.rstrip("0")
    if not fraction:
        return counted(whole or "0", one, many)
    if len(fraction) > 2 or not currency.minor_one:
        return f"{count(f'{whole}.{fraction}')} {many}"
    minor = str(int(f"{fraction:0<2}"))
    cents = counted(minor, currency.minor_one, currency.minor_many)
    return f"{counted(whole, one, many)} {cents}" if whole.strip("0") else cents


def _say(match: re.Match[str]) -> str:
    found = match.groupdict()
    currency = (SYMBOLS | CODES)[found["symbol"]]
    number, scale = found["number"], found["scale"]
    number2, scale2 = found["number2"], found["scale2"]
    describes = bool(DESCRIBES.search(match.string[: match.start()])) or "-" in (scale or "")
    if number2 is None:
        said = _say_amount(number, scale, currency, describes=describes)
    elif found.get("symbol2") and not (scale2 and not scale):
        first = _say_amount(number, scale, currency, describes=describes)
        said = f"{first} to {_say_amount(number2, scale2, currency, describes=describes)}"
    else:
        first = count(number) + (f" {SCALES[scale.strip(' -')]}" if scale else "")
        said = f"{first} to {_say_amount(number2, scale2, currency, describes=describes)}"
    said += f" per {_PERIODS[found['period']]}" if found.get("period") else ""
    return signed(found["sign"] or found.get("minus"), said)


def _say_pence(match: re.Match[str]) -> str:
    one, many = ("penny", "pence") if match["unit"] == "p" else ("cent", "cents")
    return counted(match["number"], one, many)


RULES = (
    Rule(_BEFORE, _say, needs="$€£¥₹₩₽₺₪₫₴₦฿₱₿R"),
    Rule(_CODE_BEFORE, _say, needs=DIGITS),
    Rule(_BEHIND, _say, needs=DIGITS),
    Rule(_PENCE, _say_pence, needs=DIGITS),
)
