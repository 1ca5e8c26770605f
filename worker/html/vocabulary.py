"""The vocabulary of an article's parts: `vocabulary.toml` and `cms.toml`, compiled."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lxml import etree

from worker.html.vocabulary_patterns import PhraseTable
from worker.model.script import Role

_FILES = ("vocabulary.toml", "cms.toml")
"""Names of general use, and names of products, which are exact."""

_STATES = ("has-", "is-", "no-", "with-", "has_", "is_", "no_", "with_")
"""Beginnings of class names that describe an element without naming it."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of part of an article, one table of the vocabulary.

    Attributes:
        name: Name for people, such as "share bar".
        role: Role of such a part; None if it is never read.
    """

    name: str
    role: Role | None = None


PAGE_FURNITURE = Kind("furniture of the page")
"""Navigation, footers and the like."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All kinds of parts, and the names and phrases by which each is recognized.

    Attributes:
        names: Names in a class or an ID, with hyphens between words.
        products: Names that one product gives a part; they apply even if the part is long.
        plain: Names of wrappers that hold the text itself.
        aria: Values of the attribute `role`.
        headings: Phrases that announce a part.
        lines: Phrases of paragraphs that are a part by themselves.
        calls: Phrases before a colon, in lines that are a link or begin in capitals.
        links: Phrases of lines that are a part if all of them is a link.
        hidden: Classes that hide an element.
    """

    names: Mapping[str, Kind]
    products: Mapping[str, Kind]
    plain: frozenset[str]
    aria: Mapping[str, Kind]
    headings: PhraseTable[Kind]
    lines: PhraseTable[Kind]
    calls: PhraseTable[Kind]
    links: PhraseTable[Kind]
    hidden: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of this package."""
    general, products = (
        tomllib.loads(files("worker.html").joinpath(name).read_text("utf-8")) for name in _FILES
    )
    kinds = {
        title: Kind(title, _role(general.get(title, {}) | products.get(title, {})))
        for title in {**general, **products}
    }

    def listed(table: Mapping[str, Any], column: str) -> Iterator[tuple[str, Kind]]:
        for title, row in table.items():
            yield from ((entry, kinds[title]) for entry in row.get(column, ()))

    def phrases(column: str, form: str = "{}") -> PhraseTable[Kind]:
        found = [*listed(general, column), *listed(products, column)]
        return PhraseTable((form.replace("{}", phrase), kind) for phrase, kind in found)

    return Vocabulary(
        names=dict(listed(general, "names")),
        products=dict(listed(products, "names")),
        plain=frozenset(name for name, _ in listed(products, "plain")),
        aria=dict(listed(general, "aria")),
        headings=phrases("headings"),
        lines=phrases("lines"),
        calls=phrases("calls", "({}): *"),
        links=phrases("links"),
        hidden=frozenset(name for name, _ in listed(general, "classes")),
    )


def kind_of_names(element: etree._Element) -> Kind | None:
    """Return the kind that the class or the ID of an element names, or None."""
    return _known(element)[0]


def kind_of_product(element: etree._Element) -> Kind | None:
    """Return the kind of a part that the class or the ID of an element names exactly, or None."""
    kind, is_exact = _known(element)
    return kind if is_exact else None


def kind_of_aria(element: etree._Element) -> Kind | None:
    """Return the kind that the attribute `role` of an element names, or None."""
    return vocabulary().aria.get(element.get("role", ""))


def kind_of_heading(text: str) -> Kind | None:
    """Return the kind that a heading or label announces, or None."""
    return vocabulary().headings.find(text)


def kind_of_line(text: str, *, is_link: bool = False) -> Kind | None:
    """Return the kind that its words give a paragraph, or None.

    Args:
        text: Text of the paragraph.
        is_link: True if all of it is a link.
    """
    table = vocabulary()
    kind = table.lines.find(text) or (table.links.find(text) if is_link else None)
    if kind is None and (is_link or text.partition(":")[0].isupper()):
        kind = table.calls.find(text)
    return kind


def words_of(element: etree._Element) -> list[str]:
    """Return the words that the class and the ID of an element are made of, in order."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return [word for token in names.split() for word in _split(token)]


def _known(element: etree._Element) -> tuple[Kind | None, bool]:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _kind_of(names) if names != " " else (None, False)


@lru_cache(maxsize=4096)
def _kind_of(names: str) -> tuple[Kind | None, bool]:
    """Return the kind that names stand for, and whether it is a product's exact name.

    A product's name of one word is exact only if it is all of a name: "toc" is in "toc-backref".
    """
    known = vocabulary()
    tokens = [_split(token) for token in names.split() if not token.startswith(_STATES)]
    runs = [run for token in tokens for run in _runs(token)]
    whole = {"-".join(token) for token in tokens}
    for run in runs:
        if run in known.products and ("-" in run or run in whole):
            return known.products[run], True
    if any(run in known.plain for run in runs):
        return None, False
    return next((known.names[run] for run in runs if run in known.names), None), False


def _split(token: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", _CAMEL.sub("-", token).lower()) if word]


def _runs(words: list[str]) -> Iterator[str]:
    """Yield the runs of words that may be a name, longer ones first."""
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield "-".join(words[start : start + length])


def _role(table: Mapping[str, Any]) -> Role | None:
    return Role(table["role"]) if "role" in table else None
