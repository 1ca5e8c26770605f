"""German ordinal numbers, with the endings that the words around them require."""

import re
from collections.abc import Collection, Mapping

from worker.text.languages.german.nouns import GermanNouns
from worker.text.languages.german.numbers import cardinal
from worker.text.languages.numerals import roman

_IRREGULAR = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}

_TEN_AFTER = frozenset(
    "am im vom zum beim dem den des zur einem einen eines einer meinem meinen seinem seinen seiner "
    "seines ihrem ihren ihrer ihres unserem unseren diesem diesen dieses jedem jeden "
    "keinem keinen deren dessen welchem welchen jenem jenen euren eurem".split()
)
"""Words after which an ordinal ends in "-en"."""
_TE_AFTER = frozenset(
    "die das ins durchs fürs ums aufs diese jede eine keine seine ihre unsere meine jene".split()
)
"""Words after which it ends in "-e"."""
_STRONG_AFTER = frozenset("ein kein sein ihr unser mein dein euer".split())
"""Words after which it shows the gender of the noun."""
_BEFORE_DAYS = frozenset("bis ab seit von gegen um für".split())
_DATIVE = frozenset("in auf aus mit nach seit von zu bei ab unter vor an".split())
_STRONG = {"m": "er", "f": "e", "n": "es"}
_STRONG_DATIVE = {"f": "er", "m": "em", "n": "em"}
_AFTER_DER = {"f": "en", "m": "e"}
_LIKE_DER = frozenset("der dieser jeder jener welcher".split())

_LAST_WORD = re.compile(r"([^\W\d_]+)[\s(]*$")
_BEFORE_DER = re.compile(r"(?:^|[,;:–(„»\"]|([^\W\d_]+))\s*[^\W\d_]+[\s(]*$")
_CHAIN = re.compile(r"\d{1,3}\.\s?(?:und|oder|sowie|bis(?: zu[mr])?|,|/|–|-)\s?$")
_NOUN = re.compile(
    r"(?:\s(?:und|oder|sowie|bis(?: zu[mr])?)\s\d{1,3}\.)*(?:\s|-)"
    r"(?P<words>(?:[a-zäöüß]+[enrsm]\s){0,2}[A-ZÄÖÜ][^\W\d_]*)"
)
_CONTEXT_CHARS = 40


def stem(number: int) -> str:
    """Return an ordinal number without its ending: "zwanzigst"."""
    hundreds, rest = divmod(number, 100)
    if rest in _IRREGULAR:
        return (cardinal(hundreds * 100) if hundreds else "") + _IRREGULAR[rest]
    return cardinal(number) + ("t" if 0 < rest < 20 else "st")


def ending_of_day(before: str) -> str:
    """Return the ending of the day of a date, by the text before it."""
    word = _last_word(before)
    if word in _TEN_AFTER or word in _BEFORE_DAYS:
        return "en"
    return "e" if word in _TE_AFTER or word == "der" else "er"


class Ordinals:
    """Ordinal numbers before nouns and after the names of rulers.

    Args:
        nouns: Genders of nouns.
        words: The lists "kings", "queens" and "openers".
    """

    def __init__(self, nouns: GermanNouns, words: Mapping[str, Collection[str]]) -> None:
        self._nouns = nouns
        self._words = words

    def say(self, match: re.Match[str]) -> str | None:
        """Return an ordinal number before its noun; None if the ending is not sure.

        Args:
            match: Match with digits in its group "n", or a Roman numeral in its group "r".
        """
        text = match.string
        groups = match.groupdict()
        number = int(groups["n"]) if groups.get("n") else roman(match["r"])
        found = _NOUN.match(text, match.end())
        if found is None or number == 0:
            return None
        before = text[: match.start()]
        while chain := _CHAIN.search(before):
            before = before[: chain.start()]
        if found["words"].split()[-1] in self._words["openers"]:
            return None
        gender = self._nouns.gender_of(found["words"].split()[-1])
        ending = _ending(before, gender)
        return f"{stem(number)}{ending}" if ending else None

    def ruler(self, name: str, number: int, before: str, *, has_title: bool) -> str | None:
        """Return the number of a king, a queen or a pope: "der Vierzehnte".

        Args:
            name: Name of the ruler.
            number: Number of the ruler, from 1.
            before: The word before the name and its title.
            has_title: True if a title stands before the name.
        """
        kings, queens = self._words["kings"], self._words["queens"]
        is_woman = name in queens or name.removesuffix("s") in queens
        is_man = name in kings or name.removesuffix("s") in kings
        if not (is_woman or is_man or has_title):
            return None
        said = stem(number).capitalize()
        is_genitive = name.endswith("s") and name not in kings
        if is_genitive:
            return f"{'der' if is_woman else 'des'} {said}en"
        if before in _DATIVE:
            return f"{'der' if is_woman else 'dem'} {said}en"
        return f"{'die' if is_woman else 'der'} {said}e"


def _ending(before: str, gender: str) -> str:
    """Return the ending of an ordinal before a noun; empty if it is not sure."""
    word = _last_word(before)
    if word in _LIKE_DER:
        return _AFTER_DER.get(gender, "") or _ending_after_der(before)
    if word in _TEN_AFTER:
        return "en"
    if word in _TE_AFTER:
        return "e"
    endings = _STRONG_DATIVE if word in _DATIVE else _STRONG
    return endings.get(gender, "")


def _ending_after_der(before: str) -> str:
    """Return the ending after "der" before a noun of unknown gender; empty if it is not sure."""
    earlier = _BEFORE_DER.search(before[-_CONTEXT_CHARS:])
    if earlier is None:
        return ""
    return "en" if (earlier[1] or "").lower() in _DATIVE else "e" if not earlier[1] else ""


def _last_word(before: str) -> str:
    match = _LAST_WORD.search(before[-_CONTEXT_CHARS:])
    return match[1].lower() if match else ""
