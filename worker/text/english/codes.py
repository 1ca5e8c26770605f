"""Telephone numbers, reference numbers, roads, flights, models and other names with digits."""

import re

from worker.text.english.candidates import LIKELY, POSSIBLE, USUAL, Context, Form, Rule
from worker.text.english.patterns import DIGITS, LEFT, RIGHT
from worker.text.english.topics import Topic
from worker.text.english.words import (
    cardinal,
    count,
    digits,
    is_year,
    pairs,
    plural,
    two_digits,
    two_pairs,
)

_MODELS = (
    "Boeing Airbus Flight Route Highway Interstate Room Channel Porsche Peugeot Section Resolution "
    "Hwy Suite Ferrari McLaren BMW Studio Gate Terminal Platform Exit Lot"
    " flight route highway interstate room channel suite gate"
).split()

_PHONE = re.compile(
    r"(?<![\w])(?:(?P<country>\+?1)[-.\s]?)?\(?"
    r"(?P<area>[0-9]{3})\)?[-.\s]?(?P<three>[0-9]{3})[-.\s]"
    r"(?P<four>[0-9]{4})(?:-(?P<more>[0-9]{1,4}))?(?![\w-])"
)
_LOCAL_PHONE = re.compile(
    rf"{LEFT}(?<![A-Za-z$€£]-)(?P<three>[2-9][0-9]{{2}})[-.](?P<four>[0-9]{{4}})(?![\w-])"
)
_WORLD_PHONE = re.compile(r"(?<![\w])\+(?P<all>[0-9]{1,3}(?:[\s.-]?\(?[0-9]{1,5}\)?){2,6})(?![\w])")
_GROUPED_PHONE = re.compile(
    r"(?<![\w.,$€£:/-])(?P<all>\(?[0-9]{2,5}\)?(?:[\s-][0-9]{2,8}){1,4})(?![\w%]|[.,][0-9]"
    r"|-[A-Za-z])"
)
_WORD_PHONE = re.compile(
    r"\b(?:1-)?(?P<area>8[0-9]{2})-(?P<rest>(?=[A-Z0-9-]*[A-Z]{3})[A-Z0-9]+(?:-[A-Z0-9]+)*)"
)
_SOCIAL = re.compile(rf"{LEFT}(?P<a>[0-9]{{3}})-(?P<b>[0-9]{{2}})-(?P<c>[0-9]{{4}}){RIGHT}")
_EMERGENCY = re.compile(
    r"(?<![\w$€£.,-])(?:911|999|112|101|111|988|311|411|211|000|105|119|995|110|116 ?123|13 11 14"
    r"|116 ?000|1300|108|100)(?![\w%-])(?![.,][0-9])"
)
_CALLED = re.compile(
    r"\b(?:call|dial|phon|ring|rang|text|tel)\w*\s(?:(?:[A-Za-z]+\s){0,5}(?:on|at|or)\s)?$"
    r"|\b(?:call|dial|ring|phone)\s[0-9][0-9 -]{2,20}\s(?:or|and)\s$",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\s(?:call|caller|dispatch|operator|emergenc|line|hotline|tape|recording|service)"
)
_TEXTED = re.compile(
    r"(?<=\bto )(?P<digits>[0-9]{5,6})(?![\w,.]\w)|(?<=\btext )(?P<digits2>[0-9]{4,6})\b"
)
_ADDRESS = re.compile(rf"{LEFT}[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}(?P<mask>/[0-9]{{1,2}})?{RIGHT}")
_ADDRESS_PART = re.compile(r"^[0-9]{1,3}$")
_VERSION = re.compile(
    r"\b(?P<v>[vV]|[Vv]ersion\s|[Rr]elease\s|[Bb]uild\s|Python\s|Android\s|Firefox\s"
    r"|Chrome\s)\.?(?P<number>[0-9]+(?:\.[0-9]+)*)\b(?!\.[0-9])"
)
_CVE = re.compile(r"\bCVE-(?P<year>[0-9]{4})-(?P<number>[0-9]{4,7})\b")
_MODEL = re.compile(
    rf"\b(?P<name>{'|'.join(_MODELS)})\s(?P<number>[1-9][0-9]{{2}})"
    rf"(?P<many>s)?\b(?![,.][0-9])(?!-[0-9])"
)
_JET = re.compile(
    r"(?<![\w$€£.,])(?:A3[0-9]0s|7[0-9]7(?:s\b|(?=\s(?:MAX|Max|Dreamliner|jet|plane|aircraft"
    r"|airliner|cargo|freighter))))"
)
_BARE_JET = re.compile(
    r"(?<=\b[Aa] )7[0-9]7(?![\w-]|[.,][0-9])|(?<=\b[Tt]he )7[0-9]7(?![\w-]|[.,][0-9])"
)
_BARE_ROAD = re.compile(
    r"(?<=\b[Tt]he )(?P<number>[1-9][0-9]{1,2})(?=\s(?:[Ff]reeway|[Ee]xpressway|[Pp]arkway|was|is"
    r"|were|are|near|at|in|northbound|southbound|eastbound|westbound|on-ramp|between|and)\b|[,.;])"
)
_TRAFFIC = re.compile(
    r"\b(?:[Ff]reeways?|lanes?|traffic|jammed|I-[0-9]+|interchange|commut\w+|gridlock\w*|motorists"
    r"|ramp|Expressway|exits?)\b"
)
_ERROR = re.compile(
    r"(?<![\w.,$-])(?P<number>[1-5][0-9]{2})(?=\s(?:errors?|status|response|not found|message"
    r"|page)\b)"
)
_VARIANT = re.compile(
    r"(?<![\w$€£.,-])(?P<name>A3[0-9]{2}|7[0-9]7|A2[0-9]{2}|CRJ|E1[0-9]{2}|MD"
    r"|ATR ?)-(?P<number>[0-9]{1,4})(?P<letters>[A-Z]{0,4})(?P<many>s?)(?![\w-])"
)
_COMPOUND = re.compile(
    r"(?<![\w-])(?P<word>[A-Za-z]+)-(?P<number>[0-9]{1,4})"
    r"(?P<many>(?:['’]?s)?)(?![\w])(?!\.[0-9])(?!-[0-9])"
)
_LETTERED = re.compile(
    r"(?<![\w-])(?P<word>[A-Z][A-Za-z]{0,3})-(?P<number>[0-9]{1,4})"
    r"(?P<letter>[A-Z]{1,2})(?P<many>s?)(?![\w])"
)
_MIXED = re.compile(
    r"(?<![\w.])(?=[A-Za-z0-9]*[A-Za-z])(?=[A-Za-z0-9]*[0-9])[A-Za-z0-9]{2,}"
    r"(?:-[A-Za-z0-9]+)*(?!\w)"
)
_DECIMAL = re.compile(r"\b(?P<word>[A-Z]{1,4})(?P<number>[0-9]+\.[0-9]+)\b(?!\.[0-9])")
_PARTS = re.compile(r"[A-Z][a-z](?=[A-Z])|[A-Za-z]+|[0-9]+|-")

