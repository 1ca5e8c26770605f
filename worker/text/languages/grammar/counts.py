"""Scores, ranges, decimals and plain numbers."""

import re
from collections.abc import Callable, Iterator

from worker.text.languages.language import Language
from worker.text.languages.rule import RIGHT, Rule, rule

_MOST_POINTS = 200
_LONGEST_DIGITS = 6
"""Maximum number of digits without separators; more digits are a code."""

_YEAR = range(1100, 2100)


def rules(language: Language) -> Iterator[Rule]:
    """Yield the rules for numbers without a unit."""
    left, number, integer = language.left, language.notation.number, language.notation.integer
    dash = r"(?P<dash>\s?[-–—]\s?)"
    yield rule(
        r"(?<=\s)['’](?P<n>\d{2})(?=[\s,.;)]|$)(?!.{0,80}['’](?![^\W_]))",
        lambda match: language.cardinal(int(match["n"])),
        needs="'’",
    )
    yield rule(
        rf"{left}(?P<a>\d{{1,3}}){dash}(?P<b>\d{{1,3}}){RIGHT}", _Pairs(language).say, needs="-–—"
    )
    yield rule(rf"{left}(?P<a>{number}){dash}(?P<b>{number}){RIGHT}", _say_range(language), "-–—")
    yield rule(
        rf"(?:(?<![^\s(])(?P<sign>[-\u2212+±])|{left})(?P<n>{number}){RIGHT}",
        _Numbers(language).say,
    )
    yield rule(rf"{left}(?P<n>{integer})(?=[.,:;]?(?:\s|$))", _Numbers(language).say)


class _Pairs:
    """Two small numbers with a dash between them: a score or a range."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def say(self, match: re.Match[str]) -> str | None:
        language = self._language
        first, second = int(match["a"]), int(match["b"])
        if max(len(match["a"]), len(match["b"])) > 1 and "0" in (match["a"][0], match["b"][0]):
            return match[0] if match["a"][0] == "0" else None
        if self._is_score(match, first, second):
            return language.join_score(first, second)
        return None

    def _is_score(self, match: re.Match[str], first: int, second: int) -> bool:
        if max(first, second) > _MOST_POINTS:
            return False
        is_sport = bool(self._language.sport.search(match.string))
        if first >= second or first == 0:
            before = match.string[match.start() - 1 : match.start()]
            return is_sport or (
                before == "(" and match.string[match.end() : match.end() + 1] == ")"
            )
        is_spaced = match["dash"].strip() != match["dash"]
        return is_sport and not is_spaced and not self._counts(match)

    def _counts(self, match: re.Match[str]) -> bool:
        """Return whether a noun follows that the two numbers may count."""
        following = re.match(r"\s([^\W\d_]+)", match.string[match.end() :])
        if following is None:
            return False
        return following[1].lower() not in self._language.words["function_words"]


def _say_range(language: Language) -> Callable[[re.Match[str]], str | None]:
    def say(match: re.Match[str]) -> str | None:
        first, last = language.notation.read(match["a"]), language.notation.read(match["b"])
        is_short_year = len(match["a"]) == 4 and len(match["b"]) == 2
        if first.value == 0 or (first.value >= last.value and not is_short_year):
            return None
        if _is_year(match["a"]):
            ends = language.year(first.whole), language.year(last.whole)
        else:
            gender = language.gender_after(match.string, match.end())
            ends = language.number(first, gender), language.number(last, gender)
        return language.join_range(*ends)

    return say


class _Numbers:
    """Numbers that stand alone or count something."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def say(self, match: re.Match[str]) -> str | None:
        language, written = self._language, match["n"]
        if written.isdecimal() and (len(written) > _LONGEST_DIGITS or written.startswith("00")):
            return match[0]
        numeral = language.notation.read(written)
        gender = language.gender_after(match.string, match.end())
        said = language.sign(match.groupdict().get("sign"))
        if _is_year(written) and not language.is_count(match.string, match.start(), match.end()):
            return said + language.year(numeral.whole)
        number = language.one(match.string, match.start(), gender) if numeral.is_one else None
        return said + (number or language.number(numeral, gender))


def _is_year(written: str) -> bool:
    return len(written) == 4 and written.isdecimal() and int(written) in _YEAR
