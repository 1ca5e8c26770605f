"""A language as the shared grammar needs it: words for numbers, and tables of nouns."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from worker.text.languages.numerals import Notation, Numeral
from worker.text.languages.rule import Rule, any_of

_NEXT_WORDS = re.compile(r"[  ]([^\W\d_]+)(?:[  ]([^\W\d_]+))?")
_PREVIOUS_WORD = re.compile(r"([^\W\d_]+)['’.]?\s*$")


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun.

    Attributes:
        one: Its singular.
        many: Its plural.
        gender: "m", "f" or "n".
    """

    one: str
    many: str
    gender: str = "m"


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency.

    Attributes:
        major: Its unit.
        minor: The hundredth of it.
    """

    major: Noun
    minor: Noun


def nouns(table: str) -> dict[str, Noun]:
    """Return a table of nouns: a line each, with written forms, singular, plural and gender.

    Written forms are parted by spaces, the columns by "|". Without a plural it is the singular.
    """
    found: dict[str, Noun] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        forms, one, many, gender = (*map(str.strip, line.split("|")), "", "")[:4]
        noun = Noun(one, many or one, gender or "m")
        found |= dict.fromkeys(forms.split(), noun)
    return found


def currencies(table: str) -> dict[str, Currency]:
    """Return a table of currencies: signs, singular, plural, gender, then the minor noun's."""
    found: dict[str, Currency] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        cells = [cell.strip() for cell in line.split("|")]
        currency = Currency(Noun(*cells[1:4]), Noun(*cells[4:7]))
        found |= dict.fromkeys(cells[0].split(), currency)
    return found


