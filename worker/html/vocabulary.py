"""The vocabulary of an article's parts: `vocabulary.toml`, compiled."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from lxml import etree

from worker.model.script import Role

_STATES = ("has-", "is-", "no-", "with-", "has_", "is_", "no_", "with_")
"""Beginnings of class names that describe an element without naming it."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_WORDS = 3
_TOKEN = re.compile(r"\\.|[*#:\[\]()|']|\s+|[^\\*#:\[\]()|'\s]+")
_PATTERNS = {
    "*": r".{0,160}?",
    "#": r"\d[\d.,\u202f\u00a0]{0,12}",
    ":": r"\s?[:|»→>]",
    "[": "(?:",
    "]": ")?",
    "(": "(?:",
    ")": ")",
    "|": "|",
    "'": "['’]",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of part of an article, one table of the vocabulary.

    Attributes:
        name: Shown to people: "share bar".
        role: None if such a part is never read.
    """

    name: str
    role: Role | None = None


PAGE_FURNITURE = Kind("furniture of the page")
"""Navigation, footers and the like."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All kinds of parts, and how each is known.

    Attributes:
        names: Names in a class or an ID, words parted by hyphens.
        aria: Values of the attribute `role`.
        headings: Patterns of texts that announce a part.
        lines: Patterns of paragraphs that are a part by themselves.
        hidden: Classes that hide an element.
    """

    names: dict[str, Kind]
    aria: dict[str, Kind]
    headings: tuple[tuple[re.Pattern[str], Kind], ...]
    lines: tuple[tuple[re.Pattern[str], Kind], ...]
    hidden: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that comes with the program."""
    tables = tomllib.loads(files("worker.html").joinpath("vocabulary.toml").read_text("utf-8"))
    kinds = {title: Kind(title, _role(table)) for title, table in tables.items()}
    return Vocabulary(
        names={name: kinds[t] for t, table in tables.items() for name in table.get("names", ())},
        aria={value: kinds[t] for t, table in tables.items() for value in table.get("aria", ())},
        headings=tuple(
            (compile_phrase(phrase), kinds[title])
            for title, table in tables.items()
            for phrase in table.get("headings", ())
        ),
        lines=tuple(
            (compile_phrase(phrase), kinds[title])
            for title, table in tables.items()
            for phrase in table.get("lines", ())
        ),
        hidden=frozenset(name for table in tables.values() for name in table.get("classes", ())),
    )


def kind_of_names(element: etree._Element) -> Kind | None:
    """Return the kind that the class or the ID of an element names, or None."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _kind_of(names) if names != " " else None


def kind_of_aria(element: etree._Element) -> Kind | None:
    """Return the kind that the attribute `role` of an element names, or None."""
    return vocabulary().aria.get(element.get("role", ""))


def kind_of_heading(text: str) -> Kind | None:
    """Return the kind that a heading or label announces, or None."""
    return _first_match(vocabulary().headings, text)


def kind_of_line(text: str) -> Kind | None:
    """Return the kind that a paragraph is by its words, or None."""
    return _first_match(vocabulary().lines, text)


def words_of(element: etree._Element) -> set[str]:
    """Return the words that the class and the ID of an element are made of."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return {word for token in names.split() for word in _split(token)}


def compile_phrase(phrase: str) -> re.Pattern[str]:
    """Return a phrase of the vocabulary as a pattern for a whole text."""
    pattern = "".join(map(_compile_token, _TOKEN.findall(phrase)))
    return re.compile(rf"{pattern}\W*", re.IGNORECASE)


def _compile_token(token: str) -> str:
    if token.isspace():
        return r"\s*"
    return _PATTERNS.get(token) or re.escape(token.removeprefix("\\"))


@lru_cache(maxsize=4096)
def _kind_of(names: str) -> Kind | None:
    known = vocabulary().names
    for token in names.split():
        if token.startswith(_STATES):
            continue
        for name in _runs(_split(token)):
            if name in known:
                return known[name]
    return None


def _split(token: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", _CAMEL.sub("-", token).lower()) if word]


def _runs(words: list[str]) -> Iterator[str]:
    """Yield the runs of words that may be a name, longer ones first."""
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield "-".join(words[start : start + length])


def _first_match(patterns: tuple[tuple[re.Pattern[str], Kind], ...], text: str) -> Kind | None:
    if len(text) > 400:
        return None
    return next((kind for pattern, kind in patterns if pattern.fullmatch(text)), None)


def _role(table: dict[str, str]) -> Role | None:
    return Role(table["role"]) if "role" in table else None