_ROAD = re.compile(
    r"(?<![\w.-])(?P<kind>[ABMNR])(?P<number>[1-9][0-9]{0,3})(?P<motorway>\(M\))?(?![\w(]|\.[0-9]"
    r"|[-/][0-9])"
)
_US_ROAD = re.compile(
    r"(?<![\w.])(?P<kind>I|US|U\.S\.|SR|CR|FM|SH|M|CA|NY|NJ|TX|FL|PA|OH|VA|NC|WA|OR|IL|MI|GA|MD|MA"
    r"|CT|Route|Rte\.?|Hwy\.?|Highway|Interstate|State Route|County Road|State Road|Road|Autoroute"
    r"|Turnpike)"
    r"(?P<gap>[\s-]|\sHighway\s|\sRoute\s|\sHwy\.?\s)(?P<number>[1-9][0-9]{0,3})(?P<letter>[A-Z]?)"
    r"(?![\w%]|[.,][0-9]|-[0-9])"
)
_JUNCTION = re.compile(
    r"\b(?P<kind>J)(?P<number>[1-9][0-9]?)(?P<letter>[A-Za]?)"
    r"(?:-J?(?P<number2>[1-9][0-9]?)(?P<letter2>[a-zA]?))?\b"
)
_FLIGHT = re.compile(
    r"\b(?P<name>(?:[Ff]light|[Ff]lights)\s)(?P<line>(?:[A-Z]{2}|[A-Z][0-9]"
    r"|[0-9][A-Z])\s?)?(?P<number>[1-9][0-9]{0,3})(?P<letter>[A-Z]?)\b(?![,.][0-9])"
)
_CARRIER = re.compile(
    r"\b(?P<line>AA|UA|DL|BA|QF|EK|MH|AI|LH|AF|KL|EI|FR|U2|VS|SQ|CX|NZ|SA|AC|WN|B6|EY|QR|TK|IB|LX"
    r"|SU|PK|ET|JL|NH|OZ|KE|MS)\s?(?P<number>[1-9][0-9]{1,3})\b(?![,.][0-9])"
)
_BLOCK = re.compile(rf"{LEFT}(?P<number>[1-9][0-9]{{2,4}})(?=\sblock\b)")
_ZIP = re.compile(
    r"(?<=\b[A-Z]{2} )(?P<zip>[0-9]{5})(?P<plus>-[0-9]{4})?\b"
    r"|(?<=[Zz][Ii][Pp] code )(?P<zip2>[0-9]{5})(?P<plus2>-[0-9]{4})?\b"
    r"|(?<![\w-])(?P<zip3>[0-9]{5})(?P<plus3>-[0-9]{4})\b"
)
_POSTCODE = re.compile(
    r"(?<![\w])(?P<out>[A-Z]{1,2}[0-9][0-9A-Z]?)\s(?P<in>[0-9][ABD-HJLNP-UW-Z]{2})(?![\w])"
)
_PLATE = re.compile(
    r"(?<![\w])(?P<a>[A-Z]{2}[0-9]{2})\s(?P<b>[A-Z]{3})(?![\w])"
    r"|(?<![\w])(?P<c>[A-Z]{3})[\s-](?P<d>[0-9]{3,4})(?![\w])(?=[\s.,)]|$)"
)
_PLATED = re.compile(r"\b(?:plates?|registration|reg|number ?plates?|licen[cs]e|index)\b")
_REFERENCE = re.compile(
    r"\b(?P<word>(?:ref(?:erence)?|log|incident|crime|CAD|case|docket|badge|PIN|pin|code|passcode"
    r"|ID|id|serial|account|order|ticket|tracking|extension|ext|Ext|Box|frequency|appeal|petition"
    r"|application|complaint|lot|licen[cs]e|policy|invoice|membership|registration|charity|company"
    r"|flight)"
    r"(?:\s(?:number|no\.?|code|num|ref\.?|#))?\.?:?\s(?:is\s|was\s|of\s)?(?:no\.?\s|No\.?\s"
    r"|number\s|#)?)(?P<number>[0-9]{4,10}(?:[/-][0-9A-Za-z]{1,8})*)(?![\w]|,[0-9]|\.[0-9])"
)
_CASE = re.compile(
    r"\b(?P<word>[Cc]ase|[Dd]ocket|[Pp]etition|[Ii]ndictment|[Ff]ile)\s(?:(?P<no>No\.?|[Nn]umber"
    r"|#)\s)?(?P<number>[0-9]{1,4}(?:[-:/][A-Za-z0-9]{1,6}){1,4})(?![\w])"
    r"|\b(?P<no2>[Nn]o)\.?\s(?P<number2>[0-9]{2}-[0-9]{2,5})(?![\w-])"
)
_LABEL = re.compile(
    r"\b(?P<word>RTX|GTX|RX|Radeon|Ryzen|Core|Xeon|Pentium|Nokia|Galaxy|ThinkPad|Model|Type|Class"
    r"|Series|Ford|Mazda|Model|Unit|Squadron|Order|Directive|Regulation|Rule|Act|Bill|Measure"
    r"|Resolution|Convention|Kodak|Canon|Nikon|Xbox|PlayStation|Windows|Office|Area|Room|Lab"
    r"|Roland|Moog|Intel|AMD|UN Resolution|Bus|bus|Tank|Sd|Ward|ward|Precinct|NGC|HD|HIP|Gliese"
    r"|Ross|GJ|WASP|Kepler|Wolf|IC|Messier|error|Error|port|Port|HTTP|Local|local|Lodge|Post"
    r"|Chapter|District|Bond|bond|Scania|Volvo|Mercedes|Boeing|Peugeot|Fiat|Dell|Sony)"
    r"\s(?P<number>[1-9][0-9]{2,3})(?P<letter>[A-Z]{0,3}|s)(?![\w%]|[.,][0-9]|-[0-9])"
)