class Language(ABC):
    """The words of one language.

    Args:
        region: Of the country, as in BCP 47; empty if it is not known.
    """

    comma: ClassVar[str]
    dot: ClassVar[str]
    minus: ClassVar[str]
    plus: ClassVar[str]
    plus_minus: ClassVar[str]
    percent: ClassVar[str]
    permille: ClassVar[str]
    to: ClassVar[str]
    score: ClassVar[str]
    of: ClassVar[str] = ""
    bare_magnitudes: ClassVar[frozenset[str]] = frozenset()
    squared: ClassVar[tuple[str, str]]
    cubed: ClassVar[tuple[str, str]]
    per: ClassVar[str]
    months: ClassVar[Sequence[str]]
    month_abbreviations: ClassVar[Mapping[str, int]]
    units: ClassVar[Mapping[str, Noun]]
    currencies: ClassVar[Mapping[str, Currency]]
    currency_words: ClassVar[Mapping[str, str]]
    magnitudes: ClassVar[Mapping[str, Noun]]
    abbreviations: ClassVar[Mapping[str, str]]
    sport: ClassVar[re.Pattern[str]]
    function_words: ClassVar[frozenset[str]]
    point_regions: ClassVar[frozenset[str]] = frozenset()
    left: ClassVar[str]

    def __init__(self, region: str = "") -> None:
        self.region = region
        self.notation = Notation("." if region in self.point_regions else ",")

    @abstractmethod
    def cardinal(self, number: int, gender: str = "") -> str:
        """Return an integer in words.

        Args:
            number: Not negative.
            gender: Of the noun that follows; empty if none does.
        """

    @abstractmethod
    def ordinal(self, number: int, gender: str = "m") -> str:
        """Return an ordinal number in words."""

    @abstractmethod
    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day in words."""

    @abstractmethod
    def date(self, day: int, month: int, year: int | None, before: str) -> str:
        """Return a date in words.

        Args:
            day: From 1.
            month: From 1.
            year: None if it is not written.
            before: The text before the date.
        """

    @abstractmethod
    def noun_gender(self, word: str, following: str) -> str:
        """Return the gender of a counted noun; empty if it is no noun or not known.

        Args:
            word: Behind the number.
            following: The word behind that, which is the noun if the first one describes it.
        """

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules that no other language has; they are tried before the shared ones."""
        return ()

    def year(self, number: int) -> str:
        """Return a year in words."""
        return self.cardinal(number)

    def is_count(self, text: str, start: int, end: int) -> bool:
        """Return whether four digits count something, so that they are no year."""
        return False

    def one(self, text: str, start: int, gender: str) -> str | None:
        """Return how "1" at a place of a text is said; None for the usual way."""
        return None

    def decimals(self, digits: str) -> str:
        """Return the digits behind a decimal mark in words, as a number if they are few."""
        if len(digits) > 3:
            return " ".join(map(self.digit, digits))
        zeros = len(digits) - len(digits.lstrip("0"))
        rest = digits[zeros:]
        zero = self.cardinal(0)
        return " ".join([*[zero] * zeros, *([self.cardinal(int(rest))] if rest else [])])

    def digit(self, digit: str) -> str:
        """Return one digit in words."""
        return self.cardinal(int(digit))

    def number(self, numeral: Numeral, gender: str = "") -> str:
        """Return a number in words, with its decimals."""
        if not numeral.decimals:
            return self.cardinal(numeral.whole, gender)
        return f"{self.cardinal(numeral.whole)} {self.comma} {self.decimals(numeral.decimals)}"

    def is_many(self, numeral: Numeral) -> bool:
        """Return whether a noun behind a number is in the plural."""
        return not numeral.is_one

    def counted(self, numeral: Numeral, noun: Noun) -> str:
        """Return a number of something."""
        return f"{self.number(numeral, noun.gender)} {self.inflect(numeral, noun)}"

    def inflect(self, numeral: Numeral, noun: Noun) -> str:
        """Return a noun as it stands behind a number."""
        return noun.many if self.is_many(numeral) else noun.one

    def price(self, numeral: Numeral, currency: Currency) -> str:
        """Return an amount with two decimals, as in "twelve euros fifty"."""
        minor = Numeral(int(numeral.decimals), "", numeral.decimals)
        major = Numeral(numeral.whole, "", numeral.written)
        if not minor.whole:
            return self.counted(major, currency.major)
        if not major.whole:
            return self.counted(minor, currency.minor)
        return self.join_price(major, minor, currency)

    def join_price(self, major: Numeral, minor: Numeral, currency: Currency) -> str:
        """Return an amount that has both units of a currency."""
        return f"{self.counted(major, currency.major)} {self.cardinal(minor.whole)}"

    def of_noun(self, noun: Noun, magnitude: Noun) -> str:
        """Return a noun behind a magnitude, as in "millions of euros"."""
        is_bare = not self.of or magnitude.one in self.bare_magnitudes
        return noun.many if is_bare else f"{self.of} {noun.many}"

    def currency(self, sign: str) -> Currency:
        """Return the currency that a sign stands for."""
        return self.currencies[sign]

    def join_range(self, first: str, last: str) -> str:
        """Return both ends of a range."""
        return f"{first} {self.to} {last}"

    def join_score(self, first: int, second: int) -> str:
        """Return a score."""
        return f"{self.cardinal(first)} {self.score} {self.cardinal(second)}"

    def gender_after(self, text: str, place: int) -> str:
        """Return the gender of the noun behind a number that ends at a place of a text."""
        match = _NEXT_WORDS.match(text, place)
        if match is None or match[1].lower() in self.function_words:
            return ""
        return self.noun_gender(match[1], match[2] or "")

    @staticmethod
    def word_before(text: str, place: int) -> str:
        """Return the last word before a place of a text, in small letters."""
        match = _PREVIOUS_WORD.search(text, max(0, place - 30), place)
        return match[1].lower() if match else ""

    @cached_property
    def any_month(self) -> str:
        """Pattern of a month, written out or shortened."""
        short = "|".join(
            re.escape(word) + ("\\.?" if len(word) < 5 else "")
            for word in sorted(self.month_abbreviations, key=len, reverse=True)
        )
        names = any_of({*self.months, *map(str.capitalize, self.months)})
        return rf"(?:(?:{names})(?![^\W_])|(?:{short})(?![^\W_]))"

    def month_number(self, written: str) -> int:
        """Return the number of a month, from 1."""
        name = written.rstrip(".").lower()
        names = [month.lower() for month in self.months]
        return names.index(name) + 1 if name in names else self.month_abbreviations[name]
