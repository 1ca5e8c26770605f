"""Names of models, versions, and other words made of letters and digits."""

import re

from worker.text.english.decision.candidates import LIKELY, USUAL, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS
from worker.text.english.number_words import cardinal, count, digits, is_year, model_number, plural

_MODELS = (
    "Boeing Airbus Cessna Piper Beechcraft Embraer Gulfstream Learjet Bombardier Sikorsky Antonov "
    "Tupolev Fokker Saab Bell Flight Route Highway Interstate Room Channel Porsche Peugeot Section "
    "Resolution "
    "Hwy Suite Ferrari McLaren BMW Studio Gate Terminal Platform Exit Lot"
    " flight route highway interstate room channel suite gate"
).split()

_VERSION = re.compile(
    r"\b(?P<v>[vV]|[Vv]ersion\s|[Rr]elease\s|[Bb]uild\s|Python\s|Android\s|Firefox\s"
    r"|Chrome\s)\.?(?P<number>[0-9]+(?:\.[0-9]+)*)\b(?!\.[0-9])"
)

_MODEL = re.compile(
    rf"\b(?P<name>{'|'.join(_MODELS)})\s(?P<number>[1-9][0-9]{{2}})"
    rf"(?P<many>s)?\b(?![,.][0-9])(?!-[0-9])"
)

_ERROR = re.compile(
    r"(?<![\w.,$-])(?P<number>[1-5][0-9]{2}(?=\s(?:errors?|status|response|not found|message)\b)"
    r"|(?:40[134]|410|50[0234])(?=\s[Pp]age(?:[.,;)]|\s(?:is|was|appears?|that|instead|when)\b|$)))"
)

_COMPOUND = re.compile(
    r"(?<![\w-])(?P<word>[A-Za-z]+)-(?P<number>[0-9]{1,4})"
    r"(?P<many>(?:['’]?s)?)(?![\w])(?!\.[0-9])(?!-[0-9])"
)

_POLICE_DOG = re.compile(
    r"\bK-?9(?P<many>s?)(?=\s(?:units?|officers?|dogs?|handlers?|teams?|partners?|named|program\w*"
    r"|deput\w+|search\w*|division|[A-Z][a-z]+)|[’']s)"
)
_LETTERED = re.compile(
    r"(?<![\w-])(?P<word>[A-Z][A-Za-z]{0,3})-(?P<number>[0-9]{1,4})"
    r"(?P<letter>[A-Z]{1,2})(?P<many>s?)(?![\w])"
)

_MIXED = re.compile(
    r"(?<![\w.])(?=[A-Za-z0-9]*[A-Za-z])(?=[A-Za-z0-9]*[0-9])[A-Za-z0-9]{2,}"
    r"(?:-[A-Za-z0-9]+)*(?!\w)"
)

_DECIMAL = re.compile(r"\b(?P<word>[A-Z]{1,4})(?P<number>[0-9]+\.[0-9]+)\b(?!\.[0-9])")

PARTS = re.compile(r"[A-Z][a-z](?=[A-Z])|[A-Za-z]+|[0-9]+|-")

_LABEL = re.compile(
    r"\b(?P<word>RTX|GTX|RX|Radeon|Ryzen|Core|Xeon|Pentium|Nokia|Galaxy|ThinkPad|Model|Type|Class"
    r"|Series|Ford|Mazda|Model|Unit|Squadron|Order|Directive|Regulation|Rule|Act|Bill|Measure"
    r"|Resolution|Convention|Kodak|Canon|Nikon|Xbox|PlayStation|Windows|Office|Area|Room|Lab"
    r"|Roland|Moog|Intel|AMD|UN Resolution|Bus|bus|Tank|Sd|Ward|ward|Precinct|NGC|HD|HIP|Gliese"
    r"|Ross|GJ|WASP|Kepler|Wolf|IC|Messier|error|Error|port|Port|HTTP|Local|local|Lodge|Post"
    r"|Chapter|District|Bond|bond|Scania|Volvo|Mercedes|Boeing|Peugeot|Fiat|Dell|Sony)"
    r"\s(?P<number>[1-9][0-9]{2,3})(?P<letter>[A-Z]{0,3}|s)(?![\w%]|[.,][0-9]|-[0-9])"
)


