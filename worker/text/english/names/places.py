"""Saints, counties, mountains, forts, and other shortened names of places."""

import re

from worker.text.english.decision.candidates import USUAL, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import alternatives, ends_sentence

_COUNTIES = {
    "Lancs": "Lancashire", "Yorks": "Yorkshire", "Herts": "Hertfordshire", "Hants": "Hampshire",
    "Berks": "Berkshire", "Bucks": "Buckinghamshire",
    "Cambs": "Cambridgeshire", "Glos": "Gloucestershire", "Gloucs": "Gloucestershire",
    "Leics": "Leicestershire", "Lincs": "Lincolnshire", "Northants": "Northamptonshire",
    "Notts": "Nottinghamshire", "Oxon": "Oxfordshire", "Staffs": "Staffordshire",
    "Wilts": "Wiltshire", "Worcs": "Worcestershire",
    "Beds": "Bedfordshire", "Derbys": "Derbyshire", "Salop": "Shropshire", "Shrops": "Shropshire",
    "Warks": "Warwickshire", "Middx": "Middlesex", "Northumb": "Northumberland",
    "Hunts": "Huntingdonshire", "Pembs": "Pembrokeshire", "Carms": "Carmarthenshire",
    "Glam": "Glamorgan", "Ches": "Cheshire", "Som": "Somerset", "Dumf": "Dumfries",
    "Aberdeens": "Aberdeenshire", "Mon": "Monmouthshire",
    "Qld": "Queensland", "Vic": "Victoria", "Tas": "Tasmania",
}  # fmt: skip

_PLACES = {
    "Mt": "Mount",
    "Gt": "Great",
    "Mts": "Mountains",
    "Mtn": "Mountain",
    "Mtns": "Mountains",
    "Ft": "Fort",
    "Pt": "Point",
    "Pk": "Park",
    "Pto": "Puerto",
    "Cty": "County",
}

_SAINT = re.compile(
    r"\b(?P<word>Sts?|Ste|SS)\.?(?P<gap>[\s-])(?=[A-Z][a-zé]|[A-Z]['’][A-Z]|and\b)"
    r"|^(?P<dateline>STE?)\.\s(?=[A-Z]{2})"
)

_PLACE = re.compile(rf"\b(?P<word>{alternatives(_PLACES)})\.?(?=\s[A-Z][a-z])")

_COUNTY = re.compile(
    rf"\b(?P<county>{alternatives(_COUNTIES)})\b(?P<stop>\.?)(?!\s(?:County|Forest|Fizz|Mag|Party))"
)

_CO = re.compile(
    r"\bCo\.?\s(?=(?:Antrim|Armagh|Carlow|Cavan|Clare|Cork|Derry|Donegal|Down|Dublin|Durham"
    r"|Fermanagh|Galway|Kerry|Kildare|Kilkenny|Laois|Leitrim|Limerick|Longford|Louth|Mayo|Meath"
    r"|Monaghan|Offaly|Roscommon|Sligo|Tipperary|Tyrone|Waterford|Westmeath|Wexford|Wicklow"
    r"|Londonderry)\b)"
)

_NOT_PLACES = frozenset("St Sts Mt Saint Sr Jr Dr Mr Mrs The A An In On At Of And But".split())


_TWO_SAINTS = re.compile(r"[A-Z][a-zé]+,? (?:and|&) [A-Z]")
"""Names after "SS" where it means two saints and not a ship."""


_COUNTED = re.compile(r"\b(?:[Tt]he|[Aa]|[Tt]his|[Oo]ur|[Tt]heir)\s[0-9]+(?:st|nd|rd|th)\s$")
_OWNED = re.compile(r"\s?[A-Z][a-z]+['’]s?\b")


def is_counted_saint(before: str, after: str) -> bool:
    """Return whether "St." is a saint's behind an ordinal: "the 2nd St. Mary's"."""
    return bool(_COUNTED.search(before) and _OWNED.match(after))


def _read_saint(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    saints = {
        "St": "Saint",
        "ST": "Saint",
        "Sts": "Saints",
        "SS": "Saints",
        "Ste": "Sainte",
        "STE": "Sainte",
    }
    word = match["word"] or match["dateline"]
    if word == "SS" and not _TWO_SAINTS.match(match.string, match.end()):
        return None
    before = match.string[: match.start()]
    sure = 0.75
    if word == "St" and is_counted_saint(before, match.string[match.end() :]):
        sure = 0.95
    elif word == "SS" or (
        word == "St"
        and ends_in_name(before)
        and not re.search(r"\b(?:Mill|Great|Old|New|Bury|Upper|Lower|Sault)\s$", before)
    ):
        follows = re.match(r"[A-Z][a-z]+", match.string[match.end() :])
        is_house = bool(
            follows
            and follows[0]
            in (
                "Bridge",
                "Station",
                "Church",
                "School",
                "Park",
                "Market",
                "Theatre",
                "Theater",
                "Journal",
                "Pier",
                "Line",
                "Stop",
                "Bakery",
                "Hospital",
                "Cafe",
                "Grill",
                "Mosque",
                "Studios",
                "Festival",
                "Fair",
            )
        )
        sure = 0.3 if is_house or word == "SS" else 0.5
    return f"{saints[word]} ", sure


def ends_in_name(before: str) -> bool:
    """Return whether a street's name may end here: "Main", "42nd", "Ed Banks Sr."."""
    last = re.search(
        r"(?:(?P<name>[A-Z][\w’'-]*[a-z’']|(?:Mass|Conn|Penn|Wash|Fla|Md|Pa|Va|Wis)\.)|(?P<nth>[0-9]+(?:st|nd|rd|th))|(?P<letter>\b[A-Z])"
        r"|(?P<mark>(?:Sr|Jr)\.?))\s$",
        before,
    )
    return bool(last) and (last["name"] or "") not in _NOT_PLACES  # type: ignore[index]


_COUNTY_BEFORE = re.compile(
    rf"\b(?:Co\.? [A-Z]\w+|{alternatives(_COUNTIES)})\.?(?:,|,? and|,? or)\s$"
)
_COUNTY_AFTER = re.compile(rf"\.?(?:,|,? and|,? or)\s(?:{alternatives(_COUNTIES)})\b")


def _read_county(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return the county outside North America, after a place or a preposition."""
    if context.is_american:
        return None
    before, after = match.string[: match.start()], match.string[match.end() :]
    county = match["county"]
    is_placed = re.search(
        r"(?:,\s|\b(?:in|of|near|from|across|around|North|South|West|East|W|N|S|E)\s)$", before
    )
    is_short = county in ("Mon", "Som", "Vic", "Ches", "Beds", "Bucks", "Glam", "Tas", "Hunts")
    is_listed = bool(_COUNTY_BEFORE.search(before) or _COUNTY_AFTER.match(after))
    is_sure = is_placed and (not is_short or re.search(r"[a-z],\s$", before))
    if not (is_sure or is_listed):
        return None
    stop = "." if match["stop"] and ends_sentence(after) else ""
    return _COUNTIES[county] + stop, 0.8


RULES = (
    Form(_SAINT, _read_saint, needs="S"),
    Rule(_PLACE, lambda match: _PLACES[match["word"]], "", USUAL),
    Form(_COUNTY, _read_county),
    Rule(_CO, lambda _: "County ", "C", 0.9),
)
