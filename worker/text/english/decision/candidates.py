"""Candidates for the reading of written forms, and the two kinds of finders that propose them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from re import Match, Pattern
from typing import Protocol

from worker.text.english.decision.context import Context

CERTAIN = 1.0

LIKELY = 0.8

USUAL = 0.6

POSSIBLE = 0.4

WEAK = 0.2
"""Degrees of confidence in a candidate, from its form and the words around it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of some written characters.

    Attributes:
        start: Index of the first of them in the sentence.
        end: Index after the last of them.
        said: Words to speak in their place.
        kind: Class of the written form, such as "money".
        confidence: Evidence for this reading, from 0 to 1.
    """

    start: int
    end: int
    said: str
    kind: str
    confidence: float = USUAL


Said = str | None

Readings = Iterable[tuple[str, float]] | tuple[str, float] | str | None


class Finder(Protocol):
    """Protocol of objects that propose candidates for a sentence."""

    @property
    def needs(self) -> str:
        """Characters of which a sentence must contain at least one; empty for any sentence."""
        ...

    def find(self, context: Context, kind: str) -> Iterator[Candidate]:
        """Yield candidates, in order of their position."""
        ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A written form that needs no context: one pattern, one reading.

    Attributes:
        pattern: Finds the form.
        say: Returns its reading, or None where the match is something else.
        needs: Characters of which a text must contain at least one; empty for any text.
        confidence: Evidence that the form itself gives.
        starts_word: True if no letter may stand before the form. A pattern that begins with its
            first letters, and not with an assertion, is searched for several times faster.
    """

    pattern: Pattern[str]
    say: Callable[[Match[str]], str | None]
    needs: str = ""
    confidence: float = USUAL
    starts_word: bool = False

    def find(self, context: Context, kind: str) -> Iterator[Candidate]:
        """Yield a candidate for every match."""
        text = context.text
        at = 0
        while match := self.pattern.search(text, at):
            start, end = match.span()
            at = start + 1
            is_word = not (self.starts_word and _is_within_word(text, start))
            said = self.say(match) if start < end and is_word else None
            if said is not None:
                at = end
                yield Candidate(start, end, said, kind, self.confidence)


@dataclass(frozen=True, slots=True)
class Form:
    """A written form with one or several readings, each weighed by its context.

    Attributes:
        pattern: Finds the form.
        read: Returns readings with their confidence; a reading without one is `LIKELY`.
        needs: Characters of which a text must contain at least one; empty for any text.
        starts_word: True if no letter may stand before the form.
        hint: Finds a part of the form much faster; a text without it has no match.
    """

    pattern: Pattern[str]
    read: Callable[[Match[str], Context], Readings]
    needs: str = ""
    starts_word: bool = False
    hint: Pattern[str] | None = None

    def find(self, context: Context, kind: str) -> Iterator[Candidate]:
        """Yield a candidate for every reading of every match."""
        text = context.text
        if self.hint and not self.hint.search(text):
            return
        at = 0
        while match := self.pattern.search(text, at):
            start, end = match.span()
            at = start + 1
            if start == end or (self.starts_word and _is_within_word(text, start)):
                continue
            readings = list(_listed(self.read(match, context)))
            for said, confidence in readings:
                yield Candidate(start, end, said, kind, confidence)
            if readings and max(confidence for _, confidence in readings) >= POSSIBLE:
                at = end


def _is_within_word(text: str, at: int) -> bool:
    """Return whether a letter, a digit or an underscore precedes a position."""
    return at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_")


def _listed(readings: Readings) -> Iterable[tuple[str, float]]:
    if readings is None:
        return ()
    if isinstance(readings, str):
        return ((readings, LIKELY),)
    if isinstance(readings, tuple):
        return (readings,)
    return readings
