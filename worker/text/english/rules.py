"""All finders for English, by class, and the choice among what they propose."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from worker.model.script import Replacement
from worker.text.english.calendar import dates, numeric_dates, times, weekdays, years
from worker.text.english.codes import (
    aircraft,
    legal_citations,
    model_names,
    reference_numbers,
    roads,
    software,
    telephones,
    web_addresses,
)
from worker.text.english.decision.candidates import WEAK, Candidate, Finder, Rule
from worker.text.english.decision.choice import choose
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS
from worker.text.english.measures import coordinates, durations, quantities, sizes, temperatures
from worker.text.english.money import amounts, instrument_codes, markets
from worker.text.english.names import abbreviations, parties, places, states, streets, titles
from worker.text.english.number_words import integer
from worker.text.english.numbers import (
    big_numbers,
    comparisons,
    counts,
    fractions,
    multiples,
    numbered,
    ordinals,
    percentages,
    roman_numerals,
)
from worker.text.english.science import astronomy, chemistry, medicine, powers
from worker.text.english.signs import (
    colons,
    ranges_and_scores,
    slashes,
    special_scores,
    sports_results,
    symbols,
    win_loss_records,
)

LETTERS_AND_DIGITS = "letters and digits"
"""Class of the names that no other class explains."""

CLASSES: tuple[tuple[str, tuple[Finder, ...]], ...] = (
    ("web", (*web_addresses.RULES, *software.RULES)),
    ("law", legal_citations.RULES),
    ("science", (*powers.RULES, *chemistry.RULES, *medicine.RULES, *astronomy.RULES)),
    ("market", (*instrument_codes.RULES, *markets.RULES)),
    ("code", (*telephones.FIRST_RULES, *reference_numbers.FIRST_RULES)),
    ("money", amounts.RULES),
    ("time", times.RULES),
    ("date", (*numeric_dates.RULES, *dates.RULES, *years.RULES, *weekdays.RULES)),
    ("code", telephones.RULES),
    ("code", (*reference_numbers.RULES, *aircraft.RULES, *roads.RULES, *model_names.RULES)),
    ("title", titles.RULES),
    ("place", (*parties.RULES, *streets.RULES, *places.RULES, *states.RULES)),
    ("roman", roman_numerals.RULES),
    ("abbreviation", abbreviations.RULES),
    ("measure", (*coordinates.RULES, *durations.RULES, *sizes.RULES, *temperatures.RULES)),
    ("measure", quantities.RULES),
    ("ratio", colons.RULES),
    ("fraction", slashes.RULES),
    ("score", (*win_loss_records.RULES, *sports_results.RULES)),
    ("score", (*special_scores.RULES, *ranges_and_scores.RULES)),
    ("number", (*percentages.RULES, *big_numbers.RULES, *multiples.RULES, *fractions.RULES)),
    ("number", (*ordinals.RULES, *numbered.RULES, *comparisons.RULES, *counts.RULES)),
    (LETTERS_AND_DIGITS, model_names.LAST_RULES),
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
    """Return the replacements of written forms in a sentence, in order.

    Args:
        text: The sentence.
        given: Replacements that exist already; no candidate may touch them.
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
