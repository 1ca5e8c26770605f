"""Percentages and percentage points."""

import re

from worker.text.english.decision.candidates import Form
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DASH, LEFT, NUMBER, SIGN, signed
from worker.text.english.number_words import count
from worker.text.english.numbers.fractions import FRACTIONS, portion

_PERCENT = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER}|[{FRACTIONS}]|[0-9]+[{FRACTIONS}]"
    rf"|(?:[0-9]+[\s-])?[0-9]/[0-9]{{1,2}})"
    rf"(?:\s?(?P<first>%?)(?P<dash>{DASH})(?P<sign2>[-−+]?)(?P<number2>{NUMBER}))?"
    r"(?P<gap>[-\s]?)(?P<unit>%|pc\b|pct\b\.?|per cent\b|‰)(?P<plus>\+?)(?P<point>[- ]points?\b)?"
)


def _read_percent(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    unit = match["unit"]
    if unit.startswith("p") and match["gap"] == "-" and unit != "pc":
        return None
    said = portion(match["number"])
    if match["number2"]:
        second = signed(match["sign2"], count(match["number2"]))
        said += f" to {second}"
    name = "per mille" if unit == "‰" else "per cent" if unit == "per cent" else "percent"
    if match["point"]:
        name = f"percentage{match['point'].replace('-', ' ')}"
    stop = "." if unit.endswith(".") and not match.string[match.end() :].strip(" \"'”’)") else ""
    plus = " plus" if match["plus"] else ""
    return signed(match["sign"], f"{said} {name}{plus}{stop}"), 0.85


RULES = (Form(_PERCENT, _read_percent, needs="%p‰"),)
