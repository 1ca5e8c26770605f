"""Abbreviated words, phrases, initials, and words in capitals for emphasis."""

import re

from worker.pronunciation.acronyms import is_known
from worker.text.english.decision.candidates import LIKELY, USUAL, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.decision.patterns import DIGITS, alternatives, keep_stop

_WORDS = {
    "vs": "versus", "etc": "etcetera", "approx": "approximately", "dept": "department",
    "Dept": "Department", "depts": "departments", "Depts": "Departments", "govt": "government",
    "Govt": "Government",
    "assn": "association", "Assn": "Association", "assoc": "association", "Assoc": "Association",
    "Univ": "University", "Inc": "Incorporated",
    "Corp": "Corporation", "Co": "Company", "Cos": "Companies", "Ltd": "Limited",
    "Pty": "Proprietary",
    "Bros": "Brothers", "Jr": "junior", "Sr": "senior", "incl": "including", "avg": "average",
    "excl": "excluding", "esp": "especially",
    "misc": "miscellaneous", "dept's": "department's", "Intl": "International",
    "intl": "international", "Int'l": "International", "Nat'l": "National", "Gov't": "Government",
    "gov't": "government",
    "Natl": "National", "Mfg": "Manufacturing", "hq": "headquarters", "tel": "telephone",
    "Tel": "Telephone", "ext": "extension", "Ext": "Extension", "cf": "compare", "viz": "namely",
    "Esq": "Esquire", "Bldg": "Building", "Apt": "Apartment", "min": "minimum", "max": "maximum",
    "Inst": "Institute", "Acad": "Academy", "Fed": "Federal",
    "temp": "temperature", "mtg": "meeting", "appt": "appointment", "attn": "attention",
    "asst": "assistant",
    "orig": "originally", "vol": "volume", "no": "number", "est": "estimated", "mgmt": "management",
    "Mgmt": "Management", "Dist": "District", "dist": "district", "Sept": "September",
    "resp": "respectively", "Pharm": "Pharmacy", "Hosp": "Hospital", "Hqrs": "Headquarters",
    "Eds": "editors", "eds": "editors", "ed": "edited", "trans": "translated", "Comm": "Commission",
    "Cmte": "Committee", "Bur": "Bureau", "Ctr": "Center", "Ctrs": "Centers", "Wm": "William",
    "Chas": "Charles",
    "Geo": "George", "Thos": "Thomas", "Jas": "James", "pop": "population", "doz": "dozen",
    "pkg": "package", "pkgs": "packages",
    "Approx": "approximately", "Est": "estimated",
    "Rptr": "Reporter", "Supp": "Supplement", "Admin": "Administration",
    "admin": "administration", "Retd": "retired", "retd": "retired", "Utd": "United",
}  # fmt: skip
_BARE_WORDS = {
    "Ltd": "Limited", "Plc": "P L C", "Bros": "Brothers", "Corp": "Corporation",
    "Inc": "Incorporated", "Pty": "Proprietary", "Dept": "Department", "Assn": "Association",
    "Intl": "International", "govt": "government", "Govt": "Government", "approx": "approximately",
    "incl": "including", "excl": "excluding", "Jnr": "junior", "Snr": "senior",
    "Univ": "University", "etc": "etcetera", "cont'd": "continued", "Int'l": "International",
    "Nat'l": "National", "Gov't": "Government", "gov't": "government", "feat": "featuring",
    "Stn": "Station", "dept": "department", "depts": "departments", "Retd": "retired",
    "Hosp": "Hospital", "Sched": "Schedule", "wkts": "wickets", "wkt": "wicket", "Wm": "William",
    "Chas": "Charles", "Geo": "George", "Thos": "Thomas", "Jas": "James", "retd": "retired",
    "Hon'ble": "honourable", "Hon’ble": "honourable",
    "Utd": "United",
}  # fmt: skip
_GIVEN_NAMES = ("Wm", "Chas", "Geo", "Thos", "Jas")
_ONLY_BEFORE_STOP = frozenset(
    "no min max temp vol est dist ed trans Comm Fed Inst Sept eds Eds".split()
)

