"""Titles and ranks before a name, with and without a full stop, alone and in chains.

"Dr" before a name is a doctor here, and a drive in `streets`; the stronger candidate is chosen.
"""

import re

from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import alternatives

TITLES = {
    "Mr": "mister", "Mrs": "misses", "Ms": "miz", "Mx": "mix", "Messrs": "messrs",
    "Dr": "doctor", "Drs": "doctors", "Prof": "professor", "Profs": "professors",
    "Rev": "reverend", "Revd": "reverend", "Revs": "reverends", "Fr": "father", "Msgr": "monsignor",
    "Mgr": "monsignor",
    "Hon": "honorable", "Pres": "president", "Gov": "governor", "Govs": "governors",
    "Sen": "senator", "Sens": "senators", "Rep": "representative", "Reps": "representatives",
    "Amb": "ambassador", "Atty": "attorney", "Attys": "attorneys", "Supt": "superintendent",
    "Det": "detective", "Dets": "detectives",
    "Insp": "inspector", "Sgt": "sergeant", "Sgts": "sergeants", "Cpl": "corporal",
    "Pvt": "private", "Pte": "private",
    "Pfc": "private first class", "Spc": "specialist", "Lt": "lieutenant", "Lts": "lieutenants",
    "Capt": "captain", "Capts": "captains", "Maj": "major", "Majs": "majors", "Col": "colonel",
    "Cols": "colonels", "Gen": "general",
    "Gens": "generals", "Brig": "brigadier", "Adm": "admiral", "Adms": "admirals",
    "Cmdr": "commander", "Cmdrs": "commanders", "Cdr": "commander", "Ens": "ensign",
    "Asst": "assistant",
    "Assoc": "associate", "Del": "delegate", "Supvr": "supervisor", "Cllr": "councillor",
    "Cllrs": "councillors", "Clr": "councillor", "Cr": "councillor",
    "Ald": "alderman", "Cdre": "commodore", "Sqn Ldr": "squadron leader",
    "Flt Lt": "flight lieutenant",
    "Wg Cdr": "wing commander", "Gp Capt": "group captain", "Flt Sgt": "flight sergeant",
    "Sgt Maj": "sergeant major",
    "Lt Cdr": "lieutenant commander", "Lt Cmdr": "lieutenant commander", "L/Cpl": "lance corporal",
    "LCpl": "lance corporal", "Lance Cpl": "lance corporal", "Rt Hon": "right honourable",
    "Rt. Hon": "right honourable",
    "Hon Sec": "honorary secretary", "Hon. Sec": "honorary secretary",
    "Hon Treas": "honorary treasurer", "Hon. Treas": "honorary treasurer", "Rt Rev": "right "
    "reverend", "Rt Revd": "right reverend",
    "Rt. Rev": "right reverend", "Most Rev": "most reverend", "Very Rev": "very reverend",
    "Ven": "venerable",
    "Abp": "archbishop", "Archbp": "archbishop", "Bp": "bishop", "Card": "cardinal",
    "Sol": "solicitor", "Atty Gen": "attorney general", "Comr": "commissioner",
    "Commr": "commissioner", "Comm": "commissioner",
    "Dep": "deputy", "Insp Gen": "inspector general", "Treas": "treasurer", "Chmn": "chairman",
    "Const": "constable", "Con": "constable",
    "Ch": "chief", "Mme": "madame", "Mlle": "mademoiselle", "M/Sgt": "master sergeant",
    "T/Sgt": "technical sergeant", "Sec": "secretary",
    "Gnr": "gunner", "Spr": "sapper", "Tpr": "trooper", "Fus": "fusilier", "Bdr": "bombardier",
    "Rfn": "rifleman", "Mne": "marine", "Adv": "advocate", "Sup": "supervisor",
    "Assemb": "assembly member", "Patrolm": "patrolman", "Ofc": "officer", "Dir": "director",
    "Exec": "executive", "Snr": "senior", "Smt": "shrimati", "Cpt": "captain", "Ofcr": "officer",
    "Ptl": "patrolman", "Secy": "secretary", "SSgt": "staff sergeant",
    "TSgt": "technical sergeant", "MSgt": "master sergeant", "GySgt": "gunnery sergeant",
    "Assoc Prof": "associate professor", "Assoc. Prof": "associate professor",
    "Asst Prof": "assistant professor", "Spl Const": "special constable",
    "Ldg Sen Const": "leading senior constable", "A/Prof": "associate professor",
    "Snr Const": "senior constable",
    "Sen Const": "senior constable", "Sen Sgt": "senior sergeant", "Sen. Const": "senior constable",

}  # fmt: skip
"""Title without its full stop -> its words."""

_POLICE_OR_ARMY = (
    "Det Ch Supt Insp Con Const Sgt Lt Col Maj Gen Brig Cdr Cmdr Capt Cpl Vice Rear Air Flt Wg Sqn "
    "Gp Cdre Adm Asst "
    "Chief Dep Acting Temp"
).split()

