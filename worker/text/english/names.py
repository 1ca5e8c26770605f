"""Titles, places, companies, Roman numerals and other abbreviations that news is full of."""

import re

from worker.model.acronyms import is_known
from worker.text.english.rule import Rule, alternatives, always, keep_stop
from worker.text.english.words import ROMAN, cardinal, ordinal, roman

TITLES = {
    "Mr": "mister", "Mrs": "misses", "Ms": "miss", "Mx": "mix", "Messrs": "messrs",
    "Dr": "doctor", "Drs": "doctors", "Prof": "professor", "Profs": "professors",
    "Rev": "reverend", "Revs": "reverends", "Fr": "father", "Msgr": "monsignor",
    "Hon": "honorable", "Pres": "president", "Gov": "governor", "Govs": "governors",
    "Sen": "senator", "Sens": "senators", "Rep": "representative", "Reps": "representatives",
    "Amb": "ambassador", "Atty": "attorney", "Supt": "superintendent", "Det": "detective",
    "Insp": "inspector", "Sgt": "sergeant", "Cpl": "corporal", "Pvt": "private",
    "Pfc": "private first class", "Spc": "specialist", "Lt": "lieutenant", "Lts": "lieutenants",
    "Capt": "captain", "Maj": "major", "Col": "colonel", "Cols": "colonels", "Gen": "general",
    "Gens": "generals", "Brig": "brigadier", "Adm": "admiral", "Adms": "admirals",
    "Cmdr": "commander", "Cdr": "commander", "Ens": "ensign", "Asst": "assistant",
    "Assoc": "associate", "Del": "delegate", "Supvr": "supervisor",
}  # fmt: skip

_PLACES = {"Mt": "Mount", "Mts": "Mountains", "Ft": "Fort", "Pt": "Point", "Pk": "Park"}
_STREETS = {
    "St": "Street", "Ave": "Avenue", "Av": "Avenue", "Blvd": "Boulevard", "Rd": "Road",
    "Hwy": "Highway", "Expy": "Expressway", "Pkwy": "Parkway", "Ln": "Lane", "Ct": "Court",
    "Sq": "Square", "Ter": "Terrace", "Pl": "Place", "Dr": "Drive",
}  # fmt: skip

_STATES = {
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
    "W.Va": "West Virginia", "Wis": "Wisconsin", "Wyo": "Wyoming", "Ont": "Ontario",
    "Que": "Quebec", "B.C": "British Columbia", "Alta": "Alberta", "Sask": "Saskatchewan",
    "Man": "Manitoba", "N.S": "Nova Scotia",
}  # fmt: skip
_PARTIES = {"D": "Democrat", "R": "Republican", "I": "independent", "L": "Libertarian"}
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
_POSTAL_NAMES = {code: _STATES[short] for code, short in _POSTAL.items()} | _UNABBREVIATED

_WORDS = {
    "vs": "versus", "etc": "etcetera", "approx": "approximately", "dept": "department",
    "Dept": "Department", "depts": "departments", "govt": "government", "Govt": "Government",
    "assn": "association", "Assn": "Association", "Univ": "University", "Inc": "Incorporated",
    "Corp": "Corporation", "Co": "Company", "Cos": "Companies", "Ltd": "Limited",
    "Bros": "Brothers", "Jr": "junior", "Sr": "senior", "incl": "including", "avg": "average",
    "misc": "miscellaneous", "dept's": "department's", "Intl": "International",
    "Natl": "National", "Mfg": "Manufacturing", "hq": "headquarters", "tel": "telephone",
    "Tel": "Telephone", "ext": "extension", "Ext": "Extension", "cf": "compare", "viz": "namely",
    "Esq": "Esquire", "Bldg": "Building", "Apt": "Apartment", "min": "minimum", "max": "maximum",
}  # fmt: skip

