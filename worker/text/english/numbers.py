"""Plain numbers: counts, years, big numbers, ordinals, percentages, multiples, fractions."""

import re
from collections.abc import Iterator

from worker.text.english.candidates import CERTAIN, LIKELY, POSSIBLE, USUAL, Context, Form, Rule
from worker.text.english.letters import LABELED
from worker.text.english.patterns import (
    DASH,
    DIGITS,
    FRACTION_SIGNS,
    LEFT,
    NUMBER,
    RIGHT,
    SIGN,
    signed,
)
from worker.text.english.words import (
    cardinal,
    count,
    digits,
    fraction_words,
    integer,
    is_year,
    number,
    ordinal,
    plural,
)

SCALES = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million",
    "mln": "million",
    "mio": "million", "bn": "billion", "b": "billion", "B": "billion", "bln": "billion",
    "tn": "trillion",
    "trn": "trillion", "T": "trillion", "cr": "crore",
}  # fmt: skip

_SIGNS = "".join(FRACTION_SIGNS)
_TO = rf"(?:{DASH}|\sto\s|\sor\s)"

_PERCENT = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER}|[{_SIGNS}]|[0-9]+[{_SIGNS}]"
    rf"|(?:[0-9]+[\s-])?[0-9]/[0-9]{{1,2}})"
    rf"(?:\s?(?P<first>%?)(?P<dash>{DASH})(?P<sign2>[-−+]?)(?P<number2>{NUMBER}))?"
    r"(?P<gap>[-\s]?)(?P<unit>%|pc\b|pct\b\.?|per cent\b|‰)(?P<plus>\+?)(?P<point>[- ]points?\b)?"
)


def _portion(text: str) -> str:
    if text[-1] in FRACTION_SIGNS:
        return fraction_words(text[:-1] or None, *FRACTION_SIGNS[text[-1]])
    mixed = re.fullmatch(r"(?:([0-9]+)[\s-])?([0-9])/([0-9]{1,2})", text)
    if mixed:
        return fraction_words(mixed[1], int(mixed[2]), max(1, int(mixed[3])))
    return count(text)


