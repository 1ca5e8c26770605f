"""Fractions written with one sign, and portions such as "2½"."""

import re

from worker.text.english.decision.candidates import Rule
from worker.text.english.decision.patterns import FRACTION_SIGNS
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


RULES = (Rule(_FRACTION_SIGN, _say_fraction_sign, "".join(FRACTION_SIGNS)),)
