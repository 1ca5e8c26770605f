"""Streets and house numbers."""

import re

from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import alternatives, ends_sentence
from worker.text.english.decision.topics import Topic
from worker.text.english.names.places import ends_in_name, is_counted_saint
from worker.text.english.number_words import cardinal, model_number, ordinal

_STREETS = {
    "St": "Street", "Ave": "Avenue", "Av": "Avenue", "Blvd": "Boulevard", "Rd": "Road",
    "Bvd": "Boulevard",
    "Hwy": "Highway", "Expy": "Expressway", "Expwy": "Expressway", "Pkwy": "Parkway", "Ln": "Lane",
    "Ct": "Court", "Fwy": "Freeway", "Tpke": "Turnpike", "Tpk": "Turnpike", "Pike": "Pike",
    "Sq": "Square", "Ter": "Terrace", "Terr": "Terrace", "Pl": "Place", "Dr": "Drive",
    "Cres": "Crescent", "Gdns": "Gardens", "Cl": "Close", "Gr": "Grove", "Cir": "Circle",
    "Trl": "Trail", "Bldg": "Building",
    "Pde": "Parade", "Esp": "Esplanade", "Hts": "Heights", "Plz": "Plaza", "Br": "Bridge",
    "Mws": "Mews", "Jct": "Junction", "Rte": "Route", "Aly": "Alley", "Pk": "Park",
    "Xing": "Crossing",
}  # fmt: skip

_DIRECTIONS = {
    "N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest",
    "SE": "Southeast", "SW": "Southwest",
    "N.E": "Northeast", "N.W": "Northwest", "S.E": "Southeast", "S.W": "Southwest",
}  # fmt: skip

_DIRECTION = r"(?:[NS]\.?[EW]\.?|[NSEW]\.?)"

_HOUSE = rf"[0-9]+(?:[A-Za-z]|[-–][0-9]+[A-Za-z]?|\s?[½¼])?\s(?:{_DIRECTION}\s)?"

_STREET_NAME = r"(?:[A-Z](?:[^\W\d]|['’-])+\.?\s|[0-9]+(?:st|nd|rd|th)\s|[A-Z]\s)"

_STREET = re.compile(
    rf"(?P<before>(?:\b{_HOUSE}{_STREET_NAME}{{1,4}}|(?:\b{_DIRECTION}\s)?[0-9]+(?:st|nd|rd|th)\s"
    rf"|\b{_DIRECTION}\s{_STREET_NAME}{{1,3}}))?"
    rf"\b(?P<word>{alternatives(_STREETS)})(?P<stop>\.|(?=[,\s;:)’']"
    rf"|$))(?P<way>\s{_DIRECTION}(?=[\s,.;]|$))?"
)

_HIGHWAY = re.compile(r"Hwy\.(?=\s(?:Dept|Department|Patrol|Admin))")
_LETTERED_AVENUE = re.compile(r"Ave\.?\s(?=[A-Z]\b(?!\.\s?[A-Z]))")
_ANY_STREET = re.compile(alternatives(_STREETS))
_HOUSE_NUMBER = re.compile(
    r"(?<![\w$€£.,/-])(?P<house>[1-9][0-9]{2,4})(?P<letter>[A-Z]?)(?=\s(?:[NSEW]\.?\s|North\s"
    r"|South\s|East\s|West\s)?(?:[A-Z][\w’']+\s|[0-9]+(?:st|nd|rd|th)\s){1,3}(?:Street|Avenue|Road"
    r"|Boulevard|Drive|Lane|Court|Place|Square|Way|Highway|Parkway|Terrace|Circle|Broadway|Row"
    r"|Crescent|Close|Gardens)\b)"
)

_HOUSE_BEFORE = re.compile(r"^[0-9]+(?!st|nd|rd|th)|[0-9](?:st|nd|rd|th)\s$")
_CAPITAL_NEXT = re.compile(r"\s[A-Z]")
_RARE_STREETS = frozenset("Br Pk Cl Gr Cir Esp Pike Av Jct Rte Ter Bldg".split())
"""Words that are a street only after a house number or before a full stop."""

