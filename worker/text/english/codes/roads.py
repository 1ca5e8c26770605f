"""Roads, junctions and city blocks, which are named by numbers."""

import re

from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, LEFT
from worker.text.english.number_words import count, model_number, two_pairs

_CALIFORNIAN = frozenset(
    "5 10 15 22 55 57 60 80 91 101 105 110 118 134 170 210 215 280 405 580 605 680 710 805 "
    "880".split()
)
_BLOCKED = re.compile(r"\b(?:closed|reopen\w*|crash\w*|jam\w*|driv\w+|drove|exit\w*|backed up)\b")


def _is_freeway(number: str, context: Context) -> bool:
    """Return whether "the 405" is a freeway, as it is in California."""
    if _TRAFFIC.search(context.text):
        return True
    return context.is_american and number in _CALIFORNIAN and bool(_BLOCKED.search(context.text))


_BARE_ROAD = re.compile(
    r"(?<=\b[Tt]he )(?P<number>[1-9][0-9]{1,2})(?=\s(?:[Ff]reeway|[Ee]xpressway|[Pp]arkway|was|is"
    r"|were|are|near|at|in|northbound|southbound|eastbound|westbound|on-ramp|between|and)\b|[,.;])"
)

_COUNTED_AFTER = re.compile(r"\s(?:were|are)\b(?! jammed| closed| packed| reopened| backed)")
_TRAFFIC = re.compile(
    r"\b(?:[Ff]reeways?|lanes?|traffic|jammed|I-[0-9]+|interchange|commut\w+|gridlock\w*|motorists"
    r"|ramp|Expressway|exits?)\b"
)

_ROAD = re.compile(
    r"(?<![\w.-])(?P<kind>[ABMNR])(?P<number>[1-9][0-9]{0,3})(?P<motorway>\(M\))?(?![\w(]|\.[0-9]"
    r"|[-/][0-9])"
)

_US_ROAD = re.compile(
    r"(?<![\w.])(?P<kind>I|US|U\.S\.|SR|CR|FM|SH|M|CA|NY|NJ|TX|FL|PA|OH|VA|NC|WA|OR|IL|MI|GA|MD|MA"
    r"|CT|Route|Rte\.?|Hwy\.?|Highway|Interstate|State Route|County Road|State Road|Road|Autoroute"
    r"|Turnpike)"
    r"(?P<gap>[\s-]|\sHighway\s|\sRoute\s|\sHwy\.?\s)(?P<number>[1-9][0-9]{0,3})(?P<letter>[A-Z]?)"
    r"(?![\w%]|[.,][0-9]|-[0-9])(?P<way>\s[NSEW]\b\.?(?=\s[a-z]|[,;)]|$))?"
)

_JUNCTION = re.compile(
    r"\b(?P<kind>J)(?P<number>[1-9][0-9]?)(?P<letter>[A-Za]?)"
    r"(?:-J?(?P<number2>[1-9][0-9]?)(?P<letter2>[a-zA]?))?\b"
)

_BLOCK = re.compile(rf"{LEFT}(?P<number>[1-9][0-9]{{2,4}})(?=\sblock\b)")


_GRID = frozenset(("CR", "County Road", "Road"))
"""Roads of a county that are named by their distance and direction from its middle: "600S"."""

_WAYS = {"N": "north", "S": "south", "E": "east", "W": "west"}


def road_number(text: str) -> str:
    """Return the number of a road: "three oh three", "forty five twenty"."""
    if len(text) == 4:
        return two_pairs(int(text))
    return model_number(text)


def _read_road(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    said = f"{match['kind']} {road_number(match['number'])}"
    return (f"{said} M" if match["motorway"] else said), 0.55 if len(match["number"]) < 3 else 0.6


def _read_us_road(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    kind, gap, number = match["kind"], match["gap"], match["number"]
    after = match.string[match.end() :]
    is_short = len(kind.replace(".", "")) <= 2
    if is_short and kind not in ("I", "US", "U.S.", "SR", "CR", "FM") and gap != "-":
        return None
    if (
        kind in ("US", "U.S.")
        and gap == " "
        and re.match(r"\s(?:[a-z]+s|people|men|women|percent|million|billion|troops)\b", after)
        and not re.match(r"\s(?:was|is|has|as)\b", after)
    ):
        return None
    if kind == "I" and gap != "-":
        return None
    if (kind == "Road" and len(number) < 2) or (kind == "M" and gap != "-"):
        return None
    names = {"U.S.": "US", "Rte": "Route", "Rte.": "Route", "Hwy": "Highway", "Hwy.": "Highway"}
    middle = (
        " Highway " if "H" in gap else " Route " if "Route" in gap else "-" if gap == "-" else " "
    )
    said = f"{names.get(kind, kind)}{middle}{road_number(number)}"
    letter = match["letter"]
    if letter in _WAYS and kind in _GRID and len(number) > 2:
        letter = _WAYS[letter].title()
    said += f" {letter}" if letter else ""
    way = (match["way"] or "").strip(" .")
    return (f"{said} {_WAYS[way]}" if way else said), 0.7


def _read_junction(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if not re.search(
        r"\b(?:[AM][0-9]+|motorway|junctions?|carriageway|traffic|slip|northbound|southbound"
        r"|eastbound|westbound)\b",
        context.text,
    ):
        return None
    said = f"junction {_numbered(match['number'], match['letter'])}"
    if match["number2"]:
        said += f" to {_numbered(match['number2'], match['letter2'])}"
    return said, 0.85


def _numbered(number: str, letter: str | None) -> str:
    return f"{count(number)} {letter.upper()}" if letter else count(number)


RULES = (
    Form(_US_ROAD, _read_us_road, needs=DIGITS),
    Form(_ROAD, _read_road, needs="ABMNR"),
    Form(_JUNCTION, _read_junction, needs="J"),
    Rule(
        _BLOCK,
        lambda m: (
            model_number(m["number"]) if not m["number"].endswith("000") else count(m["number"])
        ),
        DIGITS,
        LIKELY,
    ),
    Form(
        _BARE_ROAD,
        lambda m, c: (
            (model_number(m["number"]), 0.75)
            if _is_freeway(m["number"], c)
            and not re.match(
                r"\s(?:were|are)\b(?! jammed| closed| packed| reopened| backed)",
                m.string[m.end() :],
            )
            else None
        ),
        needs=DIGITS,
    ),
)