_PHRASES = {
    "e.g.": "for example", "i.e.": "that is", "a.k.a.": "also known as", "aka": "also known as",
    "eg": "for example", "ie": "that is", "e.g": "for example", "i.e": "that is",
    "w/": "with ", "o'clock": "o'clock", "Ph.D.": "PhD", "et al.": "et al", "et al": "et al",
    "d.b.a.": "doing business as", "f.k.a.": "formerly known as", "P.S.": "P S", "R.I.P.": "R I P",
    "a.k.a": "also known as", "AKA": "also known as", "M.Sc.": "MSc", "B.Sc.": "BSc",
    "B.Com.": "BCom", "LL.B.": "LLB", "LL.M.": "LLM", "Ed.D.": "EdD", "D.Phil.": "DPhil",
    "Psy.D.": "PsyD", "Pharm.D.": "PharmD", "J.D.s": "JDs", "M.Ed.": "MEd", "q.v.": "which see",
    "n.b.": "note well", "N.B.": "note well", "c.v.": "CV", "YoY": "year over year",
    "Y/Y": "year over year", "Q/Q": "quarter over quarter", "yoy": "year over year",
    "QoQ": "quarter over quarter", "qoq": "quarter over quarter",
    "MoM": "month over month", "mom/mom": "month over month", "YTD": "year to date",
    "ytd": "year to date", "y/y": "year over year", "q/q": "quarter over quarter",
    "m/m": "month over month", "y-o-y": "year over year", "q-o-q": "quarter over quarter",
    "m-o-m": "month over month",
    "Ph.D": "PhD", "Ph.D.s": "PhDs", "No. 10 Downing": "Number ten Downing", "re:": "regarding",
    "Re:": "regarding", "w/out": "without", "b/c": "because", "ICYMI": "in case you missed it",
}  # fmt: skip
_PHRASE = re.compile(rf"(?<![\w./’'-])(?:{alternatives(_PHRASES)})(?![\w/])")
_WORD = re.compile(rf"\b(?P<word>{alternatives(_WORDS)})\.(?!\w)")
_BARE_WORD = re.compile(
    rf"(?<![\w.’'-])(?P<word>{alternatives(_BARE_WORDS)}|(?<=& )Co)(?![\w.’'-])"
)
_RETIRED = re.compile(
    r"\b[Rr]et\.(?=\s(?:Gen|Col|Adm|Maj|Lt|Sgt|Capt|Cmdr|Army|Navy|Air|Marine|Brig|Vice|Rear"
    r"|U\.?S)\b"
    r"|\s[a-z]|\))"
)
_NEAR = re.compile(r"(?<![\w.])nr\.?(?=\s[A-Z][a-z])")
_CONCESSIONS = re.compile(r"(?<=[0-9] )conc(?P<many>s?)\b\.?")
"""A price for pensioners and students: "Tickets £6 concs"."""

