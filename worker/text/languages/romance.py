"""Genders of nouns in Spanish, Portuguese and Italian, as far as numbers depend on them."""

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GenderGuess:
    """The gender of a counted noun, by its ending and by lists of exceptions.

    Attributes:
        feminine: Nouns that their ending does not tell to be feminine.
        masculine: Nouns that look feminine and are not.
        feminine_ending: Pattern of endings.
        describing: Pattern of adjectives that stand before a noun and tell nothing.
    """

    feminine: Collection[str]
    masculine: Collection[str]
    feminine_ending: re.Pattern[str]
    describing: re.Pattern[str]

    def guess(self, word: str, following: str) -> str:
        """Return "f" or "m" for the word behind a number, or the noun that follows it."""
        word, following = word.lower(), following.lower()
        if word in self.feminine:
            return "f"
        if word in self.masculine:
            return "m"
        if self.describing.fullmatch(word) and following:
            return self.guess(following, "")
        return "f" if self.feminine_ending.fullmatch(word) else "m"
