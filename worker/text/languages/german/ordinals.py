"""German ordinal numbers, with the endings that the words around them ask for."""

import re

from worker.text.languages.german.nouns import gender_of
from worker.text.languages.german.numbers import cardinal
from worker.text.languages.numerals import roman

_IRREGULAR = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}

_TEN_AFTER = frozenset(
    "am im vom zum beim dem den des zur einem einen eines einer meinem meinen seinem seinen seiner seines "
    "ihrem ihren ihrer ihres unserem unseren diesem diesen dieses dieser jedem jeden jeder keinem keinen "
    "deren dessen welchem welchen jenem jenen euren eurem".split()
)
_TE_AFTER = frozenset(
    "die das ins durchs fürs ums aufs diese jede eine keine seine ihre unsere meine jene".split()
)
_STRONG_AFTER = frozenset("ein kein sein ihr unser mein dein euer".split())
_WEAK_PREPOSITIONS = frozenset("bis ab seit von gegen um für".split())
_DATIVE = frozenset("in auf aus mit nach seit von zu bei ab unter vor an".split())
_WORD = re.compile(r"([^\W\d_]+)[\s(]*$")
_CHAIN = re.compile(r"\d{1,3}\.\s?(?:und|bis|oder|sowie|,|/|–|-|bis zum|bis zur)\s?$")
_NOUN = re.compile(
    r"(?:\s(?:und|bis|oder|sowie|bis zum|bis zur)\s\d{1,3}\.)*(?:\s|-)(?P<words>(?:[a-zäöüß]+[enrsm]\s){0,2}[A-ZÄÖÜ][^\W\d_]*)"
)
_STRONG = {"m": "er", "f": "e", "n": "es"}
_QUEENS = re.compile(
    r"(?:Elisabeth|Elizabeth|Katharina|Maria|Margrethe|Beatrix|Anna|Viktoria|Victoria|Sophie|Isabella|Johanna|Christina|Kleopatra|Juliana|Wilhelmina|Theresia)s?"
)
_RULERS = re.compile(
    r"(?:Ludwig|Friedrich|Wilhelm|Karl|Heinrich|Otto|Franz|Georg|Eduard|Philipp|Felipe|Alfons|Leo|Pius|Johannes|"
    r"Paul|Benedikt|Gregor|Innozenz|Clemens|Urban|Nikolaus|Alexander|Peter|Iwan|Zar|Gustav|Adolf|Harald|Carl|"
    r"Albert|Leopold|Napoleon|Maximilian|Josef|Joseph|Ferdinand|Rudolf|Richard|Jakob|James|Charles|William|Henry|"
    r"Christian|Frederik|Haakon|Olav|Abdullah|Hassan|Mohammed|Ramses|Xerxes|Darius|Konstantin|Sixtus|Bonifatius|"
    r"Coelestin|Julius|Ernst|August|Johann|Konrad|Lothar|Willem|Baudouin|Umberto|Viktor|Emanuel|Franziskus)s?"
)
_TITLES = frozenset(
    "könig königin kaiser kaiserin papst zar zarin sultan fürst herzog großherzog".split()
)


def stem(number: int) -> str:
    """Return an ordinal number without its ending: "zwanzigst"."""
    hundreds, rest = divmod(number, 100)
    if rest in _IRREGULAR:
        return (cardinal(hundreds * 100) if hundreds else "") + _IRREGULAR[rest]
    return cardinal(number) + ("t" if 0 < rest < 20 else "st")


def ending_of_day(before: str) -> str:
    """Return the ending of the day of a date, by the text before it."""
    word = _last_word(before)
    if word in _TEN_AFTER or word in _WEAK_PREPOSITIONS:
        return "en"
    return "e" if word in _TE_AFTER or word == "der" else "er"


def say(match: re.Match[str]) -> str | None:
    """Return an ordinal number before its noun; None if the ending is not sure.

    Args:
        match: Its group "n" holds digits, or its group "r" a Roman numeral.
    """
    text = match.string
    groups = match.groupdict()
    number = int(groups["n"]) if groups.get("n") else roman(match["r"])
    found = _NOUN.match(text, match.end())
    if found is None or number == 0:
        return None
    noun = found["words"].split()[-1]
    before = text[: match.start()]
    while chain := _CHAIN.search(before):
        before = before[: chain.start()]
    ending = _ending(_last_word(before), gender_of(noun), is_first=not before.strip(' "„»«“(–-'))
    return f"{stem(number)}{ending}" if ending else None


def ruler(name: str, number: int, before: str) -> str | None:
    """Return the number of a king, a queen or a pope: "der Vierzehnte".

    Args:
        name: The ruler's.
        number: From 1.
        before: The word before the name.
    """
    is_woman = bool(_QUEENS.fullmatch(name))
    if not (is_woman or _RULERS.fullmatch(name) or before in _TITLES):
        return None
    said = stem(number).capitalize()
    is_genitive = name.endswith("s") and not _is_whole_name(name)
    if is_genitive:
        return f"{'der' if is_woman else 'des'} {said}en"
    if before in _DATIVE:
        return f"{'der' if is_woman else 'dem'} {said}en"
    return f"{'die' if is_woman else 'der'} {said}e"


def _is_whole_name(name: str) -> bool:
    return name in {"Alfons", "Pius", "Johannes", "Clemens", "Nikolaus", "James", "Charles", "Ramses", "Xerxes",
                    "Darius", "Sixtus", "Bonifatius", "Julius", "Franziskus"}  # fmt: skip


def _ending(before: str, gender: str, *, is_first: bool) -> str:
    if before == "der":
        return {"f": "en", "m": "e", "n": "en"}.get(gender, "")
    if before in _TEN_AFTER:
        return "en"
    if before in _TE_AFTER:
        return "e"
    if before in _STRONG_AFTER:
        return _STRONG.get(gender, "")
    if before in _DATIVE and not is_first:
        return {"f": "er", "m": "em", "n": "em"}.get(gender, "")
    return _STRONG.get(gender, "")


def _last_word(before: str) -> str:
    match = _WORD.search(before[-40:])
    return match[1].lower() if match else ""
