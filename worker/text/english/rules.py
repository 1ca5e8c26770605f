"""All finders for English, by class, and the choice among what they propose."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from worker.model.script import Replacement
from worker.text import grammar
from worker.text.english import (
    abbreviations,
    codes,
    colons,
    dates,
    hyphens,
    law,
    market,
    measures,
    money,
    numbers,
    places,
    romans,
    science,
    slashes,
    symbols,
    times,
    titles,
    web,
)
from worker.text.english.candidates import WEAK, Candidate, Context, Finder, Rule
from worker.text.english.covering import choose
from worker.text.english.patterns import DIGITS
from worker.text.english.words import integer

_WITH_DIGIT = re.compile(r"(?<!\S)[^\s0-9]*[0-9]\S*(?<![.,;:!?\"”’)])")


def _say_by_grammar(match: re.Match[str]) -> str | None:
    said = grammar.say(match[0], grammar.ENGLISH)
    return None if re.search("[0-9]", said) else said


LETTERS_AND_DIGITS = "letters and digits"
"""The class of names that no other class knows."""

CLASSES: tuple[tuple[str, tuple[Finder, ...]], ...] = (
    ("web", web.RULES),
    ("law", law.RULES),
    ("science", science.RULES),
    ("market", market.RULES),
    ("code", codes.FIRST_RULES),
    ("money", money.RULES),
    ("time", times.RULES),
    ("date", dates.RULES),
    ("code", codes.RULES),
    ("title", titles.RULES),
    ("place", places.RULES),
    ("roman", romans.RULES),
    ("abbreviation", abbreviations.RULES),
    ("measure", measures.RULES),
    ("ratio", colons.FORMS),
    ("fraction", slashes.FORMS),
    ("score", hyphens.FORMS),
    ("number", numbers.RULES),
    (LETTERS_AND_DIGITS, codes.LAST_RULES),
    ("symbol", symbols.RULES),
)
"""Classes of written forms with their finders; of equal readings, the first one wins."""

LEFTOVERS: tuple[Finder, ...] = (
    Rule(re.compile("(?<=[0-9]),(?=[0-9])"), lambda _: ", ", ",", WEAK),
    Rule(re.compile("[0-9]+"), lambda match: integer(match[0]), DIGITS, WEAK),
)
"""Finders for the digits that no class explains."""


def find_replacements(
    text: str, given: Iterable[Replacement] = (), context: Context | None = None
) -> list[Replacement]:
    """Return what is said in place of some characters of a sentence, in order.

    Args:
        text: The sentence.
        given: What is replaced already; no candidate may touch that.
        context: Evidence around the sentence.
    """
    found = list(given)
    taken = bytearray(len(text))
    for replacement in found:
        taken[replacement.start : replacement.end] = b"\1" * (replacement.end - replacement.start)
    context = context or Context(text)
    chosen = choose(find_candidates(context), taken)
    for each in chosen:
        taken[each.start : each.end] = b"\1" * (each.end - each.start)
    chosen += choose(_find(LEFTOVERS, "number", context), taken)
    found += (Replacement(each.start, each.end, each.said) for each in chosen)
    return sorted(found, key=lambda replacement: replacement.start)


def find_candidates(context: Context) -> list[Candidate]:
    """Return all candidates of a sentence, those of earlier classes slightly preferred."""
    found: list[Candidate] = []
    rank = 0
    for kind, finders in CLASSES:
        for finder in finders:
            rank += 1
            if finder.needs and context.characters.isdisjoint(finder.needs):
                continue
            shade = 0.0002 * rank
            found += (
                replace(each, confidence=each.confidence - shade)
                for each in finder.find(context, kind)
            )
    return found


def _find(finders: Sequence[Finder], kind: str, context: Context) -> list[Candidate]:
    return [each for finder in finders for each in finder.find(context, kind)]