def _read_percent(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    unit = match["unit"]
    if unit.startswith("p") and match["gap"] == "-" and unit != "pc":
        return None
    said = _portion(match["number"])
    if match["number2"]:
        second = signed(match["sign2"], count(match["number2"]))
        said += f" to {second}"
    name = "per mille" if unit == "‰" else "per cent" if unit == "per cent" else "percent"
    if match["point"]:
        name = f"percentage{match['point'].replace('-', ' ')}"
    stop = "." if unit.endswith(".") and not match.string[match.end() :].strip(" \"'”’)") else ""
    plus = " plus" if match["plus"] else ""
    return signed(match["sign"], f"{said} {name}{plus}{stop}"), 0.85


_SCALED = re.compile(
    rf"{LEFT}(?<![A-Za-z]-)(?P<sign>{SIGN})?(?P<number>{NUMBER})(?:(?P<first>[kKmMbB]|bn|mn"
    rf"|tn)?(?P<dash>{_TO})(?P<number2>{NUMBER}))?(?P<gap>\s?)"
    r"(?P<scale>k|K|mn|mln|mio|M|bn|bln|B|tn|trn|T|cr)(?P<plus>\+?)(?![\w/²³])"
)
_RUN = re.compile(
    r"[\s-](?:run|race|fun|charity|course|time|walk|runner|event|swim|and|distance|loop|trail"
    r"|marathon|finish)\b"
)
_VIDEO = re.compile(
    r"\s(?:video|TV|television|screens?|resolution|footage|display|camera|monitor|projector"
    r"|Blu-ray|streaming|content|UHD|OLED|format|restoration|at|HDR)\b|[.,]|$"
)


def _read_scaled(match: re.Match[str], _: Context) -> Iterator[tuple[str, float]] | None:
    text, scale = match["number"], match["scale"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    if match["gap"] and scale in ("k", "K", "M", "B", "T"):
        return None
    if scale in ("M", "B", "T") and len(text) == 1 and re.match(r"\s[A-Z]", after):
        return iter([(f"{count(text)} {scale}", 0.6)])
    if LABELED.search(before) and scale in ("K", "M", "B", "T"):
        return None
    if text in ("4", "8", "5") and scale == "K" and not match["number2"]:
        is_counted = (
            re.match(r"\s[a-z]+s\b", after) and not _VIDEO.match(after) and not _RUN.match(after)
        )
        return iter(
            [
                (f"{count(text)} K", 0.6 if not is_counted else 0.3),
                (f"{count(text)} thousand", 0.45),
            ]
        )
    if scale in "kK" and _RUN.match(after) and len(text) < 4:
        return iter([(f"{_to(match)} K", 0.85)])
    if (
        text == "3"
        and scale == "M"
        and not re.match(r"\s(?:people|[a-z]+s\b(?<!has|was))", after)
        and not match["number2"]
    ):
        return iter([("three M", 0.7)])
    if scale == "T" and text in ("1", "5") and not re.match(r"\s[a-z]", after):
        return iter([(f"{count(text)} T", 0.5)])
    first = match["first"]
    said = _to(match, with_and=False, middle=f" {SCALES[first]}" if first else "")
    plus = " plus" if match["plus"] else ""
    return iter([(f"{said} {SCALES[scale]}{plus}", 0.7)])


_WORDED = re.compile(
    rf"{LEFT}(?P<sign>{SIGN})?(?P<number>{NUMBER}|[0-9]+\s?[{_SIGNS}]"
    rf"|[0-9]+\s[0-9]/[0-9])(?:(?P<dash>{DASH})(?P<number2>{NUMBER}))?"
    r"(?=[\s-](?:hundred|thousand|million|billion|trillion|quadrillion|lakh|crore|dozen)\b)"
)


def _to(match: re.Match[str], *, with_and: bool = True, middle: str = "") -> str:
    """Return the number or range that a match begins with."""
    said = count(match["number"], with_and=with_and) + middle
    if match["number2"]:
        joint = "or" if (match["dash"] or "").strip() == "or" else "to"
        said += f" {joint} {count(match['number2'], with_and=with_and)}"
    return signed(match["sign"], said)


def _say_worded(match: re.Match[str]) -> str:
    if match["number"][-1] in FRACTION_SIGNS or "/" in match["number"]:
        return signed(match["sign"], _portion(re.sub(rf"\s(?=[{_SIGNS}])", "", match["number"])))
    return _to(match, with_and=False)


_TIMES = re.compile(
    rf"{LEFT}(?P<number>{NUMBER})(?:{DASH}(?P<number2>{NUMBER}))?"
    rf"(?P<gap>\s?)[x\u00d7](?![\w])(?!\s[0-9])"
)
_TIMES_AFTER = re.compile(
    r"[\s-](?:faster|slower|more|less|as|the|higher|lower|bigger|larger|smaller|greater|better"
    r"|cheaper|worse|stronger"
    r"|his|her|its|their|what|sales|revenue|earnings|likely|brighter|thinner|longer|shorter|stake"
    r"|return|increase|oversubscribed"
    r"|leverage|champion|winner|optical|zoom|per|a day|daily|weekly|speed|growth|EBITDA|cash"
    r"|heavier|lighter|richer|over|that|quicker|deeper|hotter|compared)"
)


def _read_times(match: re.Match[str], _: Context) -> tuple[str, float]:
    said = count(match["number"])
    if match["number2"]:
        said += f" to {count(match['number2'])}"
    after = match.string[match.end() :]
    if re.match(
        r"[\s-](?:champion|winner|Olympian|all-star|All-Star|medall?ist|nominee|Grammy|Oscar|MVP"
        r"|world|NBA|Pro)",
        after,
    ):
        return f"{said} time", 0.85
    return (f"{said} times", 0.85) if _TIMES_AFTER.match(after) else (f"{said} x", 0.6)


_X_TIMES = re.compile(r"(?<![\w])[x\u00d7](?P<number>[0-9]+)(?![\w])")
_FRACTION_SIGN = re.compile(
    rf"(?:(?P<whole>(?<![\w.,])[0-9]+)[\s-]?)?(?P<sign>[{_SIGNS}])(?P<hyphen>-(?=[a-z]))?"
)


def _say_fraction_sign(match: re.Match[str]) -> str:
    top, bottom = FRACTION_SIGNS[match["sign"]]
    return fraction_words(match["whole"], top, bottom) + (match["hyphen"] or "")


_ORDINAL = re.compile(
    rf"{LEFT}(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?:[-\s]?(?P<super>[ˢᵗʰⁿʳᵈ]{{2}})"
    rf"|(?P<suffix>(?i:st|nd|rd|th))(?P<many>s)?\b)"
)
_NTH = re.compile(r"(?<![A-Za-z0-9])(?P<n>[nN])th\b")
_SHORT_ORDINAL = re.compile(
    rf"{LEFT}(?P<number>[0-9]*[23])d(?=\s(?:Cir|Circuit|Dist|Amendment|Div|Dept|Lt|Battalion"
    rf"|Brigade|Infantry|Armored|Marine|Regiment|Airborne|Cavalry|Congress))"
)


def _say_ordinal(match: re.Match[str]) -> str:
    text = match["number"].replace(",", "")
    suffix = (match["suffix"] or "").lower()
    value = int(text)
    if len(text) > 18:
        return f"{digits(text)} {suffix}"
    right = {1: "st", 2: "nd", 3: "rd"}.get(
        value % 10 if value % 100 not in (11, 12, 13) else 0, "th"
    )
    if suffix and suffix != right:
        return f"{integer(text)} {suffix}"
    return plural(ordinal(value)) if match["many"] else ordinal(value)


_TEAM = re.compile(r"(?<![\w])(?P<number>[0-9]{1,3})ers\b")
_SIDE = re.compile(rf"{LEFT}(?P<number>[1-4])(?:st|nd|rd|th)\s(?P<side>XV|XI)\b")

_NUMBERED = re.compile(
    r"\b(?P<word>[Nn]os?\.|№|#)\s?(?P<number>[0-9][0-9,]*)(?P<letter>[A-Z]?)(?![0-9A-Za-z])"
    r"|(?P<mark>[#№])\s?(?P<number2>[0-9][0-9,]*)(?![0-9A-Za-z])"
)
_NO = re.compile(
    rf"\b(?P<word>[Nn]os?)\.?\s(?P<number>[0-9]{{1,4}})"
    rf"(?:(?P<joint>{DASH})(?P<number2>[0-9]{{1,4}}))?(?P<letter>[A-Za-z]?)(?![0-9A-Za-z]"
    rf"|[.,][0-9])"
)
_NO_NOUN = re.compile(
    r"\s(?!(?:in|of|on|at|and|or|to|for|with|seed|seeds|spot|batter|shirt|jersey|iron|pick|ranking"
    r"|song|hit|single|priority|target|fan|concern|issue|goal|player|team|bus|court|shaft"
    r"|car)\b)(?:[a-z]+s|people|men|women)\b"
)


def _say_numbered(match: re.Match[str]) -> str:
    word = match["word"] or match["mark"]
    several = "numbers" if word.lower() == "nos." else "number"
    said = _label(match["number"] or match["number2"])
    letter = match.groupdict().get("letter")
    return f"{several} {said}{f' {letter}' if letter else ''}"


def _label(text: str) -> str:
    return number(text)


def _read_no(match: re.Match[str], _: Context) -> tuple[str, float] | None:
    """Return "number ten" for "No 10", and nothing for "no 10 people agree"."""
    after = match.string[match.end() :]
    before = match.string[: match.start()]
    word = match["word"]
    if "." in match[0][:4]:
        return (
            None
            if not match["number2"]
            else (f"numbers {_label(match['number'])} to {_label(match['number2'])}", 0.8)
        )
    if word.lower() == "no" and _NO_NOUN.match(after):
        return None
    if word == "no" and not re.search(
        r"\b(?:world|the|at|ranked|ranking|a|aged?|from|lot|house|shirt|England|squad)\s$", before
    ):
        return None
    if word == "no" and re.match(r",", after):
        return None
    several = "numbers" if word.lower() == "nos" or match["number2"] else "number"
    said = f"{several} {_label(match['number'])}"
    said += f" to {_label(match['number2'])}" if match["number2"] else ""
    return (f"{said} {match['letter'].upper()}" if match["letter"] else said), 0.8


_PAGE_WORDS = {
    "p": "page ", "pp": "pages ", "vol": "volume ", "vols": "volumes ", "fig": "figure ",
    "figs": "figures ",
    "ch": "chapter ", "chap": "chapter ", "art": "article ", "sec": "section ", "secs": "sections ",
    "par": "paragraph ", "para": "paragraph ",
    "paras": "paragraphs ", "ver": "version ", "ref": "reference ", "ep": "episode ",
    "eps": "episodes ", "eq": "equation ", "ext": "extension ",
    "apt": "apartment ", "rm": "room ", "ste": "suite ", "bk": "book ", "pt": "part ",
    "no": "number ", "cat": "category ", "ser": "series ", "sched": "schedule ",
    "app": "appendix ", "amend": "amendment ", "cl": "clause ", "reg": "regulation ",
    "regs": "regulations ", "div": "division ", "tel": "telephone ", "mt": "Matthew ",
    "prop": "proposition ", "props": "propositions ", "dist": "district ", "fl": "floor ",
    "verse": "verse ", "op": "opus ", "jct": "junction ", "hwy": "highway ", "rte": "route ",
    "rt": "route ",
}  # fmt: skip
_PAGE = re.compile(
    r"\b(?P<word>pp?|[Vv]ols?|[Ff]igs?|[Cc]hap|[Cc]h|[Aa]rt|[Ss]ecs?|[Pp]aras?|[Pp]ar|[Vv]er"
    r"|[Rr]ef|[Ee]ps?|[Ee]q|[Ee]xt|[Aa]pt|[Rr]m|Ste|Bk|Pt|Cat|[Ss]er|[Ss]ched|App|[Rr]egs?|[Cc]l"
    r"|Div|[Tt]el|[Pp]rops?|[Oo]p|Jct|Hwy|Rte|Rt)\.\s?(?=[0-9IVX])"
)
_PAGE_NO_STOP = re.compile(
    r"(?<![\w/@.-])(?P<word>pp|[Vv]ols?|[Ff]igs?|[Pp]aras?|[Rr]ef|Prop|Props|Apt|Hwy|Rte|Sec|Pt"
    r"|Cat)\s(?=[0-9])"
)
_SIGN_WORDS = {
    "~": "about ", "≈": "about ", "c.": "circa ", "ca.": "circa ", "c": "circa ", "ca": "circa ",
    "±": "plus or minus ", "+/-": "plus or minus ", "+/−": "plus or minus ",
    "<": "less than ", ">": "more than ", "≤": "at most ", "<=": "at most ", "≥": "at least ",
    ">=": "at least ", "≠": "not equal to ", "≪": "much less than ", "≫": "much more than ",
    "⩽": "at most ", "⩾": "at least ",
}  # fmt: skip
_ABOUT = re.compile(
    r"(?<![\w])(?P<sign>[~≈]|ca?\.\s?|c(?=1[0-9]{3}\b)|ca?\s(?=1[0-9]{3}\b)|±|\+/[-−]\s?|<=|>="
    r"|[<>≤≥≠≪≫⩽⩾])\s?(?=[$€£]?-?\.?[0-9])"
)
_COMPARED = re.compile(r"(?<=[\w)])\s(?P<sign>[<>≤≥≠≈=]|<=|>=)\s?(?=[$€£]?-?\.?[0-9])")
_PLUS = re.compile(
    rf"{LEFT}(?P<number>{NUMBER})(?P<scale>\s(?:million|billion|trillion|thousand))?\+(?![\w+])"
)
_SIGNED = re.compile(rf"(?P<sign>{SIGN})(?P<number>{NUMBER}){RIGHT}(?![A-Za-z])")
_SUM = re.compile(rf"{LEFT}(?P<first>{NUMBER})\s?(?P<sign>[+×=*÷]|\s[x−]\s)\s?(?={NUMBER})")
_OPERATIONS = {
    "+": "plus", "\u00d7": "times", "=": "equals", "*": "times", "÷": "divided by", "x": "by",
    "\u2212": "minus",
}  # fmt: skip
_POINTED = re.compile(rf"{LEFT}(?P<number>[0-9]+(?:\.[0-9]+){{2,}}){RIGHT}")
_THOUSANDS = re.compile(
    rf"{LEFT}(?P<number>1,?0{{2,12}}(?:,000)*|1(?:,000)+|10(?:,?000)+|100(?:,?000)*)['’]?s\b"
)
_SPACED = re.compile(
    r"(?<![\w.,:/-])(?P<number>[1-9][0-9]{0,2}(?:[ \u00a0\u2009\u202f][0-9]{3})+)(?![\w]|[.,][0-9]"
    r"|[ \u00a0\u2009\u202f][0-9]|-[0-9])"
)
_LAKHS = re.compile(
    r"(?<![\w.,])(?P<number>[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?P<part>\.[0-9]+)?(?![0-9,])"
)
_BIG = re.compile(rf"{LEFT}(?P<number>[0-9]{{5,}}){RIGHT}(?=\s[a-z]{{3,}})")
_NUMBER = re.compile(rf"{LEFT}(?P<number>{NUMBER})(?![0-9A-Za-z])(?![.,][0-9])")
_POINTLESS = re.compile(
    r"(?<![\w.])\.(?P<caliber>[0-9]{2,3})(?=[\s-](?:caliber|calibre|cal\b|rifles?|pistols?"
    r"|revolvers?|handguns?|guns?|rounds?|bullets?|ammunition|Magnum|Winchester|cartridges?|round"
    r"|shells?))"
)
_COUNTED_BEFORE = re.compile(
    r"\b(?:about|around|some|nearly|almost|over|than|least|most|only|just|roughly|approximately"
    r"|estimated|another|additional|up to)\s$",
    re.IGNORECASE,
)
_DATED_BEFORE = re.compile(
    r"\b(?:in|since|by|until|from|to|of|before|after|during|for|year|late|early|mid|circa|spring"
    r"|summer|autumn|fall|winter|the|his|her|its|their|our|this|a|class|season|back|through"
    r"|between|and|[a-z]+['’]s)[\s-]$",
    re.IGNORECASE,
)
_COUNTABLE = re.compile(
    r"\s(?:(?:new|more|other|young|registered|adult|local|female|male|American|British|volunteer"
    r"|older|hospital|full-time|active|healthy)\s)?"
    r"(?:people|men|women|children|adults|nurses|workers|students|patients|homes|houses|voters"
    r"|teachers|officers|soldiers|employees|participants"
    r"|residents|families|members|volunteers|jobs|cases|deaths|pupils|players|passengers|victims"
    r"|doctors|visitors|respondents|tons|tonnes|acres|miles"
    r"|meters|metres|feet|kilometers|hectares|pounds|votes|points|seats|tickets|rooms|birds|cattle"
    r"|sheep|trees|cars|vehicles|units|copies|barrels|hours|refugees|migrants|households"
    r"|businesses|schools|prisoners|inmates|protesters|guests|delegates|athletes|runners|calories"
    r"|words|pages|steps|samples|households|women|infants|babies|drivers|farmers|claims|complaints"
    r"|applications|applicants|customers|subjects|galaxies|stars|species|yards|square|sq|cubic|km"
    r"|kg|light-years|days|civilians|fans|mourners|cyclists|horses|pigs|chickens|cows)\b"
)


def _say_hundreds(match: re.Match[str]) -> str | None:
    """Return "thousands" for "1,000s", "tens of thousands" for "10,000s"."""
    plain = match["number"].replace(",", "")
    names = {
        3: "hundreds",
        4: "thousands",
        5: "tens of thousands",
        6: "hundreds of thousands",
        7: "millions",
    }
    if plain.strip("0") != "1":
        return None
    return (
        names.get(len(plain))
        if len(plain) > 3 or "," in match["number"] or plain == "100"
        else None
    )


def _say_lakhs(match: re.Match[str]) -> str | None:
    value = int(match["number"].replace(",", ""))
    crores, rest = divmod(value, 10_000_000)
    lakhs, rest = divmod(rest, 100_000)
    parts = [f"{cardinal(crores)} crore"] if crores else []
    parts += [f"{cardinal(lakhs)} lakh"] if lakhs else []
    parts += [cardinal(rest)] if rest else []
    said = " ".join(parts)
    return f"{said} point {digits(match['part'])}" if match["part"] else said


def _read_number(match: re.Match[str], _: Context) -> Iterator[tuple[str, float]]:
    """Yield readings of a number: four digits are a year, or a count of something."""
    text = match["number"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    as_year = 0.6
    if is_year(text):
        if (
            _COUNTED_BEFORE.search(before)
            and not re.search(r"\b[Ss]ince ", before[-16:])
            and re.match(
                r"\s(?:[a-z]+\s)?(?!was|has|is|as\b)[a-z]{2,}s\b|\s(?:people|men|women|children"
                r"|more)\b",
                after,
            )
        ):
            as_year = 0.3
        if _COUNTABLE.match(after):
            as_year = (
                0.3 if not _DATED_BEFORE.search(before) or _COUNTED_BEFORE.search(before) else 0.58
            )
        if (text.endswith("00") and text != "2000") or re.search(
            r"\b[Ii]n (?:the )?(?:year )?$", before
        ):
            as_year = max(as_year, 0.6)
    yield number(text), as_year
    if is_year(text):
        yield count(text), 0.5


RULES = (
    Form(_PERCENT, _read_percent, needs="%p‰"),
    Rule(_THOUSANDS, _say_hundreds, DIGITS, LIKELY),
    Rule(_SPACED, lambda match: count(re.sub(r"\s", "", match["number"])), DIGITS, USUAL),
    Rule(_LAKHS, _say_lakhs, ",", LIKELY),
    Form(_SCALED, _read_scaled, needs=DIGITS),
    Rule(_WORDED, _say_worded, DIGITS),
    Form(_TIMES, _read_times, needs="x×"),
    Rule(_X_TIMES, lambda match: f"times {cardinal(int(match['number'][:9]))}", "x×", USUAL),
    Rule(_FRACTION_SIGN, _say_fraction_sign, "".join(FRACTION_SIGNS)),
    Rule(_ORDINAL, _say_ordinal, DIGITS),
    Rule(_SHORT_ORDINAL, lambda match: ordinal(int(match["number"])), DIGITS),
    Rule(_TEAM, lambda match: cardinal(int(match["number"])).removesuffix("e") + "ers", "e", 0.9),
    Rule(
        _SIDE,
        lambda m: f"{ordinal(int(m['number']))} {'fifteen' if m['side'] == 'XV' else 'eleven'}",
        "X",
        CERTAIN,
    ),
    Rule(_NUMBERED, _say_numbered, DIGITS),
    Form(_NO, _read_no, needs=DIGITS),
    Rule(_PAGE, lambda match: _PAGE_WORDS[match["word"].lower()], "."),
    Rule(_PAGE_NO_STOP, lambda match: _PAGE_WORDS[match["word"].lower()], DIGITS, POSSIBLE),
    Rule(_ABOUT, lambda match: _SIGN_WORDS[match["sign"].strip()], DIGITS),
    Rule(
        _COMPARED,
        lambda match: " " + {"=": "equals "}.get(match["sign"], _SIGN_WORDS.get(match["sign"], "")),
        "<>≤≥≠≈=",
        USUAL,
    ),
    Rule(_POINTLESS, lambda match: number(match["caliber"]), ".", 0.9),
    Rule(_PLUS, lambda match: f"{count(match['number'])}{match['scale'] or ''} plus", "+"),
    Rule(
        _SUM,
        lambda match: f"{number(match['first'])} {_OPERATIONS[match['sign'].strip()]}",
        "+×=*÷x−",
    ),
    Rule(_SIGNED, lambda match: signed(match["sign"], number(match["number"])), "+-−–"),
    Rule(
        _POINTED,
        lambda match: " point ".join(cardinal(int(p[:18])) for p in match["number"].split(".")),
        ".",
    ),
    Rule(
        _BIG,
        lambda match: count(match["number"]) if match["number"].endswith("00") else None,
        DIGITS,
    ),
    Form(_NUMBER, _read_number, needs=DIGITS),
)
