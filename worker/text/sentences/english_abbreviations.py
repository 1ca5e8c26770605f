"""Full stops after English abbreviations: tables of abbreviations by class.

A full stop after any other word ends its sentence.
"""

import re
from enum import Enum, auto


class Stop(Enum):
    """Meanings of a full stop after a word."""

    END = auto()
    """The end of a sentence, wherever a new one can begin after it."""
    LINK = auto()
    """A full stop of an abbreviation that never ends a sentence."""
    EITHER = auto()
    """A stop of an abbreviation; also the end if the next word opens sentences."""
    NAME = auto()
    """A stop after a name ("Inc."): like `EITHER`, and the end if both sides have a verb."""
    INITIAL = auto()
    """A stop after a single letter: the end only if the next word opens sentences for sure."""
    TIME = auto()
    """A stop of "p.m."; also the end, unless a day, a month or a time zone follows."""
    CAPITAL = auto()
    """A stop of "etc.", or of a unit after a number; also the end before a capital letter."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _words(
    "Fr Mr Mrs Ms Mx Messrs Mme Mlle Dr Drs Prof Profs St Ste Ft Mt Mts Msgr Br Wm Chas Geo Thos "
    "Jas "
    "Gov Govs Sen Sens Rep Reps Pres Sec Amb Hon Asst Assoc Exec Dir Dep Dist Natl Atty Attys Ald "
    "Supt Commr Comm Gen Gens Lt Lts Col Cols Sgt Sgts Capt Capts Cmdr Cmdrs Maj Majs Adm Adms "
    "SSgt TSgt MSgt Cllr Cllrs Ald Snr Brig Cpl Cpt Pvt Pfc Spc Ofc Ofcr Smt Snr Ens Det Dets "
    "Insp Const Rev "
    "Revs Ret"
)
"""Titles before a name. In lower case ("a sales rep.") the sentence may be over."""

_LINKS = _words("e.g eg i.e ie cf viz vs v a.k.a aka approx est ca c esp incl excl resp p.s n.b")
"""Abbreviations before the words that they belong to."""

_NUMBERED = _words(
    "No Nos no nos p Pp pp Fig Figs fig figs Vol Vols vol vols Art Arts Sect Secs Ch Chap Chaps "
    "chap chaps Sc sc Para para par Eq Pt Pts Bk Op Ser Ver ver Tel Ext ref refs Ref Refs "
    "ch chs Ch Chs sec secs Prop Props Cl cl Reg Regs Stat Doc Ex Exh App min max "
    "Min Max Sched Amend Rs sched arts Arts temp Temp pkg "
    "chs Approx approx"
)
"""Abbreviations before a number; otherwise they are ordinary words, as "no" and "fig"."""

_COMPANIES = _words("Inc Corp Ltd Co Cos Bros Assn Dept Depts Univ Mfg Intl Plc Pty")
_BEHIND_NAMES = _words("Jr Sr Esq Ave Blvd Rd Hwy Ln Pkwy Sq Pl Ct Bldg Apt Expy")
_MONTHS = _words("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec")
_DAYS = _words("Mon Tue Tues Wed Weds Thu Thur Thurs Fri Sat Sun")
_STATES = _words(
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb "
    "Nev Okla Ore Pa Penn Tenn Tex Vt Va Wash Wis Wyo Ont Que Alta"
)
_OTHERS = _words("al ed eds ibid avg misc dept govt intl mgmt appt apt assn")
_LISTINGS = _words("etc etcetera")
_UNITS = _words("ft in yd yds mi sq cu lb lbs oz gal qt pt hr hrs min mins sec secs wk wks yr yrs")
"""Abbreviations after a number only."""

_EITHER = frozenset({*_DAYS, *_STATES, *_OTHERS} | {title.lower() for title in _TITLES} - _UNITS)

_LETTERED = _words(
    "vitamin plan grade type group class category section part appendix exhibit hepatitis team "
    "company option model line bay gate phase act title chapter war article schedule tier block"
)
"""Words a letter belongs to, as in "plan B": it is not an initial."""

OPENERS = _words(
    "The A An This That These Those There Here It He She They We You I His Her Its Their Our My "
    "Your And But Or So Yet Nor If In On At As By For From With Without To Of About Against Among "
    "Between During Despite After Before Since Until While When Where Why How What Who Which "
    "Whose Because Although Though Even Once Now Then Later Earlier Soon Still Also Meanwhile "
    "However Instead Perhaps Maybe Today Yesterday Tomorrow Not No Yes Nothing None "
    "Everyone Someone Some Many Most Few Several Another Others Both Each Every All One Two Three "
    "Neither Either Is Are Was Were Did Does Do Has Have Had Can Could Would Should Officials "
    "Critics Experts Analysts Residents Investigators Prosecutors Authorities Witnesses "
    "Researchers Scientists Supporters Opponents"
) | _words("Nobody")
"""Words that, with a capital within running text, open a sentence."""

SURE_OPENERS = OPENERS - _words("An Do In No On So Still To One")
"""Openers that are not surnames."""

LOUD_OPENERS = OPENERS - _words("A An And As At But By For From In Nor Of On Or So To With")
"""Openers that are rare within a sentence, for text in capitals throughout."""

EXCLAIMED = _words("Jeopardy Yahoo Yum Wham Panic Joomla Airplane Oklahoma Oliver Mia Rouge")
"""Names written with an exclamation mark."""

_NUMBER = re.compile(
    r"\d|[$£€]\d|[#§]|[IVXLC]{2,}\b|[VXLC]\b|I\b(?:[,.;:)]| (?:of|and|to)\b)|[A-Z]-?\d"
)
_INITIALISM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,4}|[A-Z][a-z]\.[A-Z]")
_CLOCK = re.compile(r"[\d:]*[ap]\.m", re.IGNORECASE)
_BEHIND_CLOCK = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|(?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Eastern|Central|Pacific|Mountain|Greenwich|Local|"
    r"Christmas|Easter|Thanksgiving|New Year)\b|(?-i:[A-Z]{1,4}T|UTC|(?:[A-Z]\w+ ){1,2}time)\b",
    re.IGNORECASE,
)
_ROADS = _words("Rt Rte Hwy Jct Bldg Rm Apt Ste Flt")
"""Words before the number of a road, a room or a flight."""

_PLACES_IN_CAPITALS = _words("ST STE MT FT PT")
"""First words of datelines: "ST. LOUIS —"."""

_SAYING = _words("said say says saying answered answer was is simply replied voted vote")
_IS_FIRST = re.compile(r"\d{1,2}\b(?! [a-z]{3,}s\b| (?:of|out of) | people\b| percent\b)")
"""A place in an order: "she is no. 1 in the world"."""

_MANY_OF = re.compile(r"\d+ (?:of|in|out of|people|percent)\b|\d+(?: [a-z]+)? [a-z]{3,}s\b")
"""A number that counts something: "said no. 7 of the patients died"."""

_AMOUNTS = _words("min max temp avg")

_BEING = _words("is was are were")

_DETERMINERS = _words("the a an its his her their our this that each every")


def what_stops(word: str, before: list[str], after: str) -> Stop:
    """Return the meaning of the full stop after `word`.

    Args:
        word: Word before the full stop, without quotes and brackets.
        before: Words before that word, in order; two are enough.
        after: Text after the full stop and white space.
    """
    previous = before[-1] if before else ""
    if _CLOCK.fullmatch(word):
        is_adjective = len(before) > 1 and before[-2].lower() in _DETERMINERS
        return Stop.EITHER if is_adjective or is_in_calendar(after) else Stop.TIME
    is_street = word == "St" and (previous[:1].isupper() or previous[:1].isdigit())
    is_spelled_small = word in _LINKS or (word.lower() in _LINKS and not word.isupper())
    is_dateline = word in _PLACES_IN_CAPITALS and not before and after[:2].isupper()
    is_link = is_dateline or is_spelled_small or (word in _TITLES and not is_street)
    is_place = word == "Pt" and re.match(r"[A-Z][a-z]", after) and not previous[-1:].isdigit()
    is_link = is_link or is_place or (word in _ROADS and bool(_NUMBER.match(after)))
    if is_link or _is_public_law(word, previous, after) or _goes_on(word, after):
        return Stop.LINK
    is_temperature = word in ("C", "F") and re.fullmatch(r"\W*\d{1,3}(?:\.\d)?", previous)
    is_measure = is_temperature or (word in _UNITS and previous[-1:].isdigit())
    if word in _LISTINGS or is_measure:
        return Stop.CAPITAL
    return Stop.EITHER if is_street else _what_stops_other(word, previous, after)


def _what_stops_other(word: str, previous: str, after: str) -> Stop:
    is_first = previous.lower() in _BEING and _IS_FIRST.match(after)
    is_answer = previous.lower() in _SAYING and _MANY_OF.match(after) and not is_first
    is_answer = word == "no" and is_answer
    if word in _AMOUNTS and previous.lower() in _DETERMINERS and not _NUMBER.match(after):
        return Stop.EITHER
    if word in _NUMBERED and not is_answer:
        return Stop.LINK if _NUMBER.match(after) else Stop.END
    if len(word) == 1 and word.isalpha():
        return _what_stops_letter(word, previous)
    is_named = word in _COMPANIES or word in _BEHIND_NAMES or word in _MONTHS
    if is_named or _is_in_model_name(word, previous, after):
        return Stop.NAME
    is_either = word in _EITHER or _INITIALISM.fullmatch(word)
    return Stop.EITHER if is_either else Stop.END


_MODEL_BEFORE = re.compile(
    r"[Tt]he|[Aa]n|[Vv]olkswagen|VOLKSWAGEN|VW|[Nn]ew|[Ii]ts|[Ee]lectric|called"
)
_MODEL = re.compile(r"[A-Z0-9]")


def _is_in_model_name(word: str, previous: str, after: str) -> bool:
    """Return whether a full stop belongs to the name of a model: "the ID. Buzz"."""
    is_model = word in ("ID", "Id") and _MODEL_BEFORE.fullmatch(previous)
    return bool(is_model and _MODEL.match(after))


def _is_public_law(word: str, previous: str, after: str) -> bool:
    """Return whether a full stop is one of those in "Pub. L. No. 111-148"."""
    is_first = word == "Pub" and after.startswith("L.")
    return is_first or (word == "L" and previous == "Pub.")


_GOES_ON = {
    "Fed": re.compile(
        r"(?:Reserve|Reg\b|Rep|Aviation|Gov|Court|Judge|Bureau|Trade|Election|Housing|Deposit"
        r"|Emergency|Bank|Highway|Communications|Budget|Prison|Agency|R\.)"
    ),
    "Treas": re.compile(r"Sec"),
    "Cal": re.compile(r"(?:Penal|Civ|Code|App|Const|Bus|Gov|Veh|Fam|Health|Lab)\b"),
    "R": re.compile(r"(?:Civ|Crim|Evid|App|Bankr)\."),
    "Civ": re.compile(r"(?:P\.|Code|Proc|R\.)"),
    "Crim": re.compile(r"(?:P\.|Code|Proc|R\.)"),
    "P": re.compile(r"\d"),
    "Rev": re.compile(r"Stat\."),
    "Rt": re.compile(r"(?:Rev|Hon)"),
    "Hwy": re.compile(r"(?:Dept|Patrol|Admin)"),
    "Ctr": re.compile(r"for\b"),
    "pop": re.compile(r"\d"),
    "Bur": re.compile(r"of\b"),
    "Secy": re.compile(r"(?:of\b|[A-Z])"),
    "Est": re.compile(r"[a-z]"),
    "mi": re.compile(r"[NSEW]{1,2}\.? of\b"),
    "Fig": re.compile(r"[IVX]+\b"),
    "Stat": re.compile(r"§"),
}
"""Abbreviation -> the words before which its full stop ends no sentence."""


def _goes_on(word: str, after: str) -> bool:
    return word in _GOES_ON and bool(_GOES_ON[word].match(after))


def is_in_calendar(text: str) -> bool:
    """Return whether `text` begins with a day, a month or a time zone."""
    first = re.split(r"[\s.]", text, maxsplit=1)[0]
    is_short = first.capitalize() in _MONTHS or first.capitalize() in _DAYS
    return is_short or bool(_BEHIND_CLOCK.match(text))


def _what_stops_letter(letter: str, previous: str) -> Stop:
    is_pronoun = letter in "IX" and previous.islower()
    is_part = previous.lower() in _LETTERED
    return Stop.END if is_pronoun or is_part else Stop.INITIAL
