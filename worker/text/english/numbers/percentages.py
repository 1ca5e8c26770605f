"""Percentages and percentage points."""

import re

from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, LEFT, NUMBER, SIGN, signed
from worker.text.english.numbers.fractions import FRACTIONS, portion

_PERCENT = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER}|[{FRACTIONS}]|[0-9]+[{FRACTIONS}]"
    rf"|(?:[0-9]+[\s-])?[0-9]/[0-9]{{1,2}})"
    rf"(?:\s?(?P<first>%|pc\b|pct\b|per cent\b|percent\b)?(?P<dash>{DASH})(?P<sign2>[-−+]?)"
    rf"(?P<number2>(?:[0-9]+[\s-])?[0-9]/[0-9]{{1,2}}|[0-9]*[{FRACTIONS}]|{NUMBER}))?"
    r"(?P<gap>[-\s]?)(?P<unit>%|pc\b|pct\b\.?|per cent\b|percent\b|‰)"
    r"(?P<plus>\+?)(?P<point>[- ]points?\b)?"
)


_IN_SPACE = re.compile(
    r"\b(?:light[- ]years?|ly|stars?|galax\w+|parallax|parsecs?|nebula\w*|quasars?)\b"
)


def _read_percent(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    unit = match["unit"]
    is_plain = unit == "percent" and not match["number2"]
    if is_plain or (unit.startswith("p") and match["gap"] == "-" and unit != "pc"):
        return None
    said = portion(match["number"])
    if match["number2"]:
        second = signed(match["sign2"], portion(match["number2"]))
        said += f" to {second}"
    if unit == "pc" and match["gap"] == " " and _IN_SPACE.search(context.text):
        return signed(match["sign"], f"{said} parsecs"), 0.85
    name = "per mille" if unit == "‰" else "per cent" if unit == "per cent" else "percent"
    if match["point"]:
        name = f"percentage{match['point'].replace('-', ' ')}"
    stop = "." if unit.endswith(".") and not match.string[match.end() :].strip(" \"'”’)") else ""
    plus = " plus" if match["plus"] else ""
    return signed(match["sign"], f"{said} {name}{plus}{stop}"), 0.85


RULES = (Form(_PERCENT, _read_percent, needs="%p‰"),)
