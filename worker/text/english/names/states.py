"""States and provinces of North America and Australia, in their short forms."""

import re

from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import alternatives, keep_stop

_SHORT_STATES = {
    "Ala": "Alabama", "Ariz": "Arizona", "Ark": "Arkansas", "Calif": "California",
    "Cal": "California",
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

POSTAL_NAMES = {code: STATES[short] for code, short in _POSTAL.items()} | _UNABBREVIATED | _CANADIAN

_STATE = re.compile(rf"(?<=[A-Za-zé'’],\s)(?P<state>{alternatives(STATES)})\.(?![A-Za-z])")

_STATE_AFTER_WORD = re.compile(
    rf"\b(?P<word>from|near|in|of) (?P<state>{alternatives(STATES)})\.(?=[,;)]|\s*$)"
)
_SURE_STATES = frozenset(
    "Ore Ala Ky Ark Wash Md Ill Calif Mass Conn Ariz Okla Tenn Minn Mich Colo Fla Nev Wyo Neb "
    "Tex Wis Penn".split()
)
_BRACKETED_STATE = re.compile(rf"(?<=\()(?P<state>{alternatives(STATES)})\.(?=\))")

_STATE_ROAD = re.compile(
    r"\b(?P<state>Ky|Mo|Ind|La|Kan|Vt|Ill|Miss|Mont|Del|Minn|Md|Tenn|Ark)\."
    r"(?=\s[0-9]{1,3}(?![\w.,-]\w)(?!\w|\s[a-z]+s\b))"
)
_LOWER_STATE = re.compile(
    r"\b(?P<state>Del|Ill|Ind|La|Miss|Mo|Mont|Kan|Ky|Vt|Ark)\.(?=\s(?:senator|governor|lawmaker"
    r"|resident|native|man|woman|state|legislat|town|city|congress|school|police|judge|court"
    r"|voters|delegation|attorney)\w*)"
)

_STATE_BODY = re.compile(
    r"\b(?P<state>Miss|Ill|Ind|Mo|Me|Del|La|Ky|Vt|Kan|Ark|Mont|Mass|Conn|Penn)\."
    r"(?=\s(?:River|State|Supreme|Senate|House|Gov|Reps?\.|Sens?\.|Lt\.|Democrat|Republican|GOP|Legislature|Department"
    r"|Dept|Attorney|Atty|University|Univ|Coast|Turnpike|Highway|Lottery|National|Farm|Bureau)\b"
    r"|\s(?:senator|governor|lawmaker|resident|native|voter|state|legislat|town|police|judge"
    r"|court|delegation|attorney)\w*)"
)
_LONE_STATE = re.compile(
    r"\b(?P<state>Calif|Cal|Mass|Conn|Ariz|Okla|Tenn|Minn|Wis|Mich|Colo|Fla|Nev|Ore|Wyo|Ala|Neb"
    r"|Ont|Ark|Alta|Sask|Pa|Wash|Md|Ga|Va|Tex)\.(?=\s(?:[A-Z]|[a-z]|[0-9]{1,3}\b|[(–—-])|[,;)])"
)

_DOTTED_STATE = re.compile(
    r"(?<![\w.])(?P<state>N\.Y|N\.J|N\.H|N\.M|N\.C|S\.C|N\.D|S\.D|R\.I"
    r"|W\.\s?Va|N\.\sMex)\.(?![A-Z])(?!\s[A-Z]\.)"
)

_UNSHORTENED = {"Me": "Maine"}
_OFFICE = re.compile(
    r"\s(?:[a-z]|Gov|Sen|Rep|Lt|Attorney|Atty|Senate|House|Supreme|Democrat|Republican|GOP"
    r"|Legislat|State|Department|Dept|Secretary|University|Court|Police|Times|Giants|Jets|Mets"
    r"|Yankees|Knicks|Rangers|Islanders|Post|Daily|Public|Board|Highway|Wildlife|Health|Lottery"
    r"|Turnpike|Transit|Devils|Congress|A&T|Central|Museum|Zoo|Aquarium|Ports?|Symphony|Farm"
    r"|Penal|Law|Code|Gen\.|Stat\.|Const\.|Assembly|Governor|Senator|Commission|Division|Office|Mayor|Coastal|National|Hospital|Bar)"
)

_ZIP_STATE = re.compile(
    rf"(?<=[a-z],\s)(?P<state>{'|'.join(POSTAL_NAMES)})(?=,?\s[0-9]{{5}}\b|\.?$|[,;)]|\.\s"
    rf"|\s(?:[a-z]|[-–—]\s))|(?<=[a-z]\s)(?P<state2>{'|'.join(POSTAL_NAMES)})(?=\s[0-9]{{5}}\b)"
)


def state_name(text: str) -> str:
    """Return the full name of a state or province; other names are returned unchanged."""
    return STATES.get(text, POSTAL_NAMES.get(text, text))


def _say_state_after_word(match: re.Match[str]) -> str | None:
    """Return the state after "from" or "in", unless it may be another word, such as "Miss."."""
    word, state = match["word"], match["state"]
    is_sure = word in ("from", "near") or state in _SURE_STATES
    return keep_stop(match, f"{word} {STATES[state]}") if is_sure else None


def _read_dotted_state(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return the state that two letters are, and nothing where they are a person's initials."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    follows_place = bool(re.search(r"[A-Za-z],\s$", before))
    is_road = bool(re.match(r"\s[0-9]{1,3}(?![\w.,-]\w)(?!\w)", after))
    if (
        follows_place
        or is_road
        or _OFFICE.match(after)
        or not after.strip()
        or after[0] in ",;:)’'"
    ):
        return keep_stop(match, STATES[match["state"]]), 0.85
    return None


RULES = (
    Rule(_STATE, lambda match: keep_stop(match, STATES[match["state"]]), ".", 0.9),
    Rule(_STATE_AFTER_WORD, _say_state_after_word, ".", LIKELY),
    Rule(_BRACKETED_STATE, lambda match: STATES[match["state"]], ".", 0.9),
    Rule(_STATE_BODY, lambda match: (STATES | _UNSHORTENED)[match["state"]], ".", LIKELY),
    Rule(_LONE_STATE, lambda match: keep_stop(match, STATES[match["state"]]), ".", LIKELY),
    Rule(_STATE_ROAD, lambda match: STATES[match["state"]], ".", LIKELY),
    Rule(_LOWER_STATE, lambda match: STATES[match["state"]], ".", LIKELY),
    Form(_DOTTED_STATE, _read_dotted_state, needs="."),
    Rule(_ZIP_STATE, lambda match: POSTAL_NAMES[match["state"] or match["state2"]], "", LIKELY),
)