_STREET_NAME_GOES_ON = re.compile(
    r"\s(?:Bridge|Station|Church|School|Park|Market|Theatre|Theater|Journal|Pier|Studios"
    r"|Festival)\b"
)
_ON_STREET = re.compile(
    r"\b(?:on|along|at|near|off|of|to|down|and|from)\s(?:(?:North|South|East|West|the)\s)?"
    r"(?:[A-Z][\w’'-]*\s){1,3}$"
)


_UNIVERSITY = re.compile(
    r"\b(?P<name>Penn|Ohio|Michigan|Florida|Iowa|Kansas|Oklahoma|Oregon|Washington|Arizona"
    r"|Mississippi"
    r"|Utah|Boise|Fresno|San Diego|San Jose|Colorado|Kent|Ball|Wichita|Murray|Morehead|Weber|Idaho"
    r"|Montana|N\.C\.|NC|Arkansas|Georgia|Alabama|Jackson|Missouri|Illinois|Indiana|Louisiana"
    r"|Tennessee"
    r"|Texas|Delaware|Norfolk|Grambling|Cleveland|Wright|Youngstown|Portland|Sacramento|Long Beach"
    r"|Appalachian|North Dakota|South Dakota|South Carolina"
    r"|New Mexico)\sSt\b(?P<stop>\.?)(?!\s[A-Z][a-z]+\s(?:St|Ave)\b)"
)
_ON_THE_STREET = re.compile(
    r"(?:\b(?:on|along|down|off|of|near|at)|[0-9]|\b[NSEW]\.?|block of|North|South|East|West) $"
)


