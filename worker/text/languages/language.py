"""A language as the shared grammar needs it: words for numbers, and tables of nouns."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from worker.text.languages.numerals import Notation, Numeral
from worker.text.languages.rule import Rule, any_of
from worker.text.languages.vocabulary import Currency, Noun, read_vocabulary

_NEXT_WORDS = re.compile(r"\s([^\W\d_]+)(?:\s([^\W\d_]+))?")
_PREVIOUS_WORD = re.compile(r"([^\W\d_]+)['’.]?\s*$")
_FULL_NAME_CHARS = 5
"""Number of letters from which the name of a month stays as written, such as "Jänner"."""

_NO_MATCH = re.compile(r"(?!)")


class Language(ABC):
    """The words of one language.

    Args:
        region: Code of the country, as in BCP 47; empty if it is not known.
    """

    code: ClassVar[str]
    left: ClassVar[str]
    point_regions: ClassVar[frozenset[str]] = frozenset()
    bare_magnitudes: ClassVar[frozenset[str]] = frozenset()
    feminine_ending: ClassVar[re.Pattern[str]] = _NO_MATCH

    def __init__(self, region: str = "") -> None:
        self.region = region
        self.notation = Notation("." if region in self.point_regions else ",")
        self.vocabulary = read_vocabulary(self.code)
        self.says = self.vocabulary.says
        self.months = self.vocabulary.months
        self.numbered = self.vocabulary.numbered
        self.words = self.vocabulary.words

    @abstractmethod
    def cardinal(self, number: int, gender: str = "", /) -> str:
        """Return an integer in words.

        Args:
            number: Integer from 0.
            gender: Gender of the noun that follows; empty if none does.
        """

    @abstractmethod
    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day in words."""

    @abstractmethod
    def date(self, day: int, month: int, year: int | None, before: str, /) -> str:
        """Return a date in words.

        Args:
            day: Day of the month, from 1.
            month: Month of the year, from 1.
            year: The year; None if it is not written.
            before: The text before the date.
        """

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules that no other language has; they are tried before the shared ones."""
        return ()

    def year(self, number: int) -> str:
        """Return a year in words."""
        return self.cardinal(number)

    def is_count(self, _text: str, _start: int, _end: int, /) -> bool:
        """Return whether four digits in a text count something, so they are not a year."""
        return False

    def one(self, _text: str, _start: int, _gender: str, /) -> str | None:
        """Return "1" at a place of a text in words; None for the usual way."""
        return None

    def decimals(self, digits: str) -> str:
        """Return the digits after a decimal mark in words, as a number if they are few."""
        if len(digits) > 3:
            return " ".join(self.cardinal(int(digit)) for digit in digits)
        zeros = len(digits) - len(digits.lstrip("0"))
        rest = digits[zeros:]
        zero = self.cardinal(0)
        return " ".join([*[zero] * zeros, *([self.cardinal(int(rest))] if rest else [])])

    def number(self, numeral: Numeral, gender: str = "") -> str:
        """Return a number in words, with its decimals."""
        if not numeral.decimals:
            return self.cardinal(numeral.whole, gender)
        mark = self.says[self.decimal_mark]
        return f"{self.cardinal(numeral.whole)} {mark} {self.decimals(numeral.decimals)}"

    @property
    def decimal_mark(self) -> str:
        """Name of the mark that is said in decimal numbers, "comma" or "dot"."""
        return "comma"

    def is_many(self, numeral: Numeral) -> bool:
        """Return whether a noun after a number is in the plural."""
        return not numeral.is_one

    def counted(self, numeral: Numeral, noun: Noun) -> str:
        """Return a number of something."""
        return f"{self.number(numeral, noun.gender)} {self.inflect(numeral, noun)}"

    def inflect(self, numeral: Numeral, noun: Noun) -> str:
        """Return a noun in the form that follows a number."""
        return noun.many if self.is_many(numeral) else noun.one

    def currency(self, sign: str) -> Currency:
        """Return the currency that a sign stands for."""
        return self.vocabulary.currencies[sign]

    def unit(self, symbol: str) -> Noun:
        """Return the unit that a symbol stands for."""
        return self.vocabulary.units[symbol]

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
        """Return a noun after a magnitude, as in "millions of euros"."""
        is_bare = not self.says["of"] or magnitude.one in self.bare_magnitudes
        return noun.many if is_bare else f"{self.says['of']} {noun.many}"

    def join_range(self, first: str, last: str) -> str:
        """Return both ends of a range."""
        return f"{first} {self.says['to']} {last}"

    def join_score(self, first: int, second: int) -> str:
        """Return a score."""
        return f"{self.cardinal(first)} {self.says['score']} {self.cardinal(second)}"

    def sign(self, written: str | None) -> str:
        """Return a sign before a number in words, with the space after it."""
        if not written:
            return ""
        name = {"+": "plus", "±": "plus_minus"}.get(written, "minus")
        return f"{self.says[name]} "

    def gender_after(self, text: str, place: int) -> str:
        """Return the gender of the noun after a number, given the end of the number in a text."""
        match = _NEXT_WORDS.match(text, place)
        if match is None or match[1].lower() in self.words["function_words"]:
            return ""
        return self.noun_gender(match[1], match[2] or "")

    def noun_gender(self, word: str, following: str, /) -> str:
        """Return the gender of a counted noun; empty if it is not a noun, or unknown.

        Args:
            word: The word after the number.
            following: The word after that, which is the noun if the first one describes it.
        """
        word = word.lower()
        forms = {word, f"{word}s", f"{word}es"}
        if not forms.isdisjoint(self.words["feminine"]):
            return "f"
        if not forms.isdisjoint(self.words["masculine"]):
            return "m"
        if following and word in self.words["describing"]:
            return self.noun_gender(following, "")
        return "f" if self.feminine_ending.fullmatch(word) else "m"

    @staticmethod
    def word_before(text: str, place: int) -> str:
        """Return the last word before a place of a text, in small letters."""
        match = _PREVIOUS_WORD.search(text, max(0, place - 30), place)
        return match[1].lower() if match else ""

    @cached_property
    def ruler(self) -> str:
        """Pattern of the name of a king, a queen or a pope, with its title if it has one."""
        titles = self.words["titles"]
        title = any_of({*titles, *map(str.capitalize, titles)})
        capital = r"[A-ZÀ-Þ][^\W\d_]+"
        named = rf"(?:{title})\s(?:{capital}\s){{0,2}}{capital}"
        return rf"(?P<name>(?<![^\W_])(?:{named}|{self.any_word('rulers')}))"

    def is_queen(self, name: str) -> bool:
        """Return whether the name of a ruler, or its title, is a woman's."""
        queens = self.words["queens"]
        return any(word in queens or word.lower() in queens for word in name.split())

    def any_word(self, name: str) -> str:
        """Return the pattern of any word of a list of the vocabulary."""
        return any_of(self.words[name])

    @cached_property
    def sport(self) -> re.Pattern[str]:
        """Pattern of words that indicate a sports match."""
        return re.compile(rf"\b(?:{self.any_word('sport')})", re.IGNORECASE)

    @cached_property
    def any_month(self) -> str:
        """Pattern of a month, written out or shortened, in small letters or with a capital."""
        short = self.vocabulary.short_months
        written_out = {
            *self.months,
            *map(str.lower, self.months),
            *map(str.capitalize, self.months),
        }
        shortened = {*short, *map(str.capitalize, short)}
        return rf"(?:(?:{any_of(written_out)})(?![^\W_])|(?:{any_of(shortened)})(?![^\W_])\.?)"

    def month_name(self, written: str) -> str:
        """Return a month written out."""
        name = written.rstrip(".").lower()
        if len(name) >= _FULL_NAME_CHARS:
            return written
        number = self.vocabulary.short_months.get(name)
        return self.months[number - 1] if number else written
