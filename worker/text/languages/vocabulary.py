"""The vocabulary of a language: one file of tables in `tables/`, read when it is first needed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_TABLES = files("worker.text.languages") / "tables"
_NAMES = {
    "de": "german",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
}

LANGUAGES = frozenset(_NAMES)
"""Languages with a vocabulary."""


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


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tables of one language.

    Attributes:
        says: Short words of the grammar, such as the one for a decimal comma.
        powers: Words that turn a unit of length into one of area and of volume: singular and
            plural.
        months: Their names.
        short_months: Shortened names, in small letters and without a full stop -> number.
        units: Symbol -> noun.
        currencies: Sign -> currency.
        currency_words: Noun of a currency -> sign.
        magnitudes: "million" and its abbreviations -> noun.
        abbreviations: Written -> said, in any position.
        numbered: Likewise, but only before a number.
        fractions: Written -> said: for each gender, or once for all.
        words: Lists of words, by name.
    """

    says: Mapping[str, str]
    powers: Mapping[int, tuple[str, str]]
    months: tuple[str, ...]
    short_months: Mapping[str, int]
    units: Mapping[str, Noun]
    currencies: Mapping[str, Currency]
    currency_words: Mapping[str, str]
    magnitudes: Mapping[str, Noun]
    abbreviations: Mapping[str, str]
    numbered: Mapping[str, str]
    fractions: Mapping[str, tuple[str, ...]]
    words: Mapping[str, frozenset[str]]


def words_of(code: str, name: str) -> frozenset[str]:
    """Return a list of words of a language; empty if it has no vocabulary.

    Args:
        code: Code of the language, in two or three small letters.
        name: Name of the list.
    """
    return read_vocabulary(code).words[name] if code in LANGUAGES else frozenset()


@cache
def read_vocabulary(code: str) -> Vocabulary:
    """Return the vocabulary of a language.

    Args:
        code: One of `LANGUAGES`.
    """
    tables = tomllib.loads((_TABLES / f"{_NAMES[code]}.toml").read_text(encoding="utf-8"))
    says = tables["says"]
    squared, cubed = says.pop("squared"), says.pop("cubed")
    short = (pair.partition(":") for pair in tables["months"]["short"].split())
    return Vocabulary(
        says=says,
        powers={2: (squared[0], squared[1]), 3: (cubed[0], cubed[1])},
        months=tuple(tables["months"]["names"].split()),
        short_months={month.lower(): int(number) for month, _, number in short},
        units=_read_nouns(tables["units"]["table"]),
        currencies=_read_currencies(tables["currencies"]["table"]),
        currency_words=tables["currencies"]["words"],
        magnitudes=_read_nouns(tables["magnitudes"]["table"]),
        abbreviations=tables["abbreviations"],
        numbered=tables["numbered"],
        fractions={cells[0]: tuple(cells[1:]) for cells in _rows(tables["fractions"]["table"])},
        words={key: _read_words(text) for key, text in tables["words"].items()},
    )


def _read_words(text: str) -> frozenset[str]:
    """Return the entries of a list; an underscore stands for a space within an entry."""
    return frozenset(word.replace("_", " ") for word in text.split())


def _rows(table: str) -> list[list[str]]:
    lines = filter(None, map(str.strip, table.splitlines()))
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def _read_nouns(table: str) -> dict[str, Noun]:
    """Return nouns by symbol, from rows of symbols, singular, plural and gender."""
    found: dict[str, Noun] = {}
    for symbols, *cells in _rows(table):
        one, many, gender = (*cells, "", "")[:3]
        found |= dict.fromkeys(symbols.split(), Noun(one, many or one, gender or "m"))
    return found


def _read_currencies(table: str) -> dict[str, Currency]:
    """Return currencies by sign, from rows of signs, and singular, plural, gender of two nouns."""
    found: dict[str, Currency] = {}
    for signs, *cells in _rows(table):
        currency = Currency(Noun(*cells[:3]), Noun(*cells[3:6]))
        found |= dict.fromkeys(signs.split(), currency)
    return found
