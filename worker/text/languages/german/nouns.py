"""Genders of German nouns, as far as the numbers before them depend on it."""

import re
from collections.abc import Collection, Mapping

from worker.text.languages.rule import any_of

_GENDERS = {"feminine": "f", "neuter": "n", "masculine": "m"}
_ENDINGS = (
    ("f", "ung heit keit schaft tion sion tät enz anz ik ur ie".split()),
    ("n", "chen lein ment nis tum ium".split()),
    ("m", "ismus ling ner ist tag".split()),
)
_SHORTEST_CHARS = 3
"""Minimum length of a noun that may be the last part of a longer one, in letters."""


class GermanNouns:
    """Nouns whose gender is known, and the longer ones that end with them.

    Args:
        words: Lists of nouns by gender, in small letters.
    """

    def __init__(self, words: Mapping[str, Collection[str]]) -> None:
        self._known = {noun: code for name, code in _GENDERS.items() for noun in words[name]}
        last_parts = [noun for noun in self._known if len(noun) >= _SHORTEST_CHARS]
        self._compound = re.compile(rf"[^\W\d_]*?({any_of(last_parts)})")

    def gender_of(self, noun: str) -> str:
        """Return the gender of a noun in the singular; empty if it is not known."""
        word = noun.lower()
        known = self._known.get(word) or self._known.get(word.removesuffix("s"))
        if known:
            return known
        compound = self._compound.fullmatch(word) or self._compound.fullmatch(
            word.removesuffix("s")
        )
        if compound:
            return self._known[compound[1]]
        return next((gender for gender, ends in _ENDINGS if word.endswith(tuple(ends))), "")