_PHRASES = {
    "e.g.": "for example", "i.e.": "that is", "a.k.a.": "also known as", "aka": "also known as",
    "w/": "with ", "w/o": "without", "n/a": "not applicable", "N/A": "not applicable",
    "and/or": "and or", "he/she": "he or she", "she/he": "she or he", "his/her": "his or her",
    "him/her": "him or her", "s/he": "she or he", "o'clock": "o'clock", "Ph.D.": "PhD",
    "Ph.D": "PhD", "Ph.D.s": "PhDs", "No. 10 Downing": "Number ten Downing",
}  # fmt: skip

_REGNAL = (
    "Abdullah Albert Alexander Alfonso Anne Baudouin Benedict Boniface Carl Catherine Charles "
    "Christian Clement Constantine Darius Edward Elizabeth Farouk Faisal Felipe Ferdinand Francis "
    "Frederick Frederik George Gregory Gustaf Gustav Haakon Harald Hassan Henry Hussein Innocent "
    "Isabella Ivan James John Joseph Juan Justinian Karl Leo Leopold Louis Ludwig Margrethe Maria "
    "Mary Maximilian Mohammed Mehmed Murad Napoleon Nicholas Olav Otto Paul Pedro Peter Philip "
    "Pius Ptolemy Rama Ramses Ramesses Richard Robert Rudolf Selim Shenouda Sixtus Stephen "
    "Suleiman Tawadros Theodore Umberto Urban Victor Vittorio Wilhelm Willem William Xerxes Zahir"
).split()
_RULERS = "King Queen Pope Emperor Empress Tsar Czar Kaiser Prince Princess Sultan Shah".split()
_COUNTED = (
    "War Chapter Part Act Scene Book Volume Vol. Section Title Article Phase Type Class Stage "
    "Grade Level Category Division Group Tier Super Bowl Bowl Olympiad Apollo Mark Model Episode "
    "Vatican Schedule Annex Appendix Figure Table Season Round Soyuz Saturn Titan Gemini Basel "
    "Rocky Pillar Protocol Camp Factor Falcon Final Fantasy Windows iPhone CHAPTER PART BOOK "
    "ACT WAR"
).split()

