"""The decision on Roman numerals: a ruler's number, the number of a part, or letters."""

import re

from worker.text.english.decision.candidates import LIKELY, Form, Rule
from worker.text.english.decision.context import Context
from worker.text.english.number_words import ROMAN, cardinal, ordinal, roman, year

_REGNAL = (
    "Abdullah Albert Alexander Alfonso Anne Baudouin Benedict Boniface Carl Catherine Charles "
    "Christian Clement Constantine Darius Edward Elizabeth Farouk Faisal Felipe Ferdinand Francis "
    "Frederick Frederik George Gregory Gustaf Gustav Haakon Harald Hassan Henry Hussein Innocent "
    "Isabella Ivan James John Joseph Juan Justinian Karl Leo Leopold Louis Ludwig Margrethe Maria "
    "Mary Maximilian Mohammed Mehmed Murad Napoleon Nicholas Olav Otto Paul Pedro Peter Philip "
    "Pius Ptolemy Rama Ramses Ramesses Richard Robert Rudolf Selim Shenouda Sixtus Stephen "
    "Suleiman Tawadros Theodore Umberto Urban Victor Vittorio Wilhelm Willem William Xerxes Zahir "
    "Seti Amenhotep Thutmose Cleopatra Philippe Felipe Mohammad Elizabeth Bartholomew Kirill "
    "Alexios Michael Augustus Sigismund Casimir Henri Emmanuel Manuel Afonso Seleucus Antiochus "
    "Mithridates Malcolm David Kenneth Alasdair Carlos Jaime"
).split()
_RULERS = (
    "King Queen Pope Emperor Empress Tsar Czar Kaiser Prince Princess Sultan Shah Pharaoh Duke "
    "Patriarch"
).split()
_COUNTED = (
    "War Art. Sec. Sect. Pt. Bk. Chap. Chapter Part Act Scene Book Volume Vol. Section Title "
    "Article Phase Type Class Stage "
    "Grade Level Category Division Group Tier Super Bowl Bowl Apollo Mark Model Episode "
    "Vatican Schedule Annex Appendix Figure Table Season Round Soyuz Saturn Titan Gemini Basel "
    "Rocky Pillar Protocol Camp Factor Falcon Final Fantasy Windows iPhone CHAPTER PART BOOK "
    "ACT WAR Count Counts Series Region Bipolar Halo Saw Rambo Godfather Creed Deadpool Scream "
    "Diablo Civilization Warcraft StarCraft GTA Auto Mk Mk. "
    "Exodus Trek Wars Jaws Terminator Battlefield Warzone Doom Quest Symphony Sonata Concerto No. "
    "Canto Psalm Experiment Palm Cohort Arm Wave Area Zone Ring Leg Lot Ch. "
    "Study Trial Trials Game Games Match Test Number Schedule Quarter Committee Corps Army Fleet "
    "Panzer Bloc Artemis Voyager Discovery Superman Ghostbusters Brexit Crisis Intifada Statement "
    "Form Amendment Amendments WrestleMania Wrestlemania Superbowl Gladiator Evil Fighter Kombat "
    "Empires Gate Effect Souls Predator Portal Sequel Stages Trilogy Mission Sector Dune "
    "Fig. SALT START Story Shrek Avengers MiG "
    "type phase stage grade class level tier category"
).split()
_PRONOUN = re.compile(
    r"\s(?:(?:dis)?agree|argue|see|find|keep|live|work|try|take|make|give|tell|ask|refuse|read"
    r"|write|wrote|told|gave|took|made|found|learn|start|talk|play|call|use|understand|disliked?"
    r"|am|have|had|will|would|can|could|do|did|think|know|believe|guess|want|was|said|met|saw"
    r"|love|like|need|just|never|always|also|don['’]t|wasn['’]t|didn['’]t|couldn['’]t|shall|should"
    r"|might|must|may|feel|felt|hope|wish|say|went|got|came|first|once|thought|knew|remember|mean"
    r"|suppose|heard|used|really|still)\b"
)
_SURE_PRONOUN = re.compile(
    r"\s(?:am|have|will|would|can|could|do|did|think|know|believe|guess|want|don['’]t|wasn['’]t"
    r"|never|love|like|hope|wish)\b"
)