_STOPPED = {
    title
    for title in TITLES
    if title
    not in (
        "Cr",
        "Con",
        "Const",
        "Ch",
        "Sec",
        "Sol",
        "Comm",
        "Card",
        "Ven",
        "Adv",
        "Dir",
        "Exec",
        "Sup",
    )
}
_OPEN = {
    "Mr", "Mrs", "Ms", "Mx", "Messrs", "Dr", "Drs", "Prof", "Profs", "Rev", "Revd", "Fr", "Msgr",
    "Mgr", "Lt", "Sgt", "Supt", "Insp", "Cpl", "Pte", "Capt", "Maj",
    "Brig", "Cmdr", "Cdr", "Asst", "Det", "Cllr", "Cllrs", "Ald", "Sqn Ldr",
    "Flt Lt", "Wg Cdr", "Gp Capt",
    "Hon Sec", "Hon Treas", "Flt Sgt", "Sgt Maj", "Lt Cdr", "Lt Cmdr",
    "L/Cpl", "LCpl", "Lance Cpl", "Rt Hon", "Rt Rev", "Rt Revd", "Most Rev", "Very Rev", "Gov",
    "Sen", "Sens", "A/Prof", "Hon", "Gen", "Adm", "Mme", "Mlle", "Cdre", "Bdr", "Gnr", "Tpr",
    "Const", "Snr Const", "Sen Const", "Assoc Prof",
    "Asst Prof", "Spl Const", "Ldg Sen Const", "SSgt", "MSgt", "TSgt", "Sen Sgt", "Col",
}  # fmt: skip
"""Titles that Britain and others write without a full stop."""

_NAME = r"(?:[A-ZÀ-ÞŁŠŽ“\"(]|van\b|von\b|de\b|al-|bin\b|d['’]|ibn\b|der\b)"
_TITLE = re.compile(
    rf"(?P<title>{alternatives(_STOPPED)})\.(?=-elect\b|\)\s[A-Z]|\s{_NAME}|\s[1-9](?:st|nd|rd)\s)"
)
_LONE_TITLE = re.compile(
    r"(?P<title>Rev|Pfc|Pvt|Cpl|Sgt|Lt|Capt|Maj|Col|Gen|Sen|Rep|Gov|Adm|Cmdr)\.(?=\s[a-z])"
)
_TREASURY = re.compile(r"\bTreas\.\sSec(?:y|retary)?\b\.?")
_OFFICE = re.compile(
    r"(?P<title>Supt|Secy|Sec|Dir|Commr|Comm|Gov|Asst|Dep)\.(?=\sof\s(?:the\s)?[A-Z])"
)
_SMALL_TITLE = re.compile(
    r"(?P<title>lt\. (?:gov|col|gen|cmdr)|atty\. gen|maj\. gen|brig\. gen|rep|sen|gov|prof|det|sgt"
    r"|capt|atty|supt|gen|cmdr|lt|insp)\.(?=\s[a-z]|,)"
)
"""Titles in small letters and without a name: "the lt. gov. met"."""

_OPEN_TITLE = re.compile(
    rf"(?P<title>{alternatives(_OPEN)})(?=\s[A-ZÀ-ÞŁŠŽ][\w’'-]*[a-zé’']|\s[A-Z]\.?\s[A-Z]"
    rf"|\s[A-Z]{{2,}}\s[A-Z][a-z])"
)
_COUPLE = re.compile(
    r"(?P<title>Mr|Dr|Prof|Rev|Lord|Capt|Col)(?=\s(?:and|&)\s(?:Mrs|Mr|Dr|Ms|Lady)\b)"
)
_LETTER_NAMED = re.compile(r"(?P<title>Mrs|Mr|Ms|Dr)(?=\s[A-Z](?:['’]s)?\b(?!\.))")
_DETERMINED = re.compile(r"(?:\b(?:[Tt]he|[Aa]n?|state|former|US)|U\.S\.|Ind\.|Dem\.)\s$")
_CHAIN = re.compile(
    r"\b(?P<chain>(?:Det|Ch|Asst|Dep|Acting|Temp|Chief|Vice|Rear|Air|T/|Lt|Maj|Brig|Sgt|Insp|Lance|Snr"
    r"|Staff|Colour|Gen)\.?(?:[\s-](?:Ch|Supt|Insp|Con|Const|Sgt|Lt|Col|Gen|Maj|Cdr|Cmdr|Cdre|Capt"
    r"|Cpl|Adm|Mshl|Brig|Comm?r?|Marshal|Vice|Chief|Gov))+)\.?(?=\s[A-Z]|\s[A-Z]?[a-z]+ [A-Z])"
)
_CHAINED = TITLES | {
    "Temp": "temporary", "Vice": "vice", "Rear": "rear", "Air": "air", "Mshl": "marshal",
    "Marshal": "marshal", "Staff": "staff", "Colour": "colour",
    "Lance": "lance", "Acting": "acting", "Chief": "chief", "Comr": "commissioner",
    "Comm": "commissioner",
}  # fmt: skip
_HON = re.compile(
    r"(?<=\b[Tt]he )(?P<title>Hon|Rt\.? Hon|Rev|Revd|Ven|Very Rev|Most Rev|Rt\.? Rev)\.?(?=\s(?:Mr"
    r"|Mrs|Dr|Sir|Dame|Lord|Lady|[A-Z]))"
)
_FIRST_CLASS = re.compile(
    r"\b(?P<title>Sgt|Spc|Pfc|Pvt|Airman|Seaman|Lt)\.?\s(?P<number>1st|2nd|3rd|1|2|3)(?=\sClass"
    r"|\sLt|\s[A-Z])"
)
_GEN_Z = re.compile(r"\bGen\s(?P<letter>[XYZ]|Alpha|Beta)(?:['’]?s)?(?:ers?)?\b")
_AFTER_NAME = re.compile(
    r"(?:(?<=[a-z], )|(?<=[a-z] ))(?P<title>Jr|Sr|Jnr|Snr)\b(?P<stop>\.?)(?=(?P<rest>.?))"
)
_SISTER = re.compile(r"\bSr\.?(?=\s[A-Z][a-z]+)")