_CAPITAL = r"(?=[\s-]+[A-Z])"
_TITLE = re.compile(
    rf"\b(?P<title>{alternatives(TITLES)})\.(?=-elect\b|\s(?:[A-Z“\"(]|van\b|von\b|de\b|al-|bin\b))"
)
_LT_GOV = re.compile(r"\b(?P<title>Mr|Mrs|Ms|Dr|Lt|Gen|Prof|Sgt|Maj|Brig|Asst|Det)(?=\s[A-Z][a-z])")
_SAINT = re.compile(r"\b(?P<word>Sts?|Ste)\.?\s(?=[A-Z][a-z])|^(?P<dateline>ST)\.\s(?=[A-Z]{2})")
_STREET = re.compile(
    rf"(?P<before>(?:\b[0-9]+\s(?:[NSEW]\.?\s)?(?:[A-Z](?:[^\W\d]|[’'])+\s|[0-9]+(?:st|nd|rd|th)\s)+|[0-9]+(?:st|nd|rd|th)\s))?"
    rf"\b(?P<word>{alternatives(_STREETS)})(?P<stop>\.|(?=[,\s]|$))"
)
_PLACE = re.compile(rf"\b(?P<word>{alternatives(_PLACES)})\.(?=\s[A-Z])")
_PARTY = re.compile(
    rf"\((?P<party>[DRIL])-(?P<place>{alternatives(_STATES)}|[A-Z][a-z]+(?:\s[A-Z][a-z]+)*)\.?\)"
)
_STATE = re.compile(rf"(?<=[a-z],\s)(?P<state>{alternatives(_STATES)})\.(?!\w)")
_LONE_STATE = re.compile(
    r"\b(?P<state>Calif|Mass|Conn|Ariz|Okla|Tenn|Minn|Wis|Mich|Colo|Fla|Nev|Ore|N\.Y|N\.J|N\.H|N\.M|N\.C|S\.C|N\.D|S\.D|R\.I|W\.Va)\."
)
_ZIP = re.compile(rf"(?<=,\s)(?P<state>{'|'.join(_POSTAL_NAMES)})(?=,?\s[0-9]{{5}}\b|\.?$|[,;)])")
_PHRASE = re.compile(rf"(?<![\w.])(?:{alternatives(_PHRASES)})(?![\w])")
_WORD = re.compile(rf"\b(?P<word>{alternatives(_WORDS)})\.(?!\w)")
_NUMBER_WORD = re.compile(r"\bv\.(?=\s[A-Z])")
_ESTABLISHED = re.compile(r"\b[Ee]st\.\s(?=[12][0-9]{3})")
_ROMAN = r"(?P<roman>(?=[IVXLC]{1,7}\b)" + ROMAN.pattern + r")"
_COUNTED_ROMAN = re.compile(rf"\b(?P<word>{alternatives(_COUNTED)})\s{_ROMAN}(?![\w.])")
_NAME_ROMAN = re.compile(
    rf"\b(?P<ruler>(?:{'|'.join(_RULERS)})\s)?(?P<name>[A-Z][a-zé]+(?:\s[A-Z][a-zé]+)*)\s{_ROMAN}(?P<owner>['’]s)?(?![\w-])"
)
_HAS_VOWEL = re.compile("[AEIOUY]")
_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-Za-z]\.){2,}(?P<tail>['’]?s\b)?|(?<![\w.])(?:[A-Z]\.\s){2,}(?=[A-Z][a-z])"
)
_INITIAL = re.compile(
    r"(?<=[\s(“\"])(?P<letter>[A-Z])\.(?=\s[A-Z][a-z])|^(?P<first>[A-Z])\.(?=\s[A-Z][a-z])"
)


_CAPITALS = re.compile(r"\b[A-Z][A-Z’']*[A-Z]\b(?![.’']?[a-z])")


def is_shouted(text: str) -> bool:
    """Return whether a sentence is written in capitals throughout, as some headlines are."""
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if not is_known(word)]
    shouted = sum(word.isupper() for word in words)
    return bool(shouted >= 2 and shouted >= 0.8 * len(words))


def _say_shouted(match: re.Match[str]) -> str | None:
    word = match[0]
    if is_known(word) or not is_shouted(match.string) or not _HAS_VOWEL.search(word):
        return None
    return word.capitalize()


def _say_saint(match: re.Match[str]) -> str:
    saints = {"St": "Saint ", "ST": "Saint ", "Sts": "Saints ", "Ste": "Sainte "}
    return saints[match["word"] or match["dateline"]]


def _say_street(match: re.Match[str]) -> str | None:
    """Return the street's kind after a house number; elsewhere only where no name follows."""
    word = match["word"]
    before, rest = match["before"] or "", match.string[match.end() :]
    earlier = match.string[: match.start("word")].rstrip()
    has_stop = match["stop"] == "."
    follows_name = bool(re.search(r"(?:[A-Z][\w’']+|[0-9](?:st|nd|rd|th))$", earlier))
    if not follows_name or (not before and (not has_stop or re.match(r"\s[A-Z]", rest))):
        return None
    if word in ("Dr", "Ct", "Pl") and not before:
        return None
    said = _STREETS[word]
    stop = "." if has_stop and (not rest.strip(" \"'”’)") or re.match(r"\s[A-Z]", rest)) else ""
    return (
        f"{before}{said}{stop}"
        if not re.search("[0-9]", before)
        else f"{_address(before)}{said}{stop}"
    )


def _address(before: str) -> str:
    """Return a house number and the name of a street in words."""
    house, _, name = before.partition(" ")
    directions = {"N": "North", "S": "South", "E": "East", "W": "West"}
    names = [directions.get(part.strip("."), part) for part in name.split()]
    said = [_ordinal_or_word(part) for part in names]
    return " ".join([_house(house), *said, ""])


