"""Viruses and their variants, blood groups, bacteria, fine dust."""

import re

from worker.text.english.decision.candidates import Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.number_words import cardinal, count, digits, model_number
from worker.text.english.science.powers import LOWERED

_VARIANT = re.compile(
    r"(?<![\w.])(?P<line>[A-Z]{1,3})\.(?P<numbers>[0-9]{1,3}(?:\.[0-9]{1,3})*)(?![\w])"
)

_PROTEIN = re.compile(r"\b(?P<word>PM|pm)\s?(?P<size>2\.5|10|₂\.₅|1|0\.1)(?![\w])")

_REPRODUCTION = re.compile(r"(?<![\w])R(?:0|₀|o(?=\sof\s[0-9]))(?![\w])")

_BLOOD = re.compile(
    r"(?<![\w])(?P<type>AB|A|B|O)(?P<sign>[+−-])(?=\s(?:blood|donors?|type)|[,.;)]|\s|$)"
)

_DISEASE = re.compile(r"\b(?P<strain>[HO][0-9]{1,3}):(?P<rest>[HNK][0-9]{1,2})\b")

_STRAIN = re.compile(r"(?<![\w-])(?P<strain>O)(?P<number>1[0-9]{2}|26|45|55|121)(?![\w])")


def _read_variant(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    line, numbers = match["line"], match["numbers"].split(".")
    is_virus = re.search(
        r"\b(?:[Vv]ariants?|lineages?|[Ss]ubvariants?|[Oo]micron|[Dd]elta|[Cc]ovid|COVID|[Vv]irus"
        r"|[Ss]trains?|clade)\b",
        context.wider_text,
    )
    if not is_virus and len(numbers) < 2:
        return None
    said = " dot ".join(digits(part) if len(part) > 2 else cardinal(int(part)) for part in numbers)
    return f"{' '.join(line)} dot {said}", 0.92 if is_virus else 0.6


def _read_blood(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return a blood group, or a mark of a school or a critic: "O positive", "B plus"."""
    letter, sign = match["type"], match["sign"]
    is_blood = re.search(r"\b(?:[Bb]lood|donors?|transfusions?|[Rr]h)\b", context.text)
    if is_blood:
        return f"{letter} {'positive' if sign == '+' else 'negative'}", 0.85
    return None


RULES = (
    Rule(re.compile(r"\bHbA1[cC]\b"), lambda _: "H B A one C", "H", 0.95),
    Form(_VARIANT, _read_variant, needs="."),
    Rule(_PROTEIN, lambda m: f"PM {count(m['size'].translate(LOWERED))}", "Pp", 0.9),
    Rule(_REPRODUCTION, lambda _: "R nought", "R", 0.9),
    Form(_BLOOD, _read_blood, needs="+-−"),
    Rule(
        _DISEASE,
        lambda m: (
            f"{m['strain'][0]} {model_number(m['strain'][1:])} {m['rest'][0]} "
            f"{model_number(m['rest'][1:])}"
        ),
        ":",
        0.95,
    ),
    Rule(_STRAIN, lambda m: f"{m['strain']} {model_number(m['number'])}", "O", 0.6),
)