def _say_phone(match: re.Match[str]) -> str:
    found = match.groupdict()
    groups = [digits(found[name]) for name in ("area", "three", "four", "more") if found[name]]
    if found["country"] and found["area"] == "800":
        groups[0] = "eight hundred"
    if found["country"]:
        groups.insert(0, "plus one" if "+" in found["country"] else "one")
    return ", ".join(groups)


def _read_local_phone(match: re.Match[str], context: Context) -> tuple[str, float]:
    said = f"{digits(match['three'])}, {digits(match['four'])}"
    is_sure = match["three"] == "555" or match["four"][0] == "0"
    return said, 0.95 if is_sure else 0.85 if context.about(Topic.PHONE) == 2 else 0.3


def _say_world_phone(match: re.Match[str]) -> str | None:
    groups = [group for group in re.split(r"[\s.()-]+", match["all"].strip()) if group]
    if not 7 <= sum(map(len, groups)) <= 15:
        return None
    return f"plus {', '.join(digits(group) for group in groups)}"


_PHONE_NEAR = re.compile(
    r"\b(?:call|ring|phone|telephone|tel|text|dial|contact|hotline|helpline|line|on|fax|mobile"
    r"|Samaritans|Crimestoppers|Lifeline|booking|tickets|number|WhatsApp|free)\b",
    re.IGNORECASE,
)


