"""Ordinal numbers in digits, such as "21st"."""

import re

from worker.text.english.decision.candidates import CERTAIN, Rule
from worker.text.english.decision.patterns import DIGITS, LEFT
from worker.text.english.number_words import cardinal, digits, integer, ordinal, plural

_ORDINAL = re.compile(
    rf"{LEFT}(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:[-\s]?(?P<super>[ˢᵗʰⁿʳᵈ]{{2}})"
    rf"|(?P<suffix>(?i:st|nd|rd|th))(?P<many>s)?\b)"
)

_NTH = re.compile(r"(?<![A-Za-z0-9])(?P<n>[nN])th\b")

_SHORT_ORDINAL = re.compile(
    rf"{LEFT}(?P<number>[0-9]*[23])d(?=\s(?:Cir|Circuit|Dist|Amendment|Div|Dept|Lt|Battalion"
    rf"|Brigade|Infantry|Armored|Marine|Regiment|Airborne|Cavalry|Congress))"
)


def _say_ordinal(match: re.Match[str]) -> str:
    text = match["number"].replace(",", "")
    suffix = (match["suffix"] or "").lower()
    value = int(text)
    if len(text) > 18:
        return f"{digits(text)} {suffix}"
    right = {1: "st", 2: "nd", 3: "rd"}.get(
        value % 10 if value % 100 not in (11, 12, 13) else 0, "th"
    )
    if suffix and suffix != right:
        return f"{integer(text)} {suffix}"
    return plural(ordinal(value)) if match["many"] else ordinal(value)


_TEAM = re.compile(r"(?<![\w])(?P<number>[0-9]{1,3})ers\b")

_SIDE = re.compile(rf"{LEFT}(?P<number>[1-4])(?:st|nd|rd|th)\s(?P<side>XV|XI)\b")

RULES = (
    Rule(_ORDINAL, _say_ordinal, DIGITS),
    Rule(_SHORT_ORDINAL, lambda match: ordinal(int(match["number"])), DIGITS),
    Rule(_TEAM, lambda match: cardinal(int(match["number"])).removesuffix("e") + "ers", "e", 0.9),
    Rule(
        _SIDE,
        lambda m: f"{ordinal(int(m['number']))} {'fifteen' if m['side'] == 'XV' else 'eleven'}",
        "X",
        CERTAIN,
    ),
)