def _read_title(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    title = (
        match["title"] or match.groupdict().get("office") or match.groupdict().get("alone") or ""
    )
    before = match.string[: match.start()]
    if title == "Fr" and re.search(r"[0-9]$", before):
        return None
    return _local(TITLES[title], context), 0.8


def _local(said: str, context: Context) -> str:
    if "honourable" in said and context.is_american:
        return said.replace("honourable", "honorable")
    if said == "honorable" and not context.is_american:
        return "honourable"
    return said


def _read_open_title(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    title, after = match["title"], match.string[match.end() :]
    if title == "Gen" and re.match(r"\s(?:[XYZ]\b|Alpha|Beta|Xers|Zers)", after):
        return None
    if title in ("Col", "Det") and re.match(r"\s(?:du|de|des)\b", after):
        return None
    if (
        title == "Dr"
        and re.search(r"\b[A-Z][a-z]+\s$", match.string[: match.start()])
        and not context.is_american
        and re.match(r"\s(?:in|and|at)\b", after)
    ):
        return None
    return _local(TITLES[title], context), 0.75


def _say_lone_title(match: re.Match[str]) -> str | None:
    """Return a title without a name, after "the" or "a": "the lt. gov. met", "a Sgt. in"."""
    title = match["title"]
    before = match.string[max(0, match.start() - 8) : match.start()]
    if " " not in title and not _DETERMINED.search(before):
        return None
    return " ".join(TITLES[word.capitalize()] for word in re.findall("[A-Za-z]+", title))


def _say_chain(match: re.Match[str]) -> str | None:
    parts = re.findall(r"[A-Za-z/]+", match["chain"])
    if not all(part in _CHAINED for part in parts):
        return None
    return " ".join(_CHAINED[part] for part in parts)


def _say_first_class(match: re.Match[str]) -> str:
    ranks = {"1": "first", "2": "second", "3": "third"}
    return f"{TITLES.get(match['title'], match['title'])} {ranks[match['number'][0]]}"


_NAME_BEFORE = re.compile(r"[A-ZÀ-Þ][\w’'.-]*,?\s$")


def _say_after_name(match: re.Match[str]) -> str | None:
    if not _NAME_BEFORE.search(match.string, 0, match.start()):
        return None
    said = "junior" if match["title"][0] == "J" else "senior"
    rest = match.string[match.end() :].strip(" \"'”’)")
    if (
        match["title"] == "Sr"
        and not match["stop"]
        and re.match(r"\s[A-Z][a-z]", match.string[match.end() :])
    ):
        return None
    return said + ("." if match["stop"] and not rest else "")


def _read_sister(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    if re.search(r"[A-Z][a-z]+\s$", match.string[: match.start()]):
        return None
    return "sister", 0.65


RULES = (
    Rule(_GEN_Z, lambda match: match[0], "G", 1.0),
    Rule(_FIRST_CLASS, _say_first_class, "123", 0.9),
    Rule(_TREASURY, lambda _: "Treasury Secretary", "T", 0.95),
    Rule(_CHAIN, _say_chain, "", 0.85),
    Form(_HON, _read_title),
    Form(_TITLE, _read_title, needs=".", starts_word=True),
    Form(_OFFICE, _read_title, needs=".", starts_word=True),
    Rule(_LONE_TITLE, _say_lone_title, ".", LIKELY, starts_word=True),
    Rule(_SMALL_TITLE, _say_lone_title, ".", LIKELY, starts_word=True),
    Form(_OPEN_TITLE, _read_open_title, starts_word=True),
    Rule(_COUPLE, lambda match: TITLES.get(match["title"]), "", LIKELY, starts_word=True),
    Form(_LETTER_NAMED, _read_open_title, needs="MD", starts_word=True),
    Rule(_AFTER_NAME, _say_after_name, "JS", LIKELY),
    Form(_SISTER, _read_sister, needs="S"),
)