def _read_university(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return "Penn State" for the team or university, and nothing for a street."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    about = max(context.about(Topic.CONTEST), 2 if _COLLEGE.search(context.text) else 0)
    if not context.is_american or about < 2 or (_ON_THE_STREET.search(before) and about < 3):
        return None
    stop = "." if match["stop"] and ends_sentence(after) else ""
    return f"{match['name']} State{stop}", 0.9


_COLLEGE = re.compile(
    r"\b(?:[Uu]niv(?:ersity|\.)|[Cc]ollege|quarterback|coach|basketball|football|NCAA|Big (?:Ten"
    r"|12)"
    r"|freshman|sophomore|campus|professor|students?|bowl|Bowl|tournament|rank\w+|No\. [0-9])"
)


def _read_street(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return the street's kind after a house number; elsewhere only where it ends a name."""
    word = match["word"]
    before, rest = match["before"] or "", match.string[match.end() :]
    earlier = match.string[: match.start("word")]
    has_stop, way = match["stop"] == ".", match["way"] or ""
    is_saint = word == "St" and is_counted_saint(earlier, rest)
    if is_saint or not ends_in_name(earlier):
        return None
    sure = _weigh_street(word, before, rest, has_stop=has_stop or bool(way), earlier=earlier)
    if sure == 0:
        return None
    said = _STREETS[word]
    if way:
        said += f" {_DIRECTIONS[way.strip().rstrip('.')]}"
    shows_stop = (has_stop and not way) or way.endswith(".")
    stop = (
        "."
        if shows_stop
        and (
            ends_sentence(rest)
            or re.match(
                r"\s(?:The|A|An|It|He|She|They|We|But|And|In|On|At|No|Police|Officials)\b", rest
            )
        )
        else ""
    )
    begins = _address(before) if re.search(r"[0-9]|^[NSEW]\b", before) else before
    return f"{begins}{said}{stop}", sure


def _weigh_street(word: str, before: str, rest: str, *, has_stop: bool, earlier: str) -> float:
    """Return the confidence that a short word ends the name of a street."""
    has_house = bool(_HOUSE_BEFORE.search(before))
    if word in _RARE_STREETS and not (has_house or has_stop):
        return 0
    if word == "Dr":
        return _weigh_drive(rest, earlier, has_house=has_house)
    if word == "St" and _CAPITAL_NEXT.match(rest):
        is_sure = has_stop or bool(_STREET_NAME_GOES_ON.match(rest))
        return 0.8 if has_house else 0.62 if is_sure else 0.3
    if word in ("Ct", "Pl") and not has_house:
        return _weigh_court(rest, has_stop=has_stop)
    return 0.85 if has_house else 0.75


def _weigh_drive(rest: str, earlier: str, *, has_house: bool) -> float:
    """Return the confidence that "Dr" is a drive, not a doctor."""
    if has_house:
        return 0.8
    if re.match(r"\s(?:[A-Z][\w’'-]*[a-z]|[A-Z]\.)", rest):
        return 0
    return 0.8 if _ON_STREET.search(earlier) else 0.4


def _weigh_court(rest: str, *, has_stop: bool) -> float:
    """Return the confidence that "Ct" or "Pl" is a street, without a house number before it."""
    goes_on = _CAPITAL_NEXT.match(rest) and not ends_sentence(rest)
    is_street = not goes_on if has_stop else re.match(r",|\s[a-z]|$", rest)
    return 0.75 if is_street else 0


def _address(before: str) -> str:
    """Return a house number and the name of a street in words."""
    said = [_address_part(part, number == 0) for number, part in enumerate(before.split())]
    return " ".join([*said, ""])


def _address_part(part: str, is_first: bool) -> str:
    if is_first and re.match("[0-9]", part):
        return house_number(part)
    return (
        _DIRECTIONS.get(part.rstrip("."), _ordinal_or_word(part))
        if part.rstrip(".") in _DIRECTIONS
        else _ordinal_or_word(part)
    )


def house_number(text: str) -> str:
    """Return the number of a house: "fourteen twenty eight", "sixteen hundred", "forty seven A"."""
    parts = re.findall(r"[0-9]+(?:st|nd|rd|th)|[0-9]+|[A-Za-z½¼]+|[-–]", text)
    words = {"½": "and a half", "¼": "and a quarter", "-": "to", "–": "to"}
    said = []
    for part in parts:
        if part.isdecimal():
            said.append(_digits_of_house(part))
        elif re.match("[0-9]", part):
            said.append(_ordinal_or_word(part))
        else:
            said.append(words.get(part, part.upper()))
    return " ".join(said)


def _digits_of_house(text: str) -> str:
    if len(text) == 3 and text[1:] != "00":
        low = f"oh {cardinal(int(text[2]))}" if text[1] == "0" else cardinal(int(text[1:]))
        return f"{cardinal(int(text[0]))} {low}"
    if len(text) == 4:
        return model_number(text)
    if len(text) == 5:
        first = cardinal(int(text[:3])) if text[1:3] == "00" else _digits_of_house(text[:3])
        return f"{first} {_low(text[3:])}"
    return cardinal(int(text))


def _low(text: str) -> str:
    return (
        "hundred"
        if text == "00"
        else f"oh {cardinal(int(text[1]))}"
        if text[0] == "0"
        else cardinal(int(text))
    )


def _ordinal_or_word(text: str) -> str:
    found = re.fullmatch(r"([0-9]+)(?:st|nd|rd|th)", text)
    if text in ("Sr.", "Sr", "Jr.", "Jr"):
        return "senior" if text[0] == "S" else "junior"
    if text in ("St.", "St"):
        return "Saint"
    return ordinal(int(found[1])) if found else text


RULES = (
    Form(_UNIVERSITY, _read_university, needs="S"),
    Rule(_HIGHWAY, lambda _: "Highway", "H", LIKELY, starts_word=True),
    Rule(_LETTERED_AVENUE, lambda _: "Avenue ", "A", LIKELY, starts_word=True),
    Form(_STREET, _read_street, hint=_ANY_STREET),
    Rule(_HOUSE_NUMBER, lambda match: house_number(match["house"] + match["letter"]), "", LIKELY),
)