def _read_grouped_phone(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    """Return the digits of a number in groups, as in Britain, Australia or India."""
    groups = [group for group in re.split(r"[\s()-]+", match["all"]) if group]
    total = sum(map(len, groups))
    first = groups[0]
    begins = (
        first[0] == "0"
        or first in ("1300", "1800", "13", "116", "1850", "1890", "18001", "1900")
        or (len(first) == 5 and len(groups) == 2 and len(groups[1]) == 5)
    )
    if (
        not begins
        or not 6 <= total <= 13
        or (first == "13" and total != 6)
        or (first == "116" and total != 6)
    ):
        return None
    before = match.string[max(0, match.start() - 60) : match.start()]
    sure = 0.6 + (0.3 if context.about(Topic.PHONE) == 2 or _PHONE_NEAR.search(before) else 0)
    if (first in ("1300", "1800", "13", "116") and sure < 0.85) or (
        first[0] == "0" and total < 8 and sure < 0.85
    ):
        return None
    hundreds = {
        "1300": "thirteen hundred",
        "1800": "eighteen hundred",
        "0800": "oh eight hundred",
        "0300": "oh three hundred",
        "0845": "oh eight four five",
        "0900": "oh nine hundred",
    }
    said = [hundreds.get(first, digits(first)), *(digits(group) for group in groups[1:])]
    if first == "13":
        said = [count(group) for group in groups]
    return ", ".join(said), min(0.95, sure)


def _say_word_phone(match: re.Match[str]) -> str:
    hundred = (
        f"{cardinal(int(match['area'][0]))} hundred"
        if match["area"].endswith("00")
        else digits(match["area"])
    )
    one = "one, " if match[0].startswith("1-") else ""
    rest = match["rest"].replace("-", " ")
    return f"{one}{hundred}, {re.sub('[0-9]+', lambda number: digits(number[0]), rest)}"


def _read_emergency(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    before, rest = match.string[: match.start()], match.string[match.end() :]
    if match[0] in ("100", "108", "1300") and not (
        context.region == "IN" and re.search(r"\bdial(?:led)? $", before)
    ):
        return None
    is_called = _CALLED.search(before) or (len(match[0]) == 3 and _CALL.match(rest))
    is_other = (
        re.search(r"\b(?:911|999|101|111|988)\b.{0,40}\b(?:or|and|on) $", before)
        and context.about(Topic.PHONE) == 2
    )
    if not (is_called or is_other) or re.match(
        r"\s(?:people|times|per|homes|miles|(?!calls|callers|operators|dispatchers|emergencies"
        r"|lines|tapes)[a-z]+s\b)",
        rest,
    ):
        return None
    return ", ".join(digits(group) for group in match[0].split()), 0.9


def _read_texted(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    if not re.search(r"\b[Tt]ext(?:ing|ed)?\b", match.string[: match.start()]):
        return None
    return digits(match[0]), 0.9


def _read_address(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    parts = match[0].split("/")[0].split(".")
    if any(int(part) > 255 for part in parts):
        return None
    said = " dot ".join(digits(part) for part in parts)
    return (said + f" slash {count(match['mask'][1:])}" if match["mask"] else said), 0.9


def _say_social(match: re.Match[str]) -> str:
    return ", ".join(digits(match[group]) for group in "abc")


def _say_model(match: re.Match[str]) -> str:
    said = model_number(match["number"])
    return f"{match['name']} {plural(said) if match['many'] else said}"


def _read_version(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    name = match["v"]
    parts = match["number"].split(".")
    if (
        name in ("v", "V")
        and match.string[match.start() + 1 : match.start() + 2] == "."
        and len(parts) == 1
    ):
        return None
    numbers = " point ".join(
        digits(part) if part[0] == "0" and len(part) > 1 else cardinal(int(part[:18]))
        for part in parts
    )
    if name not in ("v", "V"):
        return (f"{name}{numbers}", 0.9) if len(parts) > 1 else None
    return (f"version {numbers}" if name == "v" or len(parts) > 1 else f"V {numbers}"), 0.7


def _say_cve(match: re.Match[str]) -> str:
    return f"CVE {model_number(match['year'])} {digits(match['number'])}"


def _read_variant(match: re.Match[str], _: Context) -> tuple[str, float]:
    name = match["name"]
    base = (
        pairs(int(name))
        if name.isdecimal()
        else f"{name[0]} {pairs(int(name[1:]))}"
        if name[1:].isdecimal()
        else name.strip()
    )
    said = f"{base} {model_number(match['number'])}"
    if match["letters"]:
        said += f" {match['letters']}"
    return (plural(said) if match["many"] else said), 0.9


def _say_compound(match: re.Match[str]) -> str:
    said = model_number(match["number"])
    many = match["many"]
    return f"{match['word']}-{plural(said) if many == 's' else said + many}"


def _read_lettered(match: re.Match[str], _: Context) -> tuple[str, float]:
    said = f"{match['word']}-{model_number(match['number'])} {match['letter']}"
    return said + (match["many"] and "s"), 0.85


def model_number(text: str) -> str:
    """Return the digits of a name: short ones as numbers, "737" as "seven thirty seven"."""
    if text[0] == "0" or len(text) > 4:
        return digits(text)
    if len(text) == 3:
        return cardinal(int(text)) if text.endswith("00") else pairs(int(text))
    if len(text) == 4:
        value = int(text)
        return cardinal(value) if value % 1000 == 0 or 2000 < value < 2010 else two_pairs(value)
    return cardinal(int(text))


def _read_mixed(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    parts = _PARTS.findall(match[0])
    if re.fullmatch(r"[0-9]+(?:st|nd|rd|th|s)(?:-.*)?", match[0]) or re.fullmatch(
        r"[0-9]+[a-z]+(?:-[a-z]+)+", match[0]
    ):
        return None
    if (
        all(part.isdecimal() or len(part) == 1 for part in parts)
        and len(parts) > 3
        and "-" not in parts
        and len(match[0]) > 5
    ):
        spelled = " ".join(digits(part) if part.isdecimal() else part.upper() for part in parts)
        return spelled, 0.45
    *before, last = parts
    is_plural = last == "s" and bool(before) and before[-1].isdecimal()
    words = [
        model_number(part) if part.isdecimal() else part
        for part in (before if is_plural else parts)
    ]
    said = " ".join(words).replace(" - ", "-")
    return (plural(said) if is_plural else said), 0.45


def road_number(text: str) -> str:
    """Return the number of a road: "three oh three", "forty five twenty"."""
    if len(text) == 4:
        return two_pairs(int(text))
    return model_number(text)


def _read_road(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    said = f"{match['kind']} {road_number(match['number'])}"
    return (f"{said} M" if match["motorway"] else said), 0.55 if len(match["number"]) < 3 else 0.6


def _read_us_road(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    kind, gap, number = match["kind"], match["gap"], match["number"]
    after = match.string[match.end() :]
    is_short = len(kind.replace(".", "")) <= 2
    if is_short and kind not in ("I", "US", "U.S.", "SR", "CR", "FM") and gap != "-":
        return None
    if (
        kind in ("US", "U.S.")
        and gap == " "
        and re.match(r"\s(?:[a-z]+s|people|men|women|percent|million|billion|troops)\b", after)
        and not re.match(r"\s(?:was|is|has|as)\b", after)
    ):
        return None
    if kind == "I" and gap != "-":
        return None
    if (kind == "Road" and len(number) < 2) or (kind == "M" and gap != "-"):
        return None
    names = {"U.S.": "US", "Rte": "Route", "Rte.": "Route", "Hwy": "Highway", "Hwy.": "Highway"}
    middle = (
        " Highway " if "H" in gap else " Route " if "Route" in gap else "-" if gap == "-" else " "
    )
    said = f"{names.get(kind, kind)}{middle}{road_number(number)}"
    return (f"{said} {match['letter']}" if match["letter"] else said), 0.7


def _read_junction(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if not re.search(
        r"\b(?:[AM][0-9]+|motorway|junctions?|carriageway|traffic|slip|northbound|southbound"
        r"|eastbound|westbound)\b",
        context.text,
    ):
        return None
    said = f"junction {_numbered(match['number'], match['letter'])}"
    if match["number2"]:
        said += f" to {_numbered(match['number2'], match['letter2'])}"
    return said, 0.85


def _numbered(number: str, letter: str | None) -> str:
    return f"{count(number)} {letter.upper()}" if letter else count(number)


def _read_flight(match: re.Match[str], _: Context) -> tuple[str, float]:
    line = f"{' '.join(match['line'].strip())} " if match["line"] else ""
    said = f"{match['name']}{line}{model_number(match['number'])}"
    return (f"{said} {match['letter']}" if match["letter"] else said), 0.85


def _read_carrier(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if not re.search(
        r"\b(?:flights?|jets?|planes?|crash\w*|airline|airport|diverted|landed|aircraft|passengers"
        r"|took off)\b",
        context.text,
    ):
        return None
    return f"{match['line']} {model_number(match['number'])}", 0.7


def _read_zip(match: re.Match[str], _: Context) -> tuple[str, float]:
    code = match["zip"] or match["zip2"] or match["zip3"]
    plus = match["plus"] or match["plus2"] or match["plus3"]
    said = digits(code)
    return (f"{said} dash {digits(plus)}" if plus else said), 0.7


def _spell(text: str) -> str:
    """Return letters and digits one by one."""
    return " ".join(
        digits(part) if part.isdecimal() else " ".join(part) for part in _PARTS.findall(text)
    )


def _read_plate(match: re.Match[str], context: Context) -> tuple[str, float] | None:
    if not _PLATED.search(context.text):
        return None
    return _spell("".join(group for group in match.groups() if group)), 0.9


def _read_reference(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    word, number = match["word"], match["number"]
    if is_year(number) and re.match(
        r"(?:case|order|policy|code|company|appeal|complaint|ticket|flight)\s$", word
    ):
        return None
    if (
        re.match(
            r"(?:order|ticket|account|case|company|policy|charity|crime|incident|code|complaint"
            r"|application|appeal|lot)\s$",
            word,
        )
        and len(number) < 5
        and not re.search("ref|code", word)
    ):
        return None
    word = re.sub(r"\bref\.?(?=\s)", "reference", word)
    word = re.sub(r"\b[Nn]o\.?(?=\s)|#", "number ", word).replace("  ", " ")
    parts = re.findall(r"[0-9]+|[A-Za-z]+", number)
    said = " ".join(digits(part) if part.isdecimal() else " ".join(part) for part in parts)
    return f"{word}{said}", 0.85


def _read_case(match: re.Match[str], _: Context) -> tuple[str, float]:
    parts = re.findall(r"[0-9]+|[A-Za-z]+", match["number"] or match["number2"])
    said = " ".join(
        model_number(part) if part.isdecimal() else " ".join(part.upper()) for part in parts
    )
    if match["no2"]:
        return f"number {said}", 0.8
    return f"{match['word']} {'number ' if match['no'] else ''}{said}", 0.9


def _read_label(match: re.Match[str], _: Context) -> tuple[str, float]:
    number, word, letter = match["number"], match["word"], match["letter"]
    if (
        word
        in (
            "Windows",
            "Area",
            "Act",
            "Convention",
            "Bill",
            "Measure",
            "Order",
            "Act",
            "Office",
            "Class",
            "Series",
            "Rule",
            "Type",
            "Model",
        )
        and is_year(number)
        and not letter
    ):
        return "", 0.0
    said = f"{word} {model_number(number)}"
    if letter == "s":
        return plural(said), 0.75
    return (f"{said} {letter}" if letter else said), 0.75


FIRST_RULES = (
    Rule(_PHONE, _say_phone, DIGITS, 0.95),
    Form(_LOCAL_PHONE, _read_local_phone, needs="-."),
    Rule(_WORLD_PHONE, _say_world_phone, "+", 0.95),
    Form(_GROUPED_PHONE, _read_grouped_phone, needs=DIGITS),
    Rule(_WORD_PHONE, _say_word_phone, "-", 0.95),
    Rule(_SOCIAL, _say_social, "-", 0.9),
    Form(_ADDRESS, _read_address, needs="."),
)
"""Finders of what would be taken for dates or ranges."""

RULES = (
    Form(_EMERGENCY, _read_emergency, needs=DIGITS),
    Form(_TEXTED, _read_texted, needs=DIGITS),
    Form(_VERSION, _read_version, needs=DIGITS),
    Rule(_CVE, _say_cve, "C", 0.95),
    Form(_CASE, _read_case, needs="-:/"),
    Form(_REFERENCE, _read_reference, needs=DIGITS),
    Form(_VARIANT, _read_variant, needs="-"),
    Form(_FLIGHT, _read_flight, needs=DIGITS),
    Form(_US_ROAD, _read_us_road, needs=DIGITS),
    Form(_ROAD, _read_road, needs="ABMNR"),
    Form(_JUNCTION, _read_junction, needs="J"),
    Form(_CARRIER, _read_carrier, needs=DIGITS),
    Rule(
        _BLOCK,
        lambda m: (
            model_number(m["number"]) if not m["number"].endswith("000") else count(m["number"])
        ),
        DIGITS,
        LIKELY,
    ),
    Form(_ZIP, _read_zip, needs=DIGITS),
    Rule(_POSTCODE, lambda match: f"{_spell(match['out'])}, {_spell(match['in'])}", DIGITS, 0.85),
    Form(_PLATE, _read_plate, needs=DIGITS),
    Rule(_MODEL, _say_model, DIGITS, LIKELY),
    Form(_LABEL, _read_label, needs=DIGITS),
    Form(
        _BARE_JET,
        lambda m, c: (
            (_jet(m[0]), 0.85)
            if c.about(Topic.AIRCRAFT) or re.search(r"\bA3[0-9]{2}\b", c.text)
            else None
        ),
        needs="7",
    ),
    Form(
        _BARE_ROAD,
        lambda m, c: (
            (model_number(m["number"]), 0.75)
            if _TRAFFIC.search(c.text)
            and not re.match(r"\s(?:were|are)\b(?! jammed| closed| packed)", m.string[m.end() :])
            else None
        ),
        needs=DIGITS,
    ),
    Form(
        _ERROR,
        lambda m, _: (
            (model_number(m["number"]), 0.8)
            if re.search(r"\b(?:a|an|the|with|HTTP) $", m.string[: m.start()])
            else None
        ),
        needs=DIGITS,
    ),
    Rule(_JET, lambda match: _jet(match[0]), DIGITS, LIKELY),
    Form(_LETTERED, _read_lettered, needs="-"),
    Rule(_COMPOUND, _say_compound, "-", USUAL),
    Rule(_DECIMAL, lambda match: f"{match['word']} {count(match['number'])}", ".", USUAL),
)

LAST_RULES = (Form(_MIXED, _read_mixed, needs=DIGITS),)


def _jet(text: str) -> str:
    number = pairs(int(re.sub("[^0-9]", "", text)))
    said = f"A {number}" if text[0] == "A" else number
    return plural(said) if text.endswith("s") else said


__all__ = ["FIRST_RULES", "LAST_RULES", "POSSIBLE", "RULES", "model_number", "two_digits"]
