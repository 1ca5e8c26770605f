"""Signs before and between numbers: about, less than, plus, equals."""

import re

from worker.text.english.decision.candidates import USUAL, Rule
from worker.text.english.decision.patterns import DIGITS, LEFT, NUMBER, RIGHT, SIGN, signed
from worker.text.english.number_words import count, number

_SIGN_WORDS = {
    "~": "about ", "≈": "about ", "c.": "circa ", "ca.": "circa ", "c": "circa ", "ca": "circa ",
    "±": "plus or minus ", "+/-": "plus or minus ", "+/−": "plus or minus ",
    "<": "less than ", ">": "more than ", "≤": "at most ", "<=": "at most ", "≥": "at least ",
    ">=": "at least ", "≠": "not equal to ", "≪": "much less than ", "≫": "much more than ",
    "⩽": "at most ", "⩾": "at least ",
}  # fmt: skip

_ABOUT = re.compile(
    r"(?<![\w])(?P<sign>\+/[-−]|[~≈]|ca?\.\s?|c(?=1[0-9]{3}\b)|ca?\s(?=1[0-9]{3}\b)|±|\+/[-−]\s?|<=|>="
    r"|[<>≤≥≠≪≫⩽⩾])\s?(?=[$€£]?-?\.?[0-9])"
)

_PLUS_OR_MINUS = re.compile(r"(?<=[\w)°])\s?±\s?(?=[0-9.])")
_EITHER_WAY = re.compile(r"(?<![\w])\+/[-−–]\s?(?=\.?[0-9])")
_COMPARED = re.compile(r"(?<=[\w)])\s(?P<sign>[<>≤≥≠≈=]|<=|>=)\s?(?=[$€£]?-?\.?[0-9])")

_PLUS = re.compile(
    rf"{LEFT}(?P<number>{NUMBER})(?P<scale>\s(?:million|billion|trillion|thousand))?\+(?![\w+])"
)

_SIGNED = re.compile(rf"(?P<sign>{SIGN})(?P<number>{NUMBER}){RIGHT}(?![A-Za-z])")

_SUM = re.compile(
    rf"{LEFT}(?<![$£€])(?P<first>{NUMBER})\s?(?P<sign>[+×=*÷]|\s[x−]\s)\s?(?={NUMBER})"
)

_OPERATIONS = {
    "+": "plus", "\u00d7": "times", "=": "equals", "*": "times", "÷": "divided by", "x": "by",
    "\u2212": "minus",
}  # fmt: skip

RULES = (
    Rule(_ABOUT, lambda match: _SIGN_WORDS[match["sign"].strip()], DIGITS),
    Rule(_PLUS_OR_MINUS, lambda _: " plus or minus ", "±", 0.9),
    Rule(_EITHER_WAY, lambda _: "plus or minus ", "/", 0.99),
    Rule(
        _COMPARED,
        lambda match: " " + {"=": "equals "}.get(match["sign"], _SIGN_WORDS.get(match["sign"], "")),
        "<>≤≥≠≈=",
        USUAL,
    ),
    Rule(_PLUS, lambda match: f"{count(match['number'])}{match['scale'] or ''} plus", "+"),
    Rule(
        _SUM,
        lambda match: f"{number(match['first'])} {_OPERATIONS[match['sign'].strip()]}",
        "+×=*÷x−",
    ),
    Rule(_SIGNED, lambda match: signed(match["sign"], number(match["number"])), "+-−–"),
)
