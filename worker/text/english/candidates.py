"""Candidates for the reading of written forms, and the two kinds of finders that propose them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from re import Match, Pattern
from typing import Protocol

from worker.text.english.topics import Topic, count_evidence

CERTAIN = 1.0
LIKELY = 0.8
USUAL = 0.6
POSSIBLE = 0.4
WEAK = 0.2
"""Degrees of confidence in a candidate, from its form and the words around it."""

_DAY_FIRST = frozenset("GB AU IE NZ ZA IN UK".split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of some written characters.

    Attributes:
        start: Index of the first of them in the sentence.
        end: Index behind the last.
        said: Words to speak in their place.
        kind: Class of the written form, such as "money".
        confidence: Evidence for this reading, from 0 to 1.
    """

    start: int
    end: int
    said: str
    kind: str
    confidence: float = USUAL


@dataclass(slots=True)
class Context:
    """Evidence around a written form: the sentence, the line it stands in, the locale, the title.

    Attributes:
        text: The sentence.
        language: BCP 47 tag of the article, such as "en-GB".
        line: The paragraph that holds the sentence.
        headline: Title of the article, if it is known.
        characters: All characters of the sentence.
    """

    text: str
    language: str = "en-US"
    line: str = ""
    headline: str = ""
    characters: frozenset[str] = field(init=False)
    _known: dict[Topic, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Note which characters the sentence has: finders ask before they search."""
        self.characters = frozenset(self.text)

    @property
    def region(self) -> str:
        """Return the region of the locale, such as "GB"; "US" if it has none."""
        return next((part for part in self.language.upper().split("-")[1:] if len(part) == 2), "US")

    @property
    def is_day_first(self) -> bool:
        """Return whether dates have the day before the month, as outside North America."""
        return self.region in _DAY_FIRST

    @property
    def is_american(self) -> bool:
        """Return whether the locale is that of the United States or Canada."""
        return self.region in ("US", "CA")

    def about(self, topic: Topic) -> int:
        """Return 2 if the sentence has words of a topic, 1 if the line or title has, else 0."""
        if topic not in self._known:
            weaker = int(count_evidence(topic, f"{self.line} {self.headline}") > 0)
            self._known[topic] = 2 if count_evidence(topic, self.text) else weaker
        return self._known[topic]


Said = str | None
Readings = Iterable[tuple[str, float]] | tuple[str, float] | str | None


class Finder(Protocol):
    """Anything that proposes candidates for a sentence."""

    @property
    def needs(self) -> str:
        """Characters of which a sentence must have one; empty if that says nothing."""
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
        needs: A text without any of these characters has no match; empty if that says nothing.
        confidence: Evidence that the form itself gives.
    """

    pattern: Pattern[str]
    say: Callable[[Match[str]], str | None]
    needs: str = ""
    confidence: float = USUAL

    def find(self, context: Context, kind: str) -> Iterator[Candidate]:
        """Yield a candidate for every match."""
        text = context.text
        at = 0
        while match := self.pattern.search(text, at):
            start, end = match.span()
            at = start + 1
            said = self.say(match) if start < end else None
            if said is not None:
                at = end
                yield Candidate(start, end, said, kind, self.confidence)


@dataclass(frozen=True, slots=True)
class Form:
    """A written form with one or several readings, each weighed by its context.

    Attributes:
        pattern: Finds the form.
        read: Returns readings with their confidence; a reading alone is `LIKELY`.
        needs: A text without any of these characters has no match; empty if that says nothing.
    """

    pattern: Pattern[str]
    read: Callable[[Match[str], Context], Readings]
    needs: str = ""

    def find(self, context: Context, kind: str) -> Iterator[Candidate]:
        """Yield a candidate for every reading of every match."""
        text = context.text
        at = 0
        while match := self.pattern.search(text, at):
            start, end = match.span()
            at = start + 1
            readings = list(_listed(self.read(match, context))) if start < end else []
            for said, confidence in readings:
                yield Candidate(start, end, said, kind, confidence)
            if readings and max(confidence for _, confidence in readings) >= POSSIBLE:
                at = end


def _listed(readings: Readings) -> Iterable[tuple[str, float]]:
    if readings is None:
        return ()
    if isinstance(readings, str):
        return ((readings, LIKELY),)
    if isinstance(readings, tuple):
        return (readings,)
    return readings
