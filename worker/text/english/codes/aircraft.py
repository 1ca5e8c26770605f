"""Aircraft and flights, which are named by numbers."""

import re

from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS
from worker.text.english.decision.topics import Topic
from worker.text.english.number_words import model_number, pairs, plural

_JET = re.compile(
    r"(?<![\w$€£.,])(?:A3[0-9]0s|7[0-9]7(?:s\b|(?=\s(?:MAX|Max|Dreamliner|jet|plane|aircraft"
    r"|airliner|cargo|freighter))))"
)

_LETTERED_JET = re.compile(
    r"(?<![\w$€£.,-])(?P<number>7[0-9]7)(?P<letter>[xX])(?P<many>s?)(?![\w-])"
)
"""A plane whose name ends in a letter that also means "times": "777X"."""

_BARE_JET = re.compile(
    r"(?<=\b[Aa] )7[0-9]7(?![\w-]|[.,][0-9])|(?<=\b[Tt]he )7[0-9]7(?![\w-]|[.,][0-9])"
)

_VARIANT = re.compile(
    r"(?<![\w$€£.,-])(?P<name>A3[0-9]{2}|7[0-9]7|A2[0-9]{2}|CRJ|E1[0-9]{2}|MD"
    r"|ATR ?)-(?P<number>[0-9]{1,4})(?P<letters>[A-Z]{0,4})(?P<many>s?)(?![\w-])"
)

_FLIGHT = re.compile(
    r"\b(?P<name>(?:[Ff]light|[Ff]lights)\s)(?P<line>(?:[A-Z]{2}|[A-Z][0-9]"
    r"|[0-9][A-Z])\s?)?(?P<number>[1-9][0-9]{0,3})(?P<letter>[A-Z]?)\b(?![,.][0-9])"
)

_CARRIER = re.compile(
    r"\b(?P<line>AA|UA|DL|BA|QF|EK|MH|AI|LH|AF|KL|EI|FR|U2|VS|SQ|CX|NZ|SA|AC|WN|B6|EY|QR|TK|IB|LX"
    r"|SU|PK|ET|JL|NH|OZ|KE|MS)\s?(?P<number>[1-9][0-9]{1,3})\b(?![,.][0-9])"
)


def _read_variant(match: re.Match[str], _: Context) -> tuple[str, float]:
    name = match["name"]
    base = (
        pairs(int(name))
        if name.isdecimal()
        else f"{name[0]} {pairs(int(name[1:]))}"
        if name[1:].isdecimal()
        else name.strip()
    )
    said = f"{base} {model_number(match['number'])}"
    if match["letters"]:
        said += f" {match['letters']}"
    return (plural(said) if match["many"] else said), 0.9


def _read_flight(match: re.Match[str], _: Context) -> tuple[str, float]:
    line = f"{' '.join(match['line'].strip())} " if match["line"] else ""
    said = f"{match['name']}{line}{model_number(match['number'])}"
    return (f"{said} {match['letter']}" if match["letter"] else said), 0.85


def _read_carrier(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if not re.search(
        r"\b(?:flights?|jets?|planes?|crash\w*|airline|airport|diverted|landed|aircraft|passengers"
        r"|took off)\b",
        context.text,
    ):
        return None
    return f"{match['line']} {model_number(match['number'])}", 0.7


def _read_lettered_jet(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if match["letter"] == "x" and not context.about(Topic.AIRCRAFT):
        return None
    return f"{pairs(int(match['number']))} X{match['many']}", 0.9


def _jet(text: str) -> str:
    number = pairs(int(re.sub("[^0-9]", "", text)))
    said = f"A {number}" if text[0] == "A" else number
    return plural(said) if text.endswith("s") else said


RULES = (
    Form(_LETTERED_JET, _read_lettered_jet, needs="7"),
    Form(_VARIANT, _read_variant, needs="-"),
    Form(_FLIGHT, _read_flight, needs=DIGITS),
    Form(_CARRIER, _read_carrier, needs=DIGITS),
    Form(
        _BARE_JET,
        lambda m, c: (
            (_jet(m[0]), 0.85)
            if c.about(Topic.AIRCRAFT) or re.search(r"\bA3[0-9]{2}\b", c.text)
            else None
        ),
        needs="7",
    ),
    Rule(_JET, lambda match: _jet(match[0]), DIGITS, LIKELY),
)