_CHANNEL = re.compile(r"(?<![\w.])Ch(?=\s[45](?:'s|’s)?\s(?:News|[a-z]|[A-Z][a-z]+))")
_FEDERAL = re.compile(
    r"\bFed\.(?=\s(?:Reserve|Reg\b|Rep|Aviation|Gov|Court|Judge|Bureau|Trade|Election|Housing"
    r"|Deposit|Emergency|Bank|Highway|Communications|Budget|Prison|Agency|R\.))"
)
_TROOPS = {
    "Bn": "Battalion", "Regt": "Regiment", "Bde": "Brigade", "Sqn": "Squadron", "Coy": "Company",
    "Inf": "Infantry", "Cav": "Cavalry", "Armd": "Armoured", "Bty": "Battery", "Div": "Division",
}  # fmt: skip
_TROOP = re.compile(rf"(?<=[0-9](?:st|nd|rd|th)\s)(?P<troop>{alternatives(_TROOPS)})\b\.?")
_POINTS = re.compile(r"(?<=\bpercentage )pts?\b\.?")
_INDEPENDENT = re.compile(r"(?<=\b[Aa]n )Ind\.(?=\s(?:Rep|Sen|MP|Cllr|councillor|candidate)\b)")
_FLOOR = re.compile(r"(?<=[0-9](?:st|nd|rd|th)\s)[Ff]l\.")
_NUMBER_OF = re.compile(r"\b(?P<no>[Nn]o)\.(?=\sof\s[a-z])")
_FIRM = re.compile(r"(?<=\b[Tt]he )co\.(?=\s[a-z])")
_MARK = re.compile(r"\bM[Kk]\.?\s?(?=[0-9]{1,3}\b|[IVX]+\b)(?<!Mk\.)(?<!MK\.)|\bMk\.\s(?=[0-9])")
_VERSUS = re.compile(r"\bv\.?(?=\s(?:[A-Z“\"‘]|councils|the\b|[a-z]+\b))")
_ESTABLISHED = re.compile(r"\b[Ee]st\.?\s(?=(?:in\s)?[12][0-9]{3})|\b[Ee]stab\.\s(?=[12][0-9]{3})")
_HAS_VOWEL = re.compile("[AEIOUY]")
_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-Za-z]\.){2,}(?P<tail>['’]?s\b)?|(?<![\w.])(?:[A-Z]\.\s){2,}(?=[A-Z][a-z])"
)
_INITIAL = re.compile(
    r"(?<=[\s(“\"‘-])(?P<letter>[A-Z])\.(?=\s[A-Z][a-z’']|\s(?:van|von|de|la)\s)"
    r"|^(?P<first>[A-Z])\.(?=\s[A-Z][a-z])|(?<=[\s(“\"])(?P<hyphened>[A-Z]\.-[A-Z])\.(?=\s[A-Z])"
)
_SPECIES = re.compile(
    r"(?<![\w.])(?P<letter>[A-Z])\.\s(?=(?:coli|rex|pylori|aureus|diff|difficile|elegans|sapiens"
    r"|tuberculosis|falciparum|vivax|auris|gondii|burgdorferi|albicans|pneumoniae|erectus|habilis"
    r"|floresiensis|botulinum|anthracis|aegypti|americana|[a-z]{4,}(?:us|is|um|ii|ae|ans|a)\b))"
)
_CAPITALS = re.compile(r"\b[A-Z][A-Z’']*[A-Z]\b(?![.’']?[a-z])")
_PLUS = re.compile(
    r"\b(?P<word>LGBTQIA|LGBTQ|LGBT|Disney|Apple TV|Paramount|Discovery|Google|ESPN)\+"
)


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


def _read_channel(_: re.Match[str], context: Context) -> str | None:
    """Return "Channel" for "Ch 4", a broadcaster in Britain."""
    return None if context.is_american else "Channel"


def _read_word(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    word = match["word"]
    rest = match.string[match.end() :]
    if word in (
        "no",
        "min",
        "max",
        "ed",
        "est",
        "trans",
        "dist",
        "Comm",
        "Fed",
        "temp",
        "vol",
        "Inst",
        "Eds",
        "Sept",
        "Supp",
    ) and (
        not re.match(r"\s?[a-z0-9($£€]", rest)
        or (word in ("no", "est") and not re.match(r"\s[0-9]", rest))
    ):
        return None
    if word == "Est" and not re.match(r"\s[a-z]", rest):
        return None
    if word == "pop" and not re.match(r":?\s[0-9]", rest):
        return None
    if word == "est" and re.match(r"\s[12][0-9]{3}\b", rest):
        return None
    return keep_stop(match, _WORDS[word]), 0.6


def _read_bare(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    word = match["word"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    if (
        word[0].isupper()
        and word not in ("Dept", "Govt", "Univ", "Retd", *_GIVEN_NAMES)
        and not re.search(r"[A-Za-z)&]\s$", before)
    ):
        return None
    if word in ("Inc", "Corp", "Fed") and not re.match(r"[\s,;)]|$", after):
        return None
    if word in _GIVEN_NAMES and not re.match(r"\s[A-Z][a-z]", after):
        return None
    if word == "feat" and not re.match(r"\s[A-Z]", after):
        return None
    return _WORDS[word] if word == "Co" else _BARE_WORDS[word], 0.6


def _read_versus(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return "versus" between two parties, recognized by capitals or by its full stop."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if not before.strip():
        return None
    is_named = re.search(r"(?:[A-Z][\w.’'&-]*|\bal\.?|\)|[A-Z])\s$", before) and re.match(
        r"\s(?:[A-Z“\"‘]|the\s[A-Z])", after
    )
    if is_named or ("." in match[0] and re.search(r"[a-z]\s$", before)):
        return "versus", 0.75
    return None


def _say_initials(match: re.Match[str]) -> str:
    letters = re.sub(r"[.\s]", "", match[0].removesuffix(match["tail"] or ""))
    if match["tail"]:
        return f"{letters.upper()}{match['tail']}"
    if match[0].endswith(" "):
        return f"{letters} "
    return keep_stop(match, letters.upper())


def _say_initial(match: re.Match[str]) -> str:
    """Return an initial without its full stop; an A that looks like an article keeps it."""
    initial = match["letter"] or match["first"] or match["hyphened"]
    is_first = match.string[: match.start()][-1:] in {"", *'(“"‘'}
    return "A." if initial == "A" and is_first else initial.replace(".", "")


RULES = (
    Rule(_PHRASE, lambda match: keep_stop(match, _PHRASES[match[0]]), "", 0.8),
    Rule(_ESTABLISHED, lambda _: "established ", "", 0.8),
    Form(_WORD, _read_word, needs="."),
    Form(_BARE_WORD, _read_bare),
    Rule(_RETIRED, lambda _: "retired", ".", LIKELY),
    Rule(_NEAR, lambda _: "near", "", LIKELY),
    Rule(_CONCESSIONS, lambda m: keep_stop(m, f"concession{m['many']}"), DIGITS, LIKELY),
    Form(_CHANNEL, _read_channel, needs="45"),
    Rule(_FEDERAL, lambda _: "Federal", "F", LIKELY),
    Rule(_FLOOR, lambda match: keep_stop(match, "floor"), ".", LIKELY),
    Rule(_TROOP, lambda match: keep_stop(match, _TROOPS[match["troop"]]), "", LIKELY),
    Rule(_POINTS, lambda match: keep_stop(match, "points"), "p", LIKELY),
    Rule(_INDEPENDENT, lambda _: "Independent", "I", LIKELY),
    Rule(_NUMBER_OF, lambda _: "number", ".", LIKELY),
    Rule(_FIRM, lambda _: "company", ".", LIKELY),
    Rule(_MARK, lambda _: "Mark ", "M", 0.75),
    Rule(re.compile(r"\bvs\b(?!\.)"), lambda _: "versus"),
    Form(_VERSUS, _read_versus, needs="v"),
    Rule(_SPECIES, lambda match: f"{match['letter']} ", ".", LIKELY),
    Rule(_INITIALS, _say_initials, "."),
    Rule(
        _INITIAL,
        _say_initial,
        ".",
        USUAL,
    ),
    Rule(_PLUS, lambda match: f"{match['word']} plus", "+", 0.9),
    Rule(_CAPITALS, _say_shouted),
)