_ROMAN = r"(?P<roman>(?=[IVXLC]{1,8}[A-C]?\b)" + ROMAN.pattern + r")"
_COUNTED_ROMAN = re.compile(
    rf"(?P<word>{'|'.join(sorted(map(re.escape, _COUNTED), key=len, reverse=True))})\s{_ROMAN}"
    rf"(?P<letter>[A-C]?)(?![\w.]\w)(?!\w)"
)
_LIST = re.compile(
    r"\b(?P<word>Titles|Articles|Chapters|Parts|Counts|Acts|Books|Volumes|Phases|Types|Sections"
    r"|Grades|Classes|Groups|Tiers|Type|Phase|Class|Part|Act|Title|Stage|Grade|Chapter|Level"
    r"|Tier|Wars|Bowls)\s(?P<a>[IVX]+)(?P<joint>\s(?:and|or|to|through)\s|,\s"
    r"|-|/)(?P<b>[IVX]+)\b(?P<more>(?:,?\s(?:and|or)\s|,\s)[IVX]+\b)?"
)
_SMALL_ROMAN = re.compile(
    r"\b(?P<word>[Ss]cene|[Pp]art|[Cc]hapter|[Bb]ook|[Pp]age|[Pp]aragraph|[Aa]ct|[Vv]erse"
    r"|[Ss]ection|[Cc]anto|[Pp]hase|[Ss]ubsection|[Cc]lause|p\."
    r"|pp\.)\s(?P<roman>(?=[ivxlc]{1,7}\b)c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv"
    r"|v?i{0,3}))(?:(?P<dash>[-–])(?P<roman2>[ivxl]+))?(?![\w])"
)
_NAME_ROMAN = re.compile(
    rf"\b(?P<ruler>(?:{'|'.join(_RULERS)})\s)?(?P<name>[A-Z][a-zéáóöüñ’']+"
    rf"(?:\s(?:(?:[a-z]{{2,3}}\s)?[A-Z][a-zéáóöüñ’']+|[A-Z]\.))*),?\s{_ROMAN}"
    rf"(?P<owner>['’]s)?(?![\w-])(?!\.[A-Z])"
)
_NTH = re.compile(
    r"(?<!\w)(?P<roman>[XVI]{2,6})(?=\s(?:Olymp|Winter|Summer|Commonwealth|Asian|Congress"
    r"|Corps|Army|Legion|Dynasty|Paralympic|century))"
)
_CENTURY = re.compile(r"\b(?P<roman>[XVI]{2,5})(?P<th>th|e)?(?=[\s-]century)")
_GRADE_LISTED = re.compile(
    r"\b(?P<word>[Gg]rade)\s(?P<roman>I{1,3}|IV|V)(?P<star>\*?)(?=-listed|\slisted|\*|[\s,.;)])"
)
_ORDINAL = re.compile(r"(?<!\w)(?P<roman>(?=[XVI]{2,5}th\b)X{0,3}(?:IX|IV|V?I{0,3}))th\b")
_ROMAN_YEAR = re.compile(
    r"(?<![\w.])(?P<roman>(?=[MDCLXVI]{4,}\b)(?P<m>M{1,2})(?P<c>CM|CD|D?C{0,3})"
    r"(?P<rest>(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})))(?!\w|\.\w)"
)
_CENTURIES = {"CM": 9, "CD": 4, "D": 5, "DC": 6, "DCC": 7, "DCCC": 8, "C": 1, "CC": 2, "CCC": 3}
_TOGETHER = re.compile(r"\b(?P<wars>WW|RW)(?P<roman>III|II|I|1|2|3)\b")
_FULL_WORDS = {
    "Mk": "Mark", "Mk.": "Mark", "Vol.": "Volume", "Ch.": "Chapter", "Chap.": "Chapter",
    "No.": "number", "Art.": "Article", "Sec.": "Section",
    "Sect.": "Section", "Pt.": "Part", "Bk.": "Book", "Fig.": "Figure",
}  # fmt: skip


_CLASSED = re.compile(
    r"\s(?:diabet\w+|trials?|stud(?:y|ies)|clinical|recalls?|felony|felonies|trauma|cancers?"
    r"|disease|errors?|capital|controlled|drugs?|facilit\w+|tumou?rs?|civil|misdemeanors?|waste"
    r"|evidence|devices?|collagen|(?:and|or|to|through) I+\b)"
)


def _is_small_part(numeral: str, after: str) -> bool:
    """Return whether "I" or "V" after a word such as "type" is a numeral, not a pronoun."""
    if numeral in ("I", "V", "X"):
        return bool(_CLASSED.match(after))
    return True


_LETTERED_GROUP = re.compile(r"\b[Gg]roups? [A-HJ-L]\b")
_PLAYED = re.compile(
    r"\b(?:Euro(?: 20[0-9]{2})?|World Cup|Davis Cup|Nations League|FIFA|UEFA|[Qq]ualif\w+"
    r"|[Gg]roup stage|[Aa]ppearances?|[Dd]raw|[Kk]nockout|[Tt]ournament|[Ff]inals?|[Mm]atch(?:es)?"
    r"|[Ff]ixtures?)\b"
)


def _is_lettered_group(match: re.Match[str], context: Context) -> bool:
    """Return whether "Group I" is a group of teams, which letters name, and no numeral."""
    if match["word"] != "Group" or match["roman"] not in ("I", "C", "D", "L"):
        return False
    text = context.wider_text
    return bool(_LETTERED_GROUP.search(text) or _PLAYED.search(text))