def _say_model(match: re.Match[str]) -> str:
    said = model_number(match["number"])
    return f"{match['name']} {plural(said) if match['many'] else said}"


def _read_version(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    name = match["v"]
    parts = match["number"].split(".")
    if (
        name in ("v", "V")
        and match.string[match.start() + 1 : match.start() + 2] == "."
        and len(parts) == 1
    ):
        return None
    numbers = " point ".join(
        digits(part) if part[0] == "0" and len(part) > 1 else cardinal(int(part[:18]))
        for part in parts
    )
    if name not in ("v", "V"):
        return (f"{name}{numbers}", 0.9) if len(parts) > 1 else None
    return (f"version {numbers}" if name == "v" or len(parts) > 1 else f"V {numbers}"), 0.7


def _say_compound(match: re.Match[str]) -> str:
    said = model_number(match["number"])
    many = match["many"]
    return f"{match['word']}-{plural(said) if many == 's' else said + many}"


def _read_lettered(match: re.Match[str], _: Context) -> tuple[str, float]:
    said = f"{match['word']}-{model_number(match['number'])} {match['letter']}"
    return said + (match["many"] and "s"), 0.85


def _read_mixed(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    parts = PARTS.findall(match[0])
    if re.fullmatch(r"[0-9]+(?:st|nd|rd|th|s)(?:-.*)?", match[0]) or re.fullmatch(
        r"[0-9]+[a-z]+(?:-[a-z]+)+", match[0]
    ):
        return None
    if (
        all(part.isdecimal() or len(part) == 1 for part in parts)
        and len(parts) > 3
        and "-" not in parts
        and len(match[0]) > 5
    ):
        spelled = " ".join(digits(part) if part.isdecimal() else part.upper() for part in parts)
        return spelled, 0.45
    *before, last = parts
    is_plural = last == "s" and bool(before) and before[-1].isdecimal()
    words = [
        model_number(part) if part.isdecimal() else part
        for part in (before if is_plural else parts)
    ]
    said = " ".join(words).replace(" - ", "-")
    return (plural(said) if is_plural else said), 0.45


def _read_label(match: re.Match[str], _: Context) -> tuple[str, float]:
    number, word, letter = match["number"], match["word"], match["letter"]
    if (
        word
        in (
            "Windows",
            "Area",
            "Act",
            "Convention",
            "Bill",
            "Measure",
            "Order",
            "Act",
            "Office",
            "Class",
            "Series",
            "Rule",
            "Type",
            "Model",
        )
        and is_year(number)
        and not letter
    ):
        return "", 0.0
    said = f"{word} {model_number(number)}"
    if letter == "s":
        return plural(said), 0.75
    return (f"{said} {letter}" if letter else said), 0.75


RULES = (
    Form(_VERSION, _read_version, needs=DIGITS),
    Rule(_MODEL, _say_model, DIGITS, LIKELY),
    Form(_LABEL, _read_label, needs=DIGITS),
    Form(
        _ERROR,
        lambda m, _: (
            (model_number(m["number"]), 0.8)
            if re.search(r"\b(?:[Aa]n?|[Tt]he|with|HTTP) $", m.string[: m.start()])
            else None
        ),
        needs=DIGITS,
    ),
    Form(_LETTERED, _read_lettered, needs="-"),
    Rule(_POLICE_DOG, lambda match: f"K nine{'s' if match['many'] else ''}", "K", 0.97),
    Rule(_COMPOUND, _say_compound, "-", USUAL),
    Rule(_DECIMAL, lambda match: f"{match['word']} {count(match['number'])}", ".", USUAL),
)
LAST_RULES = (Form(_MIXED, _read_mixed, needs=DIGITS),)
