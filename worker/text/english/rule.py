"""What a rule is, and the parts that the patterns of several rules share."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from worker.text.english.words import count

DIGITS = "0123456789"

LEFT = r"(?<![A-Za-z0-9_])(?<![0-9][.,:/])"
"""Before a number: it does not begin here otherwise."""

RIGHT = r"(?![0-9])(?![.,:/][0-9])"
"""Behind a number: it does not go on."""

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?|(?<![0-9])\.[0-9]+"
"""An integer, perhaps with commas, or a decimal."""

SIGN = r"(?:(?<![\w.)])[-−–+])"  # noqa: RUF001  # as newspapers write minus
"""Plus or minus, and no hyphen."""

DASH = r"(?:\s?[-–—−]\s?)"  # noqa: RUF001
"""Between the two ends of a range."""

DESCRIBES = re.compile(r"\b[Aa]n? $")
"""Before a quantity that describes what follows: "a $5 bill", "a 6ft wall"."""

SIGNS = {"-": "minus ", "−": "minus ", "–": "minus ", "+": "plus "}  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of written form is said.

    Attributes:
        pattern: Finds it.
        say: Returns what is said for a match, or None where the match is something else.
        needs: A text without any of these characters has no match; empty if that says nothing.
    """

    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], str | None]
    needs: str = ""


def signed(sign: str | None, said: str) -> str:
    """Return what is said of a number with its sign."""
    return SIGNS.get((sign or "").strip(), "") + said


def counted(number: str, one: str, many: str) -> str:
    """Return how many there are of something, as in "one mile" and "two miles"."""
    return f"{count(number)} {one if number == '1' else many}"


def always(said: str) -> Callable[[re.Match[str]], str]:
    """Return what says the same for every match."""
    return lambda _: said


def keep_stop(match: re.Match[str], said: str) -> str:
    """Return `said` with the full stop that an abbreviation shares with the end of its sentence."""
    rest = match.string[match.end() :].strip(" \"'”’)]")
    return f"{said}." if match[0].endswith(".") and not rest else said


def alternatives(words: object) -> str:
    """Return a pattern for any of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]
