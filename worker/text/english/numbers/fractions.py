"""Fractions written with one sign, and portions such as "2½"."""

import re

from worker.text.english.decision.candidates import Rule
from worker.text.english.decision.patterns import DASH, FRACTION_SIGNS, LEFT
from worker.text.english.number_words import count, fraction_words

FRACTIONS = "".join(FRACTION_SIGNS)


def portion(text: str) -> str:
    """Return a number that may end in a fraction, such as "2½" or "1 1/2", in words."""
    if text[-1] in FRACTION_SIGNS:
        return fraction_words(text[:-1] or None, *FRACTION_SIGNS[text[-1]])
    mixed = re.fullmatch(r"(?:([0-9]+)[\s-])?([0-9])/([0-9]{1,2})", text)
    if mixed:
        return fraction_words(mixed[1], int(mixed[2]), max(1, int(mixed[3])))
    return count(text)


_FRACTION_SIGN = re.compile(
    rf"(?P<minus>(?<![\w.)])[-−–](?=[0-9{FRACTIONS}]))?"
    rf"(?:(?P<whole>(?<![\w.,])[0-9]+)[\s-]?)?(?P<sign>[{FRACTIONS}])(?P<hyphen>-(?=[a-z]))?"
)


def _say_fraction_sign(match: re.Match[str]) -> str:
    top, bottom = FRACTION_SIGNS[match["sign"]]
    minus = "minus " if match["minus"] else ""
    return f"{minus}{fraction_words(match['whole'], top, bottom)}{match['hyphen'] or ''}"


_FRACTION_RANGE = re.compile(
    rf"{LEFT}(?P<a>[1-9])/(?P<b>[2-8]|10|12|16|32){DASH}(?P<c>[1-9][0-9]?)/(?P<d>[2-8]|10|12|16|32)"
    r"(?![0-9/])(?=[\s-](?:inch|mile|cup|pint|point|percent|of|lb|oz|in\b|tsp|tbsp|acre|yard|hour))"
)


def _say_fraction_range(match: re.Match[str]) -> str | None:
    a, b, c, d = (int(match[part]) for part in "abcd")
    if a >= b or c >= d:
        return None
    return f"{fraction_words(None, a, b)} to {fraction_words(None, c, d)}"


RULES = (
    Rule(_FRACTION_RANGE, _say_fraction_range, "/", 0.95),
    Rule(_FRACTION_SIGN, _say_fraction_sign, "".join(FRACTION_SIGNS)),
)
