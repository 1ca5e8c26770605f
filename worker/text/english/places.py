"""Places: states, counties, streets, saints, and letters that may be a state or initials."""

import re

from worker.text.english.candidates import LIKELY, USUAL, Context, Form, Rule
from worker.text.english.codes import model_number
from worker.text.english.patterns import alternatives, ends_sentence, keep_stop
from worker.text.english.words import cardinal, ordinal

_SHORT_STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California",
    "Colo": "Colorado", "Conn": "Connecticut", "Del": "Delaware", "Fla": "Florida",
    "Ga": "Georgia", "Ill": "Illinois", "Ind": "Indiana", "Kan": "Kansas", "Kans": "Kansas",
    "Ky": "Kentucky", "La": "Louisiana", "Md": "Maryland", "Mass": "Massachusetts",
    "Mich": "Michigan", "Minn": "Minnesota", "Miss": "Mississippi", "Mo": "Missouri",
    "Mont": "Montana", "Neb": "Nebraska", "Nebr": "Nebraska", "Nev": "Nevada",
    "N.H": "New Hampshire", "N.J": "New Jersey", "N.M": "New Mexico", "N.Y": "New York",
    "N.C": "North Carolina", "N.D": "North Dakota", "Okla": "Oklahoma", "Ore": "Oregon",
    "Pa": "Pennsylvania", "R.I": "Rhode Island", "S.C": "South Carolina", "S.D": "South Dakota",
    "Tenn": "Tennessee", "Tex": "Texas", "Vt": "Vermont", "Va": "Virginia", "Wash": "Washington",
    "W.Va": "West Virginia", "W. Va": "West Virginia", "N. Mex": "New Mexico", "Wis": "Wisconsin",
    "Wisc": "Wisconsin", "Wyo": "Wyoming", "Ont": "Ontario", "Penn": "Pennsylvania",
    "Que": "Quebec", "B.C": "British Columbia", "Alta": "Alberta", "Sask": "Saskatchewan",
    "Man": "Manitoba", "N.S": "Nova Scotia", "N.B": "New Brunswick",
    "P.E.I": "Prince Edward Island", "Nfld": "Newfoundland", "P.R": "Puerto Rico",
    "Qld": "Queensland", "Vic": "Victoria", "Tas": "Tasmania", "N.S.W": "New South Wales",
}  # fmt: skip
STATES = _SHORT_STATES
_PARTIES = {"D": "Democrat", "R": "Republican", "I": "independent", "L": "Libertarian"}
_BRITISH_PARTIES = {
    "Con": "Conservative", "Lab": "Labour", "LD": "Liberal Democrat", "Lib Dem": "Liberal Democrat",
    "Ind": "independent",
    "Lab Co-op": "Labour Co-op", "ALP": "Labor", "Nat": "National", "Lib": "Liberal",
}  # fmt: skip
_POSTAL = {
    "AL": "Ala", "AZ": "Ariz", "AR": "Ark", "CA": "Calif", "CO": "Colo", "CT": "Conn", "DE": "Del",
    "FL": "Fla", "GA": "Ga", "IL": "Ill", "IN": "Ind", "KS": "Kan", "KY": "Ky", "LA": "La",
    "MD": "Md", "MA": "Mass", "MI": "Mich", "MN": "Minn", "MS": "Miss", "MO": "Mo", "MT": "Mont",
    "NE": "Neb", "NV": "Nev", "NH": "N.H", "NJ": "N.J", "NM": "N.M", "NY": "N.Y", "NC": "N.C",
    "ND": "N.D", "OK": "Okla", "OR": "Ore", "PA": "Pa", "RI": "R.I", "SC": "S.C", "SD": "S.D",
    "TN": "Tenn", "TX": "Tex", "VT": "Vt", "VA": "Va", "WA": "Wash", "WV": "W.Va", "WI": "Wis",
    "WY": "Wyo",
}  # fmt: skip
_UNABBREVIATED = {
    "AK": "Alaska", "HI": "Hawaii", "ID": "Idaho", "IA": "Iowa", "ME": "Maine", "OH": "Ohio",
    "UT": "Utah",
}  # fmt: skip
_CANADIAN = {
    "ON": "Ontario",
    "QC": "Quebec",
    "AB": "Alberta",
    "SK": "Saskatchewan",
    "MB": "Manitoba",
    "NS": "Nova Scotia",
    "BC": "British Columbia",
    "NB": "New Brunswick",
    "NL": "Newfoundland",
}
_POSTAL_NAMES = (
    {code: STATES[short] for code, short in _POSTAL.items()} | _UNABBREVIATED | _CANADIAN
)

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
_PLACES = {
    "Mt": "Mount",
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
_HOUSE = rf"[0-9]+(?:[A-Za-z]|[-–][0-9]+[A-Za-z]?|\s?[½¼])?\s(?:{_DIRECTION}\s)?"
_STREET_NAME = r"(?:[A-Z](?:[^\W\d]|['’-])+\.?\s|[0-9]+(?:st|nd|rd|th)\s|[A-Z]\s)"
_STREET = re.compile(
    rf"(?P<before>(?:\b{_HOUSE}{_STREET_NAME}{{1,4}}|(?:\b{_DIRECTION}\s)?[0-9]+(?:st|nd|rd|th)\s"
    rf"|\b{_DIRECTION}\s{_STREET_NAME}{{1,3}}))?"
    rf"\b(?P<word>{alternatives(_STREETS)})(?P<stop>\.|(?=[,\s;:)’']"
    rf"|$))(?P<way>\s{_DIRECTION}(?=[\s,.;]|$))?"
)
_HOUSE_NUMBER = re.compile(
    r"(?<![\w$€£.,/-])(?P<house>[1-9][0-9]{2,4})(?P<letter>[A-Z]?)(?=\s(?:[NSEW]\.?\s|North\s"
    r"|South\s|East\s|West\s)?(?:[A-Z][\w’']+\s|[0-9]+(?:st|nd|rd|th)\s){1,3}(?:Street|Avenue|Road"
    r"|Boulevard|Drive|Lane|Court|Place|Square|Way|Highway|Parkway|Terrace|Circle|Broadway|Row"
    r"|Crescent|Close|Gardens)\b)"
)
_PLACE = re.compile(rf"\b(?P<word>{alternatives(_PLACES)})\.?(?=\s[A-Z][a-z])")
_PARTY = re.compile(
    rf"\((?P<party>[DRIL])[-–](?P<place>{alternatives(STATES)}|[A-Z]{{2}}"
    rf"|[A-Z][a-z]+(?:\s[A-Z][a-z]+)*)\.?\)"
)
_PARTY_COMMA = re.compile(
    rf"(?<=[a-z’'.], )(?P<party>[DRI])[-–](?P<place>{alternatives(STATES)}|[A-Z]{{2}}"
    rf"|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)(?P<stop>\.?)(?=[,;:)]|\s|$)"
)
_BRITISH_PARTY = re.compile(rf"\((?P<party>{alternatives(_BRITISH_PARTIES)})(?P<rest>\)|,\s)")
_LONE_PARTY = re.compile(r"(?<=[a-z] )\((?P<party>[DRI])\)")
_STATE = re.compile(rf"(?<=[A-Za-zé'’],\s)(?P<state>{alternatives(STATES)})\.(?![A-Za-z])")
_BRACKETED_STATE = re.compile(rf"(?<=\()(?P<state>{alternatives(STATES)})\.(?=\))")
_LOWER_STATE = re.compile(
    r"\b(?P<state>Del|Ill|Ind|La|Miss|Mo|Mont|Kan|Ky|Vt|Ark)\.(?=\s(?:senator|governor|lawmaker"
    r"|resident|native|man|woman|state|legislat|town|city|congress|school|police|judge|court"
    r"|voters|delegation|attorney)\w*)"
)
_LONE_STATE = re.compile(
    r"\b(?P<state>Calif|Mass|Conn|Ariz|Okla|Tenn|Minn|Wis|Mich|Colo|Fla|Nev|Ore|Wyo|Ala|Neb|Ont"
    r"|Alta|Sask|Pa|Wash|Md|Ga|Va|Tex)\.(?=\s(?:[A-Z]|[a-z]|[(–—-])|[,;)])"
)
_DOTTED_STATE = re.compile(
    r"(?<![\w.])(?P<state>N\.Y|N\.J|N\.H|N\.M|N\.C|S\.C|N\.D|S\.D|R\.I"
    r"|W\.Va)\.(?![A-Z])(?!\s[A-Z]\.)"
)
_OFFICE = re.compile(
    r"\s(?:[a-z]|Gov|Sen|Rep|Lt|Attorney|Atty|Senate|House|Supreme|Democrat|Republican|GOP"
    r"|Legislat|State|Department|Dept|Secretary|University|Court|Police|Times|Giants|Jets|Mets"
    r"|Yankees|Knicks|Rangers|Islanders|Post|Daily|Public|Board|Highway|Wildlife|Health|Lottery"
    r"|Turnpike|Transit|Devils|Congress|A&T|Central|Museum|Zoo|Aquarium|Ports?|Symphony|Farm"
    r"|Assembly|Governor|Senator|Commission|Division|Office|Mayor|Coastal|National|Hospital|Bar)"
)
_ZIP_STATE = re.compile(
    rf"(?<=[a-z],\s)(?P<state>{'|'.join(_POSTAL_NAMES)})(?=,?\s[0-9]{{5}}\b|\.?$|[,;)]|\.\s"
    rf"|\s(?:[a-z]|[-–—]\s))|(?<=[a-z]\s)(?P<state2>{'|'.join(_POSTAL_NAMES)})(?=\s[0-9]{{5}}\b)"
)
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


def _read_saint(match: re.Match[str], _: Context) -> tuple[str, float]:
    saints = {
        "St": "Saint",
        "ST": "Saint",
        "Sts": "Saints",
        "SS": "Saints",
        "Ste": "Sainte",
        "STE": "Sainte",
    }
    word = match["word"] or match["dateline"]
    before = match.string[: match.start()]
    sure = 0.75
    if word == "SS" or (
        word == "St"
        and _ends_in_name(before)
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


def _ends_in_name(before: str) -> bool:
    """Return whether a street's name may end here: "Main", "42nd", "Ed Banks Sr."."""
    last = re.search(
        r"(?:(?P<name>[A-Z][\w’'-]*[a-z’'])|(?P<nth>[0-9]+(?:st|nd|rd|th))|(?P<letter>\b[A-Z])"
        r"|(?P<mark>(?:Sr|Jr)\.?))\s$",
        before,
    )
    return bool(last) and (last["name"] or "") not in _NOT_PLACES  # type: ignore[index]


def _read_street(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return the street's kind after a house number; elsewhere only where it ends a name."""
    word = match["word"]
    before, rest = match["before"] or "", match.string[match.end() :]
    earlier = match.string[: match.start("word")]
    has_stop, way = match["stop"] == ".", match["way"] or ""
    if not _ends_in_name(earlier):
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
    has_house = bool(re.search(r"^[0-9]+(?!st|nd|rd|th)", before)) or bool(
        re.search(r"[0-9](?:st|nd|rd|th)\s$", before)
    )
    follows_capital = bool(re.match(r"\s[A-Z][a-z]", rest))
    if word in (
        "Br",
        "Pk",
        "Cl",
        "Gr",
        "Cir",
        "Esp",
        "Pike",
        "Av",
        "Jct",
        "Rte",
        "Ter",
        "Bldg",
    ) and not (has_house or has_stop):
        return 0
    if word == "Dr":
        named = re.match(r"\s(?:[A-Z][\w’'-]*[a-z]|[A-Z]\.)", rest) is not None
        if named and not has_house:
            return 0
        return (
            0.8
            if has_house
            or re.search(
                r"\b(?:on|along|at|near|off|of|to|down|and|from)\s(?:(?:North|South|East|West"
                r"|the)\s)?(?:[A-Z][\w’'-]*\s){1,3}$",
                earlier,
            )
            else 0.4
        )
    if word == "St" and follows_capital and not has_house:
        return (
            0.62
            if has_stop
            or re.match(
                r"\s(?:Bridge|Station|Church|School|Park|Market|Theatre|Theater|Journal|Pier"
                r"|Studios|Festival)\b",
                rest,
            )
            else 0.3
        )
    if word == "St" and re.match(r"\s[A-Z]", rest) and has_house:
        return 0.8
    if word in ("Ct", "Pl") and not (has_house or has_stop or re.match(r",|\s[a-z]|$", rest)):
        return 0
    if (
        word in ("Ct", "Pl")
        and not has_house
        and has_stop
        and not ends_sentence(rest)
        and follows_capital
    ):
        return 0
    return 0.85 if has_house else 0.75


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


def _place_name(text: str) -> str:
    return STATES.get(text, _POSTAL_NAMES.get(text, text))


def _say_party(match: re.Match[str]) -> str:
    return f"({_PARTIES[match['party']]} of {_place_name(match['place'])})"


def _say_party_comma(match: re.Match[str]) -> str | None:
    place = match["place"]
    if place not in STATES and place not in _POSTAL_NAMES and match["stop"]:
        return None
    stop = "." if match["stop"] and ends_sentence(match.string[match.end() :]) else ""
    return f"{_PARTIES[match['party']]} of {_place_name(place)}{stop}"


def _read_british_party(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    return (
        None
        if context.is_american
        else (f"({_BRITISH_PARTIES[match['party']]}{match['rest']}", 0.8)
    )


def _read_dotted_state(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return the state that two letters are, and nothing where they are a person's initials."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    follows_place = bool(re.search(r"[A-Za-z],\s$", before))
    if follows_place or _OFFICE.match(after) or not after.strip() or after[0] in ",;:)’'":
        return keep_stop(match, STATES[match["state"]]), 0.85
    return None


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
    if not is_placed or (is_short and not re.search(r"[a-z],\s$", before)):
        return None
    stop = "." if match["stop"] and ends_sentence(after) else ""
    return _COUNTIES[county] + stop, 0.8


RULES = (
    Rule(_PARTY, _say_party, "(", 0.9),
    Rule(_PARTY_COMMA, _say_party_comma, "-–", 0.85),
    Form(_BRITISH_PARTY, _read_british_party, needs="("),
    Rule(_LONE_PARTY, lambda match: f"({_PARTIES[match['party']]})", "("),
    Form(_STREET, _read_street),
    Rule(_HOUSE_NUMBER, lambda match: house_number(match["house"] + match["letter"]), "", LIKELY),
    Form(_SAINT, _read_saint, needs="S"),
    Rule(_PLACE, lambda match: _PLACES[match["word"]], "", USUAL),
    Rule(_STATE, lambda match: keep_stop(match, STATES[match["state"]]), ".", 0.9),
    Rule(_BRACKETED_STATE, lambda match: STATES[match["state"]], ".", 0.9),
    Rule(_LONE_STATE, lambda match: keep_stop(match, STATES[match["state"]]), ".", LIKELY),
    Rule(_LOWER_STATE, lambda match: STATES[match["state"]], ".", LIKELY),
    Form(_DOTTED_STATE, _read_dotted_state, needs="."),
    Rule(_ZIP_STATE, lambda match: _POSTAL_NAMES[match["state"] or match["state2"]], "", LIKELY),
    Form(_COUNTY, _read_county),
    Rule(_CO, lambda _: "County ", "C", 0.9),
)
