"""German as the shared grammar needs it."""

import re
from collections.abc import Sequence

from worker.text.languages.german.nouns import GermanNouns
from worker.text.languages.german.numbers import SMALL, cardinal, within, year
from worker.text.languages.german.ordinals import ending_of_day, stem
from worker.text.languages.german.rules import rules
from worker.text.languages.language import Language
from worker.text.languages.rule import LEFT, Rule

_DATIVE = frozenset("mit nach von vor seit bei zu aus in innerhalb binnen ab".split())
_ACCUSATIVE = frozenset("für um gegen ohne durch pro".split())
_ADJECTIVES = {"e": "f", "r": "m", "s": "n"}
"""Last letter of an adjective after "ein" -> gender of its noun."""


class German(Language):
    """German, in all countries that speak it.

    Args:
        region: Code of the country; Switzerland writes decimals with a full stop.
    """

    code = "de"
    left = LEFT
    point_regions = frozenset({"CH", "LI"})

    def __init__(self, region: str = "") -> None:
        super().__init__(region)
        self.nouns = GermanNouns(self.words)

    def own_rules(self) -> Sequence[Rule]:
        """Return the rules for ordinals, dates, times, scores and compounds."""
        return tuple(rules(self, self.nouns))

    def cardinal(self, number: int, gender: str = "", /) -> str:
        """Return an integer in words; before a noun, "ein" and "eine"."""
        if number == 1 and gender:
            return "eine" if gender == "f" else "ein"
        return cardinal(number)

    def year(self, number: int) -> str:
        """Return a year in words: "neunzehnhundertneunzig"."""
        return year(number)

    def decimals(self, digits: str) -> str:
        """Return the digits after a comma one by one."""
        return " ".join(SMALL[int(digit)] for digit in digits)

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "zwanzig Uhr dreißig"."""
        said = f"{within(hour)} Uhr"
        return f"{said} {cardinal(minute)}" if minute else said

    def date(self, day: int, month: int, year_number: int | None, before: str, /) -> str:
        """Return a date; the word before it decides the ending of the day."""
        said = f"{stem(day)}{ending_of_day(before)} {self.months[month - 1]}"
        return f"{said} {year(year_number)}" if year_number is not None else said

    def noun_gender(self, word: str, following: str, /) -> str:
        """Return the gender of a noun, or the one that the adjective before it shows."""
        if word[:1].islower():
            return _ADJECTIVES.get(word[-1], "") if following[:1].isupper() else ""
        return self.nouns.gender_of(word)

    def is_count(self, text: str, start: int, end: int, /) -> bool:
        """Return whether a noun follows, and no word before the number indicates a year."""
        following = re.match(r"\s[A-ZÄÖÜ][a-zäöüß]", text[end : end + 3])
        return bool(following) and self.word_before(text, start) not in self.words["before_years"]

    def one(self, text: str, start: int, gender: str, /) -> str | None:
        """Return "ein" in the case that the preposition before it requires.

        Before a noun of unknown gender the digit stays.
        """
        if not gender:
            is_counting = re.match(r"1\s[A-ZÄÖÜ]", text[start : start + 3])
            return "1" if is_counting else None
        before = self.word_before(text, start)
        if before in _DATIVE:
            return "einer" if gender == "f" else "einem"
        return "einen" if before in _ACCUSATIVE and gender == "m" else None


SPOKEN = German
