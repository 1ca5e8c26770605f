"""All rules for English, in the order in which they are tried, and how they are tried."""

import re
from collections.abc import Iterable, Iterator

from worker.model.script import Replacement
from worker.text import grammar
from worker.text.english import codes, dates, money, names, quantities, symbols, times
from worker.text.english.rule import DIGITS, Rule
from worker.text.english.words import integer

_WITH_DIGIT = re.compile(r"(?<!\S)[^\s0-9]*[0-9]\S*(?<![.,;:!?\"”’)])")


def _say_by_grammar(match: re.Match[str]) -> str | None:
    said = grammar.say(match[0], grammar.ENGLISH)
    return None if re.search("[0-9]", said) else said


RULES: tuple[Rule, ...] = (
    *symbols.FIRST_RULES,
    *codes.FIRST_RULES,
    *money.RULES,
    *times.RULES,
    *dates.RULES,
    *codes.RULES,
    *names.RULES,
    *quantities.RULES,
    *codes.LAST_RULES,
    Rule(_WITH_DIGIT, _say_by_grammar, needs=DIGITS),
    *symbols.RULES,
    Rule(re.compile("[0-9]+"), lambda match: integer(match[0]), needs=DIGITS),
)
"""The first rule that has something to say for some characters wins."""


def find_replacements(text: str, given: Iterable[Replacement] = ()) -> list[Replacement]:
    """Return what is said in place of some characters of a sentence, in order.

    Args:
        text: The sentence.
        given: What is replaced already; no rule is asked about that.
    """
    taken = bytearray(len(text))
    found = list(given)
    for replacement in found:
        taken[replacement.start : replacement.end] = b"\1" * (replacement.end - replacement.start)
    found += [r for rule in RULES for r in _apply(rule, text, taken)]
    return sorted(found, key=lambda replacement: replacement.start)


def _apply(rule: Rule, text: str, taken: bytearray) -> Iterator[Replacement]:
    """Yield what a rule has to say for characters that no earlier rule has taken."""
    if rule.needs and not any(character in text for character in rule.needs):
        return
    at = 0
    while match := rule.pattern.search(text, at):
        start, end = match.span()
        at = start + 1
        if start == end or any(taken[start:end]):
            continue
        said = rule.say(match)
        if said is None:
            continue
        taken[start:end] = b"\1" * (end - start)
        at = end
        yield Replacement(start, end, said)
