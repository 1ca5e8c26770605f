"""Amounts: money, percentages, measures, and numbers in millions."""

import re
from collections.abc import Callable, Iterator

from worker.text.languages.language import Language
from worker.text.languages.numerals import Numeral
from worker.text.languages.rule import DASH, SIGN, Rule, any_of, rule
from worker.text.languages.vocabulary import Currency, Noun

_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
_SHARES = {"%": "percent", "‰": "permille"}
_OF = re.compile(r"\s(?:d['’]|de\s|di\s)")
_POWERS = {"²": 2, "2": 2, "³": 3, "3": 3}
Say = Callable[[re.Match[str]], str | None]


def rules(language: Language) -> Iterator[Rule]:
    """Yield the rules for numbers with a sign or a unit."""
    span, tables = _span(language), language.vocabulary
    magnitude = rf"(?:[ ]?(?P<mag>{any_of(tables.magnitudes)})(?![^\W_]))"
    sign = any_of(tables.currencies)
    word = any_of(tables.currency_words)
    link = r"(?:[ ]|-)?(?:de |d['’]|di )?"
    money = _say_money(language)
    yield rule(rf"(?<![^\W_])(?P<cur>{sign})[ ]?{span}{magnitude}?", money)
    yield rule(rf"{span}{magnitude}?{link}(?P<cur>{sign})(?![^\W_])", money)
    yield rule(rf"{span}{magnitude}?{link}(?P<cur>{word})(?![^\W_])", money)
    yield rule(rf"{span}[ ]?(?P<unit>[%‰])(?![^\W_])", _say_percent(language), needs="%‰")
    unit = any_of(tables.units)
    yield rule(
        rf"{span}{magnitude}?[ ]?(?P<unit>{unit})(?P<power>[²³]|[23](?!\d))?(?:/(?P<per>{unit}))?"
        r"(?![^\W_]|[²³/])",
        _say_measure(language),
    )
    yield rule(rf"{span}{magnitude}", _say_magnitude(language))
    yield rule(
        rf"{language.left}(?P<part>[½⅓⅔¼¾]|{any_of(tables.fractions)})(?=\s[^\W\d_])",
        _say_fraction(language),
        needs="/½⅓⅔¼¾",
    )
    yield rule(
        rf"(?<=[\s(/])(?P<unit>{unit})(?P<power>[²³])(?![^\W_]|[²³/])",
        lambda match: _raise(language, language.unit(match["unit"]), _POWERS[match["power"]]).one,
        needs="²³",
    )


def _span(language: Language) -> str:
    """Return the pattern of a number or a range, with a sign before it."""
    number = language.notation.quantity
    return (
        rf"(?:(?<![^\W_])(?<![^\W_] )(?P<sign>{SIGN})[ ]?|(?<=[^\W\d_] )(?P<sign2>{SIGN})"
        rf"|{language.left})"
        rf"(?P<a>{number})(?:{DASH}(?P<b>{number}))?"
    )


def say_span(language: Language, match: re.Match[str], gender: str) -> tuple[str, Numeral]:
    """Return a number or a range in words, and the number that decides the noun's form."""
    first = language.notation.read(match["a"])
    said = language.sign(match["sign"] or match["sign2"])
    if not match["b"]:
        return f"{said}{language.number(first, gender)}", first
    last = language.notation.read(match["b"])
    ends = language.number(first, gender), language.number(last, gender)
    return said + language.join_range(*ends), last


def _say_money(language: Language) -> Say:
    def say(match: re.Match[str]) -> str | None:
        written = match["cur"]
        sign = language.vocabulary.currency_words.get(written, written)
        currency = _currency(language, sign, written)
        if match["mag"]:
            magnitude = language.vocabulary.magnitudes[match["mag"]]
            said, numeral = say_span(language, match, magnitude.gender)
            noun = language.inflect(numeral, magnitude)
            return f"{said} {noun} {language.of_noun(currency.major, magnitude)}"
        first = language.notation.read(match["a"])
        if not match["b"] and len(first.decimals) == 2:
            said = language.sign(match["sign"] or match["sign2"])
            return said + language.price(first, currency)
        said, numeral = say_span(language, match, currency.major.gender)
        return f"{said} {language.inflect(numeral, currency.major)}"

    return say


def _currency(language: Language, sign: str, written: str) -> Currency:
    """Return a currency; a noun such as "cents" counts as a currency of its own."""
    currency = language.currency(sign)
    if written in (currency.minor.one, currency.minor.many):
        return Currency(currency.minor, currency.minor)
    return currency


def _say_percent(language: Language) -> Say:
    def say(match: re.Match[str]) -> str:
        said, _ = say_span(language, match, "m" if language.code == "de" else "")
        return f"{said} {language.says[_SHARES[match['unit']]]}"

    return say


def _say_measure(language: Language) -> Say:
    def say(match: re.Match[str]) -> str | None:
        unit = language.unit(match["unit"])
        if match["power"] and not match["unit"].endswith("m"):
            return None
        power = _POWERS.get(match["power"] or "", 1)
        noun = _raise(language, unit, power)
        if match["per"]:
            per = f" {language.says['per']} {language.unit(match['per']).one}"
            noun = Noun(noun.one + per, noun.many + per, noun.gender)
        if match["mag"]:
            magnitude = language.vocabulary.magnitudes[match["mag"]]
            said, numeral = say_span(language, match, magnitude.gender)
            many = language.inflect(numeral, magnitude)
            return f"{said} {many} {language.of_noun(noun, magnitude)}"
        said, numeral = say_span(language, match, noun.gender)
        return f"{said} {language.inflect(numeral, noun)}"

    return say


def _raise(language: Language, noun: Noun, power: int) -> Noun:
    """Return a unit of length as one of area or volume."""
    if power == 1:
        return noun
    one, many = language.vocabulary.powers[power]
    if "{}" not in one:
        return Noun(f"{noun.one} {one}", f"{noun.many} {many}", noun.gender)
    return Noun(one.format(noun.one.lower()), many.format(noun.many.lower()), noun.gender)


def _say_fraction(language: Language) -> Say:
    fractions = language.vocabulary.fractions

    def say(match: re.Match[str]) -> str | None:
        forms = fractions[_FRACTIONS.get(match["part"], match["part"])]
        gender = language.gender_after(match.string, match.end())
        if len(forms) == 1:
            of = language.says["of"] if gender else ""
            return f"{forms[0]} {of}".rstrip()
        return forms["mfn".index(gender)] if gender else None

    return say


def _say_magnitude(language: Language) -> Say:
    def say(match: re.Match[str]) -> str | None:
        magnitude = language.vocabulary.magnitudes[match["mag"]]
        is_letter = len(match["mag"]) == 1  # "M" may be many things where nothing is counted
        if is_letter and not _OF.match(match.string, match.end()):
            return None
        gender = magnitude.gender
        if magnitude.one in language.bare_magnitudes:
            gender = language.gender_after(match.string, match.end())
        said, numeral = say_span(language, match, gender)
        return f"{said} {language.inflect(numeral, magnitude)}"

    return say
