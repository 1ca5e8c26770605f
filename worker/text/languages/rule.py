"""Rules of a language: patterns, and the words said for each match."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from worker.model.script import Replacement

DIGITS = "0123456789"

LEFT = r"(?<![^\W_])(?<![^\W_][.,:/–-])"
"""Left edge of a number: no character precedes that would belong to it."""

LEFT_ELIDED = r"(?:(?<![^\W_])|(?<=\b[dlDL]['’]))(?<![^\W_][.,:/–-])"

RIGHT = r"(?![^\W_])(?![.,:/'’–-]\d)(?!-[^\W\d_])"
"""Right edge of a number: no character follows that would continue it."""

DASH = r"\s?[-–—]\s?"
"""Separator between the two ends of a range."""

SIGN = "[-\u2212+±]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of written form, and the way in which it is said.

    Attributes:
        pattern: Pattern of the form.
        say: Returns the words for a match, or None where the match is something else. Words equal
            to the match keep it as it is written, and no later rule looks at it.
        needs: Characters of which a text must contain at least one; empty for any text.
    """

    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], str | None]
    needs: str = ""


def rule(pattern: str, say: Callable[[re.Match[str]], str | None], needs: str = DIGITS) -> Rule:
    """Return a rule for a pattern that is not compiled yet."""
    return Rule(re.compile(pattern), say, needs)


def keep(match: re.Match[str]) -> str:
    """Return a match as it is written."""
    return match[0]


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def apply(rules: Iterable[Rule], text: str, given: Sequence[Replacement]) -> list[Replacement]:
    """Return all replacements of a sentence, in order: those given, and those of the rules.

    The first rule with words for some characters wins.

    Args:
        rules: Rules in the order in which they are tried.
        text: The sentence.
        given: Replacements that no rule may touch.
    """
    taken = bytearray(len(text))
    for each in given:
        taken[each.start : each.end] = b"\1" * (each.end - each.start)
    found = list(given)
    for each_rule in rules:
        found += _apply_one(each_rule, text, taken)
    return sorted(found, key=lambda each: (each.start, each.end))


def _apply_one(each: Rule, text: str, taken: bytearray) -> Iterator[Replacement]:
    if each.needs and not any(character in text for character in each.needs):
        return
    for match in each.pattern.finditer(text):
        start, end = match.span()
        if start == end or any(taken[start:end]):
            continue
        said = each.say(match)
        if said is None:
            continue
        taken[start:end] = b"\1" * (end - start)
        if said != match[0]:
            yield Replacement(start, end, said)