def _read_counted(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    numeral, word = match["roman"], match["word"]
    is_letter = numeral in ("C", "L", "D", "M") and word != "Level"
    if is_letter or _is_lettered_group(match, context):
        return None
    if word.islower() and not _is_small_part(numeral, match.string[match.end() :]):
        return None
    if (
        numeral in ("X", "V")
        and word
        in (
            "Class",
            "Group",
            "Category",
            "Form",
            "Model",
            "Zone",
            "Ring",
            "Number",
            "Type",
            "Lot",
            "Palm",
            "Wave",
            "Army",
            "Quest",
            "Test",
            "Brexit",
        )
        and not (numeral == "V" and word in ("Category", "Class", "Type", "Zone"))
    ):
        return None
    if numeral == "I" and (
        (
            word
            in (
                "Game",
                "Test",
                "Season",
                "War",
                "Match",
                "Number",
                "Crisis",
                "Trial",
                "Games",
                "Form",
                "Wars",
                "Wave",
                "Final",
                "Table",
                "Bowl",
                "Study",
            )
            and not re.match(r"World|world", match.string[max(0, match.start() - 6) :])
            and word != "War"
        )
        or _PRONOUN.match(match.string[match.end() :])
    ):
        return None
    said = f"{_FULL_WORDS.get(word, word)} {cardinal(roman(numeral))}"
    return (f"{said} {match['letter']}" if match["letter"] else said), 0.85


def _say_list(match: re.Match[str]) -> str:
    joint = match["joint"].strip()
    joint = {"-": " to ", "/": " ", ",": ", "}.get(joint, f" {joint} ")
    said = f"{match['word']} {cardinal(roman(match['a']))}{joint}{cardinal(roman(match['b']))}"
    if match["more"]:
        before, last = re.match(r"(.*?)([IVX]+)$", match["more"]).groups()  # type: ignore[union-attr]
        said += f"{before}{cardinal(roman(last))}"
    return said


def _read_small(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    if not match["roman"] or match["roman"] in ("c", "l"):
        return None
    word = {"p.": "page", "pp.": "pages"}.get(match["word"], match["word"])
    said = f"{word} {cardinal(roman(match['roman'].upper()))}"
    if match["roman2"]:
        said += f" to {cardinal(roman(match['roman2'].upper()))}"
    return said, 0.85


def _read_name(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return a name with its ordinal; a lone letter counts only after a ruler's name."""
    numeral = match["roman"]
    last = match["name"].split()[-1]
    is_ruler = bool(match["ruler"]) or last in _REGNAL
    after = match.string[match.end() :]
    if last in _COUNTED or (len(numeral) == 1 and not is_ruler):
        return None
    pronoun = _SURE_PRONOUN if is_ruler else _PRONOUN
    if numeral == "I" and (pronoun.match(after) or match[0].count(",")):
        return None
    if numeral in ("C", "L", "X", "D", "M") and not match["ruler"]:
        return None
    if (
        numeral in ("CV", "LC", "CC", "CI", "XL", "XX", "MC", "DC", "LI", "CL", "IV", "XXL")
        and not is_ruler
        and not (numeral == "IV" and len(match["name"].split()) > 1)
    ):
        return None
    ruler = match["ruler"] or ""
    name = match["name"]
    initials_without_stops = re.sub(r"\b([A-Z])\.", r"\1", name)
    comma = "," if match[0].startswith(f"{ruler}{name},") else ""
    said = f"{ruler}{initials_without_stops}{comma} the {ordinal(roman(numeral))}"
    return said + ("'s" if match["owner"] else ""), 0.8


def _say_year(match: re.Match[str]) -> str:
    """Return a year in Roman numerals, as on buildings and at the end of films."""
    rest = roman(match["rest"]) if match["rest"] else 0
    return year(1000 * len(match["m"]) + 100 * _CENTURIES.get(match["c"], 0) + rest)


RULES = (
    Rule(_ROMAN_YEAR, _say_year, "M", 0.95),
    Rule(_ORDINAL, lambda match: ordinal(roman(match["roman"])), "XVI", 0.9),
    Rule(
        _TOGETHER,
        lambda m: (
            f"{'World War' if m['wars'] == 'WW' else 'R W'} "
            f"{cardinal(int(m['roman']) if m['roman'].isdecimal() else roman(m['roman']))}"
        ),
        "W",
        0.9,
    ),
    Rule(
        _GRADE_LISTED,
        lambda m: f"{m['word']} {cardinal(roman(m['roman']))}{' star' if m['star'] else ''}",
        "I",
        0.95,
    ),
    Rule(_LIST, _say_list, "IVX", 0.9),
    Form(_COUNTED_ROMAN, _read_counted, needs="IVXLC", starts_word=True),
    Form(_SMALL_ROMAN, _read_small),
    Form(_NAME_ROMAN, _read_name, needs="IVXLC"),
    Rule(_NTH, lambda match: ordinal(roman(match["roman"])), "IVX", LIKELY),
    Rule(_CENTURY, lambda match: ordinal(roman(match["roman"])), "IVX", LIKELY),
)