def _house(text: str) -> str:
    if not text.isdecimal():
        return _ordinal_or_word(text)
    if len(text) == 4 and text[2:] != "00":
        low = f"oh {cardinal(int(text[3]))}" if text[2] == "0" else cardinal(int(text[2:]))
        return f"{cardinal(int(text[:2]))} {low}"
    if len(text) == 3 and text[1:] != "00":
        low = f"oh {cardinal(int(text[2]))}" if text[1] == "0" else cardinal(int(text[1:]))
        return f"{cardinal(int(text[0]))} {low}"
    return cardinal(int(text))


def _ordinal_or_word(text: str) -> str:
    found = re.fullmatch(r"([0-9]+)(?:st|nd|rd|th)", text)
    return ordinal(int(found[1])) if found else text


def _say_party(match: re.Match[str]) -> str:
    place = _STATES.get(match["place"], match["place"])
    return f"({_PARTIES[match['party']]} of {place})"


def _say_counted_roman(match: re.Match[str]) -> str | None:
    if match["roman"] in ("C", "L"):  # letters, as in "Section C"
        return None
    return f"{match['word']} {cardinal(roman(match['roman']))}"


def _say_name_roman(match: re.Match[str]) -> str | None:
    """Return a name with its ordinal; a lone letter counts only behind a ruler's name."""
    numeral = match["roman"]
    last = match["name"].split()[-1]
    is_ruler = bool(match["ruler"]) or last in _REGNAL
    if last in _COUNTED or (len(numeral) == 1 and not is_ruler):
        return None
    if numeral == "I" and not (match["ruler"] or _is_end_of_name(match)):
        return None
    if numeral in ("C", "L", "X") and not match["ruler"]:
        return None
    said = f"{match['ruler'] or ''}{match['name']} the {ordinal(roman(numeral))}"
    return said + ("'s" if match["owner"] else "")


def _is_end_of_name(match: re.Match[str]) -> bool:
    """Return whether what follows "I" shows that it is no pronoun."""
    rest = match.string[match.end() :]
    return not re.match(
        r"\s(?:am|have|will|would|can|could|do|did|think|know|believe|guess|want)\b", rest
    )


def _say_initials(match: re.Match[str]) -> str:
    letters = re.sub(r"[.\s]", "", match[0].removesuffix(match["tail"] or ""))
    if match["tail"]:
        return f"{letters.upper()}{match['tail']}"
    if match[0].endswith(" "):
        return f"{letters} "
    return keep_stop(match, letters.upper())


RULES = (
    Rule(_PHRASE, lambda match: keep_stop(match, _PHRASES[match[0]])),
    Rule(_PARTY, _say_party, needs="("),
    Rule(_COUNTED_ROMAN, _say_counted_roman, needs="IVXLC"),
    Rule(_NAME_ROMAN, _say_name_roman, needs="IVXLC"),
    Rule(_STREET, _say_street),
    Rule(_TITLE, lambda match: TITLES[match["title"]], needs="."),
    Rule(_LT_GOV, lambda match: TITLES[match["title"]]),
    Rule(_SAINT, _say_saint, needs="S"),
    Rule(_PLACE, lambda match: _PLACES[match["word"]], needs="."),
    Rule(_STATE, lambda match: keep_stop(match, _STATES[match["state"]]), needs="."),
    Rule(_LONE_STATE, lambda match: keep_stop(match, _STATES[match["state"]]), needs="."),
    Rule(_ZIP, lambda match: _POSTAL_NAMES[match["state"]], needs=","),
    Rule(_ESTABLISHED, always("established "), needs="."),
    Rule(_WORD, lambda match: keep_stop(match, _WORDS[match["word"]]), needs="."),
    Rule(re.compile(r"\bvs\b(?!\.)"), always("versus")),
    Rule(_NUMBER_WORD, always("versus"), needs="."),
    Rule(_INITIALS, _say_initials, needs="."),
    Rule(_INITIAL, lambda match: match["letter"] or match["first"], needs="."),
    Rule(_CAPITALS, _say_shouted),
)
